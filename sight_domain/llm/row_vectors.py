"""Embeddings of stored rows, made when they are first needed and kept with the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.storage.vectors import keep_vectors, stored_vectors

if TYPE_CHECKING:
    from sight_domain.llm.gateway import Gateway
    from sight_domain.storage.database import Database
    from sight_domain.storage.vectors import WithEmbedding


async def row_vectors(
    database: Database,
    gateway: Gateway,
    table: type[WithEmbedding],
    texts: Mapping[UUID, str],
    *,
    project_id: UUID,
    run_id: UUID | None = None,
) -> dict[UUID, list[float]]:
    """Vectors of length 1 for rows by their keys; those without one of the configured model get it now.

    Raises:
        SightError: what `Gateway.embed` says; what was stored before stays.
    """
    model = gateway.embedding_model()
    if model is None or not texts:
        return {}
    async with database.session() as session:
        found = await stored_vectors(session, table, list(texts), model.id)
    missing = [key for key, text in texts.items() if key not in found and text.strip()]
    if missing:
        made = await gateway.embed(
            [texts[key] for key in missing], purpose="document", project_id=project_id, run_id=run_id
        )
        new = dict(zip(missing, made.vectors, strict=True))
        async with database.session() as session:
            await keep_vectors(session, table, new, made.model)
        found |= new
    return found
