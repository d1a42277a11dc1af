"""Rows that carry the embedding of their text, made by one model: vectors of different models are never compared."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


class WithEmbedding(Protocol):
    """A table with `embedding_columns`, of which no more than its name is needed here."""

    __tablename__: str


async def stored_vectors(
    session: AsyncSession, table: type[WithEmbedding], keys: Sequence[UUID], model: str
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
    session: AsyncSession, table: type[WithEmbedding], vectors: Mapping[UUID, Sequence[float]], model: str
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
