"""Answers of people from a file, to hold synthetic answers against.

A CSV file (UTF-8; comma, semicolon or tab) with one line an answer::

    question_id,question,type,options,min,max,row,respondent,gender,age,answer,weight
    buy,I would buy it.,likert,No | Perhaps | Yes,,,,1,female,34,Perhaps,1
    buy,,,,,,,2,male,51,No,1
    price,How important is the price?,scale,,1,5,,1,female,34,4,1
    rate,How good is it?,matrix,Poor | Fair | Good,,,Taste,1,female,34,Good,1
    rate,,,,,,Price,1,female,34,Fair,1

``question_id`` and ``answer`` are in every line; ``question``, ``type``, ``options`` (parted by ``|``, lowest first) or ``min``
and ``max`` stand in a question's first line, and where they are repeated they are the same. An answer to a multiple_choice
question holds the options chosen, to a ranking all options, best first, parted by ``|``; to a numeric question it is the number;
a matrix has a line for each ``row``, and its options are the columns. ``count`` makes a line stand for so many people, so that
published tables fit too; ``weight`` weighs it. ``gender``, ``age`` or ``age_group``, ``region``, ``settlement``, ``education`` and
``income_bracket`` hold the country pack's codes; ``respondent`` keeps people apart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sight_domain.errors import SightError
from sight_domain.language import Language, Text
from sight_domain.populations.service import load_pack
from sight_domain.surveys.drafts import Answer, QuestionDraft, QuestionType
from sight_domain.surveys.human_survey import MATCHED, HumanAnswer, HumanSurvey
from sight_domain.surveys.human_table import ABOUT_QUESTIONS, Line, lines_of
from sight_domain.surveys.questions import Matrix, MultipleChoice, Numeric, Question, Ranking, Scale
from sight_domain.surveys.questions.choice import one_of
from sight_domain.surveys.sense import new_questionnaire

_TYPES: tuple[QuestionType, ...] = (
    "single_choice",
    "likert",
    "scale",
    "multiple_choice",
    "numeric",
    "ranking",
    "matrix",
)


def read_human_answers(content: bytes, language: Language, *, country: str = "PL") -> HumanSurvey:
    """The answers of a file.

    Raises:
        SightError: ``unreadable_document`` when it is no such table; ``invalid_argument`` naming the line and the column.
    """
    lines = lines_of(content)
    questionnaire = new_questionnaire(_drafts(lines), language)
    questions = {question.id: question for question in questionnaire.questions}
    people: dict[str, tuple[int, Mapping[str, str]]] = {}
    given: dict[tuple[str, str | None, str], int] = {}
    answers: list[HumanAnswer] = []
    for line in lines:
        answer = _answer(line, questions[line.cells["question_id"]], country)
        if answer.respondent is not None:
            _require_once(line, answer, given)
            _require_same_facts(line, answer, people)
        answers.append(answer)
    return HumanSurvey(questionnaire, tuple(answers))


def _drafts(lines: Sequence[Line]) -> list[QuestionDraft]:
    first: dict[str, Line] = {}
    rows: dict[str, list[str]] = {}
    for line in lines:
        identifier = line.cells.get("question_id")
        if identifier is None:
            raise line.refused("question_id", "the id of a question", "identyfikatora pytania")
        asked = first.setdefault(identifier, line)
        for name in ABOUT_QUESTIONS:
            if line.cells.get(name, asked.cells.get(name)) != asked.cells.get(name):
                raise line.fault(
                    name,
                    Text(
                        en=f"`{name}` of the question '{identifier}' is not that of line {asked.number}",
                        pl=f"`{name}` pytania „{identifier}” nie jest takie jak w wierszu {asked.number}",
                    ),
                    Text(
                        en="Leave it empty, repeat it unchanged, or give the question another id.",
                        pl="Zostaw puste, powtórz bez zmian albo nadaj pytaniu inny identyfikator.",
                    ),
                )
        if "row" in line.cells:
            named = rows.setdefault(identifier, [])
            if line.cells["row"] not in named:
                named.append(line.cells["row"])
    return [_draft(identifier, line, rows.get(identifier)) for identifier, line in first.items()]


def _draft(identifier: str, line: Line, rows: list[str] | None) -> QuestionDraft:
    cells = line.cells
    if cells.get("type") not in _TYPES:
        allowed = ", ".join(_TYPES)
        raise line.refused("type", allowed, allowed)
    options = [part.strip() for part in cells["options"].split("|")] if "options" in cells else None
    bounds = {name: _number(line, name) for name in ("min", "max") if name in cells}
    said = {"id": identifier, "type": cells["type"], "text": cells.get("question", ""), "options": options}
    return QuestionDraft.model_validate(said | bounds | {"rows": rows})


def _answer(line: Line, question: Question, country: str) -> HumanAnswer:
    count = _positive(line, "count", whole=True)
    return HumanAnswer(
        question.id,
        line.cells.get("row"),
        _value(line, question),
        _positive(line, "weight", whole=False) * count,
        int(count),
        line.cells.get("respondent"),
        _facts(line, country),
    )


def _value(line: Line, question: Question) -> Answer:
    """The answer in a cell, as the question's type stores it; of a matrix, of the line's row alone."""
    text = line.cells.get("answer", "")
    try:
        if isinstance(question, Matrix):
            if "row" not in line.cells:
                raise line.refused("row", ", ".join(question.rows), ", ".join(question.rows))
            return {line.cells["row"]: one_of(text, question.options)}
        return question.validated(_read(question, text))
    except ValueError:
        allowed = _allowed(question)
        raise line.refused("answer", allowed.en, allowed.pl) from None


def _read(question: Question, text: str) -> object:
    if isinstance(question, MultipleChoice | Ranking):
        return [part.strip() for part in text.split("|") if part.strip()]
    if isinstance(question, Numeric | Scale):
        number = float(text.replace(",", "."))
        return int(number) if number.is_integer() else number
    return text


def _allowed(question: Question) -> Text:
    options = ", ".join(question.categories)
    match question:
        case Numeric():
            bounds = f"{question.least:g}", f"{question.most:g}"
            kind = ("a whole number", "liczby całkowitej") if question.whole else ("a number", "liczby")
            return Text(
                en=f"{kind[0]} from {bounds[0]} to {bounds[1]}", pl=f"{kind[1]} od {bounds[0]} do {bounds[1]}"
            )
        case Ranking():
            return Text(
                en=f"all of these, best first, parted by |: {options}",
                pl=f"wszystkich, od najlepszej, rozdzielonych znakiem |: {options}",
            )
        case MultipleChoice():
            return Text(
                en=f"some of these, parted by |: {options}",
                pl=f"niektórych z tych, rozdzielonych znakiem |: {options}",
            )
    return Text(en=options, pl=options)


def _require_once(line: Line, answer: HumanAnswer, given: dict[tuple[str, str | None, str], int]) -> None:
    assert answer.respondent is not None
    before = given.setdefault((answer.question_id, answer.row, answer.respondent), line.number)
    if before != line.number:
        raise line.fault(
            "respondent",
            Text(
                en=f"respondent '{answer.respondent}' has answered '{answer.question_id}' in line {before} already",
                pl=f"respondent „{answer.respondent}” ma już odpowiedź na „{answer.question_id}” w wierszu {before}",
            ),
            Text(
                en="Leave one of the two lines, or tell the people apart.",
                pl="Zostaw jeden z tych wierszy albo rozróżnij respondentów.",
            ),
        )


def _require_same_facts(
    line: Line, answer: HumanAnswer, people: dict[str, tuple[int, Mapping[str, str]]]
) -> None:
    assert answer.respondent is not None
    number, facts = people.setdefault(answer.respondent, (line.number, answer.facts))
    for name in MATCHED:
        if facts.get(name) != answer.facts.get(name):
            raise line.fault(
                name,
                Text(
                    en=f"`{name}` of respondent '{answer.respondent}' is not that of line {number}",
                    pl=f"`{name}` respondenta „{answer.respondent}” nie jest takie jak w wierszu {number}",
                ),
                Text(
                    en="Give each respondent the same attributes in every line, or tell the people apart.",
                    pl="Podaj przy każdym respondencie w każdym wierszu te same cechy albo rozróżnij respondentów.",
                ),
            )


def _number(line: Line, name: str) -> float:
    try:
        return float(line.cells[name].replace(",", "."))
    except ValueError:
        raise line.refused(name, "a number", "liczby") from None


def _positive(line: Line, name: str, *, whole: bool) -> float:
    """A count or a weight, 1 when it is left out."""
    value = _number(line, name) if name in line.cells else 1.0
    if not math.isfinite(value) or value <= 0 or (whole and not value.is_integer()):
        kind = ("a whole number", "liczby całkowitej") if whole else ("a number", "liczby")
        raise line.refused(name, f"{kind[0]} above 0", f"{kind[1]} większej od 0")
    return value


def _facts(line: Line, country: str) -> dict[str, str]:
    pack = load_pack(country)
    facts = {name: line.cells[name] for name in MATCHED if name in line.cells}
    for name in facts:
        if not pack.codes(name):
            raise _not_in_pack(line, name, country, [one for one in MATCHED if pack.codes(one)])
    if "age" in line.cells and "age_group" not in facts:
        facts["age_group"] = _age_group(line, pack.codes("age_group"))
    for name, value in facts.items():
        codes = pack.codes(name)
        if value not in codes:
            raise line.refused(name, ", ".join(codes), ", ".join(codes))
    return facts


def _age_group(line: Line, groups: Sequence[str]) -> str:
    """The group of an age in years: groups are spelt ``25-34`` and ``65+``."""
    text = line.cells["age"]
    age = int(text) if text.isdecimal() else -1
    for group in groups:
        low, _, high = group.rstrip("+").partition("-")
        if int(low) <= age <= (int(high) if high else 120):
            return group
    raise line.refused("age", ", ".join(groups), ", ".join(groups))


def _not_in_pack(line: Line, column: str, country: str, known: Sequence[str]) -> SightError:
    names = ", ".join(known)
    return line.fault(
        column,
        Text(
            en=f"the country pack of {country} does not know `{column}`",
            pl=f"pakiet kraju {country} nie zna cechy `{column}`",
        ),
        Text(
            en=f"Leave the column out; it knows {names}.",
            pl=f"Usuń tę kolumnę; pakiet zna cechy: {names}.",
        ),
    )
