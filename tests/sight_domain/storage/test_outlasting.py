"""Work that goes on after the database was away, and gives way when it is cancelled."""

from __future__ import annotations

import asyncio

import pytest

from sight_domain.storage.outages import outlasting


async def test_work_is_done_again_after_an_outage_and_a_refusal_is_told_at_once() -> None:
    tries: list[int] = []

    async def away_once() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise ConnectionResetError
        return "stored"

    assert await outlasting(away_once) == "stored" and len(tries) == 2

    async def refused() -> None:
        tries.append(1)
        raise ValueError("no such column")

    with pytest.raises(ValueError, match="no such column"):
        await outlasting(refused)
    assert len(tries) == 3


async def closed_when_cancelled(tries: list[int]) -> None:
    tries.append(1)
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        raise ConnectionError("connection was closed in the middle of operation") from None


async def test_a_cancellation_is_not_taken_for_an_outage() -> None:
    tries: list[int] = []
    task = asyncio.create_task(outlasting(lambda: closed_when_cancelled(tries)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(tries) == 1


async def test_what_a_cancelled_task_still_has_to_keep_outlasts_an_outage() -> None:
    tries: list[int] = []

    async def away_once() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ConnectionResetError

    async def keep_on_leaving() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await outlasting(away_once)
            raise

    task = asyncio.create_task(keep_on_leaving())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(tries) == 2
