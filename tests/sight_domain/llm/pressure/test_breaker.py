"""When a model is left alone, and how it comes back."""

from __future__ import annotations

import asyncio
import time

import pytest

from sight_domain.language import Text
from sight_domain.llm.pressure.breaker import Breaker, BreakerChange, BreakerRules, BreakerState
from sight_domain.llm.pressure.breakers import Breakers

DOWN = Text(en="down", pl="nie działa")
RULES = BreakerRules(failures=3, pause=1.0, longest=4.0)
KEY, OTHER = ("gemini", "a"), ("gemini", "b")


@pytest.fixture
def changes() -> list[BreakerChange]:
    return []


@pytest.fixture
def breaker(changes: list[BreakerChange]) -> Breaker:
    return Breaker(*KEY, RULES, changes.append)


def open_at(breaker: Breaker, now: float) -> None:
    for _ in range(3):
        breaker.failed(DOWN, now, was_probe=False)


def test_it_opens_after_so_many_failures_in_a_row_and_not_before(
    breaker: Breaker, changes: list[BreakerChange]
) -> None:
    breaker.failed(DOWN, 0.0, was_probe=False)
    breaker.failed(DOWN, 0.0, was_probe=False)
    breaker.succeeded()
    breaker.failed(DOWN, 0.0, was_probe=False)
    assert breaker.begin(0.0) and not changes
    open_at(breaker, 0.0)
    assert not breaker.begin(0.9)
    assert [(change.state, change.reason) for change in changes] == [(BreakerState.OPEN, DOWN)]


def test_one_probe_is_sent_after_the_pause_and_its_success_closes(
    breaker: Breaker, changes: list[BreakerChange]
) -> None:
    open_at(breaker, 0.0)
    assert breaker.begin(1.0) and breaker.state is BreakerState.HALF_OPEN
    assert not breaker.begin(1.0)
    breaker.succeeded()
    assert breaker.begin(1.0) and breaker.begin(1.0)
    assert [change.state.value for change in changes] == ["open", "half_open", "closed"]


def test_a_probe_that_fails_doubles_the_pause_up_to_the_longest(breaker: Breaker) -> None:
    open_at(breaker, 0.0)
    now, pauses = breaker.retry_at, []
    for _ in range(4):
        assert breaker.begin(now)
        breaker.failed(DOWN, now, was_probe=True)
        pauses.append(breaker.retry_at - now)
        now = breaker.retry_at
    assert pauses == [2.0, 4.0, 4.0, 4.0]


def test_answers_to_what_was_sent_before_it_opened_change_nothing(breaker: Breaker) -> None:
    open_at(breaker, 0.0)
    breaker.succeeded()
    breaker.failed(DOWN, 0.5, was_probe=False)
    assert breaker.state is BreakerState.OPEN and breaker.retry_at == 1.0


def test_a_probe_that_was_cancelled_lets_the_next_one_go_at_once(breaker: Breaker) -> None:
    open_at(breaker, 0.0)
    assert breaker.begin(1.0)
    breaker.abandoned(1.2)
    assert breaker.begin(1.2)


async def test_all_who_wait_go_on_when_it_closes_and_one_goes_first_to_probe() -> None:
    breakers = Breakers(BreakerRules(failures=1, pause=0.05, longest=1.0))
    breaker = breakers.of(KEY)
    breaker.failed(DOWN, time.monotonic(), was_probe=False)
    probes: list[int] = []

    async def caller(number: int) -> None:
        while True:
            assert await breakers.wait([KEY], 5)
            if breaker.state is BreakerState.CLOSED:
                return
            if breaker.begin(time.monotonic()):
                probes.append(number)
                await asyncio.sleep(0.02)
                breaker.succeeded()
                return

    async with asyncio.timeout(5):
        await asyncio.gather(*(caller(number) for number in range(50)))
    assert len(probes) == 1


async def test_waiting_ends_with_its_time_and_with_any_of_several_models() -> None:
    breakers = Breakers(BreakerRules(failures=1, pause=30, longest=30))
    for key in (KEY, OTHER):
        breakers.of(key).failed(DOWN, time.monotonic(), was_probe=False)
    assert not await breakers.wait([KEY, OTHER], 0.02)
    waiting = asyncio.create_task(breakers.wait([KEY, OTHER], 5))
    await asyncio.sleep(0)
    breakers.of(OTHER).retry_at = 0.0
    assert breakers.of(OTHER).begin(1.0)
    breakers.of(OTHER).succeeded()
    assert await waiting


async def test_a_listener_that_fails_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    breakers, heard = Breakers(BreakerRules(failures=1, pause=30, longest=30)), []

    def broken(change: BreakerChange) -> None:
        raise RuntimeError(change.model)

    breakers.listen(broken)
    breakers.listen(heard.append)
    breakers.of(KEY).failed(DOWN, 0.0, was_probe=False)
    assert [change.state for change in heard] == [BreakerState.OPEN]
    assert "a listener of breakers failed" in caplog.text
