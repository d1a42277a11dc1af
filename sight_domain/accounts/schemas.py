"""People who may log in, as every door shows them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class Account(BaseModel):
    """A person who may log in. `key` is the database's; `id` (``usr_…``) is for everybody else."""

    id: str
    key: UUID
    email: str
    full_name: str
    created_at: datetime
