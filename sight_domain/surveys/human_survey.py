"""Answers of people: who said what, with what weight, and what shares that makes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sight_domain.surveys.comparables import Comparable, comparables
from sight_domain.surveys.drafts import Answer
from sight_domain.surveys.questionnaire import Questionnaire

MATCHED = ("gender", "age_group", "region", "settlement", "education", "income_bracket")
"""The attributes by which a sample can be matched to people, and people put in groups."""

Group = tuple[str, str]
"""An attribute and its value."""


@dataclass(frozen=True, slots=True)
class HumanAnswer:
    """One answer, and whose it is; of a matrix, the answer to one of its rows. `persons` is weight x count."""

    question_id: str
    row: str | None
    value: Answer
    persons: float
    people: int
    respondent: str | None
    facts: Mapping[str, str]


@dataclass(frozen=True)
class HumanSurvey:
    """A file's questions and answers."""

    questionnaire: Questionnaire
    answers: tuple[HumanAnswer, ...]

    @property
    def dimensions(self) -> list[str]:
        """The attributes that the file knows of everybody, with at least two values."""
        return [
            name
            for name in MATCHED
            if all(name in answer.facts for answer in self.answers)
            and len({answer.facts[name] for answer in self.answers}) > 1
        ]

    def comparables(self, question_id: str) -> list[Comparable]:
        """The distributions of a question in which answers can be compared."""
        question = self.questionnaire.questions[self.questionnaire.index(question_id)]
        return comparables(question, [(one.value, one.persons) for one in self.answers_to(question_id)])

    def answers_to(self, question_id: str, group: Group | None = None) -> list[HumanAnswer]:
        """The answers to a question, of all or of a group ``(attribute, value)``."""
        return [
            answer
            for answer in self._by_question[question_id]
            if group is None or answer.facts.get(group[0]) == group[1]
        ]

    @cached_property
    def _by_question(self) -> dict[str, list[HumanAnswer]]:
        found: dict[str, list[HumanAnswer]] = {question.id: [] for question in self.questionnaire.questions}
        for answer in self.answers:
            found[answer.question_id].append(answer)
        return found

    def shares(self, part: Comparable, group: Group | None = None) -> tuple[list[float], int]:
        """Weighted shares of a distribution's categories and how many people gave them."""
        totals, people = [0.0] * len(part.categories), 0
        for answer in self.answers_to(part.question.id, group):
            places = part.marks(answer.value)
            for place in places:
                totals[place] += answer.persons
            people += answer.people if places else 0
        whole = math.fsum(totals)
        return ([total / whole for total in totals] if whole else totals), people

    def margins(self) -> dict[str, dict[str, float]]:
        """Shares of the people by attribute and value, everybody counted once."""
        found: dict[str, dict[str, float]] = {}
        known = list(self._people())
        for name in MATCHED:
            counted: dict[str, float] = {}
            for facts, persons in known:
                if name in facts:
                    counted[facts[name]] = counted.get(facts[name], 0.0) + persons
            if counted and len({name in facts for facts, _ in known}) == 1:
                whole = math.fsum(counted.values())
                found[name] = {value: persons / whole for value, persons in counted.items()}
        return found

    @property
    def people(self) -> int:
        """How many people answered the question that most answered."""
        return max(
            self.shares(part)[1]
            for question in self.questionnaire.questions
            for part in self.comparables(question.id)
        )

    def _people(self) -> Iterator[tuple[Mapping[str, str], float]]:
        """Facts and weight of each person; without names, of those who answered the first question."""
        seen: set[str] = set()
        first = self.answers[0]
        for answer in self.answers:
            if answer.respondent is None:
                if (answer.question_id, answer.row) == (first.question_id, first.row):
                    yield answer.facts, answer.persons
            elif answer.respondent not in seen:
                seen.add(answer.respondent)
                yield answer.facts, answer.persons
