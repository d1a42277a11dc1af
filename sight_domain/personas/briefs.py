"""What a study's own documents say about the people of a segment: passages, word for word, each with its place."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from sight_domain.accounts.actor import Actor
from sight_domain.errors import SightError
from sight_domain.ids import Kind, to_public
from sight_domain.knowledge.service import prose_sentences
from sight_domain.personas.schemas import Citation

if TYPE_CHECKING:
    from sight_domain.knowledge.schemas import SearchHit
    from sight_domain.knowledge.service import KnowledgeService
    from sight_domain.projects.models import Project

FEWEST_CHARACTERS, MOST_CHARACTERS = 900, 1200
KEPT_SECONDS = 3600.0
PASSAGES = 6
_LONGEST_SENTENCE = 500


class Grounding(BaseModel):
    """The brief of a segment: sentences of the study's documents, the most fitting passage first."""

    segment_id: str
    segment_name: str
    citations: list[Citation] = Field(min_length=1)

    @property
    def text(self) -> str:
        return " ".join(" ".join(citation.text.split()) for citation in self.citations)


class BriefCache:
    """The briefs of an hour, of all studies; a process keeps one. What is in a key changes with the study's documents."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Hashable, tuple[float, Grounding | None]] = {}

    def get(self, key: Hashable) -> Grounding | None:
        """Raises `KeyError` for a brief that is not known or older than an hour."""
        return self._fresh()[key][1]

    def keep(self, key: Hashable, brief: Grounding | None) -> None:
        self._fresh()[key] = (self._clock() + KEPT_SECONDS, brief)

    def _fresh(self) -> dict[Hashable, tuple[float, Grounding | None]]:
        now = self._clock()
        self._kept = {key: kept for key, kept in self._kept.items() if kept[0] > now}
        return self._kept


class Briefs:
    """Briefs for the segments of one study, each looked up once an hour; without documents there are none."""

    def __init__(
        self, knowledge: KnowledgeService, actor: Actor, project: Project, cache: BriefCache
    ) -> None:
        self._knowledge = knowledge
        self._actor = actor
        self._project = project
        self._cache = cache
        self._documents: list[str] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def of(self, segment_id: str, segment_name: str) -> Grounding | None:
        """The brief of a segment, 900 to 1,200 characters where the documents have as much; ``None`` without any.

        A search that cannot be done (no embedder, say) is done by keyword; one that fails leaves the segment without a
        brief rather than the respondent without a portrait.
        """
        query = " ".join(
            part for part in (segment_name, self._project.name, self._project.description) if part
        )[:500]
        async with self._one_at_a_time:
            documents = await self._own_documents()
            key = (self._project.id, segment_id, query, tuple(documents))
            try:
                return self._cache.get(key)
            except KeyError:
                brief = await self._look_up(segment_id, segment_name, query, documents)
                self._cache.keep(key, brief)
                return brief

    async def _look_up(
        self, segment_id: str, segment_name: str, query: str, documents: list[str]
    ) -> Grounding | None:
        if not documents:
            return None
        try:
            found = await self._knowledge.search(
                self._actor,
                query,
                project_id=to_public(Kind.PROJECT, self._project.id),
                top_k=PASSAGES,
                document_ids=documents,
            )
        except SightError:
            return None
        cited = sentences_of(found.hits)
        return Grounding(segment_id=segment_id, segment_name=segment_name, citations=cited) if cited else None

    async def _own_documents(self) -> list[str]:
        """The documents of this study alone: what is in the library of all studies need not be about its people."""
        if self._documents is None:
            project_id = to_public(Kind.PROJECT, self._project.id)
            page = await self._knowledge.list_documents(self._actor, project_id=project_id, limit=200)
            self._documents = [one.id for one in page.documents if one.project_id == project_id]
        return self._documents


def sentences_of(hits: Sequence[SearchHit]) -> list[Citation]:
    """Whole sentences of the passages in their order, until there are `FEWEST_CHARACTERS`; never over the most."""
    cited: list[Citation] = []
    length = 0
    for hit in hits:
        for begin, end in prose_sentences(hit.text):
            text = hit.text[begin:end]
            if length >= FEWEST_CHARACTERS:
                return cited
            if (
                len(text) > _LONGEST_SENTENCE
                or length + len(text) > MOST_CHARACTERS
                or not any(c.isalpha() for c in text)
            ):
                continue
            start = hit.char_start + begin
            cited.append(
                Citation(
                    document_id=hit.document_id,
                    title=hit.title,
                    page=hit.page,
                    char_start=start,
                    char_end=start + len(text),
                    text=text,
                )
            )
            length += len(text) + 1
    return cited
