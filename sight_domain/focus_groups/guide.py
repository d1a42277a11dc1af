"""What a group is asked: checked before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence

from sight_domain.errors import invalid_argument
from sight_domain.language import Text

MOST_QUESTIONS = 30
LONGEST_QUESTION = 1_000
LONGEST_STIMULUS = 20_000
LONGEST_NAME = 200


def checked_questions(questions: Sequence[str]) -> list[str]:
    """The questions without surrounding space.

    Raises:
        SightError: ``invalid_argument`` for none, more than 30, an empty, an overlong or a repeated one.
    """
    if not questions:
        raise invalid_argument(
            "questions",
            Text(en="There are no questions.", pl="Nie podano żadnych pytań."),
            Text(
                en="Give at least one question to ask the group.",
                pl="Podaj co najmniej jedno pytanie do grupy.",
            ),
        )
    if len(questions) > MOST_QUESTIONS:
        raise invalid_argument(
            "questions",
            Text(en=f"{len(questions)} questions are too many.", pl=f"Za dużo pytań: {len(questions)}."),
            Text(en=f"Ask at most {MOST_QUESTIONS}.", pl=f"Zadaj najwyżej {MOST_QUESTIONS}."),
        )
    stripped = [question.strip() for question in questions]
    for index, question in enumerate(stripped):
        if not question or len(question) > LONGEST_QUESTION:
            raise invalid_argument(
                f"questions[{index}]",
                Text(en="A question is empty or too long.", pl="Pytanie jest puste albo za długie."),
                Text(en=f"Use 1 to {LONGEST_QUESTION:,} characters.", pl="Użyj od 1 do 1000 znaków."),
            )
        if question in stripped[:index]:
            raise invalid_argument(
                f"questions[{index}]",
                Text(en="This question is asked twice.", pl="To pytanie powtarza się."),
                Text(en="Ask each question once.", pl="Zadaj każde pytanie raz."),
            )
    return stripped


def checked_stimulus(stimulus: str | None) -> str | None:
    """The stimulus, ``None`` when there is none; ``invalid_argument`` when it is longer than 20,000 characters."""
    if stimulus is not None and len(stimulus) > LONGEST_STIMULUS:
        raise invalid_argument(
            "stimulus",
            Text(
                en=f"The stimulus has {len(stimulus):,} characters.", pl=f"Bodziec ma {len(stimulus)} znaków."
            ),
            Text(en=f"Shorten it to {LONGEST_STIMULUS:,}.", pl="Skróć go do 20 000."),
        )
    return stimulus.strip() or None if stimulus is not None else None


def checked_name(name: str) -> str:
    """The group's name; ``invalid_argument`` when empty or longer than 200 characters."""
    stripped = name.strip()
    if not 1 <= len(stripped) <= LONGEST_NAME:
        raise invalid_argument(
            "name",
            Text(
                en="The name of the group is empty or too long.", pl="Nazwa grupy jest pusta albo za długa."
            ),
            Text(en=f"Use 1 to {LONGEST_NAME} characters.", pl=f"Użyj od 1 do {LONGEST_NAME} znaków."),
        )
    return stripped
