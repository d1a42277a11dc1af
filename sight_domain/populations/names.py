"""Names: given names true to sex and, where the pack knows it, to birth decade; surnames in the form of the sex."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from sight_domain.populations.chance import choose_by
from sight_domain.populations.pack import Pack
from sight_domain.populations.pack_format.layout import ALL_COHORTS, EARLIEST_DECADE, LATEST_DECADE

if TYPE_CHECKING:
    from numpy.random import Generator

TRIES = 40
VOWELS = "aąeęioóuy"
NOUNS_IN_Y = ("Batory", "Kennedy", "Kirby", "Konstanty")


def feminine_surname(surname: str) -> str:
    """The form that a woman bears in Poland, part by part where there is a hyphen.

    Adjectives (-ski, -cki, -dzki, -ki, -gi, -y after a consonant) end in -a; nouns (Nowak, Zając, Zięba, Batory) and foreign
    names (Kennedy, Murray, Schmidt) stay as they are.
    """
    if "-" in surname:
        return "-".join(feminine_surname(part) for part in surname.split("-"))
    adjective = surname.endswith(("ki", "gi")) or (surname.endswith("y") and surname[-2:-1] not in VOWELS)
    return surname[:-1] + "a" if adjective and surname not in NOUNS_IN_Y else surname


def birth_decade(age: int, reference_year: int) -> int:
    """The decade of birth, kept within those that there are name tables for."""
    return min(max((reference_year - age) // 10 * 10, EARLIEST_DECADE), LATEST_DECADE)


def name_decades(cohort: str) -> Sequence[int]:
    """The decades of birth that a ``birth_decade`` of ``given_names`` is about: one, or every one for ``all``."""
    return range(EARLIEST_DECADE, LATEST_DECADE + 1, 10) if cohort == ALL_COHORTS else (int(cohort),)


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
    surnames = pack.table("surnames")
    chances = list(accumulate(float(row["weight"]) for row in surnames))
    used = set(taken)
    result = []
    for gender, age in zip(genders, ages, strict=True):
        names, shares = _given_names(pack, gender, birth_decade(age, pack.reference_year))
        full = _draw_full_name(names, shares, surnames, chances, gender, generator)
        for _ in range(TRIES):
            if " ".join(full) not in used:
                break
            full = _draw_full_name(names, shares, surnames, chances, gender, generator)
        else:
            full = _free_name(names, surnames, gender, used, generator) or full
        used.add(" ".join(full))
        result.append(full)
    return result


def _draw_full_name(
    names: Sequence[str], shares: Sequence[float], surnames: Sequence[Mapping[str, str]], chances: Sequence[float], gender: str,
    generator: Generator,
) -> tuple[str, str]:  # fmt: skip
    given = choose_by(names, shares, generator)
    surname = choose_by(surnames, chances, generator)
    return given, surname[gender]


def _free_name(
    names: Sequence[str], surnames: Sequence[Mapping[str, str]], gender: str, used: Collection[str], generator: Generator
) -> tuple[str, str] | None:  # fmt: skip
    """Any full name that nobody bears, all being alike; None when there is none left."""
    places: list[int] = generator.permutation(len(names) * len(surnames)).tolist()
    for place in places:
        full = (names[place % len(names)], surnames[place // len(names)][gender])
        if " ".join(full) not in used:
            return full
    return None


@lru_cache(maxsize=64)
def _given_names(pack: Pack, gender: str, decade: int) -> tuple[list[str], list[float]]:
    rows = [
        r
        for r in pack.table("given_names")
        if r["gender"] == gender and decade in name_decades(r["birth_decade"])
    ]
    return [r["name"] for r in rows], list(accumulate(float(r["share"]) for r in rows))
