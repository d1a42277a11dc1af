"""Exports are runs: they tell how far they are, outlive their process, and leave a whole file or none."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, from_public
from sight_domain.populations.service import parse_target
from sight_domain.reports.files import ExportFiles
from sight_domain.reports.formats import JsonFormat
from sight_domain.reports.material import Material
from sight_domain.reports.schemas import Exported
from sight_domain.runs.schemas import RunStatus
from sight_domain.settings import Settings
from sight_domain.storage.deletion import DeletionReason
from tools.duties import purge_deleted
from tools.services import Services

ACTOR = Actor("en")
_AN_HOUR_AGO = 3700.0


@pytest.fixture(scope="module")
async def services(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings) as services:
        yield services


async def new_project(services: Services) -> str:
    target = parse_target({"country": "PL"})
    return (
        await services.projects.create(
            ACTOR, name="Tea", description="", language="en", target=target, sample_size=5
        )
    ).id


async def exported(services: Services, project_id: str, **given: object) -> Exported:
    asked = {"sections": None, "mask_pii": True, **given}
    return await services.reports.export(ACTOR, "project", project_id, "json", **asked)  # pyright: ignore[reportArgumentType]


@pytest.fixture
def slow_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Laying out takes two seconds."""
    render = JsonFormat.render

    def slowly(self: JsonFormat, material: Material) -> bytes:
        time.sleep(2)
        return render(self, material)

    monkeypatch.setattr(JsonFormat, "render", slowly)


def folder_of(settings: Settings, export_id: str) -> Path:
    return settings.files / "exports" / export_id


async def test_an_export_tells_its_steps_and_its_run_is_found_in_the_project(services: Services) -> None:
    project_id = await new_project(services)
    heard: list[tuple[int, int]] = []
    made = await exported(
        services, project_id, watch=lambda done, total, message: heard.append((done, total))
    )
    assert made.export is not None
    assert (made.run.status, made.run.subject_id) == (RunStatus.SUCCEEDED, made.export.id)
    assert heard[-1] == (5, 5)
    listed = await services.runs.of_project(from_public(Kind.PROJECT, project_id, field="id"), "en")
    assert [(run.kind, run.status) for run in listed] == [("reports.export", RunStatus.SUCCEEDED)]


@pytest.mark.parametrize(
    ("kind", "format", "sections", "code"),
    [
        ("project", "docm", None, ErrorCode.UNSUPPORTED),
        ("project", "json", ["colours"], ErrorCode.INVALID_ARGUMENT),
        ("persona", "json", None, ErrorCode.INVALID_ID),
    ],
)
async def test_what_cannot_be_exported_starts_nothing(
    services: Services, kind: str, format: str, sections: list[str] | None, code: ErrorCode
) -> None:
    project_id = await new_project(services)
    with pytest.raises(SightError) as raised:
        await services.reports.export(
            ACTOR,
            kind,  # pyright: ignore[reportArgumentType]
            "fg_1" if kind == "persona" else project_id,
            format,
            sections=sections,
            mask_pii=True,
        )
    assert raised.value.code is code
    assert await services.runs.of_project(from_public(Kind.PROJECT, project_id, field="id"), "en") == []


@pytest.mark.usefixtures("slow_layout")
async def test_a_cancelled_export_leaves_nothing_and_can_be_resumed(
    services: Services, settings: Settings
) -> None:
    begun = await exported(services, await new_project(services), wait_seconds=0.8)
    export_id = begun.run.subject_id
    assert begun.export is None
    assert begun.run.status in (RunStatus.RUNNING, RunStatus.QUEUED)
    cancelled = await services.runs.cancel(ACTOR, begun.run.id)
    assert (cancelled.status, cancelled.partial) == (RunStatus.CANCELLED, False)
    assert not folder_of(settings, export_id).exists()
    with pytest.raises(SightError) as raised:
        await services.reports.read(ACTOR, export_id)
    assert raised.value.code is ErrorCode.NOT_FOUND
    resumed = await services.runs.wait(await services.runs.resume(ACTOR, begun.run.id), 60, "en")
    assert resumed.status is RunStatus.SUCCEEDED, resumed
    export, content = await services.reports.read(ACTOR, export_id)
    assert export.bytes == len(content) > 0


@pytest.mark.usefixtures("slow_layout")
async def test_an_export_whose_process_left_is_written_by_the_next(
    services: Services, settings: Settings
) -> None:
    async with Services(settings) as gone:
        begun = await exported(gone, await new_project(gone), wait_seconds=0.8)
        assert begun.run.status in (RunStatus.RUNNING, RunStatus.QUEUED)
    run_id = from_public(Kind.RUN, begun.run.id, field="run_id")
    assert (await services.runs.wait(run_id, 60, "en")).status is RunStatus.SUCCEEDED
    export, _ = await services.reports.read(ACTOR, begun.run.subject_id)
    assert [path.name for path in folder_of(settings, export.id).iterdir()] == [export.filename]


async def test_a_purged_project_leaves_no_file(services: Services, settings: Settings) -> None:
    kept, gone = await new_project(services), await new_project(services)
    long_ago = time.time() - _AN_HOUR_AGO
    files: dict[str, list[Path]] = {}
    for project_id in (kept, gone):
        made = await exported(services, project_id)
        assert made.export is not None
        document = await services.knowledge.add_document(
            ACTOR, project_id=project_id, content=f"Loose tea of {project_id}.".encode(), filename="tea.txt"
        )
        key = from_public(Kind.DOCUMENT, document.id, field="id")
        files[project_id] = [folder_of(settings, made.export.id), settings.files / "documents" / str(key)]
        for path in files[project_id]:
            assert path.exists()
            os.utime(path, (long_ago, long_ago))
    await services.projects.delete(ACTOR, gone, DeletionReason.OTHER, None)
    await purge_deleted(services)
    assert all(path.exists() for path in files[gone]), "it can still be restored"
    async with services.database.session() as session:
        await session.execute(
            text("update projects set deleted_at = now() - interval '8 days' where id = :id"),
            {"id": from_public(Kind.PROJECT, gone, field="id")},
        )
    await purge_deleted(services)
    assert not any(path.exists() for path in files[gone])
    assert all(path.exists() for path in files[kept])


def test_a_file_that_is_just_being_written_is_no_stray(tmp_path: Path) -> None:
    files, key = ExportFiles(tmp_path), from_public(Kind.EXPORT, "exp_01jd0000000000000000000000", field="id")
    files.write(key, "study.json", b"{}")
    assert files.remove_strays([]) == 0
    assert files.path(key, "study.json").read_bytes() == b"{}"
    files.write(key, "other.json", b"[]")
    assert [path.name for path in files.path(key, "other.json").parent.iterdir()] == ["other.json"]
    long_ago = time.time() - _AN_HOUR_AGO
    os.utime(files.path(key, "other.json").parent, (long_ago, long_ago))
    assert files.remove_strays([key]) == 0
    assert files.remove_strays([]) == 1
    files.remove(key)
    assert list((tmp_path / "exports").iterdir()) == []
