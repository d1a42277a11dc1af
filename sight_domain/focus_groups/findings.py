"""What a group's analysis asks models for, and what it comes to once everything has been checked and counted."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Stance = Literal["for", "against", "neither"]
FollowUpKind = Literal["unsaturated_theme", "unexplained_dissent", "unanswered_probe"]


class DraftCode(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=2, max_length=120)
    description: str = Field(min_length=10, max_length=600)


class CodebookDraft(BaseModel):
    """What a reader proposes to look for."""

    model_config = ConfigDict(extra="forbid")

    codes: list[DraftCode] = Field(max_length=12)


class DraftSegment(BaseModel):
    model_config = ConfigDict(extra="forbid")

    turn_id: str
    code: str
    quote: str
    stance: Stance


class CodingDraft(BaseModel):
    """One reading of some turns, before its quotes are checked."""

    model_config = ConfigDict(extra="forbid")

    segments: list[DraftSegment]


class DraftSentence(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=2, max_length=600)
    turn_ids: list[str]


class SummaryDraft(BaseModel):
    """A model's account of coded themes, before its citations are checked."""

    model_config = ConfigDict(extra="forbid")

    summary: list[DraftSentence]
    key_insights: list[DraftSentence]


class Quote(BaseModel):
    """An exact substring of the text of the turn it names."""

    # `stance` is the side the turn takes on the theme.

    text: str
    turn_id: str
    persona_id: str
    persona_name: str
    stance: Stance | None = None


class Stand(BaseModel):
    """Somebody on a side, with the turn that says so."""

    persona_id: str
    persona_name: str
    turn_id: str


class Theme(BaseModel):
    """Something people brought up.

    `reach` counts the persons in whose words both readings found it, each with a quote; `reach_share` is 0-1.
    """

    # `reach_either` counts those in whose words at least one reading did. `sentiment` (-1 to 1) and `tension` (0-1) are
    # computed from the coded turns, see `themes`. `by_group`: attribute -> sub-group in words -> [how many of it raised the
    # theme, how many it has].

    title: str
    description: str
    reach: int
    reach_share: float
    reach_either: int = 0
    in_favour: int = 0
    against: int = 0
    sentiment: float | None = None
    tension: float = 0.0
    by_group: dict[str, dict[str, list[int]]] = {}
    quotes: list[Quote]


class Exchange(BaseModel):
    """A turn that contradicts the turn it answers."""

    turn_id: str
    in_reply_to: str


class Disagreement(BaseModel):
    """Who stands against whom on a theme."""

    # `exchanges` are the turns in which they told each other.

    theme: str
    tension: float
    in_favour: list[Stand]
    against: list[Stand]
    exchanges: list[Exchange] = []


class Outlier(BaseModel):
    """Somebody nearly alone with their side, and why."""

    # `theme` is null for the talk as a whole; `others` counts those on the other side, `reasons` names what else the
    # quoted turn holds for the same side.

    theme: str | None
    stance: Literal["for", "against"]
    others: int
    quote: Quote
    reasons: list[str] = []


class FollowUp(BaseModel):
    """Something to ask next, and the turn it rests on."""

    kind: FollowUpKind
    question: str
    turn_id: str
    theme: str | None = None
    persona_id: str | None = None


class SaturationPoint(BaseModel):
    """The `turn`-th answer was the first to raise `theme`; with it `themes` had been raised."""

    turn: int
    turn_id: str
    theme: str
    themes: int


class Saturation(BaseModel):
    """When themes came up."""

    # `coverage` (0-1) estimates how much of what such a group raises has been raised (Good 1953).

    turns: int
    new_themes: list[SaturationPoint]
    turns_since_new: int
    coverage: float | None = None


class Agreement(BaseModel):
    """How far two independent readings agree."""

    # Krippendorff's alpha, nominal: on whether a turn raises a theme, over all `units` (turn x theme), and on the side
    # it takes where both found it raised.

    alpha: float | None
    alpha_stance: float | None = None
    units: int
    raised_by_both: int
    raised_by_one: int
    warning: str = ""


class CitedSentence(BaseModel):
    """A sentence and the turns it rests on."""

    text: str
    turn_ids: list[str]


class GroupSummary(BaseModel):
    """What was said, with the quotes it rests on. `quotes_dropped` counts those not found in the turn they cite."""

    # `summary` and `key_insights` are the texts of `sentences` and `insights`.

    summary: str
    themes: list[Theme]
    key_insights: list[str]
    quotes_verified: int
    quotes_dropped: int
    sentences: list[CitedSentence] = []
    insights: list[CitedSentence] = []
    sentences_dropped: int = 0
    agreement: Agreement | None = None
    disagreements: list[Disagreement] = []
    outliers: list[Outlier] = []
    ask_next: list[FollowUp] = []
    saturation: Saturation | None = None
    outcome: str
    reason: str = ""
    generated_by: str
