"""Answers of people from a file: read strictly, matched, and compared with a floor and a ceiling."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.settings import Settings
from sight_domain.surveys.benchmark import benchmark
from sight_domain.surveys.human_file import HumanSurvey, read_human_answers
from sight_domain.surveys.rows import Row
from sight_domain.surveys.sheet import Filled
from tools.services import Services

HEAD = ("question_id", "question", "type", "options", "min", "max", "respondent", "gender", "age", "answer")
OPTIONS = ("No", "Perhaps", "Yes")


def lines(*rows: Sequence[object], head: Sequence[str] = HEAD, delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def people(
    n: int, seed: int, *, women: Sequence[float] = (1, 2, 3), men: Sequence[float] = (3, 2, 1)
) -> bytes:
    """n people, women inclined to yes and men to no, and a scale that nobody's gender decides."""
    chance = random.Random(seed)
    rows: list[list[object]] = []
    for i in range(n):
        gender = "female" if i % 2 else "male"
        about = [i, gender, chance.randint(20, 70)]
        said = chance.choices(OPTIONS, women if gender == "female" else men)[0]
        buy = ["I would buy it.", "likert", " | ".join(OPTIONS), "", ""] if i == 0 else [""] * 5
        price = ["How important is the price?", "scale", "", 1, 5] if i == 0 else [""] * 5
        rows.append(["buy", *buy, *about, said])
        rows.append(["price", *price, *about, chance.choices(range(1, 6), [1, 1, 2, 3, 4])[0]])
    return lines(*rows)


def answering(human: HumanSurvey, like: bytes) -> list[Row]:
    """Rows that answer as the people of another file do."""
    other = read_human_answers(like, "en")
    rows: dict[str, Row] = {}
    for answer in other.answers:
        question = human.questionnaire.questions[human.questionnaire.index(answer.question_id)]
        said = question.categories[answer.place]
        value: Any = int(said) if question.type == "scale" else said
        row = rows.setdefault(str(answer.respondent), Row(str(answer.respondent), "A", answer.facts, {}))
        order = tuple(range(len(question.categories)))
        done = Filled(question.id, "answered", 1, value=value, method="probabilities", shown=order)
        rows[str(answer.respondent)] = Row(row.persona_id, "A", row.facts, {**row.filled, question.id: done})
    return list(rows.values())


def test_a_file_gives_questions_shares_margins_and_groups() -> None:
    human = read_human_answers(people(200, 1), "en")
    assert [question.id for question in human.questionnaire.questions] == ["buy", "price"]
    assert human.people == 200
    assert human.margins()["gender"] == {"male": 0.5, "female": 0.5}
    assert human.dimensions == ["gender", "age_group"]
    yes_of_women, n = human.shares("buy", ("gender", "female"))
    assert n == 100 and yes_of_women[2] > yes_of_women[0]


def test_semicolons_counts_and_weights_are_understood() -> None:
    head = ("question_id", "question", "type", "options", "answer", "count", "weight")
    content = lines(
        ("q", "Which?", "single_choice", "Tea | Coffee", "Tea", 30, "0,5"),
        ("q", "", "", "", "Coffee", 5, 1),
        head=head,
        delimiter=";",
    )
    human = read_human_answers(content, "en")
    shares, n = human.shares("q")
    assert n == 35 and shares == [pytest.approx(0.75), pytest.approx(0.25)]
    assert human.margins() == {} and human.dimensions == []


GOOD = ("q", "Which?", "single_choice", "Tea | Coffee", "", "", 1, "female", 30, "Tea")


def changed(**cells: object) -> bytes:
    return lines([cells.get(name, value) for name, value in zip(HEAD, GOOD, strict=True)])


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (changed(answer="Cocoa"), "file line 2: answer"),
        (changed(answer=""), "file line 2: answer"),
        (changed(type="ranking"), "file line 2: type"),
        (changed(gender="woman"), "file line 2: gender"),
        (changed(age="7"), "file line 2: age"),
        (changed(age="old"), "file line 2: age"),
        (changed(question_id=""), "questions"),
        (changed(options="Tea"), "questions[0].options"),
        (changed(type="scale", options="", min="5", max="1"), "questions[0].min"),
        (changed(type="scale", options="", min="low", max="1"), "file line 2: min"),
        (lines(("q", "Which?"), head=("question_id", "question")), "file"),
        (lines(GOOD, head=(*HEAD[:-1], "reply")), "file"),
        (lines(), "file"),
        (b"", "file"),
        (b"\xff\xfe\x00", "file"),
        (b'question_id,question,type,answer\n"q', "file"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_line_and_column(content: bytes, field: str) -> None:
    with pytest.raises(SightError) as caught:
        read_human_answers(content, "pl")
    assert caught.value.code in (ErrorCode.INVALID_ARGUMENT, ErrorCode.UNREADABLE_DOCUMENT)
    assert caught.value.field == field


def test_other_people_score_near_the_ceiling_and_noise_near_the_floor() -> None:
    human = read_human_answers(people(300, 1), "en")
    like_people = benchmark(human, answering(human, people(300, 2)), generated_by="x", language="en", seed=1)
    noise = people(300, 3, women=(1, 1, 1), men=(1, 1, 1))
    at_random = benchmark(human, answering(human, noise), generated_by="x", language="en", seed=1)
    good = {one.question_id: one for one in like_people.questions}
    assert good["price"].score is not None and good["price"].score > 0.6
    assert good["price"].against.answers.one_minus_ks is not None
    assert good["price"].against.answers.jsd < good["price"].against.random_floor.jsd
    by_gender = {one.dimension: one for one in like_people.signal}["gender"]
    assert by_gender.correlation is not None and by_gender.correlation > 0.8
    assert by_gender.floor is not None and by_gender.floor < 0.6
    without = {one.dimension: one for one in at_random.signal}["gender"]
    assert without.correlation is not None and without.correlation < by_gender.correlation - 0.2


def test_everybody_giving_one_answer_has_no_spread_and_says_so() -> None:
    human = read_human_answers(people(100, 1), "en")
    flat = answering(human, people(100, 2, women=(0, 1, 0), men=(0, 1, 0)))
    found = benchmark(human, flat, generated_by="x", language="en", seed=1)
    buy = next(one for one in found.questions if one.question_id == "buy")
    assert buy.against.entropy_ratio == 0 and buy.against.variance_ratio == 0
    assert any(check.name == "unanimity" and check.flagged for check in found.checks)


@pytest.fixture
async def services(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings) as services:
        yield services


async def test_the_sample_that_is_asked_has_the_people_s_own_margins(services: Services) -> None:
    content = people(80, 5)
    found = await services.surveys.validator.validate(
        content, language="en", topic="Tea", sample=None, seed=4
    )
    assert (found.n_people, found.n_synthetic) == (80, 80)
    assert {"gender", "age_group"} <= set(found.matched_on)
    by_group = {one.group: one for one in found.groups if one.question_id == "buy"}
    assert by_group["gender: female"].n_synthetic == by_group["gender: male"].n_synthetic == 40
    assert found.generated_by == "offline-engine"
    again = await services.surveys.validator.validate(
        content, language="en", topic="Tea", sample=None, seed=4
    )
    assert again == found
