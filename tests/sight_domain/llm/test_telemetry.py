"""Operators see every call: in metrics, in the log and, where they want it, as spans."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from fakes.gemini import FakeGemini, Fault, asked_of, serve
from fakes.questions import Score, ask
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sight_domain.ids import Kind, new_uuid, to_public
from sight_domain.llm.gateway import Gateway
from sight_domain.llm.metrics import exposition, metrics
from sight_domain.logs import begin_request, within_request
from sight_domain.settings import Settings
from sight_domain.storage.database import Database

MakeGateway = Callable[..., Gateway]
LITE = "gemini-3.5-flash-lite"


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def traced(
    settings: Settings,
    database: Database,
    gemini_server: FakeGemini,
    models_file: Callable[..., Any],
    spans: InMemorySpanExporter,
) -> MakeGateway:
    """A gateway on the fake Gemini whose spans are kept in `spans`."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))

    def make(**changed: Any) -> Gateway:
        plain = {"models_file": models_file(), "home": settings.home, "replay": "off"}
        given = asked_of(gemini_server, **plain, **changed)
        return Gateway(Settings(_env_file=None, **given), database, traces=provider)  # pyright: ignore[reportCallIssue]

    return make


def by_name(spans: InMemorySpanExporter, name: str) -> list[ReadableSpan]:
    return [span for span in spans.get_finished_spans() if span.name == name]


async def test_a_call_is_a_span_with_one_span_for_each_request(
    traced: MakeGateway, gemini_server: FakeGemini, spans: InMemorySpanExporter
) -> None:
    gemini_server.faults.append(Fault(status=503))
    run, project = new_uuid(), new_uuid()
    gateway = traced()
    outcome = await ask(gateway, run_id=run, project_id=project)
    await gateway.aclose()
    (call,) = by_name(spans, "sight focus_groups.answer")
    failed, answered = by_name(spans, f"chat {LITE}")
    assert call.attributes and failed.attributes and answered.attributes and call.context
    assert failed.parent and answered.parent and failed.kind is SpanKind.CLIENT
    assert failed.parent.span_id == answered.parent.span_id == call.context.span_id
    expected = {
        "gen_ai.operation.name": "chat", "gen_ai.provider.name": "gcp.gemini", "gen_ai.request.model": LITE,
        "gen_ai.request.seed": 7, "gen_ai.request.max_tokens": 2048, "gen_ai.response.model": LITE,
        "gen_ai.usage.input_tokens": outcome.usage.input_tokens, "gen_ai.usage.output_tokens": outcome.usage.output_tokens,
        "gen_ai.usage.reasoning.output_tokens": 5, "sight.attempt": 2, "sight.outcome": "answered",
    }  # fmt: skip
    assert expected.items() <= dict(answered.attributes).items()
    assert (failed.status.status_code, failed.attributes["error.type"]) == (StatusCode.ERROR, "unavailable")
    assert call.attributes["sight.run_id"] == to_public(Kind.RUN, run)
    assert call.attributes["sight.project_id"] == to_public(Kind.PROJECT, project)
    assert call.attributes["sight.cost_usd"] == float(outcome.cost_usd)
    assert call.status.status_code is StatusCode.UNSET


async def test_no_word_of_prompt_or_answer_is_traced_unless_switched_on(
    traced: MakeGateway, spans: InMemorySpanExporter
) -> None:
    gateway = traced()
    outcome = await ask(gateway)
    await gateway.aclose()
    everything = " ".join(span.to_json() for span in spans.get_finished_spans())
    assert (
        "meal kits" not in everything
        and "Kowalska" not in everything
        and str(outcome.value) not in everything
    )


async def test_prompt_and_answer_are_traced_when_switched_on(
    traced: MakeGateway, spans: InMemorySpanExporter
) -> None:
    gateway = traced(trace_content=True)
    outcome = await ask(gateway)
    await gateway.aclose()
    (call,) = by_name(spans, "sight focus_groups.answer")
    assert call.attributes
    asked, said = (json.loads(str(call.attributes[f"gen_ai.{way}.messages"])) for way in ("input", "output"))
    assert asked[0]["role"] == "user" and "meal kits" in asked[0]["parts"][0]["content"]
    assert said[0] == {"role": "assistant", "parts": [{"type": "text", "content": outcome.value}]}
    assert "Kowalska" in str(call.attributes["gen_ai.system_instructions"])


async def test_embeddings_and_the_assistant_are_traced(
    traced: MakeGateway, spans: InMemorySpanExporter
) -> None:
    gateway = traced(embedder="gemini")
    await gateway.embed(["a"], purpose="query")
    await gateway.chat_model(thread="t").ainvoke("Hello")
    await gateway.aclose()
    (embedded,) = by_name(spans, "embeddings gemini-embedding-001")
    assert embedded.attributes and embedded.attributes["gen_ai.embeddings.dimension.count"] == 768
    (talk,) = by_name(spans, "sight agent")
    assert talk.attributes and talk.attributes["gen_ai.conversation.id"] == "t"


async def test_without_an_endpoint_there_is_no_span_and_no_library(gemini_gateway: MakeGateway) -> None:
    gateway = gemini_gateway()
    await ask(gateway)
    assert not gateway._tracing.is_on and gateway._tracing._tracer is None


def sample(name: str, **labels: str) -> float:
    return metrics().registry.get_sample_value(name, labels) or 0.0


async def test_metrics_count_calls_requests_tokens_and_cost(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    model = {"provider": "gemini", "model": LITE}
    of_call = {"task": "focus_groups.answer", **model, "outcome": "answered", "replayed": "no"}

    def counted() -> tuple[float, ...]:
        return (
            sample("sight_llm_calls_total", **of_call),
            sample("sight_llm_attempts_total", **model, outcome="answered"),
            sample("sight_llm_attempts_total", **model, outcome="failed"),
            sample("sight_llm_attempt_seconds_count", **model),
            sample("sight_llm_tokens_total", **model, kind="output"),
            sample("sight_llm_tokens_total", **model, kind="reasoning"),
            sample("sight_llm_cost_usd_total", task="focus_groups.answer", **model),
        )

    before = counted()
    gemini_server.faults.append(Fault(status=503))
    outcome = await ask(gemini_gateway())
    grown = [after - earlier for after, earlier in zip(counted(), before, strict=True)]
    assert grown == pytest.approx([1, 1, 1, 2, outcome.usage.output_tokens, 5, float(outcome.cost_usd)])
    assert sample("sight_llm_in_flight", provider="gemini") == 0
    assert sample("sight_llm_breaker_state", **model, state="closed") == 1
    body, content_type = exposition()
    assert content_type.startswith("text/plain") and b"sight_llm_calls_total" in body


async def test_a_breaker_that_opens_is_seen_in_the_metrics(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    only = {"chains": {"focus_groups.answer": [LITE]}}
    calm = {
        "breaker_failures": 2,
        "retries": 1,
        "deadline_seconds": 1,
        "breaker_seconds": 30,
        "breaker_cap_seconds": 30,
    }
    model = {"provider": "gemini", "model": LITE}
    opened = sample("sight_llm_breaker_changes_total", **model, state="open")
    gemini_server.faults.extend([Fault(status=503)] * 2)
    gateway = gemini_gateway(overrides={**only, "policy": calm})
    assert not (await ask(gateway)).answered
    assert sample("sight_llm_breaker_changes_total", **model, state="open") == opened + 1
    assert sample("sight_llm_breaker_state", **model, state="open") == 1
    assert sample("sight_llm_breaker_state", **model, state="closed") == 0


@pytest.fixture
def at_info_level() -> Iterator[None]:
    """What is logged does not depend on the settings that another test configured logging with."""
    configured = structlog.get_config()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO), cache_logger_on_first_use=False
    )
    yield
    structlog.configure(**configured)


@pytest.mark.usefixtures("at_info_level")
async def test_each_call_is_one_line_with_its_run_and_request(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    run = new_uuid()
    gateway = gemini_gateway()
    merged = [structlog.contextvars.merge_contextvars]
    with structlog.testing.capture_logs(processors=merged) as lines, within_request():
        await ask(gateway, run_id=run)
        with within_request():
            gemini_server.faults.extend([Fault(text="no json")] * 2)
            await ask(gateway, schema=Score)
    first, second = [line for line in lines if line["event"] == "model call"]
    assert (first["outcome"], first["attempts"], first["log_level"]) == ("answered", 1, "info")
    assert (first["run"], first["model"]) == (to_public(Kind.RUN, run), LITE)
    assert first["request_id"] == second["request_id"] and first["request_id"].startswith("req_")
    assert second["outcome"] == "malformed" and second["reason"] and second["attempts"] == 2
    assert "meal kits" not in json.dumps(lines, default=str)


def test_a_request_that_begins_anew_has_an_id_of_its_own() -> None:
    with structlog.contextvars.bound_contextvars():
        first, second = begin_request(), begin_request()
        assert first != second == structlog.contextvars.get_contextvars()["request_id"]
        structlog.contextvars.unbind_contextvars("request_id")


async def test_spans_go_to_the_configured_endpoint_when_the_gateway_closes(
    gemini_gateway: MakeGateway,
) -> None:
    received: list[tuple[str, bytes]] = []

    async def collect(request: Request) -> Response:
        received.append((request.url.path, await request.body()))
        return Response(b"", media_type="application/x-protobuf")

    collector = Starlette(routes=[Route("/{path:path}", collect, methods=["POST"])])
    with serve(collector) as url:
        gateway = gemini_gateway(otlp_endpoint=url)
        await ask(gateway)
        await gateway.aclose()
    paths = {path for path, _ in received}
    assert paths == {"/v1/traces"} and any(b"gen_ai.request.model" in gzip_free(body) for _, body in received)


def gzip_free(body: bytes) -> bytes:
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def test_every_metric_is_documented() -> None:
    page = (Path(__file__).parents[3] / "docs" / "operations.md").read_text(encoding="utf-8")
    names = {line.split()[2] for line in exposition()[0].decode().splitlines() if line.startswith("# TYPE")}
    assert len(names) > 8
    assert {name for name in names if f"`{name}`" not in page} == set()
