"""What is put before a speaker: never more than a few events, kept with the turn; and who moved whose opinion."""

from __future__ import annotations

import base64
import re
from typing import Any, cast
from uuid import UUID

import pytest
from fakes.gemini import FakeGemini, asked_of
from fakes.studies import Call, caller, study

from sight_domain.focus_groups.memory import Event, EventKind
from sight_domain.focus_groups.participants import participants
from sight_domain.focus_groups.recollection import (
    EARLIER,
    HERE,
    OWN,
    OWN_ANSWERS,
    TOLD,
    RoomMemory,
    own_answers,
)
from sight_domain.focus_groups.talk import WINDOW, Act, Entry, Move, Talk
from sight_domain.ids import new_uuid
from sight_domain.settings import Settings
from tools.services import Services

NAMES = ["Anna Nowak", "Jan Lis", "Ewa Kot"]
QUESTIONS = ["What do you think of meal kits?", "What would stop you?", "What would you pay for a box?"]
DOCUMENT = (
    "A box of a meal kit costs 25 złoty on average. Every third household would pay more for a box with local food. "
    "Meal kits are thought of as a treat. What stops most households is the subscription."
)


def long_talk(turns_a_question: int) -> Talk:
    people = participants(
        [
            (place, {"full_name": name, "given_name": name.split()[0], "gender": "female", "big_five": {}})
            for place, name in enumerate(NAMES)
        ]
    )
    talk = Talk(0, people, "en", seed=1)
    for question, asked in enumerate(QUESTIONS):
        talk.open_question(question, dict.fromkeys(range(3), 3))
        talk.add(Entry(new_uuid(), question, None, asked, Act.MOVE_ON))
        for number in range(turns_a_question):
            text = f"Thought {number} on question {question}: the price of a box."
            talk.add(Entry(new_uuid(), question, number % 3, text, Move.ADD, opinion=4.0))
    return talk


def room_memory(told: list[Event]) -> RoomMemory:
    return RoomMemory(
        cast("Any", None),
        cast("Any", None),
        project_id=UUID(int=1),
        run_id=UUID(int=2),
        told={1: told},
        facts=None,
        by_meaning=False,
    )


@pytest.mark.parametrize("turns_a_question", [2, 12, 60])
def test_however_long_a_talk_is_a_speaker_is_given_a_bounded_number_of_events(turns_a_question: int) -> None:
    talk = long_talk(turns_a_question)
    told = [Event(EventKind.TOLD, f"Answer {n}.", new_uuid(), "Why?") for n in range(9)]
    reminder = room_memory(told).remind(talk, QUESTIONS, 1, {}, "What would you pay for a box?")
    assert len(reminder.events) <= EARLIER + HERE + TOLD
    by_kind = [event.kind for event in reminder.events]
    assert by_kind.count(EventKind.TOLD) == TOLD
    at_hand = {entry.id for entry in talk.window}
    assert not at_hand & {event.source for event in reminder.events}
    here = {entry.id for entry in talk.on_question}
    assert sum(event.source in here for event in reminder.events) <= HERE
    own = [entry.id for entry in talk.on_question if entry.speaker == 1][-OWN:]
    assert not set(own) & {event.source for event in reminder.events}
    assert len(talk.window) <= WINDOW
    for event in reminder.events:
        entry = talk.find(event.source)
        if entry is not None:
            assert (event.kind is EventKind.SAID) == (entry.speaker == 1)
            assert event.speaker == ("" if entry.speaker == 1 else NAMES[entry.speaker or 0].split()[0])


def test_somebody_asked_alone_is_given_the_answers_that_bear_on_the_question() -> None:
    answers = [{"question": f"Question {n}?", "answer": f"Something about {n}."} for n in range(20)]
    answers[3] = {"question": "Packaging?", "answer": "I throw away too much packaging."}
    given = own_answers(answers, "What about the packaging?")
    assert len(given) == OWN_ANSWERS
    assert answers[3] in given
    assert given == [one for one in answers if one in given]
    assert own_answers(answers[:4], "?") == answers[:4]


def test_a_move_is_put_down_to_the_turn_that_pulled_the_furthest() -> None:
    talk = long_talk(0)
    talk.open_question(0, {0: 2, 1: 2, 2: 2})
    weak = [Entry(new_uuid(), 0, 2, "Well.", Move.ADD, opinion=2.2) for _ in range(2)]
    strong = Entry(new_uuid(), 0, 2, "Anna, Jan, it is worth it.", Move.ADD, opinion=4.0)
    noted = [shift for entry in [*weak, strong, *weak] for shift in talk.add(entry)]
    more = 0
    while not noted:
        noted = talk.add(Entry(new_uuid(), 0, 2, "Yes.", Move.ADD, opinion=2.9))
        more += 1
        assert more < 40
    assert {shift.because for shift in noted} == {strong.id}
    assert talk.moved(strong, noted[0].place) == (noted[0].before, noted[0].after)
    assert talk.moved(weak[0], noted[0].place) is None


async def discussion(tool: Call, project_id: str, **more: Any) -> dict[str, Any]:
    ran = await tool(
        "run_focus_group",
        project_id=project_id,
        name="Talk",
        questions=QUESTIONS,
        mode="discussion",
        seed=7,
        wait_seconds=300,
        **more,
    )
    assert ran["run"]["status"] == "succeeded"
    return await tool("get_focus_group", focus_group_id=ran["focus_group"]["id"], limit=500)


async def test_offline_turns_keep_whom_they_were_reminded_of_and_moves_name_their_cause(
    offline: Services,
) -> None:
    tool = caller(offline)
    read = await discussion(tool, await study(tool, 6))
    turns = {turn["id"]: turn for turn in read["turns"]}
    reminded = [turn for turn in read["turns"] if turn["recalled"]]
    assert reminded
    for turn in reminded:
        assert len(turn["recalled"]) <= EARLIER + HERE
        assert all(turns[key]["seq"] < turn["seq"] for key in turn["recalled"])
        assert all(turns[key]["speaker"]["kind"] == "persona" for key in turn["recalled"])
    assert not any(turn["facts"] for turn in read["turns"])
    moves = [(turn, shift) for turn in read["turns"] for shift in turn["shifts"]]
    assert moves
    for turn, shift in moves:
        cause = turns[shift["turn_id"]]
        assert cause["seq"] <= turn["seq"]
        assert cause["question_index"] == turn["question_index"]
        assert cause["speaker"]["id"] != shift["persona_id"]
    changed = [change for ballot in read["ballots"] for change in ballot["changed"]]
    for change in changed:
        for key in change["turn_ids"]:
            assert turns[key]["speaker"]["id"] != change["persona_id"]


async def test_on_a_model_memory_goes_by_meaning_and_facts_are_kept_with_the_turn(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    with_vectors = asked_of(gemini_server, embedder="gemini")
    async with Services(settings.model_copy(update=with_vectors)) as services:
        tool = caller(services)
        project_id = await study(tool, 4)
        document = await tool(
            "add_document",
            project_id=project_id,
            content_base64=base64.b64encode(DOCUMENT.encode()).decode(),
            filename="boxes.txt",
        )
        people = (await tool("list_personas", project_id=project_id))["personas"]
        asked = await tool(
            "interview_persona", persona_id=people[0]["id"], message="Would you pay for a box?"
        )
        gemini_server.requests.clear()
        read = await discussion(tool, project_id)
        stored = await stored_vectors(services, read["focus_group"]["id"])
    spoken = [turn for turn in read["turns"] if turn["speaker"]["kind"] == "persona"]
    facts = [fact for turn in spoken for fact in turn["facts"]]
    assert facts
    assert all(fact["text"] in DOCUMENT for fact in facts)
    assert {fact["document_id"] for fact in facts} == {document["document"]["id"]}
    assert all(len(turn["facts"]) <= 2 for turn in spoken)
    told = [turn for turn in spoken if asked["exchange"]["id"] in turn["recalled"]]
    assert told
    assert {turn["speaker"]["id"] for turn in told} == {people[0]["id"]}
    # Turns of the last question are remembered by nobody in the talk.
    earlier = {turn["id"] for turn in spoken if turn["question_index"] < 2 and turn["outcome"] == "answered"}
    assert stored == earlier
    prompts = [_text(body) for body in gemini_server.bodies("generateContent")]
    turn_prompts = [prompt for prompt in prompts if "The talk just now:" in prompt]
    for prompt in turn_prompts:
        assert len(re.findall(r"<<<(?:HEARD|YOUR_WORDS)\n", prompt)) <= EARLIER + HERE + TOLD + OWN
        assert len(re.findall(r"<<<FACT\n", prompt)) <= 2
    assert any("<<<FACT\n" in prompt for prompt in turn_prompts)


async def stored_vectors(services: Services, group_id: str) -> set[str]:
    from sqlalchemy import text

    from sight_domain.ids import Kind, from_public, to_public

    key = from_public(Kind.FOCUS_GROUP, group_id, field="id")
    async with services.database.session() as session:
        query = text("select id from turns where focus_group_id = :key and embedding is not null")
        return {to_public(Kind.TURN, row.id) for row in await session.execute(query, {"key": key})}


def _text(body: dict[str, Any]) -> str:
    contents = [body.get("systemInstruction", {}), *body.get("contents", [])]
    return "\n".join(part.get("text", "") for content in contents for part in content.get("parts", []))
