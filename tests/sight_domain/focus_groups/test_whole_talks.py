"""Whole talks of the offline engine, held in memory: every turn well formed, on the question, and not a template."""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import Any

import pytest

from sight_domain.focus_groups.course import Digest, End, Moderate, Speak, Vote, next_step
from sight_domain.focus_groups.guide import checked_sections
from sight_domain.focus_groups.guide_spec import guide_of
from sight_domain.focus_groups.participants import participants
from sight_domain.focus_groups.talk import Act, Entry, Talk
from sight_domain.ids import new_uuid
from sight_domain.language import Language
from sight_domain.llm.offline.prices import named_offer
from sight_domain.llm.offline.writers import write

QUESTIONS = {
    "pl": ["Co sądzicie o takim abonamencie?", "Ile zapłacilibyście za miesiąc?", "Co musiałoby się zmienić?"],
    "en": ["What do you think of such a membership?", "How much would you pay a month?", "What would have to change?"],
}  # fmt: skip
TOPIC = {"pl": "hulajnogi elektryczne", "en": "electric scooters"}
NAMES = ["Anna", "Jan", "Ewa", "Piotr", "Zofia", "Marek", "Maria"]


def respondent(place: int, rng: random.Random) -> dict[str, Any]:
    traits = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
    return {
        "full_name": f"{NAMES[place]} Nowak",
        "given_name": NAMES[place],
        "gender": "female" if NAMES[place].endswith("a") else "male",
        "age": rng.randint(19, 80),
        "settlement": rng.choice(("rural", "town_under_100k", "city_500k_plus")),
        "income_rank": rng.random(),
        "status": rng.choice(("employed_private", "retired", "student")),
        "big_five": {trait: rng.uniform(0.3, 0.9) for trait in traits},
    }


def held(language: Language, seed: int) -> Talk:
    """A talk of seven by the course and the offline writers, without a database."""
    rng = random.Random(seed)
    asked, topic = QUESTIONS[language], TOPIC[language]
    people = {place: respondent(place, rng) for place in range(len(NAMES))}
    guide = guide_of(checked_sections(asked, None, title=topic)).seated(len(people), seed=seed)
    talk = Talk(0, participants(list(people.items()), seed=seed), language, seed)
    votes: dict[Any, dict[int, int | None]] = {}
    endings: dict[int, Any] = {}
    while (step := next_step(talk, guide, votes, endings, ())) is not None:
        match step:
            case End():
                endings[step.question] = step.why
            case Digest():
                raise AssertionError("one section has no digest")
            case Vote():
                cast = {place: rng.randint(1, 5) for place in step.places}
                votes.setdefault((step.question, step.phase), {}).update(cast)
            case Moderate():
                talk.add(Entry(new_uuid(), step.question, None, step.said.text, step.said.act))
            case Speak():
                talk.add(_turn(talk, step, people[step.place], asked[step.question], topic, language))
    return talk


def _turn(
    talk: Talk, step: Speak, person: dict[str, Any], question: str, topic: str, language: Language
) -> Entry:
    to = step.to
    answered = talk.people[to.speaker] if to is not None and to.speaker is not None else None
    own = [e.text for e in talk.entries if e.speaker == step.place and e.question == step.question]
    inputs = {
        "respondent": person,
        "topic": topic,
        "question": question,
        "own": own[-4:],
        "talk": [{"name": "", "text": entry.text} for entry in talk.window],
        "reply_to": {"name": answered.called, "gender": answered.gender, "text": to.text} if answered and to else None,
        "asked": {"act": to.act, "text": to.text} if to and not answered and to.act != Act.MOVE_ON else None,
        "move": step.move.value,
        "opinion": talk.opinions[step.place],
        "words": step.words,
    }  # fmt: skip
    text = str(write("focus_groups.turn", inputs, language=language, seed=step.seed))
    reply_to = to.id if to is not None else None
    return Entry(
        new_uuid(), step.question, step.place, text, step.move, True, reply_to, talk.opinions[step.place]
    )


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_turn_is_well_formed_and_no_sentence_is_a_template(language: Language) -> None:
    for seed in range(4):
        talk = held(language, seed)
        texts = [entry.text for entry in talk.entries if entry.speaker is not None]
        assert len(texts) >= 40
        for text in texts:
            assert re.fullmatch(r"[„“A-ZĄĆĘŁŃÓŚŹŻ0-9].*[.?!…]", text), text
            assert not re.search(r"[<>{}|()]|  |\.\.|,\.|:\.|,,| ,", text), text
        said = Counter(sentence for text in texts for sentence in re.split(r"(?<=[.?!]) ", text))
        assert said.most_common(1)[0][1] <= 5


@pytest.mark.parametrize("language", ["pl", "en"])
def test_nobody_names_two_amounts_on_a_question_of_price(language: Language) -> None:
    for seed in range(3):
        talk = held(language, seed)
        named: dict[int, set[float]] = {}
        for entry in talk.entries:
            # An amount of somebody else's is repeated with a question mark; "between 20 and 25" ends with one's own.
            own_words = re.sub(
                r"\d[\d ]* zł\?|^\d[\d ]* zł (?:to dla mnie mało|is little to me)", "", entry.text
            )
            offer = named_offer(own_words)
            if entry.speaker is not None and entry.question == 1 and offer is not None:
                named.setdefault(entry.speaker, set()).add(offer.amount)
        assert len(named) >= 5
        assert all(len(amounts) == 1 for amounts in named.values()), named


@pytest.mark.parametrize("language", ["pl", "en"])
def test_whoever_is_asked_by_name_answers_next(language: Language) -> None:
    asked = 0
    for seed in range(4):
        talk = held(language, seed)
        for entry, after in zip(talk.entries, talk.entries[1:], strict=False):
            if entry.act == "ask" and after.question == entry.question:
                named = [
                    p for p, one in talk.people.items() if p != entry.speaker and one.is_named_in(entry.text)
                ]
                assert after.speaker == named[0]
                assert after.reply_to == entry.id
                asked += 1
    assert asked >= 4
