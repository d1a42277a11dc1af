"""One call from prompt to typed outcome, through the real Gemini client."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from fakes.gemini import FakeGemini, Fault
from fakes.questions import Score, answer_inputs, ask, respondent
from pydantic import BaseModel, Field, SecretStr
from sqlalchemy import select

from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, from_public, new_uuid
from sight_domain.language import Language
from sight_domain.llm.gateway import Gateway
from sight_domain.llm.models import LlmCall
from sight_domain.llm.outcomes import Outcome, OutcomeStatus
from sight_domain.storage.database import Database

MakeGateway = Callable[..., Gateway]
LITE, FLASH = "gemini-3.5-flash-lite", "gemini-3.8-flash"


class Quote(BaseModel):
    turn_id: str
    text: str


class Theme(BaseModel):
    title: str
    quotes: list[Quote]


class Themes(BaseModel):
    themes: list[Theme]


async def rows_of(database: Database, outcome: Outcome[Any]) -> list[LlmCall]:
    assert outcome.call_id is not None
    return await rows_where(
        database, LlmCall.call_id == from_public(Kind.CALL, outcome.call_id, field="call_id")
    )


async def rows_where(database: Database, condition: Any) -> list[LlmCall]:
    async with database.session() as session:
        return list((await session.scalars(select(LlmCall).where(condition).order_by(LlmCall.attempt))).all())


async def test_an_answer_carries_who_wrote_it_and_what_it_cost(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    run, project = new_uuid(), new_uuid()
    outcome = await ask(gemini_gateway(), run_id=run, project_id=project)
    assert outcome.status is OutcomeStatus.ANSWERED and outcome.answered and not outcome.is_offline
    assert outcome.value and outcome.reason == ""
    assert (outcome.model, outcome.provider, outcome.prompt_id, outcome.attempts) == (
        LITE, "gemini", "focus_groups.answer", 1,
    )  # fmt: skip
    assert outcome.usage.reasoning_tokens == 5 and outcome.usage.output_tokens > 5
    expected = (
        outcome.usage.input_tokens * Decimal("0.30") + outcome.usage.output_tokens * Decimal("2.50")
    ) / 10**6
    assert outcome.cost_usd == expected
    [row] = await rows_of(database, outcome)
    assert (row.status, row.run_id, row.project_id, row.seed, row.task) == (
        "answered", run, project, 7, "focus_groups.answer",
    )  # fmt: skip
    assert row.cost_usd == expected.quantize(Decimal("1e-8"))
    [body] = gemini_server.bodies()
    assert body["generationConfig"]["seed"] == 7
    assert "meal kits" in body["contents"][0]["parts"][0]["text"]
    assert "Anna Kowalska" in body["systemInstruction"]["parts"][0]["text"]


async def test_structured_output_is_asked_for_by_schema_and_validated(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    outcome = await ask(gemini_gateway(), schema=Score)
    assert isinstance(outcome.value, Score)
    [body] = gemini_server.bodies()
    assert body["generationConfig"]["responseJsonSchema"]["properties"]["points"]["maximum"] == 10


async def test_a_malformed_answer_is_repaired_once_with_its_error_shown(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    gemini_server.faults.append(Fault(text='{"label": "ok", "points": 11}'))
    outcome = await ask(gemini_gateway(), schema=Score)
    assert outcome.answered and outcome.attempts == 2
    assert [row.status for row in await rows_of(database, outcome)] == ["malformed", "answered"]
    correction = gemini_server.bodies()[1]["contents"]
    assert [content["role"] for content in correction] == ["user", "model", "user"]
    assert "points" in correction[2]["parts"][0]["text"] and "label" in correction[2]["parts"][0]["text"]


async def test_an_answer_malformed_twice_is_no_answer(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    gemini_server.faults.extend([Fault(text="no json"), Fault(text="still none")])
    outcome = await ask(gemini_gateway(), schema=Score)
    assert outcome.status is OutcomeStatus.MALFORMED and outcome.value is None and outcome.reason
    assert len(gemini_server.requests) == 2


@pytest.mark.parametrize("kind", [Fault(status=429, retry_delay="0.01s"), Fault(status=503), Fault(cut=True)])
async def test_a_passing_failure_is_retried_and_on_record(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database, kind: Fault
) -> None:
    gemini_server.faults.extend([kind, kind])
    outcome = await ask(gemini_gateway())
    assert outcome.answered and outcome.attempts == 3 == len(gemini_server.requests)
    assert [row.status for row in await rows_of(database, outcome)] == ["failed", "failed", "answered"]


async def test_the_delay_a_provider_asks_for_is_waited_out(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    gemini_server.faults.append(Fault(status=429, retry_delay="0.6s"))
    outcome = await ask(gemini_gateway())
    first, second = (entry["at"] for entry in gemini_server.requests)
    assert outcome.answered
    assert second - first >= 0.6


async def test_a_delay_longer_than_the_deadline_is_not_waited_for(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    gemini_server.faults.extend([Fault(status=429, retry_delay="3600s")] * 2)
    outcome = await ask(gemini_gateway())
    assert outcome.status is OutcomeStatus.FAILED and "SIGHT_MODEL_CONCURRENCY" in outcome.reason
    assert [entry["model"] for entry in gemini_server.requests] == [LITE, FLASH]


async def test_the_next_model_answers_when_the_first_does_not(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    gemini_server.models = {FLASH}
    outcome = await ask(gemini_gateway())
    assert outcome.answered and outcome.model == FLASH
    assert [(row.model, row.status) for row in await rows_of(database, outcome)] == [
        (LITE, "failed"), (FLASH, "answered"),
    ]  # fmt: skip


async def test_a_hanging_provider_ends_with_the_attempts_time(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    gemini_server.faults.append(Fault(delay=30))
    outcome = await ask(gemini_gateway(overrides={"policy": {"attempt_seconds": 0.5}}))
    assert outcome.answered and outcome.attempts == 2


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault(finish_reason="SAFETY"), OutcomeStatus.FILTERED),
        (Fault(finish_reason="PROHIBITED_CONTENT"), OutcomeStatus.FILTERED),
        (Fault(finish_reason="RECITATION"), OutcomeStatus.FILTERED),
        (Fault(no_candidates=True), OutcomeStatus.FILTERED),
        (Fault(finish_reason="MAX_TOKENS"), OutcomeStatus.TRUNCATED),
    ],
)
async def test_an_answer_withheld_or_cut_off_is_never_a_value(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, fault: Fault, status: OutcomeStatus
) -> None:
    gemini_server.faults.append(fault)
    outcome = await ask(gemini_gateway())
    assert outcome.status is status and outcome.value is None and outcome.reason
    assert outcome.attempts == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault(finish_reason="MALFORMED_FUNCTION_CALL"),
        Fault(finish_reason="OTHER"),
        Fault(text=""),
        Fault(text="  \n"),
    ],
)
async def test_an_empty_answer_is_asked_for_once_more(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, fault: Fault
) -> None:
    gemini_server.faults.append(fault)
    outcome = await ask(gemini_gateway())
    assert outcome.answered and outcome.attempts == 2


async def test_answers_empty_everywhere_are_failed(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    gemini_server.faults.extend([Fault(text="")] * 10)
    outcome = await ask(gemini_gateway(), language="pl")
    assert outcome.status is OutcomeStatus.FAILED and outcome.reason == "Model zwrócił pustą odpowiedź."


async def test_a_wrong_key_says_which_setting_to_check_and_is_not_retried(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    outcome = await ask(gemini_gateway(google_api_key=SecretStr("wrong")))
    assert outcome.status is OutcomeStatus.FAILED and "GOOGLE_API_KEY" in outcome.reason
    assert len(gemini_server.requests) == 1


async def test_an_unreachable_address_says_which_setting_to_check(gemini_gateway: MakeGateway) -> None:
    outcome = await ask(gemini_gateway(gemini_base_url="http://127.0.0.1:9"), language="pl")
    assert outcome.status is OutcomeStatus.FAILED and "SIGHT_GEMINI_BASE_URL" in outcome.reason


async def test_an_unknown_model_says_where_to_name_another(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    gemini_server.models = set()
    outcome = await ask(gemini_gateway())
    assert outcome.status is OutcomeStatus.FAILED and "SIGHT_MODELS_FILE" in outcome.reason


async def test_without_a_key_nothing_is_sent_and_the_reason_names_the_settings(
    make_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    outcome = await ask(make_gateway(provider="gemini", google_api_key=None))
    assert outcome.status is OutcomeStatus.FAILED and "GOOGLE_API_KEY" in outcome.reason
    assert (outcome.call_id, outcome.attempts, len(gemini_server.requests)) == (None, 0, 0)


async def test_cancelling_reaches_the_request_and_the_ledger(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    gateway, run = gemini_gateway(), new_uuid()
    assert (await ask(gateway)).answered
    gemini_server.faults.append(Fault(delay=30))
    task = asyncio.create_task(ask(gateway, run_id=run))
    async with asyncio.timeout(5):
        while len(gemini_server.requests) < 2:  # noqa: ASYNC110 - the server runs in another thread
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await gateway.aclose()
    assert [row.status for row in await rows_where(database, LlmCall.run_id == run)] == ["cancelled"]


async def test_no_more_requests_than_allowed_run_at_once(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    gemini_server.latency = 0.05
    gateway = gemini_gateway(model_concurrency=4)
    outcomes = await asyncio.gather(*(ask(gateway, seed=seed) for seed in range(16)))
    assert all(outcome.answered for outcome in outcomes)
    assert gemini_server.largest_concurrency <= 4


async def test_quotes_of_the_fake_are_exact_passages_of_the_turns_in_the_prompt(
    gemini_gateway: MakeGateway,
) -> None:
    turns = [
        {"turn_id": f"trn_{n}", "persona_id": f"per_{n}", "persona_name": "A", "question_index": 0,
         "text": f"I would pay {n} zł. Not more."}
        for n in range(5)
    ]  # fmt: skip
    outcome = await gemini_gateway().generate(
        "focus_groups.codebook", "focus_groups.codebook", {"topic": "t", "questions": ["q"], "turns": turns},
        Themes, language="pl", seed=1,
    )  # fmt: skip
    assert outcome.value is not None and outcome.model == FLASH
    texts = {turn["turn_id"]: turn["text"] for turn in turns}
    quotes = [quote for theme in outcome.value.themes for quote in theme.quotes]
    assert quotes and all(quote.text in texts[quote.turn_id] for quote in quotes)


@pytest.mark.parametrize("language", ["pl", "en"])
async def test_quotes_of_the_fakes_needs_are_exact_passages_too(
    gemini_gateway: MakeGateway, language: Language
) -> None:
    answers = [
        {
            "turn_id": f"trn_{n}",
            "persona_id": "per_1",
            "question": "Why?",
            "text": f"Too dear by {n}. Really.",
        }
        for n in range(3)
    ]
    inputs = {"scope": "project", "topic": "t", "respondents": [respondent()], "answers": answers}
    outcome = await gemini_gateway().generate(
        "insights.needs", "insights.needs", inputs, Theme, language=language, seed=1
    )
    assert outcome.value is not None
    assert [quote.text for quote in outcome.value.quotes] == [f"Too dear by {n}." for n in range(3)]


async def test_eighty_answers_of_the_fake_are_eighty_texts(gemini_gateway: MakeGateway) -> None:
    gateway = gemini_gateway()
    outcomes = await asyncio.gather(*(
        gateway.generate("focus_groups.answer", "focus_groups.answer", answer_inputs(f"Question {q}?", f"Person{p} X"),
                         language="en", seed=1)
        for p in range(20) for q in range(4)
    ))  # fmt: skip
    assert len({outcome.value for outcome in outcomes}) == 80


async def test_inputs_that_do_not_fill_the_prompt_are_a_defect(gemini_gateway: MakeGateway) -> None:
    with pytest.raises(SightError) as raised:
        await gemini_gateway().generate(
            "focus_groups.answer", "focus_groups.answer", {}, language="en", seed=1
        )
    assert raised.value.code is ErrorCode.INTERNAL


async def test_a_prompt_over_the_context_is_not_sent_and_says_what_to_do(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    small = {"models": {model: {"context_tokens": 1000} for model in (LITE, FLASH)}}
    gateway, asked = gemini_gateway(overrides=small), ("focus_groups.answer", "focus_groups.answer")
    outcome = await gateway.generate(*asked, answer_inputs("word " * 2000), language="en", seed=1)
    assert (outcome.status, outcome.value, outcome.attempts) == (OutcomeStatus.FAILED, None, 0)
    assert "shorten the material" in outcome.reason and "1000 fit" in outcome.reason
    assert gemini_server.requests == []


async def test_a_structure_that_nothing_can_fit_is_not_sent(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    class Impossible(BaseModel):
        points: int = Field(ge=5, le=4)

    asked = ("focus_groups.answer", "focus_groups.answer", answer_inputs(), Impossible)
    outcome = await gemini_gateway().generate(*asked, language="pl", seed=1)
    assert (outcome.status, outcome.value, outcome.attempts) == (OutcomeStatus.FAILED, None, 0)
    assert "popraw jej ograniczenia" in outcome.reason and "$.points" in outcome.reason
    assert gemini_server.requests == []


async def test_an_estimate_says_what_it_rests_on_and_learns_from_the_record(
    gemini_gateway: MakeGateway, database: Database
) -> None:
    gateway = gemini_gateway(overrides={"chains": {"estimated.task": [LITE]}})
    inputs = answer_inputs()
    before = await gateway.estimate("estimated.task", "focus_groups.answer", inputs, 80)
    assert (before.calls, before.output_tokens) == (80, 80 * 500) and "typical" in before.basis.en
    outcomes = [
        await gateway.generate("estimated.task", "focus_groups.answer", inputs, language="en", seed=seed)
        for seed in range(6)
    ]
    after = await gateway.estimate("estimated.task", "focus_groups.answer", inputs, 80)
    assert after.output_tokens == pytest.approx(80 * outcomes[0].usage.output_tokens, rel=0.2)
    assert "6 recorded" in after.basis.en and after.usd < before.usd and after.model == LITE


async def test_an_estimate_counts_what_repairs_have_cost(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    gateway = gemini_gateway(overrides={"chains": {"repaired.task": [LITE]}})
    inputs, asked = answer_inputs(), ("repaired.task", "focus_groups.answer")
    before = await gateway.estimate(*asked, inputs, 10, schema=Score)
    for seed in range(5):
        gemini_server.faults.append(Fault(text="no JSON"))
        outcome = await gateway.generate(*asked, inputs, Score, language="en", seed=seed)
        assert outcome.answered and outcome.attempts == 2
    after = await gateway.estimate(*asked, inputs, 10, schema=Score)
    assert after.input_tokens == 2 * before.input_tokens and "repairs included" in after.basis.en
