"""Focus groups as every door shows them; `findings` has what their analysis comes to."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from sight_domain.focus_groups.findings import GroupSummary
from sight_domain.focus_groups.guide_views import GuideView, LimitMet, SectionDigestView
from sight_domain.personas.schemas import Citation
from sight_domain.runs.schemas import RunView

Mode = Literal["parallel", "discussion"]


class Speaker(BaseModel):
    kind: Literal["moderator", "persona"]
    id: str | None = None
    name: str


class OpinionShift(BaseModel):
    """A private opinion that had moved."""

    # On the scale 1-5, noted with the turn by the end of which it had; `turn_id` pulled the furthest that way.

    persona_id: str
    before: float
    after: float
    turn_id: str | None = None


class TurnView(BaseModel):
    """One contribution."""

    # `outcome` is ``answered``, or says why `text` is empty; `written_by` names the model. Of a discussion: `room` is the sub-group, from 0; `act` what the turn does; `opinion` what the speaker privately
    # thought, 1-5.

    id: str
    seq: int
    speaker: Speaker
    question_index: int
    text: str
    outcome: str
    reason: str = ""
    written_by: str | None = None
    in_reply_to: str | None = None
    room: int = 0
    act: str = ""
    opinion: float | None = None
    shifts: list[OpinionShift] = []
    recalled: list[str] = []
    facts: list[Citation] = []


class BallotChange(BaseModel):
    """Somebody whose private vote changed."""

    # `turn_ids`: the turns that had moved their private opinion that way.

    persona_id: str
    persona_name: str
    before: int
    after: int
    turn_ids: list[str] = []


class QuestionBallot(BaseModel):
    """Private votes."""

    # How many voted 1 (against), 2, 3, 4, 5 (in favour), before and after the talk.

    question_index: int
    before: list[int]
    after: list[int]
    changed: list[BallotChange]
    failed: int = 0


class HumanReference(BaseModel):
    """A metric beside people's."""

    # `warning` says where the group is unlike people, and is empty elsewhere.

    metric: str
    value: float
    human: float
    warning: str = ""


class GroupMetrics(BaseModel):
    """How the talk went."""

    # Shares and the Gini coefficient are 0-1; words are counted by white space.

    turns: int
    answers: int
    failed_answers: int
    mean_words: float
    short_turn_share: float
    reply_chain_depth: float
    participation_gini: float
    moderator_word_share: float
    median_words: float = 0.0
    theme_reach: float | None = None
    opinions_changed: float | None = None
    changes_towards_majority: float | None = None
    human: list[HumanReference] = []


class FocusGroupView(BaseModel):
    id: str
    project_id: str
    name: str
    mode: Mode
    status: str
    questions: list[str]
    stimulus: str | None
    guide: GuideView
    participants: int
    rooms: int = 1
    seed: int
    generated_by: str
    created_at: datetime
    completed_at: datetime | None


class GroupStarted(BaseModel):
    run: RunView
    focus_group: FocusGroupView
    summary: GroupSummary | None = None
    metrics: GroupMetrics | None = None
    limits_met: list[LimitMet] = []


class GuideDrafted(BaseModel):
    """A draft with the guide to be approved."""

    focus_group: FocusGroupView
    written_by: str | None
    changed: bool = True


class Transcript(BaseModel):
    focus_group: FocusGroupView
    turns: list[TurnView]
    next_cursor: str | None = None
    summary: GroupSummary | None
    metrics: GroupMetrics
    ballots: list[QuestionBallot] = []
    limits_met: list[LimitMet] = []
    digests: list[SectionDigestView] = []
