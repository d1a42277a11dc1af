"""From what a researcher wants to a stored group: checked, drafted, changed, seated and priced."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sight_domain.accounts.actor import Actor
from sight_domain.focus_groups import estimates, refusals
from sight_domain.focus_groups.drafting import Brief, checked_words, drafted, in_minutes, priced
from sight_domain.focus_groups.guide import LONGEST_NAME, MOST_QUESTIONS, checked_sections
from sight_domain.focus_groups.guide_spec import DiscussionGuide, Section, guide_of, require_several
from sight_domain.focus_groups.guide_views import guide_held_by
from sight_domain.focus_groups.lookup import members
from sight_domain.focus_groups.room_state import steps_of
from sight_domain.focus_groups.showing import Showing
from sight_domain.focus_groups.stimuli import Stimulus
from sight_domain.focus_groups.wishes import GroupWish, require_no_talk
from sight_domain.ids import Kind, new_uuid, to_public
from sight_domain.personas.service import participants_of
from sight_domain.projects.service import language_of, require_project
from sight_domain.seeds import derive_seed

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.focus_groups.models import FocusGroup
    from sight_domain.knowledge.service import KnowledgeService
    from sight_domain.llm.estimate import CostEstimate
    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom a group asks in which study, and by which guide; seated where they are to discuss."""

    project: Project
    people: list[Persona]
    guide: DiscussionGuide


class Planning:
    """Everything about a group before it is held. What is refused leaves nothing behind."""

    def __init__(self, database: Database, gateway: Gateway, knowledge: KnowledgeService) -> None:
        self._database = database
        self._gateway = gateway
        self._showing = Showing(gateway, knowledge)

    async def group(
        self,
        actor: Actor,
        project_id: str,
        wish: GroupWish,
        persona_ids: Sequence[str] | None,
        seed: int,
        require_room: Callable[[int], Awaitable[None]],
    ) -> FocusGroup:
        """A stored group that is ready to run; `require_room` is asked first whether a run of so many steps may wait."""
        plan = await self._plan(actor, project_id, wish, persona_ids, seed)
        if wish.max_usd is not None:
            await self.cost(plan)
        talking = wish.mode == "discussion"
        asked = steps_of(plan.guide) if talking else len(plan.people) * len(plan.guide.questions)
        await require_room(asked + 1)
        return await self._stored(plan, wish, seed)

    async def price(
        self, actor: Actor, project_id: str, wish: GroupWish, persona_ids: Sequence[str] | None
    ) -> CostEstimate:
        """What such a group would cost."""
        plan = await self._plan(actor, project_id, wish, persona_ids, 0, for_price=True)
        return await self.cost(plan)

    async def draft(
        self,
        actor: Actor,
        project_id: str,
        wish: GroupWish,
        goal: str,
        persona_ids: Sequence[str] | None,
        seed: int,
    ) -> tuple[FocusGroup, str]:
        """A stored draft with a guide for `goal`, and the model that wrote it; `wish` has no questions yet.

        Without `persona_ids` it will ask everybody that the study has when it is run.
        """
        goal = checked_words(goal, "goal")
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            chosen = (
                []
                if persona_ids is None
                else list(await participants_of(session, actor, project, persona_ids))
            )
        if chosen and wish.mode == "discussion":
            require_several(len(chosen))
        begun = await self._begun(actor, project, wish)
        brief = _brief(project, wish, begun, goal)
        sections, written_by = await drafted(self._gateway, project, brief, seed=derive_seed(seed, "guide"))
        guide = guide_of(
            sections,
            stimulus=begun.stimulus,
            stimuli=_in_reach(begun.stimuli, sections),
            max_usd=wish.max_usd,
        )
        named = replace(wish, name=goal[:LONGEST_NAME])
        return await self._stored(Plan(project, chosen, guide), named, seed, goal=goal), written_by

    async def price_draft(self, actor: Actor, project_id: str, wish: GroupWish, goal: str) -> CostEstimate:
        """What `draft` would cost, without the images that it would have put into words."""
        goal = checked_words(goal, "goal")
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
        begun = await self._begun(actor, project, wish, for_price=True)
        return await priced(self._gateway, project, _brief(project, wish, begun, goal))

    async def price_change(
        self, group: FocusGroup, project: Project, changes: str | None, minutes: float | None
    ) -> CostEstimate:
        """What `revise` would cost: nothing where no `changes` are told in words."""
        told = None if changes is None else checked_words(changes, "changes")
        brief = _brief_of_change(group, project, told, minutes)
        return await priced(self._gateway, project, brief, calls=1 if changes is not None else 0)

    async def revise(
        self,
        group: FocusGroup,
        project: Project,
        *,
        changes: str | None,
        sections: Sequence[Section],
        minutes: float | None,
    ) -> tuple[FocusGroup, str | None, bool]:
        """A draft with other sections: those given, or the present ones changed as somebody said in words.

        Raises:
            SightError: ``conflict`` when the group was begun or changed meanwhile.

        Returns:
            The group, the model that changed it (``None``: nobody did), and whether anything is different now.
        """
        from sight_domain.focus_groups.models import FocusGroup as Stored

        present, written_by = guide_held_by(group), None
        mode = "discussion" if group.mode == "discussion" else "parallel"
        if sections:
            asked = checked_sections((), sections, title=group.name, minutes=minutes)
        elif changes is None and minutes is not None:
            untimed = [section.model_copy(update={"minutes": None}) for section in present.sections]
            checked_sections((), untimed, title=group.name, minutes=minutes)
            asked = in_minutes(present.sections, minutes)
        else:
            brief = _brief_of_change(group, project, checked_words(changes, "changes"), minutes)
            asked, written_by = await drafted(
                self._gateway, project, brief, seed=derive_seed(group.seed, "guide", changes or "")
            )
        if mode == "parallel":
            require_no_talk(asked)
        guide = guide_of(
            asked,
            stimulus=present.stimulus,
            stimuli=_in_reach(present.stimuli, asked),
            max_usd=present.max_usd,
        )
        async with self._database.session() as session:
            stored = await session.get_one(Stored, group.id, with_for_update=True)
            if (stored.status, stored.guide, stored.participants) != (
                group.status,
                group.guide,
                group.participants,
            ):
                raise refusals.begun(to_public(Kind.FOCUS_GROUP, group.id))
            stored.guide = guide.model_dump(mode="json")
            stored.questions = [question.text for question in guide.questions]
        return stored, written_by, guide.sections != present.sections

    async def settle(self, session: AsyncSession, actor: Actor, group: FocusGroup, project: Project) -> None:
        """Give a group that is about to begin its people and their seats, where it has none.

        Raises:
            SightError: ``conflict`` when there is nobody to ask, ``invalid_argument`` for a discussion of one.
        """
        if not group.participants:
            people = await participants_of(session, actor, project, None)
            if not people:
                raise refusals.nobody_to_ask()
            group.participants = [str(person.id) for person in people]
        await members(session, group)
        guide = guide_held_by(group)
        if group.mode == "discussion" and not guide.rooms:
            seated = guide.seated(len(group.participants), seed=group.seed)
            group.guide = seated.model_dump(mode="json")

    async def price_of(self, actor: Actor, group: FocusGroup, project: Project) -> CostEstimate:
        """What a group that has not begun would cost."""
        async with self._database.session() as session:
            people = list(
                await members(session, group)
                if group.participants
                else await participants_of(session, actor, project, None)
            )
        if not people:
            raise refusals.nobody_to_ask()
        guide = guide_held_by(group)
        if group.mode == "discussion" and not guide.rooms:
            guide = guide.seated(len(people), seed=group.seed)
        return await self.cost(Plan(project, people, guide))

    async def cost(self, plan: Plan) -> CostEstimate:
        """What a group would cost; never more than it may, which has to be enough for a beginning."""
        cost = await estimates.group_cost(self._gateway, plan.project, plan.people, plan.guide)
        most = plan.guide.max_usd
        if most is None:
            return cost.whole
        if cost.least > most:
            raise refusals.limit_too_low(most, cost.least)
        return replace(cost.whole, usd=min(cost.whole.usd, most))

    async def _plan(
        self,
        actor: Actor,
        project_id: str,
        wish: GroupWish,
        persona_ids: Sequence[str] | None,
        seed: int,
        *,
        for_price: bool = False,
    ) -> Plan:
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
            actor,
            project,
            wish.stimuli,
            questions=len(guide.questions),
            shown=guide.stimulus,
            for_price=for_price,
        )
        return Plan(project, people, guide.model_copy(update={"stimuli": tuple(shown)}))

    async def _begun(
        self, actor: Actor, project: Project, wish: GroupWish, *, for_price: bool = False
    ) -> DiscussionGuide:
        """The guide of a wish before there are questions: its limits and what is shown are checked."""
        begun = replace(wish, questions=["?"]).checked()
        shown = await self._showing.ready(
            actor,
            project,
            wish.stimuli,
            questions=MOST_QUESTIONS,
            shown=begun.stimulus,
            for_price=for_price,
        )
        return begun.model_copy(update={"stimuli": tuple(shown)})

    async def _stored(self, plan: Plan, wish: GroupWish, seed: int, *, goal: str | None = None) -> FocusGroup:
        from sight_domain.focus_groups.models import FocusGroup

        group = FocusGroup(
            id=new_uuid(),
            project_id=plan.project.id,
            name=wish.name.strip(),
            mode=wish.mode,
            questions=[question.text for question in plan.guide.questions],
            stimulus=plan.guide.stimulus,
            participants=[str(person.id) for person in plan.people],
            seed=seed,
            goal=goal,
            guide=plan.guide.model_dump(mode="json"),
        )
        async with self._database.session() as session:
            session.add(group)
        return group


def _brief(project: Project, wish: GroupWish, begun: DiscussionGuide, goal: str) -> Brief:
    shown = begun.shown_by(MOST_QUESTIONS, language_of(project))
    return Brief(goal=goal, mode=wish.mode, minutes=wish.minutes, shown=shown)


def _brief_of_change(
    group: FocusGroup, project: Project, changes: str | None, minutes: float | None
) -> Brief:
    present = guide_held_by(group)
    return Brief(
        goal=group.goal or group.name,
        mode="discussion" if group.mode == "discussion" else "parallel",
        minutes=minutes or present.minutes,
        shown=present.shown_by(len(present.questions) - 1, language_of(project)),
        present=present.sections,
        changes=changes,
    )


def _in_reach(stimuli: Sequence[Stimulus], sections: Sequence[Section]) -> list[Stimulus]:
    """What is shown before a question that the guide does not have comes before its last one."""
    last = sum(len(section.questions) for section in sections) - 1
    return [one.model_copy(update={"from_question": min(one.from_question, last)}) for one in stimuli]
