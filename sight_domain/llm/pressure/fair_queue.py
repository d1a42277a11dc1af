"""Who is next: interactive callers before runs, runs in turn, and within a run whoever came first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)

_INTERACTIVE_IN_A_ROW = 5


class FairQueue(Generic[T]):
    """Items wait in flows (a run, a conversation). One item of each flow is taken in turn.

    Interactive flows go first, but after five of them in a row one background item is taken, so that neither can
    starve the other. Every operation takes time proportional to the number of flows at most, not of items.
    """

    def __init__(self) -> None:
        self._interactive: _Flows[T] = OrderedDict()
        self._background: _Flows[T] = OrderedDict()
        self._flow_of: dict[T, tuple[_Flows[T], Hashable]] = {}
        self._in_a_row = 0

    def __len__(self) -> int:
        return len(self._flow_of)

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._flow_of))

    def holds(self, item: T) -> bool:
        """Whether `item` is waiting."""
        return item in self._flow_of

    def put(self, item: T, flow: Hashable, *, interactive: bool, ahead: bool = False) -> None:
        """Add `item` at the end of its flow, or `ahead` of the flow's other items (it has waited before)."""
        flows = self._interactive if interactive else self._background
        waiting = flows.setdefault(flow, OrderedDict())
        waiting[item] = None
        if ahead:
            waiting.move_to_end(item, last=False)
        self._flow_of[item] = (flows, flow)

    def next(self, fits: Callable[[T], bool]) -> T | None:
        """The item whose turn it is, left where it is; flows whose first item does not fit are passed over."""
        kinds = [self._interactive, self._background]
        if self._in_a_row >= _INTERACTIVE_IN_A_ROW:
            kinds.reverse()
        for flows in kinds:
            for waiting in flows.values():
                item = next(iter(waiting))
                if fits(item):
                    return item
        return None

    def take(self, item: T) -> None:
        """Remove `item`; its flow's next turn comes after the others'."""
        flows, flow = self._flow_of[item]
        flows.move_to_end(flow)
        self._in_a_row = self._in_a_row + 1 if flows is self._interactive else 0
        self.discard(item)

    def discard(self, item: T) -> bool:
        """Remove `item`; whether it was waiting."""
        flows, flow = self._flow_of.pop(item, (None, None))
        if flows is None:
            return False
        del flows[flow][item]
        if not flows[flow]:
            del flows[flow]
        return True


_Flows = OrderedDict[Hashable, OrderedDict[T, None]]
