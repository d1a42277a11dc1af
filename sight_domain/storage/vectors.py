"""Rows that carry the embedding of their text, made by one model: vectors of different models are never compared."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy.orm import Mapped, mapped_column

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


class Embedded:
    """A table's two columns for the embedding; both are empty until somebody needed it and an embedder was there."""

    __tablename__: str

    embedding: Mapped[Any | None] = mapped_column(HALFVEC(), default=None, deferred=True)
    embedding_model: Mapped[str | None] = mapped_column(default=None, deferred=True)


async def stored_vectors(
    session: AsyncSession, table: type[Embedded], keys: Sequence[UUID], model: str
) -> dict[UUID, list[float]]:
    """The embeddings of these rows made by `model`; rows without one are left out."""
    from sqlalchemy import text

    query = f"""
        select id, cast(embedding as text) as embedding from {table.__tablename__}
        where id = any(cast(:keys as uuid[])) and embedding_model = :model and embedding is not null
    """
    rows = await session.execute(text(query), {"keys": list(keys), "model": model})
    return {row.id: json.loads(row.embedding) for row in rows}


async def keep_vectors(
    session: AsyncSession, table: type[Embedded], vectors: Mapping[UUID, Sequence[float]], model: str
) -> None:
    """Put embeddings into their rows, in place of those of another model."""
    from sqlalchemy import text

    update = f"""
        update {table.__tablename__} as kept set embedding = cast(made.embedding as halfvec), embedding_model = :model
        from unnest(cast(:keys as uuid[]), cast(:embeddings as text[])) as made(id, embedding)
        where kept.id = made.id
    """
    given = {
        "model": model,
        "keys": list(vectors),
        "embeddings": [json.dumps([float(f"{value:.6g}") for value in one]) for one in vectors.values()],
    }
    await session.execute(text(update), given)
