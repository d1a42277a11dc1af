"""The checker measured on sentences written by hand: what it finds, what it leaves alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from sight_domain.language import Language
from sight_domain.personas.fact_check.check import in_text
from sight_domain.personas.fact_check.known import known_of

LIST = yaml.safe_load(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))
LANGUAGES: tuple[Language, ...] = ("pl", "en")
# Of the contradictions listed, the share found; of what is found, the share that is one.
LOWEST_RECALL, LOWEST_PRECISION = 0.9, 0.97


def person(name: str, language: Language) -> dict[str, Any]:
    facts = LIST["people"][name]
    return {**facts, "occupation": facts["occupation"][language]}


def found_in(entry: dict[str, Any], language: Language) -> set[str]:
    known = known_of(person(entry["person"], language))
    return {
        str(f.kind) for f in in_text(entry["text"], known, language, first_person=entry.get("quote", False))
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_contradictions_are_found_and_little_else(language: Language) -> None:
    right = missed = false = 0
    for entry in LIST[language]:
        wrong, found = set(entry.get("wrong", [])), found_in(entry, language)
        right += len(wrong & found)
        missed += len(wrong - found)
        false += len(found - wrong)
        if wrong != found:
            print(f"{language}: {entry['text']!r}: listed {sorted(wrong)}, found {sorted(found)}")
    recall, precision = right / (right + missed), right / (right + false)
    print(f"{language}: {len(LIST[language])} sentences, recall {recall:.3f}, precision {precision:.3f}")
    assert recall >= LOWEST_RECALL
    assert precision >= LOWEST_PRECISION


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_is_long_and_has_both_sorts(language: Language) -> None:
    contradictory = [entry for entry in LIST[language] if entry.get("wrong")]
    assert len(LIST[language]) >= 60
    assert 25 <= len(contradictory) <= len(LIST[language]) - 25


PROSE = yaml.safe_load(Path(__file__).with_name("prose.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_free_prose_about_the_right_person_raises_no_alarm(language: Language) -> None:
    for entry in PROSE[language]:
        known = known_of(person(entry["person"], language))
        assert not [(f.message.en, f.excerpt) for f in in_text(entry["text"], known, language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_free_prose_about_somebody_else_is_found_out(language: Language) -> None:
    for entry in PROSE[language]:
        for name in LIST["people"]:
            if name != entry["person"]:
                assert in_text(entry["text"], known_of(person(name, language)), language), (
                    entry["text"],
                    name,
                )


def test_a_trade_learnt_is_upper_secondary_where_the_country_has_no_level_of_its_own() -> None:
    facts = {
        **person("jan", "en"),
        "country": "DE",
        "education": "secondary",
        "region": None,
        "settlement": None,
    }
    text = "He has vocational training and likes his trade."
    assert not in_text(text, known_of(facts), "en", country="DE")
    assert in_text("He has a degree in engineering.", known_of(facts), "en", country="DE")
