"""The words for category codes, from the country pack of the study."""

from __future__ import annotations

from collections.abc import Callable

from sight_domain.language import Language

Labeller = Callable[[str, str], str]
"""``(dimension, category code) -> label`` in the language of the export."""


def population_labels(language: Language, country: str) -> Labeller:
    """A labeller that speaks with the pack of `country`; an unknown code comes back as it is stored."""
    from sight_domain.populations import service as populations

    def label(dimension: str, code: str) -> str:
        if dimension == "country":
            return populations.load_pack(code).name.to(language)
        return populations.label(dimension, code, language, country=country)

    return label
