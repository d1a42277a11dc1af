"""Passages and statements on the screen: where they stand, how sure the search is, who said them."""

from __future__ import annotations

from typing import Any

import pytest

from agent.chat.elements.pieces import Desk, Panel
from agent.chat.elements.results import showing_of
from sight_domain.accounts.actor import Actor
from sight_domain.language import Language

HIT: dict[str, Any] = {
    "title": "Raport",
    "page": 3,
    "page_end": 4,
    "text": "Herbata drożeje.",
    "confidence": 0.834,
    "ranks": {"keyword": 1, "vector": 2},
    "also_in": [{"title": "Raport 2", "page": 7}, {"title": "Raport 2", "page": 7}],
}
STATEMENT: dict[str, Any] = {
    "kind": "focus_group",
    "speaker": {"id": "per_1", "name": "Anna Nowak"},
    "place": {"id": "fg_1", "name": "Wtorek"},
    "text": "Opakowania mnie denerwują.",
    "ranks": {"vector": 1},
}


async def _hits(tool: str, hits: list[dict[str, Any]], language: Language) -> list[dict[str, Any]]:
    desk = Desk(None, Actor(language))  # pyright: ignore[reportArgumentType] - reads nothing more
    showing = await showing_of(tool, {"hits": hits, "note": None}, desk)
    assert showing is not None
    [panel] = showing.pieces
    assert isinstance(panel, Panel)
    return panel.props["hits"]


@pytest.mark.parametrize(
    ("language", "cited", "why"),
    [
        (
            "pl",
            "Raport, s. 3–4",
            "według słów: 1. · według znaczenia: 2. · trafność: 83% · także w: Raport 2, s. 7",
        ),
        ("en", "Raport, p. 3–4", "by words: 1. · by meaning: 2. · relevant: 83% · also in: Raport 2, p. 7"),
    ],
)
async def test_a_passage_is_cited_with_how_sure_it_is_and_where_else_it_stands(
    language: Language, cited: str, why: str
) -> None:
    [shown] = await _hits("search_knowledge", [HIT], language)
    assert (shown["citation"], shown["ranks"], shown["text"]) == (cited, why, "Herbata drożeje.")


async def test_a_passage_without_a_confidence_shows_none() -> None:
    [shown] = await _hits("search_knowledge", [HIT | {"confidence": None, "also_in": []}], "en")
    assert shown["ranks"] == "by words: 1. · by meaning: 2."


async def test_a_statement_is_shown_with_who_said_it_and_where() -> None:
    interview = STATEMENT | {"kind": "interview", "place": {"id": "itv_1", "name": "Anna Nowak"}}
    group, alone = await _hits("search_transcripts", [STATEMENT, interview], "pl")
    assert (group["citation"], group["text"]) == ("Anna Nowak · grupa Wtorek", "Opakowania mnie denerwują.")
    assert alone["citation"] == "Anna Nowak · wywiad"


async def test_nothing_found_shows_nothing() -> None:
    desk = Desk(None, Actor("pl"))  # pyright: ignore[reportArgumentType] - reads nothing more
    assert await showing_of("search_transcripts", {"hits": [], "note": None}, desk) is None
