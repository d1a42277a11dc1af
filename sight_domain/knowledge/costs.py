"""What adding a document would cost, before it is added: reading it for the graph, and its vectors."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.knowledge.chunking import ChunkSizes
from sight_domain.knowledge.embedding import BATCH, indexed_text
from sight_domain.knowledge.graph.drafts import GraphDraft
from sight_domain.knowledge.graph.extraction import TASK, batches, inputs_of
from sight_domain.knowledge.graph.verification import Source
from sight_domain.knowledge.ingestion import IngestedDocument, ingest
from sight_domain.language import Language, Text
from sight_domain.llm.estimate import CostEstimate

if TYPE_CHECKING:
    from sight_domain.knowledge.service import KnowledgeService
    from sight_domain.settings import Settings

_SCANS_TRIED = 3
"""Scanned pages that are read for an estimate; the others are taken to hold as much."""


class Estimator(Protocol):
    """What estimates need of the gateway."""

    async def estimate(
        self, task: str, prompt_id: str, inputs: Mapping[str, Any], n_calls: int, *,
        schema: type[GraphDraft], language: Language, project_id: UUID | None,
    ) -> CostEstimate: ...  # fmt: skip

    def estimate_embeddings(self, characters: int, n_calls: int, language: Language) -> CostEstimate | None:
        """Of so many characters in so many requests; ``None`` without an embedder."""
        ...


class DocumentCosts:
    """Reads a document as adding it would, stores nothing and asks no model."""

    def __init__(self, knowledge: KnowledgeService, gateway: Estimator, settings: Settings) -> None:
        self._knowledge = knowledge
        self._gateway = gateway
        self._settings = settings

    async def estimate(
        self,
        actor: Actor,
        *,
        project_id: str | None = None,
        path: Path | None = None,
        content: bytes | None = None,
        filename: str | None = None,
        title: str | None = None,
    ) -> CostEstimate:
        """Arguments and errors as of `KnowledgeService.add_document`; a file that is there already costs nothing."""
        given = await self._knowledge.checked_file(
            actor, project_id=project_id, path=path, content=content, filename=filename
        )
        if given.present is not None:
            return CostEstimate(0, 0, 0, 0.0, "", _already_there())
        scans = self._settings.ocr_pages
        sizes = ChunkSizes(self._settings.chunk_tokens, self._settings.chunk_overlap)
        tried = min(scans, _SCANS_TRIED)
        read = await asyncio.to_thread(ingest, given.content, given.filename, title, scans=tried, sizes=sizes)
        # The pages beyond those tried that adding would read from their picture, as a share of what was read.
        more = 1 + _unread_pages(read, scans - tried)
        language: Language = read.language or "en"
        parts = [
            await self._reading(read, more, language, given.project),
            self._vectors(read, more, language),
        ]
        asked = [part for part in parts if part is not None]
        return sum(asked[1:], asked[0]) if asked else CostEstimate(0, 0, 0, 0.0, "", _asks_nobody())

    async def _reading(
        self, read: IngestedDocument, more: float, language: Language, project: UUID | None
    ) -> CostEstimate | None:
        if self._settings.graph != "on":
            return None
        sources = [Source(one.id, one.context, one.chunk.text, 0, None) for one in read.chunks]
        cut = [batch for _, batch in batches(sources)]
        size = [sum(len(one.text) for one in batch) for batch in cut]
        typical = min(range(len(cut)), key=lambda at: abs(size[at] - sum(size) / len(size)))
        return await self._gateway.estimate(
            TASK, TASK, inputs_of(cut[typical]), math.ceil(len(cut) * more),
            schema=GraphDraft, language=language, project_id=project,
        )  # fmt: skip

    def _vectors(self, read: IngestedDocument, more: float, language: Language) -> CostEstimate | None:
        characters = sum(len(indexed_text(one.context, one.chunk.text)) for one in read.chunks)
        requests = math.ceil(len(read.chunks) * more / BATCH)
        return self._gateway.estimate_embeddings(round(characters * more), requests, language)


def _unread_pages(read: IngestedDocument, at_most: int) -> float:
    """Pages without text that are still to be read from their picture, `at_most` so many, for each page with text."""
    starts = [*read.parsed.page_starts, len(read.parsed.text)]
    empty = sum(here == following for here, following in pairwise(starts))
    with_text = len(read.parsed.page_starts) - empty
    return min(empty, max(at_most, 0)) / with_text if with_text else 0.0


def _asks_nobody() -> Text:
    return Text(
        en="No model is asked: there is no embedder, and the graph is off.",
        pl="Żaden model nie jest pytany: nie ma modelu wektorów, a graf jest wyłączony.",
    )


def _already_there() -> Text:
    return Text(
        en="This file is in the knowledge base already; it is not read again.",
        pl="Ten plik już jest w bazie wiedzy; nie będzie czytany ponownie.",
    )
