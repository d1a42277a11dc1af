"""Words of documents, respondents and files inside Markdown: shown as they are, never interpreted."""

from __future__ import annotations

import re

_MARKS = re.compile(r"[\\`*\[\]<>~|]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|:(?=//)")
_OPENING = re.compile(r"^(?:[#=+-]|\d+[.)])")


def plain(text: object) -> str:
    """The text on one line, with a backslash before what Markdown would read as a mark.

    Links, images, HTML, code and emphasis stay visible text; so do a heading, list or quote at the beginning.
    Underscores and signs inside words and sentences are left alone, so that a terminal reader sees few backslashes.
    """
    line = _MARKS.sub(lambda match: "\\" + match.group(), " ".join(str(text).split()))
    opening = _OPENING.match(line)
    if opening is None:
        return line
    return f"{line[: opening.end() - 1]}\\{line[opening.end() - 1 :]}"
