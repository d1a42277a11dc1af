"""Run a focus group: ask, listen, sum up; every answer stored as it comes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.focus_groups import ballots, digests, estimates, limits, refusals, transcript
from sight_domain.focus_groups.discussion import TURN
from sight_domain.focus_groups.facts import StudyFacts, known_to, put_before
from sight_domain.focus_groups.guide_spec import DiscussionGuide, GuideQuestion, Section
from sight_domain.focus_groups.guide_views import guide_held_by
from sight_domain.focus_groups.lookup import answers_of, require_group, writers_of
from sight_domain.focus_groups.memory import Event, EventKind, basis, recalled
from sight_domain.focus_groups.past import group_events, turn_vectors
from sight_domain.focus_groups.planning import Planning
from sight_domain.focus_groups.quotes import stands_in
from sight_domain.focus_groups.recollection import Memories
from sight_domain.focus_groups.room_state import steps_of
from sight_domain.focus_groups.same_group import SaidOfGroup, require_agreeing
from sight_domain.focus_groups.schemas import (
    FocusGroupView,
    GroupStarted,
    GroupSummary,
    GuideDrafted,
    Transcript,
)
from sight_domain.focus_groups.session import GroupSession
from sight_domain.focus_groups.stimuli import Stimulus, StimulusWish
from sight_domain.focus_groups.views import group_view
from sight_domain.focus_groups.wishes import GroupWish
from sight_domain.ids import Kind, to_public
from sight_domain.llm.model_names import writers_named
from sight_domain.projects.service import require_project
from sight_domain.runs.service import RunService, UseCase, Watcher
from sight_domain.seeds import new_seed
from sight_domain.storage.deletion import Deletion, DeletionReason, is_there, mark_deleted, purge, restore
from sight_domain.storage.paging import decode_int_cursor, encode_cursor

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.focus_groups.models import FocusGroup
    from sight_domain.focus_groups.recollection import ToldBefore
    from sight_domain.knowledge.service import KnowledgeService
    from sight_domain.llm.estimate import CostEstimate
    from sight_domain.llm.gateway import Gateway
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database

__all__ = [
    "Event",
    "EventKind",
    "FocusGroupService",
    "GroupWish",
    "GuideQuestion",
    "SaidOfGroup",
    "Section",
    "Stimulus",
    "StimulusWish",
    "StudyFacts",
    "answers_of",
    "basis",
    "group_events",
    "known_to",
    "put_before",
    "recalled",
    "stands_in",
    "turn_vectors",
]

KIND_OF_RUN = "focus_groups.run"


class FocusGroupService:
    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        runs: RunService,
        knowledge: KnowledgeService,
        *,
        at_once: int,
        told_before: ToldBefore | None = None,
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._runs = runs
        self._planning = Planning(database, gateway, knowledge)
        memories = Memories(database, gateway, knowledge, told_before)
        self._session = GroupSession(database, gateway, memories, at_once=at_once)
        runs.register(
            UseCase(
                KIND_OF_RUN,
                Kind.FOCUS_GROUP,
                self._session.hold,
                self._session.hold_some,
                stopped=self._mark_stopped,
                there=self._is_there,
            )
        )

    async def create(
        self,
        actor: Actor,
        project_id: str,
        wish: GroupWish,
        *,
        persona_ids: Sequence[str] | None = None,
        seed: int | None = None,
    ) -> str:
        """Store a group that is ready to run, with the guide it is held by; returns its id.

        Args:
            persona_ids: whom to ask; everybody when ``None``.

        Raises:
            SightError: ``invalid_argument`` naming the fault of the guide, of what is shown or of a limit, or for a
                discussion of one; ``conflict`` when there is nobody to ask; ``busy`` when too much waits already.
                Nothing is stored then.
        """
        seeded = seed if seed is not None else new_seed()
        group = await self._planning.group(
            actor, project_id, wish, persona_ids, seeded, self._runs.require_room
        )
        return to_public(Kind.FOCUS_GROUP, group.id)

    async def draft(
        self,
        actor: Actor,
        project_id: str,
        wish: GroupWish,
        *,
        goal: str,
        persona_ids: Sequence[str] | None = None,
        seed: int | None = None,
    ) -> GuideDrafted:
        """Have a guide drafted for what is to be found out; the group stays a draft until somebody runs it.

        Args:
            wish: all but the questions.

        Raises:
            SightError: like `create`, except that there may be nobody to ask yet; ``unavailable`` or ``over_budget``
                when no guide came of it.
        """
        seeded = seed if seed is not None else new_seed()
        group, written_by = await self._planning.draft(actor, project_id, wish, goal, persona_ids, seeded)
        return GuideDrafted(focus_group=await self._shown_alone(actor, group), written_by=written_by)

    async def revise(
        self,
        actor: Actor,
        focus_group_id: str,
        *,
        changes: str | None = None,
        sections: Sequence[Section] = (),
        minutes: float | None = None,
    ) -> GuideDrafted:
        """Change a draft: by `changes` in words, or to `sections` as they are given.

        Raises:
            SightError: ``conflict`` when the group has begun; like `draft` otherwise.
        """
        async with self._database.session() as session:
            group, project = await require_group(session, actor, focus_group_id)
        if group.status != "draft" or await self._runs.active_of(KIND_OF_RUN, group.id) is not None:
            raise refusals.begun(focus_group_id)
        group, written_by, changed = await self._planning.revise(
            group, project, changes=changes, sections=sections, minutes=minutes
        )
        shown = await self._shown_alone(actor, group)
        return GuideDrafted(focus_group=shown, written_by=written_by, changed=changed)

    async def run(
        self, actor: Actor, focus_group_id: str, *, wait_seconds: float, watch: Watcher | None = None
    ) -> GroupStarted:
        """Start a group, or go on with one that stopped: answers already stored are not asked for again.

        Raises:
            SightError: ``conflict`` when it is completed, or a member was removed for good.
        """
        async with self._database.session() as session:
            group, project = await require_group(session, actor, focus_group_id)
            if group.status == "completed":
                raise refusals.completed(focus_group_id)
            await self._planning.settle(session, actor, group, project)
            if group.mode == "discussion":
                missing = steps_of(DiscussionGuide.model_validate(group.guide))
            else:
                missing = len(group.participants) * len(group.questions) - sum(
                    await transcript.answers_stored(session, group)
                )
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
            group, project = await require_group(session, actor, focus_group_id)
            turns = await transcript.turns(session, group.id)
            votes = await ballots.stored(session, group.id)
            ended = await limits.endings(session, group.id)
            view = await self._shown(session, group, project)
        return GroupStarted(
            run=run,
            focus_group=view,
            summary=GroupSummary.model_validate(group.summary) if group.summary else None,
            metrics=transcript.metrics(group, turns, votes, actor.language),
            limits_met=limits.limits_met(ended, guide_held_by(group), actor.language),
        )

    async def require_agreeing(self, actor: Actor, focus_group_id: str, said: SaidOfGroup) -> None:
        """``invalid_argument`` naming what a call says of a group that is otherwise there."""
        async with self._database.session() as session:
            group, project = await require_group(session, actor, focus_group_id)
            await require_agreeing(session, actor, group, project, said)

    async def estimate(
        self,
        actor: Actor,
        project_id: str,
        wish: GroupWish,
        *,
        persona_ids: Sequence[str] | None = None,
    ) -> CostEstimate:
        """What a group would cost, its summary included; a discussion when all its turns are used."""
        return await self._planning.price(actor, project_id, wish, persona_ids)

    async def estimate_of(self, actor: Actor, focus_group_id: str) -> CostEstimate:
        """What a stored group would cost from its beginning."""
        async with self._database.session() as session:
            group, project = await require_group(session, actor, focus_group_id)
        return await self._planning.price_of(actor, group, project)

    async def estimate_draft(
        self, actor: Actor, project_id: str, wish: GroupWish, *, goal: str
    ) -> CostEstimate:
        """What drafting a guide would cost, without the images that it would have put into words."""
        return await self._planning.price_draft(actor, project_id, wish, goal)

    async def estimate_change(
        self, actor: Actor, focus_group_id: str, *, changes: str | None, minutes: float | None
    ) -> CostEstimate:
        """What changing a draft would cost; nothing without `changes` in words."""
        async with self._database.session() as session:
            group, project = await require_group(session, actor, focus_group_id)
        return await self._planning.price_change(group, project, changes, minutes)

    async def is_draft(self, actor: Actor, focus_group_id: str) -> bool:
        """Whether a group has not begun."""
        async with self._database.session() as session:
            group, _ = await require_group(session, actor, focus_group_id)
        return group.status == "draft"

    async def get(self, actor: Actor, focus_group_id: str, *, limit: int, cursor: str | None) -> Transcript:
        """A group with a page of its turns, its summary once there is one, its metrics and its ballots."""
        async with self._database.session() as session:
            group, project = await require_group(session, actor, focus_group_id)
            turns = await transcript.turns(session, group.id)
            votes = await ballots.stored(session, group.id)
            ended = await limits.endings(session, group.id)
            view = await self._shown(session, group, project)
            digested = await digests.stored(session, group.id)
        after = decode_int_cursor(cursor) if cursor is not None else -1
        rest = [turn for turn in turns if turn.seq > after]
        shown = rest[:limit]
        return Transcript(
            focus_group=view,
            turns=[transcript.turn_view(turn, actor.language) for turn in shown],
            next_cursor=encode_cursor(shown[-1].seq) if len(rest) > limit else None,
            summary=GroupSummary.model_validate(group.summary) if group.summary else None,
            metrics=transcript.metrics(group, turns, votes, actor.language),
            ballots=ballots.counted(
                votes, {turn.persona_id: turn.speaker_name for turn in turns if turn.persona_id}, turns
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
            groups = list(await session.scalars(query.order_by(FocusGroup.id)))
            writers = await writers_of(session, [group.id for group in groups])
            return [self._view(group, project, writers[group.id]) for group in groups]

    async def delete(
        self, actor: Actor, focus_group_id: str, reason: DeletionReason, detail: str | None
    ) -> Deletion:
        """Hide a group with its transcript and summary."""
        async with self._database.session() as session:
            group, _ = await require_group(session, actor, focus_group_id, field="id")
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
            group, project = await require_group(session, actor, focus_group_id, field="id", deleted=True)
            restore(group)
            return await self._shown(session, group, project)

    async def _is_there(self, group_id: UUID) -> bool:
        from sight_domain.focus_groups.models import FocusGroup

        async with self._database.session() as session:
            return await is_there(session, FocusGroup, group_id)

    async def _mark_stopped(self, group_id: UUID) -> None:
        from sight_domain.focus_groups.models import FocusGroup

        async with self._database.session() as session:
            group = await session.get_one(FocusGroup, group_id)
            if group.status != "completed":
                group.status = "stopped"

    async def _shown_alone(self, actor: Actor, group: FocusGroup) -> FocusGroupView:
        async with self._database.session() as session:
            group, project = await require_group(session, actor, to_public(Kind.FOCUS_GROUP, group.id))
            return await self._shown(session, group, project)

    async def _shown(self, session: AsyncSession, group: FocusGroup, project: Project) -> FocusGroupView:
        return self._view(group, project, (await writers_of(session, [group.id]))[group.id])

    def _view(self, group: FocusGroup, project: Project, writers: Collection[str]) -> FocusGroupView:
        """A group with who wrote its turns; of one that has none yet, who would."""
        task = TURN if group.mode == "discussion" else estimates.ANSWER
        return group_view(group, writers_named(writers) or self._gateway.provider_of(task, project.models))
