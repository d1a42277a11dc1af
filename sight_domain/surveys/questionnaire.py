"""The whole questionnaire, checked before anything is stored: ids, references, skip logic, length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sight_domain.language import Language, Text
from sight_domain.surveys.drafts import Condition, QuestionDraft
from sight_domain.surveys.questions import Likert, Matrix, Numeric, Question, Scale, question_of
from sight_domain.surveys.questions.faults import fault

MOST_QUESTIONS = 100
LONGEST_QUESTION = 1_000
LONGEST_STIMULUS = 20_000
LONGEST_TITLE = 200
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
PIPED = re.compile(r"\{([A-Za-z][A-Za-z0-9_]{0,39})\}")

AGREEMENT = (
    Text(en="Strongly disagree", pl="Zdecydowanie się nie zgadzam"),
    Text(en="Rather disagree", pl="Raczej się nie zgadzam"),
    Text(en="Neither agree nor disagree", pl="Ani się zgadzam, ani nie zgadzam"),
    Text(en="Rather agree", pl="Raczej się zgadzam"),
    Text(en="Strongly agree", pl="Zdecydowanie się zgadzam"),
)
"""The points of a likert (and the columns of a matrix) that names none."""


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Checked questions in the order they are asked, and their drafts as they are stored."""

    questions: tuple[Question, ...]
    drafts: tuple[QuestionDraft, ...]

    def index(self, question_id: str) -> int:
        """The place of a question, from 0."""
        return next(i for i, question in enumerate(self.questions) if question.id == question_id)

    def depends_on(self, question: Question) -> frozenset[str]:
        """Ids of the questions whose answers must be known before this one is asked."""
        named = set(PIPED.findall(question.text))
        if question.show_if is not None:
            named.add(question.show_if.question)
        if question.reverse_of is not None:
            named.add(question.reverse_of)
        return frozenset(named)


def questionnaire_of(drafts: Sequence[QuestionDraft], language: Language) -> Questionnaire:
    """The checked questionnaire; missing ids and agreement options are filled in.

    Raises:
        SightError: ``invalid_argument`` naming the question and the field at fault.
    """
    if not 1 <= len(drafts) <= MOST_QUESTIONS:
        raise fault(
            "questions",
            f"A survey of {len(drafts)} questions is not possible.",
            f"Ankieta z liczbą pytań {len(drafts)} jest niemożliwa.",
            f"Ask 1 to {MOST_QUESTIONS} questions.",
            f"Zadaj od 1 do {MOST_QUESTIONS} pytań.",
        )
    filled = [_filled(draft, index, language) for index, draft in enumerate(drafts)]
    questions: list[Question] = []
    for index, draft in enumerate(filled):
        field = f"questions[{index}]"
        _check_text_and_id(draft, field, [earlier.id for earlier in questions])
        question = question_of(draft, field)
        _check_references(draft, question, field, questions, {later.id for later in filled[index:]})
        questions.append(question)
    return Questionnaire(tuple(questions), tuple(filled))


def checked_title(title: str) -> str:
    """The title; ``invalid_argument`` when empty or longer than 200 characters."""
    stripped = title.strip()
    if not 1 <= len(stripped) <= LONGEST_TITLE:
        raise fault(
            "title",
            "The title of the survey is empty or too long.",
            "Tytuł ankiety jest pusty albo za długi.",
            f"Use 1 to {LONGEST_TITLE} characters.",
            f"Użyj od 1 do {LONGEST_TITLE} znaków.",
        )
    return stripped


def checked_stimulus(stimulus: str | None) -> str | None:
    """The stimulus, ``None`` when there is none; ``invalid_argument`` when it is longer than 20,000 characters."""
    if stimulus is not None and len(stimulus) > LONGEST_STIMULUS:
        raise fault(
            "stimulus",
            f"The stimulus has {len(stimulus):,} characters.",
            f"Bodziec ma {len(stimulus)} znaków.",
            f"Shorten it to {LONGEST_STIMULUS:,}.",
            "Skróć go do 20 000.",
        )
    return (stimulus or "").strip() or None


def _filled(draft: QuestionDraft, index: int, language: Language) -> QuestionDraft:
    given: dict[str, object] = {"id": draft.id if draft.id is not None else f"q{index + 1}"}
    if draft.options is None and draft.type in ("likert", "matrix"):
        given["options"] = [point.to(language) for point in AGREEMENT]
    return draft.model_copy(update=given)


def _check_text_and_id(draft: QuestionDraft, field: str, earlier: Sequence[str]) -> None:
    text = draft.text.strip()
    if not text or len(text) > LONGEST_QUESTION:
        raise fault(
            f"{field}.text",
            "A question is empty or too long.",
            "Pytanie jest puste albo za długie.",
            f"Use 1 to {LONGEST_QUESTION:,} characters.",
            "Użyj od 1 do 1000 znaków.",
        )
    identifier = draft.id or ""
    if not _ID.fullmatch(identifier):
        raise fault(
            f"{field}.id",
            f"'{identifier[:60]}' cannot be the id of a question.",
            f"„{identifier[:60]}” nie może być identyfikatorem pytania.",
            "Use a letter, then up to 39 letters, digits and underscores.",
            "Użyj litery, a po niej najwyżej 39 liter, cyfr i podkreśleń.",
        )
    if identifier in earlier:
        raise fault(
            f"{field}.id",
            f"Two questions have the id '{identifier}'.",
            f"Dwa pytania mają identyfikator „{identifier}”.",
            "Give each question an id of its own, or none.",
            "Nadaj każdemu pytaniu osobny identyfikator albo żadnego.",
        )


def _check_references(
    draft: QuestionDraft,
    question: Question,
    field: str,
    earlier: Sequence[Question],
    not_yet: set[str | None],
) -> None:
    known = {asked.id: asked for asked in earlier}

    def require_earlier(identifier: str, where: str) -> Question:
        if identifier in known:
            return known[identifier]
        later = identifier in not_yet
        raise fault(
            where,
            f"The question '{identifier}' {'is not asked before this one' if later else 'does not exist'}.",
            f"Pytanie „{identifier}” {'nie pada przed tym pytaniem' if later else 'nie istnieje'}.",
            f"Refer to an earlier question: {', '.join(known) or 'there is none'}.",
            f"Odwołaj się do wcześniejszego pytania: {', '.join(known) or 'nie ma żadnego'}.",
        )

    for identifier in PIPED.findall(draft.text):
        require_earlier(identifier, f"{field}.text")
    if draft.show_if is not None:
        asked = require_earlier(draft.show_if.question, f"{field}.show_if.question")
        _check_condition(draft.show_if, asked, f"{field}.show_if")
    if draft.reverse_of is not None:
        asked = require_earlier(draft.reverse_of, f"{field}.reverse_of")
        if not isinstance(asked, Likert) or asked.categories != question.categories:
            raise fault(
                f"{field}.reverse_of",
                f"'{asked.id}' is not a likert with the same options.",
                f"„{asked.id}” nie jest pytaniem likert o tych samych opcjach.",
                "Reverse a likert with another one that has the same options.",
                "Odwróć pytanie likert innym, które ma te same opcje.",
            )


def _check_condition(condition: Condition, asked: Question, field: str) -> None:
    by_number = condition.at_least is not None or condition.at_most is not None
    if by_number == (condition.any_of is not None) or (by_number and not isinstance(asked, Scale | Numeric)):
        raise fault(
            field,
            f"The condition on '{asked.id}' cannot be used.",
            f"Nie można użyć warunku dla pytania „{asked.id}”.",
            "Give `any_of` with its options, or `at_least` and `at_most` for a scale or a number.",
            "Podaj `any_of` z jego opcjami albo `at_least` i `at_most` dla skali lub liczby.",
        )
    if condition.any_of is not None:
        unknown = [option for option in condition.any_of if option not in asked.categories]
        if unknown or not condition.any_of or isinstance(asked, Matrix):
            raise fault(
                f"{field}.any_of",
                f"'{asked.id}' cannot be answered with: {', '.join(unknown) or '-'}.",
                f"Na pytanie „{asked.id}” nie można odpowiedzieć: {', '.join(unknown) or '-'}.",
                f"Use some of: {', '.join(asked.categories) or '-'}.",
                f"Użyj niektórych z: {', '.join(asked.categories) or '-'}.",
            )
