"""The models that studies were told to use, as kept with them."""

from __future__ import annotations

import time
from uuid import UUID

from sight_domain.storage.database import Database

# A change made by another process is seen after this time; one of this process at once.
_FRESH_SECONDS = 5.0


class ProjectModels:
    """``await project_models.of(project_id)``: registry ids in the order they are asked; empty: the usual ones."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[UUID, tuple[float, tuple[str, ...]]] = {}

    async def of(self, project_id: UUID | None) -> tuple[str, ...]:
        if project_id is None:
            return ()
        read_at, models = self._known.get(project_id, (float("-inf"), ()))
        if time.monotonic() - read_at > _FRESH_SECONDS:
            models = await self._read(project_id)
            self._known[project_id] = (time.monotonic(), models)
        return models

    def forget(self, project_id: UUID) -> None:
        """They were changed."""
        self._known.pop(project_id, None)

    async def _read(self, project_id: UUID) -> tuple[str, ...]:
        from sqlalchemy import text

        async with self._database.session() as session:
            stored = await session.scalar(
                text("select models from projects where id = :project"), {"project": project_id}
            )
        return tuple(stored or ())
