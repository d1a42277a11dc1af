"""Checks of ``pack.yaml``: what must be there, in both languages, with sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sight_domain.populations.pack_format.figures import check_correlations, check_hofstede, is_number
from sight_domain.populations.pack_format.findings import Finding, found
from sight_domain.populations.pack_format.layout import (
    DIMENSIONS,
    FORMAT,
    OLDEST,
    REQUIRED_DIMENSIONS,
    SHARED_CODES,
    YOUNGEST,
)
from sight_domain.populations.pack_format.reading import DESCRIPTION

REQUIRED = ("format", "country", "version", "name", "reference_year", "dimensions", "hofstede",
            "trait_correlations", "provenance", "sources", "lacks", "assumptions")  # fmt: skip
OPTIONAL = ("aliases", "income", "attributes", "families", "retirement", "unchecked", "pay_spread")
OF_CATEGORY = ("en", "pl", "aliases", "from_age", "relative_pay")
OF_SOURCE = ("id", "title", "publisher", "year", "licence", "url")
AGE_GROUP = re.compile(r"^(\d{1,3})-(\d{1,3})$|^(\d{1,3})\+$")


def check_description(raw: Mapping[str, Any]) -> list[Finding]:
    """Findings in the description alone; tables are not looked at."""
    return [
        *_keys(raw),
        *_single_values(raw),
        *_texts(raw),
        *_dimensions(_mapping(raw, "dimensions")),
        *_attributes(_mapping(raw, "attributes")),
        *_income(raw),
        *check_hofstede(_mapping(raw, "hofstede")),
        *check_correlations(_mapping(raw, "trait_correlations")),
        *_sources(raw.get("sources")),
    ]


def categories_of(raw: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Codes by dimension and attribute, as far as the description has them."""
    return {
        name: tuple(str(code) for code in codes)
        for part in ("dimensions", "attributes")
        for name, codes in _mapping(raw, part).items()
        if isinstance(codes, Mapping)
    }


def bounds(age_group: str) -> tuple[int, int] | None:
    """First and last age of an age group's code; None for something else. ``65+`` ends at 100."""
    match = AGE_GROUP.match(age_group)
    if match is None:
        return None
    if match[3]:
        return int(match[3]), OLDEST
    return int(match[1]), int(match[2])


def _mapping(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = raw.get(key)
    return value if isinstance(value, Mapping) else {}


def _says(where: str, en: str, pl: str, expected_en: str, expected_pl: str) -> Finding:
    return found(DESCRIPTION, where, en, pl, expected_en, expected_pl)


def _keys(raw: Mapping[str, Any]) -> Iterator[Finding]:
    for key in REQUIRED:
        if key not in raw:
            yield _says(
                key,
                "The key is missing.",
                "Brakuje klucza.",
                "Every pack has it.",
                "Ma go każdy zbiór danych.",
            )
    for key in raw:
        if key not in REQUIRED and key not in OPTIONAL:
            yield _says(
                str(key), "Unknown key.", "Nieznany klucz.",
                f"One of: {', '.join((*REQUIRED, *OPTIONAL))}.", f"Jeden z: {', '.join((*REQUIRED, *OPTIONAL))}.",
            )  # fmt: skip
    if "format" in raw and raw["format"] != FORMAT:
        yield _says(
            "format", f"Format {raw['format']!r} is unknown.", f"Nieznany format {raw['format']!r}.",
            f"{FORMAT}.", f"{FORMAT}.",
        )  # fmt: skip
    if not re.fullmatch(r"[A-Z]{2}", str(raw.get("country", "XX"))):
        yield _says(
            "country", f"{raw['country']!r} is no country code.", f"{raw['country']!r} nie jest kodem kraju.",
            "Two capital letters (ISO 3166-1).", "Dwie wielkie litery (ISO 3166-1).",
        )  # fmt: skip
    for key in (
        "dimensions",
        "attributes",
        "hofstede",
        "trait_correlations",
        "provenance",
        "families",
        "retirement",
    ):
        if key in raw and not isinstance(raw[key], Mapping):
            yield _says(
                key, "This is no mapping.", "To nie jest mapa.", "Keys with values.", "Klucze z wartościami."
            )


def _single_values(raw: Mapping[str, Any]) -> Iterator[Finding]:
    for key, low, high in (("reference_year", 1900, 2100), ("pay_spread", 0, 5)):
        value = raw.get(key, low)
        whole = key != "reference_year" or isinstance(value, int)
        if not is_number(value) or not whole or not low <= value <= high:
            yield _says(
                key, f"{value!r} cannot be used.", f"Wartości {value!r} nie można użyć.",
                f"A number from {low} to {high}.", f"Liczba od {low} do {high}.",
            )  # fmt: skip
    if not isinstance(raw.get("version", ""), str | int | float):
        yield _says("version", "This is no version.", "To nie jest wersja.", "Text.", "Tekst.")
    aliases = raw.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(a, str) for a in aliases):
        yield _says(
            "aliases",
            "This is no list of names.",
            "To nie jest lista nazw.",
            "A list of texts.",
            "Lista tekstów.",
        )


def _texts(raw: Mapping[str, Any]) -> Iterator[Finding]:
    for key in ("name", "income"):
        if key in raw:
            yield from _bilingual(raw[key], key)
    for key in ("lacks", "assumptions", "unchecked"):
        entries = raw.get(key, [])
        if not isinstance(entries, list):
            yield _says(
                key, "This is no list.", "To nie jest lista.", "A list of {en, pl}.", "Lista {en, pl}."
            )
            continue
        for i, entry in enumerate(entries, start=1):
            yield from _bilingual(entry, f"{key}[{i}]")


def _bilingual(entry: Any, where: str) -> Iterator[Finding]:
    for language in ("en", "pl"):
        text = entry.get(language) if isinstance(entry, Mapping) else None
        if not isinstance(text, str) or not text.strip():
            yield _says(
                where, f"There is no text in {language!r}.", f"Brakuje tekstu w języku {language!r}.",
                "Text in both languages: {en: ..., pl: ...}.", "Tekst w obu językach: {en: ..., pl: ...}.",
            )  # fmt: skip


def _categories(name: str, codes: Any, where: str) -> Iterator[Finding]:
    if not isinstance(codes, Mapping) or not codes:
        yield _says(
            where, "There are no categories.", "Brak kategorii.", "At least one.", "Co najmniej jedna."
        )
        return
    for code, category in codes.items():
        place = f"{where}.{code}"
        aliases = category.get("aliases", []) if isinstance(category, Mapping) else []
        if not isinstance(aliases, list):
            yield _says(
                place,
                "The aliases are no list.",
                "Aliasy nie są listą.",
                "A list of texts.",
                "Lista tekstów.",
            )
        if not isinstance(code, str):
            yield _says(
                place, f"The code is {type(code).__name__}.", f"Kod jest typu {type(code).__name__}.",
                "Put it in quotes.", "Ujmij go w cudzysłów.",
            )  # fmt: skip
        yield from _bilingual(category, place)
        extra = [k for k in category if k not in OF_CATEGORY] if isinstance(category, Mapping) else []
        for key in extra:
            yield _says(
                place, f"Unknown key {key!r}.", f"Nieznany klucz {key!r}.",
                f"One of: {', '.join(OF_CATEGORY)}.", f"Jeden z: {', '.join(OF_CATEGORY)}.",
            )  # fmt: skip
        if name in SHARED_CODES and str(code) not in SHARED_CODES[name]:
            listed = ", ".join(SHARED_CODES[name])
            yield _says(
                place, "Sight does not know this code.", "Sight nie zna tego kodu.",
                f"One of: {listed}.", f"Jeden z: {listed}.",
            )  # fmt: skip


def _dimensions(dimensions: Mapping[str, Any]) -> Iterator[Finding]:
    for name in REQUIRED_DIMENSIONS:
        if name not in dimensions:
            yield _says(
                f"dimensions.{name}", "The dimension is missing.", "Brakuje wymiaru.",
                "Every pack has it.", "Ma go każdy zbiór danych.",
            )  # fmt: skip
    for name, codes in dimensions.items():
        if name not in DIMENSIONS:
            yield _says(
                f"dimensions.{name}", "Unknown dimension.", "Nieznany wymiar.",
                f"One of: {', '.join(DIMENSIONS)}.", f"Jeden z: {', '.join(DIMENSIONS)}.",
            )  # fmt: skip
        yield from _categories(name, codes, f"dimensions.{name}")
    genders = dimensions.get("gender")
    if isinstance(genders, Mapping) and set(genders) != set(SHARED_CODES["gender"]):
        yield _says(
            "dimensions.gender", "A sex is missing.", "Brakuje płci.", "female and male.", "female i male."
        )
    if isinstance(dimensions.get("age_group"), Mapping):
        yield from _age_groups([str(code) for code in dimensions["age_group"]])


def _age_groups(codes: Sequence[str]) -> Iterator[Finding]:
    next_age = YOUNGEST
    for code in codes:
        limits = bounds(code)
        if limits is None or limits[0] != next_age or limits[1] < limits[0]:
            yield _says(
                f"dimensions.age_group.{code}", "The age group does not go on where the one before ends.",
                "Grupa wieku nie zaczyna się tam, gdzie kończy się poprzednia.",
                f"A group from {next_age} on, such as {next_age}-{next_age + 9} or {next_age}+.",
                f"Grupa od {next_age} lat, np. {next_age}-{next_age + 9} albo {next_age}+.",
            )  # fmt: skip
            return
        next_age = limits[1] + 1
    if next_age != OLDEST + 1:
        yield _says(
            "dimensions.age_group", f"The groups end at {next_age - 1}.", f"Grupy kończą się na {next_age - 1} latach.",
            "The last one is open, such as 65+.", "Ostatnia jest otwarta, np. 65+.",
        )  # fmt: skip


def _attributes(attributes: Mapping[str, Any]) -> Iterator[Finding]:
    for name, codes in attributes.items():
        if name not in ("status", "household"):
            yield _says(
                f"attributes.{name}", "Unknown attribute.", "Nieznana cecha.", "status or household.",
                "status albo household.",
            )  # fmt: skip
        yield from _categories(name, codes, f"attributes.{name}")
    statuses = attributes.get("status")
    if isinstance(statuses, Mapping) and not set(statuses) & {"retired", "inactive"}:
        yield _says(
            "attributes.status", "Nobody of 80 or over could have a status.", "Nikt od 80 lat nie mógłby mieć statusu.",
            "retired or inactive among the statuses.", "retired albo inactive wśród statusów.",
        )  # fmt: skip


def _income(raw: Mapping[str, Any]) -> Iterator[Finding]:
    brackets = _mapping(raw, "dimensions").get("income_bracket")
    if not isinstance(brackets, Mapping):
        return
    if "income" not in raw:
        yield _says(
            "income", "It does not say which income the brackets are of.", "Nie wiadomo, jakiego dochodu to przedziały.",
            "For example {en: own net monthly income, pl: własny dochód netto na miesiąc}.",
            "Na przykład {en: own net monthly income, pl: własny dochód netto na miesiąc}.",
        )  # fmt: skip
    for code, bracket in brackets.items():
        pay = bracket.get("relative_pay") if isinstance(bracket, Mapping) else None
        if not is_number(pay) or float(pay or 0) <= 0:
            yield _says(
                f"dimensions.income_bracket.{code}", "There is no relative_pay.", "Brakuje relative_pay.",
                "The pay that goes with the bracket, mean pay = 1.", "Płaca odpowiadająca przedziałowi, średnia = 1.",
            )  # fmt: skip


def _sources(sources: Any) -> Iterator[Finding]:
    if not isinstance(sources, list):
        yield _says(
            "sources", "This is no list.", "To nie jest lista.", "A list of sources.", "Lista źródeł."
        )
        return
    seen: set[str] = set()
    for i, source in enumerate(sources, start=1):
        place = f"sources[{i}]"
        given = source if isinstance(source, Mapping) else {}
        for key in ("id", "title", "publisher", "licence"):
            both = key in ("title", "licence") and isinstance(given.get(key), Mapping)
            words = [given[key].get(lang) for lang in ("en", "pl")] if both else [given.get(key)]
            if not all(isinstance(word, str) and word.strip() for word in words):
                yield _says(place, f"{key} is missing.", f"Brakuje {key}.", "Text.", "Tekst.")
        year = given.get("year")
        if not isinstance(year, int) or not 1900 <= year <= 2100:
            yield _says(place, f"The year is {year!r}.", f"Rok: {year!r}.", "A year.", "Potrzebny jest rok.")
        for key in given:
            if key not in OF_SOURCE:
                yield _says(
                    place, f"Unknown key {key!r}.", f"Nieznany klucz {key!r}.",
                    f"One of: {', '.join(OF_SOURCE)}.", f"Jeden z: {', '.join(OF_SOURCE)}.",
                )  # fmt: skip
        if str(given.get("id")) in seen:
            yield _says(place, f"{given.get('id')} is there twice.", f"{given.get('id')} występuje dwa razy.",
                        "An id of its own.", "Potrzebny jest osobny identyfikator.")  # fmt: skip
        seen.add(str(given.get("id")))
