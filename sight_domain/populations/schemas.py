"""What the populations package hands out: respondents and the report on a sample."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Respondent(BaseModel):
    """One synthetic person: facts only, all drawn from the pack's tables; no prose."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seq: int = Field(ge=1, description="Place in the sample, from 1.")
    full_name: str
    given_name: str
    gender: str
    age: int = Field(ge=18, le=100, description="Years; 100 stands for 100 and over.")
    age_group: str
    region: str
    settlement: str
    city: str | None = Field(description="A city of 100,000 or more; None for villages and smaller towns.")
    education: str
    status: str
    income_bracket: str = Field(description="Own net monthly income.")
    income_rank: float = Field(ge=0, le=1, description="Place among the country's adults, 0 lowest.")
    occupation: str = Field(description="In the study's language and the person's grammatical gender.")
    household: str | None
    big_five: dict[str, float] = Field(description="Five traits, 0-1.")
    hofstede: dict[str, float] = Field(
        description="The country's scores / 100: context, not a personal trait."
    )
    values: list[str] = Field(description="The three leading Schwartz values, first the leading one.")
    interests: list[str] = Field(description="Three to five codes, the strongest first.")
    segment_id: str
    segment_name: str


class DimensionFit(BaseModel):
    """How one attribute of the stored respondents compares with the target.

    ``observed`` keeps unknown labels as they are stored; ``p_holm`` is the p-value adjusted over all dimensions.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    dimension: str
    chi_square: float | None = Field(
        description="Pearson's statistic; None without respondents or with labels outside the target."
    )
    p_value: float | None
    p_holm: float | None
    method: str
    cramers_v: float | None = Field(description="sqrt(X2 / (n (k - 1))), 0-1.")
    tvd: float | None = Field(description="Total variation distance, 0-1.")
    effect_size_w: float | None = Field(description="Cohen's w = sqrt(sum (o/n - p)^2 / p).")
    max_margin_error_persons: float | None
    max_margin_error_points: float | None = Field(description="Percentage points.")
    unknown_labels: dict[str, int]
    target: dict[str, float]
    observed: dict[str, float]


class RepresentativenessReport(BaseModel):
    """Whether the stored respondents are the population that the target names, and what that does not prove."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    n: int
    dimensions: list[DimensionFit]
    is_statistically_valid: bool = Field(
        description="The guarantee holds: n > 0, no label outside the target, every margin within one person, nobody impossible."
    )
    verdict: str
    notes: list[str]
    impossible_people: int
    duplicate_profiles: int
    sources: list[str]
