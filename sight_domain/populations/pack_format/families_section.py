"""Checks of the ``families`` and ``retirement`` sections of ``pack.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sight_domain.populations.pack_format.findings import Finding, found
from sight_domain.populations.pack_format.reading import DESCRIPTION
from sight_domain.populations.pack_format.tables import number_in

# Where each stepwise figure stands, and between what it lies.
STEPS = {
    "first_child.mean_age_of_mothers": (15, 45),
    "married_couples": (0, 1),
    "divorced": (0, 1),
    "widowed.female": (0, 1),
    "widowed.male": (0, 1),
    "parents_without_children_at_home": (0, 1),
}
NUMBERS = {"first_child.fathers_older_by": (0, 10), "first_child.spread": (1, 10)}


def check_families(raw: Mapping[str, Any], *, households: bool, statuses: bool) -> Iterator[Finding]:
    """Findings in both sections; each is needed where there are households, or statuses."""
    if households:
        families = raw.get("families")
        for path, (low, high) in STEPS.items():
            steps = _at(families, path)
            good = isinstance(steps, Mapping) and steps
            if not good or not all(
                isinstance(k, int) and _within(v, low, high) for k, v in (steps or {}).items()
            ):
                yield _says(
                    f"families.{path}", f"{{year or age: {low}-{high}}}", f"{{rok lub wiek: {low}-{high}}}"
                )
        for path, (low, high) in NUMBERS.items():
            if not _within(_at(families, path), low, high):
                yield _says(f"families.{path}", f"{low}-{high}", f"{low}-{high}")
        shares = _at(families, "numbers_of_children")
        if (
            not isinstance(shares, list)
            or not shares
            or not all(_within(s, 0, 1) for s in shares)
            or abs(sum(shares) - 1) > 0.01
        ):
            yield _says(
                "families.numbers_of_children", "shares of one, two, ... children that sum to 1",
                "udziały rodzin z jednym, dwojgiem... dzieci o sumie 1",
            )  # fmt: skip
    if statuses:
        for gender in ("female", "male"):
            if not _within(_at(raw.get("retirement"), gender), 50, 75):
                yield _says(f"retirement.{gender}", "statutory age, 50-75", "wiek ustawowy, 50-75")


def _at(section: Any, path: str) -> Any:
    for key in path.split("."):
        section = section.get(key) if isinstance(section, Mapping) else None
    return section


def _within(value: Any, low: float, high: float) -> bool:
    number = None if isinstance(value, bool) else number_in(str(value))
    return number is not None and low <= number <= high


def _says(where: str, expected_en: str, expected_pl: str) -> Finding:
    return found(
        DESCRIPTION, where, "The figure is missing or impossible.", "Brakuje liczby albo jest niemożliwa.",
        f"Expected: {expected_en}.", f"Oczekiwano: {expected_pl}.",
    )  # fmt: skip
