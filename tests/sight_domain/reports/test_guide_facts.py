"""The head of a group's report says what it was to find out, what was shown before which question, and what cut it short."""

from __future__ import annotations

from typing import Any, cast

from sight_domain.reports.guide_facts import guide_facts
from sight_domain.reports.material import Material

GROUP: dict[str, Any] = {
    "stimulus": "Niebieskie pudełko.",
    "guide": {
        "goal": "Dlaczego ludzie rezygnują",
        "minutes": 7.5,
        "stimuli": [
            {"kind": "document", "title": "Raport", "text": "Połowa.", "document_id": "doc_1", "page": 3, "page_end": 3, "from_question": 1},
            {"kind": "image", "title": "", "text": "Rodzina.", "described_by": "gemini-x", "from_question": 0},
        ],
    },
}  # fmt: skip
MET = [{"limit": "turns", "in_words": "zwykły koniec"}, {"limit": "time", "in_words": "Wyczerpano czas."}]


class Polish:
    language = "pl"


def test_the_guide_is_told_with_places_and_limits() -> None:
    facts = guide_facts({"focus_group": GROUP, "limits_met": MET}, cast("Material", Polish()))
    assert [(fact.label, fact.value) for fact in facts] == [
        ("Cel rozmowy", "Dlaczego ludzie rezygnują"),
        ("Materiał pokazany uczestnikom", "Niebieskie pudełko."),
        ("Materiał pokazany uczestnikom (Pytanie 2)", "Z dokumentu „Raport”, s. 3:\nPołowa."),
        ("Materiał pokazany uczestnikom (Pytanie 1)", "Obraz:\nRodzina.\nOpis wykonał model: gemini-x"),
        ("Zaplanowany czas (min)", "7,5"),
        ("Osiągnięty limit", "Wyczerpano czas."),
    ]


def test_a_group_without_a_guide_has_nothing_to_tell() -> None:
    assert guide_facts({"focus_group": {"stimulus": None}}, cast("Material", Polish())) == []
