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


def next_block(questionnaire: Questionnaire, pending: Sequence[Question]) -> list[Question]:
    """The first of `pending` that can be asked in one call.

    A question that depends on another of the block waits for the next one, and so does whatever comes after it: the
    answer is drawn before anything that refers to it is asked. A reversed statement never stands beside its original.
    """
    block: list[Question] = []
    units = 0
    for question in pending:
        together = {asked.id for asked in block}
        if block and (
            questionnaire.depends_on(question) & together or units + question.units > UNITS_AT_ONCE
        ):
            break
        block.append(question)
        units += question.units
    return block
