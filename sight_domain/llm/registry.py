"""Which models exist, what they cost and which of them does a task: ``models.yaml`` and an installation's overrides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text
from sight_domain.llm.outcomes import Usage
from sight_domain.settings import Settings
from sight_domain.yaml_text import read_yaml

BUILT_IN = Path(__file__).parent / "models.yaml"
Provider = Literal["gemini", "openai", "offline", "local"]
_MILLION = Decimal(1_000_000)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Prices(_Strict):
    """USD per 1,000,000 tokens; `cached` defaults to `input`, an upper bound."""

    input: Decimal = Field(ge=0)
    output: Decimal = Field(ge=0)
    cached: Decimal | None = Field(default=None, ge=0)


class ProviderSpec(_Strict):
    """A provider's own limits. `concurrency`: requests at once, ``SIGHT_MODEL_CONCURRENCY`` when not given;
    `in_process`: it runs inside this process, so that its limits are nobody else's."""

    concurrency: int | None = Field(default=None, gt=0)
    in_process: bool = False


class ModelSpec(_Strict):
    """One model. `name` is what the provider calls it; ``None``: the server's own. Without `prices` it costs 0. The
    rates are what the provider allows the account in a minute; ``None``: unknown, its 429s tell."""

    provider: Provider
    name: str | None
    context_tokens: int = Field(gt=0)
    output_limit: int | None = Field(default=None, gt=0)
    prices: Prices | None
    priced_on: date | None = None
    retires_on: date | None = None
    requests_per_minute: int | None = Field(default=None, gt=0)
    tokens_per_minute: int | None = Field(default=None, gt=0)
    thinking_level: Literal["minimal", "low", "medium", "high"] | None = None
    dimensions: int | None = Field(default=None, gt=0, le=4000)
    batch: int = Field(default=100, gt=0)

    def cost(self, usage: Usage) -> Decimal:
        """USD of `usage`: ``((input - cached) * p_in + cached * p_cached + output * p_out) / 10^6``."""
        if self.prices is None:
            return Decimal(0)
        cached_price = self.prices.input if self.prices.cached is None else self.prices.cached
        fresh = max(usage.input_tokens - usage.cached_tokens, 0)
        total = (
            fresh * self.prices.input
            + usage.cached_tokens * cached_price
            + usage.output_tokens * self.prices.output
        )
        return total / _MILLION


class Policy(_Strict):
    """How long and how often the gateway tries; seconds."""

    retries: int = Field(ge=0, le=10)
    attempt_seconds: float = Field(gt=0)
    deadline_seconds: float = Field(gt=0)
    backoff_seconds: float = Field(ge=0)
    backoff_cap_seconds: float = Field(ge=0)
    breaker_failures: int = Field(default=6, ge=1)
    breaker_seconds: float = Field(default=1.0, gt=0)
    breaker_cap_seconds: float = Field(default=8.0, gt=0)
    interactive_patience_seconds: float = Field(default=15.0, ge=0)


class ChainEntry(_Strict):
    """A model of a chain with the parameters of that task."""

    model: str
    thinking_level: Literal["minimal", "low", "medium", "high"] | None = None
    max_output_tokens: int | None = Field(default=None, gt=0)
    temperature: float | None = Field(default=None, ge=0, le=2)

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, given: Any) -> Any:
        return {"model": given} if isinstance(given, str) else given


class _File(_Strict):
    prices_as_of: date
    policy: Policy
    providers: dict[Provider, ProviderSpec]
    models: dict[str, ModelSpec]
    chains: dict[str, list[ChainEntry]]
    typical_output_tokens: dict[str, int]

    @model_validator(mode="after")
    def _chains_name_models(self) -> _File:
        for task, chain in self.chains.items():
            for entry in chain:
                if entry.model not in self.models:
                    raise ValueError(f"chains.{task} names an unknown model: {entry.model}")
        for section, keys in (("chains", self.chains), ("typical_output_tokens", self.typical_output_tokens)):
            if "default" not in keys:
                raise ValueError(f"{section}.default is missing")
        return self


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """One model of a task's chain, ready to be asked. `id` is the registry's key, `model` the provider's name,
    `priced_on` the date of its prices, ``None`` without any."""

    id: str
    spec: ModelSpec
    entry: ChainEntry
    priced_on: date | None = None

    @property
    def provider(self) -> Provider:
        return self.spec.provider

    @property
    def model(self) -> str:
        return self.spec.name or self.id

    def is_retired(self, day: date) -> bool:
        """Whether the provider has shut the model down by `day`."""
        return self.spec.retires_on is not None and self.spec.retires_on <= day

    @property
    def thinking_level(self) -> str | None:
        return self.entry.thinking_level or self.spec.thinking_level


class Registry:
    """The models of one installation. Reads its files once.

    Raises:
        SightError: ``not_configured`` when ``SIGHT_MODELS_FILE`` is missing, no YAML or does not fit.
    """

    def __init__(self, settings: Settings) -> None:
        content = read_yaml(BUILT_IN.read_text(encoding="utf-8"))
        if settings.models_file is not None:
            content = _merged(content, _overrides(settings.models_file))
        try:
            self._file = _File.model_validate(content)
        except ValidationError as error:
            raise _bad_models_file(settings.models_file or BUILT_IN, _first_fault(error)) from error
        self._providers = configured_providers(settings)
        self._openai_model = settings.openai_model

    @property
    def policy(self) -> Policy:
        return self._file.policy

    @property
    def prices_as_of(self) -> date:
        return self._file.prices_as_of

    @property
    def providers(self) -> Mapping[Provider, ProviderSpec]:
        return self._file.providers

    @property
    def configured(self) -> frozenset[str]:
        """The providers that may be asked."""
        return self._providers

    @property
    def models(self) -> Mapping[str, ModelSpec]:
        return self._file.models

    def typical_output_tokens(self, task: str) -> int:
        """Output tokens of one call when nothing is on record yet: of the task, its family, or the default."""
        known = self._file.typical_output_tokens
        return known.get(task) or known.get(task.partition(".")[0]) or known["default"]

    def chain(self, task: str, models: Sequence[str] = ()) -> list[ModelChoice]:
        """The configured models for `task`, best first: the task's own chain, its family's, or the default.

        `models`: registry ids to ask instead, in this order, with the parameters that the task's chain has for them,
        and for others with the longest answer it lets anybody write.
        """
        family = task.partition(".")[0]
        chains = self._file.chains
        entries = chains.get(task) or chains.get(family) or chains["default"]
        if models:
            usual = {entry.model: entry for entry in entries}
            longest = max((entry.max_output_tokens or 0 for entry in entries), default=0)
            entries = [
                usual.get(name) or self._entry(name, longest) for name in models if name in self._file.models
            ]
        choices = [self._choice(entry) for entry in entries]
        return [choice for choice in choices if choice.provider in self._providers]

    def retirements(self) -> list[tuple[str, date]]:
        """The models with a date of retirement that some task of a configured provider asks, soonest first."""
        asked = {entry.model for chain in self._file.chains.values() for entry in chain}
        dated = [
            (spec.name or name, spec.retires_on)
            for name, spec in self._file.models.items()
            if name in asked and spec.retires_on is not None and spec.provider in self._providers
        ]
        return sorted(dated, key=lambda each: each[1])

    def embedder(self, provider: Provider) -> ModelChoice | None:
        """The embedding model of `provider` in the ``embeddings`` chain; ``None`` when it has none."""
        for entry in self._file.chains.get("embeddings", []):
            if self._file.models[entry.model].provider == provider:
                return self._choice(entry)
        return None

    def _entry(self, model_id: str, longest: int) -> ChainEntry:
        limit = self._file.models[model_id].output_limit or longest
        return ChainEntry(model=model_id, max_output_tokens=min(longest, limit) or None)

    def _choice(self, entry: ChainEntry) -> ModelChoice:
        spec = self._spec(entry.model)
        dated = (spec.priced_on or self.prices_as_of) if spec.prices is not None else None
        return ModelChoice(entry.model, spec, entry, dated)

    def _spec(self, model_id: str) -> ModelSpec:
        spec = self._file.models[model_id]
        if spec.provider == "openai" and spec.name is None and self._openai_model:
            return spec.model_copy(update={"name": self._openai_model})
        return spec


def configured_providers(settings: Settings) -> frozenset[str]:
    """The providers that may be asked. ``auto``: every one with a key or URL, and only without any the offline
    engine; so a paid provider that fails is never silently replaced by it."""
    if settings.provider == "offline":
        return frozenset({"offline"})
    keyed = set()
    if settings.google_api_key is not None and settings.google_api_key.get_secret_value():
        keyed.add("gemini")
    if settings.openai_base_url or (settings.openai_api_key and settings.openai_api_key.get_secret_value()):
        keyed.add("openai")
    if settings.provider == "auto":
        return frozenset(keyed or {"offline"})
    return frozenset(keyed & {settings.provider})


def _overrides(path: Path) -> dict[str, Any]:
    try:
        content = read_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _bad_models_file(path, str(error)) from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise _bad_models_file(path, "expected a mapping at the top")
    return content


def _merged(base: Any, override: Any) -> Any:
    if not (isinstance(base, dict) and isinstance(override, dict)):
        return override
    return {**base, **{key: _merged(base.get(key), value) for key, value in override.items()}}


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    return f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}".lstrip(": ")


def _bad_models_file(path: Path, fault: str) -> SightError:
    return SightError(
        ErrorCode.NOT_CONFIGURED,
        Text(
            en=f"The models file {path} cannot be used: {fault}",
            pl=f"Nie można użyć pliku modeli {path}: {fault}",
        ),
        Text(
            en="Correct the file that SIGHT_MODELS_FILE names, or unset it to use the built-in models.",
            pl="Popraw plik wskazany w SIGHT_MODELS_FILE albo usuń tę zmienną, by użyć wbudowanych modeli.",
        ),
        field="SIGHT_MODELS_FILE",
    )
