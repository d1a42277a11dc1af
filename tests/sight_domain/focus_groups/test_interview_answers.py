"""Answers that come together are stored together, and each of them once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from fakes.studies import drawn_study
from sqlalchemy import select

from sight_domain.accounts.actor import Actor
from sight_domain.focus_groups.interview_answers import interview_answer, store
from sight_domain.focus_groups.models import FocusGroup, Turn
from sight_domain.focus_groups.recollection import Reminder
from sight_domain.focus_groups.service import GroupWish
from sight_domain.ids import Kind, from_public, to_public
from sight_domain.llm.outcomes import Outcome, OutcomeStatus, Usage
from sight_domain.personas.models import Persona, PersonaEvent
from sight_domain.storage.group_commit import GroupCommit
from tools.services import Services

QUESTIONS = ["How do you cook?", "What would stop you?"]


async def group_of(offline: Services, people: int) -> tuple[FocusGroup, list[Persona]]:
    project_id, persons = await drawn_study(offline, people)
    wish = GroupWish(name="Group", questions=QUESTIONS, mode="parallel")
    group_id = await offline.focus_groups.create(Actor("en"), project_id, wish, seed=3)
    async with offline.database.session() as session:
        group = await session.get_one(FocusGroup, from_public(Kind.FOCUS_GROUP, group_id, field="id"))
    return group, persons


def outcome(text: str) -> Outcome[str]:
    """An answer with that text, or a failed call when there is none."""
    return Outcome(
        status=OutcomeStatus.ANSWERED if text else OutcomeStatus.FAILED,
        value=text or None,
        reason="" if text else "it was away",
        model="m",
        provider="gemini",
        prompt_id="focus_groups.answer",
        prompt_version=1,
        usage=Usage(),
        cost_usd=Decimal(0),
        latency_ms=1.0,
        call_id=None,
        attempts=1,
    )


async def kept(offline: Services, group: FocusGroup) -> tuple[list[Turn], list[PersonaEvent]]:
    async with offline.database.session() as session:
        turns = select(Turn).where(Turn.focus_group_id == group.id).order_by(Turn.seq)
        events = (
            select(PersonaEvent)
            .where(PersonaEvent.focus_group_id == group.id)
            .order_by(PersonaEvent.persona_id, PersonaEvent.sequence_number)
        )
        return list(await session.scalars(turns)), list(await session.scalars(events))


async def test_answers_stored_together_twice_are_there_once_and_in_order(offline: Services) -> None:
    group, people = await group_of(offline, 3)
    answers = [
        interview_answer(group, person, place, index, outcome(f"{person.full_name} on {index}"), Reminder())
        for index in range(2)
        for place, person in enumerate(people)
    ]
    connection = await offline.database.connect()
    for _ in range(2):
        await store(connection, answers)
    await connection.close()
    turns, events = await kept(offline, group)
    assert [turn.text for turn in turns] == [
        f"{person.full_name} on {index}" for index in range(2) for person in people
    ]
    assert [turn.outcome for turn in turns] == ["answered"] * 6 and {turn.speaker_kind for turn in turns} == {
        "persona"
    }
    told = {
        person.id: [
            (one.sequence_number, one.event_data["answer"]) for one in events if one.persona_id == person.id
        ]
        for person in people
    }
    assert told == {person.id: [(n + 1, f"{person.full_name} on {n}") for n in range(2)] for person in people}
    assert {one.event_data["turn_id"] for one in events} == {to_public(Kind.TURN, turn.id) for turn in turns}


async def test_an_answer_takes_the_place_of_an_attempt_that_was_none(offline: Services) -> None:
    group, (person,) = await group_of(offline, 1)
    commits = GroupCommit(offline.database, store)
    await commits.add(interview_answer(group, person, 0, 0, outcome(""), Reminder()))
    (turn,), events = await kept(offline, group)
    assert (turn.outcome, turn.text, turn.reason, events) == ("failed", "", "it was away", [])
    await commits.add(interview_answer(group, person, 0, 0, outcome("With my mother's pots."), Reminder()))
    (turn,), (event,) = await kept(offline, group)
    assert (turn.outcome, turn.text, turn.reason) == ("answered", "With my mother's pots.", "")
    assert event.event_data["question"] == QUESTIONS[0] and event.event_type == "response_given"


async def test_an_answer_the_database_refuses_leaves_those_beside_it(offline: Services) -> None:
    group, people = await group_of(offline, 2)
    good, bad = (
        interview_answer(group, person, place, 0, outcome("Yes"), Reminder())
        for place, person in enumerate(people)
    )
    commits = GroupCommit(offline.database, store)
    refused = replace(bad, persona_id=UUID(int=0))
    results = await asyncio.gather(commits.add(good), commits.add(refused), return_exceptions=True)
    assert results[0] is None and "foreign key" in str(results[1])
    turns, events = await kept(offline, group)
    assert [turn.persona_id for turn in turns] == [people[0].id] and len(events) == 1
