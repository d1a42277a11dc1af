"""Counters and histograms of model calls for Prometheus, one set a process.

The library is imported with the first call that is counted, so that a process that asks no model never pays for it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sight_domain.llm.ledger import LedgerEntry
    from sight_domain.llm.outcomes import OutcomeStatus

BreakerState = Literal["closed", "half_open", "open"]
_STATES: tuple[BreakerState, ...] = ("closed", "half_open", "open")
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120)


class Metrics:
    """``sight_llm_*``; made once by `metrics`. Labels take values from models.yaml and the code, never from users."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self.registry = registry = CollectorRegistry()
        model = ("provider", "model")
        self.calls = Counter(
            "sight_llm_calls",
            "Calls by how they ended",
            ("task", *model, "outcome", "replayed"),
            registry=registry,
        )
        self.attempts = Counter(
            "sight_llm_attempts", "Requests sent, by how they ended", (*model, "outcome"), registry=registry
        )
        self.attempt_seconds = Histogram(
            "sight_llm_attempt_seconds", "Seconds a request took", model, buckets=_SECONDS, registry=registry
        )
        self.tokens = Counter(
            "sight_llm_tokens",
            "Tokens as providers counted them: reasoning is part of output, cached of input",
            (*model, "kind"),
            registry=registry,
        )
        self.cost = Counter("sight_llm_cost_usd", "USD of requests", ("task", *model), registry=registry)
        self.in_flight = Gauge("sight_llm_in_flight", "Requests under way", ("provider",), registry=registry)
        self.waiting = Gauge(
            "sight_llm_waiting", "Requests that wait, for a slot or for money", ("for",), registry=registry
        )
        self.breaker = Gauge(
            "sight_llm_breaker_state", "1 for the state a breaker is in", (*model, "state"), registry=registry
        )
        self.breaker_changes = Counter(
            "sight_llm_breaker_changes",
            "Changes of a breaker, by new state",
            (*model, "state"),
            registry=registry,
        )

    def attempt_ended(self, entry: LedgerEntry) -> None:
        """Count one request as the ledger has it."""
        model = (entry.provider, entry.model)
        self.attempts.labels(*model, entry.status.value).inc()
        self.attempt_seconds.labels(*model).observe(entry.latency_ms / 1000)
        used = entry.usage
        for kind, count in (
            ("input", used.input_tokens),
            ("cached", used.cached_tokens),
            ("output", used.output_tokens),
            ("reasoning", used.reasoning_tokens),
        ):
            if count:
                self.tokens.labels(*model, kind).inc(count)
        if entry.cost_usd:
            self.cost.labels(entry.task, *model).inc(float(entry.cost_usd))

    def call_ended(
        self, task: str, provider: str, model: str, outcome: OutcomeStatus, *, replayed: bool
    ) -> None:
        """Count one call by how it ended."""
        self.calls.labels(task, provider, model, outcome.value, "yes" if replayed else "no").inc()

    def breaker_entered(self, provider: str, model: str, state: BreakerState) -> None:
        """Show the state a breaker is in from now on."""
        for each in _STATES:
            self.breaker.labels(provider, model, each).set(each == state)
        self.breaker_changes.labels(provider, model, state).inc()


@cache
def metrics() -> Metrics:
    """This process's."""
    return Metrics()


def exposition() -> tuple[bytes, str]:
    """Everything counted so far in Prometheus' text format, and its content type."""
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    return generate_latest(metrics().registry), CONTENT_TYPE_LATEST
