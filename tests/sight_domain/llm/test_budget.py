"""Budgets hold: in arithmetic, in one process under a crowd, and across processes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from fakes.gemini import FakeGemini
from fakes.questions import ask
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import func, select, text

from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import new_uuid
from sight_domain.llm.admission import Admission
from sight_domain.llm.budget import Balance, Decision, Demand, decided, demand, project_scope
from sight_domain.llm.gateway import Gateway
from sight_domain.llm.models import LlmCall, LlmReservation, LlmSpending
from sight_domain.llm.outcomes import OutcomeStatus
from sight_domain.projects.models import Project
from sight_domain.settings import Settings
from sight_domain.storage.database import Database

LIMIT = Decimal("0.05")
MakeGateway = Callable[..., Gateway]
money = st.decimals(min_value=0, max_value=3, places=4, allow_nan=False, allow_infinity=False)


@st.composite
def demands(draw: st.DrawFn) -> tuple[Demand, Decimal]:
    """A demand and what its request really costs: nothing above the demand's most."""
    most = draw(st.decimals(min_value="0.0001", max_value=2, places=4))
    expected = draw(st.decimals(min_value=0, max_value=most, places=4))
    return Demand(expected, most), draw(st.decimals(min_value=0, max_value=most, places=4))


@given(
    st.lists(demands(), max_size=40),
    st.lists(money, min_size=1, max_size=2),
    st.randoms(use_true_random=False),
)
def test_whatever_is_sent_and_in_whatever_order_it_ends_no_budget_is_exceeded_by_more_than_one_request(
    crowd: list[tuple[Demand, Decimal]], limits: list[Decimal], chance: Any
) -> None:
    balances = [Balance(str(place), limit, Decimal(0)) for place, limit in enumerate(limits)]
    under_way: list[tuple[Demand, Decimal]] = []
    paid: list[Decimal] = []
    queue = list(crowd)
    while queue or under_way:
        decision = decided(queue[0][0], balances)[0] if queue else Decision.WAIT
        if decision is Decision.REFUSE:
            refused, _ = queue.pop(0)
            assert any(balance.spent + refused.expected > balance.limit for balance in balances)
        elif decision is Decision.ADMIT and chance.random() < 0.7:
            sent = queue.pop(0)
            under_way.append(sent)
            balances = [balance.with_reserved(sent[0].most) for balance in balances]
        elif under_way:
            ended, cost = under_way.pop(chance.randrange(len(under_way)))
            paid.append(cost)
            balances = [Balance(b.scope, b.limit, b.spent + cost, b.reserved - ended.most) for b in balances]
        else:
            assert decision is not Decision.WAIT, "nobody is under way, and still it waits"
    for balance in balances:
        assert balance.reserved == 0
        assert balance.spent == sum(paid)
        assert balance.spent <= balance.limit + max(paid, default=Decimal(0))


@given(st.lists(demands(), min_size=1, max_size=20))
def test_a_budget_that_pays_for_the_most_of_everybody_holds_nobody_up(
    crowd: list[tuple[Demand, Decimal]],
) -> None:
    balance = Balance("x", sum((asked.most for asked, _ in crowd), Decimal(0)), Decimal(0))
    for asked, _ in crowd:
        assert decided(asked, [balance])[0] is Decision.ADMIT
        balance = balance.with_reserved(asked.most)


def test_the_most_a_request_costs_counts_a_token_a_byte_and_the_whole_output_limit(
    make_gateway: MakeGateway,
) -> None:
    choice = make_gateway(provider="gemini", google_api_key=SecretStr("k")).registry.chain(
        "focus_groups.answer"
    )[0]
    asked = demand(choice, "zażółć", "pl", 400)
    assert asked.most == (Decimal(10 + 64) * Decimal("0.30") + 2048 * Decimal("2.50")) / 10**6
    assert asked.expected == (Decimal(3) * Decimal("0.30") + 400 * Decimal("2.50")) / 10**6


def test_a_model_without_a_price_demands_nothing(make_gateway: MakeGateway) -> None:
    assert demand(make_gateway().registry.chain("focus_groups.answer")[0], "x" * 1000, "en", 400).is_free


async def test_fifty_calls_at_once_stop_at_the_budget(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    project = await a_project(database, LIMIT)
    gemini_server.latency = 0.02
    gateway = gemini_gateway(overrides=DEAR, model_concurrency=50)
    outcomes = await asyncio.gather(*(ask(gateway, project_id=project, seed=seed) for seed in range(50)))
    refused = [outcome for outcome in outcomes if outcome.status is OutcomeStatus.OVER_BUDGET]
    answered = [outcome for outcome in outcomes if outcome.answered]
    assert len(refused) + len(answered) == 50 and refused and answered
    dearest = max(outcome.cost_usd for outcome in answered)
    spent = await spent_by(database, project)
    assert LIMIT - 3 * dearest < spent <= LIMIT + dearest
    assert len(gemini_server.requests) == len(answered)
    assert "$0.0500" in refused[0].reason and "update_project" in refused[0].reason
    assert (refused[0].attempts, refused[0].cost_usd, refused[0].value) == (0, 0, None)
    await nothing_reserved(database, project)


async def test_two_processes_share_one_budget(
    settings: Settings, gemini_server: FakeGemini, database: Database, models_file: Callable[..., Any]
) -> None:
    project = await a_project(database, LIMIT)
    gemini_server.latency = 0.05
    environment = {
        "SIGHT_HOME": str(settings.home), "SIGHT_PROVIDER": "gemini", "GOOGLE_API_KEY": gemini_server.key,
        "SIGHT_GEMINI_BASE_URL": gemini_server.url, "SIGHT_REPLAY": "off", "SIGHT_EMBEDDER": "off",
        "SIGHT_MODELS_FILE": str(models_file(**DEAR, policy={"attempt_seconds": 60})), "PYTHONPATH": ".:tests", "PATH": "/usr/bin:/bin",
    }  # fmt: skip
    processes = [
        subprocess.Popen([sys.executable, "-c", _CROWD, str(project), str(first)], env=environment, stdout=subprocess.PIPE)
        for first in (0, 100)
    ]  # fmt: skip
    said = [await asyncio.to_thread(process.communicate, timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert all(b"over_budget" in out for out, _ in said)
    spent = await spent_by(database, project)
    dearest = await scalar(database, select(func.max(LlmCall.cost_usd)).where(LlmCall.project_id == project))
    assert LIMIT - 3 * dearest < spent <= LIMIT + dearest
    assert len(gemini_server.requests) == await scalar(
        database, select(func.count()).select_from(LlmCall).where(LlmCall.project_id == project)
    )


async def test_a_budget_is_not_refused_to_calls_that_only_reservations_keep_from_fitting(
    gemini_gateway: MakeGateway, database: Database
) -> None:
    gateway = gemini_gateway()
    one = (await ask(gateway)).cost_usd
    most = 2048 * Decimal("2.50") / 10**6
    project = await a_project(database, most + 12 * one)
    outcomes = await asyncio.gather(*(ask(gateway, project_id=project, seed=seed) for seed in range(8)))
    assert [outcome.status for outcome in outcomes] == [OutcomeStatus.ANSWERED] * 8


async def test_a_study_at_the_end_of_its_budget_leaves_the_places_to_others(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    long = {
        "chains": {"focus_groups.answer": [{"model": "gemini-3.5-flash-lite", "max_output_tokens": 9000}]}
    }
    gateway = gemini_gateway(overrides=DEAR | long, model_concurrency=5)
    one = (await ask(gateway)).cost_usd
    gemini_server.latency = 0.05
    # Enough for all one after the other, not for two of the most they may cost.
    tight = await a_project(database, 25 * one)
    crowd = [asyncio.create_task(ask(gateway, project_id=tight, seed=seed)) for seed in range(10)]
    async with asyncio.timeout(20):
        while sum(call.done() for call in crowd) < 2:  # noqa: ASYNC110 - the server lives in another thread
            await asyncio.sleep(0.01)
    [load] = gateway.pressure.loads()
    assert load.under_way <= 2 and load.waiting == 0
    others = await asyncio.gather(*(ask(gateway, seed=seed) for seed in range(100, 110)))
    assert all(outcome.answered for outcome in others)
    crowd[-1].cancel()
    outcomes = await asyncio.gather(*crowd[:-1])
    assert [outcome.status for outcome in outcomes] == [OutcomeStatus.ANSWERED] * 9
    await nothing_reserved(database, tight)
    [load] = gateway.pressure.loads()
    assert (load.under_way, load.waiting) == (0, 0)


async def test_a_raised_budget_counts_at_once(gemini_gateway: MakeGateway, database: Database) -> None:
    gateway = gemini_gateway()
    project = await a_project(database, Decimal(0))
    assert (await ask(gateway, project_id=project)).status is OutcomeStatus.OVER_BUDGET
    async with database.session() as session:
        (await session.get_one(Project, project)).budget_usd = Decimal(1)
    assert (await ask(gateway, project_id=project)).answered


async def test_a_project_without_a_budget_of_its_own_has_the_usual_one(
    gemini_gateway: MakeGateway, database: Database
) -> None:
    gateway = gemini_gateway(project_budget_usd=Decimal(0))
    assert (
        await ask(gateway, project_id=await a_project(database, None))
    ).status is OutcomeStatus.OVER_BUDGET
    assert (await ask(gateway, project_id=await a_project(database, Decimal(1)))).answered
    assert (await ask(gateway)).answered


async def test_the_month_has_a_budget_too(gemini_gateway: MakeGateway, database: Database) -> None:
    so_far = await scalar(
        database, select(func.coalesce(func.max(LlmSpending.usd), 0)).where(LlmSpending.scope.like("month:%"))
    )
    tight, wide = gemini_gateway(monthly_budget_usd=so_far), gemini_gateway(monthly_budget_usd=so_far + 1)
    refused = await ask(tight)
    assert refused.status is OutcomeStatus.OVER_BUDGET and "SIGHT_MONTHLY_BUDGET_USD" in refused.reason
    assert (await ask(wide)).answered


async def test_polish_speakers_are_told_in_polish(gemini_gateway: MakeGateway, database: Database) -> None:
    refused = await ask(gemini_gateway(), project_id=await a_project(database, Decimal(0)), language="pl")
    assert "budżetu projektu" in refused.reason and "update_project" in refused.reason


async def test_the_offline_engine_is_never_over_budget(make_gateway: MakeGateway, database: Database) -> None:
    assert (await ask(make_gateway(), project_id=await a_project(database, Decimal(0)))).answered


async def test_embeddings_and_the_assistant_are_held_as_well(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    gateway = gemini_gateway(monthly_budget_usd=Decimal(0), embedder="gemini")
    for attempt in (
        gateway.embed(["a"], purpose="document", project_id=await a_project(database, None)),
        gateway.chat_model().ainvoke("Hello"),
    ):
        with pytest.raises(SightError) as raised:
            await attempt
        assert raised.value.code is ErrorCode.OVER_BUDGET
    assert gemini_server.requests == []


async def test_a_cancelled_call_gives_its_reservation_back(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    project = await a_project(database, LIMIT)
    gemini_server.latency = 5
    gateway = gemini_gateway()
    call = asyncio.create_task(ask(gateway, project_id=project))
    while not gemini_server.requests:  # noqa: ASYNC110 - the server lives in another thread
        await asyncio.sleep(0.01)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await gateway.aclose()
    await nothing_reserved(database, project)


async def test_what_a_killed_process_reserved_expires(settings: Settings, database: Database) -> None:
    project = await a_project(database, Decimal(1))
    async with database.session() as session:
        for seconds in (-1, 60):
            await session.execute(
                text(
                    "insert into llm_reservations values (:id, :project, 0.6, now() + make_interval(secs => :seconds))"
                ),
                {"id": new_uuid(), "project": project, "seconds": seconds},
            )
    admission = Admission(settings, database)
    fitting = Demand(Decimal("0.1"), Decimal("0.4"))
    assert await admission.admit(project, fitting, 1) is not None
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(admission.admit(project, fitting, 1), 0.4)
    await admission.aclose()


async def test_the_sums_are_the_ledgers(gemini_gateway: MakeGateway, database: Database) -> None:
    project = await a_project(database, Decimal(1))
    gateway = gemini_gateway()
    await asyncio.gather(*(ask(gateway, project_id=project, seed=seed) for seed in range(5)))
    ledger = await spent_by(database, project)
    kept = await scalar(database, select(LlmSpending.usd).where(LlmSpending.scope == project_scope(project)))
    assert ledger == kept > 0
    months = await scalar(
        database, select(func.sum(LlmSpending.usd)).where(LlmSpending.scope.like("month:%"))
    )
    assert months == await scalar(database, select(func.sum(LlmCall.cost_usd)))


# Each answer costs about a sixth of a cent, and at most a whole one.
DEAR = {
    "models": {"gemini-3.5-flash-lite": {"prices": {"input": 1, "output": 40}}},
    "chains": {"focus_groups.answer": [{"model": "gemini-3.5-flash-lite", "max_output_tokens": 150}]},
}
_CROWD = """
import asyncio, sys
from uuid import UUID
from fakes.questions import ask
from sight_domain.llm.gateway import Gateway
from sight_domain.settings import Settings
from sight_domain.storage.database import Database

async def main():
    settings = Settings(_env_file=None)
    database = Database(settings)
    gateway = Gateway(settings, database)
    first = int(sys.argv[2])
    crowd = (ask(gateway, project_id=UUID(sys.argv[1]), seed=seed) for seed in range(first, first + 40))
    print(*(outcome.status for outcome in await asyncio.gather(*crowd)))
    await gateway.aclose()
    await database.close()

asyncio.run(main())
"""


async def a_project(database: Database, budget: Decimal | None) -> UUID:
    project = Project(name="x", language="en", target={}, sample_size=1, budget_usd=budget)
    async with database.session() as session:
        session.add(project)
    return project.id


async def spent_by(database: Database, project: UUID) -> Decimal:
    return await scalar(database, select(func.sum(LlmCall.cost_usd)).where(LlmCall.project_id == project))


async def nothing_reserved(database: Database, project: UUID) -> None:
    query = select(func.count()).select_from(LlmReservation).where(LlmReservation.project_id == project)
    assert await scalar(database, query) == 0


async def scalar(database: Database, query: Any) -> Any:
    async with database.session() as session:
        return (await session.execute(query)).scalar_one()
