"""Answers of people from a file, to hold synthetic answers against.

A CSV file (UTF-8; comma, semicolon or tab) with one line an answer::

    question_id,question,type,options,min,max,respondent,gender,age,answer,weight
    buy,I would buy it.,likert,No | Perhaps | Yes,,,1,female,34,Perhaps,1
    buy,,,,,,2,male,51,No,1
    price,How important is the price?,scale,,1,5,1,female,34,4,1

``question_id`` and ``answer`` are in every line; ``question``, ``type``, ``options`` (parted by ``|``, lowest first) or ``min``
and ``max`` stand in a question's first line. An answer to a multiple_choice question holds the options chosen, to a ranking
all options, best first, parted by ``|``; to a numeric question it is the number. ``count`` makes a line stand for so
many people, so that published tables fit too; ``weight`` weighs it. ``gender``, ``age`` or ``age_group``, ``region``,
``settlement``, ``education`` and ``income_bracket`` hold the country pack's codes; ``respondent`` keeps people apart.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.language import Language, Text
from sight_domain.populations.service import load_pack
from sight_domain.surveys.comparables import Comparable, comparables
from sight_domain.surveys.drafts import Answer, QuestionDraft, QuestionType
from sight_domain.surveys.questionnaire import Questionnaire, questionnaire_of
from sight_domain.surveys.questions import MultipleChoice, Numeric, Question, Ranking, Scale

REQUIRED = ("question_id", "answer")
ABOUT_QUESTIONS = ("question", "type", "options", "min", "max")
MATCHED = ("gender", "age_group", "region", "settlement", "education", "income_bracket")
OPTIONAL = ("respondent", "count", "weight", "age", *MATCHED)
_TYPES: tuple[QuestionType, ...] = (
    "single_choice",
    "likert",
    "scale",
    "multiple_choice",
    "numeric",
    "ranking",
)
_LARGEST = 20_000_000

Group = tuple[str, str]
"""An attribute and its value."""


@dataclass(frozen=True, slots=True)
class HumanAnswer:
    """One line: the answer, and whose it is. `persons` is weight x count."""

    question_id: str
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
            for place in part.marks(answer.value):
                totals[place] += answer.persons
            people += answer.people
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
            sum(answer.people for answer in self.answers_to(question.id))
            for question in self.questionnaire.questions
        )

    def _people(self) -> Iterator[tuple[Mapping[str, str], float]]:
        """Facts and weight of each person; without names, of those who answered the first question."""
        seen: set[str] = set()
        first = self.questionnaire.questions[0].id
        for answer in self.answers:
            if answer.respondent is None:
                if answer.question_id == first:
                    yield answer.facts, answer.persons
            elif answer.respondent not in seen:
                seen.add(answer.respondent)
                yield answer.facts, answer.persons


def read_human_answers(content: bytes, language: Language, *, country: str = "PL") -> HumanSurvey:
    """The answers of a file.

    Raises:
        SightError: ``unreadable_document`` when it is no such table; ``invalid_argument`` naming the line and the column.
    """
    table = _table(content)
    drafts: dict[str, QuestionDraft] = {}
    for number, line in table:
        identifier = line.get("question_id", "")
        if identifier and identifier not in drafts:
            drafts[identifier] = _draft(identifier, line, number)
    questionnaire = questionnaire_of(list(drafts.values()), language)
    questions = {question.id: question for question in questionnaire.questions}
    answers: list[HumanAnswer] = []
    for number, line in table:
        identifier = line.get("question_id", "")
        if identifier not in questions:
            raise _bad_line(number, "question_id", identifier, "…", "…")
        count = _number(line, "count", number, whole=True)
        answers.append(
            HumanAnswer(
                identifier,
                _answer(questions[identifier], line.get("answer", ""), number),
                _number(line, "weight", number, whole=False) * count,
                int(count),
                line.get("respondent") or None,
                _facts(line, number, country),
            )
        )
    return HumanSurvey(questionnaire, tuple(answers))


def _answer(question: Question, text: str, number: int) -> Answer:
    """The answer in a cell, as the question's type stores it."""
    try:
        return question.validated(_read(question, text))
    except ValueError:
        en, pl = _allowed(question)
        raise _bad_line(number, "answer", text, en, pl) from None


def _read(question: Question, text: str) -> object:
    if isinstance(question, MultipleChoice | Ranking):
        return [part.strip() for part in text.split("|") if part.strip()]
    if isinstance(question, Numeric):
        return float(text.replace(",", "."))
    if isinstance(question, Scale):
        return int(text)
    return text


def _allowed(question: Question) -> tuple[str, str]:
    options = ", ".join(question.categories)
    match question:
        case Numeric():
            bounds = f"{question.least:g}", f"{question.most:g}"
            kind = ("a whole number", "liczba całkowita") if question.whole else ("a number", "liczba")
            return f"{kind[0]} from {bounds[0]} to {bounds[1]}", f"{kind[1]} od {bounds[0]} do {bounds[1]}"
        case Ranking():
            return (
                f"all of these, best first, parted by |: {options}",
                f"wszystkie, od najlepszej, rozdzielone |: {options}",
            )
        case MultipleChoice():
            return f"some of these, parted by |: {options}", f"niektóre z tych, rozdzielone |: {options}"
    return options, options


def _table(content: bytes) -> list[tuple[int, dict[str, str]]]:
    if len(content) > _LARGEST:
        raise _unreadable(f"{len(content):,} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable("UTF-8") from None
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _unreadable(str(error)) from None
    names = [name.strip().lower() for name in rows[0]] if rows else []
    known = {*REQUIRED, *ABOUT_QUESTIONS, *OPTIONAL}
    missing = [name for name in (*REQUIRED, "question", "type") if name not in names]
    unknown = [name for name in names if name not in known]
    if missing or unknown or len(set(names)) != len(names):
        raise invalid_argument(
            "file",
            Text(
                en=f"The columns do not fit: missing {', '.join(missing) or '-'}, unknown {', '.join(unknown) or '-'}.",
                pl=f"Kolumny nie pasują: brakuje {', '.join(missing) or '-'}, nieznane {', '.join(unknown) or '-'}.",
            ),
            Text(
                en=f"Use, once each: {', '.join((*REQUIRED, *ABOUT_QUESTIONS, *OPTIONAL))}.",
                pl=f"Użyj, każdej raz: {', '.join((*REQUIRED, *ABOUT_QUESTIONS, *OPTIONAL))}.",
            ),
        )
    lines = [
        (number, {name: cell.strip() for name, cell in zip(names, row, strict=False) if cell.strip()})
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]
    if not lines:
        raise _unreadable("0")
    return lines


def _draft(identifier: str, line: Mapping[str, str], number: int) -> QuestionDraft:
    if line.get("type") not in _TYPES:
        allowed = ", ".join(_TYPES)
        raise _bad_line(number, "type", line.get("type", ""), allowed, allowed)
    options = [part.strip() for part in line["options"].split("|")] if "options" in line else None
    bounds = {name: _bound(line, name, number) for name in ("min", "max") if name in line}
    said = {"id": identifier, "type": line["type"], "text": line.get("question", ""), "options": options}
    return QuestionDraft.model_validate(said | bounds)


def _bound(line: Mapping[str, str], name: str, number: int) -> float:
    try:
        return float(line[name])
    except ValueError:
        raise _bad_line(number, name, line[name], "a number", "liczba") from None


def _number(line: Mapping[str, str], name: str, number: int, *, whole: bool) -> float:
    """A count or a weight, 1 when it is left out."""
    text = line.get(name, "1")
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value <= 0 or (whole and not value.is_integer()):
        raise _bad_line(number, name, text, "a number above 0", "liczba większa od 0")
    return value


def _facts(line: Mapping[str, str], number: int, country: str) -> dict[str, str]:
    pack = load_pack(country)
    facts = {name: line[name] for name in MATCHED if name in line}
    for name in facts:
        if not pack.codes(name):
            raise _not_in_pack(number, name, country, [one for one in MATCHED if pack.codes(one)])
    if "age" in line and "age_group" not in facts:
        facts["age_group"] = _age_group(line["age"], number, pack.codes("age_group"))
    for name, value in facts.items():
        codes = pack.codes(name)
        if value not in codes:
            raise _bad_line(number, name, value, ", ".join(codes), ", ".join(codes))
    return facts


def _age_group(text: str, number: int, groups: Sequence[str]) -> str:
    """The group of an age in years: groups are spelt ``25-34`` and ``65+``."""
    age = int(text) if text.isdecimal() else -1
    for group in groups:
        low, _, high = group.rstrip("+").partition("-")
        if int(low) <= age <= (int(high) if high else 120):
            return group
    raise _bad_line(number, "age", text, ", ".join(groups), ", ".join(groups))


def _bad_line(number: int, column: str, value: str, en: str, pl: str) -> SightError:
    shown = value if len(value) <= 60 else value[:57] + "…"
    return invalid_argument(
        f"file line {number}: {column}",
        Text(
            en=f"Line {number}: `{column}` cannot be '{shown}'.",
            pl=f"Wiersz {number}: `{column}` nie może mieć wartości „{shown}”.",
        ),
        Text(en=f"Use: {en}.", pl=f"Użyj: {pl}."),
    )


def _not_in_pack(number: int, column: str, country: str, known: Sequence[str]) -> SightError:
    names = ", ".join(known)
    return invalid_argument(
        f"file line {number}: {column}",
        Text(
            en=f"Line {number}: the country pack of {country} does not know `{column}`.",
            pl=f"Wiersz {number}: pakiet kraju {country} nie zna cechy `{column}`.",
        ),
        Text(
            en=f"Leave the column out; it knows {names}.",
            pl=f"Usuń tę kolumnę; pakiet zna cechy: {names}.",
        ),
    )


def _unreadable(what: str) -> SightError:
    return SightError(
        ErrorCode.UNREADABLE_DOCUMENT,
        Text(
            en=f"The file is no table of answers ({what}).", pl=f"Plik nie jest tabelą odpowiedzi ({what})."
        ),
        Text(
            en="Give a CSV file in UTF-8 with a header and one line an answer; docs/surveys.md has an example.",
            pl="Podaj plik CSV w UTF-8 z nagłówkiem i jednym wierszem na odpowiedź; przykład jest w docs/surveys.md.",
        ),
        field="file",
    )
