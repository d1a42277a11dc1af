"""Results of searches, kept while nothing they were found in has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Result = TypeVar("Result")

MOST_KEPT = 256


class ResultCache(Generic[Result]):
    """The most recently used results of this process. A key holds the version of the content searched, so a result of
    content that changed is never found again and falls out in time."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._kept: OrderedDict[Hashable, Result] = OrderedDict()
        self._most = most

    def get(self, key: Hashable) -> Result | None:
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    def keep(self, key: Hashable, result: Result) -> None:
        self._kept[key] = result
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
