"""An answer that was paid for is served again to whoever asks the same, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fakes.gemini import FakeGemini, Fault
from fakes.questions import Score, answer_inputs, ask
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from sqlalchemy import delete, func, select, text

from sight_domain.clock import now
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, new_uuid, to_public
from sight_domain.llm.content_key import Aliases
from sight_domain.llm.gateway import Gateway
from sight_domain.llm.models import LlmRecording
from sight_domain.llm.outcomes import OutcomeStatus
from sight_domain.projects.models import Project
from sight_domain.storage.database import Database

MakeGateway = Callable[..., Gateway]


class DraftQuote(BaseModel):
    turn_id: str
    text: str


class Cited(BaseModel):
    quotes: list[DraftQuote]


@pytest.fixture(autouse=True)
async def _nothing_recorded(database: Database) -> None:
    async with database.session() as session:
        await session.execute(delete(LlmRecording))


@pytest.fixture
def remembering(gemini_gateway: MakeGateway) -> MakeGateway:
    """A gateway on the fake Gemini with the memory that users have by default."""
    return lambda **changed: gemini_gateway(**{"replay": "auto", **changed})


async def test_the_same_question_with_the_same_seed_is_paid_once(
    remembering: MakeGateway, gemini_server: FakeGemini
) -> None:
    first, again = await ask(remembering()), await ask(remembering())
    assert len(gemini_server.requests) == 1
    assert (again.value, again.model, again.provider, again.status) == (
        first.value, first.model, first.provider, first.status,
    )  # fmt: skip
    assert (again.replayed, again.attempts, again.cost_usd, again.call_id) == (True, 0, 0, None)
    assert not first.replayed and first.cost_usd > 0


@pytest.mark.parametrize(
    "changed",
    [
        {"seed": 8},
        {"schema": Score},
        {"language": "pl"},
    ],
)
async def test_another_seed_schema_or_language_is_another_question(
    remembering: MakeGateway, gemini_server: FakeGemini, changed: dict[str, Any]
) -> None:
    gateway = remembering()
    await ask(gateway)
    assert not (await ask(gateway, **changed)).replayed
    assert len(gemini_server.requests) == 2


async def test_another_parameter_of_the_model_is_another_question(
    remembering: MakeGateway, gemini_server: FakeGemini
) -> None:
    def chain(temperature: float) -> dict[str, Any]:
        return {
            "chains": {
                "focus_groups.answer": [{"model": "gemini-3.5-flash-lite", "temperature": temperature}]
            }
        }

    await ask(remembering(overrides=chain(0.2)))
    await ask(remembering(overrides=chain(0.3)))
    assert len(gemini_server.requests) == 2


async def test_another_prompt_is_another_question(
    remembering: MakeGateway, gemini_server: FakeGemini
) -> None:
    gateway = remembering()
    for question in ("What is dear?", "What is cheap?"):
        inputs = answer_inputs(question)
        await gateway.generate("focus_groups.answer", "focus_groups.answer", inputs, language="en", seed=1)
    assert len(gemini_server.requests) == 2


async def test_a_structured_answer_comes_back_as_the_same_value(remembering: MakeGateway) -> None:
    first, again = await ask(remembering(), schema=Score), await ask(remembering(), schema=Score)
    assert again.replayed and isinstance(again.value, Score) and again.value == first.value


async def test_an_answer_that_cites_ids_cites_those_of_the_study_that_asks(
    remembering: MakeGateway, gemini_server: FakeGemini
) -> None:
    async def cited(turns: list[str]) -> Cited:
        inputs = {
            "topic": "x", "questions": ["?"],
            "turns": [
                {"turn_id": turn, "persona_id": to_public(Kind.PERSONA, new_uuid()), "persona_name": "Ola",
                 "question_index": 0, "text": f"Text {place}."}
                for place, turn in enumerate(turns)
            ],
        }  # fmt: skip
        outcome = await remembering().generate(
            "focus_groups.codebook", "focus_groups.codebook", inputs, Cited, language="en", seed=3
        )
        assert outcome.value is not None
        return outcome.value

    first_study, second_study = ([to_public(Kind.TURN, new_uuid()) for _ in range(3)] for _ in range(2))
    first, second = await cited(first_study), await cited(second_study)
    assert len(gemini_server.requests) == 1
    assert [quote.turn_id for quote in first.quotes] == first_study
    assert [quote.turn_id for quote in second.quotes] == second_study
    assert [quote.text for quote in first.quotes] == [quote.text for quote in second.quotes]


ids = st.uuids(version=4).map(lambda key: to_public(Kind.TURN, key))


@given(st.lists(ids, min_size=1, unique=True), st.lists(st.integers(0, 30), max_size=30), st.text())
def test_hiding_ids_and_showing_them_again_changes_nothing(
    known: list[str], cited: list[int], noise: str
) -> None:
    aliases = Aliases()
    hidden = aliases.hide(f"{noise} {' '.join(known)}")
    assert not any(public in hidden for public in known)
    answer = f'{{"quotes": {[known[place % len(known)] for place in cited]}}}'
    assert aliases.show(aliases.hide_known(answer)) == answer


@given(st.lists(ids, min_size=2, unique=True))
def test_only_the_order_of_ids_counts(known: list[str]) -> None:
    assert Aliases().hide(" ".join(known)) == Aliases().hide(" ".join(reversed(known)))


async def test_only_answers_are_kept(remembering: MakeGateway, gemini_server: FakeGemini) -> None:
    gateway = remembering()
    gemini_server.faults.append(Fault(finish_reason="SAFETY"))
    assert (await ask(gateway)).status is OutcomeStatus.FILTERED
    assert (await ask(gateway)).answered
    assert len(gemini_server.requests) == 2


async def test_a_repaired_answer_needs_no_repair_the_second_time(
    remembering: MakeGateway, gemini_server: FakeGemini
) -> None:
    gemini_server.faults.append(Fault(text='{"label": "ok", "points": 11}'))
    first, again = await ask(remembering(), schema=Score), await ask(remembering(), schema=Score)
    assert (first.attempts, again.attempts, again.value) == (2, 0, first.value)


async def test_an_answer_of_a_model_further_down_the_chain_is_remembered_too(
    remembering: MakeGateway, gemini_server: FakeGemini
) -> None:
    gemini_server.models = {"gemini-3.8-flash"}
    first = await ask(remembering())
    gemini_server.models = None
    again = await ask(remembering())
    assert first.model == again.model == "gemini-3.8-flash" and again.replayed


async def test_replay_asks_nobody_and_says_so(remembering: MakeGateway, gemini_server: FakeGemini) -> None:
    recorded = await ask(remembering())
    gateway = remembering(replay="replay", gemini_base_url="http://127.0.0.1:9")
    assert (await ask(gateway)).value == recorded.value
    missed = await ask(gateway, seed=99)
    assert (missed.status, missed.value, missed.attempts) == (OutcomeStatus.FAILED, None, 0)
    assert "SIGHT_REPLAY=record" in missed.reason
    for attempt in (gateway.embed(["new"], purpose="query"), gateway.chat_model().ainvoke("Hello")):
        with pytest.raises(SightError) as raised:
            await attempt
        assert raised.value.code in (ErrorCode.UNAVAILABLE, ErrorCode.NOT_CONFIGURED)
    assert len(gemini_server.requests) == 1


async def test_record_asks_again_and_replaces(remembering: MakeGateway, gemini_server: FakeGemini) -> None:
    gemini_server.texts.extend(["The first.", "The second."])
    await ask(remembering())
    assert (await ask(remembering(replay="record"))).value == "The second."
    assert (await ask(remembering())).value == "The second."
    assert len(gemini_server.requests) == 2


async def test_whoever_wants_another_answer_gets_one_and_it_takes_the_place_of_the_first(
    remembering: MakeGateway, gemini_server: FakeGemini
) -> None:
    gemini_server.texts.extend(["The first.", "The second."])
    await ask(remembering())
    assert (await ask(remembering(), fresh=True)).value == "The second."
    assert (await ask(remembering())).value == "The second."
    assert (await ask(remembering(replay="replay"), fresh=True)).value == "The second."
    assert len(gemini_server.requests) == 2


async def test_off_neither_looks_nor_keeps(remembering: MakeGateway, gemini_server: FakeGemini) -> None:
    await ask(remembering(replay="off"))
    await ask(remembering())
    await ask(remembering(replay="off"))
    assert len(gemini_server.requests) == 3


async def test_the_offline_engine_is_recorded_only_when_asked_to(
    make_gateway: MakeGateway, database: Database
) -> None:
    await ask(make_gateway(replay="auto"))
    assert await recordings(database) == 0
    recorded = await ask(make_gateway(replay="record"))
    assert await recordings(database) == 1
    replayed = await ask(make_gateway(replay="replay"))
    assert replayed.replayed and replayed.value == recorded.value and replayed.is_offline


async def test_a_model_that_a_server_chooses_by_itself_is_not_recorded_by_default(
    make_gateway: MakeGateway, openai_server: Any, database: Database
) -> None:
    gateway = make_gateway(provider="openai", openai_base_url=f"{openai_server.url}/v1", replay="auto")
    await ask(gateway)
    assert await recordings(database) == 0


async def test_vectors_are_remembered_text_by_text(
    remembering: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    project = await a_project(database)

    async def embedded(*texts: str) -> list[list[float]]:
        gateway = remembering(embedder="gemini")
        return (await gateway.embed(texts, purpose="document", project_id=project)).vectors

    first = await embedded("red", "green", "red")
    assert first[0] == first[2]
    second = await embedded("blue", "green", "red")
    assert second[1:] == [first[1], first[0]]
    sent = [
        [item["content"]["parts"][0]["text"] for item in body["requests"]] for body in gemini_server.bodies()
    ]
    assert sent == [["red", "green"], ["blue"]]
    await remembering(embedder="gemini").embed(["red"], purpose="query", project_id=project)
    assert len(gemini_server.requests) == 3


async def test_a_deleted_projects_answers_are_not_served_and_a_purged_ones_are_gone(
    remembering: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    project = await a_project(database)
    gateway = remembering(embedder="gemini")
    await gateway.embed(["private"], purpose="document", project_id=project)
    await ask(gateway, project_id=project)
    assert await recordings(database) == 2
    async with database.session() as session:
        (await session.get_one(Project, project)).deleted_at = now()
    await ask(remembering(), project_id=await a_project(database))
    assert len(gemini_server.requests) == 3
    async with database.session() as session:
        (await session.get_one(Project, project)).deleted_at = None
        assert (await ask(remembering(), project_id=project)).replayed
        await session.execute(delete(Project).where(Project.id == project))
    async with database.session() as session:
        query = select(func.count()).select_from(LlmRecording).where(LlmRecording.project_id == project)
        assert await session.scalar(query) == 0


async def test_a_study_that_was_served_keeps_its_own_copy(
    remembering: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    first, second = await a_project(database), await a_project(database)
    for project in (first, second):
        gateway = remembering()
        await ask(gateway, project_id=project)
    async with database.session() as session:
        await session.execute(delete(Project).where(Project.id == first))
    assert (await ask(remembering(), project_id=second)).replayed
    assert len(gemini_server.requests) == 1


async def test_recordings_age_out(remembering: MakeGateway, database: Database) -> None:
    gateway = remembering(replay_days=30)
    await ask(gateway)
    assert await gateway.purge_recordings() == 0
    async with database.session() as session:
        await session.execute(text("update llm_recordings set created_at = now() - interval '31 days'"))
    assert await gateway.purge_recordings() == 1
    assert await recordings(database) == 0


async def recordings(database: Database) -> int:
    async with database.session() as session:
        return await session.scalar(select(func.count()).select_from(LlmRecording)) or 0


async def a_project(database: Database) -> UUID:
    project = Project(name="x", language="en", target={}, sample_size=1)
    async with database.session() as session:
        session.add(project)
    return project.id
