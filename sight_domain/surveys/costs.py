"""What asking a questionnaire would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.language import Language
from sight_domain.surveys.answerer import ANSWER, call_inputs, shape_of
from sight_domain.surveys.flow import calls_per_respondent
from sight_domain.surveys.questionnaire import Questionnaire
from sight_domain.surveys.sheet import Ask, Asked

if TYPE_CHECKING:
    from sight_domain.llm.estimate import CostEstimate
    from sight_domain.llm.gateway import Gateway

_TYPICAL_MEMORY = {"question": "words " * 12, "answer": "words " * 4}
_REMEMBERED = 20


async def estimated(
    gateway: Gateway,
    questionnaire: Questionnaire,
    respondent: dict[str, Any],
    people: int,
    *,
    topic: str,
    stimulus: str | None,
    language: Language,
    project_id: UUID | None = None,
) -> CostEstimate:
    """For each call that a respondent's questions take, `people` times, with the earlier answers as memory.

    Args:
        respondent: the inputs of somebody typical.
    """
    costs: list[CostEstimate] = []
    remembered = 0
    for block in calls_per_respondent(questionnaire):
        asked = tuple(
            Asked(question, question.text, tuple(range(len(question.categories)))) for question in block
        )
        memory = (_TYPICAL_MEMORY,) * min(_REMEMBERED, remembered)
        inputs = call_inputs(Ask(respondent, asked, memory, 0), topic=topic, stimulus=stimulus)
        costs.append(
            await gateway.estimate(
                ANSWER,
                ANSWER,
                inputs,
                people,
                schema=shape_of(block),
                language=language,
                project_id=project_id,
            )
        )
        remembered += len(block)
    total = costs[0]
    for cost in costs[1:]:
        total += cost
    return total
