"""The shapes in which a respondent states an answer: probabilities, strengths, a range, a text."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model, model_validator

from sight_domain.surveys.drawing import normalised

_CLOSED = ConfigDict(extra="forbid")
Probability = Annotated[float, Field(ge=0, le=1)]
LONGEST_TEXT = 3_000


class Stated(BaseModel):
    """The base of all of them."""

    model_config = _CLOSED


class StatedText(Stated):
    """An answer in the respondent's own words."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class StatedRange(Stated):
    """A number as somebody would give it on different days: 1 in 10 times below `low`, half the times below `middle`."""

    low: float
    middle: float
    high: float

    @model_validator(mode="after")
    def _in_order(self) -> StatedRange:
        if not self.low <= self.middle <= self.high:
            raise ValueError("low <= middle <= high")
        return self


@lru_cache(maxsize=128)
def stated_probabilities(options: int) -> type[Stated]:
    """``probabilities``: one per option in the order shown, summing to 1."""
    listed: Any = Annotated[
        list[Probability], Field(min_length=options, max_length=options), AfterValidator(normalised)
    ]
    return create_model(f"Probabilities{options}", __base__=Stated, probabilities=(listed, ...))


@lru_cache(maxsize=128)
def stated_choices(options: int) -> type[Stated]:
    """``chances``: for each option in the order shown, how likely it would be among those ticked, 0-1."""
    listed: Any = Annotated[list[Probability], Field(min_length=options, max_length=options)]
    return create_model(f"Choices{options}", __base__=Stated, chances=(listed, ...))


@lru_cache(maxsize=128)
def stated_strengths(options: int) -> type[Stated]:
    """``strengths``: how strong each option is to this respondent in the order shown, 0-100, not all 0."""
    strength: Any = Annotated[float, Field(ge=0, le=100)]
    listed: Any = Annotated[
        list[strength], Field(min_length=options, max_length=options), AfterValidator(_some_strength)
    ]
    return create_model(f"Strengths{options}", __base__=Stated, strengths=(listed, ...))


@lru_cache(maxsize=128)
def stated_rows(rows: int, columns: int) -> type[Stated]:
    """``rows``: for each row in the order shown, probabilities of the columns, summing to 1."""
    row: Any = Annotated[
        list[Probability], Field(min_length=columns, max_length=columns), AfterValidator(normalised)
    ]
    listed: Any = Annotated[list[row], Field(min_length=rows, max_length=rows)]
    return create_model(f"Rows{rows}x{columns}", __base__=Stated, rows=(listed, ...))


def _some_strength(strengths: list[float]) -> list[float]:
    if not any(strengths):
        raise ValueError("at least one strength is above 0")
    return strengths
