"""What models are asked for: readings of answers, before quotes are checked and scores computed."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from sight_domain.insights.schemas import Frequency, MessageKind


class _Draft(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DraftQuote(_Draft):
    """`turn_id` is the short name that the prompt gave an answer (``a1``)."""

    turn_id: str
    text: str


class DraftJob(_Draft):
    job_statement: str = Field(min_length=10, max_length=400)
    priority_score: float = Field(ge=1, le=10)
    frequency: Frequency
    difficulty: float = Field(ge=1, le=10)
    quotes: list[DraftQuote]


class DraftOutcome(_Draft):
    outcome_statement: str = Field(min_length=5, max_length=400)
    is_measurable: bool
    quotes: list[DraftQuote]


class NeedsDraft(_Draft):
    """Jobs and outcomes that the answers show."""

    jobs_to_be_done: list[DraftJob]
    desired_outcomes: list[DraftOutcome]


class DraftPain(_Draft):
    """A pain of whoever the quotes are by."""

    pain_title: str = Field(min_length=3, max_length=160)
    pain_description: str = Field(min_length=5, max_length=1200)
    severity: float = Field(ge=1, le=10)
    frequency: Frequency
    quotes: list[DraftQuote]
    potential_solutions: list[str]


class DraftRating(_Draft):
    """How whoever the quotes are by rates outcome number `outcome`, counted from 1."""

    outcome: int = Field(ge=1)
    importance: int = Field(ge=0, le=10)
    satisfaction: int = Field(ge=0, le=10)
    quotes: list[DraftQuote]


class ReadingDraft(_Draft):
    """What the answers of some people say about each of them: pains, and ratings of given outcomes."""

    pain_points: list[DraftPain]
    ratings: list[DraftRating]


LONGEST: dict[MessageKind, tuple[int, int, int]] = {
    "ad": (70, 220, 40),
    "social_post": (80, 300, 40),
    "email": (90, 900, 50),
    "landing_page": (90, 700, 50),
    "sms": (45, 120, 30),
}
"""Characters of headline, body and call to action by kind of message."""


class DraftVariant(_Draft):
    """One message; `needs` and `facts` are the numbers, from 1, of those it rests on."""

    headline: str = Field(min_length=3, max_length=120)
    body: str = Field(min_length=10, max_length=1200)
    call_to_action: str = Field(min_length=2, max_length=80)
    needs: list[int]
    facts: list[int]


class MessagingDraft(_Draft):
    """Variants of one message, each its own idea."""

    variants: list[DraftVariant] = Field(min_length=1, max_length=6)
