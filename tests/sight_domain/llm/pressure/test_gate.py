"""Places at a provider's gate."""

from __future__ import annotations

import asyncio

import pytest

from sight_domain.llm.pressure.bucket import Rate
from sight_domain.llm.pressure.gate import Gate, Place, Turn
from sight_domain.llm.pressure.limits import LocalLimits, ModelRates

MODEL = ModelRates("model")
RUN, CHAT = Turn("run", interactive=False), Turn("chat", interactive=True)


@pytest.fixture
def gate() -> Gate:
    return Gate(LocalLimits(), 2)


async def entered(gate: Gate, turn: Turn, rates: ModelRates = MODEL, tokens: int = 0) -> Place:
    async with asyncio.timeout(5):
        return await gate.enter(rates, tokens, turn)


async def some_turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_as_many_enter_as_the_limit_and_the_next_when_one_leaves(gate: Gate) -> None:
    first, _ = await entered(gate, RUN), await entered(gate, RUN)
    third = asyncio.create_task(gate.enter(MODEL, 0, RUN))
    await some_turns()
    assert not third.done() and (gate.under_way, gate.waiting) == (2, 1)
    gate.leave(first, tokens=0)
    assert await third and (gate.under_way, gate.waiting) == (2, 0)


async def test_a_chat_that_comes_last_enters_first(gate: Gate) -> None:
    held = [await entered(gate, RUN), await entered(gate, RUN)]
    order: list[str] = []

    async def pass_through(turn: Turn, name: str) -> None:
        place = await gate.enter(MODEL, 0, turn)
        order.append(name)
        gate.leave(place, tokens=0)

    answers = [asyncio.create_task(pass_through(RUN, "answer")) for _ in range(20)]
    await some_turns()
    chat = asyncio.create_task(pass_through(CHAT, "chat"))
    await some_turns()
    gate.leave(held.pop(), tokens=0)
    await asyncio.gather(chat, *answers)
    assert order == ["chat"] + ["answer"] * 20


async def test_who_is_cancelled_while_waiting_leaves_no_trace(gate: Gate) -> None:
    held = [await entered(gate, RUN), await entered(gate, RUN)]
    waiting = [asyncio.create_task(gate.enter(MODEL, 0, RUN)) for _ in range(5)]
    await some_turns()
    for task in waiting[:4]:
        task.cancel()
    await asyncio.wait(waiting[:4])
    assert gate.waiting == 1
    for place in held:
        gate.leave(place, tokens=0)
    gate.leave(await waiting[4], tokens=0)
    assert (gate.under_way, gate.waiting) == (0, 0)


async def test_a_place_granted_to_somebody_just_cancelled_goes_to_the_next(gate: Gate) -> None:
    held = [await entered(gate, RUN), await entered(gate, RUN)]
    first, second = (asyncio.create_task(gate.enter(MODEL, 0, RUN)) for _ in range(2))
    await some_turns()
    gate.leave(held[0], tokens=0)
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first])
    if not first.cancelled():
        gate.leave(first.result(), tokens=0)
    async with asyncio.timeout(5):
        place = await second
    gate.leave(place, tokens=0)
    gate.leave(held[1], tokens=0)
    assert gate.under_way == 0


async def test_requests_a_minute_are_spread_and_another_model_is_not_held_up(gate: Gate) -> None:
    slow = ModelRates("slow", requests=Rate(12))
    gate.leave(await entered(gate, RUN, slow), tokens=0)
    late = asyncio.create_task(gate.enter(slow, 0, RUN))
    await some_turns()
    gate.leave(await entered(gate, RUN), tokens=0)
    await asyncio.sleep(0.05)
    assert not late.done() and gate.waiting == 1
    late.cancel()


async def test_whoever_waits_for_a_rate_enters_when_it_allows(gate: Gate) -> None:
    quick = ModelRates("quick", requests=Rate(1200))
    for _ in range(105):
        gate.leave(await entered(gate, RUN, quick), tokens=0)


async def test_tokens_count_as_used_not_as_expected(gate: Gate) -> None:
    rates = ModelRates("model", tokens=Rate(12_000))
    for _ in range(20):
        gate.leave(await entered(gate, RUN, rates, tokens=900), tokens=10)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            place = await gate.enter(rates, 900, RUN)
            gate.leave(place, tokens=5000)
            await gate.enter(rates, 900, RUN)


async def refused(gate: Gate, times: int) -> None:
    for _ in range(times):
        place = await entered(gate, RUN)
        gate.refused(place, retry_after=60)
        gate.leave(place, tokens=0)


async def test_a_model_that_refuses_again_and_again_is_left_alone_for_the_time_it_says(gate: Gate) -> None:
    await refused(gate, 4)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await gate.enter(MODEL, 0, RUN)
    await entered(gate, RUN, ModelRates("another model"))


async def test_a_success_ends_that_pause() -> None:
    gate = Gate(LocalLimits(), 8)
    served = await entered(gate, RUN)
    await refused(gate, 4)
    waiting = asyncio.create_task(gate.enter(MODEL, 0, RUN))
    await some_turns()
    assert not waiting.done()
    gate.accepted(served)
    gate.leave(served, tokens=0)
    async with asyncio.timeout(5):
        await waiting


async def test_nobody_waits_for_ever_at_a_gate_that_is_closed(gate: Gate) -> None:
    held = [await entered(gate, RUN), await entered(gate, RUN)]
    waiting = [asyncio.create_task(gate.enter(MODEL, 0, RUN)) for _ in range(3)]
    await some_turns()
    await gate.aclose()
    async with asyncio.timeout(5):
        await asyncio.wait(waiting)
    assert all(task.cancelled() for task in waiting) and gate.waiting == 0
    for place in held:
        gate.leave(place, tokens=0)
