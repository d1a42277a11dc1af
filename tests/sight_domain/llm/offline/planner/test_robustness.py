"""Whatever is said, the planner decides something, and always the same."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.planner import Exchange, PlannerTool, decide

_WORDS = st.sampled_from(
    [
        "usuń",
        "porównaj",
        "Annę",
        "z",
        "Zofią",
        "i",
        "PDF",
        "grupę",
        "fokusową",
        "pytania:",
        "?",
        ",",
        ".",
        "20",
        "osób",
        "projekt",
        "compare",
        "delete",
        "it",
        "the",
        "first",
        "two",
        "export",
        "recruit",
        "people",
        "what",
        "pains",
        "25-44",
        "kobiet",
        "„",
        "”",
        "prj_alpha",
        "per_zofia",
        "yes",
        "tak",
        "continue",
        "dokumenty",
        "o",
        "cenach",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(_WORDS, min_size=1, max_size=14))
def test_any_message_is_decided_and_only_bound_arguments_are_used(
    parts: list[str], scene: Callable[[str], list[Exchange]], tools: tuple[PlannerTool, ...]
) -> None:
    messages = [*scene("study"), Exchange("user", " ".join(parts))]
    decision = decide(messages, tools)
    assert decision == decide(messages, tools)
    schemas = {tool.name: tool.properties for tool in tools}
    for call in decision.tool_calls:
        assert set(call.arguments) <= set(schemas[call.name])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=120))
def test_any_text_is_answered(
    text: str, scene: Callable[[str], list[Exchange]], tools: tuple[PlannerTool, ...]
) -> None:
    decision = decide([*scene("people"), Exchange("user", text)], tools)
    assert bool(decision.tool_calls) != bool(decision.text)


def test_every_wording_exists_in_both_languages() -> None:
    def check(value: object, where: str) -> None:
        if isinstance(value, dict):
            if "pl" in value or "en" in value:
                assert {"pl", "en"} <= set(value), where
                assert type(value["pl"]) is type(value["en"]), where
                return
            for key, part in value.items():
                check(part, f"{where}.{key}")

    for name in ("wording.yaml", "summaries.yaml"):
        check(resource(name), name)
