"""A guide's card counts questions through, says what is shown before which, and that nothing runs yet."""

from __future__ import annotations

from typing import Any, cast

from agent.chat.elements.groups import read
from agent.chat.elements.guides import drafted, limits_met, shown
from agent.chat.elements.pieces import Desk, Panel
from sight_domain.accounts.actor import Actor

GROUP: dict[str, Any] = {
    "name": "Dlaczego ludzie rezygnują",
    "stimulus": "Niebieskie pudełko.",
    "guide": {
        "goal": "Dlaczego ludzie rezygnują",
        "minutes": 30.0,
        "max_usd": 0.5,
        "sections": [
            {"title": "Dziś", "minutes": 7.5, "questions": [{"text": "Jak jest?", "probes": ["A wczoraj?"]}]},
            {"title": "Sedno", "minutes": 22.5, "questions": [{"text": "Co zniechęca?", "probes": []}]},
        ],
        "stimuli": [
            {"kind": "document", "title": "Raport", "text": "Połowa.", "document_id": "doc_1", "page": 3, "page_end": 4, "from_question": 1}
        ],
    },
}  # fmt: skip


async def test_the_card_holds_the_whole_guide() -> None:
    desk = Desk(cast("Any", None), Actor("pl"))
    showing = await drafted({"focus_group": GROUP, "written_by": "offline-engine", "changed": True}, desk)
    (panel,) = showing.pieces
    assert isinstance(panel, Panel)
    props = panel.props
    assert props["limits"] == "30 min, najwyżej 0,50 USD"
    assert [section["minutes"] for section in props["sections"]] == ["7,5 min", "22,5 min"]
    first, second = (question for section in props["sections"] for question in section["questions"])
    assert (first["number"], first["probes"], first["shown"]) == (1, ["A wczoraj?"], [])
    assert second["shown"] == [
        {"heading": "Przed pytaniem 2: Z dokumentu „Raport”, s. 3–4", "text": "Połowa."}
    ]
    assert "zaczynaj" in props["labels"]["next"]
    assert props["badge"]["label"] == "silnik offline"


async def test_a_draft_that_is_looked_at_is_shown_by_its_guide() -> None:
    desk = Desk(cast("Any", None), Actor("en"))
    showing = await read({"focus_group": GROUP | {"status": "draft"}, "turns": [], "metrics": {}}, desk)
    assert [piece.component for piece in showing.pieces if isinstance(piece, Panel)] == ["Guide"]


def test_a_groups_card_says_what_was_shown_and_which_limits_were_met() -> None:
    assert [one["heading"] for one in shown(GROUP, "en")] == [
        "Shown first",
        "Before question 2: From the document “Raport”, pp. 3–4",
    ]
    met = [
        {"limit": "turns", "in_words": "used up"},
        {"limit": "time", "in_words": "Question 2: the time allowed was used up."},
    ]
    assert limits_met(met) == ["Question 2: the time allowed was used up."]
