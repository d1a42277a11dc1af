"""Searching everything said in a study: exact words, who said them, where."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.errors import SightError
from sight_domain.ids import Kind, to_public
from sight_domain.insights import statements as said
from sight_domain.insights.schemas import (
    FoundStatement,
    StatementKind,
    StatementPlace,
    StatementSpeaker,
    TranscriptHits,
)
from sight_domain.insights.statement_index import StatementIndex
from sight_domain.insights.statements import Statement
from sight_domain.knowledge.service import (
    Fused,
    FusionWeights,
    extract,
    index_terms,
    query_terms,
    reciprocal_rank_fusion,
    require_within,
    search_query,
)
from sight_domain.language import Text
from sight_domain.llm.row_vectors import row_vectors
from sight_domain.projects.service import language_of, require_project

if TYPE_CHECKING:
    from sight_domain.llm.gateway import Gateway
    from sight_domain.projects.models import Project
    from sight_domain.settings import Settings
    from sight_domain.storage.database import Database

LARGEST_TOP_K = 50
LEG_DEPTH = 100
EMBEDDED_AT_ONCE = 16
"""Statements that get their embedding while somebody waits; the others follow in the background."""
STUDIES_KEPT = 8
_TELLING = 5
"""Words from which a sentence says more than what it is about."""


class TranscriptService:
    """Safe to use from many tasks; ``await aclose()`` at the end of the process."""

    def __init__(self, database: Database, gateway: Gateway, settings: Settings) -> None:
        self._database = database
        self._gateway = gateway
        self._weights = FusionWeights.of(settings)
        self._kept: OrderedDict[UUID, StatementIndex] = OrderedDict()
        self._embedding: dict[UUID, asyncio.Task[None]] = {}

    async def search(
        self, actor: Actor, project_id: str, query: str, *, kind: str | None = None, top_k: int = 10
    ) -> TranscriptHits:
        """What respondents said on a query, best first, by words (inflected forms count) and by meaning.

        Args:
            kind: only what was said in focus groups, surveys or interviews.
            top_k: how many, 1 to 50.

        Raises:
            SightError: ``invalid_argument`` (query, kind, top_k), ``not_found``.
        """
        words = search_query(query)
        require_within("top_k", top_k, LARGEST_TOP_K)
        only = StatementKind.named(kind) if kind is not None else None
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
        index = await self._index(project)
        searched = [one for one in index.statements.values() if only in (None, one.kind)]
        by_words = await asyncio.to_thread(index.ranking, words, len(index.statements))
        by_words = [key for key in by_words if only in (None, index.statements[key].kind)][:LEG_DEPTH]
        by_meaning, note = await self._by_meaning(project, words, only, index, searched, by_words)
        found = reciprocal_rank_fusion(
            {"keyword": by_words, "vector": by_meaning}, k=self._weights.k, weights=self._weights.of_leg
        )
        notes = [note] if note else []
        if not searched:
            notes = [_NOTHING_SAID]
        elif by_meaning and not by_words:
            notes.insert(0, _BY_MEANING_ONLY)
        return TranscriptHits(
            hits=[
                _hit(index.statements[one.item], one, words)
                for one in found[:top_k]
                if one.item in index.statements
            ],
            statements=len(searched),
            note=" ".join(note.to(actor.language) for note in notes) or None,
        )

    async def aclose(self) -> None:
        """Stop making embeddings; what is missing is made when somebody searches again."""
        for task in self._embedding.values():
            task.cancel()
        await asyncio.gather(*self._embedding.values(), return_exceptions=True)

    async def _index(self, project: Project) -> StatementIndex:
        """The index of what was said by now, remembered while nothing is added or deleted."""
        async with self._database.session() as session:
            version = await said.version_of(session, project.id)
            kept = self._kept.get(project.id)
            statements = None
            if kept is None or kept.version != version:
                statements = await said.statements_of(session, project.id)
        if statements is not None:
            kept = await asyncio.to_thread(
                StatementIndex, version, statements, language_of(project), before=kept
            )
        assert kept is not None
        self._kept[project.id] = kept
        self._kept.move_to_end(project.id)
        while len(self._kept) > STUDIES_KEPT:
            self._kept.popitem(last=False)
        return kept

    async def _by_meaning(
        self,
        project: Project,
        query: str,
        kind: StatementKind | None,
        index: StatementIndex,
        searched: Sequence[Statement],
        by_words: Sequence[UUID],
    ) -> tuple[list[UUID], Text | None]:
        """The nearest statements, and what to tell where not all could be compared."""
        model = self._gateway.embedding_model()
        if model is None or not searched:
            return [], None if model else _BY_WORDS_ONLY
        try:
            async with self._database.session() as session:
                ready = await said.embedded(session, project.id, model.id)
            # What shares words with the query is likeliest to be wanted; then the newest.
            waiting = [key for key in by_words if key not in ready]
            waiting += [
                key
                for key in reversed(tuple(index.statements))
                if key not in ready and key not in set(waiting)
            ]
            ready |= await self._embedded(project, index, waiting[:EMBEDDED_AT_ONCE])
            made = await self._gateway.embed([query], purpose="query", project_id=project.id)
            async with self._database.session() as session:
                found = await said.nearest(session, project.id, made.vectors[0], made.model, kind, LEG_DEPTH)
        except SightError as error:
            return [], Text(
                en=f"{_BY_WORDS_ONLY.en} {error.message.en}", pl=f"{_BY_WORDS_ONLY.pl} {error.message.pl}"
            )
        if len(waiting) > EMBEDDED_AT_ONCE:
            self._embed_later(project, index, waiting[EMBEDDED_AT_ONCE:])
        covered = sum(one.id in ready for one in searched)
        return found, _partly(covered, len(searched)) if covered < len(searched) else None

    def _embed_later(self, project: Project, index: StatementIndex, waiting: Sequence[UUID]) -> None:
        if project.id not in self._embedding or self._embedding[project.id].done():
            self._embedding[project.id] = asyncio.create_task(self._embed_all(project, index, waiting))

    async def _embed_all(self, project: Project, index: StatementIndex, waiting: Sequence[UUID]) -> None:
        # Who searches next is told what is missing and why.
        with contextlib.suppress(SightError):
            for at in range(0, len(waiting), EMBEDDED_AT_ONCE):
                await self._embedded(project, index, waiting[at : at + EMBEDDED_AT_ONCE])

    async def _embedded(self, project: Project, index: StatementIndex, keys: Sequence[UUID]) -> set[UUID]:
        """Make and keep the embeddings of these statements."""
        made: set[UUID] = set()
        for kind, table in said.TABLES.items():
            texts = {key: index.statements[key].text for key in keys if index.statements[key].kind is kind}
            made |= (
                await row_vectors(self._database, self._gateway, table, texts, project_id=project.id)
            ).keys()
        return made


def _hit(statement: Statement, found: Fused[UUID], query: str) -> FoundStatement:
    own, place = said.ID_KINDS[statement.kind]
    return FoundStatement(
        id=to_public(own, statement.id),
        kind=statement.kind,
        speaker=StatementSpeaker(id=to_public(Kind.PERSONA, statement.persona_id), name=statement.speaker),
        place=StatementPlace(id=to_public(place, statement.place_id), name=statement.place),
        question=statement.question,
        text=statement.text,
        quote=fitting_sentence(statement.text, query),
        score=found.score,
        ranks={leg: rank for leg, rank in found.ranks.items()},  # noqa: C416 - widens the keys' type
    )


def fitting_sentence(text: str, query: str) -> str:
    """The sentence that fits a query best: the most of its words, and of equals one that says something (five words or more).

    Where none holds a word of it, the one nearest to the whole text.
    """
    short = extract(text, query)
    asked = query_terms(query)

    def fit(sentence: str) -> tuple[float, bool]:
        held = index_terms(sentence, None).frequencies
        return sum(weight for term, weight in asked.items() if term in held), len(
            sentence.split()
        ) >= _TELLING

    spans = short.facts or (short.summary,)
    return max((text[span.start : span.end] for span in spans), key=fit)


_NOTHING_SAID = Text(
    en="Nobody has said anything here yet: run a focus group, a survey with open questions or an interview.",
    pl="Nikt jeszcze nic tu nie powiedział: przeprowadź grupę fokusową, ankietę z pytaniami otwartymi albo wywiad.",
)
_BY_MEANING_ONLY = Text(
    en="Nobody used these words; these statements come nearest in meaning, which may be far.",
    pl="Nikt nie użył tych słów; to wypowiedzi najbliższe znaczeniem, choć mogą być odległe.",
)
_BY_WORDS_ONLY = Text(en="Searched by words only.", pl="Przeszukano tylko według słów.")


def _partly(ready: int, all_of_them: int) -> Text:
    return Text(
        en=f"Search by meaning covers {ready} of {all_of_them} statements so far; the others were searched by words.",
        pl=f"Wyszukiwanie według znaczenia obejmuje na razie {ready} z {all_of_them} wypowiedzi; "
        "pozostałe przeszukano według słów.",
    )
