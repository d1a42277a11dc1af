"""Run a focus group: ask, listen, sum up; every answer stored as it comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.errors import SightError
from sight_domain.focus_groups import ballots, digests, estimates, limits, refusals, transcript
from sight_domain.focus_groups.discussion import steps_of
from sight_domain.focus_groups.facts import StudyFacts, known_to, put_before
from sight_domain.focus_groups.guide import checked_name
from sight_domain.focus_groups.guide_spec import DiscussionGuide, GuideQuestion, Section
from sight_domain.focus_groups.guide_views import guide_held_by, guide_view
from sight_domain.focus_groups.memory import Event, EventKind, basis, recalled
from sight_domain.focus_groups.past import group_events, turn_vectors
from sight_domain.focus_groups.schemas import (
    FocusGroupView,
    GroupStarted,
    GroupSummary,
    Mode,
    Transcript,
)
from sight_domain.focus_groups.session import GroupSession
from sight_domain.focus_groups.showing import Showing
from sight_domain.focus_groups.stimuli import StimulusWish
from sight_domain.focus_groups.wishes import GroupWish
from sight_domain.ids import Kind, from_public, new_uuid, to_public
from sight_domain.personas.service import participants_of
from sight_domain.projects.service import require_project, require_project_key
from sight_domain.runs.service import RunService, UseCase, Watcher
from sight_domain.seeds import new_seed
from sight_domain.storage.deletion import Deletion, DeletionReason, mark_deleted, purge, restore
from sight_domain.storage.paging import decode_int_cursor, encode_cursor

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.focus_groups.models import FocusGroup, Turn
    from sight_domain.knowledge.service import KnowledgeService
    from sight_domain.llm.estimate import CostEstimate
    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database

__all__ = [
    "Event",
    "EventKind",
    "FocusGroupService",
    "GuideQuestion",
    "Section",
    "StimulusWish",
    "StudyFacts",
    "answers_of",
    "basis",
    "group_events",
    "known_to",
    "put_before",
    "recalled",
    "turn_vectors",
]

KIND_OF_RUN = "focus_groups.run"


@dataclass(frozen=True, slots=True)
class _Planned:
    """Whom a group asks in which study, and by which guide."""

    project: Project
    people: list[Persona]
    guide: DiscussionGuide


class FocusGroupService:
    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        runs: RunService,
        knowledge: KnowledgeService,
        *,
        at_once: int,
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._runs = runs
        self._showing = Showing(knowledge)
        self._session = GroupSession(database, gateway, at_once=at_once)
        runs.register(
            UseCase(
                KIND_OF_RUN,
                Kind.FOCUS_GROUP,
                self._session.hold,
                self._session.hold_some,
                stopped=self._mark_stopped,
            )
        )

    async def create(
        self,
        actor: Actor,
        project_id: str,
        *,
        name: str,
        questions: Sequence[str | GuideQuestion],
        persona_ids: Sequence[str] | None,
        mode: Mode,
        stimulus: str | None,
        seed: int | None,
        turns_per_head: int | None = None,
        sections: Sequence[Section] = (),
        stimuli: Sequence[StimulusWish] = (),
        minutes: float | None = None,
        max_usd: float | None = None,
    ) -> str:
        """Store a group that is ready to run, with the guide it is held by; returns its id.

        Args: those of `GroupWish`, and whom to ask (everybody when ``None``).

        Raises:
            SightError: ``invalid_argument`` for a bad guide, a discussion of one, or a number of turns a head that
                cannot be; ``conflict`` when there is nobody to ask. Nothing is stored then.
        """
        from sight_domain.focus_groups.models import FocusGroup

        wish = GroupWish(
            name=checked_name(name),
            questions=questions,
            sections=sections,
            mode=mode,
            stimulus=stimulus,
            stimuli=stimuli,
            turns_per_head=turns_per_head,
            minutes=minutes,
            max_usd=max_usd,
        )
        seeded = seed if seed is not None else new_seed()
        planned = await self._planned(actor, project_id, persona_ids, wish, seeded)
        if max_usd is not None:
            await self._cost(planned)
        group = FocusGroup(
            id=new_uuid(),
            project_id=planned.project.id,
            name=wish.name,
            mode=mode,
            questions=[question.text for question in planned.guide.questions],
            stimulus=planned.guide.stimulus,
            participants=[str(person.id) for person in planned.people],
            seed=seeded,
            guide=planned.guide.model_dump(mode="json"),
        )
        async with self._database.session() as session:
            session.add(group)
        return to_public(Kind.FOCUS_GROUP, group.id)

    async def _planned(
        self,
        actor: Actor,
        project_id: str,
        persona_ids: Sequence[str] | None,
        wish: GroupWish,
        seed: int,
    ) -> _Planned:
        """Everything checked, before anything is paid for or stored."""
        guide = wish.checked()
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            people = list(await participants_of(session, actor, project, persona_ids))
        if not people:
            raise refusals.nobody_to_ask()
        if wish.mode == "discussion":
            guide = guide.seated(len(people), seed=seed)
        shown = await self._showing.ready(
            actor, wish.stimuli, questions=len(guide.questions), shown=guide.stimulus
        )
        return _Planned(project, people, guide.model_copy(update={"stimuli": tuple(shown)}))

    async def _cost(self, planned: _Planned) -> CostEstimate:
        """What a planned group would cost; never more than it may, which has to be enough for a beginning."""
        cost = await estimates.group_cost(self._gateway, planned.project, planned.people, planned.guide)
        most = planned.guide.max_usd
        if most is None:
            return cost.whole
        least = cost.a_call * len(planned.people)
        if least > cost.for_talk(most):
            raise refusals.limit_too_low(most, least / cost.for_talk(1.0))
        return replace(cost.whole, usd=min(cost.whole.usd, most))

    async def run(
        self, actor: Actor, focus_group_id: str, *, wait_seconds: float, watch: Watcher | None = None
    ) -> GroupStarted:
        """Start a group, or go on with one that stopped: answers already stored are not asked for again.

        Raises:
            SightError: ``conflict`` when it is completed.
        """
        async with self._database.session() as session:
            group, project = await _require_group(session, actor, focus_group_id)
            if group.mode == "discussion":
                missing = steps_of(DiscussionGuide.model_validate(group.guide))
            else:
                missing = len(group.participants) * len(group.questions) - sum(
                    await transcript.answers_stored(session, group)
                )
        if group.status == "completed":
            raise refusals.completed(focus_group_id)
        active = await self._runs.active_of(KIND_OF_RUN, group.id)
        if active is None:
            active = await self._runs.start(
                KIND_OF_RUN,
                project_id=project.id,
                subject_id=group.id,
                arguments={"focus_group_id": focus_group_id},
                total=missing + 1,
            )
        run = await self._runs.wait(active, wait_seconds, actor.language, watch)
        async with self._database.session() as session:
            group, _ = await _require_group(session, actor, focus_group_id)
            turns = await transcript.turns(session, group.id)
            votes = await ballots.stored(session, group.id)
            ended = await limits.endings(session, group.id)
        return GroupStarted(
            run=run,
            focus_group=self._view(group),
            summary=GroupSummary.model_validate(group.summary) if group.summary else None,
            metrics=transcript.metrics(group, turns, votes, actor.language),
            limits_met=limits.limits_met(ended, guide_held_by(group), actor.language),
        )

    async def estimate(
        self,
        actor: Actor,
        project_id: str,
        *,
        questions: Sequence[str | GuideQuestion],
        persona_ids: Sequence[str] | None,
        stimulus: str | None,
        mode: Mode = "parallel",
        turns_per_head: int | None = None,
        sections: Sequence[Section] = (),
        stimuli: Sequence[StimulusWish] = (),
        minutes: float | None = None,
        max_usd: float | None = None,
    ) -> CostEstimate:
        """What a group would cost, its summary included; a discussion when all its turns are used."""
        wish = GroupWish(
            name="-",
            questions=questions,
            sections=sections,
            mode=mode,
            stimulus=stimulus,
            stimuli=stimuli,
            turns_per_head=turns_per_head,
            minutes=minutes,
            max_usd=max_usd,
        )
        return await self._cost(await self._planned(actor, project_id, persona_ids, wish, 0))

    async def get(self, actor: Actor, focus_group_id: str, *, limit: int, cursor: str | None) -> Transcript:
        """A group with a page of its turns, its summary once there is one, its metrics and its ballots."""
        async with self._database.session() as session:
            group, _ = await _require_group(session, actor, focus_group_id)
            turns = await transcript.turns(session, group.id)
            votes = await ballots.stored(session, group.id)
            ended = await limits.endings(session, group.id)
            digested = await digests.stored(session, group.id)
        after = decode_int_cursor(cursor) if cursor is not None else -1
        rest = [turn for turn in turns if turn.seq > after]
        shown = rest[:limit]
        return Transcript(
            focus_group=self._view(group),
            turns=[transcript.turn_view(turn, actor.language) for turn in shown],
            next_cursor=encode_cursor(shown[-1].seq) if len(rest) > limit else None,
            summary=GroupSummary.model_validate(group.summary) if group.summary else None,
            metrics=transcript.metrics(group, turns, votes, actor.language),
            ballots=ballots.counted(
                votes, {turn.persona_id: turn.speaker_name for turn in turns if turn.persona_id}
            ),
            limits_met=limits.limits_met(ended, guide_held_by(group), actor.language),
            digests=[digests.view(digest) for digest in digested],
        )

    async def of_project(self, actor: Actor, project_id: str) -> list[FocusGroupView]:
        """The focus groups of a project, oldest first."""
        from sqlalchemy import select

        from sight_domain.focus_groups.models import FocusGroup

        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            query = select(FocusGroup).where(
                FocusGroup.project_id == project.id, FocusGroup.deleted_at.is_(None)
            )
            return [self._view(group) for group in await session.scalars(query.order_by(FocusGroup.id))]

    async def delete(
        self, actor: Actor, focus_group_id: str, reason: DeletionReason, detail: str | None
    ) -> Deletion:
        """Hide a group with its transcript and summary."""
        async with self._database.session() as session:
            group, _ = await _require_group(session, actor, focus_group_id, field="id")
            deleted_at, until = mark_deleted(group, reason, detail)
            turns = len(await transcript.turns(session, group.id))
        return Deletion(
            id=focus_group_id,
            deleted_at=deleted_at,
            reason=reason,
            restorable_until=until,
            related={"turns": turns},
        )

    async def purge_deleted(self) -> int:
        """Remove for good groups that were deleted more than seven days ago; returns how many."""
        from sight_domain.focus_groups.models import FocusGroup

        async with self._database.session() as session:
            return await purge(session, FocusGroup)

    async def restore(self, actor: Actor, focus_group_id: str) -> FocusGroupView:
        """Bring a deleted group back, within seven days."""
        async with self._database.session() as session:
            group, _ = await _require_group(session, actor, focus_group_id, field="id", deleted=True)
            restore(group)
        return self._view(group)

    async def _mark_stopped(self, group_id: UUID) -> None:
        from sight_domain.focus_groups.models import FocusGroup

        async with self._database.session() as session:
            group = await session.get_one(FocusGroup, group_id)
            if group.status != "completed":
                group.status = "stopped"

    def _view(self, group: FocusGroup) -> FocusGroupView:
        return FocusGroupView(
            id=to_public(Kind.FOCUS_GROUP, group.id),
            project_id=to_public(Kind.PROJECT, group.project_id),
            name=group.name,
            mode="discussion" if group.mode == "discussion" else "parallel",
            status=group.status,
            questions=group.questions,
            stimulus=group.stimulus,
            guide=guide_view(group),
            participants=len(group.participants),
            rooms=max(1, len(guide_held_by(group).rooms)),
            seed=group.seed,
            generated_by=self._gateway.provider_of(estimates.ANSWER),
            created_at=group.created_at,
            completed_at=group.completed_at,
        )


async def answers_of(
    session: AsyncSession, project_id: UUID, persona_id: UUID | None = None
) -> list[tuple[Turn, str]]:
    """Every answer given in a project (by one respondent, if named) with its question, oldest first."""
    from sqlalchemy import select

    from sight_domain.focus_groups.models import FocusGroup, Turn

    query = (
        select(Turn, FocusGroup.questions)
        .join(FocusGroup)
        .where(
            FocusGroup.project_id == project_id,
            FocusGroup.deleted_at.is_(None),
            Turn.speaker_kind == "persona",
            Turn.outcome == "answered",
        )
        .order_by(FocusGroup.id, Turn.seq)
    )
    if persona_id is not None:
        query = query.where(Turn.persona_id == persona_id)
    return [(turn, questions[turn.question_index]) for turn, questions in await session.execute(query)]


async def _require_group(
    session: AsyncSession,
    actor: Actor,
    public_id: str,
    *,
    field: str = "focus_group_id",
    deleted: bool = False,
) -> tuple[FocusGroup, Project]:
    from sight_domain.focus_groups.models import FocusGroup

    group = await session.get(FocusGroup, from_public(Kind.FOCUS_GROUP, public_id, field=field))
    if group is None or (group.deleted_at is not None and not deleted):
        raise refusals.no_such_group(public_id, field)
    try:
        project = await require_project_key(session, actor, group.project_id, field=field)
    except SightError:
        raise refusals.no_such_group(public_id, field) from None
    return group, project
