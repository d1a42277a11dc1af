"""Cost is known before, and more than the threshold is not spent unasked."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fakes.gemini import FakeGemini, asked_of
from sqlalchemy import text

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, from_public
from sight_domain.language import Text
from sight_domain.personas.rewrites import Rewrites, rewrites_on_record
from sight_domain.settings import Settings
from tools.catalogue import call
from tools.context import ToolContext
from tools.services import Services

QUESTIONS = ["How do you cook?", "What would stop you?"]


@pytest.fixture
async def services(settings: Settings, gemini_server: FakeGemini) -> AsyncIterator[Services]:
    paid = asked_of(gemini_server)
    async with Services(settings.model_copy(update={**paid, "approval_usd": 0.001})) as services:
        yield services


async def _project(context: ToolContext) -> str:
    arguments = {"name": "Tea", "target": {"country": "PL"}, "sample_size": 20}
    return (await call("create_project", arguments, context)).model_dump()["project"]["id"]


async def _yes(question: Text) -> bool:
    return bool(question.en)


async def _estimate(context: ToolContext, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return (await call("estimate_cost", {"tool": tool, "arguments": arguments}, context)).model_dump()


async def test_an_estimate_asks_no_model_and_grows_with_the_calls(
    services: Services, gemini_server: FakeGemini
) -> None:
    context = ToolContext(Actor("en"), services)
    project_id = await _project(context)
    five = await _estimate(context, "generate_personas", {"project_id": project_id, "count": 5})
    all_of_them = await _estimate(context, "generate_personas", {"project_id": project_id})
    # At least one for everybody; second versions as on record.
    assert 5 <= five["calls"] <= 10 and 20 <= all_of_them["calls"] <= 40
    assert all_of_them["usd"] == pytest.approx(4 * five["usd"], rel=0.1)
    assert all_of_them["needs_approval"]
    assert five["basis"]
    assert gemini_server.requests == []


async def test_an_estimate_of_portraits_counts_second_versions_as_often_as_they_were_needed(
    services: Services,
) -> None:
    context = ToolContext(Actor("en"), services)

    async def estimated() -> dict[str, Any]:
        return await _estimate(context, "generate_personas", {"project_id": project_id, "count": 10})

    project_id = await _project(context)
    approved = ToolContext(Actor("en"), services, confirm=_yes)
    await call("generate_personas", {"project_id": project_id, "seed": 4}, approved)
    before = await estimated()
    twice = "update personas set narrative_check = narrative_check || '{\"rewritten\": true}' where project_id = :project"
    async with services.database.session() as session:
        await session.execute(text(twice), {"project": from_public(Kind.PROJECT, project_id, field="id")})
        recorded = await rewrites_on_record(session, before["model"])
    estimate = await estimated()
    assert recorded.rewritten >= 20
    assert estimate["calls"] == 10 + recorded.expected(10) > 10
    assert estimate["usd"] > before["usd"]
    assert f"{recorded.rewritten} of the latest {recorded.portraits}" in estimate["basis"]


@pytest.mark.parametrize(
    ("portraits", "rewritten", "expected"), [(4, 4, 0), (5, 0, 0), (5, 5, 20), (100, 25, 5), (200, 1, 0)]
)
def test_the_share_of_second_versions_is_that_of_the_record(
    portraits: int, rewritten: int, expected: int
) -> None:
    draft = {"headline": "Tea"} if rewritten else None
    assert Rewrites(portraits, rewritten, draft).expected(20) == expected


async def test_what_costs_more_than_the_threshold_waits_for_a_yes(
    services: Services, gemini_server: FakeGemini
) -> None:
    unasked = ToolContext(Actor("en"), services)
    project_id = await _project(unasked)
    with pytest.raises(SightError) as raised:
        await call("generate_personas", {"project_id": project_id, "seed": 1}, unasked)
    assert raised.value.code is ErrorCode.APPROVAL_REQUIRED
    assert "$" in raised.value.message.en
    assert gemini_server.requests == []
    asked: list[Text] = []

    async def yes(question: Text) -> bool:
        asked.append(question)
        return True

    approved = ToolContext(Actor("en"), services, confirm=yes)
    recruited = (
        await call("generate_personas", {"project_id": project_id, "seed": 1}, approved)
    ).model_dump()
    assert recruited["run"]["status"] == "succeeded"
    assert len(asked) == 1


async def test_a_group_is_estimated_from_its_answers_and_its_analysis(services: Services) -> None:
    async def yes(_question: Text) -> bool:
        return True

    context = ToolContext(Actor("en"), services, confirm=yes)
    project_id = await _project(context)
    with pytest.raises(SightError) as raised:
        await _estimate(context, "run_focus_group", {"project_id": project_id, "questions": QUESTIONS})
    assert raised.value.code is ErrorCode.CONFLICT
    await call("generate_personas", {"project_id": project_id, "count": 3, "seed": 1}, context)
    estimate = await _estimate(context, "run_focus_group", {"project_id": project_id, "questions": QUESTIONS})
    codebook, readings, summary = 1, 2, 1
    assert estimate["calls"] == 3 * 2 + codebook + readings + summary
    group = (
        await call("run_focus_group", {"project_id": project_id, "questions": QUESTIONS, "seed": 1}, context)
    ).model_dump()
    assert group["run"]["status"] == "succeeded"


async def test_drafting_a_guide_is_one_call_and_changing_it_costs_only_in_words(
    services: Services, gemini_server: FakeGemini
) -> None:
    context = ToolContext(Actor("en"), services)
    project_id = await _project(context)
    wanted = {"project_id": project_id, "goal": "why people stop drinking tea"}
    draft = await _estimate(context, "draft_guide", wanted)
    assert (draft["calls"], gemini_server.requests) == (1, []) and draft["usd"] > 0
    made = (await call("draft_guide", wanted, context)).model_dump()
    group = made["focus_group"]["id"]
    in_words = {"focus_group_id": group, "changes": "Ask about coffee too."}
    retimed = {"focus_group_id": group, "minutes": 30}
    assert (await _estimate(context, "draft_guide", in_words))["calls"] == 1
    nothing = await _estimate(context, "draft_guide", retimed)
    assert (nothing["calls"], nothing["usd"]) == (0, 0)
    assert len(gemini_server.requests) == 1


async def test_an_estimate_tells_what_the_project_has_left_however_the_project_is_named(
    services: Services,
) -> None:
    context = ToolContext(Actor("en"), services, confirm=_yes)
    project_id = await _project(context)
    made = await call("generate_personas", {"project_id": project_id, "count": 1, "seed": 1}, context)
    person = made.model_dump()["personas"][0]["id"]
    goal = {"project_id": project_id, "goal": "why people stop", "mode": "parallel"}
    group = (await call("draft_guide", goal, context)).model_dump()["focus_group"]["id"]
    await call("update_project", {"project_id": project_id, "budget_usd": 2}, context)
    left = (await call("get_usage", {"project_id": project_id}, context)).model_dump()["budget_left_usd"]
    for tool, arguments in (
        ("generate_personas", {"project_id": project_id}),
        ("interview_persona", {"persona_id": person, "message": "Why tea?"}),
        ("run_focus_group", {"focus_group_id": group}),
        ("draft_guide", {"focus_group_id": group, "changes": "Shorter."}),
    ):
        assert (await _estimate(context, tool, arguments))["budget_left_usd"] == pytest.approx(left)


async def test_a_documents_cost_is_its_reading_for_the_graph_and_its_vectors(
    services: Services, gemini_server: FakeGemini
) -> None:
    context = ToolContext(Actor("pl"), services)
    said = "Odsetek czytelniczek wzrósł w dużych miastach, a wydatki na książki pozostały bez zmian. "

    def file(sentences: int, name: str) -> dict[str, Any]:
        return {"content_base64": b64encode((said * sentences).encode()).decode(), "filename": name}

    before = (await call("list_documents", {}, context)).model_dump()["documents"]
    short = await _estimate(context, "add_document", file(20, "short.txt"))
    long = await _estimate(context, "add_document", file(400, "long.txt"))
    assert short["calls"] == 2, "one request reads it, one makes its vectors"
    assert long["calls"] >= 400 * len(said) // 6_000
    assert long["usd"] > 5 * short["usd"] > 0
    assert "gemini-embedding-001" in short["model"]
    assert gemini_server.requests == []
    assert (await call("list_documents", {}, context)).model_dump()["documents"] == before


async def test_a_document_that_is_there_costs_nothing_again(settings: Settings) -> None:
    async with Services(settings) as services:
        context = ToolContext(Actor("en"), services)
        file = {
            "content_base64": b64encode(b"Tea sales rose to 12% in 2024.").decode(),
            "filename": "tea.txt",
        }
        offline = await _estimate(context, "add_document", file)
        assert (offline["usd"], offline["calls"]) == (0.0, 2)
        await call("add_document", file, context)
        again = await _estimate(context, "add_document", file)
        assert (again["calls"], again["usd"]) == (0, 0.0)
        assert "already" in again["basis"]


async def test_a_document_that_cannot_be_added_has_no_cost(services: Services) -> None:
    context = ToolContext(Actor("en"), services)
    with pytest.raises(SightError) as refused:
        await _estimate(context, "add_document", {"content_base64": "", "filename": "empty.pdf"})
    assert refused.value.code is ErrorCode.UNREADABLE_DOCUMENT
