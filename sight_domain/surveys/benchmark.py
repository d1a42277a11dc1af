"""Synthetic answers beside those of people: the same questions put to a sample matched to them.

No distance means anything by itself: each stands beside what a uniform answerer scores (floor), what everybody giving
the modal answer scores, and what as many real people as there are respondents would score (ceiling, the mean over 500
samples drawn from the people's own shares). ``score = (s - floor) / (ceiling - floor)`` on s = 1 - sqrt(JSD): 0 is no better
than noise, 1 as good as asking as many people again. Where floor and ceiling lie within 0.05 (people answered nearly evenly,
or few were asked) no score can tell the two apart, and there is none.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.language import Language
from sight_domain.personas.service import inputs_from
from sight_domain.populations.service import TargetPopulation, draw_respondents
from sight_domain.runs.fanout import for_each
from sight_domain.seeds import derive_seed
from sight_domain.surveys.answerer import GatewayAnswerer
from sight_domain.surveys.checks import checks
from sight_domain.surveys.human_file import HumanSurvey
from sight_domain.surveys.questions import SingleChoice
from sight_domain.surveys.rows import Item, Row, shares_of
from sight_domain.surveys.schemas import Benchmark, Compared, GroupSignal
from sight_domain.surveys.sheet import ANSWERED, SKIPPED, Answerer, Filled, fill_in
from sight_domain.surveys.statistics import jsd
from sight_domain.surveys.toplines import against

if TYPE_CHECKING:
    from collections.abc import Callable

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
    human: HumanSurvey, rows: Sequence[Row], *, generated_by: str, language: Language, seed: int
) -> Benchmark:
    """The comparison, question by question, group by group, and of the differences between groups."""
    questions = human.questionnaire.questions
    compared = [
        one
        for question in questions
        if (one := _compared(human, Item(question), rows, None, seed=seed)) is not None
    ]
    groups = [
        one
        for name in human.dimensions
        for value in sorted({answer.facts[name] for answer in human.answers})
        for question in questions
        if (one := _compared(human, Item(question), rows, (name, value), seed=seed)) is not None
    ]
    return Benchmark(
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
        signal=[_signal(human, rows, name, seed=seed) for name in human.dimensions],
        checks=checks(questions, rows, language, seed=seed),
    )


def _compared(
    human: HumanSurvey, item: Item, rows: Sequence[Row], group: tuple[str, str] | None, *, seed: int
) -> Compared | None:
    question = item.question
    people, n_people = human.shares(question.id, group)
    asked = rows if group is None else [row for row in rows if row.facts.get(group[0]) == group[1]]
    places = item.places(asked)
    fewest = (1, 1) if group is None else (FEWEST_IN_GROUP, FEWEST_SYNTHETIC_IN_GROUP)
    if n_people < fewest[0] or len(places) < fewest[1]:
        return None
    synthetic = shares_of(places, len(question.categories))
    names = question.categories
    found = against(people, synthetic, ordered=not isinstance(question, SingleChoice))
    uniform = 1 - math.sqrt(jsd(people, [1 / len(names)] * len(names)))
    best = _ceiling(people, len(places), derive_seed(seed, "ceiling", question.id, *(group or ())))
    reached = 1 - math.sqrt(jsd(people, synthetic))
    return Compared(
        question_id=question.id,
        text=question.text,
        group=None if group is None else f"{group[0]}: {group[1]}",
        n_people=n_people,
        n_synthetic=len(places),
        people={name: round(share, 4) for name, share in zip(names, people, strict=True)},
        synthetic={name: round(share, 4) for name, share in zip(names, synthetic, strict=True)},
        against=found,
        score=round((reached - uniform) / (best - uniform), 4) if best - uniform > _TELLING else None,
    )


def _ceiling(people: Sequence[float], n: int, seed: int) -> float:
    """Mean of 1 - sqrt(JSD) over 500 samples of n people from the people's own shares."""
    import numpy as np

    drawn = np.random.default_rng(seed).multinomial(n, np.asarray(people) / sum(people), size=_SAMPLES)
    return math.fsum(1 - math.sqrt(jsd(people, (counts / n).tolist())) for counts in drawn) / _SAMPLES


def _means(compared: Sequence[Compared]) -> dict[str, float | None]:
    def mean(values: Sequence[float | None]) -> float | None:
        known = [value for value in values if value is not None]
        return round(math.fsum(known) / len(known), 4) if known else None

    return {
        "score": mean([one.score for one in compared]),
        "one_minus_ks": mean([one.against.answers.one_minus_ks for one in compared]),
        "normalised_emd": mean([one.against.answers.normalised_emd for one in compared]),
        "jsd": mean([one.against.answers.jsd for one in compared]),
        "jsd_floor": mean([one.against.random_floor.jsd for one in compared]),
        "jsd_modal": mean([one.against.everybody_modal.jsd for one in compared]),
        "rank_agreement": mean([one.against.answers.rank_agreement for one in compared]),
        "variance_ratio": mean([one.against.variance_ratio for one in compared]),
        "entropy_ratio": mean([one.against.entropy_ratio for one in compared]),
    }


def _signal(human: HumanSurvey, rows: Sequence[Row], dimension: str, *, seed: int) -> GroupSignal:
    values = sorted({answer.facts[dimension] for answer in human.answers})
    theirs: list[float] = []
    kept: list[tuple[Item, str]] = []
    for question in human.questionnaire.questions:
        overall, _ = human.shares(question.id)
        for value in values:
            shares, n = human.shares(question.id, (dimension, value))
            item = Item(question)
            ours = [1 for row, _ in item.places(rows) if row.facts.get(dimension) == value]
            if n >= FEWEST_IN_GROUP and len(ours) >= FEWEST_SYNTHETIC_IN_GROUP:
                theirs += [a - b for a, b in zip(shares, overall, strict=True)]
                kept.append((item, value))
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
    kept: Sequence[tuple[Item, str]], rows: Sequence[Row], belongs: Sequence[str]
) -> list[float]:
    group_of = {row.persona_id: group for row, group in zip(rows, belongs, strict=True)}
    differences: list[float] = []
    for item, value in kept:
        places = item.places(rows)
        k = len(item.question.categories)
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
