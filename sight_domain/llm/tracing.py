"""Spans of model calls, with the GenAI attribute names of OpenTelemetry's semantic conventions.

One ``INTERNAL`` span a call, named after its task, and under it one ``CLIENT`` span a request, named
``{operation} {model}``. Nothing is imported and nothing recorded unless an endpoint is configured. Prompts and answers
are recorded only where ``SIGHT_TRACE_CONTENT`` says so.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sight_domain.ids import Kind, to_public
from sight_domain.llm.outcomes import OutcomeStatus, Usage

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

    from sight_domain.llm.calls import CallIdentity
    from sight_domain.llm.ledger import LedgerEntry
    from sight_domain.llm.prompts import RenderedPrompt
    from sight_domain.llm.registry import ModelChoice
    from sight_domain.settings import Settings

_PROVIDERS = {"gemini": "gcp.gemini"}


class Tracing:
    """The tracer of one gateway; every method does nothing while it is off.

    Args:
        provider: where spans go instead of the configured endpoint.
    """

    def __init__(self, settings: Settings, provider: TracerProvider | None = None) -> None:
        self._endpoint = settings.otlp_endpoint
        self._content = settings.trace_content
        self._provider = provider
        self._tracer: Tracer | None = None

    @property
    def is_on(self) -> bool:
        return self._provider is not None or self._endpoint is not None

    def call_began(self, identity: CallIdentity) -> Span | None:
        """The span of a call; a child of whatever span surrounds it."""
        if not self.is_on:
            return None
        attributes = {
            "sight.task": identity.task,
            "gen_ai.prompt.name": identity.prompt_id or None,
            "sight.prompt.version": identity.prompt_version or None,
            "sight.language": identity.language,
            "sight.run_id": to_public(Kind.RUN, identity.run_id) if identity.run_id else None,
            "sight.project_id": to_public(Kind.PROJECT, identity.project_id) if identity.project_id else None,
            "gen_ai.conversation.id": identity.thread,
            "sight.request_id": _request_id(),
        }
        return self._opened().start_span(f"sight {identity.task}", attributes=_present(attributes))

    def call_ended(
        self, span: Span | None, status: OutcomeStatus, usage: Usage, cost_usd: float, *, replayed: bool
    ) -> None:
        """Close a call's span with the sums over its requests."""
        if span is None:
            return
        span.set_attributes(_usage(usage))
        span.set_attributes(
            {"sight.outcome": status.value, "sight.cost_usd": cost_usd, "sight.replayed": replayed}
        )
        _mark(span, status)
        span.end()

    def attempt_began(
        self, parent: Span | None, identity: CallIdentity, choice: ModelChoice, number: int
    ) -> Span | None:
        """The span of one request."""
        if parent is None:
            return None
        from opentelemetry.trace import SpanKind, set_span_in_context

        operation = "embeddings" if identity.task == "embeddings" else "chat"
        attributes = {
            "gen_ai.operation.name": operation,
            "gen_ai.provider.name": _PROVIDERS.get(choice.provider, choice.provider),
            "gen_ai.request.model": choice.model,
            "gen_ai.request.seed": identity.seed,
            "gen_ai.request.temperature": choice.entry.temperature,
            "gen_ai.request.max_tokens": choice.entry.max_output_tokens,
            "gen_ai.embeddings.dimension.count": choice.spec.dimensions,
            "sight.attempt": number,
        }
        return self._opened().start_span(
            f"{operation} {choice.model}",
            context=set_span_in_context(parent),
            kind=SpanKind.CLIENT,
            attributes=_present(attributes),
        )

    def attempt_ended(self, span: Span | None, entry: LedgerEntry, error_type: str | None) -> None:
        """Close a request's span with what the ledger says of it."""
        if span is None:
            return
        span.set_attributes(_usage(entry.usage))
        span.set_attributes(
            {
                "gen_ai.response.model": entry.model,
                "sight.outcome": entry.status.value,
                "sight.cost_usd": float(entry.cost_usd),
            }
        )
        if error_type:
            span.set_attribute("error.type", error_type)
        _mark(span, entry.status)
        span.end()

    def asked(self, span: Span | None, prompt: RenderedPrompt) -> None:
        """Keep the prompt, where content is to be kept."""
        if span is not None and self._content:
            if prompt.system:
                span.set_attribute("gen_ai.system_instructions", _parts(prompt.system))
            span.set_attribute("gen_ai.input.messages", _message("user", prompt.user))

    def answered(self, span: Span | None, answer: str) -> None:
        """Keep the answer, where content is to be kept."""
        if span is not None and self._content:
            span.set_attribute("gen_ai.output.messages", _message("assistant", answer))

    def close(self) -> None:
        """Send what is still here."""
        if self._tracer is not None and self._provider is not None:
            self._provider.force_flush(5_000)
            if self._endpoint is not None:
                self._provider.shutdown()
        self._tracer = None

    def _opened(self) -> Tracer:
        if self._tracer is None:
            if self._provider is None:
                self._provider = _exporting(str(self._endpoint))
            self._tracer = self._provider.get_tracer("sight")
        return self._tracer


def _exporting(endpoint: str) -> TracerProvider:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    # Not made the global one: what other libraries of the process record is not ours to send.
    provider = TracerProvider(resource=Resource.create({"service.name": "sight"}))
    address = endpoint if endpoint.endswith("/v1/traces") else f"{endpoint.rstrip('/')}/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))
    return provider


def _usage(usage: Usage) -> dict[str, int]:
    return {
        "gen_ai.usage.input_tokens": usage.input_tokens,
        "gen_ai.usage.output_tokens": usage.output_tokens,
        "gen_ai.usage.cache_read.input_tokens": usage.cached_tokens,
        "gen_ai.usage.reasoning.output_tokens": usage.reasoning_tokens,
    }


def _mark(span: Span, status: OutcomeStatus) -> None:
    from opentelemetry.trace import Status, StatusCode

    if status is not OutcomeStatus.ANSWERED:
        # The reason may quote a provider's message, and that the prompt: the status alone is safe to send.
        span.set_status(Status(StatusCode.ERROR, status.value))


def _parts(text: str) -> str:
    return json.dumps([{"type": "text", "content": text}], ensure_ascii=False)


def _message(role: str, text: str) -> str:
    return json.dumps([{"role": role, "parts": [{"type": "text", "content": text}]}], ensure_ascii=False)


def _present(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None}


def _request_id() -> str | None:
    import structlog

    return structlog.contextvars.get_contextvars().get("request_id")
