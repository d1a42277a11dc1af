"""Questions against attributes of respondents: which go together, and the tables behind it.

Counts of persons, without weights: a test on weighted counts would take them for more people than there are.
"""

from __future__ import annotations

from collections.abc import Sequence

from sight_domain.populations.chi_square import holm
from sight_domain.seeds import derive_seed
from sight_domain.surveys.questions import Likert, Question, Scale, SingleChoice
from sight_domain.surveys.rows import Item, Row
from sight_domain.surveys.schemas import Associated, Crosstab
from sight_domain.surveys.statistics import Association, association


def associations(
    questions: Sequence[Question], rows: Sequence[Row], dimensions: Sequence[str], *, seed: int
) -> tuple[list[Associated], list[Crosstab]]:
    """Every closed question by every attribute, p-values adjusted over all of them (Holm), and the crosstabs."""
    tested: list[tuple[Item, str, list[str], list[list[int]], Association]] = []
    for question in questions:
        if not isinstance(question, SingleChoice | Likert | Scale):
            continue
        item = Item(question)
        for dimension in dimensions:
            groups, table = _table(item, rows, dimension)
            found = (
                association(table, seed=derive_seed(seed, "crosstab", question.id, dimension))
                if table
                else None
            )
            if found is not None:
                tested.append((item, dimension, groups, table, found))
    adjusted = holm([found.p_value for *_, found in tested])
    listed = [
        Associated(
            question_id=item.question.id,
            dimension=dimension,
            n=sum(map(sum, table)),
            cramers_v=round(found.cramers_v, 4),
            p_value=round(found.p_value, 4),
            p_holm=round(p, 4),
        )
        for (item, dimension, _, table, found), p in zip(tested, adjusted, strict=True)
    ]
    return listed, [_crosstab(*one) for one in tested]


def _table(item: Item, rows: Sequence[Row], dimension: str) -> tuple[list[str], list[list[int]]]:
    known = [
        (str(row.facts[dimension]), place) for row, place in item.places(rows) if row.facts.get(dimension)
    ]
    groups = sorted({group for group, _ in known})
    k = len(item.question.categories)
    table = [[0] * k for _ in groups]
    for group, place in known:
        table[groups.index(group)][place] += 1
    return groups, table


def _crosstab(
    item: Item, dimension: str, groups: list[str], table: list[list[int]], found: Association
) -> Crosstab:
    names = item.question.categories

    def named(cells: Sequence[float]) -> dict[str, float]:
        return dict(zip(names, cells, strict=True))

    return Crosstab(
        question_id=item.question.id,
        dimension=dimension,
        groups={
            group: named([round(count / sum(counts), 4) for count in counts])
            for group, counts in zip(groups, table, strict=True)
        },
        n={group: sum(counts) for group, counts in zip(groups, table, strict=True)},
        residuals={group: named(cells) for group, cells in zip(groups, found.residuals, strict=True)},
    )
