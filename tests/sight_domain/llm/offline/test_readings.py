"""A codebook from what is said, and two readings that differ as two people's do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sight_domain.language import Language
from sight_domain.llm.offline.readings import write_codebook, write_coding

Group = Callable[..., list[dict[str, Any]]]
LANGUAGES: tuple[Language, ...] = ("pl", "en")


def codes_for(turns: list[dict[str, Any]], language: Language) -> list[dict[str, str]]:
    drafted = write_codebook({"turns": turns}, language=language)["codes"]
    return [{"code": f"T{number}", **code} for number, code in enumerate(drafted)]


def coded(
    turns: list[dict[str, Any]], codes: list[dict[str, str]], reading: str, language: Language
) -> dict[tuple[str, str], dict[str, str]]:
    inputs = {"codes": codes, "turns": turns, "reading": reading}
    segments = write_coding(inputs, language=language)["segments"]
    found = {(one["turn_id"], one["code"]): one for one in segments}
    assert len(found) == len(segments)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(3))
def test_every_quote_is_a_whole_sentence_of_its_turn_and_the_readings_differ(
    group: Group, language: Language, seed: int
) -> None:
    turns = group(20, 4, language, seed)
    texts = {turn["turn_id"]: turn["text"] for turn in turns}
    codes = codes_for(turns, language)
    assert 3 <= len(codes) <= 10
    assert len({code["title"] for code in codes}) == len(codes)
    by_turn, by_person = (coded(turns, codes, reading, language) for reading in ("by_turn", "by_person"))
    for segment in (*by_turn.values(), *by_person.values()):
        assert segment["quote"] in texts[segment["turn_id"]]
        assert segment["quote"][-1] in ".!?…"
        assert segment["stance"] in {"for", "against", "neither"}
    assert by_person.keys() < by_turn.keys()
    assert len(by_person) > 0.5 * len(by_turn)
    assert any(by_person[key]["stance"] != by_turn[key]["stance"] for key in by_person)


def turn(number: int, person: str, text: str) -> dict[str, Any]:
    return {"turn_id": f"t{number}", "persona_id": person, "persona_name": person, "question_index": 0, "text": text}  # fmt: skip


def test_a_side_is_heard_in_the_sentence_by_one_reading_and_in_the_turn_by_the_other() -> None:
    turns = [turn(1, "a", "Za drogo. Smak świetny, świeże i porządne składniki, bardzo mi się podoba.")]
    codes = [
        {"code": "T1", "title": "Cena", "description": "x"},
        {"code": "T2", "title": "Jakość", "description": "x"},
    ]
    by_turn, by_person = (coded(turns, codes, reading, "pl") for reading in ("by_turn", "by_person"))
    assert by_turn["t1", "T1"]["stance"] == "against"
    assert ("t1", "T1") not in by_person
    assert by_turn["t1", "T2"]["stance"] == by_person["t1", "T2"]["stance"] == "for"


@pytest.mark.parametrize("reading", ["by_turn", "by_person"])
def test_what_is_quoted_for_a_side_is_a_sentence_of_that_side(reading: str) -> None:
    said = "Cena jest uczciwa i cena mnie nie boli. To za drogo. Szkoda mi pieniędzy, cena niestety odstrasza, same minusy."
    found = coded([turn(1, "a", said)], [{"code": "T1", "title": "Cena", "description": "x"}], reading, "pl")
    ((_, segment),) = found.items()
    assert segment["stance"] == "against"
    assert "uczciwa" not in segment["quote"]


@pytest.mark.parametrize("reading", ["by_turn", "by_person"])
def test_what_is_named_without_a_side_takes_none_from_the_rest_of_the_turn(reading: str) -> None:
    said = "Liczę każdy wydatek, zawsze. To jest świetne, bardzo mi się podoba, same zalety, chętnie, super."
    found = coded([turn(1, "a", said)], [{"code": "T1", "title": "Cena", "description": "x"}], reading, "pl")
    assert [segment["stance"] for segment in found.values()] == ["neither"]


def test_what_somebody_comes_back_to_counts_although_said_in_passing() -> None:
    passing = "The taste is good and fresh and the ingredients are of high standard, only the price."
    codes = [{"code": "T1", "title": "Price", "description": "x"}, {"code": "T2", "title": "Quality", "description": "x"}]  # fmt: skip
    once = [turn(1, "a", passing)]
    assert ("t1", "T1") not in coded(once, codes, "by_person", "en")
    twice = [*once, turn(2, "a", "It is too expensive.")]
    assert ("t1", "T1") in coded(twice, codes, "by_person", "en")


@pytest.mark.parametrize("reading", ["by_turn", "by_person"])
def test_a_code_in_words_of_somebody_else_is_found_by_its_words(reading: str) -> None:
    codes = [
        {
            "code": "T1",
            "title": "Cooking with children",
            "description": "Cooking as something done together with children at home.",
        }
    ]
    turns = [
        turn(1, "a", "I love it when the children cook with me. That is our Saturday."),
        turn(2, "b", "Not for me."),
    ]
    turns[0]["text"] = "Cooking with the children is our Saturday. They enjoy it."
    found = coded(turns, codes, reading, "en")
    assert [one["quote"] for one in found.values()] == ["Cooking with the children is our Saturday."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_silent_group_has_no_codes_and_no_segments(language: Language) -> None:
    assert write_codebook({"turns": []}, language=language) == {"codes": []}
    assert coded([], [{"code": "T1", "title": "Cena", "description": "x"}], "by_turn", language) == {}
