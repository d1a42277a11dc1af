"""A group as every door shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sight_domain.focus_groups.guide_views import guide_held_by, guide_view
from sight_domain.focus_groups.schemas import FocusGroupView
from sight_domain.ids import Kind, to_public

if TYPE_CHECKING:
    from sight_domain.focus_groups.models import FocusGroup


def group_view(group: FocusGroup, generated_by: str) -> FocusGroupView:
    """The group without its turns.

    Args:
        generated_by: who wrote them, ``offline`` for the offline engine.
    """
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
        generated_by=generated_by,
        created_at=group.created_at,
        completed_at=group.completed_at,
    )
