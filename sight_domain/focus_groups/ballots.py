"""Private ballots as they are stored, counted and shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from sight_domain.focus_groups.schemas import BallotChange, QuestionBallot
from sight_domain.ids import Kind, to_public

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.focus_groups.models import Ballot, FocusGroup, Turn
    from sight_domain.llm.outcomes import Outcome
    from sight_domain.personas.models import Persona

LEVELS = range(1, 6)


class BallotPaper(BaseModel):
    """What a voter fills in: 1 (wholly against) to 5 (wholly in favour)."""

    model_config = ConfigDict(extra="forbid")

    opinion: int = Field(ge=1, le=5)


async def stored(session: AsyncSession, group_id: UUID, places: Sequence[int] | None = None) -> list[Ballot]:
    """A group's ballots, of all participants or those at `places`, in the order of questions and places."""
    from sqlalchemy import select

    from sight_domain.focus_groups.models import Ballot

    query = select(Ballot).where(Ballot.focus_group_id == group_id)
    if places is not None:
        query = query.where(Ballot.place.in_(places))
    order = (Ballot.question_index, Ballot.place, Ballot.phase.desc())
    return list(await session.scalars(query.order_by(*order)))


async def store(
    session: AsyncSession,
    group: FocusGroup,
    person: Persona,
    place: int,
    question: int,
    phase: str,
    outcome: Outcome[BallotPaper],
) -> None:
    """Keep a ballot; a voter who has voted already stays with that."""
    from sqlalchemy.dialects.postgresql import insert

    from sight_domain.clock import now
    from sight_domain.focus_groups.models import Ballot
    from sight_domain.ids import new_uuid

    row = {
        "id": new_uuid(),
        "created_at": now(),
        "focus_group_id": group.id,
        "persona_id": person.id,
        "place": place,
        "question_index": question,
        "phase": phase,
        "opinion": outcome.value.opinion if outcome.value is not None else None,
        "outcome": outcome.status.value,
        "reason": outcome.reason,
        "written_by": outcome.model,
    }
    await session.execute(insert(Ballot).values(row).on_conflict_do_nothing())


def counted(
    ballots: Sequence[Ballot], names: Mapping[UUID, str], turns: Sequence[Turn] = ()
) -> list[QuestionBallot]:
    """Per question how many voted 1, 2, 3, 4, 5 before and after, who changed their vote, and which turns moved them."""
    by_question: dict[int, dict[UUID, dict[str, Ballot]]] = defaultdict(lambda: defaultdict(dict))
    for ballot in ballots:
        by_question[ballot.question_index][ballot.persona_id][ballot.phase] = ballot
    return [
        QuestionBallot(
            question_index=question,
            before=_levels(voters, "before"),
            after=_levels(voters, "after"),
            changed=[
                BallotChange(
                    persona_id=to_public(Kind.PERSONA, key),
                    persona_name=names.get(key, ""),
                    before=before,
                    after=after,
                    turn_ids=_movers(turns, question, key, after - before),
                )
                for key, voted in voters.items()
                for before, after in [votes(voted)]
                if before is not None and after is not None and before != after
            ],
            failed=sum(ballot.opinion is None for voted in voters.values() for ballot in voted.values()),
        )
        for question, voters in sorted(by_question.items())
    ]


def _movers(turns: Sequence[Turn], question: int, persona_id: UUID, change: int) -> list[str]:
    """The turns on a question that moved somebody's private opinion the way their vote went, each once."""
    moved = [
        shift["turn_id"]
        for turn in turns
        if turn.question_index == question
        for shift in turn.shifts or ()
        if shift["persona_id"] == str(persona_id)
        and (shift["after"] - shift["before"]) * change > 0
        and shift.get("turn_id")
    ]
    return list(dict.fromkeys(moved))


def votes(voted: Mapping[str, Ballot]) -> tuple[int | None, int | None]:
    """One voter's vote before and after; ``None`` where there is none."""
    before, after = voted.get("before"), voted.get("after")
    return before.opinion if before else None, after.opinion if after else None


def opinion_change(pairs: Sequence[tuple[str, int, int]]) -> tuple[float | None, float | None]:
    """How many votes changed, and how many of the changes went towards the majority; shares of 0-1.

    Args:
        pairs: (of which question and room, before, after) for every voter who voted twice.

    Returns:
        The share of votes that changed, and the share of those that ended nearer to the mean of the others' first
        votes in the room; ``None`` where there is nothing to take a share of.
    """
    changed = [(where, before, after) for where, before, after in pairs if before != after]
    if not pairs:
        return None, None
    sums = Counter[str]()
    people = Counter[str]()
    for where, before, _ in pairs:
        sums[where] += before
        people[where] += 1
    towards = 0
    for where, before, after in changed:
        if people[where] > 1:
            others = (sums[where] - before) / (people[where] - 1)
            towards += abs(after - others) < abs(before - others)
    return len(changed) / len(pairs), towards / len(changed) if changed else None


def _levels(voters: Mapping[UUID, Mapping[str, Ballot]], phase: str) -> list[int]:
    cast = Counter(voted[phase].opinion for voted in voters.values() if phase in voted)
    return [cast[level] for level in LEVELS]
