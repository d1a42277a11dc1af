"""What a respondent may know of the study's own documents: sentences, word for word, each with its place."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.errors import SightError
from sight_domain.focus_groups.memory import by_words
from sight_domain.ids import Kind, to_public
from sight_domain.personas.schemas import Citation
from sight_domain.personas.service import sentences_of

if TYPE_CHECKING:
    from sight_domain.accounts.actor import Actor
    from sight_domain.knowledge.service import KnowledgeService
    from sight_domain.projects.models import Project

KNOWN = 2
"""Facts that one person has in mind at a time."""
_PASSAGES = 4
_LONGEST_QUERY = 500


class StudyFacts:
    """The facts of one study that bear on a question, each question looked up once; without documents there are none.

    Only the study's own documents are read: what is in the library of all studies need not be known to its people.
    """

    def __init__(self, knowledge: KnowledgeService | None, actor: Actor, project: Project) -> None:
        self._knowledge = knowledge
        self._actor = actor
        self._project_id = to_public(Kind.PROJECT, project.id)
        self._documents: list[str] | None = None
        self._found: dict[str, list[Citation]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def about(self, question: str) -> list[Citation]:
        """Sentences that have words in common with the question, from the passages that answer it best.

        A search that fails leaves people without facts rather than the talk without an answer.
        """
        async with self._one_at_a_time:
            if question not in self._found:
                self._found[question] = await self._look_up(question)
            return self._found[question]

    async def _look_up(self, question: str) -> list[Citation]:
        if self._knowledge is None:
            return []
        try:
            documents = await self._own_documents(self._knowledge)
            if not documents:
                return []
            found = await self._knowledge.search(
                self._actor,
                question[:_LONGEST_QUERY],
                project_id=self._project_id,
                top_k=_PASSAGES,
                document_ids=documents,
            )
        except SightError:
            return []
        cited = sentences_of(found.hits)
        likeness = by_words(question, [one.text for one in cited])
        return [one for one, alike in zip(cited, likeness, strict=True) if alike > 0]

    async def _own_documents(self, knowledge: KnowledgeService) -> list[str]:
        if self._documents is None:
            page = await knowledge.list_documents(self._actor, project_id=self._project_id, limit=200)
            self._documents = [one.id for one in page.documents if one.project_id == self._project_id]
        return self._documents


def known_to(respondent: Mapping[str, Any], question: str, facts: Sequence[Citation]) -> list[Citation]:
    """The `KNOWN` facts nearest to the question and to the person's own life, in the order of the documents' ranking.

    Nearness is that of word stems with the question, occupation, place, segment, interests and values, so that people do
    not all have the same two facts in mind.
    """
    labels = respondent.get("labels") or {}
    life = [
        *(str(respondent.get(field) or "") for field in ("occupation", "city", "segment_name")),
        *(str(label) for field in ("interests", "values") for label in labels.get(field) or ()),
    ]
    likeness = by_words(" ".join([question, *life]), [fact.text for fact in facts])
    nearest = sorted(range(len(facts)), key=lambda place: (-likeness[place], place))[:KNOWN]
    return [facts[place] for place in sorted(nearest)]


def put_before(facts: Sequence[Citation]) -> list[str]:
    """Facts as prompts get them: the words on one line, without random ids."""
    return [" ".join(fact.text.split()) for fact in facts]
