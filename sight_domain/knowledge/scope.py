"""Which documents a request may see."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

VISIBLE = """
    d.deleted_at is null
    and d.owner_id is not distinct from cast(:owner_id as uuid)
    and (cast(:project_id as uuid) is null or d.project_id is null or d.project_id = cast(:project_id as uuid))
    and (cast(:document_ids as uuid[]) is null or d.id = any(cast(:document_ids as uuid[])))
    and (d.project_id is null
         or exists (select 1 from projects p where p.id = d.project_id and p.deleted_at is null))
"""
"""SQL condition on ``documents d``; its parameters are `Scope.parameters`."""


@dataclass(frozen=True, slots=True)
class Scope:
    """An owner's documents: with a project, that project's and the library's; else all of them.

    `document_ids` narrows it further.
    """

    owner_id: UUID | None
    project_id: UUID | None = None
    document_ids: tuple[UUID, ...] | None = None

    @property
    def parameters(self) -> dict[str, object]:
        return {
            "owner_id": self.owner_id,
            "project_id": self.project_id,
            "document_ids": None if self.document_ids is None else list(self.document_ids),
        }
