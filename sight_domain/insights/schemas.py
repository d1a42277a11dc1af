"""Needs and pains, and messages made from them, as every door shows them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from sight_domain.errors import invalid_argument
from sight_domain.language import Text

Frequency = Literal["daily", "weekly", "monthly"]
RatingSource = Literal["survey", "said", "unrecorded"]
"""Where ratings of an outcome come from: a pair of survey questions, or what people said, rated by a model with a
verified quote for each. ``unrecorded``: an analysis made before this was kept."""


class NeedQuote(BaseModel):
    """An exact substring of the answer it names: a turn of a focus group, an exchange of an interview, or (without
    `turn_id`) an open question of a survey."""

    text: str
    turn_id: str | None
    persona_id: str
    persona_name: str
    survey_id: str | None = None
    question_id: str | None = None


class Rated(BaseModel):
    """Ratings of one outcome by `n` people, 0-10, and the scores computed from them; nulls where nobody rated it."""

    n: int = 0
    importance: float | None = Field(default=None, ge=0, le=10)
    satisfaction: float | None = Field(default=None, ge=0, le=10)
    opportunity_score: float | None = None
    odi_score: float | None = None
    opportunity_interval: tuple[float, float] | None = None
    odi_interval: tuple[float, float] | None = None


class Job(BaseModel):
    job_statement: str
    priority_score: float = Field(ge=1, le=10)
    frequency: Frequency
    difficulty: float = Field(ge=1, le=10)
    n: int = 0
    quotes: list[NeedQuote]


class DesiredOutcome(Rated):
    """Means of 0-10 over `n` people, and the scores computed from them."""

    outcome_statement: str
    is_measurable: bool | None
    rated_from: RatingSource = "unrecorded"
    questions: list[str] = Field(default_factory=list)
    quotes: list[NeedQuote]


class SegmentRated(Rated):
    """One outcome as the people of one segment rated it."""

    segment_id: str
    segment_name: str
    outcome_statement: str


class PainPoint(BaseModel):
    """`percent_affected`: share 0-1 of those who answered whose own words show it; `n`: how many they are."""

    # `interval`: the share's 95 % bounds. `own_words`: words by which these people's quotes differ from the others'.
    pain_title: str
    pain_description: str
    severity: float = Field(ge=1, le=10)
    frequency: Frequency
    percent_affected: float = Field(ge=0, le=1)
    interval: tuple[float, float] | None = None
    n: int = 0
    own_words: list[str] = Field(default_factory=list)
    quotes: list[NeedQuote]
    potential_solutions: list[str]


def _told(description: str) -> WithJsonSchema:
    """A part that a tool's schema tells in one line: models pay for every word of it."""
    return WithJsonSchema({"type": "array", "description": description})


class Needs(BaseModel):
    """Jobs, outcomes and pains of a project's respondents, or of one. `outdated`: answers came or went since."""

    project_id: str
    persona_id: str | None
    jobs_to_be_done: list[Job]
    desired_outcomes: list[DesiredOutcome]
    pain_points: list[PainPoint]
    by_segment: Annotated[
        list[SegmentRated],
        _told("Outcomes by segment: segment_id, segment_name, outcome_statement, n, scores, intervals."),
    ] = Field(default_factory=list)
    people: int = 0
    answers_count: int
    quotes_dropped: int
    methods: list[str] = Field(default_factory=list)
    generated_at: datetime
    generated_by: str
    outdated: bool


class RatedBy(BaseModel):
    """Two questions of a survey about the same thing; for matrices, about each row that both have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    survey_id: str = Field(description="Id of the survey (srv_…).")
    importance: str = Field(description="Question on importance.")
    satisfaction: str = Field(description="Question on satisfaction.")


MessageKind = Literal["social_post", "email", "landing_page", "sms", "ad"]
Tone = Literal["friendly", "professional", "playful", "bold", "caring"]


GroundKind = Literal["pain_point", "desired_outcome", "job_to_be_done", "fact"]


class Ground(BaseModel):
    """A need a message answers, with the words it rests on; or a fact it tells, with where it stands."""

    kind: GroundKind
    text: str
    quotes: list[NeedQuote] = Field(default_factory=list)
    document_id: str | None = None
    page: int | None = None


class MessageVariant(BaseModel):
    """`grounds`: needs it answers, facts it tells."""

    headline: str
    body: str
    call_to_action: str
    grounds: list[Ground]


class Messaging(BaseModel):
    """Variants of a message; those without a need, or with a claim that no fact makes, were refused."""

    id: str
    project_id: str
    persona_id: str | None
    segment: str | None
    kind: str
    tone: str
    variants: list[MessageVariant]
    variants_dropped: int
    left_this_hour: int
    notes: list[str]
    created_at: datetime
    generated_by: str


class StatementKind(StrEnum):
    """Where something was said."""

    FOCUS_GROUP = "focus_group"
    SURVEY = "survey"
    INTERVIEW = "interview"

    @classmethod
    def named(cls, kind: str) -> StatementKind:
        """Raises ``invalid_argument`` for a kind that is none."""
        try:
            return cls(kind)
        except ValueError:
            raise invalid_argument(
                "kind",
                Text(en=f"'{kind}' is no kind of statement.", pl=f"„{kind}” nie jest rodzajem wypowiedzi."),
                Text(en=f"Use one of: {', '.join(cls)}.", pl=f"Użyj jednego z: {', '.join(cls)}."),
            ) from None


class StatementSpeaker(BaseModel):
    """Who said it."""

    id: str
    name: str


class StatementPlace(BaseModel):
    """The focus group, survey or interview it was said in; an interview is named after whom it was with."""

    id: str
    name: str


class FoundStatement(BaseModel):
    """Something a respondent said. `text` is all of it, `quote` the part that fits best, both exactly as stored."""

    id: str
    kind: StatementKind
    speaker: StatementSpeaker
    place: StatementPlace
    question: str
    text: str
    quote: str
    score: float
    ranks: dict[str, int]


class TranscriptHits(BaseModel):
    """What respondents said on a query, best first, out of so many `statements` searched."""

    hits: list[FoundStatement]
    statements: int
    note: str | None
