"""The columns of rows that carry the embedding of their text."""

from __future__ import annotations

from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy.orm import Mapped, mapped_column


class Embedded:
    """A table's two columns for the embedding; both are empty until somebody needed it and an embedder was there."""

    __tablename__: str

    embedding: Mapped[Any | None] = mapped_column(HALFVEC(), default=None, deferred=True)
    embedding_model: Mapped[str | None] = mapped_column(default=None, deferred=True)
