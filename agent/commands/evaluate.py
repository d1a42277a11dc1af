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

from agent.commands import yardstick
from sight_domain.accounts.actor import Actor
from sight_domain.knowledge.service import (
    MEASURES,
    Collection,
    Estimate,
    KnowledgeService,
    mean_with_interval,
    measures,
    read_collection,
    reliability,
)
from sight_domain.language import Language, Text
from sight_domain.settings import Settings, get_settings
from sight_domain.storage.embedded import EmbeddedPostgres
from tools.services import Services

SEARCHES = ("keyword", "vector", "graph", "hybrid")
LEGS = (*SEARCHES, yardstick.NAME)
_JUDGED_FOR_CONFIDENCE = 10
_EMBEDDED_AT_ONCE = 64


async def retrieval(
    folder: Path, *, legs: Sequence[str], keep: Path | None, as_json: bool, language: Language | None
) -> None:
    """Measure `legs` on the collection in `folder`; with `keep`, what was indexed there is used again.

    The graph of the collection is read, which a paid model does for money, and joins ``hybrid`` only when `legs` has it.
    """
    collection = read_collection(folder)
    settings = get_settings()
    home = keep or Path(tempfile.mkdtemp(prefix="sight-eval-"))
    graph = settings.graph if "graph" in legs else "off"
    own = settings.model_copy(update={"home": home, "database_url": None, "graph": graph})
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
        if {"vector", "hybrid"} & set(legs):
            await embed_collection(knowledge, console)
        embedding = time.perf_counter() - started
        model = services.gateway.embedding_model()
        scores: dict[str, dict[str, list[float]]] = {}
        milliseconds: dict[str, list[float]] = {}
        sure: dict[str, list[tuple[float, bool]]] = {}
        for leg in legs:
            scores[leg] = {measure: [] for measure in MEASURES}
            milliseconds[leg] = []
            reference = yardstick.yardstick(collection) if leg == yardstick.NAME else None
            for key, query in track(
                list(collection.queries.items()), description=leg, console=console, transient=True
            ):
                judged = collection.judged[key]
                started = time.perf_counter()
                if reference:
                    ranking = reference(query)
                else:
                    ranked = await knowledge.rank_documents(actor, query, mode=leg)
                    ranking = [text for one in ranked for text in texts.get(one.document_id, ())]
                    sure.setdefault(leg, []).extend(
                        (one.confidence, any(judged.get(text, 0) > 0 for text in texts[one.document_id]))
                        for one in ranked[:_JUDGED_FOR_CONFIDENCE]
                        if one.document_id in texts and one.confidence is not None
                    )
                milliseconds[leg].append((time.perf_counter() - started) * 1000)
                for measure, value in measures(ranking, judged).items():
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
        "confidence": {leg: _calibration(pairs) for leg, pairs in sure.items() if pairs},
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


def _calibration(pairs: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    """How true the confidence of the first ten hits of each question is."""
    told = reliability([confidence for confidence, _ in pairs], [is_relevant for _, is_relevant in pairs])
    return {
        "n": told.n,
        "calibration_error": round(told.error, 4),
        "brier": round(told.brier, 4),
        "brier_base": round(told.brier_base, 4),
        "bins": [
            {
                "from": one.low,
                "to": one.high,
                "n": one.n,
                "stated": round(one.stated, 3),
                "relevant": round(one.true, 3),
            }
            for one in told.bins
        ],
    }


def _interval(estimate: Estimate) -> list[float]:
    bounds = asdict(estimate)
    return [round(bounds["low"], 4), round(bounds["high"], 4)]


_CONFIDENCE = Text(
    en="Confidence of the first ten hits: calibration error {error:.3f}, Brier score {brier:.3f} (always the mean: {base:.3f}).",
    pl="Pewność dziesięciu pierwszych trafień: błąd kalibracji {error:.3f}, wynik Briera {brier:.3f} (zawsze średnia: {base:.3f}).",
)
_BINS = Text(en="confidence, hits, mean stated, relevant", pl="pewność, trafienia, średnia podana, trafne")
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
    for leg, told in report["confidence"].items():
        said = _CONFIDENCE.to(language).format(
            error=told["calibration_error"], brier=told["brier"], base=told["brier_base"]
        )
        console.print(f"{leg}. {said}", highlight=False)
        bins = Table(*_BINS.to(language).split(", "))
        for one in told["bins"]:
            bins.add_row(
                f"{one['from']:.1f}-{one['to']:.1f}",
                str(one["n"]),
                f"{one['stated']:.2f}",
                f"{one['relevant']:.2f}",
            )
        console.print(bins)
