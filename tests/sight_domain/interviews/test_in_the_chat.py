"""Interviews as a researcher holds them in the chat, in Polish and English, with the offline planner."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from fakes.studies import caller, study

from agent.events import TextDelta, ToolFinished
from agent.graph import Assistant
from sight_domain.accounts.actor import Actor
from sight_domain.ids import new_uuid
from sight_domain.language import Language
from tools.services import Services

Say = Callable[[str], Awaitable[tuple[list[ToolFinished], str]]]


@pytest.fixture
async def assistant(offline: Services) -> AsyncIterator[Assistant]:
    assistant = Assistant(offline)
    yield assistant
    await assistant.aclose()


def conversation(assistant: Assistant, language: Language) -> Say:
    thread, actor = str(new_uuid()), Actor(language)

    async def say(message: str) -> tuple[list[ToolFinished], str]:
        events = [event async for event in assistant.reply(message, thread, actor)]
        called = [event for event in events if isinstance(event, ToolFinished)]
        return called, "".join(event.text for event in events if isinstance(event, TextDelta))

    return say


@pytest.mark.parametrize(
    ("language", "opening", "then", "asked"),
    [
        (
            "pl",
            "Pokaż respondentów badania {project}",
            ["Zapytaj {name}, co sądzi o zestawach posiłków", "A teraz zapytaj ją, ile by zapłaciła"],
            ["Co sądzi o zestawach posiłków?", "Ile by zapłaciła?"],
        ),
        (
            "en",
            "List the respondents of {project}",
            ["Ask {name} what she thinks of meal kits", "Interview her about the price"],
            ["What do you think of meal kits?", "Tell me about the price."],
        ),
    ],
)
async def test_a_respondent_is_asked_by_name_and_then_by_pronoun(
    offline: Services,
    assistant: Assistant,
    language: Language,
    opening: str,
    then: list[str],
    asked: list[str],
) -> None:
    project_id = await study(caller(offline, language), 4, language)
    people = (await offline.personas.list(Actor(language), project_id, limit=10, cursor=None)).personas
    given = [person.full_name.split()[0] for person in people]
    person = next(one for one, name in zip(people, given, strict=True) if given.count(name) == 1)
    say = conversation(assistant, language)
    await say(opening.format(project=project_id))
    results: list[dict[str, Any]] = []
    for message in then:
        called, words = await say(message.format(name=person.full_name))
        (done,) = [one for one in called if one.name == "interview_persona"]
        assert done.outcome == "ok", done.result
        results.append(done.result)
        assert done.result["exchange"]["text"] in words.replace("\\", "")
        assert done.result["exchange"]["id"] in words
    assert [one["exchange"]["message"] for one in results] == asked
    assert {one["interview"]["persona_name"] for one in results} == {person.full_name}
    assert results[0]["interview"]["id"] == results[1]["interview"]["id"]
