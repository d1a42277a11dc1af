"""Documents to chunks: structure first, then whole sentences packed to a size that embedders and readers like."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sight_domain.knowledge.parsing.structure import BlockKind, ParsedDocument
from sight_domain.knowledge.sentences import sentences

LARGEST_TOKENS = 320
"""Some 250 words: in Polish two tokens of multilingual-e5 each (measured), and it reads 512. No chunk is larger; a
longer sentence is cut between words. A longer section is cut into chunks of about equal size."""
TOKENS_PER_WORD = 1.3
_CHARACTERS_PER_TOKEN = 8
_LONGEST_WORD = 400
_WORD = re.compile(r"\S+")
_PATH_SEPARATOR = " › "


def headings_of(context: str) -> tuple[str, ...]:
    """The title and headings of which `Chunk.context` is made."""
    return tuple(context.split(_PATH_SEPARATOR))


@dataclass(frozen=True, slots=True)
class ChunkSizes:
    """Estimated tokens: of the `largest` chunk, and how many of the chunk before it may be repeated (`overlap`)."""

    largest: int = LARGEST_TOKENS
    overlap: int = 0

    @property
    def fresh(self) -> int:
        """What a chunk may hold beyond what it repeats."""
        return self.largest - self.overlap

    @property
    def smallest(self) -> float:
        """A smaller chunk joins its neighbour where both fit into one."""
        return self.largest / 4

    @property
    def page(self) -> float:
        """A chunk of this size ends with its page, so that most citations name one page."""
        return self.fresh * 5 / 8


@dataclass(frozen=True, slots=True)
class Chunk:
    """A citable passage; `text` is exactly ``document.text[char_start:char_end]``.

    `section` is the path of headings above it, outermost first. Pages are 1-based, ``None`` without pages.
    """

    seq: int
    text: str
    section: tuple[str, ...]
    char_start: int
    char_end: int
    page_start: int | None
    page_end: int | None

    def context(self, title: str) -> str:
        """The line that says where the chunk stands: ``title › section › subsection``."""
        path = (
            self.section[1:]
            if self.section and self.section[0].casefold() == title.casefold()
            else self.section
        )
        return _PATH_SEPARATOR.join((title, *path))


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    tokens: float
    section: tuple[str, ...] = ()


def estimated_tokens(text: str) -> float:
    """Words times 1.3; text of very long words counts by its characters."""
    return max(len(text.split()) * TOKENS_PER_WORD, len(text) / _CHARACTERS_PER_TOKEN)


def chunk(document: ParsedDocument, sizes: ChunkSizes | None = None) -> list[Chunk]:
    """All of a document's text as chunks in reading order, each within one section or a few small ones.

    With an overlap, a chunk begins with whole last sentences of the one before, if that is of its section.
    """
    sizes = sizes or ChunkSizes()
    packed: list[_Span] = []
    sentence_starts: list[int] = []
    for section in _sections(document, sizes):
        sentence_starts += [span.start for span in section]
        packed += _packed(document, section, sizes)
    spans = list(_without_crumbs(document, packed, sizes))
    return [
        Chunk(
            seq=seq,
            text=document.text[start : span.end],
            section=span.section,
            char_start=start,
            char_end=span.end,
            page_start=document.page_at(start),
            page_end=document.page_at(span.end - 1),
        )
        for seq, (span, start) in enumerate(
            zip(spans, _starts(document, spans, sentence_starts, sizes), strict=True)
        )
    ]


def _starts(
    document: ParsedDocument, spans: Sequence[_Span], sentence_starts: Sequence[int], sizes: ChunkSizes
) -> Iterator[int]:
    """Where each chunk begins, with what it repeats of the one before."""
    for before, span in zip((None, *spans), spans, strict=False):
        start = span.start
        if before is not None and before.section == span.section:
            # From the last sentence back, while what is repeated stays within the overlap.
            for at in reversed(sentence_starts[: bisect_left(sentence_starts, span.start)]):
                if at <= before.start or estimated_tokens(document.text[at : span.start]) > sizes.overlap:
                    break
                start = at
        yield start


def _sections(document: ParsedDocument, sizes: ChunkSizes) -> Iterator[list[_Span]]:
    """The sentences of each section, its headings first; headings in a row open one section, the innermost's."""
    path: list[tuple[int, str]] = []
    current: list[_Span] = []
    only_headings = True
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            if not only_headings:
                yield _under(path, current)
                current, only_headings = [], True
            while path and path[-1][0] >= block.level:
                path.pop()
            path.append((block.level, " ".join(document.text[block.start : block.end].split())))
        else:
            only_headings = False
        current += _pieces(document.text, block.start, block.end, sizes.fresh)
    if current:
        yield _under(path, current)


def _under(path: Sequence[tuple[int, str]], spans: Sequence[_Span]) -> list[_Span]:
    section = tuple(title for _, title in path)
    return [replace(span, section=section) for span in spans]


def _pieces(text: str, start: int, end: int, largest: int) -> Iterator[_Span]:
    for first, last in sentences(text, start, end):
        tokens = estimated_tokens(text[first:last])
        if tokens <= largest:
            yield _Span(first, last, tokens)
        else:
            yield from _cut(text, first, last, largest)


def _cut(text: str, start: int, end: int, largest: int) -> Iterator[_Span]:
    """A sentence too long for one chunk, cut between words, and words too long for anything cut anywhere."""
    begin = start
    reached = start
    for match in _WORD.finditer(text, start, end):
        for word_start in range(match.start(), match.end(), _LONGEST_WORD):
            word_end = min(word_start + _LONGEST_WORD, match.end())
            if estimated_tokens(text[begin:word_end]) > largest and reached > begin:
                yield _Span(begin, reached, estimated_tokens(text[begin:reached]))
                begin = word_start
            reached = word_end
    if reached > begin:
        yield _Span(begin, reached, estimated_tokens(text[begin:reached]))


def _packed(document: ParsedDocument, spans: Sequence[_Span], sizes: ChunkSizes) -> Iterator[_Span]:
    """One section's sentences as the fewest chunks that hold them, of about equal size."""
    total = sum(span.tokens for span in spans)
    share = total / math.ceil(total / sizes.fresh)
    waiting: _Span | None = None
    for span in spans:
        if waiting is not None and (
            waiting.tokens + span.tokens > sizes.fresh
            or waiting.tokens + span.tokens / 2 > share
            or (waiting.tokens >= sizes.page and _on_new_page(document, waiting, span))
        ):
            yield waiting
            waiting = None
        waiting = span if waiting is None else _joined(waiting, span)
    if waiting is not None:
        yield waiting


def _without_crumbs(document: ParsedDocument, spans: Sequence[_Span], sizes: ChunkSizes) -> Iterator[_Span]:
    """Chunks below the smallest size join the one before: the last of a section, or a small section on that page."""
    waiting: _Span | None = None
    for span in spans:
        if waiting is not None:
            if min(waiting.tokens, span.tokens) < sizes.smallest and _fit(document, waiting, span, sizes):
                waiting = _joined(waiting, span)
                continue
            yield waiting
        waiting = span
    if waiting is not None:
        yield waiting


def _fit(document: ParsedDocument, first: _Span, second: _Span, sizes: ChunkSizes) -> bool:
    if first.section != second.section and _on_new_page(document, first, second):
        return False
    return first.tokens + second.tokens <= sizes.fresh


def _on_new_page(document: ParsedDocument, before: _Span, after: _Span) -> bool:
    return document.page_at(before.end - 1) != document.page_at(after.start)


def _joined(first: _Span, second: _Span) -> _Span:
    section = first.section
    if section != second.section:
        shared = 0
        while shared < min(len(section), len(second.section)) and section[shared] == second.section[shared]:
            shared += 1
        section = section[:shared]
    return _Span(first.start, second.end, first.tokens + second.tokens, section)
