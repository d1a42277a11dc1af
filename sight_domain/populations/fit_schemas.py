"""The report on a sample: what it says of margins, pairs, traits, names, weights, and where the target comes from."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DimensionFit(_Part):
    """How one attribute of the stored respondents compares with the target.

    ``observed`` keeps unknown labels as they are stored; ``p_holm`` is the p-value adjusted over all dimensions. With
    weights, ``observed`` and every figure are weighted, persons counting their weight; ``counts`` never are.
    """

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
    counts: dict[str, int] = Field(description="People in each category, unweighted.")


class PairFit(_Part):
    """How two attributes go together in the sample and in the target."""

    dimensions: list[str] = Field(min_length=2, max_length=2)
    tvd: float = Field(description="Two-way total variation distance, 0-1.")
    srmse: float = Field(description="sqrt(mean (o - t)^2) / mean t over the cells.")
    srmse_percentile: float = Field(
        description="Per cent of random samples from the target that are closer, 0-100."
    )
    out_of_line: bool = Field(description="Further off than random samples by five standard deviations.")
    cramers_v_sample: float | None = Field(
        description="Corrected for the bias of random samples, which is too much for quota samples; 0-1, None for a constant."
    )
    cramers_v_uncorrected: float | None
    cramers_v_target: float | None


class JointFit(_Part):
    """Every pair of attributes, and whether they hang together as in the target."""

    pairs: list[PairFit]
    mean_tvd: float
    mean_srmse: float
    srmse_percentile: float
    association_kept: float | None = Field(
        description="Share of the target's association found in the sample: 1 as in the target, 0 independent."
    )
    association_percentile: float | None
    association_range: list[float] | None = Field(
        description="The middle 98 % of the same figure in random samples of this size."
    )
    association: Literal["kept", "lost", "exaggerated"] = Field(
        description="lost or exaggerated: outside all of the random samples from the target."
    )
    repeated_cells: int = Field(description="People who share all sampled attributes with an earlier one.")
    repeated_cells_expected: float | None = Field(
        description="The same in random samples; None with weights."
    )
    too_many_repeats: bool
    draws: int
    left_out: int


class TraitFit(_Part):
    """One trait, standardised by the norm of each person's sex and age."""

    trait: str
    mean_z: float
    sd_ratio: float
    ks: float
    ks_p: float
    ks_p_holm: float
    mode_collapse: bool = Field(description="SD ratio below 0.8 and not by chance: people too alike.")


class TraitsFit(_Part):
    """The five traits against their norms, and how they correlate."""

    n: int
    left_out: int
    traits: list[TraitFit]
    correlation_rmse: float | None
    correlation_rmse_expected: float = Field(description="In a random sample of this size.")


class NamesFit(_Part):
    """Are the names as varied and as true to age as the register's?"""

    n: int
    repeated_full_names: int
    most_common: str
    most_common_count: int
    most_common_expected: float
    too_common: bool
    unknown_names: int = Field(description="Given names that no table of the person's sex holds.")
    cohort_fit: float | None = Field(
        description="1: names tell as much of birth decades as in the register, 0: nothing. None: no such tables."
    )
    cohort_z: float | None
    wrong_cohorts: bool


class WeightsFit(_Part):
    """What unequal weights cost."""

    n_eff: float = Field(description="Kish's effective sample size.")
    deff: float = Field(description="Design effect, 1 + CV^2 of the weights.")
    lowest: float
    highest: float


class SourceUsed(_Part):
    title: str
    publisher: str
    year: str
    licence: str
    url: str | None


class Provenance(_Part):
    """Where the target's figures come from."""

    country: str
    pack_version: str
    reference_year: int
    sources: list[SourceUsed]
    assumptions: list[str]


class RepresentativenessReport(_Part):
    """Whether the stored respondents are the population that the target names, and what that does not prove."""

    n: int
    dimensions: list[DimensionFit]
    crossed_quotas: list[DimensionFit] = Field(
        description="The same for the target's crossed quotas, such as gender x age_group."
    )
    is_statistically_valid: bool = Field(
        description="The guarantee holds: people there, no label outside the target, every margin within one person, "
        "nobody impossible, outside its ages or a copy, attributes going together as in the target. Not about opinions."
    )
    why: list[str] = Field(description="What breaks the guarantee, or what it rests on.")
    verdict: str
    notes: list[str]
    impossible_people: int
    outside_target: int = Field(
        description="People whose age is missing, outside the target or their age group."
    )
    duplicate_profiles: int = Field(description="People who repeat another's demographics and occupation.")
    cloned_people: int = Field(description="People who repeat another in every drawn fact, traits included.")
    joint: JointFit | None
    traits: TraitsFit | None
    names: NamesFit | None
    weights: WeightsFit | None = Field(description="None when everybody counts the same.")
    sources: list[str]
    provenance: Provenance
