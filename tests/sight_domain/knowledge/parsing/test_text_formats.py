"""Plain text and Markdown: paragraphs, headings and tables, without the marks that only show them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.errors import SightError
from sight_domain.knowledge.parsing.lines import is_list_item, is_row, join_lines
from sight_domain.knowledge.parsing.markdown import parse_markdown
from sight_domain.knowledge.parsing.plain import parse_plain
from sight_domain.knowledge.parsing.structure import ParsedDocument


def _blocks(document: ParsedDocument) -> list[tuple[str, int, str]]:
    return [
        (block.kind.value, block.level, document.text[block.start : block.end]) for block in document.blocks
    ]


def test_markdown_headings_paragraphs_lists_tables_and_code() -> None:
    source = """---
author: nobody
---
# Badanie *kawy*

Pierwszy **akapit** ma
dwa wiersze i [odnośnik](https://example.org).

Podtytuł
--------
- pierwszy punkt
- drugi
  punkt

| Grupa | Udział |
|-------|-------:|
| Kobiety | 51% |

```python
# to nie nagłówek
```
<!-- ukryte -->
"""
    assert _blocks(parse_markdown(source.encode(), "a.md")) == [
        ("heading", 1, "Badanie kawy"),
        ("paragraph", 0, "Pierwszy akapit ma dwa wiersze i odnośnik."),
        ("heading", 2, "Podtytuł"),
        ("paragraph", 0, "- pierwszy punkt\n- drugi punkt"),
        ("table", 0, "Grupa | Udział\nKobiety | 51%"),
        ("paragraph", 0, "# to nie nagłówek"),
    ]


def test_a_fence_left_open_loses_nothing() -> None:
    assert "ważne" in parse_markdown("```\nważne".encode(), "a.md").text


def test_hard_wrapped_lines_are_joined_and_short_ones_kept() -> None:
    wrapped = "Respondenci wypełniali kwestionariusz przez ponad godzi-\nnę, a potem rozmawiali z moderatorem o zakupach.\n"
    poem = "Pierwszy wers\nDrugi wers\n"
    assert _blocks(parse_plain(f"{wrapped}\n{poem}".encode(), "a.txt")) == [
        ("paragraph", 0, wrapped.replace("-\n", "").strip()),
        ("paragraph", 0, poem.strip()),
    ]


def test_windows_line_ends_and_encodings_are_read() -> None:
    document = parse_plain("Żółw\r\n\r\nŁódź i gęś".encode("cp1250"), "a.txt")
    assert document.text == "Żółw\n\nŁódź i gęś"


@pytest.mark.parametrize("content", [b" \n\t\n ", "\ufeff".encode(), b"---\nx: 1\n---\n"])
def test_a_file_of_nothing_but_space_holds_no_text(content: bytes) -> None:
    with pytest.raises(SightError, match="holds no text"):
        parse_markdown(content, "a.md")


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["przedsię-", "biorca"], "przedsiębiorca"),
        (["Bielsko-", "Biała"], "Bielsko-Biała"),
        (["lata 2023-", "2024"], "lata 2023- 2024"),
        (["koniec –", "początek"], "koniec – początek"),
    ],
)
def test_hyphens_at_line_ends(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("Kobiety 12,5 13,7", True),
        ("Wieś ogółem 1 204 -3,5%", True),
        ("W roku 2023", False),
        ("Badano 1000 osób w 2023 i 2024 roku", False),
        ("12 13", False),
    ],
)
def test_rows_of_figures(line: str, row: bool) -> None:
    assert is_row(line) is row


def test_list_items() -> None:
    assert all(map(is_list_item, ["• kawa", "1. kawa", "a) kawa", "- kawa", "(2) kawa"]))
    assert not any(map(is_list_item, ["kawa", "2023 rok", "-5 stopni", "np. kawa"]))


@given(st.text(min_size=1))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    for parse in (parse_plain, parse_markdown):
        try:
            document = parse(text.encode("utf-8", "replace"), "a.txt")
        except SightError as error:
            assert error.field == "filename"
        else:
            for before, after in zip(document.blocks, document.blocks[1:], strict=False):
                assert before.start < before.end < after.start
