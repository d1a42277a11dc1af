"""Respondents as every door shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from sight_domain.runs.schemas import RunView

Section = Literal["overview", "profile", "needs", "insights"]
SECTIONS: tuple[Section, ...] = ("overview", "profile", "needs", "insights")


class PersonaRow(BaseModel):
    """One respondent in a table. Codes such as `settlement` are the pack's; `labels` says them in words."""

    id: str
    full_name: str
    age: int
    gender: str
    region: str | None = None
    settlement: str | None = None
    city: str | None = None
    education: str
    income_bracket: str | None = None
    occupation: str | None = None
    segment: str
    headline: str | None = None
    narrative_outcome: str
    generated_by: str | None = None
    weight: float = Field(1.0, description="How many respondents it counts for, mean 1; 1 without boosts.")
    boosted: bool = Field(False, description="Drawn for a boost, beyond the quotas.")
    labels: dict[str, str] = Field(default_factory=dict)


class PersonaPage(BaseModel):
    personas: list[PersonaRow]
    total: int
    next_cursor: str | None = None


class Recruitment(BaseModel):
    """What recruiting has come to so far. `generated_by` names the model that wrote the prose."""

    run: RunView
    personas: list[PersonaRow]
    representativeness: dict[str, Any]
    generated_by: str
    notes: list[str] = Field(default_factory=list)


class PersonaDetail(BaseModel):
    """One respondent; the asked-for sections are filled, the others are ``None``."""

    id: str
    project_id: str
    full_name: str
    segment_id: str
    segment_name: str
    generated_by: str
    overview: dict[str, Any] | None = None
    profile: dict[str, Any] | None = None
    needs: dict[str, Any] | None = None
    insights: dict[str, Any] | None = None
    updated_at: datetime


DifferenceSection = Literal["demographics", "traits", "values", "interests", "needs", "said"]


class Difference(BaseModel):
    """In what they differ; `text` says it in a line."""

    section: DifferenceSection
    field: str
    label: str
    values: dict[str, Any]
    size: float | None = None
    turn_ids: dict[str, str] = Field(default_factory=dict)
    text: str = ""


class PairSimilarity(BaseModel):
    persona_ids: list[str]
    similarity: float


class ComparedPersona(PersonaDetail):
    differences: list[str]


class Comparison(BaseModel):
    """2-3 respondents side by side; of three, the score is the mean of their pairs."""

    personas: list[ComparedPersona]
    similarity_score: float
    similarity_by_section: dict[str, float] = Field(default_factory=dict)
    pairs: list[PairSimilarity] = Field(default_factory=list)
    in_words: str = ""
    total_differences: int
    key_differences: list[Difference]
    notes: list[str] = Field(default_factory=list)


SegmentedBy = Literal["demographics", "clusters"]


class SegmentMember(BaseModel):
    id: str
    full_name: str


class SegmentView(BaseModel):
    """A named group of respondents."""

    id: str
    name: str
    description: str
    n: int
    share: float
    target_share: float | None = None
    personas: list[SegmentMember]


class Segments(BaseModel):
    """A target's segments, or clusters found among its respondents."""

    by: SegmentedBy
    n: int
    segments: list[SegmentView]
    silhouette: float | None = None
    stability: float | None = None
    tried: dict[str, float] = Field(default_factory=dict)
    notes: list[str] = Field(default_factory=list)


class Narrative(BaseModel):
    """What the model writes about a respondent; every fact in it was given."""

    persona_title: str = Field(min_length=2, max_length=120)
    headline: str = Field(min_length=5, max_length=240)
    background_story: str = Field(min_length=200, max_length=2400)
    quote: str = Field(min_length=5, max_length=400)
    values_in_words: str = Field(min_length=5, max_length=600)
    interests_in_words: str = Field(min_length=5, max_length=600)


class Citation(BaseModel):
    """A sentence of a document: `text` is exactly the characters `char_start` to `char_end` of its stored text."""

    document_id: str
    title: str
    page: int | None
    char_start: int
    char_end: int
    text: str
