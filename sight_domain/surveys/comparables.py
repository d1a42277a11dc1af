"""The distributions in which a question's answers can be held against people's: closed, over the same categories.

| type | distributions |
| --- | --- |
| single_choice, likert, scale | the answers |
| multiple_choice | the options chosen, each choice counted; and for each option whether it was |
| numeric | the numbers, in classes cut at the people's own eighths |
| ranking | the option put first; and for each option the place it was given |
| matrix | for each row, the answers |
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sight_domain.surveys.drafts import Answer
from sight_domain.surveys.questions import Matrix, MultipleChoice, Numeric, Question, Ranking, SingleChoice
from sight_domain.surveys.rows import Row, answered
from sight_domain.surveys.statistics import weighted_quantile

CLASSES = 8


@dataclass(frozen=True, slots=True)
class Comparable:
    """One distribution of a question's answers.

    Attributes:
        part: the option or row it is about; ``None`` for the question as a whole.
        ordered: whether the categories have an order, so that KS, EMD and a variance mean something.
        marks: the answer's places among the categories, from 0; one but for several choices, none where an answer to a matrix
            leaves the row out.
        by_chance: the shares that somebody gives who answers at random; ``None`` for the same share each.
    """

    question: Question
    part: str | None
    categories: tuple[str, ...]
    ordered: bool
    marks: Callable[[Answer], Sequence[int]]
    by_chance: tuple[float, ...] | None = None

    @property
    def floor(self) -> list[float]:
        """The shares of a random answerer."""
        return list(self.by_chance or [1 / len(self.categories)] * len(self.categories))

    @property
    def text(self) -> str:
        return self.question.text if self.part is None else f"{self.question.text}: {self.part}"

    @property
    def ranked(self) -> bool:
        """Whether it means something which category comes before which: not for chosen or not."""
        return not (isinstance(self.question, MultipleChoice) and self.part)

    def places(self, rows: Iterable[Row]) -> list[tuple[Row, int]]:
        """Who answered, with the places of the answer."""
        return [(row, place) for row, answer in answered(rows, self.question) for place in self.marks(answer)]


def comparables(question: Question, people: Sequence[tuple[Answer, float]]) -> list[Comparable]:
    """The distributions of a question; none for a text.

    Args:
        people: the people's answers with their weights, by which numbers are classed.
    """
    match question:
        case MultipleChoice():
            index = question.options.index
            mentions = Comparable(
                question, None, question.options, False, lambda said: [index(one) for one in _listed(said)]
            )
            return [mentions, *(_chosen(question, option) for option in question.options)]
        case Ranking():
            first = Comparable(
                question,
                None,
                question.options,
                False,
                lambda said: [question.options.index(_listed(said)[0])],
            )
            return [first, *(_placed(question, option) for option in question.options)]
        case Numeric():
            return [_classed(question, people)]
        case Matrix():
            return [_rated(question, row) for row in question.rows]
        case _ if question.categories:
            ordered = not isinstance(question, SingleChoice)
            return [
                Comparable(
                    question,
                    None,
                    question.categories,
                    ordered,
                    lambda said: [question.categories.index(str(said))],
                )
            ]
    return []


def _chosen(question: MultipleChoice, option: str) -> Comparable:
    return Comparable(question, option, ("0", "1"), False, lambda said: [int(option in _listed(said))])


def _placed(question: Ranking, option: str) -> Comparable:
    places = tuple(str(place) for place in range(1, len(question.options) + 1))
    return Comparable(question, option, places, True, lambda said: [_listed(said).index(option)])


def _rated(question: Matrix, row: str) -> Comparable:
    def marks(said: Answer) -> list[int]:
        return [question.options.index(said[row])] if isinstance(said, dict) and row in said else []

    return Comparable(question, row, question.options, True, marks)


def _classed(question: Numeric, people: Sequence[tuple[Answer, float]]) -> Comparable:
    numbers = [float(said) for said, _ in people if isinstance(said, int | float)]
    weights = [weight for said, weight in people if isinstance(said, int | float)]
    ends = sorted({weighted_quantile(numbers, weights, part / CLASSES) for part in range(1, CLASSES)})
    names = (
        f"≤ {ends[0]:g}",
        *(f"> {low:g}, ≤ {high:g}" for low, high in pairwise(ends)),
        f"> {ends[-1]:g}",
    )
    return Comparable(
        question,
        None,
        names,
        True,
        lambda said: [bisect_left(ends, float(str(said)))],
        _at_random(question, ends),
    )


def _at_random(question: Numeric, ends: Sequence[float]) -> tuple[float, ...]:
    """The shares in the classes of a number drawn evenly between the question's bounds."""
    step = 1 if question.whole else 0
    below = [(math.floor(end) if step else end) - question.least + step for end in ends]
    whole = question.most - question.least + step
    return tuple((high - low) / whole for low, high in pairwise([0.0, *below, whole]))


def _listed(said: Answer) -> list[str]:
    if not isinstance(said, list):
        raise TypeError(f"not a list of options: {said!r}")
    return said
