"""Focus groups as every door shows them, and what the model is asked for when it sums one up."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sight_domain.runs.schemas import RunView

Mode = Literal["parallel", "discussion"]


class Speaker(BaseModel):
    kind: Literal["moderator", "persona"]
    id: str | None = None
    name: str


class OpinionShift(BaseModel):
    """A private opinion that had moved."""

    # On the scale 1-5, noted with the turn by the end of which it had.

    persona_id: str
    before: float
    after: float


class TurnView(BaseModel):
    """One contribution. `outcome` is ``answered``, or says why `text` is empty; `written_by` names the model."""

    # Of a discussion: `room` is the sub-group, from 0; `act` what the turn does; `opinion` what the speaker privately
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


class BallotChange(BaseModel):
    """Somebody whose private vote changed."""

    persona_id: str
    persona_name: str
    before: int
    after: int


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


class Quote(BaseModel):
    """An exact substring of the text of the turn it names."""

    text: str
    turn_id: str
    persona_id: str
    persona_name: str


class Theme(BaseModel):
    """Something several people brought up. `reach` counts the persons with a verified quote, `reach_share` is 0-1."""

    title: str
    description: str
    reach: int
    reach_share: float
    sentiment: float | None = None
    quotes: list[Quote]


class GroupSummary(BaseModel):
    """What was said, with the quotes it rests on. `quotes_dropped` counts those not found in the turn they cite."""

    summary: str
    themes: list[Theme]
    key_insights: list[str]
    quotes_verified: int
    quotes_dropped: int
    outcome: str
    reason: str = ""
    generated_by: str


class GroupMetrics(BaseModel):
    """How the talk went. Shares and the Gini coefficient are 0-1; words are counted by white space."""

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


class Transcript(BaseModel):
    focus_group: FocusGroupView
    turns: list[TurnView]
    next_cursor: str | None = None
    summary: GroupSummary | None
    metrics: GroupMetrics
    ballots: list[QuestionBallot] = []


class DraftQuote(BaseModel):
    model_config = ConfigDict(extra="forbid")

    turn_id: str
    text: str = Field(min_length=1)


class DraftTheme(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=2, max_length=120)
    description: str = Field(min_length=10, max_length=1200)
    sentiment: float | None = Field(default=None, ge=-1, le=1)
    quotes: list[DraftQuote]


class SummaryDraft(BaseModel):
    """A model's reading of a transcript, before its quotes are checked."""

    model_config = ConfigDict(extra="forbid")

    summary: str = Field(min_length=20, max_length=4000)
    themes: list[DraftTheme]
    key_insights: list[str]
