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
from sight_domain.surveys.human_file import read_human_answers
from sight_domain.surveys.human_survey import HumanSurvey
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
        row = rows.setdefault(str(answer.respondent), Row(str(answer.respondent), "A", answer.facts, {}))
        order = tuple(range(len(question.categories)))
        done = Filled(question.id, "answered", 1, value=answer.value, method="probabilities", shown=order)
        rows[str(answer.respondent)] = Row(row.persona_id, "A", row.facts, {**row.filled, question.id: done})
    return list(rows.values())


def test_a_file_gives_questions_shares_margins_and_groups() -> None:
    human = read_human_answers(people(200, 1), "en")
    assert [question.id for question in human.questionnaire.questions] == ["buy", "price"]
    assert human.people == 200
    assert human.margins()["gender"] == {"male": 0.5, "female": 0.5}
    assert human.dimensions == ["gender", "age_group"]
    (buy,) = human.comparables("buy")
    yes_of_women, n = human.shares(buy, ("gender", "female"))
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
    (which,) = human.comparables("q")
    shares, n = human.shares(which)
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
        (changed(type="matrix"), "questions[0].rows"),
        (changed(type="poll"), "file line 2: type"),
        (changed(type="ranking"), "file line 2: answer"),
        (changed(type="ranking", answer="Tea | Tea"), "file line 2: answer"),
        (changed(type="multiple_choice", answer="|"), "file line 2: answer"),
        (changed(type="multiple_choice", answer="Tea | Cocoa"), "file line 2: answer"),
        (changed(type="numeric", options="", min=0, max=10, answer="11"), "file line 2: answer"),
        (changed(type="numeric", options="", min=0, max=10, answer="2,5"), "file line 2: answer"),
        (changed(type="numeric", options="", min=0, max=10, answer="nan"), "file line 2: answer"),
        (changed(type="scale", options="", min=1, max=5, answer="four"), "file line 2: answer"),
        (changed(type="scale", options="", min=1, max=5, answer="4.5"), "file line 2: answer"),
        (lines(GOOD, GOOD), "file line 3: respondent"),
        (lines(GOOD, ("q", *[""] * 5, 1, "male", 30, "Tea")), "file line 3: respondent"),
        (lines(GOOD, ("p", *GOOD[1:7], "male", 30, "Tea")), "file line 3: gender"),
        (lines(GOOD, ("q", "", "", "Tea | Cocoa", "", "", 2, "male", 30, "Tea")), "file line 3: options"),
        (lines((*GOOD, "Coffee")), "file line 2: answer"),
        (lines(GOOD, head=(*HEAD[:-2], "gender", "answer")), "file"),
        (changed(gender="woman"), "file line 2: gender"),
        (changed(age="7"), "file line 2: age"),
        (changed(age="old"), "file line 2: age"),
        (changed(question_id=""), "file line 2: question_id"),
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


RATED = ("question_id", "question", "type", "options", "row", "respondent", "gender", "answer")


def test_a_matrix_has_a_line_for_each_row_and_is_compared_row_by_row() -> None:
    content = lines(
        ("rate", "How good is it?", "matrix", "Poor | Fair | Good", "Price", 1, "female", "Poor"),
        ("rate", "", "", "", "Taste", 1, "female", "Good"),
        ("rate", "", "", "", "Price", 2, "male", "Fair"),
        ("rate", "", "", "", "Taste", 2, "male", "Good"),
        ("rate", "", "", "", "Price", 3, "male", "Poor"),
        head=RATED,
    )
    human = read_human_answers(content, "en")
    price, taste = human.comparables("rate")
    assert (price.part, taste.part, price.ordered) == ("Price", "Taste", True)
    assert human.shares(price) == ([pytest.approx(2 / 3), pytest.approx(1 / 3), 0.0], 3)
    assert human.shares(taste) == ([0.0, 0.0, 1.0], 2)
    assert human.people == 3
    assert human.margins() == {"gender": {"female": pytest.approx(1 / 3), "male": pytest.approx(2 / 3)}}
    rows = [
        Row(
            str(place),
            "A",
            {"gender": "male"},
            {"rate": Filled("rate", "answered", 1, value=dict(said), shown=(0, 1, 2))},
        )
        for place, said in enumerate(
            [
                {"Price": "Poor", "Taste": "Good"},
                {"Price": "Fair", "Taste": "Fair"},
                {"Price": "Fair", "Taste": "Poor"},
            ]
        )
    ]
    found = benchmark(human, rows, country="PL", generated_by="x", language="en", seed=1)
    by_row = {one.part: one for one in found.questions}
    # 1 - max |CDF|: people 2/3, 1/3, 0 against 1/3, 2/3, 0; EMD the sum of the gaps over two steps.
    assert by_row["Price"].against.answers.one_minus_ks == pytest.approx(2 / 3, abs=1e-4)
    assert by_row["Price"].against.answers.normalised_emd == pytest.approx(1 / 6, abs=1e-4)
    assert by_row["Price"].against.entropy_ratio == 1
    assert by_row["Taste"].text == "How good is it?: Taste" and by_row["Taste"].n_people == 2


def test_a_published_table_of_a_matrix_fits_too() -> None:
    content = lines(
        ("rate", "How good is it?", "matrix", "Poor | Good", "Price", "Poor", 60),
        ("rate", "", "", "", "Price", "Good", 40),
        ("rate", "", "", "", "Taste", "Good", 90),
        head=("question_id", "question", "type", "options", "row", "answer", "count"),
    )
    human = read_human_answers(content, "en")
    assert [human.shares(part) for part in human.comparables("rate")] == [([0.6, 0.4], 100), ([0.0, 1.0], 90)]
    assert human.people == 100


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (("rate", "", "", "", "", 2, "male", "Poor"), "file line 3: row"),
        (("rate", "", "", "", "Price", 2, "male", "Awful"), "file line 3: answer"),
        (("rate", "", "", "", "Price", 1, "female", "Poor"), "file line 3: respondent"),
    ],
)
def test_a_line_of_a_matrix_names_its_row_and_a_column(cells: Sequence[object], field: str) -> None:
    first = ("rate", "How good?", "matrix", "Poor | Good", "Price", 1, "female", "Poor")
    with pytest.raises(SightError) as caught:
        read_human_answers(lines(first, cells, head=RATED), "pl")
    assert caught.value.field == field


def test_numbers_may_have_a_decimal_comma_and_whole_points_a_decimal_nought() -> None:
    human = read_human_answers(
        lines(
            ("q", "How much?", "numeric", "", "0,5", "9,5", 1, "female", 30, "2,25"),
            ("s", "How good?", "scale", "", "1.0", "5.0", 1, "female", 30, "4.0"),
            delimiter=";",
        ),
        "en",
    )
    assert [answer.value for answer in human.answers] == [2.25, 4]


def test_other_people_score_near_the_ceiling_and_noise_near_the_floor() -> None:
    human = read_human_answers(people(300, 1), "en")
    like_people = benchmark(
        human, answering(human, people(300, 2)), country="PL", generated_by="x", language="en", seed=1
    )
    noise = people(300, 3, women=(1, 1, 1), men=(1, 1, 1))
    at_random = benchmark(
        human, answering(human, noise), country="PL", generated_by="x", language="en", seed=1
    )
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
    found = benchmark(human, flat, country="PL", generated_by="x", language="en", seed=1)
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
        content, country="PL", language="en", topic="Tea", sample=None, seed=4
    )
    assert (found.n_people, found.n_synthetic) == (80, 80)
    assert {"gender", "age_group"} <= set(found.matched_on)
    by_group = {one.group: one for one in found.groups if one.question_id == "buy"}
    assert by_group["gender: female"].n_synthetic == by_group["gender: male"].n_synthetic == 40
    assert found.generated_by == "offline"
    again = await services.surveys.validator.validate(
        content, country="PL", language="en", topic="Tea", sample=None, seed=4
    )
    assert again == found


TYPES = ("uses", "spend", "matters")
KINDS = ("Tea", "Coffee", "Cocoa")


def answers_of_all_types(n: int, seed: int, *, dear: float = 30.0) -> bytes:
    """n people who drink, pay and rank; women pay more than men, and most put taste first."""
    chance = random.Random(seed)
    rows: list[list[object]] = []
    for i in range(n):
        gender = "female" if i % 2 else "male"
        about = [i, gender, chance.randint(20, 70)]
        head = {
            "uses": ["Which do you drink?", "multiple_choice", " | ".join(KINDS), "", ""],
            "spend": ["What do you spend?", "numeric", "", 0, 200],
            "matters": ["What matters most?", "ranking", "Price | Taste | Origin", "", ""],
        }
        drinks = [kind for kind, share in zip(KINDS, (0.8, 0.6, 0.1), strict=True) if chance.random() < share]
        spent = min(200, max(0, round(chance.gauss(dear + 20 * (gender == "female"), 10))))
        ranked = sorted(
            ("Price", "Taste", "Origin"),
            key=lambda one: chance.random() + (one == "Origin") - (one == "Taste"),
        )
        said = {"uses": " | ".join(drinks or ["Tea"]), "spend": spent, "matters": " | ".join(ranked)}
        for name in TYPES:
            rows.append([name, *(head[name] if i == 0 else [""] * 5), *about, said[name]])
    return lines(*rows)


def test_every_type_has_its_distributions() -> None:
    human = read_human_answers(answers_of_all_types(200, 1), "en")
    parts = {name: human.comparables(name) for name in TYPES}
    mentions, *chosen = parts["uses"]
    assert mentions.categories == KINDS and list(mentions.marks(["Tea", "Cocoa"])) == [0, 2]
    assert [(part.part, part.categories) for part in chosen] == [(kind, ("0", "1")) for kind in KINDS]
    assert [part.part for part in parts["matters"]] == [None, "Price", "Taste", "Origin"]
    assert parts["matters"][0].categories == ("Price", "Taste", "Origin")
    assert parts["matters"][1].categories == ("1", "2", "3") and parts["matters"][1].ordered
    (spend,) = parts["spend"]
    shares, n = human.shares(spend)
    assert n == 200 and 2 <= len(shares) <= 8 and max(shares) < 0.25
    for part in (part for of in parts.values() for part in of):
        assert sum(human.shares(part)[0]) == pytest.approx(1)
    cocoa, _ = human.shares(chosen[2])
    assert cocoa[1] < 0.25


def test_numbers_fall_into_classes_cut_at_the_people_s_eighths() -> None:
    (part,) = read_human_answers(
        lines(
            ("q", "How many?", "numeric", "", 0, 10, 1, "female", 30, 1),
            *(("q", "", "", "", "", "", i, "female", 30, i) for i in range(2, 9)),
        ),
        "en",
    ).comparables("q")
    assert part.categories[0] == "≤ 1.5" and part.categories[-1] == "> 7.5"
    assert [part.marks(number) for number in (0, 1, 2, 8, 10)] == [[0], [0], [1], [7], [7]]
    # Of the eleven numbers from 0 to 10, two are in the first class and three in the last.
    assert part.floor == pytest.approx([2 / 11, *[1 / 11] * 6, 3 / 11])


def test_people_who_all_name_one_number_can_still_be_compared() -> None:
    content = lines(
        ("q", "How many?", "numeric", "", 0, 10, 1, "female", 30, 5),
        ("q", "", "", "", "", "", 2, "male", 30, 5),
    )
    human = read_human_answers(content, "en")
    found = benchmark(human, answering(human, content), country="PL", generated_by="x", language="en", seed=1)
    (one,) = found.questions
    assert one.people == {"≤ 5": 1.0, "> 5": 0.0}
    assert human.comparables("q")[0].floor == pytest.approx([6 / 11, 5 / 11])
    assert one.numbers is not None and one.numbers.variance_ratio is None


def test_other_people_beat_others_who_pay_twice_as_much_on_numbers_ranks_and_choices() -> None:
    human = read_human_answers(answers_of_all_types(300, 1), "en")

    def compared(like: bytes) -> dict[tuple[str, str | None, str | None], Any]:
        found = benchmark(
            human, answering(human, like), country="PL", generated_by="x", language="en", seed=1
        )
        return {(one.question_id, one.part, one.group): one for one in (*found.questions, *found.groups)}

    alike, dear = compared(answers_of_all_types(300, 2)), compared(answers_of_all_types(300, 2, dear=70))
    spend = "spend", None, None
    assert alike[spend].score > 0.6 > dear[spend].score
    assert alike[spend].against.answers.one_minus_ks > 0.85 > dear[spend].against.answers.one_minus_ks
    assert alike[spend].numbers.people_mean == pytest.approx(40, abs=3)
    assert dear[spend].numbers.synthetic_mean == pytest.approx(80, abs=3)
    assert 0.7 < alike[spend].numbers.variance_ratio < 1.4
    assert alike["matters", None, None].against.answers.rank_agreement == 1
    assert alike["matters", "Price", None].against.answers.normalised_emd < 0.1
    assert alike["uses", "Cocoa", None].against.answers.tvd < 0.1
    assert alike["uses", "Cocoa", None].against.answers.rank_agreement is None
    assert alike["uses", None, None].against.answers.rank_agreement == 1
    assert alike["uses", None, None].n_synthetic == 300
    women, men = (alike["spend", None, f"gender: {gender}"].numbers for gender in ("female", "male"))
    assert women.people_mean - men.people_mean == pytest.approx(20, abs=4)


def test_a_mean_over_questions_counts_a_long_list_of_options_once() -> None:
    human = read_human_answers(answers_of_all_types(100, 1), "en")
    found = benchmark(
        human,
        answering(human, answers_of_all_types(100, 2)),
        country="PL",
        generated_by="x",
        language="en",
        seed=1,
    )
    by_question = {
        name: [one.against.answers.jsd for one in found.questions if one.question_id == name]
        for name in TYPES
    }
    means = [sum(values) / len(values) for values in by_question.values()]
    assert found.mean["jsd"] == pytest.approx(sum(means) / 3, abs=1e-4)


@pytest.mark.parametrize("country", ["DE", "GB", "US", "UA"])
async def test_every_country_pack_can_be_held_against_its_people(services: Services, country: str) -> None:
    found = await services.surveys.validator.validate(
        answers_of_all_types(60, 5), country=country, language="en", topic="Tea", sample=None, seed=4
    )
    assert found.country == country and found.failed == 0
    assert {one.question_id for one in found.questions} == set(TYPES)
    assert {"gender", "age_group"} <= set(found.matched_on)
    assert {one.group for one in found.groups} >= {"gender: female", "gender: male"}


def test_an_attribute_that_a_country_pack_lacks_is_named() -> None:
    head = ("question_id", "question", "type", "options", "region", "answer")
    content = lines(("q", "Which?", "single_choice", "Tea | Coffee", "Bayern", "Tea"), head=head)
    with pytest.raises(SightError) as caught:
        read_human_answers(content, "en", country="DE")
    assert caught.value.field == "file line 2: region"
    assert "age_group" in caught.value.hint.en


async def test_a_country_without_a_pack_is_refused(services: Services) -> None:
    with pytest.raises(SightError) as caught:
        await services.surveys.validator.estimate(
            answers_of_all_types(5, 1), country="FR", language="pl", topic="Tea", sample=None
        )
    assert "FR" in caught.value.message.pl
