"""A brake on guessing passwords: so many failures per name within a time, then none until it is over."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from time import monotonic

_MOST_NAMES = 10_000


class Attempts:
    """Counts in this process only; with several processes each allows its own share.

    Args:
        most: how many failures are allowed within `window_s` seconds.
    """

    def __init__(self, most: int, window_s: float, clock: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._window_s = window_s
        self._clock = clock
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def allowed(self, name: str) -> bool:
        """Whether this name (an e-mail, an address) may try now."""
        recent = self._failures.get(name)
        if recent is None:
            return True
        while recent and self._clock() - recent[0] >= self._window_s:
            recent.popleft()
        if not recent:
            del self._failures[name]
        return len(recent) < self._most

    def failed(self, name: str) -> None:
        self._failures.setdefault(name, deque(maxlen=self._most)).append(self._clock())
        self._failures.move_to_end(name)
        # Made-up names must not fill the memory; the oldest go first.
        while len(self._failures) > _MOST_NAMES:
            self._failures.popitem(last=False)

    def succeeded(self, name: str) -> None:
        self._failures.pop(name, None)
