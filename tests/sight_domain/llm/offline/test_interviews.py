"""An answer in an interview is made of facts, memory and stance; where none bears on the question there is no view."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language
from sight_domain.llm.offline.interviews import write_interview_answer

People = Callable[..., list[dict[str, Any]]]
TOPIC = {"pl": "Zestawy posiłków", "en": "Meal kits"}
OWN = {
    "pl": "Za drogo jak na coś, bez czego spokojnie się obchodzę. Wolę gotować na dwa dni.",
    "en": "Too expensive for something I do fine without. I would rather cook for two days.",
}
HEARD = {
    "pl": "Moim zdaniem to oszczędza czas i jest wygodne.",
    "en": "I think it saves time and it is convenient.",
}
ASKED = {"pl": "Co sądzisz o zestawach posiłków?", "en": "What do you think of meal kits?"}
NO_VIEW = {"pl": r"zdania nie mam|(?i:nie mam na ten temat zdania)|(?i:nie mam) pojęcia, nigdy|ego nie wiem i|nie wypowiem", "en": r"no view|no opinion|don't know|No idea|too little"}  # fmt: skip


def events(language: Language, **vote: int) -> list[dict[str, Any]]:
    nobody = {"speaker": "", "gender": "", "question": ASKED[language]}
    heard = {"speaker": "Tomasz Wójcik", "gender": "male", "question": ASKED[language]}
    return [
        {"kind": "said", "text": OWN[language], **nobody},
        {"kind": "heard", "text": HEARD[language], **heard, "before": 2.0, "after": 2.5},
        {"kind": "voted", "text": ASKED[language], **nobody, "before": 2, "after": 3, **vote},
    ]


def answer(
    person: dict[str, Any],
    question: str,
    language: Language,
    *,
    seed: int = 1,
    remembered: list[dict[str, Any]] | None = None,
    conversation: list[dict[str, str]] | None = None,
) -> str:
    inputs = {
        "respondent": person,
        "topic": TOPIC[language],
        "question": question,
        "remembered": events(language) if remembered is None else remembered,
        "conversation": conversation or [],
        "facts": [],
    }
    return write_interview_answer(inputs, language=language, seed=seed)


@pytest.mark.parametrize(
    ("language", "question"),
    [("pl", "Dlaczego to dla Ciebie za drogo?"), ("en", "Why is it too expensive for you?")],
)
def test_own_words_are_quoted_exactly_and_a_reason_is_given(
    language: Language, question: str, people: People
) -> None:
    for person in people(12, language):
        said = answer(person, question, language)
        (quote,) = re.findall(r"[„“]([^”]+)”", said)
        assert quote in OWN[language]
        assert len(said.split()) > len(quote.split()) + 4


@pytest.mark.parametrize(
    ("language", "question"),
    [("pl", "Co sądzisz o tym, co powiedział Tomasz?"), ("en", "What do you make of what Tomasz said?")],
)
def test_somebody_elses_words_are_quoted_exactly_with_their_name(
    language: Language, question: str, people: People
) -> None:
    for person in people(12, language):
        said = answer(person, question, language)
        assert "Tomasz" in said
        assert re.findall(r"[„“]([^”]+)”", said)[0] in HEARD[language]


@pytest.mark.parametrize(
    ("language", "question"),
    [("pl", "Czy zmieniłaś zdanie?"), ("en", "Did you change your mind?")],
)
def test_a_changed_vote_is_told_with_its_figures_and_who_moved_it(
    language: Language, question: str, people: People
) -> None:
    for person in people(6, language):
        up = answer(person, question, language)
        assert {"2", "3", "Tomasz"} <= set(re.findall(r"\w+", up))
        same = answer(person, question, language, remembered=events(language, before=4, after=4))
        assert "4" in same
        assert "Tomasz" not in same
        assert not re.search(r"\d", answer(person, question, language, remembered=[]))


@pytest.mark.parametrize(
    "question",
    ["Co Pan powiedział w grupie o cenie?", "Co odpowiedziała Pani Tomaszowi?", "Co Pani wtedy mówiła?"],
)
def test_own_words_are_told_to_whoever_asks_formally(question: str, people: People) -> None:
    told = {
        "kind": "told",
        "text": "Wczoraj mówiłem o czymś innym, o cenie też.",
        "question": "",
        "speaker": "",
    }
    for person in people(8, "pl"):
        said = answer(person, question, "pl", remembered=[*events("pl"), told])
        (quote,) = re.findall(r"„([^”]+)”", said)
        assert quote in OWN["pl"] or ("grupie" not in question and quote in told["text"])


@pytest.mark.parametrize("question", ["Dlaczego zmienił Pan głos?", "Jak Pani głosowała?"])
def test_a_vote_is_told_to_whoever_asks_formally(question: str, people: People) -> None:
    for person in people(6, "pl"):
        assert {"2", "3"} <= set(re.findall(r"\w+", answer(person, question, "pl")))


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("pl", "Co by Panią przekonało?"),
        ("pl", "Co przekonałoby cię?"),
        ("en", "What would change your mind?"),
    ],
)
def test_what_would_change_a_mind_is_no_question_about_a_vote(
    language: Language, question: str, people: People
) -> None:
    for person in people(8, language):
        assert not re.search(r"na 5|out of (?:5|five)|głosowa", answer(person, question, language))


@pytest.mark.parametrize(
    ("language", "question", "denied"),
    [
        ("pl", "Co mówili inni o cenie?", "grupie|rozmowie"),
        ("en", "What did the others say about the price?", "group|talk"),
    ],
)
def test_whoever_was_in_no_group_does_not_speak_of_theirs(
    language: Language, question: str, denied: str, people: People
) -> None:
    for person in people(8, language):
        said = answer(person, question, language, remembered=[])
        assert re.search(denied, said)
        assert not re.search(r"swojej grupie|my group", said)


def test_an_answer_without_a_view_is_not_quoted_as_one(people: People) -> None:
    told = {
        "kind": "told",
        "text": "Tego nie wiem i nie będę zgadywać.",
        "question": ASKED["pl"],
        "speaker": "",
    }
    for person in people(20, "pl"):
        assert "zgadywać”" not in answer(person, ASKED["pl"], "pl", remembered=[told])


@pytest.mark.parametrize(
    ("language", "questions"),
    [
        ("pl", ["Co sądzisz o polityce NBP?", "Czy kupiłabyś samochód elektryczny?", "Kto wygra mundial?"]),
        ("en", ["What do you think of monetary policy?", "Would you buy an electric car?", "Who will win the cup?"]),
    ],
)  # fmt: skip
def test_where_nothing_is_known_there_is_no_view(
    language: Language, questions: list[str], people: People
) -> None:
    for person in people(8, language):
        for question in questions:
            assert re.search(NO_VIEW[language], answer(person, question, language, remembered=[]))


@pytest.mark.parametrize(
    ("language", "questions"),
    [
        ("pl", ["Ile byś za to zapłacił?", "Co Cię powstrzymuje przed zamówieniem?", "Jak gotujesz na co dzień?"]),
        ("en", ["How much would you pay for it?", "What stops you from ordering?", "How do you cook on a usual day?"]),
    ],
)  # fmt: skip
def test_on_the_topic_everybody_answers_and_no_two_alike(
    language: Language, questions: list[str], people: People
) -> None:
    for question in questions:
        said = [answer(person, question, language, remembered=[]) for person in people(15, language)]
        assert [one for one in said if re.search(NO_VIEW[language], one)] == []
        assert len(set(said)) == len(said)


def test_what_somebody_says_of_themselves_is_on_record(people: People) -> None:
    for person in people(12, "pl"):
        place = answer(person, "Gdzie mieszkasz?", "pl")
        assert not re.search(NO_VIEW["pl"], place)
        job = answer(person, "Czym się zajmujesz?", "pl")
        if person["status"] in ("employed_private", "employed_public", "self_employed") and person.get(
            "occupation"
        ):
            assert person["occupation"].lower()[1:] in job
        asked = answer({**person, "family": None}, "Masz dzieci?", "pl")
        assert "dzie" not in asked


def test_polish_forms_follow_the_persons_gender(people: People) -> None:
    for person in people(20, "pl"):
        said = answer(person, "Czy zmieniłaś zdanie?", "pl", remembered=[])
        wrong = r"\w+łem\b" if person["gender"] == "female" else r"\w+łam\b"
        assert not re.search(wrong, said), said


@pytest.mark.parametrize(("language", "question"), [("pl", "Dlaczego?"), ("en", "Why?")])
def test_a_bare_why_is_about_what_was_said_a_moment_ago(
    language: Language, question: str, people: People
) -> None:
    talk = [{"question": "?", "answer": OWN[language]}]
    for person in people(5, language):
        said = answer(person, question, language, remembered=[], conversation=talk)
        assert not re.search(NO_VIEW[language], said)


def test_no_reason_is_made_up_for_having_no_view(people: People) -> None:
    talk = [{"question": "Kto wygra mundial?", "answer": "Tego nie wiem i nie będę zgadywać."}]
    for person in people(8, "pl"):
        said = answer(person, "Dlaczego?", "pl", remembered=[], conversation=talk)
        assert re.search("po prostu|nie wiem|bez powodu", said.lower()), said


def test_a_greeting_is_returned(people: People) -> None:
    (person,) = people(1, "pl")
    said = answer(person, f"Dzień dobry, {person['given_name']}!", "pl", remembered=[])
    assert re.match(r"(Dzień dobry|Hej|Cześć)", said)
    assert not re.search(NO_VIEW["pl"], said)


def test_without_a_question_nothing_is_written(people: People) -> None:
    with pytest.raises(SightError) as refused:
        answer(people(1, "en")[0], "  ", "en")
    assert (refused.value.code, refused.value.field) == (ErrorCode.INVALID_ARGUMENT, "question")
