from __future__ import annotations

import random
import re
from typing import Any

import pytest

from sight_domain.language import Language
from sight_domain.llm.offline.domains import words_for
from sight_domain.llm.offline.grammar import (
    RESOURCES,
    Grammar,
    Voice,
    grammar,
    parse_alternant,
    resource,
    seeded,
    sentence,
)

GRAMMARS = ("answers_pl", "answers_en", "narrative_pl", "narrative_en")


def voice(gender: Any = "female", *tags: str, seed: int = 0) -> Voice:
    return Voice(gender, random.Random(seed), frozenset(tags))


def test_a_gender_switch_speaks_for_the_speaker() -> None:
    rules = Grammar({"x": ["{poszedł|poszła} {sam|sama}"]})
    assert rules.say("x", voice("male")) == "poszedł sam"
    assert rules.say("x", voice("female")) == "poszła sama"


def test_a_choice_may_hold_a_gender_switch_and_be_empty() -> None:
    rules = Grammar({"x": ["a ({b|c}/)"]})
    said = {rules.say("x", voice("male", seed=s)) for s in range(20)}
    assert said == {"a b", "a"}


def test_an_alternant_is_said_only_by_those_it_suits() -> None:
    rules = Grammar({"x": ["young> a", "!young> b"]})
    assert {rules.say("x", voice("male", "young", seed=s)) for s in range(9)} == {"a"}
    assert {rules.say("x", voice("male", seed=s)) for s in range(9)} == {"b"}


def test_no_alternant_is_repeated_while_others_remain() -> None:
    rules = Grammar({"x": ["a", "b", "c"]})
    speaker = voice()
    assert {rules.say_new("x", speaker) for _ in range(3)} == {"a", "b", "c"}
    assert rules.say_new("x", speaker) is None


@pytest.mark.parametrize("markup", ["(a/b", "{a|b", "{a}", "{a|b|c}", "a|b", "(a|b/c)", "a)"])
def test_broken_markup_is_refused(markup: str) -> None:
    if markup == "a)":
        assert parse_alternant(markup).node == ("a)",)
        return
    with pytest.raises(ValueError, match=r"gender switch|unbalanced"):
        parse_alternant(markup)


@pytest.mark.parametrize("name", GRAMMARS)
def test_every_slot_of_a_grammar_file_is_a_rule_or_a_known_variable(name: str) -> None:
    language: Language = "pl" if name.endswith("pl") else "en"
    variables = set(words_for("meals", language, voice())) | {
        *(
            "name",
            "age",
            "years",
            "in_place",
            "from_place",
            "from_place_cap",
            "job",
            "past_job",
            "study",
            "activity",
            "kids_home",
            "kids_away",
        ),
        *("values", "values_cap", "interests", "interests_cap", "topic", "other", "matter"),
        *("amount", "amount_low", "unit"),
    }
    text = (RESOURCES / f"{name}.yaml").read_text(encoding="utf-8")
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    slots = set(re.findall(r"<(\w+)>", body))
    assert slots <= variables | grammar(name).rule_names()


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_consideration_has_lines_of_every_kind(language: str) -> None:
    rules = grammar(f"answers_{language}").rule_names()
    for consideration in resource("stance"):
        for kind in ("for", "against", "life", "fix", "who"):
            assert f"{kind}.{consideration}" in rules
        assert consideration in resource(f"needs_{language}")
        assert consideration in resource("codebook")


def test_both_languages_have_the_same_rules() -> None:
    assert grammar("answers_pl").rule_names() == grammar("answers_en").rule_names()
    assert grammar("narrative_pl").rule_names() == grammar("narrative_en").rule_names()


def test_a_sentence_starts_with_a_capital_and_ends_with_a_stop() -> None:
    assert sentence("szczerze? niewiele , ale jest") == "Szczerze? Niewiele, ale jest."
    assert sentence("świetnie!") == "Świetnie!"


def test_the_seeded_generator_depends_on_values_only() -> None:
    assert seeded("a", {"x": 1, "y": 2}).random() == seeded("a", {"y": 2, "x": 1}).random()
    assert seeded("a", 1).random() != seeded("a", 2).random()
    assert round(seeded("fixed").random(), 12) == 0.379779851634
