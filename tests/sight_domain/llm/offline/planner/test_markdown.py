"""Foreign words in answers stay words: no link, image, HTML, heading or list comes out of them."""

from __future__ import annotations

import json
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sight_domain.llm.offline.planner.markdown import plain
from sight_domain.llm.offline.planner.planner import Exchange, PlannerTool, ToolCall, decide

HOSTILE = [
    "[x](http://evil.example)",
    "![](http://evil.example/a.png)",
    "<img src=x onerror=alert(1)>",
    "<http://evil.example>",
    "`rm -rf`",
    "# heading",
    "> quote",
    "- item",
    "1. item",
    "**bold** and _slanted_ and ~~gone~~",
    "a | b",
    "&lt;b&gt;",
    "line\n# heading\n\n---",
    "back\\slash \\[",
]


def _inline(text: str) -> tuple[list[str], str]:
    """The kinds of tokens in a rendered paragraph and its visible text."""
    blocks = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    kinds = [token.type for token in blocks]
    shown = ""
    for block in blocks:
        for token in block.children or ():
            kinds.append(token.type)
            shown += token.content
    return kinds, shown


@pytest.mark.parametrize("text", HOSTILE)
def test_marks_are_shown_and_not_interpreted(text: str) -> None:
    kinds, shown = _inline(plain(text))
    assert set(kinds) <= {"paragraph_open", "inline", "paragraph_close", "text", "text_special"}
    assert shown == " ".join(text.split())


@given(st.text(alphabet="ab \\`*_[]()<>#+-.!|~&;:/1=", max_size=40))
def test_any_text_reads_as_it_was_written(text: str) -> None:
    kinds, shown = _inline(plain(text))
    assert set(kinds) <= {"paragraph_open", "inline", "paragraph_close", "text", "text_special"}
    assert unescape(shown) == unescape(" ".join(text.split()))


def test_ordinary_sentences_keep_their_looks() -> None:
    assert (
        plain("Kawa (17 zł) - drożej o 12 %; plik raport_2026.pdf.")
        == "Kawa (17 zł) - drożej o 12 %; plik raport_2026.pdf."
    )


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_document_title_in_an_answer_is_no_link(language: str, tools: tuple[PlannerTool, ...]) -> None:
    hit = {"chunk_id": "c", "document_id": "doc_a", "title": HOSTILE[0], "text": f"{HOSTILE[2]} {HOSTILE[1]}"}
    asked = "Co dokumenty mówią o cenach?" if language == "pl" else "What do the documents say about prices?"
    call = ToolCall("c1", "search_knowledge", {"query": "prices"})
    messages = [
        Exchange("user", asked),
        Exchange("assistant", "", (call,)),
        Exchange("tool", json.dumps({"hits": [hit]}), tool_call_id="c1", tool_name="search_knowledge"),
    ]
    answer = decide(messages, tools).text
    rendered = MarkdownIt("commonmark").render(answer)
    assert "<a " not in rendered and "<img" not in rendered
    assert "[x](http" in rendered and "&lt;img" in rendered
