"""Respondents in words: recruited, listed, one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.planner.markdown import plain
from sight_domain.llm.offline.planner.told.pieces import (
    Result,
    bullets,
    code_name,
    items_of,
    part_of,
    title_of,
    words_of,
)

_PEOPLE_LISTED = 5


def recruited(result: Result, language: Language) -> list[str]:
    """How many came, and the first of them."""
    people = items_of(result, "personas")
    run = part_of(result, "run")
    number = run.get("done", len(people)) if run.get("status") == "succeeded" else len(people)
    return [
        words_of("recruited", language, n=number),
        *_demography(people, language),
        *_table(people, len(people), language),
        *(plain(note) for note in result.get("notes") or ()),
    ]


def people(result: Result, language: Language) -> list[str]:
    """A page of respondents."""
    people = items_of(result, "personas")
    if not people:
        return [words_of("nobody", language)]
    total = result.get("total")
    total = total if isinstance(total, int) else len(people)
    # Women, men and ages are counted on this page only, so they are told when it holds everybody.
    return [
        words_of("people", language, n=total),
        *(_demography(people, language) if total == len(people) else ()),
        *_table(people, total, language),
    ]


def _demography(people: Sequence[Mapping[str, Any]], language: Language) -> list[str]:
    ages = [one["age"] for one in people if isinstance(one.get("age"), int)]
    if not ages:
        return []
    women = sum(one.get("gender") == "female" for one in people)
    men = sum(one.get("gender") == "male" for one in people)
    if women + men == 0:
        return [words_of("ages", language, low=min(ages), high=max(ages))]
    return [words_of("women_men", language, women=women, men=men, low=min(ages), high=max(ages))]


def _table(people: Sequence[Mapping[str, Any]], total: int, language: Language) -> list[str]:
    return bullets([person_line(one, language) for one in people], total, language, _PEOPLE_LISTED)


def person_line(person: Mapping[str, Any], language: Language) -> str:
    """Somebody in a line: name, age, place, occupation."""
    facts = [words_of("years", language, n=person["age"])] if person.get("age") is not None else []
    labels = person.get("labels") or {}
    facts += [
        plain(labels.get(name) or code_name(person[name], language))
        for name in ("region", "settlement")
        if person.get(name)
    ]
    facts += [plain(person[k]) for k in ("occupation",) if person.get(k)]
    return f"**{title_of(person)}** ({'; '.join(facts)})" if facts else f"**{title_of(person)}**"


def person(result: Result, language: Language) -> list[str]:
    """One respondent with their story."""
    person = part_of(result, "persona") or result
    overview = {**part_of(person, "overview"), **person}
    lines = [person_line(overview, language)]
    profile = part_of(person, "profile") or part_of(result, "profile")
    for name in ("headline", "background_story", "quote"):
        text = overview.get(name) or profile.get(name)
        if text:
            lines.append(plain(text))
    return lines
