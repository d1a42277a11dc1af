"""What exports read from a real study: everything that was said, and nobody's name."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fakes.studies import Call, caller, drawn_study

from sight_domain.ids import Kind, new_uuid, to_public
from sight_domain.personas.models import Persona, PersonaEvent
from sight_domain.settings import Settings
from tools.services import Services


@pytest.fixture(scope="module")
async def offline(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings.model_copy(update={"embedder": "off"})) as services:
        yield services


async def answered(services: Services, person: Persona, answers: list[str]) -> None:
    """What somebody said in groups, as their history has it."""
    async with services.database.session() as session:
        for number, text in enumerate(answers, 1):
            said = {"turn_id": to_public(Kind.TURN, new_uuid()), "question": "Tea?", "answer": text}
            event = {"event_type": "response_given", "event_data": said, "sequence_number": number}
            session.add(PersonaEvent(persona_id=person.id, **event))


async def export(tool: Call, kind: str, id: str, format: str, **options: Any) -> str:
    made = await tool("export_report", kind=kind, id=id, format=format, **options)
    return Path(made["export"]["path"]).read_text(encoding="utf-8-sig")


def table(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(content.splitlines()))


@pytest.mark.parametrize("format", ["json", "csv"])
async def test_a_masked_report_on_one_respondent_names_no_other_of_the_study(
    offline: Services, format: str
) -> None:
    _, (person, other, gone) = await drawn_study(offline, 3)
    tool, key = caller(offline), to_public(Kind.PERSONA, person.id)
    await answered(offline, person, [f"As {other.full_name} said, and {gone.full_name} too: no."])
    async with offline.database.session() as session:
        stored = await session.get(Persona, person.id)
        assert stored is not None
        stored.narrative_check = {"nearest": other.full_name, "likeness": 0.1}
    await tool("delete_item", id=to_public(Kind.PERSONA, gone.id), reason="test_data")
    sections = {"sections": ["answers"]} if format == "csv" else {}
    bare = await export(tool, "persona", key, format, mask_pii=False, **sections)
    masked = await export(tool, "persona", key, format, **sections)
    for name in (other.full_name, gone.full_name):
        assert name in bare
        assert not [word for word in name.split() if word in masked]


async def test_a_report_on_a_respondent_holds_all_they_have_said_in_order(offline: Services) -> None:
    _, (person,) = await drawn_study(offline, 1)
    tool, key = caller(offline), to_public(Kind.PERSONA, person.id)
    said = [f"Answer number {number}." for number in range(25)]
    await answered(offline, person, said)
    rows = table(await export(tool, "persona", key, "csv", sections=["answers"]))
    assert [row["text"] for row in rows] == said
    deleted = await tool("delete_item", id=key, reason="test_data")
    assert deleted["deleted"]["related"] == {"answers": 25}


async def test_a_table_of_respondents_has_their_age_groups(offline: Services) -> None:
    project, people = await drawn_study(offline, 4)
    rows = table(await export(caller(offline), "project", project, "csv"))
    assert [row["age_group"] for row in rows] == [one.respondent["age_group"] for one in people]
