"""Sentences and the calls they lead to; the tables stand in the YAML files beside this module."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent


def _cases(name: str) -> list[Any]:
    cases = yaml.safe_load((HERE / name).read_text("utf-8"))
    return [pytest.param(case, id=f"{number}: {case['say'][:50]}") for number, case in enumerate(cases)]


@pytest.mark.parametrize("case", _cases("cases.yaml"))
def test_a_sentence_leads_to_its_calls(
    case: dict[str, Any], check: Callable[[dict[str, Any]], list[str]]
) -> None:
    assert check(case) == []


SETS = ("held_out.yaml", "held_out_second.yaml", "held_out_third.yaml", "held_out_fourth.yaml")
OFF_TOPIC = [
    "ile kosztuje mleko w Biedronce",
    "pokaż mi kota",
    "who is the president of Poland",
    "translate this to German",
    "zamów mi pizzę",
    "how do I make pancakes?",
    "send an email to my boss",
    "dodaj dwa do dwóch",
    "czy lubisz koty?",
    "find me a good restaurant in Warsaw",
    "kup mi bilet do Gdańska",
]


@pytest.mark.parametrize("after", ["nothing", "study"])
@pytest.mark.parametrize("say", OFF_TOPIC)
def test_what_is_no_business_of_a_market_researcher_calls_nothing(
    say: str, after: str, check: Callable[[dict[str, Any]], list[str]]
) -> None:
    assert check({"say": say, "after": after, "plan": []}) == []


@pytest.mark.parametrize("case", [case for name in SETS for case in _cases(name)])
def test_a_sentence_set_aside_leads_to_its_calls(
    case: dict[str, Any], check: Callable[[dict[str, Any]], list[str]]
) -> None:
    assert check(case) == []


@pytest.mark.parametrize("case", _cases("held_out_fifth.yaml"))
def test_a_sentence_leads_to_its_calls_among_all_tools(
    case: dict[str, Any], check_all: Callable[[dict[str, Any]], list[str]]
) -> None:
    assert check_all(case) == []


@pytest.mark.parametrize("case", _cases("cases.yaml"))
def test_the_plan_is_the_same_without_polish_letters_in_the_cue_words(
    case: dict[str, Any], check: Callable[[dict[str, Any]], list[str]]
) -> None:
    """Only the calls are compared: names and questions keep the letters they were written with."""
    letters = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")
    assert check({**case, "say": case["say"].translate(letters), "args": {}}) == []
