"""Many calls at once against providers that refuse, fail, hang, cut and go away."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from fakes.gemini import FakeGemini
from fakes.openai import FakeOpenAI
from fakes.questions import Score, answer_inputs
from sqlalchemy import func, select

from sight_domain.ids import new_uuid
from sight_domain.language import Text
from sight_domain.llm.gateway import Gateway
from sight_domain.llm.models import LlmCall
from sight_domain.llm.outcomes import Outcome, OutcomeStatus
from sight_domain.llm.pressure.breaker import BreakerChange, BreakerState
from sight_domain.storage.database import Database

MakeGateway = Callable[..., Gateway]
LITE, FLASH = "gemini-3.5-flash-lite", "gemini-3.8-flash"
FAULTS = {"429": 0.2, "503": 0.1, "cut": 0.05, "malformed": 0.05, "hang": 0.02}
QUICK_BREAKER = {"breaker_seconds": 0.05, "breaker_cap_seconds": 0.2}


async def ask(gateway: Gateway, number: int, **changed: Any) -> Outcome[Any]:
    given: dict[str, Any] = {"language": "en", "seed": number, **changed}
    inputs = answer_inputs(f"Question {number}?")
    return await gateway.generate("focus_groups.answer", "focus_groups.answer", inputs, **given)


async def statuses(database: Database, run: Any) -> Counter[str]:
    async with database.session() as session:
        rows = await session.execute(
            select(LlmCall.status, func.count()).where(LlmCall.run_id == run).group_by(LlmCall.status)
        )
        return Counter({row.status: row[1] for row in rows})


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - the server runs in another thread
            await asyncio.sleep(0.01)


@pytest.mark.slow
async def test_four_hundred_calls_under_faults_all_end_typed_and_the_ledger_equals_the_request_log(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    gemini_server.fault_rate, gemini_server.hang_seconds = FAULTS, 30
    gateway = gemini_gateway(overrides={"policy": {"attempt_seconds": 8}})
    run = new_uuid()
    outcomes = await asyncio.gather(*(ask(gateway, n, schema=Score, run_id=run) for n in range(400)))
    assert len(outcomes) == 400
    for outcome in outcomes:
        assert outcome.answered == isinstance(outcome.value, Score)
        assert outcome.answered or (outcome.value is None and outcome.reason)
        assert outcome.model in (LITE, FLASH)
    ended = Counter(outcome.status for outcome in outcomes)
    assert ended[OutcomeStatus.ANSWERED] >= 390
    assert set(ended) <= {OutcomeStatus.ANSWERED, OutcomeStatus.MALFORMED}
    recorded = await statuses(database, run)
    assert recorded.total() == len(gemini_server.requests) == sum(outcome.attempts for outcome in outcomes)
    assert recorded["answered"] == ended[OutcomeStatus.ANSWERED]
    assert gemini_server.largest_concurrency <= 20 + recorded["failed"]


async def test_a_servers_limit_is_found_out_and_every_call_answered(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    gemini_server.latency, gemini_server.most_at_once = 0.1, 5
    gateway, run = gemini_gateway(model_concurrency=40), new_uuid()
    outcomes = await asyncio.gather(*(ask(gateway, n, run_id=run) for n in range(80)))
    assert all(outcome.answered for outcome in outcomes)
    assert gemini_server.largest_concurrency == 5
    [load] = gateway.pressure.loads()
    assert load.limit < 20 and (load.under_way, load.waiting) == (0, 0)


async def test_a_run_outlives_its_provider_being_down_in_the_middle(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    gateway, run = gemini_gateway(overrides={"policy": QUICK_BREAKER}), new_uuid()
    changes: list[BreakerChange] = []
    gateway.pressure.on_breaker(changes.append)
    gemini_server.latency, gemini_server.down_after, gemini_server.down_seconds = 0.02, 30, 1.5
    outcomes = await asyncio.gather(*(ask(gateway, n, run_id=run) for n in range(80)))
    assert [outcome.status for outcome in outcomes] == [OutcomeStatus.ANSWERED] * 80
    states = [[change.state for change in changes if change.model == model] for model in (LITE, FLASH)]
    assert all(of_model[0] is BreakerState.OPEN for of_model in states)
    assert any(of_model[-1] is BreakerState.CLOSED for of_model in states)
    assert (await statuses(database, run)).total() == len(gemini_server.requests)
    # Left alone meanwhile: a few requests until it opens, then one probe at a time.
    assert len(gemini_server.requests) < 80 + 2 * 20 + 2 * 30


async def test_an_outage_longer_than_a_call_may_take_fails_calls_at_once_and_says_why(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    gateway = gemini_gateway()
    for model in (LITE, FLASH):
        breaker = gateway.pressure._breakers.of(("gemini", model))
        for _ in range(6):
            breaker.failed(Text(en="It is down.", pl="Nie działa."), time.monotonic() - 1000, was_probe=False)
        breaker.retry_at = time.monotonic() + 1000
    late = await ask(gateway, 99, run_id=new_uuid())
    assert late.status is OutcomeStatus.FAILED
    assert "keeps failing" in late.reason and "It is down." in late.reason
    assert (late.attempts, late.call_id, len(gemini_server.requests)) == (0, None, 0)


async def test_a_broken_model_is_left_alone_and_the_next_of_the_chain_says_it_wrote(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    gemini_server.models = {FLASH}
    gateway, run = gemini_gateway(), new_uuid()
    outcomes = [await ask(gateway, n, run_id=run) for n in range(12)]
    assert {outcome.model for outcome in outcomes} == {FLASH}
    assert sum(entry["model"] == LITE for entry in gemini_server.requests) == 6
    assert {view.model: view.state for view in gateway.pressure.breakers()} == {
        LITE: BreakerState.OPEN, FLASH: BreakerState.CLOSED,
    }  # fmt: skip


async def test_a_chat_does_not_wait_for_a_survey(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    gemini_server.latency = 0.05
    gateway, run = gemini_gateway(model_concurrency=2), new_uuid()
    survey = [asyncio.create_task(ask(gateway, n, run_id=run)) for n in range(60)]
    await until(lambda: len(gemini_server.requests) >= 2)
    chat = await ask(gateway, 1000)
    answered = sum(task.done() for task in survey)
    assert chat.answered and answered <= 12
    await asyncio.gather(*survey)


async def test_two_runs_share_a_provider_evenly(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    gemini_server.latency = 0.02
    gateway, large, small = gemini_gateway(model_concurrency=2), new_uuid(), new_uuid()
    answers = [asyncio.create_task(ask(gateway, n, run_id=large)) for n in range(80)]
    await until(lambda: len(gemini_server.requests) >= 2)
    await asyncio.gather(*(ask(gateway, 500 + n, run_id=small) for n in range(10)))
    assert sum(task.done() for task in answers) <= 30
    await asyncio.gather(*answers)


async def test_cancelling_a_run_ends_its_calls_and_no_others(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    gateway, run, other = gemini_gateway(model_concurrency=3), new_uuid(), new_uuid()
    assert (await ask(gateway, 0)).answered
    gemini_server.latency = 0.3
    calls = [asyncio.create_task(ask(gateway, n, run_id=run)) for n in range(10)]
    await until(lambda: len(gemini_server.requests) >= 4)
    spared = asyncio.create_task(ask(gateway, 77, run_id=other))
    await asyncio.sleep(0)
    assert gateway.cancel_run(run) == 10
    outcomes = await asyncio.gather(*calls)
    assert {outcome.status for outcome in outcomes} == {OutcomeStatus.CANCELLED}
    assert all(outcome.reason == "The call was cancelled." for outcome in outcomes)
    assert (await spared).answered
    await gateway.aclose()
    assert await statuses(database, run) == {"cancelled": 3}
    assert gateway.cancel_run(run) == 0


async def test_a_prompt_too_long_for_one_model_goes_to_one_that_can_read_it(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    small = {"models": {LITE: {"context_tokens": 40}}}
    outcome = await ask(gemini_gateway(overrides=small), 1)
    assert outcome.answered and outcome.model == FLASH and len(gemini_server.requests) == 1
    both = {"models": {LITE: {"context_tokens": 40}, FLASH: {"context_tokens": 50}}}
    outcome = await ask(gemini_gateway(overrides=both), 1)
    assert (
        outcome.status is OutcomeStatus.FAILED and "shorten" in outcome.reason and "50 fit" in outcome.reason
    )
    assert outcome.attempts == 0


async def test_a_retired_model_is_not_asked(gemini_gateway: MakeGateway, gemini_server: FakeGemini) -> None:
    retired = {"models": {LITE: {"retires_on": "2026-01-01"}}}
    outcome = await ask(gemini_gateway(overrides=retired), 1)
    assert outcome.answered and outcome.model == FLASH
    both = {"models": {LITE: {"retires_on": "2026-01-01"}, FLASH: {"retires_on": "2026-02-01"}}}
    outcome = await ask(gemini_gateway(overrides=both), 1, language="pl")
    assert outcome.status is OutcomeStatus.FAILED and "SIGHT_MODELS_FILE" in outcome.reason
    assert "2026-02-01" in outcome.reason and len(gemini_server.requests) == 1


async def test_an_openai_server_under_faults_is_handled_alike(
    make_gateway: MakeGateway, openai_server: FakeOpenAI, database: Database
) -> None:
    openai_server.fault_rate, openai_server.hang_seconds = FAULTS, 30
    gateway = make_gateway(
        provider="openai",
        openai_base_url=f"{openai_server.url}/v1",
        openai_model="my-model",
        overrides={"policy": {"attempt_seconds": 8, **QUICK_BREAKER}},
    )
    run = new_uuid()
    outcomes = await asyncio.gather(*(ask(gateway, n, schema=Score, run_id=run) for n in range(150)))
    for outcome in outcomes:
        assert outcome.answered == isinstance(outcome.value, Score)
        assert outcome.answered or outcome.reason
    assert sum(outcome.answered for outcome in outcomes) >= 145
    assert (await statuses(database, run)).total() == len(openai_server.requests)


@pytest.mark.redis
async def test_two_processes_with_one_redis_keep_one_limit(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, redis_url: str
) -> None:
    gemini_server.latency = 0.05
    gateways = [gemini_gateway(model_concurrency=4, redis_url=redis_url) for _ in range(2)]
    outcomes = await asyncio.gather(*(ask(gateways[n % 2], n, run_id=new_uuid()) for n in range(40)))
    assert all(outcome.answered for outcome in outcomes)
    assert gemini_server.largest_concurrency <= 4
    assert all(load.shared for gateway in gateways for load in gateway.pressure.loads())


async def test_a_redis_that_is_not_there_costs_no_call(
    gemini_gateway: MakeGateway, closed_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    gateway = gemini_gateway(redis_url=f"redis://127.0.0.1:{closed_port}/0")
    outcomes = await asyncio.gather(*(ask(gateway, n) for n in range(30)))
    assert all(outcome.answered for outcome in outcomes)
    assert "Redis does not answer" in caplog.text
    assert [load.shared for load in gateway.pressure.loads()] == [False]
