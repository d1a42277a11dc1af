"""Counters and histograms of model calls for Prometheus, one set a process.

The library is imported with the first call that is counted, so that a process that asks no model never pays for it.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from sight_domain.llm.pressure.breaker import BreakerChange, BreakerState

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

    from sight_domain.llm.ledger import LedgerEntry
    from sight_domain.llm.outcomes import OutcomeStatus
    from sight_domain.llm.pressure.pressure import Pressure

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120)


class Metrics:
    """``sight_llm_*``; made once by `metrics`. Labels take values from models.yaml and the code, never from users."""

    def __init__(self) -> None:
        from prometheus_client import (
            CollectorRegistry,
            Counter,
            Gauge,
            Histogram,
            disable_created_metrics,
        )

        # A second series for each counter that only says since when it counts.
        disable_created_metrics()
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
        self.waiting_for_money = Gauge(
            "sight_llm_waiting_for_money", "Requests that wait for room in a budget", registry=registry
        )
        self.breaker_changes = Counter(
            "sight_llm_breaker_changes",
            "Changes of a breaker, by new state",
            (*model, "state"),
            registry=registry,
        )
        registry.register(_Gates())

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


class _Gates:
    """Read when the metrics are: what is under way and waiting at each provider, and the state of each breaker."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        from prometheus_client.core import GaugeMetricFamily

        gauges = {
            "under_way": GaugeMetricFamily("sight_llm_in_flight", "Requests under way", labels=["provider"]),
            "waiting": GaugeMetricFamily(
                "sight_llm_waiting", "Calls that wait for a place", labels=["provider"]
            ),
            "limit": GaugeMetricFamily(
                "sight_llm_concurrency_limit", "Requests at once, as adapted to refusals", labels=["provider"]
            ),
        }
        sums: dict[tuple[str, str], int] = {}
        worst: dict[tuple[str, str], BreakerState] = {}
        for pressure in list(_watched):
            for load in pressure.loads():
                for name in gauges:
                    sums[name, load.provider] = sums.get((name, load.provider), 0) + getattr(load, name)
            for view in pressure.breakers():
                key = (view.provider, view.model)
                worst[key] = max(view.state, worst.get(key, BreakerState.CLOSED), key=_SEVERITY.index)
        for (name, provider), value in sums.items():
            gauges[name].add_metric([provider], value)
        yield from gauges.values()
        state_of = GaugeMetricFamily(
            "sight_llm_breaker_state",
            "1 for the state a breaker is in",
            labels=["provider", "model", "state"],
        )
        for (provider, model), state in worst.items():
            for each in BreakerState:
                state_of.add_metric([provider, model, each.value], float(each is state))
        yield state_of


_SEVERITY = [BreakerState.CLOSED, BreakerState.HALF_OPEN, BreakerState.OPEN]
_watched: weakref.WeakSet[Pressure] = weakref.WeakSet()


def watch(pressure: Pressure) -> None:
    """Show a gateway's gates and breakers among the metrics, and count what its breakers do."""
    _watched.add(pressure)
    pressure.on_breaker(_breaker_changed)


def _breaker_changed(change: BreakerChange) -> None:
    metrics().breaker_changes.labels(change.provider, change.model, change.state.value).inc()


@cache
def metrics() -> Metrics:
    """This process's."""
    return Metrics()


def exposition() -> tuple[bytes, str]:
    """Everything counted so far in Prometheus' text format, and its content type."""
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    return generate_latest(metrics().registry), CONTENT_TYPE_LATEST
