"""Lines of a PDF that are of no text: running headers, footers and page numbers, and tables of contents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from sight_domain.knowledge.parsing.pdf_lines import Line

EDGE_LINES = 2
"""How many lines at the top and at the bottom of a page may be running ones."""
_FEWEST_PAGES = 3
_NUMBER = re.compile(r"\d{1,9}")
_LEADER = re.compile(r"(?:[.…·]\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})$")
_LEADER_WITHIN = 60
_CONTENTS = re.compile(
    r"(?:spis (?:treści|tabel|tablic|rysunków|wykresów|ilustracji)|(?:table of )?contents|list of \w+)$",
    re.IGNORECASE,
)


def without_contents(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """`pages` without lines that lead over dots to a page number, and without the heading above them.

    What they say stands where they lead to; here it would be found in the place of that.
    """
    kept: list[list[Line]] = []
    for page in pages:
        rows = _across_dots(page)
        leads = [
            _LEADER.search(" ".join(line.text for line in row)[-_LEADER_WITHIN:]) is not None for row in rows
        ]
        gone = [
            leads[at] or (_CONTENTS.match(row[0].text) is not None and any(leads[at + 1 : at + 2]))
            for at, row in enumerate(rows)
        ]
        kept.append([line for row, is_gone in zip(rows, gone, strict=True) if not is_gone for line in row])
    return kept


def _across_dots(page: Sequence[Line]) -> list[list[Line]]:
    """The lines, those together that PDFium parted at the dots between them."""
    rows: list[list[Line]] = []
    for line in page:
        if rows and abs(rows[-1][-1].top - line.top) < 1 and (_is_dots(line) or _is_dots(rows[-1][-1])):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _is_dots(line: Line) -> bool:
    return not line.text.strip(".…· ")


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """`pages` without running lines.

    A line at the edge is a running one when it stands at the same edge of three pages or more (of both pages when
    there are two) with the same words and numbers, or with the same words and a number that counts the pages on most
    of those. So ``Chapter 1``, ``Chapter 2``, … that happen to begin pages stay, and so do last rows of tables.
    """
    places: defaultdict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for edge, index in _edges(page):
            places[edge, _pattern(page[index].text)].append((number, page[index].text))
    enough = min(_FEWEST_PAGES, len(pages))
    running = {
        (edge, place)
        for (edge, _), found in places.items()
        if len(pages) > 1
        for place in _running(found, enough)
    }
    kept: list[list[Line]] = []
    for number, page in enumerate(pages):
        dropped = {index for edge, index in _edges(page) if (edge, (number, page[index].text)) in running}
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


def _running(found: Sequence[tuple[int, str]], enough: int) -> set[tuple[int, str]]:
    """Those that run of lines, as (page, text), that are alike but for their numbers."""
    texts = Counter(text for _, text in found)
    has_words = any(character.isalpha() for character in found[0][1])
    running = {(page, text) for page, text in found if has_words and texts[text] >= enough}
    # Numbers that have nothing to do with the pages agree with some of them by chance.
    most = max(enough, len({page for page, _ in found}) // 2)
    columns = zip(*([int(number) for number in _NUMBER.findall(text)] for _, text in found), strict=True)
    for column in columns:
        ahead = [number - page for number, (page, _) in zip(column, found, strict=True)]
        counted, times = Counter(ahead).most_common(1)[0]
        if times >= most:
            running |= {place for place, by in zip(found, ahead, strict=True) if by == counted}
    return running
