"""Many small jobs at a time, never more than the limit."""

from __future__ import annotations

import asyncio

import pytest

from sight_domain.runs.fanout import for_each


async def test_every_item_is_done_and_never_more_than_the_limit_at_once() -> None:
    running = most = 0
    done: list[int] = []

    async def work(item: int) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1
        done.append(item)

    await for_each(range(50), work, at_once=7)
    assert sorted(done) == list(range(50))
    assert most == 7


async def test_the_first_failure_stops_the_rest_and_is_raised_as_it_is() -> None:
    begun: list[int] = []

    async def work(item: int) -> None:
        begun.append(item)
        await asyncio.sleep(0.001)
        if item == 3:
            raise ValueError("three")

    with pytest.raises(ValueError, match="three"):
        await for_each(range(1_000), work, at_once=2)
    assert len(begun) < 20
