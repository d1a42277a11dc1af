"""The reply about a group says how far to trust it and what to ask next."""

from __future__ import annotations

import pytest

from sight_domain.language import Language
from sight_domain.llm.offline.planner.summaries import summary

FOUND = {
    "focus_group": {"id": "fg_1", "name": "Tea"},
    "summary": {
        "themes": [{"title": "Price", "reach": 2, "quotes": []}],
        "key_insights": ["Price decides."],
        "agreement": {"alpha": 0.4, "warning": "Take the themes as leads."},
        "ask_next": [{"kind": "unanswered_probe", "question": "Ask Anna why.", "turn_id": "trn_1"}],
    },
}


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "What to ask next:"), ("pl", "O co zapytać dalej:")]
)
def test_a_warning_and_open_questions_are_told(language: Language, heading: str) -> None:
    reply = "\n".join(summary("get_focus_group", FOUND, {}, language))
    assert "Take the themes as leads." in reply
    assert f"{heading}\n- Ask Anna why." in reply
