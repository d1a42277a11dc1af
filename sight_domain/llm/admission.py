"""Lets requests to paid models through as budgets allow, across all processes of an installation.

Requests that come at about the same time are decided together, under one lock of the database: read the sums, decide
each in order of arrival, store what is reserved. Without a budget nothing is locked and nothing stored.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from sight_domain.clock import now
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import new_uuid
from sight_domain.language import Text
from sight_domain.llm.budget import (
    Balance,
    Decision,
    Demand,
    OutputLengths,
    decided,
    month_scope,
    over_budget,
    project_scope,
)
from sight_domain.llm.metrics import metrics
from sight_domain.llm.reservations import Reservation, Reservations
from sight_domain.settings import Settings
from sight_domain.storage.database import Database
from sight_domain.storage.outages import outlasting

_POLL_SECONDS = 0.1
_GRACE_SECONDS = 15.0


class NoRoomYet(Exception):
    """What is left of the budget `scope` is reserved for requests under way: wait `Admission.in_line`, without a place
    that others could use."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


@dataclass(slots=True, eq=False)
class _Asked:
    """One request at the gate. `answer` becomes the id of its reservation, or ``None`` when it needs none."""

    project_id: UUID | None
    demand: Demand
    seconds: float
    answers: tuple[str, str]
    may_wait: bool
    answer: asyncio.Future[UUID | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


@dataclass(frozen=True, slots=True)
class _LetThrough:
    asked: _Asked
    reservation: Reservation


class Admission:
    """``reservation = await admission.admit(…)`` before each request; its ledger row gives the reservation back."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._reservations = Reservations(settings, database)
        self._of_month = settings.monthly_budget_usd
        self._queue: list[_Asked] = []
        self._gate: asyncio.Task[None] | None = None
        self._lengths = OutputLengths()
        self._changed = asyncio.Event()
        self._returning: set[asyncio.Task[None]] = set()
        self._lines: defaultdict[tuple[str, bool], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def admit(
        self,
        project_id: UUID | None,
        demand: Demand,
        seconds: float,
        answers: tuple[str, str] = ("", ""),
        *,
        may_wait: bool = True,
    ) -> UUID | None:
        """Return when the request may be sent: the id of what is reserved for it, ``None`` where no budget applies.

        Args:
            seconds: how long the request may take; some time after that a reservation nobody gave back expires.
            answers: task and model; once a few such answers are `learned`, their mean length counts instead of the
                demand's.
            may_wait: whether to wait where others' reservations are in the way.

        Raises:
            NoRoomYet: when they are and it may not.
            SightError: ``over_budget`` when it must not be sent, ``unavailable`` when the sums cannot be read.
        """
        nothing_applies = project_id is None and self._of_month is None
        if demand.is_free or nothing_applies:
            return None
        asked = _Asked(project_id, demand, seconds + _GRACE_SECONDS, answers, may_wait)
        self._queue.append(asked)
        self._changed.set()
        if self._gate is None or self._gate.done():
            self._gate = asyncio.create_task(self._decide_all(), name="sight-budget")
        waiting = metrics().waiting_for_money
        waiting.inc()
        try:
            return await asked.answer
        except asyncio.CancelledError:
            if asked.answer.done() and not asked.answer.cancelled() and asked.answer.exception() is None:
                self._unused(asked.answer.result())
            raise
        finally:
            waiting.dec()

    @contextlib.asynccontextmanager
    async def in_line(self, scope: str, *, patient: bool) -> AsyncIterator[None]:
        """The block is entered by one request at a time of those that wait for the same budget, in order of arrival;
        those that somebody watches (not `patient`) have a line of their own."""
        line = self._lines[scope, patient]
        waiting = metrics().waiting_for_money
        waiting.inc()
        try:
            await line.acquire()
        finally:
            waiting.dec()
        try:
            yield
        finally:
            line.release()

    def learn(self, task: str, model: str, output_tokens: int) -> None:
        """An answer of that length has come."""
        self._lengths.learn(task, model, output_tokens)

    def reconsider(self) -> None:
        """Requests have ended: whoever waits for room is decided again."""
        self._changed.set()

    async def aclose(self) -> None:
        """Decide nothing any more; whoever still waits is cancelled."""
        if self._gate is not None and not self._gate.done():
            self._gate.cancel()
            await asyncio.wait([self._gate])
        for asked in self._queue:
            asked.answer.cancel()
        self._queue.clear()
        if self._returning:
            await asyncio.wait(self._returning)
        await self._reservations.aclose()

    async def _decide_all(self) -> None:
        while self._queue:
            self._changed.clear()
            at_gate = [asked for asked in self._queue if not asked.answer.done()]
            try:
                # Requests on their way were paid for: they are not given up because the database restarts.
                await outlasting(partial(self._decide, at_gate))
            except Exception as error:  # noqa: BLE001 - every waiting request must learn of it, whatever it is
                failure = error if isinstance(error, SightError) else _unreadable(error)
                for asked in at_gate:
                    if not asked.answer.done():
                        asked.answer.set_exception(failure)
            self._queue = [asked for asked in self._queue if not asked.answer.done()]
            if self._queue:
                # Another process gives back reservations without telling this one, hence the time limit.
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), _POLL_SECONDS)

    async def _decide(self, at_gate: Sequence[_Asked]) -> None:
        reserved: list[_LetThrough] = []
        for asked in at_gate:
            # Again each time: what was learned while a request waited may be what lets it through.
            if (mean := self._lengths.mean(*asked.answers)) is not None:
                asked.demand = asked.demand.with_output(mean)
        limits = await self._reservations.limits({asked.project_id for asked in at_gate} - {None})
        limited = [asked for asked in at_gate if self._of_month is not None or asked.project_id in limits]
        if limited:
            month = month_scope(now().strftime("%Y-%m"))
            async with self._reservations.locked() as books:
                reserved = _let_through(limited, await books.balances(limits, month), month)
                await books.store([each.reservation for each in reserved])
        for asked in set(at_gate).difference(limited):
            if not asked.answer.done():
                asked.answer.set_result(None)
        abandoned = []
        for each in reserved:
            if each.asked.answer.done():
                abandoned.append(each.reservation.id)
            else:
                each.asked.answer.set_result(each.reservation.id)
        if abandoned:
            await self._give_back(abandoned)

    def _unused(self, reservation: UUID | None) -> None:
        """Give back what was reserved for a request that was cancelled at that very moment."""
        if reservation is not None:
            returning = asyncio.create_task(self._give_back([reservation]))
            self._returning.add(returning)
            returning.add_done_callback(self._returning.discard)

    async def _give_back(self, reservations: list[UUID]) -> None:
        await self._reservations.give_back(reservations)
        self._changed.set()


def _let_through(limited: Sequence[_Asked], balances: dict[str, Balance], month: str) -> list[_LetThrough]:
    """Decide in order of arrival; nobody overtakes a request that waits for the same budget."""
    reserved: list[_LetThrough] = []
    tight: set[str] = set()
    for asked in limited:
        if asked.answer.done():
            continue
        scopes = [scope for scope in (project_scope(asked.project_id), month) if scope in balances]
        if held := tight.intersection(scopes):
            _turn_away(asked, held.pop())
            continue
        decision, in_the_way = decided(asked.demand, [balances[scope] for scope in scopes])
        if decision is Decision.REFUSE:
            asked.answer.set_exception(over_budget(in_the_way[0], asked.demand))
        elif decision is Decision.WAIT:
            tight.update(balance.scope for balance in in_the_way)
            _turn_away(asked, in_the_way[0].scope)
        else:
            kept = Reservation(new_uuid(), asked.project_id, asked.demand.most, asked.seconds)
            reserved.append(_LetThrough(asked, kept))
            for scope in scopes:
                balances[scope] = balances[scope].with_reserved(asked.demand.most)
    return reserved


def _turn_away(asked: _Asked, scope: str) -> None:
    if not asked.may_wait:
        asked.answer.set_exception(NoRoomYet(scope))


def _unreadable(error: Exception) -> SightError:
    cause = " ".join(str(error).split())[:300]
    failure = SightError(
        ErrorCode.UNAVAILABLE,
        Text(
            en=f"Not sent: the budget cannot be checked: {cause}",
            pl=f"Nie wysłano: nie można sprawdzić budżetu: {cause}",
        ),
        Text(
            en="Run `sight doctor` to see whether the database is reachable and migrated.",
            pl="Uruchom `sight doctor`, by sprawdzić, czy baza danych jest osiągalna i zmigrowana.",
        ),
        retry_safe=True,
    )
    failure.__cause__ = error
    return failure
