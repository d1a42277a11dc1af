"""Messages: grounded in needs and facts, refused where they claim more, ten sets an hour for each person."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.gemini import FakeGemini, asked_of
from fakes.needs import asked_for, surveyed
from fakes.studies import Call, caller
from sqlalchemy import text

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.insights.claims import unsupported
from sight_domain.insights.grounds import facts_of
from sight_domain.language import LANGUAGES, Language
from sight_domain.settings import Settings
from tools.services import Services

FACTS: dict[Language, str] = {
    "en": "A box with recipes for 4 dinners. Delivered every Tuesday.",
    "pl": "Pudełko z przepisami na 4 obiady. Dostawa w każdy wtorek.",
}


@pytest.fixture(scope="module")
async def offline(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings.model_copy(update={"embedder": "off"})) as services:
        yield services


@pytest.fixture(scope="module")
async def studies(offline: Services) -> dict[Language, tuple[Call, str]]:
    """A study in each language whose product is described."""
    found: dict[Language, tuple[Call, str]] = {}
    for language in LANGUAGES:
        tool, project_id, _ = await surveyed(offline, language, people=12)
        await tool("update_project", project_id=project_id, description=FACTS[language])
        found[language] = tool, project_id
    return found


@pytest.fixture(autouse=True)
async def nothing_written_yet(offline: Services) -> None:
    await forget(offline)


async def forget(services: Services) -> None:
    async with services.database.session() as session:
        await session.execute(text("delete from message_sets"))


def variant(headline: str, body: str, *, needs: list[int] | None = None) -> dict[str, Any]:
    return {
        "headline": headline,
        "body": body,
        "call_to_action": "See more",
        "needs": needs if needs is not None else [1],
        "facts": [1],
    }


@pytest.mark.parametrize("language", LANGUAGES)
async def test_three_variants_answer_needs_that_were_voiced_and_claim_nothing_else(
    studies: dict[Language, tuple[Call, str]], language: Language
) -> None:
    tool, project_id = studies[language]
    made = await tool("generate_messaging", project_id=project_id, kind="landing_page", tone="bold")
    needs = await tool("analyze_needs", project_id=project_id)
    known = {
        *(f"{one['pain_title']}. {one['pain_description']}" for one in needs["pain_points"]),
        *(one["outcome_statement"] for one in needs["desired_outcomes"]),
        *(one["job_statement"] for one in needs["jobs_to_be_done"]),
    }
    assert len({one["headline"] for one in made["variants"]}) == 3
    assert (made["kind"], made["tone"], made["left_this_hour"]) == ("landing_page", "bold", 9)
    for one in made["variants"]:
        grounds = [ground for ground in one["grounds"] if ground["kind"] != "fact"]
        facts = [ground["text"] for ground in one["grounds"] if ground["kind"] == "fact"]
        assert grounds
        assert {ground["text"] for ground in grounds} <= known
        assert all(fact in FACTS[language] for fact in facts)
        whole = f"{one['headline']} {one['body']} {one['call_to_action']}"
        assert unsupported(whole, [FACTS[language]], []) == []


async def test_a_segment_is_spoken_to_about_what_its_people_said(
    studies: dict[Language, tuple[Call, str]],
) -> None:
    tool, project_id = studies["en"]
    found = (await tool("segment_personas", project_id=project_id))["segments"]
    segment = next(one for one in found if one["n"] > 1)
    made = await tool("generate_messaging", project_id=project_id, segment=segment["name"])
    members = {one["id"] for one in segment["personas"]}
    quoted = {
        q["persona_id"] for one in made["variants"] for ground in one["grounds"] for q in ground["quotes"]
    }
    assert made["segment"] == segment["name"]
    assert quoted <= members
    with pytest.raises(SightError) as caught:
        await tool("generate_messaging", project_id=project_id, segment="Martians")
    assert (caught.value.code, caught.value.field) == (ErrorCode.NOT_FOUND, "segment")


async def test_the_same_asked_again_reads_differently(studies: dict[Language, tuple[Call, str]]) -> None:
    tool, project_id = studies["pl"]
    first = await tool("generate_messaging", project_id=project_id)
    second = await tool("generate_messaging", project_id=project_id)
    assert {one["body"] for one in first["variants"]} != {one["body"] for one in second["variants"]}


async def test_ten_an_hour_then_a_refusal_that_says_when_it_is_possible_again(
    offline: Services, studies: dict[Language, tuple[Call, str]]
) -> None:
    tool, project_id = studies["en"]
    async with offline.database.session() as session:
        for minutes in range(9):
            await session.execute(
                text(
                    "insert into message_sets (id, created_at, project_id, kind, tone, status) select gen_random_uuid(), "
                    "now() - make_interval(mins => :minutes), id, 'ad', 'bold', 'written' from projects limit 1"
                ),
                {"minutes": 50 - 5 * minutes},
            )
    assert (await tool("generate_messaging", project_id=project_id))["left_this_hour"] == 0
    with pytest.raises(SightError) as caught:
        await tool("generate_messaging", project_id=project_id)
    refused = caught.value
    assert refused.code is ErrorCode.RATE_LIMITED
    assert refused.retry_at is not None
    # The oldest of the ten is fifty minutes old.
    assert abs(refused.retry_at - (datetime.now(UTC) + timedelta(minutes=10))) < timedelta(minutes=1)
    assert refused.render("pl")["retry_at"] == refused.retry_at.isoformat()
    async with offline.database.session() as session:
        await session.execute(
            text(
                "update message_sets set created_at = created_at - interval '11 minutes' where tone = 'bold'"
            )
        )
    assert (await tool("generate_messaging", project_id=project_id))["left_this_hour"] == 0


async def test_the_limit_holds_for_all_processes_and_whoever_asks_at_once(
    offline: Services, studies: dict[Language, tuple[Call, str]], settings: Settings
) -> None:
    _, project_id = studies["en"]
    limited = settings.model_copy(update={"embedder": "off", "messages_per_hour": 3})
    async with Services(limited) as first, Services(limited) as second:
        callers = [caller(first), caller(second)] * 4
        asked = [one("generate_messaging", project_id=project_id) for one in callers]
        found = await asyncio.gather(*asked, return_exceptions=True)
    written = [one for one in found if isinstance(one, dict)]
    refused = [one for one in found if isinstance(one, SightError)]
    assert len(written) == 3
    assert len(refused) == 5
    assert {one.code for one in refused} == {ErrorCode.RATE_LIMITED}
    async with Services(limited) as restarted:
        with pytest.raises(SightError) as caught:
            await caller(restarted)("generate_messaging", project_id=project_id)
    assert caught.value.code is ErrorCode.RATE_LIMITED
    assert len(await offline.messaging.latest_for(Actor("en"), project_id=project_id, persona=None)) == 3


async def test_what_no_fact_says_is_thrown_out_and_asked_for_again(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    async with Services(settings.model_copy(update=asked_of(gemini_server, embedder="off"))) as services:
        tool, project_id, _ = await surveyed(services, people=3)
        await tool("update_project", project_id=project_id, description=FACTS["en"])
        gemini_server.scripted["MessagingDraft"] = {
            "variants": [
                variant("Dinner is solved", "A box with recipes for 4 dinners."),
                variant("Dinner for 2.99", "Each of them costs 2.99."),
                variant("The best dinners", "Guaranteed."),
                variant("About nothing", "It answers no need at all.", needs=[99]),
                variant("Too long " * 9, "A headline that does not fit."),
            ]
        }
        gemini_server.requests.clear()
        made = await tool("generate_messaging", project_id=project_id)
        prompts = asked_for(gemini_server, "MessagingDraft")
    assert [one["headline"] for one in made["variants"]] == ["Dinner is solved"]
    assert made["variants"][0]["grounds"][-1] == {
        "kind": "fact", "text": "A box with recipes for 4 dinners.", "quotes": [], "document_id": None, "page": None,
    }  # fmt: skip
    assert len(prompts) == 2
    assert "claims what no fact says: 2.99" in prompts[1]
    assert made["variants_dropped"] == 8
    assert any("1 of 3" in note for note in made["notes"])
    assert any("thrown out" in note and note.endswith(": 8.") for note in made["notes"])


async def test_where_nothing_stands_nothing_is_kept_and_the_limit_is_untouched(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    async with Services(
        settings.model_copy(update=asked_of(gemini_server, embedder="off", messages_per_hour=1))
    ) as services:
        tool, project_id, _ = await surveyed(services, people=3)
        gemini_server.scripted["MessagingDraft"] = {
            "variants": [variant("Free forever", "Free of charge, always.")]
        }
        for _ in range(2):
            with pytest.raises(SightError) as caught:
                await tool("generate_messaging", project_id=project_id)
            assert caught.value.code is ErrorCode.UNAVAILABLE
        assert await services.messaging.latest_for(Actor("en"), project_id=project_id, persona=None) == []


async def test_facts_of_documents_are_cited_with_their_place(
    studies: dict[Language, tuple[Call, str]],
) -> None:
    tool, project_id = studies["pl"]
    offer = "Składniki pochodzą z gospodarstw pod Lublinem. Pudełko waży 3 kilogramy."
    content = base64.b64encode(offer.encode())
    added = await tool(
        "add_document", project_id=project_id, content_base64=content.decode(), filename="oferta.txt"
    )
    made = await tool("generate_messaging", project_id=project_id, kind="email")
    facts = [ground for one in made["variants"] for ground in one["grounds"] if ground["kind"] == "fact"]
    cited = [fact for fact in facts if fact["document_id"] == added["document"]["id"]]
    assert cited
    assert all(fact["text"] in offer for fact in cited)


async def test_what_is_said_of_the_study_is_no_fact_about_the_product(
    offline: Services, studies: dict[Language, tuple[Call, str]]
) -> None:
    tool, project_id = studies["pl"]
    await tool(
        "update_project", project_id=project_id, description=f"Badanie o zestawach posiłków. {FACTS['pl']}"
    )
    async with offline.database.session() as session:
        project, _ = await offline.insights.subject(session, Actor("pl"), project_id, None)
    facts = await facts_of(offline.knowledge, Actor("pl"), project)
    told = [fact.text for fact in facts if fact.document_id is None]
    assert told == ["Pudełko z przepisami na 4 obiady.", "Dostawa w każdy wtorek."]


async def test_one_respondent_s_messages_and_their_cost(studies: dict[Language, tuple[Call, str]]) -> None:
    tool, project_id = studies["en"]
    needs = await tool("analyze_needs", project_id=project_id)
    person = needs["pain_points"][0]["quotes"][0]["persona_id"]
    before = await tool("estimate_cost", tool="generate_messaging", arguments={"persona_id": person})
    made = await tool("generate_messaging", persona_id=person)
    after = await tool("estimate_cost", tool="generate_messaging", arguments={"persona_id": person})
    assert (before["calls"], after["calls"]) == (3, 1)
    assert made["persona_id"] == person
    assert {q["persona_id"] for one in made["variants"] for g in one["grounds"] for q in g["quotes"]} <= {
        person
    }
    with pytest.raises(SightError) as caught:
        await tool("generate_messaging", persona_id=person, segment="x")
    assert caught.value.field == "segment"


async def test_what_was_written_for_somebody_deleted_does_not_show_until_they_are_restored(
    offline: Services, studies: dict[Language, tuple[Call, str]]
) -> None:
    tool, project_id = studies["en"]
    person = (await tool("list_personas", project_id=project_id, limit=1))["personas"][0]["id"]
    made = await tool("generate_messaging", persona_id=person)

    async def shown() -> list[str]:
        found = await offline.messaging.latest_for(Actor("en"), project_id=project_id, persona=None)
        return [one.id for one in found]

    assert await shown() == [made["id"]]
    await tool("delete_item", id=person, reason="test_data")
    assert await shown() == []
    await tool("restore_item", id=person)
    assert await shown() == [made["id"]]
