"""What a message may rest on: needs with the words they were read from, and facts with where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from sight_domain.accounts.actor import Actor
from sight_domain.errors import SightError
from sight_domain.ids import Kind, to_public
from sight_domain.insights.schemas import Ground, GroundKind, NeedQuote, Needs, SegmentRated
from sight_domain.knowledge.service import prose_sentences
from sight_domain.personas.service import sentences_of

if TYPE_CHECKING:
    from sight_domain.knowledge.service import KnowledgeService
    from sight_domain.projects.models import Project

MOST_PAINS, MOST_OUTCOMES, MOST_JOBS = 4, 3, 2
MOST_QUOTES, MOST_FACTS = 2, 12
_PASSAGES = 4
_LONGEST_FACT = 400
# Descriptions often begin with what is studied; that says nothing of the product.
_OF_THE_STUDY = re.compile(
    r"^(?:badani\w*|studium|projekt\w*|ankiet\w*|sondaż\w*|celem?|study|studies|research|survey|project|goal|aim|we want|chcemy)\b",
    re.IGNORECASE,
)


def needs_of(found: Needs, members: Set[str] | None, segment_id: str | None) -> list[Ground]:
    """The weightiest pains, outcomes and jobs, each with quotes; with `members`, those that one of them voiced.

    Pains by share and severity, outcomes by their ODI score (in the segment where there is one), jobs by priority.
    """
    pains = sorted(found.pain_points, key=lambda one: -one.percent_affected * one.severity)
    own = {row.outcome_statement: row for row in found.by_segment if row.segment_id == segment_id}
    outcomes = sorted(found.desired_outcomes, key=lambda one: -_odi(own.get(one.outcome_statement, one)))
    jobs = sorted(found.jobs_to_be_done, key=lambda one: -one.priority_score)
    candidates: list[tuple[GroundKind, str, Sequence[NeedQuote], int]] = [
        *[
            ("pain_point", f"{one.pain_title}. {one.pain_description}", one.quotes, MOST_PAINS)
            for one in pains
        ],
        *[("desired_outcome", one.outcome_statement, one.quotes, MOST_OUTCOMES) for one in outcomes],
        *[("job_to_be_done", one.job_statement, one.quotes, MOST_JOBS) for one in jobs],
    ]
    chosen: list[Ground] = []
    taken: dict[str, int] = {}
    for kind, text, quotes, most in candidates:
        voiced = _voiced(quotes, members)
        rated = members is None or (kind == "desired_outcome" and text in own)
        if taken.get(kind, 0) < most and (voiced or rated):
            taken[kind] = taken.get(kind, 0) + 1
            chosen.append(Ground(kind=kind, text=text, quotes=voiced[:MOST_QUOTES]))
    return chosen


async def facts_of(knowledge: KnowledgeService, actor: Actor, project: Project) -> list[Ground]:
    """What is known about the product: sentences of the project's description, and of its own documents.

    Sentences of the description that speak of the study itself are none.
    """
    facts = [
        Ground(kind="fact", text=sentence)
        for sentence in _sentences(" ".join(project.description.split()))
        if not _OF_THE_STUDY.match(sentence) and sentence.casefold() != project.name.casefold()
    ]
    project_id = to_public(Kind.PROJECT, project.id)
    page = await knowledge.list_documents(actor, project_id=project_id, limit=200)
    documents = [one.id for one in page.documents if one.project_id == project_id]
    if documents:
        query = f"{project.name} {project.description}"[:500]
        try:
            found = await knowledge.search(
                actor, query, project_id=project_id, top_k=_PASSAGES, document_ids=documents
            )
        except SightError:
            # Without the documents there are fewer facts to tell, and no others.
            return facts[:MOST_FACTS]
        facts += [
            Ground(kind="fact", text=one.text, document_id=one.document_id, page=one.page)
            for one in sentences_of(found.hits)
        ]
    return [fact for fact in facts if len(fact.text) <= _LONGEST_FACT][:MOST_FACTS]


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in prose_sentences(text)]


def _voiced(quotes: Sequence[NeedQuote], members: Set[str] | None) -> list[NeedQuote]:
    return [quote for quote in quotes if members is None or quote.persona_id in members]


def _odi(one: SegmentRated | object) -> float:
    return getattr(one, "odi_score", None) or 0.0
