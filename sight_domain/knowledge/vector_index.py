"""HNSW: an approximate index for each embedding model that has many vectors, none for the others.

Each is a partial index on one model's vectors, cast to that model's dimensions: models share a table and never a
graph. It is built beside the running searches, by one process, when a model passes `EXACT_BELOW`.
Source: Malkov and Yashunin, Efficient and robust approximate nearest neighbor search using HNSW, 2018.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from sight_domain.storage.database import Database

EXACT_BELOW = 10_000
"""Up to here an exact scan takes some 10 ms and misses nothing; an index is neither built nor asked."""

_DUE = """
select v.model, vector_dims((select c.embedding from chunk_vectors c where c.model = v.model limit 1)) as dimensions
from document_vectors v group by v.model having sum(v.vectors) >= :enough order by v.model
"""
_VALID = """
select i.indisvalid from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname = :name
"""
# The lock's number is any constant that nothing else here uses.
_LOCK = 6_071_208_134


def index_name(model: str) -> str:
    """The name of a model's index: fixed, short, and a plain identifier whatever the model is called."""
    return f"hnsw_{hashlib.sha256(model.encode()).hexdigest()[:16]}"


def literal(text: str) -> str:
    """`text` as an SQL string: a partial index serves a query that names the model in its text, not in a parameter."""
    return "'" + text.replace("\\", "").replace("'", "''").replace(":", r"\:") + "'"


async def build_missing(database: Database, *, enough: int = EXACT_BELOW) -> list[str]:
    """Build the indexes of models with at least `enough` vectors that have none; returns the models built.

    Searches and additions go on meanwhile. Another process that builds is left to it.
    """
    from sqlalchemy import text

    engine = await database.open()
    built: list[str] = []
    async with engine.connect() as opened:
        connection = await opened.execution_options(isolation_level="AUTOCOMMIT")
        if not await connection.scalar(text(f"select pg_try_advisory_lock({_LOCK})")):
            return built
        try:
            due = (await connection.execute(text(_DUE), {"enough": enough})).all()
            for model, dimensions in due:
                if not await connection.scalar(text(_VALID), {"name": index_name(model)}):
                    await _build(connection, model, dimensions)
                    built.append(model)
        finally:
            await connection.execute(text(f"select pg_advisory_unlock({_LOCK})"))
    return built


async def drop_others(database: Database, model: str) -> int:
    """Remove the vectors of all models but `model`, with their indexes; returns how many vectors."""
    from sqlalchemy import text

    async with database.session() as session:
        others = list(
            await session.scalars(
                text("select distinct model from document_vectors where model <> :model"), {"model": model}
            )
        )
        for other in others:
            await session.execute(text(f"drop index if exists {index_name(other)}"))
        await session.execute(text("delete from document_vectors where model <> :model"), {"model": model})
        gone = await session.execute(
            text(
                "with gone as (delete from chunk_vectors where model <> :model returning 1) select count(*) from gone"
            ),
            {"model": model},
        )
        return int(gone.scalar_one())


async def _build(connection: AsyncConnection, model: str, dimensions: int) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    name = index_name(model)
    # One that broke off half-way is there and not valid.
    drop = text(f"drop index concurrently if exists {name}")
    create = text(
        f"create index concurrently {name} on chunk_vectors"
        f" using hnsw ((embedding\\:\\:halfvec({dimensions})) halfvec_cosine_ops) where model = {literal(model)}"
    )
    await connection.execute(drop)
    await connection.execute(text("set maintenance_work_mem = '256MB'"))
    try:
        await connection.execute(create)
    except DBAPIError as error:
        # Workers share the graph in /dev/shm, which is small in many containers; alone there is no need of it.
        if getattr(error.orig, "sqlstate", None) != "53100":
            raise
        await connection.execute(drop)
        await connection.execute(text("set max_parallel_maintenance_workers = 0"))
        await connection.execute(create)
        await connection.execute(text("reset max_parallel_maintenance_workers"))
    finally:
        await connection.execute(text("reset maintenance_work_mem"))
