"""Hybrid search in a large knowledge base: latency of each leg and of both, and the recall of the vector index.

::

    python tests/bench/bench_search.py [--chunks 100000] [--queries 60] [--keep FOLDER]

Made-up chunks: words drawn from a Zipf law, vectors of 384 dimensions in clusters. The time is that of the search
itself; embedding the query is the model's. Exact search over all vectors is the baseline of the index, in time and
in what it finds.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import numpy as np
from sqlalchemy import text

from sight_domain.knowledge.fusion import FusionWeights
from sight_domain.knowledge.keyword import keyword_ranking
from sight_domain.knowledge.schemas import SearchMode
from sight_domain.knowledge.scope import Scope
from sight_domain.knowledge.searching import QueryVector, ranked
from sight_domain.knowledge.vector import vector_ranking
from sight_domain.knowledge.vector_index import build_missing, index_name
from sight_domain.settings import Settings
from sight_domain.storage.database import Database
from sight_domain.storage.embedded import EmbeddedPostgres

MODEL, DIMENSIONS, CLUSTERS = "made-up", 384, 400
PER_DOCUMENT, WORDS, VOCABULARY = 100, 150, 50_000
DEPTH, BATCH = 100, 5_000
NOBODY = Scope(None)
WEIGHTS = FusionWeights.of(Settings(_env_file=None))  # pyright: ignore[reportCallIssue]


async def measure(home: Path, chunks: int, queries: int) -> None:
    database = Database(Settings(_env_file=None, home=home, provider="offline"))  # pyright: ignore[reportCallIssue]
    try:
        await database.open()
        async with database.session() as session:
            present = await session.scalar(text("select count(*) from chunk_vectors")) or 0
        if present < chunks:
            started = time.perf_counter()
            await fill(database.url, chunks)
            print(f"filled with {chunks:,} chunks in {time.perf_counter() - started:.0f} s")
            started = time.perf_counter()
            await build_missing(database)
            print(f"HNSW index built in {time.perf_counter() - started:.1f} s", end="")
        async with database.session() as session:
            sizes = {
                name: await session.scalar(
                    text("select pg_size_pretty(pg_relation_size(:name))"), {"name": name}
                )
                for name in (index_name(MODEL), "pk_postings", "postings")
            }
        print("; sizes:", ", ".join(f"{name} {size}" for name, size in sizes.items()))
        await compare(database, chunks, queries)
    finally:
        await database.close()


async def fill(url: str, chunks: int) -> None:
    chance = np.random.default_rng(1)
    centres = chance.normal(size=(CLUSTERS, DIMENSIONS))
    weights = 1 / np.arange(1, VOCABULARY + 1)
    steps = np.cumsum(weights / weights.sum())
    documents = [UUID(int=(number + 1) << 64) for number in range(chunks // PER_DOCUMENT)]
    keys = [UUID(int=(number + 1) << 64 | 1) for number in range(chunks)]
    connection = await asyncpg.connect(url)
    try:
        now = datetime.now(UTC)
        await connection.copy_records_to_table(
            "documents",
            columns=["id", "title", "filename", "kind", "sha256", "size_bytes", "chunk_count", "term_count", "text", "created_at"],
            records=[
                (key, "Made up", f"{n}.txt", "txt", str(n), 1, PER_DOCUMENT, PER_DOCUMENT * WORDS, "x", now)
                for n, key in enumerate(documents)
            ],
        )  # fmt: skip
        await connection.copy_records_to_table(
            "document_chunks",
            columns=["id", "document_id", "seq", "context", "text", "char_start", "char_end"],
            records=[
                (key, documents[n // PER_DOCUMENT], n % PER_DOCUMENT, "", "x", 0, 1)
                for n, key in enumerate(keys)
            ],
        )
        numbers = dict(await connection.fetch("select id, number from document_chunks"))
        document_numbers = dict(await connection.fetch("select id, number from documents"))
        for first in range(0, chunks, BATCH):
            some = keys[first : first + BATCH]
            vectors = centres[chance.integers(0, CLUSTERS, len(some))] + 0.9 * chance.normal(
                size=(len(some), DIMENSIONS)
            )
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            lines = (
                f"{key}\t{MODEL}\t{documents[n // PER_DOCUMENT]}\t[{','.join(f'{x:.5g}' for x in vector)}]\n"
                for n, (key, vector) in enumerate(zip(some, vectors, strict=True), start=first)
            )
            await connection.copy_to_table(
                "chunk_vectors",
                columns=["chunk_id", "model", "document_id", "embedding"],
                source=io.BytesIO("".join(lines).encode()),
            )
            postings = []
            for n, key in enumerate(some, start=first):
                terms, counts = np.unique(np.searchsorted(steps, chance.random(WORDS)), return_counts=True)
                document = document_numbers[documents[n // PER_DOCUMENT]]
                postings += [
                    (f"t{term}", numbers[key], document, int(count), WORDS)
                    for term, count in zip(terms, counts, strict=True)
                ]
            postings.sort()
            await connection.copy_records_to_table(
                "postings",
                columns=["term", "chunk_number", "document_number", "tf", "length"],
                records=postings,
            )
        await connection.execute(
            "insert into document_vectors select document_id, model, count(*) from chunk_vectors group by 1, 2"
        )
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()


async def compare(database: Database, chunks: int, queries: int) -> None:
    chance = np.random.default_rng(2)
    async with database.session() as session:
        sample = list(
            await session.scalars(
                text(
                    "select cast(embedding as text) from chunk_vectors order by md5(cast(chunk_id as text)) limit :n"
                ),
                {"n": queries},
            )
        )
        frequency = dict(
            (
                await session.execute(
                    text("select term, count(*) from postings group by term having count(*) < :most"),
                    {"most": 0.08 * chunks},
                )
            ).all()
        )
        documents = list(await session.scalars(text("select id from documents")))
    vectors = [_near([float(x) for x in one.strip("[]").split(",")], chance) for one in sample]
    # Words as people ask for them: common ones more often than rare ones, the most common never.
    share = np.array(list(frequency.values()), dtype=float) ** 0.7
    words = [
        [str(one) for one in chance.choice(list(frequency), size=8, replace=False, p=share / share.sum())]
        for _ in vectors
    ]
    print(
        f"{queries} questions of 8 words, {np.median([sum(frequency[w] for w in one) for one in words]):.0f} postings each"
    )

    async def keyword(at: int) -> object:
        async with database.session() as session:
            return await keyword_ranking(session, dict.fromkeys(words[at], 1.0), NOBODY, DEPTH)

    async def vector(at: int, scope: Scope = NOBODY, among: int = chunks) -> list[tuple[UUID, float]]:
        async with database.session() as session:
            return await vector_ranking(session, vectors[at], MODEL, scope, DEPTH, among=among)

    async def hybrid(at: int) -> object:
        query = QueryVector(vectors[at], MODEL, chunks)
        return await ranked(database, " ".join(words[at]), NOBODY, SearchMode.HYBRID, query, WEIGHTS)

    await hybrid(0)
    exact = await _timed("exact vectors (baseline)", lambda at: vector(at, among=0), len(vectors), None)
    await _timed("keyword, BM25", keyword, len(vectors), exact)
    await _timed("vector, HNSW", vector, len(vectors), exact)
    await _timed("hybrid", hybrid, len(vectors), exact)
    for kept in (1.0, 0.5, 0.15, 0.01):
        chosen = random.Random(3).sample(documents, max(1, round(kept * len(documents))))
        scope = NOBODY if kept == 1.0 else Scope(None, document_ids=tuple(chosen))
        among = len(chosen) * PER_DOCUMENT
        shares = []
        for at in range(len(vectors)):
            found, all_of_them = await vector(at, scope, among), await vector(at, scope, 0)
            shares.append(len(dict(found[:10]).keys() & dict(all_of_them[:10]).keys()) / 10)
        print(f"recall@10 with a filter that keeps {kept:4.0%}: {statistics.fmean(shares):.4f}")


async def _timed(
    name: str, search: Callable[[int], Coroutine[Any, Any, object]], count: int, baseline: float | None
) -> float:
    milliseconds = []
    for at in range(count):
        started = time.perf_counter()
        await search(at)
        milliseconds.append((time.perf_counter() - started) * 1000)
    p50, p95 = statistics.median(milliseconds), statistics.quantiles(milliseconds, n=20)[-1]
    ratio = f", {p50 / baseline:.3f} of the baseline" if baseline else ""
    print(f"{name:26} p50 {p50:7.1f} ms  p95 {p95:7.1f} ms{ratio}")
    return p50


def _near(vector: list[float], chance: np.random.Generator) -> list[float]:
    """A question is near a passage, not equal to it."""
    moved = np.array(vector) + 0.3 * chance.normal(size=len(vector)) / np.sqrt(len(vector))
    return [float(value) for value in moved / np.linalg.norm(moved)]


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--chunks", type=int, default=100_000)
    arguments.add_argument("--queries", type=int, default=60)
    arguments.add_argument("--keep", type=Path, default=None, help="fill this folder once and use it again")
    given = arguments.parse_args()
    home = given.keep or Path(tempfile.mkdtemp(prefix="sight-bench-"))
    try:
        asyncio.run(measure(home, given.chunks, given.queries))
    finally:
        if given.keep is None:
            shutil.rmtree(EmbeddedPostgres(home).folder, ignore_errors=True)
            shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
