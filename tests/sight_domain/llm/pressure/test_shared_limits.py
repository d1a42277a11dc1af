"""Limits shared through a real Redis, and what happens without it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from sight_domain.ids import new_uuid
from sight_domain.llm.pressure.bucket import Rate
from sight_domain.llm.pressure.gate import Gate, Turn
from sight_domain.llm.pressure.limits import ModelRates
from sight_domain.llm.pressure.shared_limits import SharedLimits
from sight_domain.storage.redis import connect

MODEL = ModelRates("model")
RUN = Turn("run", interactive=False)

pytestmark = pytest.mark.redis


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = connect(redis_url)
    yield client
    await client.aclose()


@pytest.fixture
def make_limits(redis: Redis) -> Callable[..., SharedLimits]:
    """As many processes would: limits of one provider that nobody else uses."""
    provider = f"test-{uuid4()}"
    return lambda lease_seconds=30.0: SharedLimits(redis, provider, lease_seconds)


async def test_processes_together_send_no_more_than_the_limit(
    make_limits: Callable[..., SharedLimits],
) -> None:
    gates = [Gate(make_limits(), 3) for _ in range(3)]
    under_way, most, done = 0, 0, 0

    async def call(gate: Gate) -> None:
        nonlocal under_way, most, done
        place = await gate.enter(MODEL, 0, RUN)
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.01)
        under_way -= 1
        done += 1
        gate.leave(place, tokens=0)

    async with asyncio.timeout(20):
        await asyncio.gather(*(call(gate) for gate in gates for _ in range(10)))
    assert done == 30 and most <= 3
    for gate in gates:
        await gate.aclose()


async def test_rates_are_shared_too_and_what_was_not_used_is_given_back(
    make_limits: Callable[..., SharedLimits],
) -> None:
    here, there = make_limits(), make_limits()
    rates = ModelRates("model", requests=Rate(1200), tokens=Rate(12_000))
    lease = new_uuid()
    assert (await here.admit(lease, rates, 1000, 10)).wait == 0
    assert 0 < (await there.admit(new_uuid(), rates, 1000, 10)).wait < 10
    here.release(lease, rates, -1000)
    async with asyncio.timeout(5):
        while (await there.admit(new_uuid(), rates, 1000, 10)).wait > 0:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_process_that_was_killed_frees_its_places(make_limits: Callable[..., SharedLimits]) -> None:
    killed, other = make_limits(lease_seconds=0.1), make_limits()
    assert (await killed.admit(new_uuid(), MODEL, 0, 1)).wait == 0
    assert (await other.admit(new_uuid(), MODEL, 0, 1)).is_full
    async with asyncio.timeout(5):
        while (await other.admit(new_uuid(), MODEL, 0, 1)).is_full:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_what_one_process_learns_from_a_refusal_holds_for_all(
    make_limits: Callable[..., SharedLimits],
) -> None:
    here, there = Gate(make_limits(), 8), make_limits()
    places = [await here.enter(MODEL, 0, RUN) for _ in range(8)]
    here.refused(places[0], None)
    for place in places[:4]:
        here.leave(place, tokens=0)
    await asyncio.sleep(0.1)
    assert (await there.admit(new_uuid(), MODEL, 0, 8)).is_full
    await here.aclose()


async def test_without_redis_calls_go_on_with_limits_of_the_process_and_one_warning(
    make_limits: Callable[..., SharedLimits],
    redis_url: str,
    closed_port: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    gone = connect(f"redis://127.0.0.1:{closed_port}/0")
    limits = SharedLimits(gone, "nowhere", 30.0)
    gate = Gate(limits, 2)
    async with asyncio.timeout(10):
        places = [await gate.enter(MODEL, 0, RUN) for _ in range(2)]
        third = asyncio.create_task(gate.enter(MODEL, 0, RUN))
        await asyncio.sleep(0.05)
        assert not third.done() and not limits.is_shared
        gate.leave(places[0], tokens=0)
        await third
    assert caplog.text.count("Redis does not answer") == 1
    await gone.aclose()


async def test_redis_lost_in_the_middle_loses_no_call_and_is_used_again_when_it_is_back(
    make_limits: Callable[..., SharedLimits],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("sight_domain.llm.pressure.shared_limits._RETRY_SECONDS", 0.1)
    limits = make_limits()
    gate = Gate(limits, 4)
    done: list[int] = []

    async def call(number: int) -> None:
        place = await gate.enter(MODEL, 0, RUN)
        await asyncio.sleep(0.03)
        gate.leave(place, tokens=0)
        done.append(number)

    async def broken(*args: object, **kwargs: object) -> list[object]:
        raise ConnectionError("connection lost")

    calls = [asyncio.create_task(call(number)) for number in range(60)]
    await asyncio.sleep(0.05)
    with monkeypatch.context() as lost:
        lost.setattr(limits, "_admit", broken)
        lost.setattr(limits, "_release", broken)
        async with asyncio.timeout(10):
            while "Redis does not answer (connection lost)" not in caplog.text:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    async with asyncio.timeout(20):
        await asyncio.gather(*calls)
        while not limits.is_shared:
            await asyncio.sleep(0.05)
            await call(99)
    assert sorted(set(done) - {99}) == list(range(60)) and gate.under_way == 0
