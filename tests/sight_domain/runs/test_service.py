"""Long jobs: watched, cancelled, never two on one subject, and honest when their process is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, new_uuid, to_public
from sight_domain.language import Text
from sight_domain.runs.schemas import RunStatus
from sight_domain.runs.service import Progress, RunService
from sight_domain.storage.database import Database

STEP = Text(en="A step", pl="Krok")


@pytest.fixture
async def runs(database: Database) -> AsyncIterator[RunService]:
    service = RunService(database)
    yield service
    await service.aclose()


async def _started(runs: RunService, subject: UUID, steps: int = 3, pause: float = 0.0) -> UUID:
    async def work(progress: Progress) -> None:
        for _ in range(steps):
            await asyncio.sleep(pause)
            await progress.advance(STEP)

    return await runs.start(
        "tests.count", project_id=None, subject_id=subject, arguments={}, total=steps, work=work
    )


async def test_progress_is_stored_and_heard(runs: RunService) -> None:
    heard: list[tuple[int, int, str]] = []
    run_id = await _started(runs, new_uuid())
    view = await runs.wait(
        run_id, 10, "pl", lambda done, total, message: heard.append((done, total, message.pl))
    )
    assert (view.status, view.done, view.total, view.message) == (RunStatus.SUCCEEDED, 3, 3, "Krok")
    assert heard[-1] == (3, 3, "Krok")
    assert await runs.get(Actor("en"), to_public(Kind.RUN, run_id)) == view.model_copy(
        update={"message": "A step"}
    )


async def test_waiting_ends_when_the_time_is_up_and_the_run_goes_on(runs: RunService) -> None:
    run_id = await _started(runs, new_uuid(), steps=4, pause=0.1)
    assert not (await runs.wait(run_id, 0, "en")).status.ended
    assert (await runs.wait(run_id, 10, "en")).status is RunStatus.SUCCEEDED


async def test_one_subject_has_one_run_at_a_time(runs: RunService, database: Database) -> None:
    subject = new_uuid()
    run_id = await _started(runs, subject, steps=4, pause=0.1)
    elsewhere = RunService(database)
    for service in (runs, elsewhere):
        with pytest.raises(SightError) as raised:
            await _started(service, subject)
        assert raised.value.code is ErrorCode.CONFLICT
    assert await elsewhere.active_of(subject) == run_id
    await runs.wait(run_id, 10, "en")
    assert await elsewhere.active_of(subject) is None
    again = await _started(elsewhere, subject)
    assert (await elsewhere.wait(again, 10, "en")).status is RunStatus.SUCCEEDED
    await elsewhere.aclose()


async def test_a_cancelled_run_keeps_what_it_did(runs: RunService) -> None:
    run_id = await _started(runs, new_uuid(), steps=50, pause=0.05)
    await asyncio.sleep(0.3)
    view = await runs.cancel(Actor("en"), to_public(Kind.RUN, run_id))
    assert view.status is RunStatus.CANCELLED
    assert 0 < view.done < 50


async def test_another_process_can_cancel(runs: RunService, database: Database) -> None:
    run_id = await _started(runs, new_uuid(), steps=100, pause=0.05)
    elsewhere = RunService(database)
    view = await elsewhere.cancel(Actor("en"), to_public(Kind.RUN, run_id))
    assert view.status is RunStatus.CANCELLED
    await elsewhere.aclose()


async def test_a_failure_is_told_in_both_languages(runs: RunService) -> None:
    async def work(_progress: Progress) -> None:
        raise SightError(
            ErrorCode.UNAVAILABLE, Text(en="No model.", pl="Brak modelu."), Text(en="Wait.", pl="Poczekaj.")
        )

    run_id = await runs.start(
        "tests.fail", project_id=None, subject_id=new_uuid(), arguments={}, total=1, work=work
    )
    view = await runs.wait(run_id, 10, "pl")
    assert view.status is RunStatus.FAILED
    assert view.error is not None
    assert view.error["message"] == "Brak modelu."


async def test_a_defect_shows_no_inner_text(runs: RunService) -> None:
    async def work(_progress: Progress) -> None:
        raise ZeroDivisionError("secret")

    run_id = await runs.start(
        "tests.fail", project_id=None, subject_id=new_uuid(), arguments={}, total=1, work=work
    )
    view = await runs.wait(run_id, 10, "en")
    assert view.error is not None
    assert view.error["code"] == "internal"
    assert "secret" not in str(view.error)


async def test_a_run_whose_process_is_gone_says_so_and_frees_its_subject(
    runs: RunService, database: Database
) -> None:
    subject = new_uuid()
    gone = RunService(database)
    run_id = await _started(gone, subject, steps=1_000, pause=0.05)
    await asyncio.sleep(0.1)
    assert gone._locks is not None
    gone._locks.terminate()
    view = await runs.get(Actor("en"), to_public(Kind.RUN, run_id))
    assert view.status is RunStatus.FAILED
    assert view.error is not None
    assert view.error["retry_safe"] is True
    await gone.aclose()


async def test_an_unknown_run_is_not_found(runs: RunService) -> None:
    with pytest.raises(SightError) as raised:
        await runs.get(Actor("en"), to_public(Kind.RUN, new_uuid()))
    assert raised.value.code is ErrorCode.NOT_FOUND
