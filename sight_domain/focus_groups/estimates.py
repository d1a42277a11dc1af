"""What a group would cost: its calls, as they are likely to look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sight_domain.focus_groups.analysis import (
    CODEBOOK,
    CODING,
    READINGS,
    SUMMARY,
    TURNS_A_CALL,
    calls_of_reading,
)
from sight_domain.focus_groups.ballots import BallotPaper
from sight_domain.focus_groups.digests import DIGEST, DigestDraft
from sight_domain.focus_groups.discussion import BALLOT, TURN
from sight_domain.focus_groups.findings import CodebookDraft, CodingDraft, SummaryDraft
from sight_domain.focus_groups.guide_spec import WORDS_PER_MINUTE, DiscussionGuide
from sight_domain.focus_groups.recollection import OWN_ANSWERS, remembered
from sight_domain.focus_groups.talk import WINDOW
from sight_domain.personas.service import respondent_inputs
from sight_domain.projects.service import language_of

if TYPE_CHECKING:
    from sight_domain.llm.estimate import CostEstimate
    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project

ANSWER = "focus_groups.answer"
_TYPICAL_ANSWER = "words " * 60
_TYPICAL_TURN = "words " * 35


@dataclass(frozen=True, slots=True)
class GroupCost:
    """What a group would cost: its talk (turns, votes and digests, or interviews), and the analysis of it.

    Attributes:
        turns: how many the analysis of the whole talk reads.
        briefest: the analysis of a talk in which everybody speaks once.
    """

    talk: CostEstimate
    analysis: CostEstimate
    turns: int
    briefest: CostEstimate
    people: int

    @property
    def whole(self) -> CostEstimate:
        return self.talk + self.analysis

    @property
    def a_call(self) -> float:
        """What one call of the talk costs, USD."""
        return self.talk.usd / max(1, self.talk.calls)

    @property
    def least(self) -> float:
        """What it costs, USD, that everybody speaks once and that is analysed."""
        return self.a_call * self.people + self.held_back(self.people)

    def held_back(self, turns: int) -> float:
        """USD to keep for the analysis of so many turns, on the line through the two estimates."""
        more = (self.analysis.usd - self.briefest.usd) / max(1, self.turns - self.people)
        return self.briefest.usd + more * max(0, turns - self.people)


async def group_cost(
    gateway: Gateway, project: Project, people: Sequence[Persona], guide: DiscussionGuide
) -> GroupCost:
    """What a group by this guide would cost: a discussion where people are seated, interviews elsewhere."""
    held = _discussion if guide.rooms else _interviews
    return await held(gateway, project, people, guide)


async def _interviews(
    gateway: Gateway, project: Project, people: Sequence[Persona], guide: DiscussionGuide
) -> GroupCost:
    """Everybody answers every question, with half of their own answers as memory on average; and the analysis."""
    language = language_of(project)
    questions = [question.text for question in guide.questions]
    answered = [
        {"question": question, "answer": _TYPICAL_ANSWER} for question in questions[: len(questions) // 2]
    ]
    answers = await gateway.estimate(
        ANSWER,
        ANSWER,
        {
            "respondent": respondent_inputs(people[0], language),
            "topic": project.name,
            "stimulus": guide.shown_by(len(questions) - 1, language),
            "question": questions[0],
            "question_index": 0,
            "memory": answered[:OWN_ANSWERS],
            "remembered": [],
            "facts": [],
        },
        len(people) * len(questions),
        language=language,
        project_id=project.id,
    )
    analysis = await _analysis(gateway, project, people, questions, len(people), _TYPICAL_ANSWER)
    briefest = await _analysis(gateway, project, people, questions[:1], len(people), _TYPICAL_ANSWER)
    return GroupCost(answers, analysis, len(people) * len(questions), briefest, len(people))


async def _discussion(
    gateway: Gateway, project: Project, people: Sequence[Persona], guide: DiscussionGuide
) -> GroupCost:
    """All turns that the guide allows, two ballots a head and question, and the analysis."""
    language = language_of(project)
    questions = [question.text for question in guide.questions]
    said = {"name": people[0].full_name, "text": _TYPICAL_TURN}
    common: dict[str, Any] = {
        "respondent": respondent_inputs(people[0], language),
        "topic": project.name,
        "stimulus": guide.shown_by(len(questions) - 1, language),
        "question": questions[0],
        "own": [_TYPICAL_TURN],
        "opinion": 3.0,
    }
    turns_taken = _most_turns(guide)
    turns = await gateway.estimate(
        TURN,
        TURN,
        common
        | {
            "question_index": 0,
            "remembered": [remembered(_TYPICAL_TURN)] * min(6, 2 * len(questions)),
            "facts": [],
            "talk": [said] * WINDOW,
            "reply_to": said | {"gender": "female"},
            "move": "add",
            "words": 35,
        },
        turns_taken,
        language=language,
        project_id=project.id,
    )
    closed = len(guide.sections) - 1
    digested = [{"turn_id": "trn_" + "0" * 26, "persona_name": people[0].full_name, "text": _TYPICAL_TURN}]
    digests = await gateway.estimate(
        DIGEST,
        DIGEST,
        {
            "topic": project.name,
            "section": guide.sections[0].title,
            "questions": questions,
            "turns": digested * max(1, turns_taken // (len(guide.rooms) * len(guide.sections))),
        },
        closed * len(guide.rooms),
        schema=DigestDraft,
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
    on_one = -(-turns_taken // len(questions))
    analysis = await _analysis(gateway, project, people, questions, on_one, _TYPICAL_TURN)
    briefest = await _analysis(gateway, project, people, questions[:1], len(people), _TYPICAL_TURN)
    talk = turns + votes + digests if closed else turns + votes
    return GroupCost(talk, analysis, turns_taken, briefest, len(people))


def _most_turns(guide: DiscussionGuide) -> int:
    """Turns of all rooms that the limits on turns and on time allow."""
    words = len(_TYPICAL_TURN.split())
    allowed = 0
    for room in range(len(guide.rooms)):
        for section in guide.sections:
            by_turns = guide.turns_in(room) * len(section.questions)
            by_time = by_turns if section.minutes is None else int(section.minutes * WORDS_PER_MINUTE / words)
            allowed += min(by_turns, max(by_time, len(section.questions)))
    return allowed


async def _analysis(
    gateway: Gateway,
    project: Project,
    people: Sequence[Persona],
    questions: Sequence[str],
    turns_a_question: int,
    text: str,
) -> CostEstimate:
    """The codebook from all turns, two readings of them in parts, and the summary."""
    turn = {
        "turn_id": "trn_" + "0" * 26,
        "persona_id": "per_" + "0" * 26,
        "persona_name": people[0].full_name,
        "answers": None,
    }
    turns = [
        turn | {"question_index": index, "text": text}
        for index in range(len(questions))
        for _ in range(turns_a_question)
    ]
    codes = [
        {"code": f"T{number}", "title": "words " * 4, "description": "words " * 25} for number in range(8)
    ]
    quotes = [
        {
            "turn_id": turn["turn_id"],
            "persona_name": turn["persona_name"],
            "text": "words " * 15,
            "stance": "neither",
        }
    ] * 6
    theme = {"title": "words " * 4, "description": "words " * 25, "reach": 1, "in_favour": 1, "against": 1, "quotes": quotes}  # fmt: skip
    about: dict[str, Any] = {"topic": project.name, "questions": list(questions)}
    language = language_of(project)
    codebook = await gateway.estimate(
        CODEBOOK,
        CODEBOOK,
        about | {"turns": turns},
        1,
        schema=CodebookDraft,
        language=language,
        project_id=project.id,
    )
    readings = await gateway.estimate(
        CODING,
        CODING,
        about | {"codes": codes, "turns": turns[:TURNS_A_CALL], "reading": READINGS[0]},
        len(READINGS) * calls_of_reading(len(turns)),
        schema=CodingDraft,
        language=language,
        project_id=project.id,
    )
    summary = await gateway.estimate(
        SUMMARY,
        SUMMARY,
        about
        | {
            "participants": len(people),
            "answers": len(turns),
            "themes": [theme] * len(codes),
            "disagreements": [],
        },
        1,
        schema=SummaryDraft,
        language=language,
        project_id=project.id,
    )
    return codebook + readings + summary
