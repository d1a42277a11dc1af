"""What a drafted portrait is told about itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sight_domain.language import Language
from sight_domain.personas.distinctness import Gallery
from sight_domain.personas.fact_check import morphology
from sight_domain.personas.review import reviewed
from sight_domain.personas.schemas import Narrative
from sight_domain.populations.service import draw_respondents, parse_target

Draft = Callable[..., dict[str, str]]
WOMAN = parse_target(
    {"country": "PL", "age_min": 30, "age_max": 40, "genders": ["female"], "settlements": ["city_500k_plus"]}
)


def somebody(language: Language) -> dict[str, Any]:
    (drawn,) = draw_respondents(WOMAN, 1, seed=5, language=language)
    return drawn.model_dump(mode="json")


def review(draft: dict[str, str], language: Language, gallery: Gallery | None = None) -> Any:
    return reviewed(Narrative(**draft), somebody(language), language, gallery or Gallery())


@pytest.mark.parametrize(
    ("language", "opening", "kinds"),
    [
        ("pl", "Ma 62 lata, mieszka na wsi i zawsze był uparty.", {"age", "place", "gender"}),
        ("pl", "Jest na emeryturze i wychowuje dziewięcioro wnuków.", {"occupation", "family"}),
        ("en", "She is 62, lives in a village and is retired.", {"age", "place", "occupation"}),
    ],
)
def test_contradictions_are_faults_in_the_language_of_the_study(
    narrative: Draft, language: Language, opening: str, kinds: set[str]
) -> None:
    draft = review(narrative(opening), language)
    assert not draft.agrees
    assert {found.kind for found in draft.check.contradictions} >= kinds
    for found in draft.check.contradictions:
        assert any(found.message[language] in fault for fault in draft.faults(language))


def test_a_portrait_of_the_right_length_without_contradictions_has_no_faults(narrative: Draft) -> None:
    draft = review(narrative("She keeps to herself."), "en")
    assert draft.agrees and draft.faults("en") == []
    assert draft.check.words == 140 and draft.check.likeness == 0


@pytest.mark.parametrize("words", [100, 119, 181, 230])
def test_too_short_and_too_long_are_faults_but_no_contradictions(narrative: Draft, words: int) -> None:
    draft = review(narrative("She keeps to herself.", words=words), "en")
    assert draft.agrees
    assert [f"has {words} words" in fault for fault in draft.faults("en")] == [True]


def test_of_two_versions_the_one_with_fewer_contradictions_is_better(narrative: Draft) -> None:
    worse = review(narrative("She is 62 and lives in a village."), "en")
    better = review(narrative("She is 62."), "en")
    short = review(narrative("She keeps to herself.", words=60), "en")
    assert min([worse, better, short], key=lambda draft: draft.severity) is short
    assert min([worse, better], key=lambda draft: draft.severity) is better


def test_without_the_dictionary_polish_goes_unchecked_and_says_so(
    narrative: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise ImportError("no build for this machine")

    monkeypatch.setattr(morphology, "_analyser", missing)
    draft = review(narrative("Ma 62 lata i mieszka na wsi."), "pl")
    assert draft.check.facts_checked is False and draft.check.contradictions == []
    assert review(narrative("She is 62."), "en").check.facts_checked is True
