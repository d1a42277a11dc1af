"""Which embedder an installation has, and vectors ready to be compared."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sight_domain.llm.registry import ModelChoice, Registry
from sight_domain.settings import Settings


@dataclass(frozen=True, slots=True)
class EmbeddingModel:
    """The configured embedder: vectors of different `id` never mix."""

    id: str
    dimensions: int


@dataclass(frozen=True, slots=True)
class Embeddings:
    """One vector of length 1 per text, in order; `model` is the `EmbeddingModel.id`."""

    vectors: list[list[float]]
    model: str
    dimensions: int


def chosen_embedder(settings: Settings, registry: Registry, providers: frozenset[str]) -> ModelChoice | None:
    """The embedder of `settings`; ``None`` when it is off, not configured or not installed.

    ``auto`` takes Gemini where Gemini writes, and the local one otherwise: an OpenAI-compatible server often has no
    embeddings, so it must be named.
    """
    wanted = settings.embedder
    if wanted == "auto":
        wanted = "gemini" if "gemini" in providers else "local"
    if wanted == "off":
        return None
    if wanted == "local":
        from sight_domain.llm.providers import local_embedder

        return registry.embedder("local") if local_embedder.is_available() else None
    has_key = (
        settings.google_api_key if wanted == "gemini" else settings.openai_api_key or settings.openai_base_url
    )
    return registry.embedder(wanted) if has_key else None


def normalised(vector: Sequence[float]) -> list[float]:
    """`vector` divided by its Euclidean length; Gemini's are not of length 1 after truncation.

    Raises:
        ValueError: for a vector of zeros or with a value that is no number.
    """
    length = math.sqrt(math.fsum(value * value for value in vector))
    if not math.isfinite(length) or length == 0.0:
        raise ValueError("an embedding without a direction")
    return [value / length for value in vector]
