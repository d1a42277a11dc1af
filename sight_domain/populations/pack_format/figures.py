"""Checks of the figures that stand in ``pack.yaml`` itself: Hofstede's scores and the correlations of traits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from sight_domain.populations.pack_format.findings import Finding, found
from sight_domain.populations.pack_format.layout import HOFSTEDE, TRAITS
from sight_domain.populations.pack_format.reading import DESCRIPTION


def is_number(value: Any) -> bool:
    """Whether YAML gave a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def check_hofstede(scores: Mapping[str, Any]) -> Iterator[Finding]:
    """Scores of known dimensions, 0-120 (the official scale ends a little above 100)."""
    for name, score in scores.items():
        if name not in HOFSTEDE or not is_number(score) or not 0 <= score <= 120:
            yield _says(
                f"hofstede.{name}", f"{score!r} is no score.", f"{score!r} nie jest wynikiem.",
                f"0-120, one of: {', '.join(HOFSTEDE)}.", f"0-120, jeden z: {', '.join(HOFSTEDE)}.",
            )  # fmt: skip


def check_correlations(pairs: Mapping[str, Any]) -> Iterator[Finding]:
    """Pairs of traits with correlations that can hold together."""
    matrix = [[float(a == b) for b in TRAITS] for a in TRAITS]
    for pair, r in pairs.items():
        names = str(pair).split("/")
        if len(names) != 2 or not set(names) <= set(TRAITS) or not is_number(r) or not -1 < r < 1:
            yield _says(
                f"trait_correlations.{pair}", f"{r!r} is no correlation of two traits.",
                f"{r!r} nie jest korelacją dwóch cech.",
                f"trait/trait: -1 to 1; traits: {', '.join(TRAITS)}.", f"cecha/cecha: od -1 do 1; cechy: {', '.join(TRAITS)}.",
            )  # fmt: skip
            return
        a, b = (TRAITS.index(n) for n in names)
        matrix[a][b] = matrix[b][a] = float(r)
    if not _positive_definite(matrix):
        yield _says(
            "trait_correlations", "The correlations contradict each other.", "Korelacje są ze sobą sprzeczne.",
            "A positive definite matrix.", "Macierz dodatnio określona.",
        )  # fmt: skip


def _positive_definite(matrix: list[list[float]]) -> bool:
    """Whether Cholesky's decomposition exists."""
    lower = [[0.0] * len(matrix) for _ in matrix]
    for i in range(len(matrix)):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            if i == j:
                if rest <= 0:
                    return False
                lower[i][i] = math.sqrt(rest)
            else:
                lower[i][j] = rest / lower[j][j]
    return True


def _says(where: str, en: str, pl: str, expected_en: str, expected_pl: str) -> Finding:
    return found(DESCRIPTION, where, en, pl, expected_en, expected_pl)
