"""What a group is shown: a text, an image put into words, or a passage of a document with its place.

Respondents read; so whatever is shown is words in the end. An image's are somebody's description of it, and it is
always said whose.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sight_domain.language import Language, Text

LONGEST_STIMULUS = 20_000
"""Characters of everything shown together."""
MOST_STIMULI = 10

_IMAGE = Text(en="An image", pl="Obraz")
_DOCUMENT = Text(en="From the document “{title}”{page}", pl="Z dokumentu „{title}”{page}")
_PAGE = Text(en=", p. {page}", pl=", s. {page}")
_PAGES = Text(en=", pp. {page}–{end}", pl=", s. {page}–{end}")


class StimulusWish(BaseModel):
    """Something to show."""

    # A text: `text`. An image: `text` says what is on it, or `image` is given for a model to describe. A document: its
    # id, perhaps a page.

    model_config = ConfigDict(extra="forbid")

    kind: Literal["text", "image", "document"] = Field(default="text", description="What it is.")
    title: str | None = Field(default=None, description="Its title.")
    text: str | None = Field(default=None, description="The text, or what the image shows.")
    document_id: str | None = Field(default=None, description="doc_…")
    page: int | None = Field(default=None, description="One of its pages.")
    image: str | None = Field(default=None, description="Path or data: URL, for a model to describe.")
    from_question: int = Field(default=0, ge=0, description="Before which question, from 0.")


class Stimulus(BaseModel):
    """Something shown before a question; `text` is all that respondents get of it, word for word."""

    # Of a document, with the pages it stands on. `described_by` names the model that described an image.

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["text", "image", "document"]
    title: str = ""
    text: str = Field(min_length=1)
    document_id: str | None = None
    page: int | None = None
    page_end: int | None = None
    described_by: str | None = None
    from_question: int = 0

    def heading(self, language: Language) -> str:
        """What it is and where it is from, on one line; empty for a text without a title."""
        if self.kind == "document":
            place = ""
            if self.page is not None:
                several = self.page_end is not None and self.page_end > self.page
                place = (_PAGES if several else _PAGE).to(language).format(page=self.page, end=self.page_end)
            return _DOCUMENT.to(language).format(title=self.title, page=place)
        if self.kind == "image":
            kind = _IMAGE.to(language)
            return f"{kind}: {self.title}" if self.title else kind
        return self.title

    def in_words(self, language: Language) -> str:
        """Heading and text, as respondents get it."""
        heading = self.heading(language)
        return f"{heading}:\n{self.text}" if heading else self.text
