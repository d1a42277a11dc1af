"""What has happened to a respondent: what they were asked and said, numbered in order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

if TYPE_CHECKING:
    import asyncpg
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.personas.models import Persona

_RECORD = """
insert into persona_events (id, created_at, persona_id, focus_group_id, event_type, event_data, sequence_number)
select id, at, persona_id, focus_group_id, 'response_given', said,
       coalesce((select max(sequence_number) from persona_events e where e.persona_id = a.persona_id), 0)
       + row_number() over (partition by persona_id order by id)
from json_to_recordset($1::json) as a(id uuid, at timestamptz, persona_id uuid, focus_group_id uuid, said jsonb)
where not exists (select from persona_events e where e.id = a.id)
order by persona_id, id
"""


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """An answer in a group, `said` as `record_answer` takes it; recorded under `id`."""

    id: UUID
    at: datetime
    persona_id: UUID
    focus_group_id: UUID
    said: dict[str, str]


async def record_answers(connection: asyncpg.Connection, answers: Sequence[AnswerGiven]) -> None:
    """Add answers of any number of respondents to their histories; recording one twice records it once."""
    if answers:
        rows = json.dumps([asdict(answer) for answer in answers], default=str, ensure_ascii=False)
        await connection.execute(_RECORD, rows)


async def record_answer(
    session: AsyncSession,
    persona: Persona,
    focus_group: UUID,
    said: dict[str, str],
    *,
    kind: Literal["response_given", "spoke_up"] = "response_given",
) -> None:
    """Add what a respondent said in a group (`turn_id`, `question`, `answer`) to their history.

    `kind` tells an answer to the question from what somebody threw in while others were talking.
    """
    from sqlalchemy import func, insert, select

    from sight_domain.personas.models import PersonaEvent

    last = select(func.coalesce(func.max(PersonaEvent.sequence_number), 0)).where(
        PersonaEvent.persona_id == persona.id
    )
    await session.execute(
        insert(PersonaEvent).values(
            persona_id=persona.id,
            focus_group_id=focus_group,
            event_type=kind,
            event_data=said,
            sequence_number=last.scalar_subquery() + 1,
        )
    )


async def last_answers(
    session: AsyncSession, persona_id: UUID, limit: int | None = 20
) -> list[dict[str, Any]]:
    """The latest events of a respondent, or all of them (None), newest first."""
    from sqlalchemy import select

    from sight_domain.personas.models import PersonaEvent

    query = (
        select(PersonaEvent)
        .where(PersonaEvent.persona_id == persona_id)
        .order_by(PersonaEvent.sequence_number.desc())
        .limit(limit)
    )
    return [
        {"event_type": event.event_type, "at": event.created_at.isoformat(), **event.event_data}
        for event in await session.scalars(query)
    ]


async def count_answers(session: AsyncSession, persona_id: UUID) -> int:
    """How many events a respondent has."""
    from sqlalchemy import func, select

    from sight_domain.personas.models import PersonaEvent

    query = select(func.count()).where(PersonaEvent.persona_id == persona_id)
    return (await session.execute(query)).scalar_one()
