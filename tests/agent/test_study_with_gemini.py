"""The same study through the real Gemini client, against a local server that speaks its wire format."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fakes.gemini import FakeGemini, asked_of

from agent.events import Event, TextDelta, ToolFinished
from agent.graph import Assistant
from sight_domain.accounts.actor import Actor
from sight_domain.ids import new_uuid
from sight_domain.settings import Settings
from tools.catalogue import call
from tools.context import ToolContext
from tools.services import Services

ACTOR = Actor("en")
TARGET = {"country": "PL", "age_min": 25, "age_max": 44, "settlements": ["city_500k_plus"]}


@pytest.fixture
async def services(settings: Settings, gemini_server: FakeGemini) -> AsyncIterator[Services]:
    with_gemini = settings.model_copy(update=asked_of(gemini_server, embedder="gemini"))
    async with Services(with_gemini) as services:
        yield services


class Conversation:
    """One thread, in which the server makes the tool calls that the test scripts."""

    def __init__(self, assistant: Assistant, server: FakeGemini) -> None:
        self._assistant = assistant
        self._server = server
        self._thread = str(new_uuid())
        self.words = ""

    async def has_called(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Say something, to which the model answers with this tool call; returns the tool's result."""
        self._server.tool_calls.append([{"name": name, "args": arguments}])
        events: list[Event] = [event async for event in self._assistant.reply("Go on.", self._thread, ACTOR)]
        finished = [event for event in events if isinstance(event, ToolFinished)]
        assert [(event.name, event.outcome) for event in finished] == [(name, "ok")], finished
        self.words = "".join(event.text for event in events if isinstance(event, TextDelta))
        assert self.words
        return finished[0].result


async def test_a_whole_study_with_tool_calling_structured_output_streaming_and_usage(
    services: Services, gemini_server: FakeGemini
) -> None:
    assistant = Assistant(services)
    talk = Conversation(assistant, gemini_server)
    try:
        created = await talk.has_called(
            "create_project", {"name": "Meal kits", "target": TARGET, "sample_size": 4}
        )
        project_id = created["project"]["id"]
        recruited = await talk.has_called("generate_personas", {"project_id": project_id, "seed": 4})
        assert recruited["run"]["status"] == "succeeded"
        assert recruited["run"]["cost_usd"] > 0
        assert recruited["generated_by"] == "gemini-3.5-flash-lite"
        group = await talk.has_called(
            "run_focus_group",
            {
                "project_id": project_id,
                "name": "Group",
                "questions": ["How do you cook?", "What would stop you?"],
                "seed": 4,
            },
        )
        assert group["metrics"]["answers"] == 8
        themes = group["summary"]["themes"]
        assert themes
        needs = await talk.has_called("analyze_needs", {"project_id": project_id})
        assert needs["answers_count"] == 8
        people = [persona["id"] for persona in recruited["personas"][:2]]
        await talk.has_called("compare_personas", {"persona_ids": people})
        exported = await talk.has_called(
            "export_report", {"kind": "project", "id": project_id, "format": "pdf"}
        )
        assert exported["export"]["bytes"] > 10_000
        usage = await talk.has_called("get_usage", {"project_id": project_id, "group_by": "task"})
    finally:
        await assistant.aclose()
    by_task = {entry["key"]: entry["calls"] for entry in usage["groups"]}
    assert by_task["personas.narrative"] == 4
    assert by_task["focus_groups.answer"] == 8
    assert (
        by_task["focus_groups.codebook"] == by_task["focus_groups.summary"] == by_task["insights.needs"] == 1
    )
    assert by_task["focus_groups.coding"] == 2
    assert usage["usd"] > 0
    verbs = {entry["verb"] for entry in gemini_server.requests}
    assert {"streamGenerateContent", "generateContent"} <= verbs


async def test_every_quote_of_the_summary_is_in_the_turn_it_cites(
    services: Services, gemini_server: FakeGemini
) -> None:
    context = ToolContext(ACTOR, services)
    created = (
        await call("create_project", {"name": "Tea", "target": TARGET, "sample_size": 3}, context)
    ).model_dump()
    project_id = created["project"]["id"]
    await call("generate_personas", {"project_id": project_id, "seed": 1}, context)
    gemini_server.scripted["CodingDraft"] = {
        "segments": [
            {
                "turn_id": "trn_00000000000000000000000000",
                "code": "T1",
                "quote": "I love it so much.",
                "stance": "for",
            }
        ]
    }
    group = (
        await call("run_focus_group", {"project_id": project_id, "questions": ["Tea?"], "seed": 1}, context)
    ).model_dump()
    assert group["summary"]["themes"] == []
    assert group["summary"]["quotes_dropped"] == 2


async def test_a_refused_answer_is_a_typed_turn_and_no_answer(
    services: Services, gemini_server: FakeGemini
) -> None:
    from fakes.gemini import Fault

    context = ToolContext(ACTOR, services)
    created = (
        await call("create_project", {"name": "Tea", "target": TARGET, "sample_size": 3}, context)
    ).model_dump()
    project_id = created["project"]["id"]
    await call("generate_personas", {"project_id": project_id, "seed": 1}, context)
    gemini_server.faults.append(Fault(finish_reason="SAFETY"))
    group = (
        await call("run_focus_group", {"project_id": project_id, "questions": ["Tea?"], "seed": 1}, context)
    ).model_dump()
    assert group["metrics"]["answers"] == 2
    assert group["metrics"]["failed_answers"] == 1
    transcript = (
        await call("get_focus_group", {"focus_group_id": group["focus_group"]["id"]}, context)
    ).model_dump()
    failed = [turn for turn in transcript["turns"] if turn["outcome"] != "answered"]
    assert [(turn["outcome"], turn["text"]) for turn in failed] == [("filtered", "")]
    assert failed[0]["reason"]


async def test_documents_are_embedded_by_the_provider(services: Services, gemini_server: FakeGemini) -> None:
    context = ToolContext(ACTOR, services)
    text = "# Report\n\nMeal kits save time on weekday evenings.\n\n# Costs\n\nThe price of a box is the main barrier.\n"
    import base64

    await call(
        "add_document",
        {"content_base64": base64.b64encode(text.encode()).decode(), "filename": "report.md"},
        context,
    )
    await services.knowledge.embed_pending()
    found = (await call("search_knowledge", {"query": "price barrier"}, context)).model_dump()
    assert "price" in found["hits"][0]["text"]
    assert found["hits"][0]["ranks"]["vector"] is not None
    assert any(entry["verb"] == "batchEmbedContents" for entry in gemini_server.requests)
