"""What the populations package hands out: respondents."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Family(BaseModel):
    """Partner, children and who lives under one roof; what a text about a person's family may say and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    marital: str = Field(description="single, partnered, married, divorced or widowed.")
    children_at_home: list[int] = Field(description="Ages in years, the youngest first.")
    children_away: int = Field(ge=0, description="Grown children who live elsewhere.")
    parents_at_home: int = Field(ge=0, le=2, description="The person's own parents in the household.")
    others_at_home: int = Field(ge=0, description="Siblings or other relatives in the household.")
    household_size: int = Field(ge=1, description="People in the household, the person included.")


class Respondent(BaseModel):
    """One synthetic person: facts only, all drawn from the pack's tables; no prose."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seq: int = Field(ge=1, description="Place in the sample, from 1.")
    country: str = Field("PL", description="Code of the population pack.")
    full_name: str
    given_name: str
    gender: str
    age: int = Field(ge=18, le=100, description="Years; 100 stands for 100 and over.")
    age_group: str
    region: str | None = Field(description="None where the country's pack has no regions.")
    settlement: str | None = Field(description="None where the country's pack has no sizes of place.")
    city: str | None = Field(description="A city of 100,000 or more; None for villages and smaller towns.")
    education: str
    status: str | None
    income_bracket: str | None = Field(description="In the pack's terms: own net monthly income, or fifths.")
    income_rank: float | None = Field(
        ge=0, le=1, description="Place among the country's adults, 0 lowest; None without figures on income."
    )
    occupation: str | None = Field(
        description="In the study's language and the person's grammatical gender; None without figures on work."
    )
    household: str | None
    family: Family | None = None
    life_stage: str | None = None
    big_five: dict[str, float] = Field(description="Five traits, 0-1.")
    hofstede: dict[str, float] = Field(
        description="The country's scores / 100: context, not a personal trait."
    )
    values: list[str] = Field(description="The three leading Schwartz values, first the leading one.")
    value_scores: dict[str, float] = Field(
        default_factory=dict,
        description="All ten by importance: 0 is the mean of the person's own, the unit about one standard deviation.",
    )
    interests: list[str] = Field(description="Three to five codes, the strongest first.")
    segment_id: str
    segment_name: str


class Unexpressed(BaseModel):
    """A wish without effect on who is drawn."""

    said: str = Field(description="As it was asked for.")
    reason: str = Field(description="Why.")
    instead: str = Field(description="The nearest choice.")
