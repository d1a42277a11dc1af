"""What a new questionnaire must make besides being well formed: a survey that can be answered and counted.

Questionnaires that are stored already were checked by the rules of their day and are read as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from sight_domain.language import Language
from sight_domain.surveys.drafts import Condition, QuestionDraft
from sight_domain.surveys.questionnaire import Questionnaire, questionnaire_of
from sight_domain.surveys.questions import Numeric, Question, Scale
from sight_domain.surveys.questions.faults import fault

LARGEST_NUMBER = 1e12


def new_questionnaire(drafts: Sequence[QuestionDraft], language: Language) -> Questionnaire:
    """The checked questionnaire of a survey that is to be run.

    Raises:
        SightError: ``invalid_argument`` as `questionnaire_of` says, for bounds beyond 10^12, and for a condition that no answer
            meets.
    """
    made = questionnaire_of(drafts, language)
    for index, question in enumerate(made.questions):
        field = f"questions[{index}]"
        if isinstance(question, Numeric):
            _require_countable(question, field)
        if question.show_if is not None:
            asked = made.questions[made.index(question.show_if.question)]
            _require_somebody_asked(question.show_if, asked, f"{field}.show_if")
    return made


def _require_countable(question: Numeric, field: str) -> None:
    for name, bound in (("min", question.least), ("max", question.most)):
        if abs(bound) > LARGEST_NUMBER:
            raise fault(
                f"{field}.{name}",
                f"`{name}` = {bound:g} is too large to count with.",
                f"`{name}` = {bound:g} to za dużo, by na tym liczyć.",
                "Give numbers between -1,000,000,000,000 and 1,000,000,000,000.",
                "Podaj liczby od -1 000 000 000 000 do 1 000 000 000 000.",
            )


def _require_somebody_asked(condition: Condition, asked: Question, field: str) -> None:
    if condition.any_of is not None or not isinstance(asked, Scale | Numeric):
        return
    low = asked.least if condition.at_least is None else max(asked.least, condition.at_least)
    high = asked.most if condition.at_most is None else min(asked.most, condition.at_most)
    if not low <= high:
        raise fault(
            field,
            f"No answer to '{asked.id}' meets the condition: nobody would be asked.",
            f"Żadna odpowiedź na „{asked.id}” nie spełnia warunku: nikt nie dostałby tego pytania.",
            f"Give bounds in order, between {asked.least:g} and {asked.most:g}.",
            f"Podaj granice w kolejności, między {asked.least:g} a {asked.most:g}.",
        )
