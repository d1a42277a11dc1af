"""Sets of messages as they are reserved, read and shown. A set is also the record of who asked for it, for whom, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.ids import Kind, new_uuid, to_public
from sight_domain.insights import message_limit
from sight_domain.insights.schemas import MessageKind, Messaging, Tone
from sight_domain.language import Text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.insights.models import MessageSet
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project

WRITTEN, FAILED = "written", "failed"
VARIANTS = 3
_FOR_NOBODY_DELETED = (
    "not exists (select from personas p where p.id = message_sets.persona_id and p.deleted_at is not null)"
)


async def reserved(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    person: Persona | None,
    segment: str | None,
    kind: MessageKind,
    tone: Tone,
    *,
    per_hour: int,
) -> MessageSet:
    """A set to be written, counted for the user's limit from now on.

    Raises:
        SightError: ``rate_limited``.
    """
    import structlog

    from sight_domain.insights.models import MessageSet

    await message_limit.hold(session, actor.user_id)
    await message_limit.require_one_left(session, actor.user_id, per_hour)
    made = MessageSet(
        id=new_uuid(),
        project_id=project.id,
        persona_id=person.id if person else None,
        segment=segment,
        user_id=actor.user_id,
        kind=kind,
        tone=tone,
    )
    session.add(made)
    structlog.get_logger("sight.audit").info(
        "generate_messaging",
        user=to_public(Kind.USER, actor.user_id) if actor.user_id else None,
        project=to_public(Kind.PROJECT, project.id),
        persona=to_public(Kind.PERSONA, person.id) if person else None,
        segment=segment,
        messages=to_public(Kind.MESSAGES, made.id),
    )
    return made


async def required(session: AsyncSession, set_id: UUID) -> MessageSet:
    from sight_domain.insights.models import MessageSet

    return await session.get_one(MessageSet, set_id)


async def number_of(session: AsyncSession, made: MessageSet) -> int:
    """How many sets of the project were written before: the next is to read differently."""
    from sqlalchemy import func, select

    from sight_domain.insights.models import MessageSet

    query = select(func.count()).where(
        MessageSet.project_id == made.project_id, MessageSet.id < made.id, MessageSet.status == WRITTEN
    )
    return await session.scalar(query) or 0


async def latest(
    session: AsyncSession, project_id: UUID, persona_id: UUID | None, limit: int
) -> list[MessageSet]:
    """The last sets written for a project, its respondents' too, or for one of them; newest first.

    What was written for somebody who is deleted does not show.
    """
    from sqlalchemy import select, text

    from sight_domain.insights.models import MessageSet

    query = select(MessageSet).where(
        MessageSet.status == WRITTEN, MessageSet.project_id == project_id, text(_FOR_NOBODY_DELETED)
    )
    if persona_id is not None:
        query = query.where(MessageSet.persona_id == persona_id)
    return list(await session.scalars(query.order_by(MessageSet.id.desc()).limit(limit)))


async def view(session: AsyncSession, made: MessageSet, actor: Actor, *, per_hour: int) -> Messaging:
    content: Mapping[str, Any] = made.content or {"variants": [], "variants_dropped": 0}
    return Messaging(
        id=to_public(Kind.MESSAGES, made.id),
        project_id=to_public(Kind.PROJECT, made.project_id),
        persona_id=to_public(Kind.PERSONA, made.persona_id) if made.persona_id else None,
        segment=made.segment,
        kind=made.kind,
        tone=made.tone,
        variants=content["variants"],
        variants_dropped=content["variants_dropped"],
        left_this_hour=await message_limit.left(session, actor.user_id, per_hour),
        notes=[
            note.to(actor.language) for note in _notes(len(content["variants"]), content["variants_dropped"])
        ],
        created_at=made.created_at,
        generated_by=made.generated_by or "",
    )


def _notes(variants: int, dropped: int) -> list[Text]:
    notes = [
        Text(
            en="Figures and claims such as free, guaranteed or best were checked against the project's facts; other wording was "
            "not. Read before use.",
            pl="Liczby i twierdzenia takie jak „za darmo”, „gwarancja” czy „najlepszy” sprawdzono z faktami projektu; innych "
            "sformułowań nie. Przeczytaj przed użyciem.",
        )
    ]
    if dropped:
        notes.append(
            Text(
                en=f"Variants thrown out because they answered no need, did not fit or claimed what no fact says: {dropped}.",
                pl="Odrzucone warianty, bo nie odpowiadały na potrzebę, nie mieściły się albo twierdziły coś spoza faktów: "
                f"{dropped}.",
            )
        )
    if variants < VARIANTS:
        notes.append(
            Text(
                en=f"Only {variants} of {VARIANTS} variants stood the check.",
                pl=f"Kontrolę przeszły warianty: {variants} z {VARIANTS}.",
            )
        )
    return notes
