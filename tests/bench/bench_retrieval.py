"""Retrieval quality on a judged collection, through the service as researchers use it.

::

    python tests/bench/bench_retrieval.py FOLDER... [--legs keyword,vector,hybrid] [--queries N] [--json]

A folder holds ``corpus.jsonl`` {_id, title, text}, ``queries.jsonl`` {_id, text} and ``qrels/test.tsv`` (BEIR
layout). Each document is added as a text file to a knowledge base of its own; a document's rank is that of its best
passage. Folders that are missing are skipped, and the last line says so. The vector leg is the configured embedder
(``SIGHT_EMBEDDER``); the local one takes about a second a document, so only keyword is measured unless asked.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import math
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from sight_domain.accounts.actor import Actor
from sight_domain.knowledge.requests import LARGEST_TOP_K
from sight_domain.knowledge.service import KnowledgeService
from sight_domain.llm.gateway import Gateway
from sight_domain.settings import Settings
from sight_domain.storage.database import Database
from sight_domain.storage.embedded import EmbeddedPostgres

DEPTH = 10


def ndcg(ranking: Sequence[str], judged: Mapping[str, int], depth: int = DEPTH) -> float:
    """``DCG / ideal DCG`` at `depth`, with ``DCG = sum of gain / log2(rank + 1)`` (Järvelin and Kekäläinen, 2002)."""
    gained = sum(
        judged.get(one, 0) / math.log2(rank + 1) for rank, one in enumerate(ranking[:depth], start=1)
    )
    best = sorted(judged.values(), reverse=True)[:depth]
    ideal = sum(gain / math.log2(rank + 1) for rank, gain in enumerate(best, start=1))
    return gained / ideal if ideal else 0.0


def reciprocal_rank(ranking: Sequence[str], judged: Mapping[str, int], depth: int = DEPTH) -> float:
    return next(
        (1 / rank for rank, one in enumerate(ranking[:depth], start=1) if judged.get(one, 0) > 0), 0.0
    )


def recall(ranking: Sequence[str], judged: Mapping[str, int], depth: int = DEPTH) -> float:
    relevant = {one for one, gain in judged.items() if gain > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


async def measure(folder: Path, legs: Sequence[str], most_queries: int | None) -> dict[str, object]:
    """All figures of one collection."""
    corpus = _lines(folder / "corpus.jsonl")
    judged = _judgements(folder / "qrels" / "test.tsv")
    queries = [one for one in _lines(folder / "queries.jsonl") if judged.get(one["_id"])][:most_queries]
    home = Path(tempfile.mkdtemp(prefix="sight-bench-"))
    settings = Settings(_env_file=None, home=home, provider="offline")  # pyright: ignore[reportCallIssue]
    database = Database(settings)
    gateway = Gateway(settings, database)
    knowledge = KnowledgeService(database, gateway, settings)
    actor = Actor(language="en")
    try:
        started = time.perf_counter()
        names: dict[str, str] = {}
        for one in corpus:
            content = (one["text"] or one["title"]).encode()
            if not content.strip():
                continue
            added = await knowledge.add_document(
                actor, content=content, filename=f"{one['_id']}.txt", title=one["title"]
            )
            names.setdefault(added.id, one["_id"])
        adding = time.perf_counter() - started
        started = time.perf_counter()
        if set(legs) != {"keyword"}:
            await knowledge.embed_pending()
        embedding = time.perf_counter() - started
        figures = {leg: await _leg(knowledge, actor, leg, queries, judged, names) for leg in legs}
    finally:
        await knowledge.aclose()
        await gateway.aclose()
        await database.close()
        shutil.rmtree(EmbeddedPostgres(home).folder, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)
    return {
        "documents": len(corpus),
        "queries": len(queries),
        "documents_per_second": round(len(corpus) / adding, 1),
        "embedding_seconds": round(embedding, 1),
        "legs": figures,
    }


async def _leg(
    knowledge: KnowledgeService,
    actor: Actor,
    leg: str,
    queries: Sequence[Mapping[str, str]],
    judged: Mapping[str, Mapping[str, int]],
    names: Mapping[str, str],
) -> dict[str, float]:
    scores: dict[str, list[float]] = {"ndcg@10": [], "recall@10": [], "mrr@10": []}
    milliseconds = []
    for query in queries:
        started = time.perf_counter()
        results = await knowledge.search(actor, query["text"], mode=leg, top_k=LARGEST_TOP_K)
        milliseconds.append((time.perf_counter() - started) * 1000)
        if results.mode_used.value != leg:
            raise SystemExit(f"asked for {leg}, got {results.mode_used.value}: {results.note}")
        ranking = list(
            dict.fromkeys(names[hit.document_id] for hit in results.hits if hit.document_id in names)
        )
        relevant = judged[query["_id"]]
        scores["ndcg@10"].append(ndcg(ranking, relevant))
        scores["recall@10"].append(recall(ranking, relevant))
        scores["mrr@10"].append(reciprocal_rank(ranking, relevant))
    figures = {name: round(statistics.fmean(values), 4) for name, values in scores.items()}
    figures["p50_ms"] = round(statistics.median(milliseconds), 1)
    figures["p95_ms"] = round(statistics.quantiles(milliseconds, n=20)[-1], 1)
    return figures


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            judged.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
    return judged


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("folders", nargs="*", type=Path)
    arguments.add_argument("--legs", default="keyword")
    arguments.add_argument("--queries", type=int, default=None)
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    if not given.folders:
        print("nothing measured: name folders with corpus.jsonl, queries.jsonl and qrels/test.tsv")
        return
    found = [folder for folder in given.folders if (folder / "corpus.jsonl").exists()]
    measured = {
        folder.name: asyncio.run(measure(folder, given.legs.split(","), given.queries)) for folder in found
    }
    if given.json:
        print(json.dumps(measured, indent=2))
    else:
        for name, figures in measured.items():
            print(f"{name}: {figures['documents']} documents, {figures['queries']} queries,", end=" ")
            print(
                f"{figures['documents_per_second']} documents/s added, {figures['embedding_seconds']} s of embedding"
            )
            legs = figures["legs"]
            assert isinstance(legs, dict)
            for leg, values in legs.items():
                print(f"  {leg:8}", *(f"{key} {value}" for key, value in values.items()))
    missing = [str(folder) for folder in given.folders if folder not in found]
    if missing:
        print("skipped, not there:", ", ".join(missing), file=sys.stderr)


if __name__ == "__main__":
    main()
