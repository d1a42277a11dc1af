"""A question as a researcher writes it: one flat shape for every type, the shape that tools take and surveys store."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

QuestionType = Literal[
    "single_choice", "multiple_choice", "scale", "likert", "numeric", "ranking", "open_text", "matrix"
]
AnswerMethod = Literal["probabilities", "semantic"]

Answer = str | int | float | list[str] | dict[str, str]
"""What a respondent's answer is, by type: an option (single_choice, likert), a point (scale), a number (numeric),
options (multiple_choice; ranking, best first), a text (open_text), or row -> column (matrix)."""


class Condition(BaseModel):
    """When a question is asked: the earlier answer is one of `any_of`, or a number within the bounds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    any_of: list[str] | None = None
    at_least: float | None = None
    at_most: float | None = None


_IN_ONE_LINE = WithJsonSchema(
    {
        "type": "object",
        "description": "Ask only if: {question, any_of: [options]} or {question, at_least, at_most}.",
    }
)


class QuestionDraft(BaseModel):
    """One question of a survey. `{id}` in `text` stands for the answer to an earlier question."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str | None = Field(default=None, description="q1, q2… when left out.")
    type: QuestionType = Field(description="Its type.")
    text: str = Field(description="Its words; `{q1}` is the answer to q1.")
    options: list[str] | None = Field(
        default=None, description="Options; matrix columns; likert points, lowest first."
    )
    rows: list[str] | None = Field(default=None, description="Matrix rows.")
    min: float | None = Field(default=None, description="Lowest point or number.")
    max: float | None = Field(default=None, description="Highest, or most options to choose.")
    labels: list[str] | None = Field(default=None, description="What a scale's two ends mean.")
    exclusive: list[str] | None = Field(default=None, description="Options that exclude others, like None.")
    show_if: Annotated[Condition | None, _IN_ONE_LINE] = None
    reverse_of: str | None = Field(default=None, description="Earlier likert it says reversed.")
    shuffle: bool = Field(default=True, description="Vary the options' order.")
    method: AnswerMethod | None = Field(default=None, description="semantic: rate a free answer.")
    reference: dict[str, Annotated[float, Field(ge=0)]] | None = Field(
        default=None, description="Known shares of people, to compare."
    )

    def stored(self) -> dict[str, Any]:
        """As kept with the survey."""
        return self.model_dump(mode="json", exclude_defaults=True)
