"""The neutral report: what is said and in what order, with nothing about how it looks.

Assemblers build a `Report` from typed results; renderers (PDF now, DOCX later) lay it out. Every text in it is plain
text, never markup. Numbers stay numbers until a renderer writes them in the report's language.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sight_domain.language import Language

Cell = str | int | float | None
ColumnKind = Literal["text", "integer", "decimal", "percent"]
Share = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Heading(_Part):
    """A heading inside a section; level 2 or 3 (level 1 is the section's own title)."""

    kind: Literal["heading"] = "heading"
    level: Literal[2, 3] = 2
    text: str


class Paragraph(_Part):
    """Running text; newlines separate paragraphs. `lead` opens a section, `note` is small print."""

    kind: Literal["paragraph"] = "paragraph"
    text: str
    style: Literal["body", "lead", "note"] = "body"


class Points(_Part):
    """A bulleted list."""

    kind: Literal["points"] = "points"
    items: tuple[str, ...]


class Fact(_Part):
    """One labelled value: ``Fact(label="Age", value="28")``."""

    label: str
    value: str


class KeyValues(_Part):
    """Labelled facts, one a line."""

    kind: Literal["key_values"] = "key_values"
    items: tuple[Fact, ...]


class Column(_Part):
    """A table column. `percent` cells hold shares 0-1; `weight` is its part of the width left by number columns."""

    title: str
    kind: ColumnKind = "text"
    weight: Annotated[float, Field(gt=0)] = 1.0
    digits: Annotated[int, Field(ge=0, le=6)] = 2


class Table(_Part):
    """Rows under repeated heads; every row has one cell a column."""

    kind: Literal["table"] = "table"
    title: str | None = None
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    rows: tuple[tuple[Cell, ...], ...]

    @model_validator(mode="after")
    def _rows_fit_columns(self) -> Self:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells under {len(self.columns)} columns")
        return self


class Bar(_Part):
    """One labelled bar: `value` and, where there is one, the `target` it is held against or its `interval`, all 0-1."""

    label: str
    value: Share
    target: Share | None = None
    interval: tuple[Share, Share] | None = None


class Bars(_Part):
    """Bars on one scale: `percent` writes 0.25 as 25 %, `score` as 0.25. `fit` scales to the longest bar."""

    kind: Literal["bars"] = "bars"
    title: str | None = None
    scale: Literal["percent", "score"] = "percent"
    fit: bool = False
    bars: tuple[Bar, ...]


class Quote(_Part):
    """Words of a respondent, exactly as stored, with who said them and the id of the turn."""

    kind: Literal["quote"] = "quote"
    text: str
    speaker: str
    reference: str | None = None


class Callout(_Part):
    """A boxed remark that must not be overlooked."""

    kind: Literal["callout"] = "callout"
    title: str
    text: str
    tone: Literal["note", "warning"] = "note"


class Theme(_Part):
    """A theme of a discussion, how far it reaches, and the quotes that carry it."""

    kind: Literal["theme"] = "theme"
    title: str
    description: str
    reach: str | None = None
    reach_share: Share | None = None
    details: tuple[Fact, ...] = ()
    quotes: tuple[Quote, ...] = ()


class Entry(_Part):
    """One turn of a transcript. `silent` marks a turn without an answer; then `text` says why."""

    speaker: str
    text: str
    meta: str | None = None
    reference: str | None = None
    moderator: bool = False
    silent: bool = False


class Transcript(_Part):
    """The turns under one question of the guide."""

    kind: Literal["transcript"] = "transcript"
    level: Literal[2, 3] = 2
    question: str
    entries: tuple[Entry, ...]


class PersonaCard(_Part):
    """A respondent at a glance."""

    kind: Literal["persona_card"] = "persona_card"
    name: str
    reference: str | None = None
    headline: str | None = None
    facts: tuple[Fact, ...] = ()
    story: str | None = None
    quote: str | None = None
    traits: Bars | None = None
    tags: tuple[Fact, ...] = ()


Block = Annotated[
    Heading
    | Paragraph
    | Points
    | KeyValues
    | Table
    | Bars
    | Quote
    | Callout
    | Theme
    | Transcript
    | PersonaCard,
    Field(discriminator="kind"),
]


class Section(_Part):
    """A titled part of the report; `id` is the name it is selected by. Long ones open a page of their own."""

    id: str
    title: str
    opens_page: bool = False
    blocks: tuple[Block, ...]


class Report(_Part):
    """A whole report.

    Args:
        label: what kind of report it is, above the title ("Study report").
        engine_note: set when the offline engine wrote any of it; renderers must show it on every page.
        facts: what the first page says about the study.
        callouts: what the first page must not leave unsaid.
    """

    label: str
    title: str
    subtitle: str | None = None
    language: Language
    generated_at: datetime
    exported_by: str
    engine_note: str | None = None
    pii_masked: bool
    facts: tuple[Fact, ...] = ()
    callouts: tuple[Callout, ...] = ()
    sections: tuple[Section, ...]
