"""Deleting asks about the thing by its name, and asks nobody about a thing that is not there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text
from sight_domain.settings import Settings
from tools.catalogue import call
from tools.context import ToolContext
from tools.services import Services


@pytest.fixture(scope="module")
async def services(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings.model_copy(update={"embedder": "off"})) as services:
        yield services


async def made(services: Services, tool: str, /, **arguments: Any) -> dict[str, Any]:
    return (await call(tool, arguments, ToolContext(Actor("pl"), services))).model_dump(mode="json")


async def asked(services: Services, id: str) -> Text:
    """What somebody who says no was asked about deleting `id`."""
    questions: list[Text] = []

    async def no(question: Text) -> bool:
        questions.append(question)
        return False

    context = ToolContext(Actor("pl"), services, confirm=no)
    with pytest.raises(SightError) as raised:
        await call("delete_item", {"id": id, "reason": "other"}, context)
    assert raised.value.code is ErrorCode.APPROVAL_REQUIRED
    return questions[0]


async def test_what_is_to_be_deleted_is_named(services: Services) -> None:
    target = {"country": "PL", "age_min": 25, "age_max": 44}
    study = (await made(services, "create_project", name="Herbata", target=target, sample_size=3))["project"]
    about = {"project_id": study["id"]}
    person = (await made(services, "generate_personas", **about, seed=1))["personas"][0]
    group = (await made(services, "run_focus_group", **about, name="Poranki", questions=["Co pijesz?"]))[
        "focus_group"
    ]
    question = [{"type": "open_text", "text": "Co pijesz?"}]
    survey = (await made(services, "run_survey", **about, title="Napoje", questions=question))["survey"]
    talk = (await made(services, "interview_persona", persona_id=person["id"], message="Co pijesz?"))[
        "interview"
    ]
    document = (
        await made(services, "add_document", content_base64="IyBSYXBvcnQKCkhlcmJhdGEu", filename="raport.md")
    )["document"]
    expected = {
        study["id"]: "badanie „Herbata” z całą zawartością",
        person["id"]: f"osobę {person['full_name']}",
        group["id"]: "grupę fokusową „Poranki”",
        survey["id"]: "ankietę „Napoje”",
        talk["id"]: f"rozmowę z osobą: {person['full_name']}",
        document["id"]: f"dokument „{document['title']}”",
    }
    for id, thing in expected.items():
        assert (await asked(services, id)).pl == f"Usunąć {thing} ({id})?"


async def test_nobody_is_asked_about_what_is_not_there(services: Services) -> None:
    study = (await made(services, "create_project", name="Kawa", target={"country": "PL"}, sample_size=3))[
        "project"
    ]
    gone = study["id"][:-1] + ("0" if study["id"][-1] != "0" else "1")

    async def never(question: Text) -> bool:
        raise AssertionError(question.en)

    with pytest.raises(SightError) as raised:
        await call(
            "delete_item", {"id": gone, "reason": "other"}, ToolContext(Actor("pl"), services, confirm=never)
        )
    assert raised.value.code in (ErrorCode.NOT_FOUND, ErrorCode.INVALID_ID)
    assert raised.value.field == "id"
