"""What a talk may cost, and why its questions ended, as stored and shown."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from sight_domain.focus_groups.guide import in_figures
from sight_domain.focus_groups.guide_spec import DiscussionGuide
from sight_domain.focus_groups.guide_views import LimitMet
from sight_domain.focus_groups.moderator import Ending
from sight_domain.language import Language, Text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.focus_groups.models import QuestionEnding
    from sight_domain.storage.database import Database

Limit = Literal["turns", "time", "cost"]
_LIMITS: dict[Ending, Limit] = {Ending.TURNS: "turns", Ending.TIME: "time", Ending.COST: "cost"}
_IN_WORDS: dict[Limit, Text] = {
    "turns": Text(
        en="Question {q}: the turns allowed were used up.", pl="Pytanie {q}: wyczerpano limit wypowiedzi."
    ),
    "time": Text(
        en="Question {q}: the time allowed ({minutes} min for its section) was used up.",
        pl="Pytanie {q}: wyczerpano czas (na tę część przewidziano {minutes} min).",
    ),
    "cost": Text(
        en="Question {q}: the group had cost what it may (${usd}); what was left was not asked.",
        pl="Pytanie {q}: wyczerpano limit kosztów ({usd} USD); pozostałych pytań nie zadano.",
    ),
}


_SO_FAR = """
select (select coalesce(sum(c.cost_usd), 0) from llm_calls c join runs r on r.id = c.run_id where r.subject_id = :id),
       (select count(*) from turns where focus_group_id = :id and speaker_kind = 'persona' and outcome = 'answered')
"""


async def spent_on(session: AsyncSession, group_id: UUID) -> tuple[float, int]:
    """What all runs of a group have cost so far, USD, and how many turns there are to show for it."""
    from sqlalchemy import text

    usd, turns = (await session.execute(text(_SO_FAR), {"id": group_id})).one()
    return float(usd), turns


class Purse:
    """What the talk of a group may still cost, asked before its calls.

    Args:
        most: USD that the group may cost in all; ``None`` for no limit.
        a_call: what a call is expected to cost, held back for each one under way.
        for_analysis: turns -> what is held back for reading them.
    """

    def __init__(
        self,
        database: Database,
        group_id: UUID,
        most: float | None,
        a_call: float = 0.0,
        for_analysis: Callable[[int], float] = float,
    ) -> None:
        self._database = database
        self._group_id = group_id
        self._most = most
        self._a_call = a_call
        self._for_analysis = for_analysis
        self._under_way = 0

    @contextlib.asynccontextmanager
    async def calls(self, number: int) -> AsyncIterator[bool]:
        """``async with purse.calls(1) as may:`` whether so many calls may be made in the block."""
        self._under_way += number
        try:
            yield number == 0 or self._most is None or await self._reserved() <= self._most
        finally:
            self._under_way -= number

    async def _reserved(self) -> float:
        async with self._database.session() as session:
            spent, turns = await spent_on(session, self._group_id)
        return spent + self._under_way * self._a_call + self._for_analysis(turns + self._under_way)


async def store_ending(
    session: AsyncSession, group_id: UUID, room: int, question: int, ending: Ending
) -> None:
    """Keep why a room is done with a question; a limit on cost takes the place of another reason."""
    from sqlalchemy.dialects.postgresql import insert

    from sight_domain.clock import now
    from sight_domain.focus_groups.models import QuestionEnding
    from sight_domain.ids import new_uuid

    row = insert(QuestionEnding).values(
        id=new_uuid(),
        created_at=now(),
        focus_group_id=group_id,
        room=room,
        question_index=question,
        ending=ending.value,
    )
    await session.execute(
        row.on_conflict_do_update(
            index_elements=["focus_group_id", "room", "question_index"], set_={"ending": row.excluded.ending}
        )
    )


async def endings(session: AsyncSession, group_id: UUID, room: int | None = None) -> list[QuestionEnding]:
    """Why questions ended, in all rooms or in one, in the order of questions and rooms."""
    from sqlalchemy import select

    from sight_domain.focus_groups.models import QuestionEnding

    query = select(QuestionEnding).where(QuestionEnding.focus_group_id == group_id)
    if room is not None:
        query = query.where(QuestionEnding.room == room)
    return list(await session.scalars(query.order_by(QuestionEnding.question_index, QuestionEnding.room)))


def limits_met(ended: Sequence[QuestionEnding], guide: DiscussionGuide, language: Language) -> list[LimitMet]:
    """The questions that a limit ended, and in which rooms; those that were talked out are not among them."""
    rooms: dict[tuple[int, Limit], list[int]] = defaultdict(list)
    for one in ended:
        limit = _LIMITS.get(Ending(one.ending))
        if limit is not None:
            rooms[one.question_index, limit].append(one.room)
    return [
        LimitMet(
            limit=limit,
            question_index=question,
            rooms=where,
            in_words=_IN_WORDS[limit]
            .to(language)
            .format(
                q=question + 1,
                minutes=in_figures(guide.sections[guide.section_of(question)].minutes or 0, language),
                usd=in_figures(guide.max_usd or 0, language),
            ),
        )
        for (question, limit), where in rooms.items()
    ]
