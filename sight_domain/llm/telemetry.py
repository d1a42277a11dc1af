"""Tells operators about model calls: metrics for each, a log line for each, and spans where they are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sight_domain.ids import Kind, to_public
from sight_domain.llm.metrics import metrics
from sight_domain.llm.outcomes import OutcomeStatus, Usage
from sight_domain.llm.tracing import Tracing

if TYPE_CHECKING:
    from uuid import UUID

    from opentelemetry.trace import Span

    from sight_domain.llm.calls import CallIdentity
    from sight_domain.llm.ledger import LedgerEntry
    from sight_domain.llm.prompts import RenderedPrompt
    from sight_domain.llm.registry import ModelChoice


@dataclass(frozen=True, slots=True)
class CallEnd:
    """How a call ended, summed over its requests; `reason` in the call's language."""

    call_id: UUID
    provider: str
    model: str
    status: OutcomeStatus
    reason: str
    attempts: int
    usage: Usage
    cost_usd: Decimal
    latency_ms: float
    replayed: bool = False


class CallTelemetry:
    """One call from its beginning to `ended`."""

    def __init__(self, tracing: Tracing, identity: CallIdentity) -> None:
        self._tracing = tracing
        self._identity = identity
        self.span = tracing.call_began(identity)

    def asked(self, prompt: RenderedPrompt) -> None:
        """What is asked, for traces that keep content."""
        self._tracing.asked(self.span, prompt)

    def answered(self, answer: str) -> None:
        """The answer in full, for traces that keep content."""
        self._tracing.answered(self.span, answer)

    def attempt_began(self, choice: ModelChoice, number: int) -> Span | None:
        """A request goes out; give what is returned to `attempt_ended`."""
        return self._tracing.attempt_began(self.span, self._identity, choice, number)

    def attempt_ended(self, span: Span | None, entry: LedgerEntry, error_type: str | None) -> None:
        """A request has ended; `error_type` is a closed word for why it failed."""
        metrics().attempt_ended(entry)
        self._tracing.attempt_ended(span, entry, error_type)

    def ended(self, end: CallEnd) -> None:
        """The call has ended: count it, log it, close its span."""
        import structlog

        identity = self._identity
        metrics().call_ended(identity.task, end.provider, end.model, end.status, replayed=end.replayed)
        structlog.get_logger("sight.llm").info(
            "model call",
            call=to_public(Kind.CALL, end.call_id),
            task=identity.task,
            outcome=end.status.value,
            provider=end.provider,
            model=end.model,
            attempts=end.attempts,
            replayed=end.replayed,
            latency_ms=round(end.latency_ms, 1),
            input_tokens=end.usage.input_tokens,
            output_tokens=end.usage.output_tokens,
            reasoning_tokens=end.usage.reasoning_tokens,
            cached_tokens=end.usage.cached_tokens,
            cost_usd=float(end.cost_usd),
            prompt=identity.prompt_id,
            prompt_version=identity.prompt_version,
            seed=identity.seed,
            run=to_public(Kind.RUN, identity.run_id) if identity.run_id else None,
            project=to_public(Kind.PROJECT, identity.project_id) if identity.project_id else None,
            thread=identity.thread,
            reason=end.reason or None,
        )
        self._tracing.call_ended(self.span, end.status, end.usage, float(end.cost_usd), replayed=end.replayed)
