"""Answers as the statistics take them: who gave them, with what weight, and what became of each question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sight_domain.surveys.drafts import Answer
from sight_domain.surveys.questions import Likert, Matrix, Question, Scale, SingleChoice
from sight_domain.surveys.sheet import ANSWERED, Filled


@dataclass(frozen=True, slots=True)
class Row:
    """One respondent's filled-in sheet, by question id. `facts` are the sampled facts, `weight` is above 0."""

    persona_id: str
    persona_name: str
    facts: Mapping[str, Any]
    filled: Mapping[str, Filled]
    weight: float = 1.0

    def answer(self, question: Question) -> Answer | None:
        """The answer to a question; ``None`` when there is none."""
        filled = self.filled.get(question.id)
        return filled.value if filled is not None and filled.outcome == ANSWERED else None


def answered(rows: Iterable[Row], question: Question) -> list[tuple[Row, Answer]]:
    """Who answered a question, with the answer."""
    return [(row, answer) for row in rows if (answer := row.answer(question)) is not None]


@dataclass(frozen=True, slots=True)
class Item:
    """One closed distribution: a question with one answer of K, or one row of a matrix."""

    question: Question
    row: str | None = None

    @property
    def name(self) -> str:
        return self.question.id if self.row is None else f"{self.question.id}: {self.row}"

    def place(self, answer: Answer) -> int:
        """The answer's place among the question's categories, from 0."""
        said = answer[self.row] if self.row is not None and isinstance(answer, dict) else str(answer)
        return self.question.categories.index(said)

    def places(self, rows: Iterable[Row]) -> list[tuple[Row, int]]:
        return [(row, self.place(answer)) for row, answer in answered(rows, self.question)]


def items(questions: Sequence[Question]) -> Iterator[Item]:
    """Every closed distribution of a questionnaire."""
    for question in questions:
        if isinstance(question, Matrix):
            yield from (Item(question, row) for row in question.rows)
        elif isinstance(question, SingleChoice | Likert | Scale):
            yield Item(question)


def shares_of(places: Iterable[tuple[Row, int]], categories: int) -> list[float]:
    """Weighted shares by place; all 0 for nobody."""
    totals = [0.0] * categories
    for row, place in places:
        totals[place] += row.weight
    whole = sum(totals)
    return [total / whole for total in totals] if whole else totals
