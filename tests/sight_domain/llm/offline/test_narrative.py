from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest

from sight_domain.language import Language
from sight_domain.llm.offline.facts import facts_of
from sight_domain.llm.offline.narrative import write_narrative
from sight_domain.llm.offline.polish import city_genitive, city_locative

People = Callable[..., list[dict[str, Any]]]

WRONG_PRONOUNS = {"female": r"\b(?:he|his|him|himself)\b", "male": r"\b(?:she|her|hers|herself)\b"}
WRONG_VERBS = {
    "female": r"\b(?:pracował|przeszedł|nauczył|skończył|poprzestał|zyskał|nabrał|miał|zacząłby|chciałby|gotów|wierny|mu|niego|nim)\b",
    "male": r"\b(?:pracowała|przeszła|nauczyła|skończyła|poprzestała|zyskała|nabrała|miała|zaczęłaby|chciałaby|gotowa|wierna|jej|niej)\b",
}
# A conversation (rozmowa) is feminine whoever holds it.
SUBJECTS_OF_THEIR_OWN = r"(?<=rozmowie długo )wraca do niej"
FAMILY = (
    r"\b(?:żona|żony|mąż|męża|dzieci|syn|syna|córka|córki|wnuki|wife|husband|children|son|daughter|kids)\b"
)


def narratives(people: list[dict[str, Any]], language: Language) -> list[dict[str, Any]]:
    study = {"name": "Badanie", "description": ""}
    return [write_narrative({"respondent": p, "study": study}, language=language, seed=1) for p in people]


def five_grams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


@pytest.mark.parametrize("language", ["pl", "en"])
def test_two_hundred_stories_are_clearly_different(people: People, language: Language) -> None:
    grams = [five_grams(n["background_story"]) for n in narratives(people(200, language), language)]
    overlaps = sorted(len(a & b) / len(a | b) for a, b in itertools.combinations(grams, 2))
    n = len(overlaps)
    print(
        f"{language}: pairwise 5-gram Jaccard median {overlaps[n // 2]:.3f}, p99 {overlaps[int(0.99 * n)]:.3f}, "
        f"max {overlaps[-1]:.3f}"
    )
    assert overlaps[int(0.99 * n)] < 0.2
    assert overlaps[-1] < 0.35


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_story_has_120_to_180_words(people: People, language: Language) -> None:
    for narrative in narratives(people(200, language, 2), language):
        assert 120 <= len(narrative["background_story"].split()) <= 180


def test_polish_stories_agree_with_the_gender_of_the_person(
    people: People, misgendered: Callable[[str, str], list[str]]
) -> None:
    group = people(200)
    for person, narrative in zip(group, narratives(group, "pl"), strict=True):
        story = re.sub(
            SUBJECTS_OF_THEIR_OWN, "", f"{narrative['headline']}. {narrative['background_story']}".lower()
        )
        assert not re.findall(WRONG_VERBS[person["gender"]], story), story
        assert f", {'która' if person['gender'] == 'female' else 'który'} " in narrative["headline"]
        assert not misgendered(narrative["quote"], person["gender"])


def test_english_stories_use_the_right_pronouns(people: People) -> None:
    group = people(200, "en")
    for person, narrative in zip(group, narratives(group, "en"), strict=True):
        story = narrative["background_story"].lower()
        assert not re.findall(WRONG_PRONOUNS[person["gender"]], story), story


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_story_states_age_place_work_and_interests_and_no_other_age_or_city(
    people: People, language: Language
) -> None:
    group = people(150, language, 4)
    cities = {p["city"] for p in group if p["city"]}
    for person, narrative in zip(group, narratives(group, language), strict=True):
        story = narrative["background_story"]
        assert re.findall(r"\d+", story) and set(re.findall(r"\d+", story)) == {str(person["age"])}
        job = person["occupation"].split("dawniej ")[-1].split("formerly ")[-1]
        assert job in story
        assert all(interest in story.lower() for interest in person["interests"])
        for city in cities:
            forms = (
                (city_locative(city), city_genitive(city))
                if language == "pl"
                else (f"in {city}", f"from {city}")
            )
            named = any(str(form).lower() in story.lower() for form in forms)
            assert named == (city == person["city"])


@pytest.mark.parametrize("language", ["pl", "en"])
def test_no_family_is_invented(people: People, language: Language) -> None:
    for narrative in narratives(people(200, language, 6), language):
        assert not re.findall(FAMILY, " ".join(str(part) for part in narrative.values()).lower())


@pytest.mark.parametrize("language", ["pl", "en"])
def test_no_markup_is_left_and_every_part_is_there(people: People, language: Language) -> None:
    for narrative in narratives(people(100, language, 8), language):
        assert set(narrative) == {
            *("persona_title", "headline", "background_story"),
            *("quote", "values_in_words", "interests_in_words"),
        }
        for part in narrative.values():
            assert part
            assert not re.search(r"[{}<>|/]|  | [,.;:!?]|,,|\.\.", part), part


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_respondent_with_few_facts_still_gets_a_portrait(language: Language) -> None:
    narrative = write_narrative(
        {"respondent": {"gender": "female", "age": 44, "given_name": "Ewa"}}, language=language, seed=3
    )
    assert narrative["background_story"]
    assert narrative["values_in_words"] == ""


def test_those_out_of_work_are_described_as_such() -> None:
    person = {
        "gender": "male",
        "age": 40,
        "given_name": "Jan",
        "settlement": "rural",
        "region": "opolskie",
        "status": "unemployed",
        "occupation": "bezrobotny, ostatnio spawacz",
    }
    narrative = write_narrative({"respondent": person}, language="pl", seed=1)
    assert re.search(r"szuka pracy|bez pracy", narrative["background_story"])
    assert narrative["headline"].startswith(
        "40-letni kandydat do pracy ze wsi w województwie opolskim, który"
    )


def test_nothing_is_said_of_money_where_no_income_is_known():
    known = {"full_name": "Vira Melnyk", "gender": "female", "age": 50, "status": "employed_private"}
    assert not {"low", "middle_income", "high"} & facts_of(known).tags()
    assert "low" in facts_of({**known, "income_rank": 0.1}).tags()


# What only somebody with such a trait is said to be, and the phrase of a card that would contradict it.
ONLY_FOR = {
    "pl": {
        (
            "conscientiousness",
            "high",
        ): r"tabelkę|planuje z wyprzedzeniem|na liście|perfekcjonist|skrupulatn|bez listy nie",
        (
            "conscientiousness",
            "low",
        ): r"spontaniczn|improwiz|pod wpływem chwili|na bakier|Plany traktuje luźno",
        ("openness", "high"): r"nieznane|a co, gdyby|Nowinki sprawdza|Rutyna szybko",
        (
            "openness",
            "low",
        ): r"[Tt]rzyma się (?:tego, co )?sprawdzon|wielkich wizji|Zachowawcz|nie goni za modą",
        ("extraversion", "high"): r"jak ryba w wodzie|nabiera energii|zagaduje w kolejce|W towarzystwie mówi",
        ("extraversion", "low"): r"odpoczywa w ciszy|mówi mało|od imprezy spacer|W pojedynkę",
        ("agreeableness", "low"): r"Twardo negocjuje|Mówi wprost|mydli oczy|uprzejme formułki",
        ("neuroticism", "high"): r"czarne scenariusze zna|dmuchać na zimne|zepsuć dzień",
        ("neuroticism", "low"): r"uspokaja innych|zimną krew|wyprowadzić z równowagi",
    },
    "en": {
        (
            "conscientiousness",
            "high",
        ): r"pros and cons|plans well ahead|has everything on a list|[Mm]eticulous|without a list",
        (
            "conscientiousness",
            "low",
        ): r"[Ss]pontaneous|improvis|spur of the moment|Deadlines are not|Plans are taken loosely",
        ("openness", "high"): r"The unknown draws|'what if\?'|Routine bores|tried out of curiosity",
        ("openness", "low"): r"sticks to what (?:is proven|works)|grand visions|doesn't chase fashion",
        ("extraversion", "high"): r"Among people|start talking in a queue|In company (?:he|she) talks",
        ("extraversion", "low"): r"rests best in quiet|says little|A message rather",
        ("agreeableness", "low"): r"bargains hard|Polite formulas|wool pulled",
        ("neuroticism", "high"): r"every black scenario|safe than sorry|can spoil",
        ("neuroticism", "low"): r"calms others|cool head|hard to upset",
    },
}


@pytest.mark.parametrize("language", ["pl", "en"])
def test_nothing_extreme_is_said_of_a_trait_that_is_not(people: People, language: Language) -> None:
    found = 0
    drawn = people(200, language)
    for person, narrative in zip(drawn, narratives(drawn, language), strict=True):
        facts, text = facts_of(person), " ".join(narrative.values())
        for (trait, level), phrase in ONLY_FOR[language].items():
            if re.search(phrase, text):
                found += 1
                assert facts.level(trait) == level, (person["full_name"], trait, phrase, text)
    assert found > 200


@pytest.mark.parametrize("language", ["pl", "en"])
def test_whoever_acts_on_impulse_is_no_careful_buyer_or_keeper_of_rules(
    people: People, language: Language
) -> None:
    careful = (
        r"trzy razy sprawdzam|najpierw liczy|strażni\w+ (?:zasad|spokoju)|Rozsądn|potrzebę od zachcianki|odhacza"
        if language == "pl"
        else r"three times|counts first|guardian of|keeper of|Sensible|a need from a whim|ticked off"
    )
    drawn = people(200, language)
    told = {"impulsive": 0, "others": 0}
    for person, narrative in zip(drawn, narratives(drawn, language), strict=True):
        impulsive = facts_of(person).level("conscientiousness") == "low"
        said = re.search(careful, " ".join(narrative.values()))
        told["impulsive" if impulsive else "others"] += said is not None
    assert told["impulsive"] == 0
    assert told["others"] > 20


@pytest.mark.parametrize("language", ["pl", "en"])
def test_portraits_name_no_currency(people: People, language: Language) -> None:
    for narrative in narratives(people(200, language), language):
        assert not re.search(r"złot|zlot|PLN|euro|dolar|dollar", " ".join(narrative.values()), re.I)
