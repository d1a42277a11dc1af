"""Which model does a task, and what it costs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from sight_domain.errors import ErrorCode, SightError
from sight_domain.llm.outcomes import Usage
from sight_domain.llm.registry import ModelSpec, Prices, Registry, configured_providers
from sight_domain.settings import Settings

KEY = SecretStr("k")
TASKS = [
    "agent", "personas.narrative", "focus_groups.answer", "focus_groups.summary", "surveys.answer", "insights.needs",
]  # fmt: skip


def with_settings(settings: Settings, **changed: Any) -> Settings:
    return settings.model_copy(update={"provider": "auto", **changed})


def ids(settings: Settings, task: str) -> list[str]:
    return [choice.id for choice in Registry(settings).chain(task)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, {"offline"}),
        ({"google_api_key": KEY}, {"gemini"}),
        ({"google_api_key": SecretStr("")}, {"offline"}),
        ({"openai_base_url": "http://x/v1"}, {"openai"}),
        ({"google_api_key": KEY, "openai_api_key": KEY}, {"gemini", "openai"}),
        ({"google_api_key": KEY, "provider": "offline"}, {"offline"}),
        ({"google_api_key": KEY, "openai_api_key": KEY, "provider": "openai"}, {"openai"}),
        ({"provider": "gemini"}, set()),
    ],
)
def test_the_offline_engine_is_used_only_when_nothing_else_is_configured_or_it_is_chosen(
    settings: Settings, changed: dict[str, Any], expected: set[str]
) -> None:
    assert configured_providers(with_settings(settings, **changed)) == expected


def test_a_task_is_looked_up_by_itself_then_its_family_then_the_default(
    settings: Settings, tmp_path: Path
) -> None:
    overrides = tmp_path / "models.yaml"
    overrides.write_text("chains: {insights: [gemini-3.8-flash], default: [gemini-3.5-flash-lite]}")
    keyed = with_settings(settings, google_api_key=KEY, models_file=overrides)
    assert ids(keyed, "insights.needs") == ["gemini-3.8-flash", "gemini-3.5-flash-lite"]
    assert ids(keyed, "insights.other") == ["gemini-3.8-flash"]
    assert ids(keyed, "surveys.answer") == ["gemini-3.5-flash-lite"]


@pytest.mark.parametrize(
    "task",
    [*TASKS, "x"],
)
def test_every_task_has_a_model_with_every_provider(settings: Settings, task: str) -> None:
    assert ids(with_settings(settings), task) == ["offline"]
    assert len(ids(with_settings(settings, google_api_key=KEY), task)) == 2
    assert ids(with_settings(settings, openai_base_url="http://x"), task) == ["openai-compatible"]


def test_every_model_that_is_asked_for_money_has_a_dated_price(settings: Settings) -> None:
    registry = Registry(settings)
    for spec in registry.models.values():
        assert spec.prices is not None or spec.provider == "openai"
    assert registry.prices_as_of.year == 2026


@pytest.mark.parametrize("task", [*TASKS, "x", "insights.x"])
@pytest.mark.parametrize("models", [(), ("gemini-2.5-flash",)])
def test_no_budget_has_to_hold_a_models_whole_output_limit_for_one_request_of_a_task(
    settings: Settings, task: str, models: tuple[str, ...]
) -> None:
    registry = Registry(with_settings(settings, google_api_key=KEY))
    for choice in registry.chain(task, models):
        most = choice.entry.max_output_tokens
        assert most is not None and choice.spec.output_limit is not None
        assert 2 * registry.typical_output_tokens(task) <= most <= choice.spec.output_limit // 2


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("chains: {agent: [nobody]}", "nobody"),
        ("policy: {retries: -1}", "policy.retries"),
        ("models: {m: {provider: martian}}", "provider"),
        ("surprise: 1", "surprise"),
        ("[1, 2]", "mapping"),
        ("a: [", "expected"),
    ],
)
def test_a_faulty_models_file_is_named_with_its_fault(
    settings: Settings, tmp_path: Path, content: str, fault: str
) -> None:
    path = tmp_path / "models.yaml"
    path.write_text(content)
    with pytest.raises(SightError) as raised:
        Registry(with_settings(settings, models_file=path))
    assert raised.value.code is ErrorCode.NOT_CONFIGURED and raised.value.field == "SIGHT_MODELS_FILE"
    assert fault in raised.value.message.en and str(path) in raised.value.message.pl


def test_a_missing_models_file_is_an_error(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(SightError):
        Registry(with_settings(settings, models_file=tmp_path / "none.yaml"))


tokens = st.integers(0, 10_000_000)


@given(tokens, tokens, tokens)
def test_cached_input_costs_its_own_price_and_never_more(fresh: int, cached: int, output: int) -> None:
    prices = Prices(input=Decimal("0.75"), cached=Decimal("0.1"), output=Decimal("3.75"))
    spec = ModelSpec(provider="gemini", name="m", context_tokens=1, prices=prices)
    usage = Usage(input_tokens=fresh + cached, cached_tokens=cached, output_tokens=output)
    expected = (fresh * Decimal("0.75") + cached * Decimal("0.1") + output * Decimal("3.75")) / 1_000_000
    assert spec.cost(usage) == expected
    assert spec.cost(usage) <= spec.cost(Usage(input_tokens=fresh + cached, output_tokens=output))
