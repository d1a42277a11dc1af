"""Export a study, a focus group, a survey or a respondent to a file, and hand files out again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.focus_groups.service import FocusGroupService
from sight_domain.ids import Kind, from_public, new_uuid, to_public
from sight_domain.insights.service import InsightService, MessagingService
from sight_domain.interviews.service import InterviewService
from sight_domain.language import Text
from sight_domain.personas.service import PersonaService
from sight_domain.projects.service import ProjectService, projects_of, require_project_key
from sight_domain.reports.files import ExportFiles
from sight_domain.reports.formats import format_named
from sight_domain.reports.gathering import Gathering
from sight_domain.reports.material import ReportKind, checked_sections
from sight_domain.reports.schemas import Exported, ExportView
from sight_domain.reports.writing import KIND_OF_RUN, Writing
from sight_domain.runs.service import RunService, RunStatus, UseCase, Watcher
from sight_domain.surveys.service import SurveyService

if TYPE_CHECKING:
    from sight_domain.reports.models import Export
    from sight_domain.settings import Settings
    from sight_domain.storage.database import Database

_KIND_OF_ID: dict[ReportKind, Kind] = {
    "project": Kind.PROJECT,
    "focus_group": Kind.FOCUS_GROUP,
    "persona": Kind.PERSONA,
    "survey": Kind.SURVEY,
}


class ReportService:
    def __init__(
        self,
        database: Database,
        settings: Settings,
        runs: RunService,
        projects: ProjectService,
        personas: PersonaService,
        focus_groups: FocusGroupService,
        surveys: SurveyService,
        interviews: InterviewService,
        insights: InsightService,
        messaging: MessagingService,
    ) -> None:
        self._database = database
        self._runs = runs
        self._files = ExportFiles(settings.files)
        self._gathering = Gathering(
            projects, personas, focus_groups, surveys, interviews, insights, messaging
        )
        self._writing = Writing(database, self._files, self._gathering)
        runs.register(
            UseCase(
                KIND_OF_RUN,
                Kind.EXPORT,
                self._writing.write,
                stopped=self._writing.undone,
                keeps_partial=False,
            )
        )

    async def export(
        self,
        actor: Actor,
        kind: ReportKind,
        subject_id: str,
        format: str,
        *,
        sections: Sequence[str] | None,
        mask_pii: bool,
        wait_seconds: float = float("inf"),
        watch: Watcher | None = None,
    ) -> Exported:
        """Have the file written by a run, and wait for it.

        Returns:
            The export, or none when `wait_seconds` were over first or somebody cancelled it; the run, whose subject
            is the export, says which.

        Raises:
            SightError: ``unsupported`` format, ``invalid_argument`` sections, ``invalid_id``/``not_found`` subject.
        """
        from sight_domain.reports.models import Export

        format_named(format)
        checked_sections(kind, sections)
        subject, project = await self._gathering.subject(actor, kind, subject_id)
        key = new_uuid()
        run_id = await self._runs.start(
            KIND_OF_RUN,
            project_id=from_public(Kind.PROJECT, project.id, field="project_id"),
            subject_id=key,
            arguments={
                "kind": kind,
                "subject_id": subject,
                "format": format,
                "sections": None if sections is None else [*sections],
                "mask_pii": mask_pii,
            },
            total=await self._writing.steps(actor, kind, project),
        )
        run = await self._runs.wait(run_id, wait_seconds, actor.language, watch)
        if run.status is RunStatus.FAILED:
            run = await self._runs.finished(run_id, actor.language)
        async with self._database.session() as session:
            export = await session.get(Export, key)
        return Exported(export=self._view(export) if export is not None else None, run=run)

    async def read(self, actor: Actor, export_id: str) -> tuple[ExportView, bytes]:
        """An export and its bytes; ``not_found`` unless its project is the actor's."""
        from sight_domain.reports.models import Export

        key = from_public(Kind.EXPORT, export_id, field="id")
        async with self._database.session() as session:
            export = await session.get(Export, key)
            if export is None:
                raise _no_such_export(export_id)
            await require_project_key(session, actor, export.project_id, field="id")
        path = self._files.path(export.id, export.filename)
        if not path.exists():
            raise _no_such_export(export_id)
        return self._view(export), await asyncio.to_thread(path.read_bytes)

    async def latest(self, actor: Actor, *, limit: int) -> list[ExportView]:
        """The actor's last exports, newest first, without those of deleted projects."""
        from sqlalchemy import select

        from sight_domain.reports.models import Export

        query = (
            select(Export)
            .where(Export.project_id.in_(projects_of(actor)))
            .order_by(Export.id.desc())
            .limit(limit)
        )
        async with self._database.session() as session:
            return [self._view(export) for export in await session.scalars(query)]

    async def purge_deleted(self) -> int:
        """Remove the files of exports whose project was removed for good, or that were never stored; how many."""
        from sqlalchemy import select

        from sight_domain.reports.models import Export

        async with self._database.session() as session:
            known = set(await session.scalars(select(Export.id)))
        return await asyncio.to_thread(self._files.remove_strays, known)

    def _view(self, export: Export) -> ExportView:
        public_id = to_public(Kind.EXPORT, export.id)
        kind: ReportKind = next(known for known in _KIND_OF_ID if known == export.kind)
        return ExportView(
            id=public_id,
            kind=kind,
            subject_id=to_public(_KIND_OF_ID[kind], export.subject_id),
            format=export.format,
            filename=export.filename,
            mime_type=export.mime_type,
            bytes=export.bytes,
            uri=f"sight://exports/{public_id}",
            path=str(self._files.path(export.id, export.filename)),
            pii_masked=export.pii_masked,
            created_at=export.created_at,
        )


def _no_such_export(export_id: str) -> SightError:
    return SightError(
        ErrorCode.NOT_FOUND,
        Text(en=f"There is no export {export_id}.", pl=f"Nie ma eksportu {export_id}."),
        Text(en="Make it again with export_report.", pl="Utwórz go ponownie przez export_report."),
        field="id",
    )
