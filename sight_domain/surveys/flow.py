"""Which questions a respondent is asked, in which words, and which of them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sight_domain.surveys.drafts import Answer, Condition
from sight_domain.surveys.questionnaire import PIPED, Questionnaire
from sight_domain.surveys.questions import Question, Ranking

UNITS_AT_ONCE = 10
"""Answers asked for in one call: more make models careless, fewer cost more."""


def holds(condition: Condition, answer: Answer) -> bool:
    """Whether an answer meets a condition; of a ranking, whether the first place does."""
    if condition.any_of is not None:
        given = answer if isinstance(answer, list) else [str(answer)]
        return bool(set(condition.any_of).intersection(given))
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return False
    return (condition.at_least is None or answer >= condition.at_least) and (
        condition.at_most is None or answer <= condition.at_most
    )


def is_shown(question: Question, asked: Question | None, answers: Mapping[str, Answer]) -> bool:
    """Whether the question is asked of somebody with these earlier answers; not when its condition went unanswered.

    Args:
        asked: the question that the condition is about.
    """
    condition = question.show_if
    if condition is None:
        return True
    answer = answers.get(condition.question)
    if answer is None:
        return False
    if isinstance(asked, Ranking) and isinstance(answer, list):
        answer = answer[:1]
    return holds(condition, answer)


def asked_if(question: Question, questionnaire: Questionnaire) -> str | None:
    """The condition of a question for a reader: ``How often? → Daily, Weekly``; ``None`` where everybody is asked."""
    condition = question.show_if
    if condition is None:
        return None
    asked = questionnaire.questions[questionnaire.index(condition.question)]
    if condition.any_of is not None:
        answers = ", ".join(condition.any_of)
    elif condition.at_least is None or condition.at_most is None:
        answers = (
            f"≥ {condition.at_least:g}" if condition.at_least is not None else f"≤ {condition.at_most:g}"
        )
    else:
        answers = f"{condition.at_least:g}–{condition.at_most:g}"
    return f"{asked.text} → {answers}"


def in_their_words(
    text: str, questionnaire: Questionnaire, answers: Mapping[str, Answer], unanswered: str
) -> str:
    """`text` with each ``{id}`` as the respondent's answer to it, or `unanswered`."""

    def said(identifier: str) -> str:
        answer = answers.get(identifier)
        if answer is None:
            return unanswered
        return questionnaire.questions[questionnaire.index(identifier)].in_words(answer)

    return PIPED.sub(lambda found: said(found.group(1)), text)


def can_join(questionnaire: Questionnaire, block: Sequence[Question], question: Question) -> bool:
    """Whether a question can be asked in one call with those of `block`.

    One that depends on another of them waits for the next call: the answer is drawn before anything that refers to
    it is asked. So a reversed statement never stands beside its original either.
    """
    if not block:
        return True
    together = {asked.id for asked in block}
    units = sum(asked.units for asked in block) + question.units
    return units <= UNITS_AT_ONCE and not questionnaire.depends_on(question) & together


def calls_per_respondent(questionnaire: Questionnaire) -> list[list[Question]]:
    """The questions by call for somebody who is asked all of them."""
    blocks: list[list[Question]] = [[]]
    for question in questionnaire.questions:
        if not can_join(questionnaire, blocks[-1], question):
            blocks.append([])
        blocks[-1].append(question)
    return blocks
