"""The breakers of all models, and waiting for one of them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Sequence

from sight_domain.language import Text
from sight_domain.llm.pressure.breaker import Breaker, BreakerChange, BreakerRules, BreakerState

_log = logging.getLogger(__name__)

Key = tuple[str, str]
"""Provider and model."""


class Breakers:
    """One breaker per provider and model, made when first asked about.

    When a pause is over one of those who wait is woken, to send the probe; when a breaker closes, all of them are.
    """

    def __init__(self, rules: BreakerRules) -> None:
        self._rules = rules
        self._of: dict[Key, Breaker] = {}
        self._listeners: list[Callable[[BreakerChange], None]] = []
        self._waiting: dict[asyncio.Future[None], frozenset[Key]] = {}

    def of(self, key: Key) -> Breaker:
        if key not in self._of:
            self._of[key] = Breaker(*key, self._rules, self._heard)
        return self._of[key]

    def all(self) -> list[Breaker]:
        return list(self._of.values())

    def listen(self, listener: Callable[[BreakerChange], None]) -> None:
        """Call `listener` at every change, at once and on the event loop; what it raises is logged and ignored."""
        self._listeners.append(listener)

    def is_ready(self, key: Key) -> bool:
        """Whether a request to the model may be sent now."""
        breaker = self._of.get(key)
        return breaker is None or breaker.is_ready(time.monotonic())

    def open_for(self, keys: Sequence[Key]) -> float:
        """For how many seconds all of these have been open; 0 when one is not."""
        opened = [self.of(key).opened_at for key in keys]
        return time.monotonic() - max(at or time.monotonic() for at in opened) if all(opened) else 0.0

    def reason(self, key: Key) -> Text:
        """Why the model is not asked."""
        return self.of(key).reason

    async def wait(self, keys: Sequence[Key], seconds: float) -> bool:
        """Return once one of the models may be asked, by this caller first of all; ``False`` after `seconds`."""
        until = time.monotonic() + seconds
        while not any(self.is_ready(key) for key in keys):
            now = time.monotonic()
            if now >= until:
                return False
            woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting[woken] = frozenset(keys)
            try:
                async with asyncio.timeout(until - now):
                    await woken
            except TimeoutError:
                return False
            finally:
                del self._waiting[woken]
        return True

    def _heard(self, change: BreakerChange) -> None:
        key = (change.provider, change.model)
        _log.warning("breaker of %s %s is %s: %s", *key, change.state.value, change.reason.en or "it answers")
        if change.state is BreakerState.CLOSED:
            self._wake(key, everybody=True)
        elif change.state is BreakerState.OPEN:
            loop = asyncio.get_running_loop()
            loop.call_later(
                max(self._of[key].retry_at - time.monotonic(), 0.0) + 0.001, self._invite_probe, key
            )
        for listener in self._listeners:
            try:
                listener(change)
            except Exception:  # noqa: BLE001 - a listener's fault is not the call's
                _log.exception("a listener of breakers failed")

    def _invite_probe(self, key: Key) -> None:
        breaker = self._of[key]
        if breaker.state is not BreakerState.OPEN:
            return
        self._wake(key, everybody=False)
        if any(key in keys for keys in self._waiting.values()):
            # Whoever was woken may have been cancelled, or let in elsewhere: then the next one is.
            asyncio.get_running_loop().call_later(1.0, self._invite_probe, key)

    def _wake(self, key: Key, *, everybody: bool) -> None:
        for woken, keys in list(self._waiting.items()):
            if key in keys and not woken.done():
                with contextlib.suppress(asyncio.InvalidStateError):
                    woken.set_result(None)
                if not everybody:
                    return
