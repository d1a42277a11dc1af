"""Whether what a call says of a group that is there already agrees with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from sight_domain.errors import SightError, invalid_argument
from sight_domain.focus_groups.guide_views import guide_held_by
from sight_domain.ids import Kind, to_public
from sight_domain.language import Text
from sight_domain.personas.service import participants_of
from sight_domain.projects.service import require_project

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.accounts.actor import Actor
    from sight_domain.focus_groups.guide_spec import Section
    from sight_domain.focus_groups.models import FocusGroup
    from sight_domain.focus_groups.schemas import Mode
    from sight_domain.focus_groups.stimuli import StimulusWish
    from sight_domain.projects.models import Project

_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfGroup:
    """What a call says of the group that it names; ``None`` where it says nothing."""

    project_id: str | None = None
    name: str | None = None
    questions: Sequence[str] | None = None
    sections: Sequence[Section] | None = None
    persona_ids: Sequence[str] | None = None
    mode: Mode | None = None
    stimulus: str | None = None
    stimuli: Sequence[StimulusWish] | None = None
    turns_per_head: int | None = None
    minutes: float | None = None
    max_usd: float | None = None
    seed: int | None = None


async def require_agreeing(
    session: AsyncSession, actor: Actor, group: FocusGroup, project: Project, said: SaidOfGroup
) -> None:
    """``invalid_argument`` naming the first field in which the group is another than `said`, and what it is there."""
    if said.project_id is not None:
        named = await require_project(session, actor, said.project_id)
        if named.id != project.id:
            raise _differs("project_id", to_public(Kind.PROJECT, project.id))
    for field, given, held in _plain(group, said):
        if given is not None and given != held:
            raise _differs(field, _first_other(given, held) if isinstance(held, list) else held)
    if said.persona_ids is not None:
        asked = await participants_of(session, actor, project, said.persona_ids)
        if {str(one.id) for one in asked} != set(group.participants):
            raise _differs("persona_ids", None)
    if said.stimuli:
        raise _differs("stimuli", None)


def _plain(group: FocusGroup, said: SaidOfGroup) -> Iterator[tuple[str, Any, Any]]:
    """(field, what is said, what holds) of all that can be compared as it stands."""
    guide = guide_held_by(group)
    questions = None if said.questions is None else [text.strip() for text in said.questions]
    yield "name", said.name.strip() if said.name is not None else None, group.name
    yield "questions", questions, list(group.questions)
    yield "sections", _asked(said.sections), _asked(guide.sections)
    yield "mode", said.mode, group.mode
    yield "stimulus", said.stimulus.strip() if said.stimulus is not None else None, guide.stimulus or ""
    yield "turns_per_head", said.turns_per_head, guide.turns_per_head
    yield "minutes", said.minutes, guide.minutes
    yield "max_usd", said.max_usd, guide.max_usd
    yield "seed", said.seed, group.seed


def _asked(sections: Sequence[Section] | None) -> list[tuple[str, list[tuple[str, ...]]]] | None:
    if sections is None:
        return None
    return [
        (section.title.strip(), [(one.text.strip(), *one.probes) for one in section.questions])
        for section in sections
    ]


def _first_other(given: Sequence[Any], held: Sequence[Any]) -> Any:
    """The first of what is held that is not given in its place; ``None`` where too much is given."""
    return next((one for said, one in zip_longest(given, held) if said != one), None)


def _differs(field: str, held: Any) -> SightError:
    shown = str(held) if isinstance(held, int | float | str) else ""
    shown = shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
    there = Text(en=f": there it is {shown}", pl=f": tam jest {shown}") if shown else Text(en="", pl="")
    return invalid_argument(
        field,
        Text(
            en=f"The group that is there has another `{field}`{there.en}.",
            pl=f"Istniejąca grupa ma inne `{field}`{there.pl}.",
        ),
        Text(
            en="Leave it out to go on with the group (draft_guide changes a draft), or leave `focus_group_id` out to start a new one.",
            pl="Pomiń to pole, by kontynuować grupę (szkic zmienia draft_guide), albo pomiń `focus_group_id`, by zacząć nową.",
        ),
    )
