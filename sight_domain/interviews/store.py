"""Interviews and their exchanges as they are stored, found and shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.errors import SightError
from sight_domain.ids import Kind, from_public, new_uuid, to_public
from sight_domain.interviews import refusals
from sight_domain.interviews.schemas import Exchange, InterviewView, RecalledEvent
from sight_domain.personas.schemas import Citation
from sight_domain.projects.service import require_project_key
from sight_domain.seeds import derive_seed

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.interviews.models import Interview, InterviewExchange
    from sight_domain.personas.models import Persona

ANSWERED = "answered"


async def require_interview(
    session: AsyncSession,
    actor: Actor,
    public_id: str,
    *,
    field: str = "interview_id",
    deleted: bool = False,
) -> Interview:
    """The actor's interview of this id; ``not_found`` for anybody else's and, unless `deleted`, a deleted one."""
    from sight_domain.interviews.models import Interview

    found = await session.get(Interview, from_public(Kind.INTERVIEW, public_id, field=field))
    if found is None or (found.deleted_at is not None and not deleted):
        raise refusals.no_such_interview(public_id, field)
    try:
        await require_project_key(session, actor, found.project_id, field=field)
    except SightError:
        raise refusals.no_such_interview(public_id, field) from None
    return found


async def begin(session: AsyncSession, persona: Persona) -> Interview:
    """A new interview; its seed follows from the respondent's and from how many they gave before."""
    from sqlalchemy import func, select

    from sight_domain.interviews.models import Interview

    before = await session.scalar(
        select(func.count()).select_from(Interview).where(Interview.persona_id == persona.id)
    )
    interview = Interview(
        id=new_uuid(),
        project_id=persona.project_id,
        persona_id=persona.id,
        seed=derive_seed(persona.seed, "interview", persona.batch, persona.seq, before or 0),
    )
    session.add(interview)
    await session.flush()
    return interview


async def put(session: AsyncSession, interview: Interview, message: str) -> InterviewExchange:
    """Keep a message before anybody is asked; the last one, if it was the same and has no answer, is asked again."""
    from sqlalchemy import select

    from sight_domain.interviews.models import Interview, InterviewExchange

    # Two messages at the same time get two places.
    await session.scalar(select(Interview.id).where(Interview.id == interview.id).with_for_update())
    last = await session.scalar(
        select(InterviewExchange)
        .where(InterviewExchange.interview_id == interview.id)
        .order_by(InterviewExchange.seq.desc())
        .limit(1)
    )
    if last is not None and last.outcome != ANSWERED and last.message == message:
        return last
    exchange = InterviewExchange(
        id=new_uuid(), interview_id=interview.id, seq=last.seq + 1 if last is not None else 0, message=message
    )
    session.add(exchange)
    await session.flush()
    return exchange


async def exchanges(session: AsyncSession, interview_id: UUID) -> list[InterviewExchange]:
    """Everything said in an interview, in order."""
    from sqlalchemy import select

    from sight_domain.interviews.models import InterviewExchange

    query = select(InterviewExchange).where(InterviewExchange.interview_id == interview_id)
    return list(await session.scalars(query.order_by(InterviewExchange.seq)))


async def interviews_of(session: AsyncSession, persona_id: UUID) -> list[Interview]:
    """A respondent's interviews, oldest first, without deleted ones."""
    from sqlalchemy import select

    from sight_domain.interviews.models import Interview

    query = select(Interview).where(Interview.persona_id == persona_id, Interview.deleted_at.is_(None))
    return list(await session.scalars(query.order_by(Interview.id)))


async def answered_before(
    session: AsyncSession, persona_ids: Sequence[UUID], moment: datetime
) -> list[tuple[UUID, InterviewExchange]]:
    """(respondent, exchange) for all answers that these people gave to interviewers before a moment, oldest first."""
    from sqlalchemy import select

    from sight_domain.interviews.models import Interview, InterviewExchange

    query = (
        select(Interview.persona_id, InterviewExchange)
        .join(Interview, Interview.id == InterviewExchange.interview_id)
        .where(
            Interview.persona_id.in_(persona_ids),
            Interview.deleted_at.is_(None),
            InterviewExchange.outcome == ANSWERED,
            InterviewExchange.created_at < moment,
        )
        .order_by(InterviewExchange.id)
    )
    return [(key, exchange) for key, exchange in await session.execute(query)]


def interview_view(interview: Interview, persona_name: str, exchanges: int) -> InterviewView:
    return InterviewView(
        id=to_public(Kind.INTERVIEW, interview.id),
        project_id=to_public(Kind.PROJECT, interview.project_id),
        persona_id=to_public(Kind.PERSONA, interview.persona_id),
        persona_name=persona_name,
        exchanges=exchanges,
        created_at=interview.created_at,
    )


def exchange_view(exchange: InterviewExchange) -> Exchange:
    return Exchange(
        id=to_public(Kind.EXCHANGE, exchange.id),
        seq=exchange.seq,
        message=exchange.message,
        text=exchange.text,
        outcome=exchange.outcome,
        reason=exchange.reason,
        written_by=exchange.written_by,
        recalled=[RecalledEvent.model_validate(one) for one in exchange.recalled],
        recalled_by=exchange.recalled_by,
        facts=[Citation.model_validate(one) for one in exchange.facts],
        created_at=exchange.created_at,
    )
