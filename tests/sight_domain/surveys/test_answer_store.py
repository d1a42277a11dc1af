"""Sheets are stored together and read back as they were filled in."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from fakes.studies import drawn_study

from sight_domain.ids import Kind, from_public
from sight_domain.settings import Settings
from sight_domain.surveys import answer_store
from sight_domain.surveys.answer_store import FilledSheet
from sight_domain.surveys.models import Survey
from sight_domain.surveys.sheet import Filled
from tools.services import Services


@pytest.fixture
async def asked(settings: Settings) -> AsyncIterator[tuple[Services, UUID, list[UUID]]]:
    """A survey of three respondents: its key and theirs."""
    async with Services(settings) as services:
        project_id, people = await drawn_study(services, 3, "pl")
        survey = Survey(
            project_id=from_public(Kind.PROJECT, project_id, field="id"),
            title="Herbata",
            questions=[],
            participants=[str(one.id) for one in people],
            seed=1,
        )
        async with services.database.session() as session:
            session.add(survey)
        yield services, survey.id, [one.id for one in people]


def filled(question: str, chance: random.Random) -> Filled:
    return Filled(
        question_id=question,
        outcome="answered",
        seed=chance.randrange(2**31),
        value=chance.choice([3, 2.5, "Zażółć", ["a", "b"], {"wiersz": "tak"}]),
        method="drawn",
        given={"probabilities": [0.25, 0.75]},
        shown=(1, 0),
        written_by="m",
    )


async def test_many_sheets_are_read_back_as_they_were_and_storing_them_again_changes_nothing(
    asked: tuple[Services, UUID, list[UUID]],
) -> None:
    services, survey, people = asked
    chance = random.Random(4)
    sheets = [
        FilledSheet(survey, person, place, [filled(f"q{number}", chance) for number in range(4)])
        for place, person in enumerate(people)
    ]
    connection = await services.database.connect()
    for _ in range(2):
        await answer_store.store(connection, sheets)
    await connection.close()
    async with services.database.session() as session:
        stored = await answer_store.stored(session, survey)
    assert stored == {sheet.place: {one.question_id: one for one in sheet.filled} for sheet in sheets}


async def test_a_later_answer_to_a_question_gives_the_earlier_one_its_place_and_leaves_the_others(
    asked: tuple[Services, UUID, list[UUID]],
) -> None:
    services, survey, people = asked
    other = filled("q2", random.Random(1))
    failed = Filled("q1", "failed", 7, "it was away")
    declined = Filled("q1", "refused", 7, "nie powiem")
    connection = await services.database.connect()
    await answer_store.store(connection, [FilledSheet(survey, people[0], 0, [failed, other])])
    await answer_store.store(connection, [FilledSheet(survey, people[0], 0, [declined])])
    await connection.close()
    async with services.database.session() as session:
        assert await answer_store.stored(session, survey, [0]) == {0: {"q1": declined, "q2": other}}
