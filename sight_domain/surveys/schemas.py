"""Surveys as every door shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, WithJsonSchema

from sight_domain.runs.schemas import RunView
from sight_domain.surveys.drafts import Answer

Dimension = Literal[
    "gender", "age_group", "region", "settlement", "education", "income_bracket", "segment_name"
]
DIMENSIONS: tuple[Dimension, ...] = ("gender", "age_group", "settlement", "education", "income_bracket")
"""The attributes tested for association unless others are asked for."""


def _told(kind: str, description: str) -> WithJsonSchema:
    """A part that a tool's schema tells in one line: models pay for every word of it."""
    return WithJsonSchema({"type": [kind, "null"], "description": description})


class SurveyView(BaseModel):
    """A survey: its questions, how many respondents have it before them, where it stands."""

    id: str
    project_id: str
    title: str
    status: str
    questions: list[dict[str, Any]]
    stimulus: str | None
    participants: int
    seed: int
    notes: list[str]
    generated_by: str
    created_at: datetime
    completed_at: datetime | None


class Distances(BaseModel):
    """How far a distribution is from a reference. `one_minus_ks`, `normalised_emd` need ordered options."""

    tvd: float
    jsd: float
    one_minus_ks: float | None = None
    normalised_emd: float | None = None
    rank_agreement: float | None


class AgainstReference(BaseModel):
    """Answers beside a reference: spread ratios, distances, and the same distances for a uniform and a modal answerer."""

    entropy_ratio: float | None
    variance_ratio: float | None
    answers: Distances
    random_floor: Distances
    everybody_modal: Distances


class OrderEffect(BaseModel):
    """Whether the order of options shows in the answers.

    `tvd` compares those who saw one order with those who saw the other (for shuffled options: the places answered with even
    shares); `floor` is its mean when order means nothing, `p_value` how often chance reaches it.
    """

    tvd: float
    floor: float
    p_value: float


class Dispersion(BaseModel):
    """How spread the answers to one question are. `entropy_share` is entropy / log2 K, 0-1."""

    entropy: float
    entropy_share: float
    variance: float | None = None
    top_share: float
    unanimous: bool
    between_share: float | None = None
    against_reference: AgainstReference | None = None
    order_effect: OrderEffect | None = None


class Verbatim(BaseModel):
    """An answer in the respondent's own words, whole."""

    text: str
    persona_id: str
    persona_name: str


class QuestionResult(BaseModel):
    """The topline of one question. `distribution` maps options to shares 0-1 of those who answered, `intervals` to 95 % bounds;
    `row_intervals` and `row_top_2_box` belong to the `rows` of a matrix. Where one person answered there is no spread."""

    id: str
    type: str
    text: str
    asked_if: str | None = None
    n_answered: int
    n_failed: int
    n_refused: int
    n_skipped: int
    n_effective: float
    methods: dict[str, int]
    distribution: dict[str, float] | None = None
    intervals: dict[str, tuple[float, float]] | None = None
    top_2_box: float | None = None
    bottom_2_box: float | None = None
    statistics: dict[str, float | None] | None = None
    rows: dict[str, dict[str, float]] | None = None
    row_intervals: dict[str, dict[str, tuple[float, float]]] | None = None
    row_top_2_box: dict[str, float] | None = None
    verbatims: Annotated[
        list[Verbatim] | None, _told("array", "Answers in words: text, persona_id, persona_name.")
    ] = None
    dispersion: Annotated[
        Dispersion | None,
        _told(
            "object",
            "Spread: entropy, entropy_share (0-1), variance, top_share, unanimous, between_share (between respondents, not by the "
            "draw), against_reference (ratios, distances with random_floor), order_effect (tvd, floor, p_value).",
        ),
    ] = None


class Associated(BaseModel):
    """One question (`part`: one row of a matrix, or one option chosen or not) against one attribute of respondents. `p_holm` is
    adjusted over all of `associations`."""

    question_id: str
    part: str | None = None
    dimension: str
    n: int
    cramers_v: float
    p_value: float
    p_holm: float


class Crosstab(BaseModel):
    """Shares of each option within each group (of several choices, of those who chose it); `residuals` beyond 2 in size mark cells
    that stand out. `part` is the row of a matrix."""

    question_id: str
    part: str | None = None
    dimension: str
    groups: dict[str, dict[str, float]]
    n: dict[str, int]
    residuals: dict[str, dict[str, float]]


class Check(BaseModel):
    """One check for answers no person gives. `flagged` is null where the survey has too little to tell."""

    name: str
    flagged: bool | None
    value: float | None
    limit: str
    says: str


class Quality(BaseModel):
    """Whether the answers can be used. `valid` is false above the limit of failed answers, `complete` until every question of
    every respondent is settled. `warnings` say so in words; no door and no file may leave them out."""

    valid: bool
    complete: bool
    warnings: list[str]
    failed_share: float
    failed_limit: float
    unanimous_share: float | None
    acquiescence: float | None
    checks: Annotated[
        list[Check],
        _told("array", "For answers nobody gives: name, flagged (null: cannot tell), value, limit, says."),
    ]
    notes: list[str]


class SurveyResults(BaseModel):
    """A survey's results so far."""

    survey: SurveyView
    questions: list[QuestionResult]
    associations: Annotated[
        list[Associated],
        _told("array", "Question by attribute: question_id, part, dimension, n, cramers_v, p_value, p_holm."),
    ]
    crosstabs: Annotated[
        list[Crosstab],
        _told("array", "By `by`: groups (shares by group), n, residuals (beyond 2 stands out)."),
    ] = Field(default_factory=list)
    quality: Quality


class SurveyStarted(BaseModel):
    """What running a survey has come to."""

    run: RunView
    survey: SurveyView
    results: SurveyResults | None = None


class RawAnswer(BaseModel):
    """One question put to one respondent, as stored, with what `value` is and how it came about."""

    persona_id: str
    persona_name: str
    question_id: str
    outcome: str
    reason: str
    value: Answer | None
    method: str | None
    given: dict[str, Any] | None
    shown: list[str]
    seed: int
    written_by: str | None
    weight: float
    facts: dict[str, Any]


class NumbersCompared(BaseModel):
    """Answers to a numeric question as numbers: means, standard deviations, and the ratio of variances."""

    people_mean: float
    people_sd: float
    synthetic_mean: float
    synthetic_sd: float
    variance_ratio: float | None


class Compared(BaseModel):
    """One question, or one of its options or rows, in all or in one group: `people` and `synthetic` are shares by category."""

    question_id: str
    part: str | None = None
    text: str
    group: str | None
    n_people: int
    n_synthetic: int
    people: dict[str, float]
    synthetic: dict[str, float]
    numbers: NumbersCompared | None = None
    against: AgainstReference
    score: float | None


class GroupSignal(BaseModel):
    """Whether groups differ as the people's groups do: the correlation over (question, option, group) of group share less
    overall share, people against respondents. `floor` is the mean of its size when respondents are dealt to groups at random."""

    dimension: str
    cells: int
    correlation: float | None
    floor: float | None


class Benchmark(BaseModel):
    """Everything `sight validate` reports. `mean` is over questions; `failed` counts answers that did not come."""

    country: str
    n_people: int
    n_synthetic: int
    matched_on: list[str]
    generated_by: str
    failed: int
    mean: dict[str, float | None]
    questions: list[Compared]
    groups: list[Compared]
    signal: list[GroupSignal]
    checks: list[Check]
