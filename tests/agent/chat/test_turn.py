"""A turn on the screen: words, steps, results, approvals; and no step left running whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from agent.events import ApprovalAsked, Event, TextDelta, ToolFinished, ToolProgress, ToolStarted
from sight_domain.accounts.actor import Actor
from sight_domain.language import Text

_TITLE = Text(en="List projects", pl="Lista projektów")


class Scripted:
    """An assistant that says what it was told to."""

    def __init__(self, events: Sequence[Event], then: Sequence[Event] = (), *, hang: bool = False) -> None:
        self.events, self.then, self.hang = events, then, hang
        self.decided: list[bool] | None = None

    async def reply(self, message: str, thread: str, actor: Actor) -> AsyncIterator[Event]:
        for event in self.events:
            yield event
        if self.hang:
            await asyncio.Event().wait()

    async def decide(self, decisions: Sequence[bool], thread: str, actor: Actor) -> AsyncIterator[Event]:
        self.decided = list(decisions)
        for event in self.then:
            yield event


@pytest.fixture
def turn(chatting: Any, services: Any) -> Any:
    from agent.chat.elements.pieces import Desk
    from agent.chat.turn import ShownTurn

    return ShownTurn(Desk(services, Actor("pl")))


async def test_words_are_streamed_and_a_tool_is_a_step_in_the_reader_s_language(
    turn: Any, chatting: Any
) -> None:
    started = ToolStarted("1", "list_projects", _TITLE, {"limit": 20})
    finished = ToolFinished("1", "list_projects", "ok", {"projects": []})
    await turn.run(Scripted([started, finished, TextDelta("Nie ma "), TextDelta("badań.")]), "x", "t")
    steps = [s for s in chatting.sent("update_message") if s["type"] == "tool"]
    assert (steps[-1]["name"], steps[-1]["isError"]) == ("Lista projektów", False)
    assert steps[-1]["end"] is not None
    assert chatting.sent("new_message")[-1]["output"] == "Nie ma badań."


async def test_a_failed_tool_shows_its_sentence_and_hint_with_marks_escaped(turn: Any, chatting: Any) -> None:
    error = {"error": {"code": "not_found", "message": "Nie ma *projektu*.", "hint": "Wypisz projekty."}}
    events = [
        ToolStarted("1", "get_project", _TITLE, {}),
        ToolFinished("1", "get_project", "not_found", error),
    ]
    await turn.run(Scripted(events), "x", "t")
    step = [s for s in chatting.sent("update_message") if s["type"] == "tool"][-1]
    assert step["isError"] and "nie udało się" in step["name"]
    assert r"\*projektu\*" in step["output"] and "Wypisz projekty" in step["output"]


async def test_progress_is_told_at_most_four_times_a_second_and_always_at_the_end(
    turn: Any, chatting: Any
) -> None:
    ticks = [ToolProgress("1", n, 200, Text(en="writing", pl="piszę")) for n in range(1, 201)]
    await turn.run(
        Scripted([ToolStarted("1", "x", _TITLE, {}), *ticks, ToolFinished("1", "x", "ok", {})]), "x", "t"
    )
    told = [s["name"] for s in chatting.sent("update_message") if "/200" in s["name"]]
    assert len(told) <= 4
    assert told[-1] == "Lista projektów · 200/200 · piszę"


async def test_a_stopped_turn_leaves_no_step_running(turn: Any, chatting: Any) -> None:
    working = asyncio.create_task(
        turn.run(Scripted([ToolStarted("1", "x", _TITLE, {})], hang=True), "x", "t")
    )
    await chatting.seen("new_message")
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    step = chatting.sent("update_message")[-1]
    assert "zatrzymano" in step["name"] and step["end"] is not None


@pytest.mark.parametrize(
    ("payload", "expected"), [(True, [True, True]), (False, [False, False]), (None, [False, False])]
)
async def test_what_needs_approval_waits_for_a_yes(
    turn: Any, chatting: Any, payload: bool | None, expected: list[bool]
) -> None:
    if payload is not None:
        chatting.answer = {"name": "x", "label": "x", "payload": {"approved": payload}}
    calls = [
        {
            "name": "delete_item",
            "arguments": {"id": f"prj_{n}", "reason": "other"},
            "question": Text(en=f"Delete study {n}?", pl=f"Usunąć badanie {n}?"),
        }
        for n in (1, 2)
    ]
    assistant = Scripted([ApprovalAsked(calls)], [TextDelta("Dobrze.")])
    await turn.run(assistant, "x", "t")
    assert assistant.decided == expected
    assert chatting.sent("new_message")[-1]["output"] == "Dobrze."
    asked = chatting.sent("update_message")[-1]["output"]
    assert "Selected" not in asked and "Timed out" not in asked
    assert "Usunąć badanie 1?" in asked and "reason" not in asked
