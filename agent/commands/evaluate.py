"""``sight eval retrieval``: search quality on a judged collection, in a knowledge base made for it and thrown away."""

from __future__ import annotations

import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

from sight_domain.accounts.actor import Actor
from sight_domain.knowledge.service import (
    MEASURES,
    Collection,
    Estimate,
    KnowledgeService,
    mean_with_interval,
    measures,
    read_collection,
)
from sight_domain.language import Language, Text
from sight_domain.settings import Settings, get_settings
from sight_domain.storage.embedded import EmbeddedPostgres
from tools.services import Services

LEGS = ("keyword", "vector", "hybrid")
_EMBEDDED_AT_ONCE = 64


async def retrieval(
    folder: Path, *, legs: Sequence[str], keep: Path | None, as_json: bool, language: Language | None
) -> None:
    """Measure `legs` on the collection in `folder`; with `keep`, what was indexed there is used again."""
    collection = read_collection(folder)
    settings = get_settings()
    home = keep or Path(tempfile.mkdtemp(prefix="sight-eval-"))
    own = settings.model_copy(update={"home": home, "database_url": None})
    console = Console(stderr=as_json)
    try:
        report = await _measured(own, collection, legs, console)
    finally:
        if keep is None:
            shutil.rmtree(EmbeddedPostgres(home).folder, ignore_errors=True)
            shutil.rmtree(home, ignore_errors=True)
    if as_json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _show(report, console, language or settings.language)


async def _measured(
    settings: Settings, collection: Collection, legs: Sequence[str], console: Console
) -> dict[str, Any]:
    actor = Actor(language=settings.language)
    async with AsyncExitStack() as stack:
        services = await stack.enter_async_context(Services(settings))
        knowledge = services.knowledge
        started = time.perf_counter()
        texts = await index_collection(knowledge, actor, collection, console)
        adding = time.perf_counter() - started
        started = time.perf_counter()
        if set(legs) != {"keyword"}:
            await embed_collection(knowledge, console)
        embedding = time.perf_counter() - started
        model = services.gateway.embedding_model()
        scores: dict[str, dict[str, list[float]]] = {}
        milliseconds: dict[str, list[float]] = {}
        for leg in legs:
            scores[leg] = {measure: [] for measure in MEASURES}
            milliseconds[leg] = []
            for key, query in track(
                list(collection.queries.items()), description=leg, console=console, transient=True
            ):
                started = time.perf_counter()
                ranked = await knowledge.rank_documents(actor, query, mode=leg)
                milliseconds[leg].append((time.perf_counter() - started) * 1000)
                ranking = [text for one in ranked for text in texts.get(one.document_id, ())]
                for measure, value in measures(ranking, collection.judged[key]).items():
                    scores[leg][measure].append(value)
    return {
        "collection": collection.name,
        "documents": len(collection.corpus),
        "queries": len(collection.queries),
        "embedder": model.id if model else None,
        "documents_per_second": round(len(collection.corpus) / adding, 1),
        "embedding_seconds": round(embedding, 1),
        "legs": {leg: _figures(scores[leg], milliseconds[leg]) for leg in legs},
        "differences": _differences(scores),
    }


async def index_collection(
    knowledge: KnowledgeService, actor: Actor, collection: Collection, console: Console
) -> dict[str, list[str]]:
    """Add every text as a document of its own; which texts a document stands for (equal ones share it)."""
    texts: dict[str, list[str]] = {}
    for passage in track(collection.corpus, description="documents", console=console, transient=True):
        content = (passage.text or passage.title).encode()
        if content.strip():
            added = await knowledge.add_document(
                actor, content=content, filename=f"{len(texts)}.txt", title=passage.title or None
            )
            texts.setdefault(added.id, []).append(passage.id)
    return texts


async def embed_collection(knowledge: KnowledgeService, console: Console) -> None:
    with Progress(console=console, transient=True) as progress:
        first = await knowledge.embed_pending(limit=_EMBEDDED_AT_ONCE)
        task = progress.add_task("vectors", total=first.embedded + first.remaining, completed=first.embedded)
        remaining = first.remaining
        while remaining:
            done = await knowledge.embed_pending(limit=_EMBEDDED_AT_ONCE)
            progress.advance(task, done.embedded)
            remaining = done.remaining if done.embedded else 0


def _figures(scores: dict[str, list[float]], milliseconds: Sequence[float]) -> dict[str, Any]:
    estimates = {measure: mean_with_interval(values) for measure, values in scores.items()}
    return {
        **{measure: round(estimate.mean, 4) for measure, estimate in estimates.items()},
        "intervals": {measure: _interval(estimate) for measure, estimate in estimates.items()},
        "p50_ms": round(statistics.median(milliseconds), 1),
        "p95_ms": round(statistics.quantiles(milliseconds, n=20)[-1], 1) if len(milliseconds) > 1 else None,
    }


def _differences(scores: dict[str, dict[str, list[float]]]) -> dict[str, Any]:
    """Of hybrid to each single leg, question by question: mean nDCG@10 and its paired-bootstrap interval."""
    if "hybrid" not in scores:
        return {}
    found: dict[str, Any] = {}
    for leg in scores.keys() - {"hybrid"}:
        pairs = zip(scores["hybrid"]["ndcg@10"], scores[leg]["ndcg@10"], strict=True)
        estimate = mean_with_interval([hybrid - single for hybrid, single in pairs])
        found[f"hybrid - {leg}"] = {"ndcg@10": round(estimate.mean, 4), "interval": _interval(estimate)}
    return found


def _interval(estimate: Estimate) -> list[float]:
    bounds = asdict(estimate)
    return [round(bounds["low"], 4), round(bounds["high"], 4)]


_MODE = Text(en="mode", pl="tryb")


def _show(report: dict[str, Any], console: Console, language: Language) -> None:
    said = Text(
        en=f"{report['collection']}: {report['documents']} documents, {report['queries']} questions;"
        f" embedder {report['embedder'] or 'none'}. In brackets: 95 % bootstrap intervals.",
        pl=f"{report['collection']}: dokumenty: {report['documents']}, pytania: {report['queries']};"
        f" model wektorów: {report['embedder'] or 'brak'}. W nawiasach: 95-procentowe przedziały bootstrapowe.",
    )
    console.print(said.to(language), highlight=False)
    table = Table(_MODE.to(language), *MEASURES, "p50 ms", "p95 ms")
    for leg, figures in report["legs"].items():
        cells = []
        for measure in MEASURES:
            low, high = figures["intervals"][measure]
            cells.append(f"{figures[measure]:.3f} [{low:.3f}, {high:.3f}]")
        table.add_row(leg, *cells, str(figures["p50_ms"]), str(figures["p95_ms"]))
    console.print(table)
    for pair, difference in report["differences"].items():
        low, high = difference["interval"]
        console.print(
            f"{pair}: nDCG@10 {difference['ndcg@10']:+.3f} [{low:+.3f}, {high:+.3f}]", highlight=False
        )
