"""What is said to one respondent is what the researcher wants asked, in the researcher's words."""

from __future__ import annotations

import pytest

from sight_domain.language import Language
from sight_domain.llm.offline.planner.exchange import Exchange, PlannerTool, ToolCall
from sight_domain.llm.offline.planner.planner import decide
from sight_domain.llm.offline.planner.slots.messages import message_to


@pytest.mark.parametrize(
    ("said", "language", "message"),
    [
        ("Zapytaj Annę, dlaczego nie", "pl", "Dlaczego nie?"),
        ("Porozmawiaj z Anną Kowalską o porankach", "pl", "Opowiedz o porankach."),
        ("Zapytaj Zofię o to, co je rano", "pl", "Co je rano?"),
        ("Zapytaj ją, ile by zapłaciła", "pl", "Ile by zapłaciła?"),
        ("Pogadaj z Janem Kowalskim-Nowakiem: czy to się opłaca?", "pl", "Czy to się opłaca?"),
        ("Ask Anna Why not?", "en", "Why not?"),
        ("Interview Zofia about her mornings", "en", "Tell me about your mornings."),
        ("I want to talk to Tomasz: why is price so important?", "en", "Why is price so important?"),
        ("ask per_01abc what she thinks of it", "en", "What she thinks of it?"),
        ("Ask the second respondent about breakfast", "en", "Tell me about breakfast."),
        ("Porozmawiaj z Anną", "pl", ""),
        ("Tomasz", "en", ""),
    ],
)
def test_the_message_is_what_stands_after_the_person(said: str, language: Language, message: str) -> None:
    assert message_to(said, language) == message


def interview(exchange: str = "answered") -> list[Exchange]:
    """Anna, who is in the list shown before, has been asked once."""
    listing = ToolCall("c0", "list_personas", {"project_id": "prj_alpha"})
    people = '{"personas": [{"id": "per_anna", "full_name": "Anna Kowalska", "age": 34, "gender": "female"}], "total": 1}'
    call = ToolCall("c1", "interview_persona", {"persona_id": "per_anna", "message": "Why?"})
    result = (
        '{"interview": {"id": "itv_1", "persona_id": "per_anna", "persona_name": "Anna Kowalska"}, '
        f'"exchange": {{"id": "exc_1", "text": "Too dear.", "outcome": "{exchange}", "reason": "quota"}}, '
        '"note": "Send it again."}'
    )
    return [
        Exchange("user", "Show the respondents"),
        Exchange("assistant", "", tool_calls=(listing,)),
        Exchange("tool", people, tool_call_id="c0", tool_name="list_personas"),
        Exchange("assistant", "Anna Kowalska"),
        Exchange("user", "Ask Anna: why?"),
        Exchange("assistant", "", tool_calls=(call,)),
        Exchange("tool", result, tool_call_id="c1", tool_name="interview_persona"),
    ]


def test_the_answer_is_told_word_for_word_with_its_id(more_tools: tuple[PlannerTool, ...]) -> None:
    told = decide(interview(), more_tools).text
    assert "> Too dear." in told
    assert "Anna Kowalska" in told
    assert "exc_1" in told


def test_a_missing_answer_is_told_with_the_reason_and_what_to_do(more_tools: tuple[PlannerTool, ...]) -> None:
    told = decide(interview("failed"), more_tools).text
    assert "quota" in told
    assert "Send it again." in told
    assert "Too dear." not in told


@pytest.mark.parametrize(
    "more", ["Ask her what would change her mind", "Ask Anna: what would change your mind?"]
)
def test_the_next_question_to_the_same_person_goes_on_with_the_interview(
    more_tools: tuple[PlannerTool, ...], more: str
) -> None:
    talk = [*interview(), Exchange("assistant", "> Too dear."), Exchange("user", more)]
    (call,) = decide(talk, more_tools).tool_calls
    assert call.name == "interview_persona"
    assert call.arguments["persona_id"] == "per_anna"
    assert call.arguments["interview_id"] == "itv_1"
