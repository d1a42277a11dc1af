"""The base of every table, and the columns most of them share."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from sight_domain.clock import now
from sight_domain.ids import new_uuid


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB(none_as_null=True),
        list[Any]: JSONB(none_as_null=True),
        list[str]: JSONB(none_as_null=True),
    }


def load_every_table() -> None:
    """Import the ``models`` module of every package of the domain: a foreign key needs the table it points to."""
    import sight_domain

    for package in pkgutil.iter_modules(sight_domain.__path__, "sight_domain."):
        if package.ispkg and importlib.util.find_spec(f"{package.name}.models") is not None:
            importlib.import_module(f"{package.name}.models")


class Keyed:
    """A UUIDv7 primary key and the time of making."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_uuid)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Deletable:
    """Soft deletion: a row with `deleted_at` never shows."""

    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    deleted_reason: Mapped[str | None] = mapped_column(default=None)
    deleted_reason_detail: Mapped[str | None] = mapped_column(default=None)
