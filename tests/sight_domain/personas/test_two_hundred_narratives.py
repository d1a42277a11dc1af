"""Two hundred portraits of the offline engine, half of them Polish, held against the facts by the checker."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from sight_domain.language import LANGUAGES, Language
from sight_domain.llm.offline.narrative import write_narrative
from sight_domain.personas.distinctness import MOST_LIKENESS, likeness, shingles
from sight_domain.personas.fact_check.check import contradictions
from sight_domain.personas.review import own_words
from sight_domain.personas.views import inputs_from
from sight_domain.populations.service import draw_respondents, parse_target

Portrait = tuple[dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="module")
def portraits() -> Callable[[Language], list[Portrait]]:
    """Facts and narratives of a hundred people, drawn and written once."""
    written: dict[Language, list[Portrait]] = {}
    for language in LANGUAGES:
        people = draw_respondents(parse_target({"country": "PL"}), 100, seed=20, language=language)
        facts = [person.model_dump(mode="json") for person in people]
        written[language] = [(one, _write(one, language)) for one in facts]
    return written.__getitem__


def _write(facts: dict[str, Any], language: Language) -> dict[str, Any]:
    study = {"name": "Herbata", "description": "Nowa herbata"}
    respondent = inputs_from(facts, None, language)
    return write_narrative({"respondent": respondent, "study": study}, language=language, seed=20)


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_contradicts_the_facts(
    portraits: Callable[[Language], list[Portrait]], language: Language
) -> None:
    found = [
        (finding.message.en, finding.excerpt)
        for facts, narrative in portraits(language)
        for finding in contradictions(narrative, facts, language)
    ]
    assert not found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_found_out_as_somebody_elses(
    portraits: Callable[[Language], list[Portrait]], language: Language
) -> None:
    """The checker is not merely silent: given the next person's facts it objects."""
    people = portraits(language)
    strangers = [
        (people[(place + 1) % len(people)][0], narrative) for place, (_, narrative) in enumerate(people)
    ]
    objected = [contradictions(narrative, facts, language) for facts, narrative in strangers]
    kinds = {str(finding.kind) for findings in objected for finding in findings}
    print(f"{language}: {sum(map(bool, objected))} of {len(people)} found out, by {sorted(kinds)}")
    assert all(objected)
    assert {"age", "gender", "place", "occupation", "education", "family", "name"} <= kinds


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wrong_grammatical_gender_is_noticed_in_every_one(
    portraits: Callable[[Language], list[Portrait]], language: Language
) -> None:
    other = {"female": "male", "male": "female"}
    for facts, _ in portraits(language):
        misread = _write({**facts, "gender": other[facts["gender"]]}, language)
        kinds = {str(finding.kind) for finding in contradictions(misread, facts, language)}
        assert "gender" in kinds, misread["background_story"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_has_120_to_180_words(
    portraits: Callable[[Language], list[Portrait]], language: Language
) -> None:
    lengths = [len(narrative["background_story"].split()) for _, narrative in portraits(language)]
    print(f"{language}: {min(lengths)} to {max(lengths)} words")
    assert min(lengths) >= 120
    assert max(lengths) <= 180


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_are_alike(portraits: Callable[[Language], list[Portrait]], language: Language) -> None:
    texts = [shingles(n["background_story"], own_words(facts)) for facts, n in portraits(language)]
    pairs = sorted(likeness(a, b) for a, b in itertools.combinations(texts, 2))
    shares = {share: pairs[int(share * (len(pairs) - 1))] for share in (0.5, 0.9, 0.99, 1.0)}
    print(
        f"{language}: likeness of {len(pairs)} pairs "
        + ", ".join(f"p{s:.0%} {v:.3f}" for s, v in shares.items())
    )
    assert pairs[-1] <= MOST_LIKENESS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_family_on_record_is_told_of(
    portraits: Callable[[Language], list[Portrait]], language: Language
) -> None:
    married = [n for facts, n in portraits(language) if facts["family"]["marital"] == "married"]
    spouses = ("mąż", "męż", "żon", "husband", "wife", "married")
    telling = [n for n in married if any(word in n["background_story"].lower() for word in spouses)]
    assert len(telling) >= 0.9 * len(married)
