"""A page is read for what it says, not for how one moves on it."""

from __future__ import annotations

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.knowledge.parsing.html import LIMIT_MB
from sight_domain.knowledge.parsing.parser import parse
from sight_domain.knowledge.parsing.structure import BlockKind, DocumentKind

PAGE = """<!DOCTYPE html><html><head><title>Raport o kawie 2024</title><style>p {color: red}</style></head><body>
<header><a href="/">Strona główna</a></header><nav><ul><li>Menu</li></ul></nav>
<article><header><h1>Kawa na wynos</h1></header>
<p>Kupuje ją <b>co drugi</b> dorosły mieszkaniec<br>dużego miasta.</p>
<h2>Ceny</h2><table><tr><th>Rok</th><th>Cena</th></tr><tr><td>2024</td><td>15 zł</td></tr></table>
<ul><li>pierwszy powód</li><li>drugi powód</li></ul></article>
<script>steal()</script><footer>Wszelkie prawa zastrzeżone</footer></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp1250", "utf-16"])
def test_headings_tables_and_lists_are_kept_and_the_rest_is_not(encoding: str) -> None:
    parsed = parse(PAGE.encode(encoding), "raport.html")
    assert parsed.kind is DocumentKind.HTML
    assert parsed.stated_title == "Raport o kawie 2024"
    kinds = [(block.kind, parsed.text[block.start : block.end]) for block in parsed.blocks]
    assert kinds[0] == (BlockKind.HEADING, "Kawa na wynos")
    assert (BlockKind.HEADING, "Ceny") in kinds
    assert (BlockKind.TABLE, "Rok | Cena\n2024 | 15 zł") in kinds
    assert "co drugi dorosły mieszkaniec" in parsed.text
    assert "drugi powód" in parsed.text
    for left_out in ("Menu", "steal", "color", "zastrzeżone", "Strona główna", "**"):
        assert left_out not in parsed.text


def test_a_piece_of_html_is_read_by_its_name() -> None:
    assert parse(b"<p>Tea &amp; coffee</p>", "piece.htm").text == "Tea & coffee"


def test_a_page_nested_beyond_all_measure_is_refused() -> None:
    with pytest.raises(SightError) as refused:
        parse(b"<html>" + b"<div>" * 50_000 + b"text", "deep.html")
    assert refused.value.code is ErrorCode.UNREADABLE_DOCUMENT


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html><body><script>x</script></body></html>", ErrorCode.UNREADABLE_DOCUMENT),
        (b"<html>" + b"a" * (LIMIT_MB * 1_000_000 + 1), ErrorCode.INVALID_ARGUMENT),
    ],
)
def test_a_page_without_text_or_too_large_is_refused(content: bytes, code: ErrorCode) -> None:
    with pytest.raises(SightError) as refused:
        parse(content, "page.html")
    assert refused.value.code is code
