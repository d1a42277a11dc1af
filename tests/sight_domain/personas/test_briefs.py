"""A segment's brief is cited from the study's own documents, of the right length, and looked up once an hour."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fakes.studies import caller

from sight_domain.accounts.actor import Actor
from sight_domain.ids import Kind, from_public, to_public
from sight_domain.knowledge.service import KnowledgeService
from sight_domain.personas.briefs import KEPT_SECONDS, BriefCache, Briefs, Grounding
from sight_domain.projects.models import Project
from sight_domain.settings import Settings
from tools.services import Services

ACTOR = Actor("pl")
REPORT = "\n\n".join(
    f"Kobiety z dużych miast zamawiają zestawy posiłkowe średnio {number} razy w miesiącu. Najczęściej robią to we "
    f"wtorki, kiedy wracają późno z pracy. Wśród przeszkód wymieniają cenę (odpowiedź numer {number}) oraz nadmiar "
    "opakowań. Co trzecia gotuje z dziećmi."
    for number in range(2, 30)
)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Searches:
    """The knowledge base, its searches counted."""

    def __init__(self, knowledge: KnowledgeService) -> None:
        self._knowledge = knowledge
        self.count = 0

    def __getattr__(self, name: str) -> Any:
        self.count += name == "search"
        return getattr(self._knowledge, name)


@pytest.fixture(scope="module")
async def services(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings.model_copy(update={"embedder": "off"})) as services:
        yield services


@pytest.fixture
async def project(services: Services) -> Project:
    made = await caller(services, "pl")(
        "create_project", name="Zestawy posiłkowe", target={"country": "PL"}, sample_size=2, language="pl"
    )
    async with services.database.session() as session:
        return await session.get_one(Project, from_public(Kind.PROJECT, made["project"]["id"], field="id"))


async def _brief(searches: Searches, project: Project, cache: BriefCache) -> Grounding | None:
    briefs = Briefs(searches, ACTOR, project, cache)  # pyright: ignore[reportArgumentType]
    return await briefs.of("women-large", "Kobiety z dużych miast")


async def test_a_brief_is_whole_sentences_of_the_documents_with_their_places(
    services: Services, project: Project
) -> None:
    added = await services.knowledge.add_document(
        ACTOR, content=REPORT.encode(), filename="raport.txt", project_id=_public(project)
    )
    brief = await _brief(Searches(services.knowledge), project, BriefCache())
    assert brief is not None
    assert 900 <= len(brief.text) <= 1_200
    stored = await services.knowledge.read_text(ACTOR, added.id)
    for citation in brief.citations:
        assert citation.document_id == added.id
        assert citation.text == stored[citation.char_start : citation.char_end]
        assert citation.text.endswith(".")


async def test_a_brief_is_kept_for_an_hour_and_made_anew_when_documents_change(
    services: Services, project: Project
) -> None:
    clock, searches = Clock(), Searches(services.knowledge)
    cache = BriefCache(clock)
    await services.knowledge.add_document(
        ACTOR, content=REPORT.encode(), filename="a.txt", project_id=_public(project)
    )
    first = await _brief(searches, project, cache)
    clock.now = KEPT_SECONDS - 1
    assert await _brief(searches, project, cache) == first
    assert searches.count == 1
    clock.now = KEPT_SECONDS + 1
    assert await _brief(searches, project, cache) == first
    assert searches.count == 2
    await services.knowledge.add_document(
        ACTOR, content=b"Kobiety z miast jedz\xc4\x85 rano.", filename="b.txt", project_id=_public(project)
    )
    await _brief(searches, project, cache)
    assert searches.count == 3


async def test_without_documents_of_its_own_a_study_has_no_briefs(
    services: Services, project: Project
) -> None:
    await services.knowledge.add_document(ACTOR, content=REPORT.encode(), filename="library.txt")
    searches = Searches(services.knowledge)
    assert await _brief(searches, project, BriefCache()) is None
    assert searches.count == 0


def _public(project: Project) -> str:
    return to_public(Kind.PROJECT, project.id)
