"""The way to one provider: whoever wants to send a request waits here for a place, fairly and no longer than needed."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Hashable
from dataclasses import dataclass
from uuid import UUID

from sight_domain.ids import new_uuid
from sight_domain.llm.pressure.adaptive import AdaptiveLimit, Sending
from sight_domain.llm.pressure.fair_queue import FairQueue
from sight_domain.llm.pressure.limits import Limits, ModelRates

_REFUSALS_THAT_MEAN_ALL = 4
_LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose request it is. Requests of one `flow` wait in line, flows take turns; `ahead`: it has waited before."""

    flow: Hashable
    interactive: bool
    ahead: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """The right to send one request; give it back with `Gate.leave`."""

    lease: UUID
    rates: ModelRates
    tokens: int
    sending: Sending


@dataclass(slots=True, eq=False)
class _Ticket:
    rates: ModelRates
    tokens: int
    place: asyncio.Future[Place]


class Gate:
    """Bounds the requests under way to one provider (adapting to its 429s) and each model's rates.

    A model that answers 429 several times in a row with the time to wait is left alone for that time.
    """

    def __init__(self, limits: Limits, ceiling: int) -> None:
        self.limits = limits
        self.adaptive = AdaptiveLimit(ceiling)
        self.under_way = 0
        self._queue: FairQueue[_Ticket] = FairQueue()
        self._not_before: dict[str, float] = {}
        self._refused_in_a_row: dict[str, int] = {}
        self._changed = asyncio.Event()
        self._is_asking = False
        self._porter: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        return len(self._queue)

    async def enter(self, rates: ModelRates, tokens: int, turn: Turn) -> Place:
        """A place for a request of about `tokens` tokens, when its turn has come."""
        if not self._queue and not self._is_asking and self._may_ask(rates.model):
            place = await self._asked(rates, tokens)
            if place is not None:
                return place
        ticket = _Ticket(rates, tokens, asyncio.get_running_loop().create_future())
        # A run that waits for one model must not stand in its own way to another.
        flow = (turn.flow, rates.model)
        self._queue.put(ticket, flow, interactive=turn.interactive, ahead=turn.ahead)
        if self._porter is None or self._porter.done():
            self._porter = asyncio.create_task(self._let_in(), name="sight-gate")
        self._changed.set()
        try:
            return await ticket.place
        except asyncio.CancelledError:
            if not self._queue.discard(ticket) and ticket.place.done() and not ticket.place.cancelled():
                self.leave(ticket.place.result(), tokens=0)
            raise

    def leave(self, place: Place, *, tokens: int) -> None:
        """The request has ended and took `tokens`."""
        self.under_way -= 1
        self.limits.release(place.lease, place.rates, tokens - place.tokens)
        self._changed.set()

    def accepted(self, place: Place) -> None:
        """The provider served the request."""
        self.adaptive.accepted(place.sending)
        self._refused_in_a_row.pop(place.rates.model, None)
        self._not_before.pop(place.rates.model, None)
        self._changed.set()

    def refused(self, place: Place, retry_after: float | None) -> None:
        """The provider answered 429, and said to come back after so many seconds."""
        model = place.rates.model
        if self.adaptive.refused(place.sending):
            self.limits.lower(self.adaptive.limit)
        self._refused_in_a_row[model] = self._refused_in_a_row.get(model, 0) + 1
        if retry_after and self._refused_in_a_row[model] >= _REFUSALS_THAT_MEAN_ALL:
            until = time.monotonic() + min(retry_after, _LONGEST_PAUSE)
            self._not_before[model] = max(self._not_before.get(model, 0.0), until)

    async def aclose(self) -> None:
        """Let nobody in any more; whoever waits is cancelled."""
        if self._porter is not None and not self._porter.done():
            self._porter.cancel()
            await asyncio.wait([self._porter])
        for ticket in self._queue:
            ticket.place.cancel()
        await self.limits.aclose()

    def _may_ask(self, model: str) -> bool:
        return self._not_before.get(model, 0.0) <= time.monotonic()

    async def _asked(self, rates: ModelRates, tokens: int) -> Place | None:
        lease = new_uuid()
        self._is_asking = True
        try:
            answer = await self.limits.admit(lease, rates, tokens, self.adaptive.limit)
        finally:
            self._is_asking = False
        if answer.wait == 0:
            self.under_way += 1
            return Place(lease, rates, tokens, self.adaptive.sent(answer.under_way))
        if not answer.is_full:
            self._not_before[rates.model] = time.monotonic() + answer.wait
        return None

    async def _let_in(self) -> None:
        """Hand out places as long as anybody waits."""
        while self._queue:
            self._changed.clear()
            ticket = self._queue.next(lambda waiting: self._may_ask(waiting.rates.model))
            if ticket is None:
                now = time.monotonic()
                await self._until_changed(min(at for at in self._not_before.values() if at > now) - now)
                continue
            place = await self._asked(ticket.rates, ticket.tokens)
            if place is None:
                if self._may_ask(ticket.rates.model):
                    await self._until_changed(self.limits.poll_seconds)
            elif self._queue.holds(ticket):
                self._queue.take(ticket)
                ticket.place.set_result(place)
            else:
                self.leave(place, tokens=0)

    async def _until_changed(self, seconds: float | None) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(None if seconds is None else max(seconds, 0.001)):
                await self._changed.wait()
