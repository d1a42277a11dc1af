"""Questions against attributes of respondents: which go together, and the tables behind it.

Counts of persons, without weights: a test on weighted counts would take them for more people than there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sight_domain.populations.chi_square import holm
from sight_domain.seeds import derive_seed
from sight_domain.surveys.questions import Matrix, MultipleChoice, Question
from sight_domain.surveys.rows import Row, answered, items
from sight_domain.surveys.schemas import Associated, Crosstab
from sight_domain.surveys.statistics import Association, association

Places = Sequence[tuple[Row, int]]


@dataclass(frozen=True, slots=True)
class _Crossed:
    question: Question
    part: str | None
    dimension: str
    counts: Mapping[str, list[int]]
    """By group, how many gave each answer."""
    found: Association | None
    """None where there are no two groups or no two answers to tell apart."""


def associations(
    questions: Sequence[Question],
    rows: Sequence[Row],
    dimensions: Sequence[str],
    *,
    in_parts: bool,
    seed: int,
) -> tuple[list[Associated], list[Crosstab]]:
    """Every question with one answer of K by every attribute, p-values adjusted over all tests (Holm), and the crosstabs.

    Args:
        in_parts: also each row of a matrix, and each option of several choices, chosen or not: many tests, which leave each of
            them less.
    """
    crossed = [
        _Crossed(
            question,
            part,
            dimension,
            counts,
            association([*counts.values()], seed=_seed(seed, question, part, dimension)),
        )
        for question in questions
        if in_parts or not isinstance(question, Matrix | MultipleChoice)
        for part, places, k in _closed(question, rows)
        for dimension in dimensions
        if (counts := _counts(places, k, dimension))
    ]
    tested = [(one, one.found) for one in crossed if one.found is not None]
    adjusted = holm([found.p_value for _, found in tested])
    listed = [
        Associated(
            question_id=one.question.id,
            part=one.part,
            dimension=one.dimension,
            n=sum(map(sum, one.counts.values())),
            cramers_v=round(found.cramers_v, 4),
            p_value=round(found.p_value, 4),
            p_holm=round(p, 4),
        )
        for (one, found), p in zip(tested, adjusted, strict=True)
    ]
    return listed, [*_crosstabs(crossed)]


def _closed(question: Question, rows: Sequence[Row]) -> Iterator[tuple[str | None, Places, int]]:
    """``(row or option, who gave which answer, how many answers there are)`` of a question."""
    if isinstance(question, MultipleChoice):
        given = answered(rows, question)
        for option in question.options:
            yield option, [(row, int(option in said)) for row, said in given if isinstance(said, list)], 2
    else:
        for item in items([question]):
            yield item.row, item.places(rows), len(question.categories)


def _seed(seed: int, question: Question, part: str | None, dimension: str) -> int:
    return derive_seed(seed, "crosstab", question.id, *((part,) if part is not None else ()), dimension)


def _counts(places: Places, k: int, dimension: str) -> dict[str, list[int]]:
    counts: dict[str, list[int]] = {}
    for row, place in places:
        if row.facts.get(dimension):
            counts.setdefault(str(row.facts[dimension]), [0] * k)[place] += 1
    return dict(sorted(counts.items()))


def _crosstabs(crossed: Sequence[_Crossed]) -> Iterator[Crosstab]:
    """One table for each test; the options of several choices stand in one table, by the share that chose each."""
    chosen: dict[tuple[str, str], list[_Crossed]] = {}
    for one in crossed:
        if isinstance(one.question, MultipleChoice):
            chosen.setdefault((one.question.id, one.dimension), []).append(one)
        elif one.found is not None:
            yield _crosstab(one, one.found)
    for options in chosen.values():
        if any(one.found is not None for one in options):
            yield _of_choices(options)


def _crosstab(one: _Crossed, found: Association) -> Crosstab:
    names = one.question.categories
    return Crosstab(
        question_id=one.question.id,
        part=one.part,
        dimension=one.dimension,
        groups={
            group: {name: round(n / sum(counts), 4) for name, n in zip(names, counts, strict=True)}
            for group, counts in one.counts.items()
        },
        n={group: sum(counts) for group, counts in one.counts.items()},
        residuals={
            group: dict(zip(names, cells, strict=True))
            for group, cells in zip(one.counts, found.residuals, strict=True)
        },
    )


def _of_choices(options: Sequence[_Crossed]) -> Crosstab:
    first = options[0]
    return Crosstab(
        question_id=first.question.id,
        part=None,
        dimension=first.dimension,
        groups={
            group: {str(one.part): round(one.counts[group][1] / sum(one.counts[group]), 4) for one in options}
            for group in first.counts
        },
        n={group: sum(counts) for group, counts in first.counts.items()},
        residuals={
            group: {str(one.part): one.found.residuals[place][1] if one.found else 0.0 for one in options}
            for place, group in enumerate(first.counts)
        },
    )
