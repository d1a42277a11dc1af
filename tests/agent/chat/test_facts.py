"""Facts of the graph on the screen and in the assistant's words: as a line, with their source, word for word."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent.chat.elements.pieces import Desk, Panel
from agent.chat.elements.results import showing_of
from sight_domain.accounts.actor import Actor
from sight_domain.language import Language
from sight_domain.llm.offline.planner.exchange import Exchange, PlannerTool, ToolCall
from sight_domain.llm.offline.planner.planner import decide

ANSWER: dict[str, Any] = {
    "facts": [
        {
            "statement": "czytelnictwo (kobiety, 2024): 51,2%",
            "source": {"title": "Raport", "page": 7, "quote": "W 2024 r. czytało 51,2% kobiet."},
        }
    ],
    "rows": [],
    "note": None,
}

TOOL = PlannerTool(
    name="query_graph",
    description="",
    parameters={"type": "object", "properties": {"question": {"type": "string"}}},
    examples=("Zapytaj graf, ile kobiet czyta książki",),
)


@pytest.mark.parametrize(("language", "cited"), [("pl", "Raport, s. 7"), ("en", "Raport, p. 7")])
async def test_a_fact_is_shown_with_its_source(language: Language, cited: str) -> None:
    desk = Desk(None, Actor(language))  # pyright: ignore[reportArgumentType] - reads nothing more
    showing = await showing_of("query_graph", ANSWER, desk)
    assert showing is not None
    [panel] = showing.pieces
    assert isinstance(panel, Panel)
    [shown] = panel.props["hits"]
    assert (shown["citation"], shown["ranks"]) == ("czytelnictwo (kobiety, 2024): 51,2%", cited)
    assert shown["text"] == "W 2024 r. czytało 51,2% kobiet."


async def test_no_facts_show_nothing() -> None:
    desk = Desk(None, Actor("pl"))  # pyright: ignore[reportArgumentType] - reads nothing more
    assert await showing_of("query_graph", {"facts": [], "rows": [], "note": None}, desk) is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            ANSWER,
            ["Liczba znalezionych faktów: 1", "51,2%", "Raport, s. 7", "> W 2024 r. czytało 51,2% kobiet."],
        ),
        ({"facts": [], "rows": [{"name": "herbata", "n": 3}], "note": None}, ["herbata, 3"]),
        ({"facts": [], "rows": [], "note": "Graf nie zawiera faktów."}, ["Graf nie zawiera faktów."]),
    ],
)
def test_the_offline_assistant_reads_facts_out_word_for_word(answer: dict[str, Any], said: list[str]) -> None:
    call = ToolCall("c1", "query_graph", {"question": "Ile kobiet czyta?"})
    told = decide(
        [
            Exchange("user", "Zapytaj graf, ile kobiet czyta książki"),
            Exchange("assistant", "", tool_calls=(call,)),
            Exchange("tool", json.dumps(answer), tool_call_id="c1", tool_name="query_graph"),
        ],
        [TOOL],
        default_language="pl",
    )
    for part in said:
        assert part in told.text
