"""Export a study, a focus group or a respondent to a file, and hand files out again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.clock import now
from sight_domain.errors import ErrorCode, SightError
from sight_domain.focus_groups.service import FocusGroupService
from sight_domain.ids import Kind, from_public, new_uuid, to_public
from sight_domain.insights.service import InsightService
from sight_domain.language import Language, Text
from sight_domain.personas.service import PersonaService
from sight_domain.projects.service import ProjectService, projects_of, require_project_key
from sight_domain.reports.filenames import filename
from sight_domain.reports.formats import format_named
from sight_domain.reports.material import Material, ReportKind, prepare
from sight_domain.reports.schemas import ExportView
from sight_domain.surveys.service import SurveyService

if TYPE_CHECKING:
    from sight_domain.reports.models import Export
    from sight_domain.settings import Settings
    from sight_domain.storage.database import Database

_WHOLE_TRANSCRIPT = 100_000
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
        projects: ProjectService,
        personas: PersonaService,
        focus_groups: FocusGroupService,
        surveys: SurveyService,
        insights: InsightService,
    ) -> None:
        self._database = database
        self._folder = settings.files / "exports"
        self._projects = projects
        self._personas = personas
        self._focus_groups = focus_groups
        self._surveys = surveys
        self._insights = insights

    async def export(
        self,
        actor: Actor,
        kind: ReportKind,
        subject_id: str,
        format: str,
        *,
        sections: Sequence[str] | None,
        mask_pii: bool,
    ) -> ExportView:
        """Write the file and remember it.

        Raises:
            SightError: ``unsupported`` format, ``invalid_argument`` sections, ``invalid_id``/``not_found`` subject.
        """
        from sight_domain.reports.models import Export

        chosen = format_named(format)
        payload, project_id = await self._payload(actor, kind, subject_id)
        language = _language_of(payload)
        material = prepare(
            kind,
            payload,
            language=language,
            exported_by="Sight",
            exported_at=now().replace(microsecond=0),
            sections=sections,
            mask_pii=mask_pii,
        )
        content = await asyncio.to_thread(chosen.render, material)
        export = Export(
            id=new_uuid(),
            created_at=material.exported_at,
            project_id=project_id,
            kind=kind,
            subject_id=from_public(_KIND_OF_ID[kind], _subject_id(payload, kind), field="id"),
            format=chosen.name,
            filename=_name(material, chosen.extension),
            mime_type=chosen.media_type,
            bytes=len(content),
            pii_masked=mask_pii,
        )
        await asyncio.to_thread(self._write, export, content)
        async with self._database.session() as session:
            session.add(export)
        return self._view(export)

    async def read(self, actor: Actor, export_id: str) -> tuple[ExportView, bytes]:
        """An export and its bytes; ``not_found`` unless its project is the actor's."""
        from sight_domain.reports.models import Export

        key = from_public(Kind.EXPORT, export_id, field="id")
        async with self._database.session() as session:
            export = await session.get(Export, key)
            if export is None:
                raise _no_such_export(export_id)
            await require_project_key(session, actor, export.project_id, field="id")
        path = self._path(export)
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

    async def _payload(self, actor: Actor, kind: ReportKind, subject_id: str) -> tuple[dict[str, Any], UUID]:
        if kind == "project":
            payload = await self._project_payload(actor, subject_id)
        elif kind == "focus_group":
            payload = await self._group_payload(actor, subject_id)
        elif kind == "survey":
            payload = await self._survey_payload(actor, subject_id)
        else:
            payload = await self._persona_payload(actor, subject_id)
        return payload, from_public(Kind.PROJECT, payload["project"]["id"], field="project_id")

    async def _project_payload(self, actor: Actor, project_id: str) -> dict[str, Any]:
        project = await self._projects.get(actor, project_id)
        reader = Actor(language=project.language, user_id=actor.user_id)
        needs = await self._insights.latest_for(reader, project_id=project_id, persona=None)
        return {
            "project": project.model_dump(mode="json"),
            "personas": await self._personas.profiles(reader, project_id),
            "representativeness": await self._personas.representativeness(reader, project_id),
            "focus_groups": [
                await self._group(reader, group.id)
                for group in await self._focus_groups.of_project(reader, project_id)
            ],
            "needs": needs.model_dump(mode="json") if needs else None,
        }

    async def _group_payload(self, actor: Actor, focus_group_id: str) -> dict[str, Any]:
        group = await self._group(actor, focus_group_id)
        project = await self._projects.get(actor, group["focus_group"]["project_id"])
        reader = Actor(language=project.language, user_id=actor.user_id)
        spoke = {turn["speaker"]["id"] for turn in group["turns"]}
        people = await self._personas.profiles(reader, project.id)
        return {
            **group,
            "project": project.model_dump(mode="json"),
            "personas": [person for person in people if person["id"] in spoke],
        }

    async def _survey_payload(self, actor: Actor, survey_id: str) -> dict[str, Any]:
        view = (await self._surveys.results(actor, survey_id, field="id")).survey
        project = await self._projects.get(actor, view.project_id)
        reader = Actor(language=project.language, user_id=actor.user_id)
        found = (await self._surveys.results(reader, survey_id, field="id")).model_dump(mode="json")
        answers = await self._surveys.raw_answers(reader, survey_id)
        return {
            "survey": {**found["survey"], "name": view.title},
            "project": project.model_dump(mode="json"),
            # "questions" is the researcher's own word for their own words, which masking leaves alone.
            "toplines": found["questions"],
            "associations": found["associations"],
            "quality": found["quality"],
            "answers": [answer.model_dump(mode="json") for answer in answers],
        }

    async def _persona_payload(self, actor: Actor, persona: str) -> dict[str, Any]:
        detail = await self._personas.get(actor, persona)
        project = await self._projects.get(actor, detail.project_id)
        reader = Actor(language=project.language, user_id=actor.user_id)
        people = await self._personas.profiles(reader, project.id)
        told = await self._personas.get(reader, detail.id, sections=("profile",))
        needs = await self._insights.latest_for(reader, project_id=None, persona=detail.id)
        return {
            "persona": {
                **next(person for person in people if person["id"] == detail.id),
                "reasoning": (told.profile or {}).get("reasoning"),
            },
            "project": project.model_dump(mode="json"),
            "answers": [
                {
                    "turn_id": said["turn_id"],
                    "question": said["question"],
                    "text": said["answer"],
                    "outcome": "answered",
                }
                for said in (detail.insights or {}).get("last_answers", [])
            ],
            "needs": needs.model_dump(mode="json") if needs else None,
        }

    async def _group(self, actor: Actor, focus_group_id: str) -> dict[str, Any]:
        transcript = await self._focus_groups.get(actor, focus_group_id, limit=_WHOLE_TRANSCRIPT, cursor=None)
        return transcript.model_dump(mode="json", exclude={"next_cursor"})

    def _path(self, export: Export) -> Path:
        return self._folder / to_public(Kind.EXPORT, export.id) / export.filename

    def _write(self, export: Export, content: bytes) -> None:
        path = self._path(export)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

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
            path=str(self._path(export)),
            pii_masked=export.pii_masked,
            created_at=export.created_at,
        )


def _language_of(payload: dict[str, Any]) -> Language:
    return "pl" if payload["project"]["language"] == "pl" else "en"


def _subject_id(payload: dict[str, Any], kind: ReportKind) -> str:
    return payload[kind]["id"]


def _name(material: Material, extension: str) -> str:
    return filename(
        material.kind, material.title, extension, material.exported_at, language=material.language
    )


def _no_such_export(export_id: str) -> SightError:
    return SightError(
        ErrorCode.NOT_FOUND,
        Text(en=f"There is no export {export_id}.", pl=f"Nie ma eksportu {export_id}."),
        Text(en="Make it again with export_report.", pl="Utwórz go ponownie przez export_report."),
        field="id",
    )
