"""One call of the gateway: its attempts, their limits, and their rows in the ledger."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.errors import SightError
from sight_domain.ids import new_uuid
from sight_domain.language import Language, Text
from sight_domain.llm import wording
from sight_domain.llm.admission import Admission, NoRoomYet
from sight_domain.llm.budget import Demand
from sight_domain.llm.failures import Failure, FailureKind, classify
from sight_domain.llm.ledger import Ledger, LedgerEntry
from sight_domain.llm.outcomes import OutcomeStatus, Usage
from sight_domain.llm.pressure.gate import Turn
from sight_domain.llm.pressure.pressure import Ending, Permit, Pressure
from sight_domain.llm.registry import ModelChoice, Policy
from sight_domain.llm.telemetry import CallEnd, CallTelemetry
from sight_domain.llm.tracing import Tracing

if TYPE_CHECKING:
    from opentelemetry.trace import Span

_log = logging.getLogger(__name__)
_NOTHING = Text(en="", pl="")


class ModelResting(Exception):
    """The model's breaker opened while a request waited for its place; nothing was sent."""


@dataclass(frozen=True, slots=True)
class CallIdentity:
    """What a ledger row says about the call besides its outcome. `background`: nobody waits for it, run or not."""

    task: str
    prompt_id: str
    prompt_version: int
    language: Language
    seed: int | None = None
    run_id: UUID | None = None
    project_id: UUID | None = None
    thread: str | None = None
    background: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one request ended. `text`: the answer as the model wrote it; `odd`: an answer without content, worth one more try at once; `error`: why nothing was
    sent, for callers that raise."""

    status: OutcomeStatus
    value: Any = None
    reason: Text = _NOTHING
    usage: Usage = field(default_factory=Usage)
    failure: Failure | None = None
    odd: bool = False
    error: SightError | None = None
    text: str = ""

    @property
    def concerns_provider(self) -> bool:
        """Whether other models of the same provider would fail alike."""
        return self.failure is not None and self.failure.kind is FailureKind.WRONG_KEY

    @property
    def transient(self) -> bool:
        """Whether the same request may succeed a little later."""
        return self.failure is not None and self.failure.kind.transient


@dataclass(slots=True)
class Request:
    """One attempt in the making; whoever sends it sets `verdict`."""

    timeout: float
    verdict: Verdict | None = None


class Call:
    """Counts and records the attempts of one call.

    Args:
        policy: its deadline is what the call may take in all, without waiting for a place; what is left is `remaining`.
    """

    def __init__(
        self,
        identity: CallIdentity,
        ledger: Ledger,
        admission: Admission,
        pressure: Pressure,
        policy: Policy,
        tracing: Tracing,
    ) -> None:
        self.identity = identity
        self.id = new_uuid()
        self.telemetry = CallTelemetry(tracing, identity)
        self.attempts = 0
        self.usage = Usage()
        self.cost = Decimal(0)
        self._ledger = ledger
        self._admission = admission
        self._pressure = pressure
        self._policy = policy
        self._spent = 0.0

    @property
    def is_patient(self) -> bool:
        """Whether the call may use all of its deadline: it belongs to a run, nobody watches it."""
        return self.identity.run_id is not None or self.identity.background

    @property
    def remaining(self) -> float:
        return self._policy.deadline_seconds - self._spent

    @property
    def latency_ms(self) -> float:
        """Time in requests and pauses so far."""
        return self._spent * 1000

    @contextlib.asynccontextmanager
    async def request(self, choice: ModelChoice, demand: Demand) -> AsyncIterator[Request]:
        """A place for one request, and the money for it. When the block raises, the verdict is the failure, and the
        exception ends here; only cancellation goes on. The row is committed when the block is left.

        Raises:
            ModelResting: before the block is entered, when the model's breaker opened.
            SightError: ``over_budget``, before the block is entered.
        """
        permit, seconds, reservation = await self._let_in(choice, demand)
        verdict: Verdict | None = None
        try:
            self.attempts += 1
            number = self.attempts
            span = self.telemetry.attempt_began(choice, number)
            started = time.perf_counter()
            request = Request(timeout=seconds)
            try:
                yield request
            except (asyncio.CancelledError, GeneratorExit):
                # Not awaited: whoever cancels wants to be gone. The ledger writes it all the same.
                cancelled = Verdict(OutcomeStatus.CANCELLED, reason=wording.CANCELLED)
                self._record(choice, number, started, cancelled, reservation, span)
                raise
            except Exception as error:  # noqa: BLE001 - every way a client can fail ends as a typed outcome
                request.verdict = _failed(error, choice)
            if request.verdict is None:
                raise AssertionError("a request was left without a verdict")
            verdict = request.verdict
            written = self._record(choice, number, started, verdict, reservation, span)
        finally:
            self._leave(permit, verdict)
        await written

    async def _let_in(self, choice: ModelChoice, demand: Demand) -> tuple[Permit, float, UUID | None]:
        """A place, the seconds the request may take, and what is reserved for it.

        Whoever waits for money does so without a place, but for the first of each line: a study at the end of its
        budget must not keep the others from their models.
        """
        try:
            return await self._place_and_money(choice, demand, may_wait=False)
        except NoRoomYet as full:
            scope = full.scope
        async with self._admission.in_line(scope, patient=self.is_patient):
            return await self._place_and_money(choice, demand, may_wait=True)

    async def _place_and_money(
        self, choice: ModelChoice, demand: Demand, *, may_wait: bool
    ) -> tuple[Permit, float, UUID | None]:
        # Admitted with the place in hand: whoever holds a reservation is never in a queue for a place.
        permit = await self._pressure.enter(choice, demand.tokens, self._turn())
        if permit is None:
            raise ModelResting
        try:
            seconds = max(min(self._policy.attempt_seconds, self.remaining), 0.001)
            identity = self.identity
            reservation = await self._admission.admit(
                identity.project_id, demand, seconds, (identity.task, choice.model), may_wait=may_wait
            )
        except BaseException:
            self._leave(permit, None)
            raise
        return permit, seconds, reservation

    def ended(self, verdict: Verdict, choice: ModelChoice | None, *, replayed: bool = False) -> None:
        """Tell how the call ended, and whether its answer is from the record."""
        provider, model = (choice.provider, choice.model) if choice else ("", "")
        reason = verdict.reason.to(self.identity.language)
        self.telemetry.ended(
            CallEnd(
                self.id, provider, model, verdict.status, reason, self.attempts, self.usage, self.cost,
                self.latency_ms, replayed,
            )
        )  # fmt: skip

    async def pause(self, seconds: float) -> None:
        """Wait before the next attempt, on the call's own time."""
        await asyncio.sleep(seconds)
        self._spent += seconds

    def spend(self, seconds: float) -> None:
        """Count time that went by otherwise."""
        self._spent += seconds

    def _turn(self) -> Turn:
        identity = self.identity
        flow = identity.run_id or identity.thread or identity.project_id or identity.task
        return Turn(flow, interactive=not self.is_patient, ahead=self.attempts > 0)

    def _leave(self, permit: Permit, verdict: Verdict | None) -> None:
        if verdict is None:
            self._pressure.leave(permit, Ending.UNKNOWN, tokens=0, reason=_NOTHING)
            return
        self._pressure.leave(
            permit,
            _ending(verdict),
            tokens=verdict.usage.input_tokens + verdict.usage.output_tokens,
            reason=verdict.reason,
            retry_after=verdict.failure.retry_after if verdict.failure else None,
        )

    def _record(
        self,
        choice: ModelChoice,
        number: int,
        started: float,
        verdict: Verdict,
        reservation: UUID | None,
        span: Span | None,
    ) -> asyncio.Future[None]:
        elapsed = time.perf_counter() - started
        cost = choice.spec.cost(verdict.usage)
        self._spent += elapsed
        self.usage += verdict.usage
        self.cost += cost
        identity = self.identity
        entry = LedgerEntry(
            call_id=self.id,
            attempt=number,
            task=identity.task,
            provider=choice.provider,
            model=choice.model,
            prompt_id=identity.prompt_id,
            prompt_version=identity.prompt_version,
            prompt_language=identity.language,
            usage=verdict.usage,
            cost_usd=cost,
            latency_ms=elapsed * 1000,
            status=verdict.status,
            reason=verdict.reason.to(identity.language),
            run_id=identity.run_id,
            project_id=identity.project_id,
            thread=identity.thread,
            seed=identity.seed,
            priced_on=choice.priced_on,
            reservation=reservation,
        )
        if verdict.status is OutcomeStatus.ANSWERED:
            self._admission.learn(identity.task, choice.model, verdict.usage.output_tokens)
        kind = verdict.failure.kind.value if verdict.failure else None
        self.telemetry.attempt_ended(span, entry, kind)
        return self._ledger.add(entry)


def _ending(verdict: Verdict) -> Ending:
    """What a request tells of its provider. Answers that are no use to the caller were served all the same."""
    if verdict.status is not OutcomeStatus.FAILED or verdict.odd:
        return Ending.SERVED
    match verdict.failure.kind if verdict.failure else FailureKind.UNEXPECTED:
        case FailureKind.RATE_LIMITED:
            return Ending.REFUSED
        case FailureKind.REJECTED | FailureKind.PROMPT_TOO_LONG:
            return Ending.SERVED
        case FailureKind.UNEXPECTED:
            return Ending.UNKNOWN
        case _:
            return Ending.FAILED


def _failed(error: Exception, choice: ModelChoice) -> Verdict:
    if isinstance(error, SightError):
        return Verdict(OutcomeStatus.FAILED, reason=error.message)
    failure = classify(error)
    if failure.kind is FailureKind.UNEXPECTED:
        _log.warning("unexpected failure of %s", choice.model, exc_info=error)
    return Verdict(
        OutcomeStatus.FAILED, reason=wording.failed(failure, choice.provider, choice.model), failure=failure
    )
