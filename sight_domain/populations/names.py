"""Polish names: given names true to sex and birth decade, surnames in their grammatical form."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from sight_domain.populations.chance import choose
from sight_domain.populations.packs import Pack

if TYPE_CHECKING:
    from numpy.random import Generator

EARLIEST_DECADE, LATEST_DECADE = 1920, 2000
TRIES = 40
# A surname's chance falls with its rank r as 1 / (r + 30): an assumption, since only the order is used.
RANK_OFFSET = 30


def feminine_surname(surname: str) -> str:
    """The form a woman bears: adjectival surnames (-ski, -cki, -dzki, -y) end in -a, nouns stay (Nowak, Zięba)."""
    if surname.endswith(("ski", "cki", "dzki")):
        return surname[:-1] + "a"
    if surname.endswith("y"):
        return surname[:-1] + "a"
    return surname


def birth_decade(age: int, reference_year: int) -> int:
    """The decade of birth, kept within those that there are name tables for."""
    return min(max((reference_year - age) // 10 * 10, EARLIEST_DECADE), LATEST_DECADE)


def draw_names(
    pack: Pack,
    genders: Sequence[str],
    ages: Sequence[int],
    generator: Generator,
    *,
    taken: Collection[str] = (),
) -> list[tuple[str, str]]:
    """A given name and a surname for each person; no full name twice while there are free ones.

    Args:
        genders: ``female`` or ``male``.
        ages: years.
        taken: full names ("Anna Nowak") that somebody bears already, such as earlier respondents of a study.

    Returns:
        Pairs (given name, surname in the form of the person's sex).
    """
    surnames = pack.words("surnames")
    chances = [1 / (rank + RANK_OFFSET) for rank in range(len(surnames))]
    used = set(taken)
    result = []
    for gender, age in zip(genders, ages, strict=True):
        names, shares = _given_names(pack, gender, birth_decade(age, pack.reference_year))
        full = _draw_full_name(names, shares, surnames, chances, gender, generator)
        tries = 1
        while " ".join(full) in used and tries < TRIES:
            full = _draw_full_name(names, shares, surnames, chances, gender, generator)
            tries += 1
        used.add(" ".join(full))
        result.append(full)
    return result


def _draw_full_name(
    names: Sequence[str], shares: Sequence[float], surnames: Sequence[str], chances: Sequence[float], gender: str,
    generator: Generator,
) -> tuple[str, str]:  # fmt: skip
    given = choose(names, shares, generator)
    surname = choose(surnames, chances, generator)
    return given, feminine_surname(surname) if gender == "female" else surname


@lru_cache(maxsize=64)
def _given_names(pack: Pack, gender: str, decade: int) -> tuple[list[str], list[float]]:
    rows = [
        r for r in pack.table("given_names") if r["gender"] == gender and int(r["birth_decade"]) == decade
    ]
    return [r["name"] for r in rows], [float(r["share"]) for r in rows]
