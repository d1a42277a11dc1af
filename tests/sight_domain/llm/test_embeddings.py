"""Vectors of every provider: one per text, of length 1, in order."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from fakes.gemini import FakeGemini, Fault
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import select

from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import new_uuid
from sight_domain.llm.embeddings import EmbeddingModel, normalised
from sight_domain.llm.gateway import Gateway
from sight_domain.llm.models import LlmCall
from sight_domain.storage.database import Database

MakeGateway = Callable[..., Gateway]


def cosine(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


async def test_gemini_vectors_are_normalised_and_batched_with_the_right_task_type(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    gateway, run = gemini_gateway(embedder="auto"), new_uuid()
    texts = [f"word{n} shared" for n in range(230)]
    result = await gateway.embed(texts, purpose="document", run_id=run)
    assert (result.model, result.dimensions, len(result.vectors)) == ("gemini-embedding-001", 768, 230)
    assert all(math.isclose(cosine(vector, vector), 1.0) for vector in result.vectors)
    query = (await gateway.embed(["word7"], purpose="query")).vectors[0]
    nearest = max(range(230), key=lambda n: cosine(query, result.vectors[n]))
    assert nearest == 7
    sizes = [len(body["requests"]) for body in gemini_server.bodies("batchEmbedContents")]
    assert sorted(sizes) == [1, 30, 100, 100]
    kinds = {item["taskType"] for body in gemini_server.bodies() for item in body["requests"]}
    assert kinds == {"RETRIEVAL_DOCUMENT", "RETRIEVAL_QUERY"}
    assert {item["outputDimensionality"] for body in gemini_server.bodies() for item in body["requests"]} == {
        768
    }
    async with database.session() as session:
        rows = (await session.scalars(select(LlmCall).where(LlmCall.run_id == run))).all()
    assert len(rows) == 3 and all(row.task == "embeddings" and row.input_tokens for row in rows)


async def test_embedding_requests_are_retried_too(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    gemini_server.faults.extend([Fault(status=429, retry_delay="0.01s"), Fault(status=503)])
    result = await gemini_gateway(embedder="gemini").embed(["a"], purpose="query")
    assert len(result.vectors) == 1 and len(gemini_server.requests) == 3


async def test_a_failing_embedder_is_a_typed_error(gemini_gateway: MakeGateway) -> None:
    with pytest.raises(SightError) as raised:
        await gemini_gateway(embedder="gemini", google_api_key=SecretStr("wrong")).embed(
            ["a"], purpose="query"
        )
    assert raised.value.code is ErrorCode.NOT_CONFIGURED and "GOOGLE_API_KEY" in raised.value.message.pl


async def test_embedding_that_is_off_says_how_to_switch_it_on(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(embedder="off")
    assert gateway.embedding_model() is None
    with pytest.raises(SightError) as raised:
        await gateway.embed(["a"], purpose="query")
    assert raised.value.code is ErrorCode.NOT_CONFIGURED and raised.value.field == "SIGHT_EMBEDDER"


async def test_the_local_embedder_ranks_by_meaning_in_polish(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(embedder="auto")
    assert gateway.embedding_model() == EmbeddingModel("multilingual-e5-small", 384)
    passages = ["Dostawa jedzenia do domu jest droga.", "Rower stoi w garażu.", "Podatek płaci się w maju."]
    stored = await gateway.embed(passages, purpose="document")
    asked = (await gateway.embed(["ile kosztuje przywóz posiłków"], purpose="query")).vectors[0]
    ranked = sorted(range(3), key=lambda n: -cosine(asked, stored.vectors[n]))
    assert ranked[0] == 0 and all(math.isclose(cosine(v, v), 1.0, rel_tol=1e-5) for v in stored.vectors)


async def test_no_texts_make_no_request(gemini_gateway: MakeGateway, gemini_server: FakeGemini) -> None:
    result = await gemini_gateway(embedder="gemini").embed([], purpose="document")
    assert result.vectors == [] and not gemini_server.requests


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20).filter(lambda v: any(abs(x) > 1e-6 for x in v))
)
def test_normalised_vectors_have_length_one_and_keep_their_direction(vector: list[float]) -> None:
    unit = normalised(vector)
    assert math.isclose(math.fsum(x * x for x in unit), 1.0, rel_tol=1e-9)
    assert all((x > 0) == (y > 0) for x, y in zip(vector, unit, strict=True) if abs(y) > 1e-12)


@pytest.mark.parametrize("vector", [[0.0, 0.0], [float("nan"), 1.0], [float("inf")]])
def test_a_vector_without_direction_is_refused(vector: list[float]) -> None:
    with pytest.raises(ValueError, match="direction"):
        normalised(vector)
