"""PDF: printed lines become paragraphs, headings and tables, each with its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sight_domain.knowledge.parsing.failures import scanned
from sight_domain.knowledge.parsing.lines import is_list_item, is_row, mend
from sight_domain.knowledge.parsing.ocr import available, read_scans
from sight_domain.knowledge.parsing.pdf_lines import Line, read_pages
from sight_domain.knowledge.parsing.running_lines import without_contents, without_running_lines
from sight_domain.knowledge.parsing.structure import (
    BlockKind,
    DocumentKind,
    ParsedDocument,
    TextBuilder,
    clean,
    stated_title,
)
from sight_domain.language import Text

_HEADING_SIZE = 1.12
_LONGEST_HEADING = 200
_PARAGRAPH_GAP = 1.35
_SHORT_LINE = 0.85
_SENTENCE_END = (".", "!", "?", "…", ":", ".”", '."', ".)")
_PAGES_NAMED = 12
MOST_SCANS = 100
"""Pages without text that are read from their picture, at some seconds a page."""


@dataclass(slots=True)
class _Passage:
    """Consecutive lines of one kind. `breaks` are the offsets in `text` at which pages begin, with the pages."""

    kind: BlockKind
    text: str
    level: int
    breaks: list[tuple[int, int]]


def parse_pdf(content: bytes, filename: str, *, scans: int = MOST_SCANS) -> ParsedDocument:
    """A PDF's text with headings, tables and page starts; pages without text are read from their picture.

    At most `scans` pages are, and only where Tesseract is installed; the note says which were and which were not.

    Raises:
        SightError: ``unreadable_document`` when it is damaged, encrypted, without pages or without any text.
    """
    printed, title = read_pages(content, filename)
    pictured = [number for number, page in enumerate(printed) if not page]
    recognised = read_scans(content, pictured[:scans]) if pictured and scans and available() else {}
    body = _Type.of(printed).body if any(printed) else None
    for number, lines in recognised.items():
        printed[number] = [replace(line, size=body) for line in lines] if body else lines
    if not any(printed):
        raise scanned(filename, len(printed))
    pages = without_running_lines(without_contents(printed))
    if not any(pages):
        pages = printed
    builder = TextBuilder()
    starts: list[int | None] = [None] * len(pages)
    for passage in _across_pages(pages, _Type.of(pages)):
        # Cleaned before the page breaks are placed: composing characters would shift them.
        offset = builder.add(passage.kind, passage.text, passage.level)
        if offset is not None:
            for within, page in passage.breaks:
                if starts[page] is None:
                    starts[page] = offset + within
    note = _about_scans(
        read=[number + 1 for number in pictured if printed[number]],
        skipped=[number + 1 for number in pictured if not printed[number]],
    )
    parsed = builder.build(DocumentKind.PDF, _filled(starts, builder.length), note)
    return replace(parsed, stated_title=stated_title(title))


@dataclass(frozen=True, slots=True)
class _Type:
    """The document's type: the size of its body in points and the sizes of its headings, largest first."""

    body: float
    headings: tuple[float, ...]

    @classmethod
    def of(cls, pages: Sequence[Sequence[Line]]) -> _Type:
        weights: Counter[float] = Counter()
        for page in pages:
            for line in page:
                weights[_rounded(line.size)] += len(line.text)
        body = weights.most_common(1)[0][0]
        return cls(
            body, tuple(sorted((size for size in weights if size >= body * _HEADING_SIZE), reverse=True))
        )

    def level(self, line: Line) -> int:
        """1 for the largest headings and so on; 0 for what is no heading by its size."""
        size = _rounded(line.size)
        return self.headings.index(size) + 1 if size in self.headings else 0


def _across_pages(pages: Sequence[Sequence[Line]], type_: _Type) -> Iterator[_Passage]:
    """Passages in order; a paragraph that goes on over the page break is one passage."""
    waiting: _Passage | None = None
    for number, page in enumerate(pages):
        for passage in _passages(page, number, type_):
            if waiting is not None and waiting.breaks[-1][1] < number and _goes_on(waiting, passage):
                waiting.text = mend(waiting.text, passage.text)
                waiting.breaks.append((len(waiting.text) - len(passage.text), number))
                continue
            if waiting is not None:
                yield waiting
            waiting = passage
    if waiting is not None:
        yield waiting


def _goes_on(before: _Passage, after: _Passage) -> bool:
    if before.kind is not BlockKind.PARAGRAPH or after.kind is not BlockKind.PARAGRAPH:
        return False
    return not before.text.endswith(_SENTENCE_END) and (after.text[0].islower() or before.text.endswith("-"))


def _passages(page: Sequence[Line], number: int, type_: _Type) -> Iterator[_Passage]:
    right = max((line.right for line in page), default=0.0)
    group: list[Line] = []
    for index, line in enumerate(page):
        if group and _begins(group, line, page[index + 1 : index + 2], right, type_):
            yield _passage(group, number, type_)
            group = []
        group.append(line)
    if group:
        yield _passage(group, number, type_)


def _begins(group: Sequence[Line], line: Line, following: Sequence[Line], right: float, type_: _Type) -> bool:
    """Whether `line` begins a new passage after the lines of `group`."""
    last = group[-1]
    if type_.level(last) != type_.level(line):
        return True
    if _is_bold_heading(group, type_) and not line.bold and not line.text[0].islower():
        return True
    if is_row(line.text) != is_row(last.text):
        # The line above a table's first row is its head when it stands alone.
        return not (is_row(line.text) and len(group) == 1 and not last.text.endswith(_SENTENCE_END))
    if is_row(line.text):
        return False
    if line.bold and not last.bold and not type_.level(line):
        return last.text.endswith(_SENTENCE_END)
    if (
        following
        and is_row(following[0].text)
        and not is_row(last.text)
        and last.text.endswith(_SENTENCE_END)
    ):
        return True
    gap = last.bottom - line.bottom
    if gap < 0 or gap > _PARAGRAPH_GAP * max(last.size, line.size) * _leading(group):
        return True
    ended = last.text.endswith(_SENTENCE_END) or last.right < right * _SHORT_LINE
    if is_list_item(line.text) and (ended or not line.text[0].isalnum()):
        return True
    return last.text.endswith(_SENTENCE_END) and last.right < right * _SHORT_LINE


def _leading(group: Sequence[Line]) -> float:
    """Distance of the group's baselines in type sizes; at least 1."""
    if len(group) < 2:
        return 1.25
    first, second = group[-2], group[-1]
    return max(1.0, (first.bottom - second.bottom) / max(first.size, second.size))


def _is_bold_heading(group: Sequence[Line], type_: _Type) -> bool:
    text = group[-1].text
    return (
        len(group) == 1
        and group[0].bold
        and not type_.level(group[0])
        and len(text) <= _LONGEST_HEADING // 2
        and not text.endswith((".", ",", ";", "-"))
    )


def _passage(group: Sequence[Line], number: int, type_: _Type) -> _Passage:
    level = type_.level(group[0])
    if any(is_row(line.text) for line in group):
        return _Passage(BlockKind.TABLE, clean("\n".join(line.text for line in group)), 0, [(0, number)])
    text = group[0].text
    for line in group[1:]:
        text = mend(text, line.text)
    text = clean(text)
    if level and len(text) <= _LONGEST_HEADING:
        return _Passage(BlockKind.HEADING, text, level, [(0, number)])
    if _is_bold_heading(group, type_):
        return _Passage(BlockKind.HEADING, text, len(type_.headings) + 1, [(0, number)])
    return _Passage(BlockKind.PARAGRAPH, text, 0, [(0, number)])


def _filled(starts: Sequence[int | None], end: int) -> tuple[int, ...]:
    """Starts of all pages; a page without text starts where the next one with text does."""
    filled: list[int] = []
    upcoming = end
    for start in reversed(starts):
        upcoming = upcoming if start is None else start
        filled.append(upcoming)
    return tuple(reversed(filled))


def _about_scans(*, read: Sequence[int], skipped: Sequence[int]) -> Text | None:
    said: list[Text] = []
    if read:
        said.append(
            Text(
                en=f"Read from the picture (OCR; check quotes against the page): {_named(read).en}.",
                pl=f"Odczytano z obrazu (OCR; sprawdź cytaty na stronie): {_named(read).pl}.",
            )
        )
    if skipped and available():
        said.append(
            Text(
                en=f"Skipped, because no text was recognised or there are too many scans: {_named(skipped).en}.",
                pl=f"Pominięto, bo nie rozpoznano tekstu albo skanów jest zbyt wiele: {_named(skipped).pl}.",
            )
        )
    elif skipped:
        said.append(
            Text(
                en="Skipped, because there is only a picture and Tesseract with its Polish data is not installed:"
                f" {_named(skipped).en}.",
                pl="Pominięto, bo jest tam tylko obraz, a Tesseract z polskimi danymi nie jest zainstalowany:"
                f" {_named(skipped).pl}.",
            )
        )
    if not said:
        return None
    return Text(en=" ".join(one.en for one in said), pl=" ".join(one.pl for one in said))


def _named(pages: Sequence[int]) -> Text:
    numbers = ", ".join(map(str, pages[:_PAGES_NAMED])) + (", …" if len(pages) > _PAGES_NAMED else "")
    return Text(
        en=f"page{'s' * (len(pages) > 1)} {numbers}", pl=f"stron{'y' if len(pages) > 1 else 'a'} {numbers}"
    )


def _rounded(size: float) -> float:
    return round(size * 2) / 2
