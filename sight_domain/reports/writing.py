"""Writing an export as a run: read what it is about, lay it out, store the file; or nothing of it stays.

The file comes first, its row after it, in one transaction with the note that it is done. Whoever ends the run without
success takes the file back: `undone`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.clock import now
from sight_domain.ids import from_public, kind_of
from sight_domain.language import Text
from sight_domain.projects.service import project_by_key
from sight_domain.reports.filenames import filename
from sight_domain.reports.formats import format_named
from sight_domain.reports.material import ReportKind, prepare
from sight_domain.runs.service import Job
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from sight_domain.accounts.actor import Actor
    from sight_domain.projects.schemas import ProjectView
    from sight_domain.reports.files import ExportFiles
    from sight_domain.reports.gathering import Gathering
    from sight_domain.storage.database import Database

KIND_OF_RUN = "reports.export"
_STORED = "stored"


class Writing:
    """Its run's subject is the export; its arguments are those of `ReportService.export`."""

    def __init__(self, database: Database, files: ExportFiles, gathering: Gathering) -> None:
        self._database = database
        self._files = files
        self._gathering = gathering

    async def steps(self, reader: Actor, kind: ReportKind, project: ProjectView) -> int:
        """How many steps `write` takes: the parts that are read, laying out, storing."""
        return await self._gathering.parts(reader, kind, project) + 2

    async def write(self, job: Job) -> None:
        """The run."""
        from sight_domain.reports.models import Export

        if job.has(_STORED):
            return
        assert job.project_id is not None
        given, key = job.arguments, job.subject_id
        kind, subject_id = given["kind"], given["subject_id"]
        async with self._database.session() as session:
            owner = (await project_by_key(session, job.project_id)).owner_id
        reader, project = await self._gathering.project(owner, job.project_id)
        await job.expect(await self.steps(reader, kind, project))
        payload = await self._gathering.payload(reader, kind, subject_id, project, job.advance)
        material = await asyncio.to_thread(
            prepare,
            kind,
            payload,
            language=project.language,
            exported_by="Sight",
            exported_at=now().replace(microsecond=0),
            sections=given["sections"],
            mask_pii=given["mask_pii"],
            names=await self._gathering.names(reader, project),
        )
        chosen = format_named(given["format"])
        content = await asyncio.to_thread(chosen.render, material)
        await job.advance(Text(en="The file is laid out", pl="Plik jest złożony"))
        name = filename(
            kind, material.title, chosen.extension, material.exported_at, language=material.language
        )
        await asyncio.to_thread(self._files.write, key, name, content)

        async def store() -> None:
            export = Export(
                id=key,
                created_at=material.exported_at,
                project_id=job.project_id,
                kind=kind,
                subject_id=from_public(kind_of(subject_id, field="id"), subject_id, field="id"),
                format=chosen.name,
                filename=name,
                mime_type=chosen.media_type,
                bytes=len(content),
                pii_masked=given["mask_pii"],
            )
            async with self._database.session() as session:
                await session.merge(export)
                await job.mark(session, _STORED)

        await outlasting(store)
        await job.advance(Text(en="The file is stored", pl="Plik jest zapisany"))

    async def undone(self, key: UUID) -> None:
        """Take back the file of an export that is not stored."""
        from sight_domain.reports.models import Export

        async with self._database.session() as session:
            if await session.get(Export, key) is None:
                await asyncio.to_thread(self._files.remove, key)
