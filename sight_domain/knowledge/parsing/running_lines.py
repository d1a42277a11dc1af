"""Running headers, footers and page numbers: lines at a page's edge that come back from page to page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from sight_domain.knowledge.parsing.pdf_lines import Line

EDGE_LINES = 2
"""How many lines at the top and at the bottom of a page may be running ones."""
_FEWEST_PAGES = 3
_NUMBER = re.compile(r"\d+")


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """`pages` without running lines.

    A line at the edge is a running one when the same line, numbers aside, stands at the same edge of three pages
    or more (of both pages when there are two), and, if it is nothing but numbers, when these count the pages.
    """
    places: defaultdict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for edge, index in _edges(page):
            places[edge, _pattern(page[index].text)].append((number, page[index].text))
    enough = min(_FEWEST_PAGES, len(pages))
    running = {
        key
        for key, found in places.items()
        if len(pages) > 1
        and len({number for number, _ in found}) >= enough
        and (any(character.isalpha() for character in key[1]) or _counts_pages(found, enough))
    }
    kept: list[list[Line]] = []
    for page in pages:
        dropped = {index for edge, index in _edges(page) if (edge, _pattern(page[index].text)) in running}
        kept.append([line for index, line in enumerate(page) if index not in dropped])
    return kept


def _edges(page: Sequence[Line]) -> list[tuple[str, int]]:
    """(edge, index of line) of the lines nearest to the top and bottom by place, not by reading order."""
    by_height = sorted(range(len(page)), key=lambda index: -page[index].top)
    return [("top", index) for index in by_height[:EDGE_LINES]] + [
        ("bottom", index) for index in by_height[-EDGE_LINES:]
    ]


def _pattern(text: str) -> str:
    return _NUMBER.sub("#", text).casefold()


def _counts_pages(found: Sequence[tuple[int, str]], enough: int) -> bool:
    offsets = Counter(
        int(match.group()) - number for number, text in found if (match := _NUMBER.search(text))
    )
    return bool(offsets) and offsets.most_common(1)[0][1] >= enough
