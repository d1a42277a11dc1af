"""What a model, or the offline engine, says a few passages state. Nothing of it is believed before `verification`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from sight_domain.knowledge.graph.model import Direction, EntityKind

_Quote = Annotated[str, Field(description="Exact copy of the sentence or table row that states it.")]
_Of = Annotated[
    str | None, Field(description="The people or the place it is about, as named in the passage.")
]
_Year = Annotated[int | None, Field(description="The year it is about, if the passage says so.")]


class DraftEntity(BaseModel):
    name: str = Field(description="In its base form.")
    kind: EntityKind


class DraftMeasurement(BaseModel):
    indicator: str = Field(description="What is measured, in the passage's words, base form.")
    value: str = Field(description="The number with its unit, exactly as written.")
    year: _Year = None
    group: _Of = None
    quote: _Quote


class DraftTrend(BaseModel):
    indicator: str = Field(description="What moves, in the passage's words, base form.")
    direction: Direction
    year: _Year = None
    group: _Of = None
    quote: _Quote


class DraftRelation(BaseModel):
    subject: str
    verb: str = Field(description="The verb, exactly as written.")
    object: str
    quote: _Quote


class DraftPassage(BaseModel):
    """What one passage states."""

    passage: int = Field(description="The passage's number.")
    entities: list[DraftEntity] = Field(default_factory=list)
    measurements: list[DraftMeasurement] = Field(default_factory=list)
    trends: list[DraftTrend] = Field(default_factory=list)
    relations: list[DraftRelation] = Field(default_factory=list)


class GraphDraft(BaseModel):
    """What the passages of one request state."""

    passages: list[DraftPassage]
