from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.language import LANGUAGES, Language
from sight_domain.llm.offline.coding import code_text, sentence_spans, sentiment
from sight_domain.llm.offline.considerations import codes, cues, fold
from sight_domain.llm.offline.domains import words_for
from sight_domain.llm.offline.grammar import Grammar, Voice, parse_alternant, resource, seeded


@pytest.mark.parametrize(
    ("text", "language", "code", "sign"),
    [
        ("Moim zdaniem to jest po prostu za drogie.", "pl", "price", -1),
        ("To wcale nie jest drogie, cena jest uczciwa.", "pl", "price", 1),
        ("Oszczędziłabym na tym mnóstwo czasu.", "pl", "convenience", 0),
        ("Nie ufam takim firmom, pewnie jest jakiś haczyk.", "pl", "trust", -1),
        ("Boję się, że moje dane gdzieś wyciekną.", "pl", "privacy", -1),
        ("Chętnie spróbuję, lubię nowości.", "pl", "novelty", 1),
        ("Połowa jedzenia i tak by się zmarnowała.", "pl", "waste", 0),
        ("It is far too expensive for me.", "en", "price", -1),
        ("Honestly it's good value, I'd save money.", "en", "price", 1),
        ("I don't trust them, there must be a catch.", "en", "trust", -1),
        ("I'd love to try something new.", "en", "novelty", 1),
        ("So much packaging, it's all plastic.", "en", "environment", -1),
        ("Stać mnie, ale nie lubię przepłacać.", "pl", "price", -1),
        ("I can afford it, but I don't like overpaying.", "en", "price", -1),
        ("Before I trust anyone I have to read reviews.", "en", "trust", -1),
        ("Jestem z tych, którzy trzymają się sprawdzonego, nowości mogą poczekać.", "pl", "habit", -1),
        ("New things like this leave me cold.", "en", "novelty", -1),
    ],
)
def test_what_people_write_is_coded(text: str, language: Language, code: str, sign: int) -> None:
    found = {m.code: m.polarity for m in code_text(text, language)}
    assert code in found
    if sign:
        assert found[code] * sign > 0


def test_negation_turns_a_word_round_within_its_clause() -> None:
    assert sentiment("To nie jest dobre.", "pl") < 0 < sentiment("To jest dobre.", "pl")
    assert sentiment("It is not good.", "en") < 0 < sentiment("It is good.", "en")


def test_the_end_of_a_longer_word_is_no_negation() -> None:
    """``porządną`` ends like ``żadną``, and stands where the look back for a negation ends."""
    (price, *_) = code_text("Za porządną wygodę mogę nieco więcej zapłacić.", "pl")
    assert (price.code, price.polarity > 0) == ("price", True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_engine_says_for_and_against_is_heard_as_that(language: Language) -> None:
    """Every sentence of the grammar on a consideration, in the voice it is for: raised, and on its side."""
    rules = resource(f"answers_{language}")
    wrong: list[str] = []
    said = 0
    for rule, alternants in rules.items():
        side, _, code = rule.partition(".")
        if side not in ("for", "against") or code not in codes():
            continue
        for place, alternant in enumerate(alternants):
            tags = parse_alternant(alternant).required
            for seed in range(6):
                chance = seeded("coding", rule, place, seed)
                words = words_for("general", language, Voice("male", chance))
                voice = Voice(("male", "female")[seed % 2], chance, tags=tags, variables=words)
                text = Grammar({"x": [alternant]}).say("x", voice) or ""
                heard = [one.polarity for one in code_text(f"{text}.", language) if one.code == code]
                said += 1
                if not heard or sum(heard) * (1 if side == "for" else -1) <= 0:
                    wrong.append(f"{rule}: {text}")
    print(f"{language}: {len(wrong)} of {said} sentences are not heard as they are meant")
    assert len(wrong) <= 0.1 * said, wrong


def test_small_talk_is_not_coded() -> None:
    assert code_text("Dzień dobry, miło mi.", "pl") == ()
    assert code_text("Wydaje się, że tak.", "pl") == ()


def test_texts_without_diacritics_are_understood() -> None:
    assert {m.code for m in code_text("za drogo, szkoda pieniedzy", "pl")} == {"price"}


@given(st.text(max_size=300))
def test_every_mention_is_an_exact_sentence_of_the_text(text: str) -> None:
    spans = sentence_spans(text)
    for language in ("pl", "en"):
        for mention in code_text(text, language):
            assert mention.code in codes()
            assert (mention.start, mention.end) in spans
            assert -1 <= mention.polarity <= 1
    assert "".join(text[a:b] for a, b in spans).split() == "".join(text[a:b] for a, b in spans).split()


@given(st.text(max_size=200))
def test_sentences_hold_every_word_in_order(text: str) -> None:
    spans = sentence_spans(text)
    assert [w for a, b in spans for w in text[a:b].split()] == text.split() or "".join(
        text.split()
    ) == "".join("".join(text[a:b].split()) for a, b in spans)
    assert all(a < b for a, b in spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))


def test_abbreviations_and_prices_do_not_end_a_sentence() -> None:
    text = "Kosztuje np. 12.50 zł. To m.in. Kraków i Łódź. Koniec"
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "Kosztuje np. 12.50 zł.",
        "To m.in. Kraków i Łódź.",
        "Koniec",
    ]


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_cues_are_found_in_both_languages() -> None:
    assert {"subscription", "money"} <= cues("Abonament, cena 30 zł")
    assert {"delivery", "app"} <= cues("an app with home delivery")
    assert cues("What do you do now?") == frozenset()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("But maybe I worry too much.", "en"),
        ("Ale może za dużo się martwię.", "pl"),
        ("Plus, my day starts early.", "en"),
        ("I used to live in Leeds.", "en"),
        ("I didn't catch the beginning.", "en"),
        ("I have a new job in a new town.", "en"),
        ("Every time I hear it I smile.", "en"),
        ("Last time we met was in May.", "en"),
        ("I spend time with my dog.", "en"),
        ("Please pay attention to that.", "en"),
        ("It was a bit late in the day.", "en"),
        ("Let me put together an answer.", "en"),
        ("I take that into account.", "en"),
        ("I'd like some fresh air now.", "en"),
        ("It keeps me on track.", "en"),
        ("Po prostu tak mam.", "pl"),
        ("Tym razem się zgadzam.", "pl"),
        ("Nie przepadam za kolejnymi spotkaniami.", "pl"),
        ("Jakoś to będzie.", "pl"),
        ("Jako mężczyzna myślę podobnie.", "pl"),
        ("Mam nowe mieszkanie.", "pl"),
        ("Droga do pracy wiedzie przez las.", "pl"),
        ("Taniec to moje hobby.", "pl"),
        ("Pojechaliśmy na wycieczkę nad morze.", "pl"),
        ("Zwyczajnie nie wiem.", "pl"),
        ("Cały czas o tym myślę.", "pl"),
        ("Klimatyzacja szumi.", "pl"),
        ("Byłam u rodziców na zachodzie Polski.", "pl"),
        ("W lekkim deszczu też chodzę.", "pl"),
        ("Nie szkodzi.", "pl"),
        ("Mieszkam blisko parku.", "pl"),
        ("Podejrzewam, że inni myślą tak samo.", "pl"),
        ("Kurier, w Dąbrowie Górniczej: tacy jak ja myślą podobnie.", "pl"),
        ("Odpuszczam sobie wymyślanie obiadów.", "pl"),
        ("Trudno się z tego wyplątać.", "pl"),
        ("My view is simple: I agree.", "en"),
    ],
)
def test_a_word_that_is_about_something_else_is_not_coded(text: str, language: Language) -> None:
    assert [mention.code for mention in code_text(text, language)] == []


@pytest.mark.parametrize(
    ("text", "language", "sign"),
    [
        ("They want too much money for it.", "en", -1),
        ("Za dużo kosztuje.", "pl", -1),
        ("The price is fair.", "en", 1),
    ],
)
def test_words_that_raise_nothing_by_themselves_take_a_side_in_context(
    text: str, language: Language, sign: int
) -> None:
    (mention,) = code_text(text, language)
    assert mention.code == "price"
    assert mention.polarity * sign > 0


def test_time_saved_is_not_money_saved() -> None:
    assert {m.code for m in code_text("Lubię rozwiązania, które oszczędzają mi zachodu.", "pl")} == {
        "convenience"
    }
