"""A run as its use case sees it: what to do, what is done, and how to say so.

::

    async def body(job: Job) -> None:
        await job.expect(total, done=stored_already)
        if not job.has("drawn"):
            async with database.session() as session:
                ...
                await job.mark(session, "drawn")
        await job.spread(missing)        # this calls the use case's part, here or in several workers

    async def part(job: Job, items: Sequence[str]) -> None:
        for item in items:
            ...                          # one paid call, stored
            await job.advance(Text(...))

A body may be begun again at any point by another process: what is stored already it must not do again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.language import Text
from sight_domain.runs import refusals

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.runs.models import Run
    from sight_domain.runs.store import RunStore
    from sight_domain.runs.usecases import UseCase

_WRITE_EVERY_SECONDS = 0.25
_LOOK_EVERY_SECONDS = 0.25
_MOST_PARTS = 40
_SMALLEST_PART = 10
_LARGEST_PART = 100


class Job:
    """One attempt of a run, or one of its parts, in the process that executes it."""

    def __init__(
        self,
        run: Run,
        use_case: UseCase,
        store: RunStore,
        executor: str,
        send_parts: Callable[[Run, Sequence[int]], Awaitable[None]],
        *,
        part: int | None = None,
        done: int = 0,
    ) -> None:
        self.run_id: UUID = run.id
        self.project_id: UUID | None = run.project_id
        self.subject_id: UUID = run.subject_id
        self.arguments: dict[str, Any] = run.arguments
        self.attempt: int = run.attempt
        self.total: int = run.total
        self.done = done
        self.part = part
        self.taken_away = False
        self.cancelled = False
        self._run = run
        self._use_case = use_case
        self._store = store
        self._executor = executor
        self._send_parts = send_parts
        self._steps = dict(run.steps)
        self._phase: str | None = None
        self._message: Text | None = None
        self._written_at = 0.0
        self._written_done = done
        self._hurry = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._task = asyncio.current_task()

    async def expect(self, total: int, *, done: int = 0) -> None:
        """Say how many steps there are in all, and how many of them are stored from before this attempt."""
        if self.part is None and not await self._store.part_states(self.run_id, self.attempt):
            self.total = total
            self.done = self._written_done = done
            await self._store.expect(self.run_id, self.attempt, total, done)

    def found(self, done: int) -> None:
        """Of a part: how many steps of its items are stored already."""
        if self.part is not None:
            self.done = done

    def has(self, step: str) -> bool:
        """Whether a step that happens once has happened, in this or an earlier attempt."""
        return step in self._steps

    def result_of(self, step: str) -> Any:
        """What was kept of a step that has happened."""
        return self._steps[step]

    async def mark(self, session: AsyncSession, step: str, result: Any = None) -> None:
        """Note, in the transaction that stores its effect, that a step has happened."""
        from sqlalchemy import text

        from sight_domain.runs.store import as_json

        await session.execute(
            text("update runs set steps = steps || cast(:step as jsonb) where id = :run"),
            {"run": self.run_id, "step": as_json({step: result})},
        )
        self._steps[step] = result

    async def say(self, message: Text, *, phase: str | None = None) -> None:
        """Tell what is going on, without a step done."""
        self._message = message
        self._phase = phase or self._phase
        await self._write()

    async def advance(self, message: Text, steps: int = 1) -> None:
        """`steps` more of `total` are done and stored. Said at most a few times a second, and always at the end."""
        self.done += steps
        self._message = message
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_soon(), name="sight-run-progress")
        await asyncio.sleep(0)

    async def spread(self, items: Sequence[str], *, stored: Mapping[str, int] | None = None) -> None:
        """Have the use case's part do all `items`: here when they are few, else in parts that all workers share.

        Args:
            items: what is to be done, in order; ids or places.
            stored: how many steps of an item are stored already, for honest progress.

        Raises:
            SightError: the error of the first part that failed.
        """
        part = self._use_case.part
        assert part is not None
        states = await self._store.part_states(self.run_id, self.attempt)
        if not states:
            shares = cut(items)
            if len(shares) <= 1:
                await part(self, items)
                return
            await self.settle()
            known = stored or {}
            await self._store.cut(
                self.run_id,
                self.attempt,
                [(share, sum(known.get(item, 0) for item in share)) for share in shares],
            )
            states = await self._store.part_states(self.run_id, self.attempt)
        await self._send_parts(self._run, [row.number for row in states if row.status != "succeeded"])
        while any(row.status in ("queued", "running") for row in states):
            failed = next((row for row in states if row.status == "failed"), None)
            if failed is not None:
                raise refusals.restored(failed.error)
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            states = await self._store.part_states(self.run_id, self.attempt)
        failed = next((row for row in states if row.status == "failed"), None)
        if failed is not None:
            raise refusals.restored(failed.error)
        self.done = self._written_done = (await self._store.get(self.run_id)).done

    async def settle(self) -> None:
        """Write what has been said and not been written yet."""
        writer, self._writer = self._writer, None
        if writer is not None:
            self._hurry.set()
            await writer
            self._hurry.clear()
        if self._written_done != self.done:
            await self._write()

    async def _write_soon(self) -> None:
        pause = self._written_at + _WRITE_EVERY_SECONDS - asyncio.get_running_loop().time()
        if pause > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), pause)
        await self._write()

    async def _write(self) -> None:
        self._written_done = self.done
        orders = await self._store.record(
            self.run_id,
            self.attempt,
            self._executor,
            self.done,
            self._phase,
            self._message,
            part=self.part,
        )
        self._written_at = asyncio.get_running_loop().time()
        if orders.cancel or orders.taken_away:
            self.stop(cancelled=orders.cancel)

    def stop(self, *, cancelled: bool) -> None:
        """End the work here: somebody cancelled it, or it is not this process's any more."""
        self.cancelled = self.cancelled or cancelled
        self.taken_away = self.taken_away or not cancelled
        if self._task is not None:
            self._task.cancel()


def cut(items: Sequence[str]) -> list[Sequence[str]]:
    """Shares of equal size for workers to take one after the other: about 40, of 10 to 100 items each.

    Few enough that handing out costs little, many enough that two workers end at about the same time.
    """
    size = min(max(-(-len(items) // _MOST_PARTS), _SMALLEST_PART), _LARGEST_PART)
    if len(items) <= 4 * _SMALLEST_PART:
        size = max(len(items), 1)
    return [items[start : start + size] for start in range(0, len(items), size)]
