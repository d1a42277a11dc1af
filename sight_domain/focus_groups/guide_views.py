"""A group's guide as every door shows it, and what became of its limits and its closed sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel

from sight_domain.focus_groups.guide_spec import DiscussionGuide, GuideQuestion, Section, guide_of
from sight_domain.focus_groups.stimuli import Stimulus

if TYPE_CHECKING:
    from sight_domain.focus_groups.models import FocusGroup


class GuideView(BaseModel):
    """What is asked, what is shown before which question, and the limits; `goal` is what it was drafted from."""

    goal: str | None = None
    sections: list[Section]
    stimuli: list[Stimulus] = []
    minutes: float | None = None
    turns_per_head: int
    max_usd: float | None = None


class LimitMet(BaseModel):
    """A limit that ended a question."""

    limit: Literal["turns", "time", "cost"]
    question_index: int
    rooms: list[int]
    in_words: str


class CitedPoint(BaseModel):
    """A sentence on what was said, and the turns it rests on."""

    text: str
    turn_ids: list[str]


class SectionDigestView(BaseModel):
    """What a room said in a closed section."""

    # `dropped` counts points that cited no turn of it.

    section: int
    room: int
    points: list[CitedPoint]
    dropped: int
    outcome: str
    reason: str = ""
    written_by: str | None = None


def guide_held_by(group: FocusGroup) -> DiscussionGuide:
    """A group's guide; of a group stored without one, the guide its questions make."""
    if group.guide is not None:
        return DiscussionGuide.model_validate(group.guide)
    questions = tuple(GuideQuestion(text=text) for text in group.questions)
    return guide_of([Section(title=group.name, questions=questions)], stimulus=group.stimulus)


def guide_view(group: FocusGroup) -> GuideView:
    """A group's guide as it is shown."""
    guide = guide_held_by(group)
    return GuideView(
        goal=group.goal,
        sections=list(guide.sections),
        stimuli=list(guide.stimuli),
        minutes=guide.minutes,
        turns_per_head=guide.turns_per_head,
        max_usd=guide.max_usd,
    )
