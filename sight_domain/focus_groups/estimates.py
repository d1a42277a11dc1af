"""What a group would cost: its calls, as they are likely to look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.focus_groups.ballots import BallotPaper
from sight_domain.focus_groups.discussion import BALLOT, TURN
from sight_domain.focus_groups.guide_spec import DiscussionGuide
from sight_domain.focus_groups.schemas import SummaryDraft
from sight_domain.focus_groups.session import ANSWER, SUMMARY
from sight_domain.focus_groups.talk import WINDOW
from sight_domain.personas.service import respondent_inputs
from sight_domain.projects.service import language_of

if TYPE_CHECKING:
    from sight_domain.llm.estimate import CostEstimate
    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project

_TYPICAL_ANSWER = "words " * 60
_TYPICAL_TURN = "words " * 35


async def interviews(
    gateway: Gateway,
    project: Project,
    people: Sequence[Persona],
    questions: Sequence[str],
    stimulus: str | None,
) -> CostEstimate:
    """Everybody answers every question, with half of their own answers as memory on average; and the summary."""
    language = language_of(project)
    remembered = [
        {"question": question, "answer": _TYPICAL_ANSWER} for question in questions[: len(questions) // 2]
    ]
    answers = await gateway.estimate(
        ANSWER,
        ANSWER,
        {
            "respondent": respondent_inputs(people[0], language),
            "topic": project.name,
            "stimulus": stimulus,
            "question": questions[0],
            "question_index": 0,
            "memory": remembered,
        },
        len(people) * len(questions),
        language=language,
        project_id=project.id,
    )
    return answers + await _summary(gateway, project, people, questions, len(people), _TYPICAL_ANSWER)


async def discussion(
    gateway: Gateway, project: Project, people: Sequence[Persona], guide: DiscussionGuide
) -> CostEstimate:
    """All turns that the guide allows, two ballots a head and question, and the summary."""
    language = language_of(project)
    questions = [question.text for question in guide.questions]
    said = {"name": people[0].full_name, "text": _TYPICAL_TURN}
    common: dict[str, Any] = {
        "respondent": respondent_inputs(people[0], language),
        "topic": project.name,
        "stimulus": guide.stimulus,
        "question": questions[0],
        "own": [_TYPICAL_TURN],
        "opinion": 3.0,
    }
    on_one = sum(guide.turns_in(room) for room in range(len(guide.rooms)))
    turns = await gateway.estimate(
        TURN,
        TURN,
        common
        | {
            "question_index": 0,
            "memory": [{"question": questions[0], "answer": _TYPICAL_TURN}] * min(3, len(questions) - 1),
            "talk": [said] * WINDOW,
            "reply_to": said | {"gender": "female"},
            "move": "add",
            "words": 35,
        },
        on_one * len(questions),
        language=language,
        project_id=project.id,
    )
    votes = await gateway.estimate(
        BALLOT,
        BALLOT,
        common | {"talk": [said] * 4, "ballot_before": None},
        2 * len(people) * len(questions),
        schema=BallotPaper,
        language=language,
        project_id=project.id,
    )
    return turns + votes + await _summary(gateway, project, people, questions, on_one, _TYPICAL_TURN)


async def _summary(
    gateway: Gateway,
    project: Project,
    people: Sequence[Persona],
    questions: Sequence[str],
    turns_a_question: int,
    text: str,
) -> CostEstimate:
    turn = {
        "turn_id": "trn_" + "0" * 26,
        "persona_id": "per_" + "0" * 26,
        "persona_name": people[0].full_name,
    }
    turns = [
        turn | {"question_index": index, "text": text}
        for index in range(len(questions))
        for _ in range(turns_a_question)
    ]
    return await gateway.estimate(
        SUMMARY,
        SUMMARY,
        {"topic": project.name, "questions": list(questions), "turns": turns},
        1,
        schema=SummaryDraft,
        language=language_of(project),
        project_id=project.id,
    )
