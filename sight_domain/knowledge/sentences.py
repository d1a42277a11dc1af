"""Where sentences begin and end, in Polish and English prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

_POLISH = """
al art bm br cd cyt cz dr dyr gen godz hab im in inż itd itp jw kat kpt ks lek lic lit łac m.in max mgr min
mies mjr nast nb np nr nt ob obj ok op os oz pl pkt pl płk pn por poz pow proc prof prok prze przyp pt r red
rkp rozdz rozp rys s sp st str sygn szt ś.p św tab tel tj tłum tys tzn tzw ul ur ust ww wg woj wyd z zał zam
zast zdj zm zob
"""
_ENGLISH = """
approx ca cf co corp dept ed eds eg e.g est et al etc fig figs gen hon i.e ie inc jr ltd mr mrs ms mt no nos
p.m a.m pp prof rev sr st vol vs
"""
_ABBREVIATIONS = frozenset(_POLISH.split() + _ENGLISH.split())
# Repeats are bounded so that a page of dots takes no longer than a page of words.
# After the mark may come quotes, brackets and the number of a footnote.
_CLOSING = r"[\"'”’»)\]⁰¹²³⁴-⁹]{0,5}"
_END = re.compile(rf"[.!?…]{{1,10}}{_CLOSING}(?=\s)|\n+")
_ENDED = re.compile(rf"[.!?…]{_CLOSING}\Z")
_ABOVE_TEXT = re.compile(r"[ \t]*\n[ \t]*\n\s*\S")
_ENUMERATED = re.compile(r"\s*\(?\d{1,3}(?:\.\d{1,3}){0,5}[.)]{1,2}\Z")
_WORD_BEFORE = re.compile(r"([\w.]+)\.$")
_STARTS_SENTENCE = re.compile(r"[\"'„“«(\[–—-]{0,5}\s{0,5}[A-ZĄĆĘŁŃÓŚŹŻÀ-Þ0-9]")


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Spans ``(start, end)`` of the sentences in ``text[start:end]``, in order, without surrounding white space.

    A line break ends a sentence, so that list items and table rows stay apart. A full stop does not end one after
    a known abbreviation, an initial, the number of a heading or list item, or before a word in lower case.
    """
    end = len(text) if end is None else end
    begin = start
    for match in _END.finditer(text, start, end):
        if text[match.start()] != "\n" and not _ends_sentence(text, begin, match.end(), end):
            continue
        yield from _trimmed(text, begin, match.end())
        begin = match.end()
    yield from _trimmed(text, begin, end)


def prose_sentences(text: str) -> list[tuple[int, int]]:
    """The spans of `sentences` but for headings: lines of their own that end like no sentence, with text under them."""
    return [
        (start, end)
        for start, end in sentences(text)
        if _ENDED.search(text, start, end) or not _ABOVE_TEXT.match(text, end) or not _alone(text, start)
    ]


def _alone(text: str, start: int) -> bool:
    """Whether a line begins at `start`."""
    return start == 0 or text[start - 1] == "\n"


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _ends_sentence(text: str, begin: int, mark_end: int, end: int) -> bool:
    following = mark_end
    while following < end and text[following].isspace():
        following += 1
    if following < end and not _STARTS_SENTENCE.match(text, following):
        return False
    if _ENUMERATED.match(text[begin:mark_end]):
        return False
    word = _WORD_BEFORE.search(text, max(begin, mark_end - 20), mark_end)
    if word is None:
        return True
    before = word.group(1)
    if len(before) == 1 and before.isupper():
        return False
    # "w 2020 r. Badanie…" and "20 tys. Polaków" look alike; staying together is the smaller harm.
    return before.lower() not in _ABBREVIATIONS
