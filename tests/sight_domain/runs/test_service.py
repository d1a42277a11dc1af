"""Long jobs: watched, cancelled, resumed, never two of a kind on one subject, and gone on with when their process ends."""

from __future__ import annotations

import asyncio
import contextlib
import errno
from collections.abc import AsyncIterator, Callable, Sequence
from uuid import UUID

import pytest
from sqlalchemy import text

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, new_uuid, to_public
from sight_domain.language import Text
from sight_domain.runs.limits import RunLimits
from sight_domain.runs.schemas import RunStatus, RunView
from sight_domain.runs.service import Job, RunService, UseCase
from sight_domain.storage.database import Database

STEP = Text(en="A step", pl="Krok")
LET_GO = asyncio.Event()
ACTOR = Actor("en")


async def count(job: Job) -> None:
    """A use case that does `steps` steps with a pause before each; what was counted is done."""
    await job.expect(job.total, done=job.done)
    for _ in range(job.done, job.total):
        await asyncio.sleep(job.arguments["pause"])
        await job.advance(STEP)


async def go_on_slowly(job: Job) -> None:
    """A use case with fifteen of twenty steps stored from before."""
    await job.expect(20, done=15)
    for _ in range(5):
        await asyncio.sleep(0.5)
        await job.advance(STEP)


async def stall(job: Job) -> None:
    """A use case that does half of its steps at once and then nothing."""
    await job.expect(job.total)
    await job.say(STEP)
    await asyncio.sleep(1.2)
    await job.advance(STEP, job.total // 2)
    await asyncio.sleep(600)


async def do_another_thing(job: Job) -> None:
    """A use case whose last step is of another kind than all before it, and long."""
    await job.expect(job.total)
    if job.attempt > 1:
        await asyncio.sleep(600)
    for _ in range(job.total - 1):
        await asyncio.sleep(0.3)
        await job.advance(STEP)
    await job.say(STEP, phase="summary")
    await asyncio.sleep(600)


async def resist(job: Job) -> None:
    """A use case that cannot be stopped until somebody lets it."""
    if job.attempt > 1:
        await asyncio.sleep(600)
    while not LET_GO.is_set():
        with contextlib.suppress(asyncio.CancelledError):
            await LET_GO.wait()
    raise asyncio.CancelledError


async def await_what_was_cancelled(_job: Job) -> None:
    given_up: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    given_up.cancel()
    await given_up


async def fill_the_disk(_job: Job) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


async def fail(_job: Job) -> None:
    raise SightError(
        ErrorCode.UNAVAILABLE, Text(en="No model.", pl="Brak modelu."), Text(en="Wait.", pl="Poczekaj.")
    )


async def break_down(_job: Job) -> None:
    raise ZeroDivisionError("secret")


async def spread(job: Job) -> None:
    items = [str(item) for item in range(job.total)]
    await job.expect(job.total)
    await job.spread(items)


async def do_some(job: Job, items: Sequence[str]) -> None:
    for _ in items:
        await job.advance(STEP)


def service(database: Database, limits: RunLimits | None = None) -> RunService:
    runs = RunService(database, limits)
    for kind, body in (
        ("tests.count", count), ("tests.fail", fail), ("tests.break", break_down), ("tests.stall", stall),
        ("tests.go_on", go_on_slowly), ("tests.other", do_another_thing), ("tests.full", fill_the_disk),
        ("tests.given_up", await_what_was_cancelled),
    ):  # fmt: skip
        runs.register(UseCase(kind, Kind.PROJECT, body))
    runs.register(UseCase("tests.spread", Kind.PROJECT, spread, do_some))
    return runs


@pytest.fixture
async def runs(database: Database) -> AsyncIterator[RunService]:
    runs = service(database)
    yield runs
    await runs.aclose()


async def started(
    runs: RunService,
    kind: str = "tests.count",
    *,
    subject: UUID | None = None,
    steps: int = 3,
    pause: float = 0.0,
) -> UUID:
    return await runs.start(
        kind, project_id=None, subject_id=subject or new_uuid(), arguments={"pause": pause}, total=steps
    )


async def reached(runs: RunService, run_id: str, so: Callable[[RunView], bool]) -> None:
    """Return when `get` shows it so."""
    async with asyncio.timeout(60):
        while not so(await runs.get(ACTOR, run_id)):  # noqa: ASYNC110 - it is a query
            await asyncio.sleep(0.05)


async def test_progress_is_stored_and_heard(runs: RunService) -> None:
    heard: list[tuple[int, int, str]] = []
    run_id = await started(runs)
    view = await runs.wait(
        run_id, 10, "pl", lambda done, total, message: heard.append((done, total, message.pl))
    )
    assert (view.status, view.done, view.total, view.message) == (RunStatus.SUCCEEDED, 3, 3, "Gotowe")
    assert (3, 3, "Krok") in heard
    assert heard[-1] == (3, 3, "Gotowe")
    assert all(message for _, _, message in heard)
    assert len(set(heard)) == len(heard)
    shown = await runs.get(ACTOR, to_public(Kind.RUN, run_id))
    assert (shown.status, shown.message, shown.partial) == (RunStatus.SUCCEEDED, "Done", False)


async def test_who_reconnects_catches_up_on_everything_said_so_far(runs: RunService) -> None:
    run_id = await started(runs, steps=5, pause=0.3)
    public = to_public(Kind.RUN, run_id)
    await runs.wait(run_id, 0.7, "en")
    first = await runs.happenings(ACTOR, public)
    assert first[0].status is RunStatus.QUEUED
    await runs.wait(run_id, 10, "en")
    rest = await runs.happenings(ACTOR, public, after=first[-1].seq)
    assert rest[-1].status is RunStatus.SUCCEEDED
    told = [one.done for one in (*first, *rest)]
    assert told == sorted(told)
    assert told[-1] == 5


async def test_waiting_ends_when_the_time_is_up_and_the_run_goes_on(runs: RunService) -> None:
    run_id = await started(runs, steps=4, pause=0.1)
    assert not (await runs.wait(run_id, 0, "en")).status.ended
    assert (await runs.wait(run_id, 10, "en")).status is RunStatus.SUCCEEDED


async def test_the_time_left_is_measured(runs: RunService) -> None:
    run_id = await started(runs, steps=20, pause=0.15)
    view = await runs.wait(run_id, 2.2, "en")
    assert view.status is RunStatus.RUNNING
    assert view.eta_seconds is not None
    # A twentieth of a second or more a step, and no more than ten times the pause on a slow machine.
    assert (20 - view.done) * 0.05 < view.eta_seconds < (20 - view.done) * 1.5
    await runs.cancel(ACTOR, view.id)


async def test_what_was_stored_before_the_run_is_no_measure_of_its_pace(runs: RunService) -> None:
    run_id = await started(runs, "tests.go_on", steps=20)
    view = await runs.wait(run_id, 1.8, "en")
    assert view.status is RunStatus.RUNNING
    assert view.eta_seconds is None or view.eta_seconds > 0.3 * (20 - view.done)
    assert (await runs.wait(run_id, 20, "en")).status is RunStatus.SUCCEEDED


async def test_a_run_that_stalls_says_that_it_takes_longer(runs: RunService) -> None:
    run_id = await started(runs, "tests.stall", steps=20)
    public = to_public(Kind.RUN, run_id)
    first = (await runs.wait(run_id, 3, "en")).eta_seconds
    assert first is not None
    await asyncio.sleep(2)
    later = (await runs.get(ACTOR, public)).eta_seconds
    assert later is not None
    assert later >= first + 1.5
    await runs.cancel(ACTOR, public)


async def test_steps_of_one_kind_say_nothing_about_a_last_one_of_another(runs: RunService) -> None:
    run_id = await started(runs, "tests.other", steps=6)
    public = to_public(Kind.RUN, run_id)
    await reached(runs, public, lambda view: view.done >= 5)
    await asyncio.sleep(1.5)
    view = await runs.get(ACTOR, public)
    assert (view.status, view.done, view.eta_seconds) == (RunStatus.RUNNING, 5, None)
    await runs.cancel(ACTOR, public)


async def test_a_resumed_run_says_and_measures_nothing_of_its_earlier_attempt(runs: RunService) -> None:
    run_id = await started(runs, "tests.other", steps=6)
    public = to_public(Kind.RUN, run_id)
    await reached(runs, public, lambda view: view.done >= 4)
    await runs.cancel(ACTOR, public)
    await runs.resume(ACTOR, public)
    view = await runs.get(ACTOR, public)
    assert view.message in {"Waiting for its turn", "It has begun"}
    assert view.eta_seconds is None
    await runs.cancel(ACTOR, public)


async def test_what_an_earlier_attempt_leaves_late_does_not_touch_the_next(database: Database) -> None:
    stopped: list[UUID] = []

    async def note(subject: UUID) -> None:
        stopped.append(subject)

    LET_GO.clear()
    runs = RunService(database)
    runs.register(UseCase("tests.resist", Kind.PROJECT, resist, stopped=note))
    run_id = await started(runs, "tests.resist")
    public = to_public(Kind.RUN, run_id)
    await reached(runs, public, lambda view: view.status is RunStatus.RUNNING)
    await runs.cancel(ACTOR, public)
    assert len(stopped) == 1
    await runs.resume(ACTOR, public)
    await reached(runs, public, lambda view: view.status is RunStatus.RUNNING)
    LET_GO.set()
    await asyncio.sleep(1)
    assert len(stopped) == 1
    await runs.cancel(ACTOR, public)
    await runs.aclose()


async def test_what_nobody_cancelled_does_not_end_as_cancelled(runs: RunService) -> None:
    view = await runs.wait(await started(runs, "tests.given_up"), 20, "en")
    assert view.status is RunStatus.FAILED
    assert view.error is not None
    assert view.error["code"] == "internal"


async def test_a_run_whose_event_loop_ends_is_gone_on_with_by_the_next(
    runs: RunService, database: Database
) -> None:
    gone = service(database)
    run_id = await started(gone, steps=4, pause=0.5)
    public = to_public(Kind.RUN, run_id)
    await reached(gone, public, lambda view: view.done >= 1)
    for task in list(gone._executor._active):
        task.cancel()
    await gone.aclose()
    assert (await runs.get(ACTOR, public)).status is RunStatus.QUEUED
    assert (await runs.wait(run_id, 30, "en")).status is RunStatus.SUCCEEDED


async def test_a_full_disk_is_told_with_a_way_out(runs: RunService) -> None:
    view = await runs.wait(await started(runs, "tests.full"), 20, "pl")
    assert view.error is not None
    assert (view.error["code"], view.error["retry_safe"]) == ("unavailable", True)
    assert "miejsca" in view.error["message"]


async def test_who_comes_later_hears_everything_from_the_beginning(
    runs: RunService, database: Database
) -> None:
    run_id = await started(runs, steps=5, pause=0.3)
    await asyncio.sleep(0.8)
    heard: list[int] = []
    elsewhere = service(database)
    view = await elsewhere.follow(
        ACTOR, to_public(Kind.RUN, run_id), 20, lambda done, total, message: heard.append(done)
    )
    assert view.status is RunStatus.SUCCEEDED
    assert (heard[0], heard[-1]) == (0, 5)
    assert heard == sorted(heard)
    await elsewhere.aclose()


async def test_one_subject_has_one_run_of_a_kind_at_a_time(runs: RunService, database: Database) -> None:
    subject = new_uuid()
    run_id = await started(runs, subject=subject, steps=4, pause=0.1)
    elsewhere = service(database)
    for one in (runs, elsewhere):
        with pytest.raises(SightError) as raised:
            await started(one, subject=subject)
        assert raised.value.code is ErrorCode.CONFLICT
        assert to_public(Kind.RUN, run_id) in raised.value.message.pl
    assert await elsewhere.active_of("tests.count", subject) == run_id
    await runs.wait(run_id, 10, "en")
    assert await elsewhere.active_of("tests.count", subject) is None
    again = await started(elsewhere, subject=subject)
    assert (await elsewhere.wait(again, 10, "en")).status is RunStatus.SUCCEEDED
    await elsewhere.aclose()


async def test_a_cancelled_run_keeps_what_it_did_and_can_be_resumed(runs: RunService) -> None:
    run_id = await started(runs, steps=12, pause=0.1)
    public = to_public(Kind.RUN, run_id)
    await asyncio.sleep(0.5)
    asked = asyncio.get_running_loop().time()
    view = await runs.cancel(ACTOR, public)
    assert asyncio.get_running_loop().time() - asked < 2
    assert (view.status, view.partial, view.message) == (RunStatus.CANCELLED, True, "Stopped")
    assert 0 < view.done < 12
    assert await runs.resume(ACTOR, public) == run_id
    resumed = await runs.wait(run_id, 20, "en")
    assert (resumed.status, resumed.done) == (RunStatus.SUCCEEDED, 12)
    with pytest.raises(SightError) as raised:
        await runs.resume(ACTOR, public)
    assert raised.value.code is ErrorCode.CONFLICT


async def test_another_process_can_cancel(runs: RunService, database: Database) -> None:
    run_id = await started(runs, steps=100, pause=0.05)
    elsewhere = RunService(database)
    view = await elsewhere.cancel(ACTOR, to_public(Kind.RUN, run_id))
    assert view.status is RunStatus.CANCELLED
    assert (await runs.wait(run_id, 5, "en")).status is RunStatus.CANCELLED
    await elsewhere.aclose()


async def test_a_failure_is_told_in_both_languages(runs: RunService) -> None:
    view = await runs.wait(await started(runs, "tests.fail"), 10, "pl")
    assert view.status is RunStatus.FAILED
    assert view.error is not None
    assert view.error["message"] == "Brak modelu."


async def test_who_needs_the_result_is_told_the_error_itself(runs: RunService) -> None:
    with pytest.raises(SightError) as raised:
        await runs.finished(await started(runs, "tests.fail"), "en")
    assert (raised.value.code, raised.value.message.pl) == (ErrorCode.UNAVAILABLE, "Brak modelu.")


async def test_a_defect_shows_no_inner_text(runs: RunService) -> None:
    view = await runs.wait(await started(runs, "tests.break"), 10, "en")
    assert view.error is not None
    assert view.error["code"] == "internal"
    assert "secret" not in str(view.error)


async def test_a_large_run_is_done_in_parts_and_counts_every_step_once(runs: RunService) -> None:
    run_id = await started(runs, "tests.spread", steps=230)
    view = await runs.wait(run_id, 60, "en")
    assert (view.status, view.done, view.total) == (RunStatus.SUCCEEDED, 230, 230)


async def test_a_run_whose_process_left_is_gone_on_with_by_the_next(
    runs: RunService, database: Database
) -> None:
    gone = service(database)
    run_id = await started(gone, steps=6, pause=0.2)
    await asyncio.sleep(0.5)
    await gone.aclose()
    waiting = await runs.get(ACTOR, to_public(Kind.RUN, run_id))
    assert waiting.status is RunStatus.QUEUED
    assert "Interrupted" in waiting.message
    view = await runs.wait(run_id, 15, "en")
    assert (view.status, view.done) == (RunStatus.SUCCEEDED, 6)


async def test_steps_that_a_process_stored_and_did_not_live_to_tell_of_are_counted_by_the_next(
    runs: RunService, database: Database
) -> None:
    stored: set[str] = set()

    async def store_all_and_hang(_job: Job, items: Sequence[str]) -> None:
        stored.update(items)
        await asyncio.sleep(600)

    async def find(job: Job, items: Sequence[str]) -> None:
        job.found(len(stored.intersection(items)))

    gone = RunService(database)
    gone.register(UseCase("tests.spread", Kind.PROJECT, spread, store_all_and_hang))
    run_id = await started(gone, "tests.spread", steps=60)
    async with asyncio.timeout(30):
        while len(stored) < 40:  # noqa: ASYNC110 - four parts at a time of the six
            await asyncio.sleep(0.05)
    stored.update(str(item) for item in range(60))
    await gone.aclose()
    runs.register(UseCase("tests.spread", Kind.PROJECT, spread, find))
    view = await runs.wait(run_id, 60, "en")
    assert (view.status, view.done, view.total) == (RunStatus.SUCCEEDED, 60, 60)


WORKFLOW = "select status from durable.workflow_status where workflow_uuid = :run || '.1'"


async def test_a_run_begins_before_the_engine_and_the_engine_learns_of_it(
    runs: RunService, database: Database
) -> None:
    run_id = await started(runs, steps=8, pause=0.5)
    assert runs._executor.has_begun(run_id)
    assert not runs._duty.engine.launched
    assert (await runs.wait(run_id, 60, "en")).done == 8
    async with asyncio.timeout(30), database.session() as session:
        while await session.scalar(text(WORKFLOW), {"run": str(run_id)}) != "SUCCESS":  # noqa: ASYNC110 - it is a query
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("killed", [False, True])
async def test_a_run_that_the_engine_does_not_know_yet_is_gone_on_with_by_the_next(
    runs: RunService, database: Database, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    monkeypatch.setattr("sight_domain.runs.duty._LAUNCH_AFTER_SECONDS", 600)
    gone = service(database)
    run_id = await started(gone, steps=6, pause=0.3)
    await reached(gone, to_public(Kind.RUN, run_id), lambda view: view.done >= 1)
    assert not gone._duty.engine.launched
    if killed:
        # What a killed process does not do any more is to send what it leaves.
        gone._duty._unlisted.clear()
    await gone.aclose()
    view = await runs.wait(run_id, 60, "en")
    assert (view.status, view.done) == (RunStatus.SUCCEEDED, 6)


async def test_too_many_waiting_runs_are_refused_with_a_hint(database: Database) -> None:
    full = service(database, RunLimits(at_once=1, waiting=1))
    first = await started(full, steps=50, pause=0.1)
    await full.wait(first, 0.5, "en")
    second = await started(full, steps=1)
    with pytest.raises(SightError) as raised:
        await started(full)
    assert (raised.value.code, raised.value.retry_safe) == (ErrorCode.BUSY, True)
    for run_id in (first, second):
        await full.cancel(ACTOR, to_public(Kind.RUN, run_id))
    await full.aclose()


async def test_a_run_of_another_version_fails_clearly_and_keeps_what_it_has(
    runs: RunService, database: Database
) -> None:
    newer = RunService(database)
    newer.register(UseCase("tests.count", Kind.PROJECT, count, version=2))
    run_id = await started(newer, steps=100, pause=0.1)
    await asyncio.sleep(0.4)
    await newer.aclose()
    view = await runs.wait(run_id, 15, "en")
    assert view.status is RunStatus.FAILED
    assert view.error is not None
    assert "another version" in view.error["message"]
    assert view.done > 0


async def test_a_run_is_executed_only_where_the_same_models_are_asked(
    runs: RunService, database: Database
) -> None:
    other = RunService(database, configuration="other")
    executed: list[Job] = []

    async def note(job: Job) -> None:
        executed.append(job)

    other.register(UseCase("tests.count", Kind.PROJECT, note))
    assert (await runs.wait(await started(runs), 10, "en")).status is RunStatus.SUCCEEDED
    assert (await other.wait(await started(other), 10, "en")).status is RunStatus.SUCCEEDED
    assert len(executed) == 1
    await other.aclose()


async def test_an_unknown_run_is_not_found(runs: RunService) -> None:
    with pytest.raises(SightError) as raised:
        await runs.get(ACTOR, to_public(Kind.RUN, new_uuid()))
    assert raised.value.code is ErrorCode.NOT_FOUND
