"""Synthetic answers beside those of people: the same questions put to a sample matched to them.

No distance means anything by itself: each stands beside what a random answerer scores (floor), what everybody giving
the modal answer scores, and what as many real people as there are respondents would score (ceiling, the mean over 500
samples drawn from the people's own shares). ``score = (s - floor) / (ceiling - floor)`` on s = 1 - sqrt(JSD): 0 is no better
than noise, 1 as good as asking as many people again. Where floor and ceiling lie within 0.05 (people answered nearly evenly,
or few were asked) no score can tell the two apart, and there is none.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.language import Language
from sight_domain.personas.service import inputs_from
from sight_domain.populations.service import TargetPopulation, draw_respondents
from sight_domain.runs.fanout import for_each
from sight_domain.seeds import derive_seed
from sight_domain.surveys.answerer import GatewayAnswerer
from sight_domain.surveys.checks import checks
from sight_domain.surveys.comparables import Comparable
from sight_domain.surveys.distances import against
from sight_domain.surveys.human_survey import Group, HumanSurvey
from sight_domain.surveys.questions import Numeric
from sight_domain.surveys.rows import Row, answered, shares_of
from sight_domain.surveys.schemas import Benchmark, Compared, GroupSignal, NumbersCompared
from sight_domain.surveys.sheet import ANSWERED, SKIPPED, Answerer, Filled, fill_in
from sight_domain.surveys.statistics import jsd

if TYPE_CHECKING:
    from sight_domain.llm.gateway import Gateway

FEWEST_IN_GROUP = 10
FEWEST_SYNTHETIC_IN_GROUP = 5
_SAMPLES = 500
_TELLING = 0.05
_SHUFFLES = 100


async def ask_matched_sample(
    human: HumanSurvey,
    gateway: Gateway,
    *,
    country: str,
    topic: str,
    sample: int,
    seed: int,
    language: Language,
    at_once: int,
    watch: Callable[[int, int], None] | None = None,
) -> list[Row]:
    """The sheets of `sample` respondents drawn with the people's own margins as quotas."""
    quotas = human.margins()
    target = TargetPopulation.model_validate({"country": country, "quotas": quotas or None})
    drawn = await asyncio.to_thread(draw_respondents, target, sample, seed=seed, language=language)
    answerer: Answerer = GatewayAnswerer(gateway, topic=topic, stimulus=None, language=language)
    rows: dict[int, Row] = {}

    async def ask(place: int) -> None:
        facts = drawn[place].model_dump(mode="json")
        sheet: dict[str, Filled] = {}
        calls = fill_in(
            human.questionnaire,
            inputs_from(facts, None, language),
            answerer,
            seed=derive_seed(seed, "validate", place),
            language=language,
        )
        async for call in calls:
            sheet |= {filled.question_id: filled for filled in call}
        rows[place] = Row(str(place), drawn[place].full_name, facts, sheet)
        if watch is not None:
            watch(len(rows), sample)

    await for_each(range(len(drawn)), ask, at_once=at_once)
    return [rows[place] for place in sorted(rows)]


def benchmark(
    human: HumanSurvey,
    rows: Sequence[Row],
    *,
    country: str,
    generated_by: str,
    language: Language,
    seed: int,
) -> Benchmark:
    """The comparison, question by question, group by group, and of the differences between groups."""
    questions = human.questionnaire.questions
    parts = [part for question in questions for part in human.comparables(question.id)]
    compared = [one for part in parts if (one := _compared(human, part, rows, None, seed=seed)) is not None]
    groups = [
        one
        for name in human.dimensions
        for value in sorted({answer.facts[name] for answer in human.answers})
        for part in parts
        if (one := _compared(human, part, rows, (name, value), seed=seed)) is not None
    ]
    return Benchmark(
        country=country,
        n_people=human.people,
        n_synthetic=len(rows),
        matched_on=sorted(human.margins()),
        generated_by=generated_by,
        failed=sum(
            filled.outcome not in (ANSWERED, SKIPPED) for row in rows for filled in row.filled.values()
        ),
        mean=_means(compared),
        questions=compared,
        groups=groups,
        signal=[_signal(human, parts, rows, name, seed=seed) for name in human.dimensions],
        checks=checks(questions, rows, language, seed=seed),
    )


def _compared(
    human: HumanSurvey, part: Comparable, rows: Sequence[Row], group: Group | None, *, seed: int
) -> Compared | None:
    people, n_people = human.shares(part, group)
    asked = rows if group is None else [row for row in rows if row.facts.get(group[0]) == group[1]]
    places = part.places(asked)
    fewest = (1, 1) if group is None else (FEWEST_IN_GROUP, FEWEST_SYNTHETIC_IN_GROUP)
    if n_people < fewest[0] or len(places) < fewest[1]:
        return None
    names = part.categories
    synthetic = shares_of(places, len(names))
    found = against(people, synthetic, ordered=part.ordered, ranked=part.ranked, by_chance=part.floor)
    numbers = _numbers(human, part, asked, group) if isinstance(part.question, Numeric) else None
    if numbers is not None:
        found = found.model_copy(update={"variance_ratio": numbers.variance_ratio})
    about = (part.question.id, *((part.part,) if part.part else ()), *(group or ()))
    uniform = 1 - math.sqrt(jsd(people, part.floor))
    best = _ceiling(people, len(places), derive_seed(seed, "ceiling", *about))
    reached = 1 - math.sqrt(jsd(people, synthetic))
    return Compared(
        question_id=part.question.id,
        part=part.part,
        text=part.text,
        group=None if group is None else f"{group[0]}: {group[1]}",
        n_people=n_people,
        n_synthetic=len({row.persona_id for row, _ in places}),
        people={name: round(share, 4) for name, share in zip(names, people, strict=True)},
        synthetic={name: round(share, 4) for name, share in zip(names, synthetic, strict=True)},
        numbers=numbers,
        against=found,
        score=round((reached - uniform) / (best - uniform), 4) if best - uniform > _TELLING else None,
    )


def _numbers(
    human: HumanSurvey, part: Comparable, asked: Sequence[Row], group: Group | None
) -> NumbersCompared:
    people = [(float(str(one.value)), one.persons) for one in human.answers_to(part.question.id, group)]
    synthetic = [(float(str(said)), row.weight) for row, said in answered(asked, part.question)]
    (mean, spread), (our_mean, our_spread) = _mean_and_variance(people), _mean_and_variance(synthetic)
    return NumbersCompared(
        people_mean=round(mean, 4),
        people_sd=round(math.sqrt(spread), 4),
        synthetic_mean=round(our_mean, 4),
        synthetic_sd=round(math.sqrt(our_spread), 4),
        variance_ratio=round(our_spread / spread, 4) if spread > 1e-9 else None,
    )


def _mean_and_variance(numbers: Sequence[tuple[float, float]]) -> tuple[float, float]:
    whole = math.fsum(weight for _, weight in numbers)
    mean = math.fsum(value * weight for value, weight in numbers) / whole
    return mean, math.fsum(weight * (value - mean) ** 2 for value, weight in numbers) / whole


def _ceiling(people: Sequence[float], n: int, seed: int) -> float:
    """Mean of 1 - sqrt(JSD) over 500 samples of n people from the people's own shares."""
    import numpy as np

    drawn = np.random.default_rng(seed).multinomial(n, np.asarray(people) / sum(people), size=_SAMPLES)
    return math.fsum(1 - math.sqrt(jsd(people, (counts / n).tolist())) for counts in drawn) / _SAMPLES


def _means(compared: Sequence[Compared]) -> dict[str, float | None]:
    """Means over questions, each question's distributions averaged first, so that long lists of options count once."""

    def mean(values: Iterable[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return math.fsum(known) / len(known) if known else None

    def over(figure: Callable[[Compared], float | None]) -> float | None:
        by_question: dict[str, list[float | None]] = {}
        for one in compared:
            by_question.setdefault(one.question_id, []).append(figure(one))
        found = mean(mean(values) for values in by_question.values())
        return None if found is None else round(found, 4)

    return {
        "score": over(lambda one: one.score),
        "one_minus_ks": over(lambda one: one.against.answers.one_minus_ks),
        "normalised_emd": over(lambda one: one.against.answers.normalised_emd),
        "jsd": over(lambda one: one.against.answers.jsd),
        "jsd_floor": over(lambda one: one.against.random_floor.jsd),
        "jsd_modal": over(lambda one: one.against.everybody_modal.jsd),
        "rank_agreement": over(lambda one: one.against.answers.rank_agreement),
        "variance_ratio": over(lambda one: one.against.variance_ratio),
        "entropy_ratio": over(lambda one: one.against.entropy_ratio),
    }


def _signal(
    human: HumanSurvey, parts: Sequence[Comparable], rows: Sequence[Row], dimension: str, *, seed: int
) -> GroupSignal:
    values = sorted({answer.facts[dimension] for answer in human.answers})
    theirs: list[float] = []
    kept: list[tuple[Comparable, str]] = []
    for part in parts:
        overall, _ = human.shares(part)
        for value in values:
            shares, n = human.shares(part, (dimension, value))
            ours = [1 for row, _ in part.places(rows) if row.facts.get(dimension) == value]
            if n >= FEWEST_IN_GROUP and len(ours) >= FEWEST_SYNTHETIC_IN_GROUP:
                theirs += [a - b for a, b in zip(shares, overall, strict=True)]
                kept.append((part, value))
    if len(theirs) < 3:
        return GroupSignal(dimension=dimension, cells=len(theirs), correlation=None, floor=None)
    belongs = [str(row.facts.get(dimension)) for row in rows]
    found = _correlation(theirs, _differences(kept, rows, belongs))
    chance = random.Random(derive_seed(seed, "signal", dimension))
    by_chance = [
        _correlation(theirs, _differences(kept, rows, chance.sample(belongs, len(belongs))))
        for _ in range(_SHUFFLES)
    ]
    known = [abs(one) for one in by_chance if one is not None]
    return GroupSignal(
        dimension=dimension,
        cells=len(theirs),
        correlation=None if found is None else round(found, 4),
        floor=round(math.fsum(known) / len(known), 4) if known else None,
    )


def _differences(
    kept: Sequence[tuple[Comparable, str]], rows: Sequence[Row], belongs: Sequence[str]
) -> list[float]:
    group_of = {row.persona_id: group for row, group in zip(rows, belongs, strict=True)}
    differences: list[float] = []
    for part, value in kept:
        places = part.places(rows)
        k = len(part.categories)
        overall = shares_of(places, k)
        inside = shares_of([(row, at) for row, at in places if group_of[row.persona_id] == value], k)
        differences += [a - b for a, b in zip(inside, overall, strict=True)]
    return differences


def _correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Pearson's r; ``None`` where one side does not vary."""
    import numpy as np

    a, b = np.asarray(x), np.asarray(y)
    if a.std() < 1e-12 or b.std() < 1e-12:
        return None
    found: Any = np.corrcoef(a, b)
    return float(found[0, 1])
