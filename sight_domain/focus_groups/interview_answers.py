"""Answers of those who are asked one by one, kept many at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.clock import now
from sight_domain.focus_groups.transcript import number_of
from sight_domain.ids import Kind, new_uuid, to_public
from sight_domain.personas.service import AnswerGiven, record_answers

if TYPE_CHECKING:
    import asyncpg

    from sight_domain.focus_groups.models import FocusGroup
    from sight_domain.focus_groups.recollection import Reminder
    from sight_domain.llm.outcomes import Outcome
    from sight_domain.personas.models import Persona

# What is there already is an attempt that was no answer.
_STORE = """
insert into turns (id, created_at, focus_group_id, seq, speaker_kind, persona_id, speaker_name, question_index, text,
                   outcome, reason, written_by, recalled, facts)
select id, at, focus_group_id, seq, 'persona', persona_id, speaker_name, question_index, text,
       outcome, reason, written_by, recalled, facts
from json_to_recordset($1::json) as a(
    id uuid, at timestamptz, focus_group_id uuid, seq int, persona_id uuid, speaker_name text, question_index int,
    text text, outcome text, reason text, written_by text, recalled jsonb, facts jsonb
)
order by focus_group_id, seq
on conflict (focus_group_id, seq) do update set id = excluded.id, created_at = excluded.created_at,
    text = excluded.text, outcome = excluded.outcome, reason = excluded.reason, written_by = excluded.written_by,
    recalled = excluded.recalled, facts = excluded.facts
"""


@dataclass(frozen=True, slots=True)
class InterviewAnswer:
    """What came of asking a participant a question; `id` and `seq` are its turn's."""

    focus_group_id: UUID
    seq: int
    persona_id: UUID
    speaker_name: str
    question_index: int
    question: str
    text: str
    outcome: str
    reason: str
    written_by: str
    recalled: list[str] | None = None
    facts: list[dict[str, Any]] | None = None
    id: UUID = field(default_factory=new_uuid)
    at: datetime = field(default_factory=now)


def interview_answer(
    group: FocusGroup, person: Persona, place: int, index: int, outcome: Outcome[str], reminder: Reminder
) -> InterviewAnswer:
    """What the participant at `place`, so reminded, answered to the question at `index`, ready to be stored."""
    return InterviewAnswer(
        focus_group_id=group.id,
        seq=number_of(group, index, place),
        persona_id=person.id,
        speaker_name=person.full_name,
        question_index=index,
        question=group.questions[index],
        text=(outcome.value or "") if outcome.answered else "",
        outcome=outcome.status.value,
        reason=outcome.reason,
        written_by=outcome.model,
        recalled=reminder.ids() or None,
        facts=reminder.kept_facts(outcome.provider),
    )


async def store(connection: asyncpg.Connection, answers: Sequence[InterviewAnswer]) -> None:
    """Keep answers of any number of groups, as turns and in the histories of those who gave them; keeping one twice
    keeps it once."""
    rows = json.dumps([asdict(answer) for answer in answers], default=str, ensure_ascii=False)
    await connection.execute(_STORE, rows)
    await record_answers(connection, [_given(answer) for answer in answers if answer.outcome == "answered"])


def _given(answer: InterviewAnswer) -> AnswerGiven:
    said = {
        "turn_id": to_public(Kind.TURN, answer.id),
        "question": answer.question,
        "answer": answer.text,
    }
    return AnswerGiven(answer.id, answer.at, answer.persona_id, answer.focus_group_id, said)
