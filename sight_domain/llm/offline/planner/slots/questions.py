"""The questions a researcher wants asked: lists, quotes, "ask them …"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sight_domain.llm.offline.planner.text import fold, sentence_case

_QUOTED = re.compile(r"[\"„“”«»]([^\"„“”«»\n]{2,400})[\"„“”«»]")
_BULLET = re.compile(r"(?m)^[ \t]*(?:[-*•–]|\(?\d{1,2}[.)]|[a-h]\))[ \t]+(.+?)[ \t]*$")
_INLINE = re.compile(r"(?:(?<=\s)|^|(?<=[:;,]))\(?(\d{1,2})[.)]\s+")
_LEAD = re.compile(r"^(?:\s|[,;]|(?:and|oraz|i|or|a|then|potem|also)\s+(?=\S))*")
_ANNOUNCED = re.compile(
    r"(?:question\w*|pytani\w*|pytan|zapyta\w*|spyta\w*|pytaj\w*|ask\w*(?!\s+\w+\s+to)|discuss\w*|dyskut\w*|podyskut\w*|debat\w*|fokus\w*|group\w*|talk\w*|these|about|rozmow\w*|respond\w*|them|people|ich|ludzi|osob\w*|following)"
    r"[^:?.!\n]{0,60}:"
)
_INDIRECT = re.compile(
    r"\b(?:zapytaj|zapytac|spytaj|ask|popytaj)\b(?P<whom>(?:\s+(?:ich|je|wszystkich|respondentow|osoby|grupe|uczestnikow|them|everyone|the\s+(?:respondents|group|people|panel|participants)|everybody|respondents|people))?)"
    r"\s*,?\s*(?P<what>(?:about|o|czy|co|jak|ile|dlaczego|kiedy|gdzie|kto|czym|what|how|why|when|where|who|whether|if|which|jaki\w*|kto\w*|za co|po co)\b[^.!?\n]{4,300})"
)
_DISCUSS = re.compile(
    r"\b(?:discuss|debate|talk about|podyskut\w*\s+o|dyskut\w*\s+o|porozmawia\w*\s+o|pogada\w*\s+o)\s+(?P<what>[^.!?\n:]{4,300})"
)
_PRONOUN = re.compile(r"^(?:tym|tego|it|this)\s*,\s*")


_INTERROGATIVE = re.compile(
    r"(?:what|how|why|when|where|who|which|would|do|does|is|are|can|co|jak|ile|dlaczego|kiedy|gdzie|kto|czy|czym|jaki\w*|ktor\w*|po co|za co)\b"
)
Stop = Callable[[str], bool]


@dataclass(frozen=True)
class Questions:
    """Questions in the asker's wording and the span of the text they take up, announcement excluded."""

    items: tuple[str, ...]
    start: int
    end: int


def questions(text: str, *, stop: Stop | None = None, expected: int | None = None) -> Questions | None:
    """The questions to put to respondents, or None.

    Args:
        text: a whole message.
        stop: tells whether a piece of text begins with a new request, where a list without question marks ends.
        expected: how many were announced ("these four questions"), when known.
    """
    folded = fold(text)
    announced = _ANNOUNCED.search(folded)
    if announced:
        listed = _after(text, announced.end(), stop, expected)
        if listed:
            return listed
    loose = re.search(r"\w:\s+(?=[^:\n]{3,}\?)", text)
    if loose:
        return _after(text, loose.end(), stop, expected)
    bullets = [match for match in _BULLET.finditer(text) if "?" in match.group(1) or announced]
    if len(bullets) >= 2:
        return Questions(_tidy(m.group(1) for m in bullets), bullets[0].start(), bullets[-1].end())
    quoted = [match for match in _QUOTED.finditer(text) if match.group(1).rstrip().endswith("?")]
    if quoted:
        return Questions(_tidy(m.group(1) for m in quoted), quoted[0].start(), quoted[-1].end())
    return _indirect(text, folded, stop)


def bare_questions(text: str) -> tuple[str, ...]:
    """Questions of a message that holds nothing else, as an answer to "which questions?"."""
    found = questions(text)
    if found:
        return found.items
    listed = _after(text, 0, None, None)
    return listed.items if listed else ()


def _after(text: str, start: int, stop: Stop | None, expected: int | None) -> Questions | None:
    body = text[start:]
    bullets = list(_BULLET.finditer(body))
    numbered = list(_INLINE.finditer(body))
    in_one_line = len(numbered) > len(bullets)
    if bullets and not in_one_line and not body[: bullets[0].start()].strip():
        items = _tidy(match.group(1) for match in bullets)
        return Questions(items, start + bullets[0].start(), start + bullets[-1].end())
    if len(numbered) >= 2 and not body[: numbered[0].start()].strip():
        return _numbered(body, start, numbered, stop)
    last_mark = body.rfind("?")
    if last_mark >= 0:
        stretch = body[: last_mark + 1]
        pieces = [match.group() for match in re.finditer(r"[^?]+\?+[\"”]?", stretch)]
        kept, end = _run_of_questions(pieces, stop)
        if kept:
            return Questions(_tidy(kept), start, start + end)
    return _unmarked(body, start, stop, expected)


def _run_of_questions(pieces: list[str], stop: Stop | None) -> tuple[list[str], int]:
    """Leading pieces that are questions to respondents; a piece that opens with a new request ends the run."""
    kept: list[str] = []
    end = 0
    for piece in pieces:
        if kept and stop and re.search(r"[.!]\s", piece) and stop(_LEAD.sub("", piece)):
            break
        kept.append(piece)
        end += len(piece)
    return kept, end


def _numbered(body: str, start: int, marks: list[re.Match[str]], stop: Stop | None) -> Questions | None:
    items: list[str] = []
    end = 0
    for place, mark in enumerate(marks):
        until = marks[place + 1].start() if place + 1 < len(marks) else len(body)
        item = body[mark.end() : until]
        if place + 1 == len(marks):
            cut = re.search(r"\?|(?<=[^\d])[.!]\s|\n", item)
            item = item[: cut.end()] if cut else item[: _stop_at(item, stop)]
            until = mark.end() + len(item)
        items.append(item)
        end = until
    return Questions(_tidy(items), start, start + end)


def _unmarked(body: str, start: int, stop: Stop | None, expected: int | None) -> Questions | None:
    cut = re.search(r"[.!](?:\s|$)|\n\s*\n", body)
    stretch = body[: cut.start()] if cut else body
    separator = ";" if ";" in stretch else "\n" if "\n" in stretch.strip() else ","
    items: list[str] = []
    end = 0
    for piece in stretch.split(separator):
        bare = _LEAD.sub("", piece)
        if expected is not None and len(items) >= expected:
            break
        # A comma may also stand inside the sentence that goes on after the questions.
        if items and expected is None and stop and stop(bare) and not _INTERROGATIVE.match(fold(bare)):
            break
        if not items or piece.strip():
            items.append(piece)
        end += len(piece) + 1
    tidy = _tidy(items)
    # The separator after the last question stays outside: it parts the questions from the next request.
    return Questions(tidy, start, min(start + end - 1, start + len(stretch))) if tidy else None


def _stop_at(item: str, stop: Stop | None) -> int:
    if stop is None:
        return len(item)
    for comma in re.finditer(r"[,;]\s*|\s+(?=(?:i|oraz|a|and|then|potem)\s)", item):
        if stop(_LEAD.sub("", item[comma.end() :])):
            return comma.start()
    return len(item)


def _indirect(text: str, folded: str, stop: Stop | None) -> Questions | None:
    for pattern in (_INDIRECT, _DISCUSS):
        match = pattern.search(folded)
        if match is None:
            continue
        start, end = match.span("what")
        end = start + _stop_at(text[start:end], stop)
        what = text[start:end].strip()
        pronoun = _PRONOUN.match(fold(what))
        if pronoun:
            what = what[pronoun.end() :]
        tail = text[end : end + 1]
        if pattern is _INDIRECT and re.match(r"(?:about|o)\s", fold(what)):
            what = ("What do you think " if fold(what).startswith("about") else "Co sądzisz ") + what
        elif pattern is _DISCUSS and not re.match(
            r"(?:czy|co|jak|ile|what|how|why|whether|if|who|when|where|which)\b", fold(what)
        ):
            polish = "o" in match.group(0).split()[1:2] or re.search(
                r"\bo\s", match.group(0)[: match.start("what") - match.start()]
            )
            what = ("Co sądzisz o " if polish else "What do you think about ") + what
        return Questions((sentence_case(what) + "?",), start, end + (tail == "?"))
    return None


def _tidy(items: Iterable[str]) -> tuple[str, ...]:
    cleaned: list[str] = []
    for item in items:
        text = _LEAD.sub("", re.sub(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+", "", item))
        text = " ".join(text.strip().strip('"„”“«»;, ').split())
        if len(text) > 1:
            cleaned.append(text[:1].upper() + text[1:])
    return tuple(cleaned)
