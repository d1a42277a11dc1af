"""The country packs there are, by code or name, and the words for their codes.

A pack is a folder ``XX`` with ``pack.yaml`` (labels, aliases, sources, assumptions, what it lacks) and CSV tables of
aggregated figures; ``docs/packs.md`` describes the format. Sight ships some (``packs/``); a user's own lie in the folder
that ``SIGHT_PACKS`` names, and one of theirs takes the place of a shipped one for the same country. A pack is checked when it
is loaded and never used with findings. ``vocabulary.yaml`` holds the labels that no country owns: traits, values, interests.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language, Text
from sight_domain.populations.pack import Category, Pack, categories_of, read_pack
from sight_domain.populations.pack_format.library import load_files, pack_folders
from sight_domain.yaml_text import read_yaml

ROOT = Path(__file__).parent
DIMENSION_NAMES = {
    "region": Text(en="region", pl="region"),
    "settlement": Text(en="size of place", pl="wielkość miejscowości"),
    "age_group": Text(en="age", pl="wiek"),
    "gender": Text(en="gender", pl="płeć"),
    "education": Text(en="education", pl="wykształcenie"),
    "income_bracket": Text(en="income", pl="dochód"),
}
LABEL_SPELLINGS = {
    "trait": "big_five",
    "value": "values",
    "interest": "interests",
    "income": "income_bracket",
}


def fold(text: str) -> str:
    """Lower case, no diacritics, words separated by single blanks: how spellings are compared."""
    plain = unicodedata.normalize("NFKD", str(text).casefold().replace("ł", "l"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    for dash in "_-‐‑‒–—/":
        letters = letters.replace(dash, " ")
    return " ".join(letters.split())


def available_packs() -> tuple[str, ...]:
    """Codes of the countries there are usable packs for."""
    return tuple(code for code in pack_folders() if not load_files(pack_folders()[code]).findings)


def broken_packs() -> tuple[str, ...]:
    """Codes of the countries whose pack has findings and cannot be used."""
    return tuple(code for code in pack_folders() if load_files(pack_folders()[code]).findings)


def find_pack(country: str) -> Pack:
    """The pack of a country given by code or name, in either language.

    Raises:
        SightError: ``unsupported``, field ``target.country``: no pack; the message lists those that exist.
            ``not_configured``: there is one with findings.
    """
    wanted = fold(country)
    if wanted.upper() in pack_folders():
        return load_pack(wanted.upper())
    packs = [load_pack(code) for code in available_packs()]
    for pack in packs:
        if wanted in {fold(s) for s in (pack.country, pack.name.en, pack.name.pl, *pack.aliases)}:
            return pack
    raise _no_pack(country, packs)


def load_pack(country: str) -> Pack:
    """The pack of a country's code.

    Raises:
        SightError: ``unsupported``: there is none; ``not_configured``: it has findings, the first of which are named.
    """
    folder = pack_folders().get(country)
    if folder is None:
        raise _no_pack(country, [load_pack(code) for code in available_packs()])
    return _load(folder)


def lacks_dimension(pack: Pack, dimension: str, *, field: str) -> SightError:
    """The refusal of a filter or quota on what the country's figures do not tell apart."""
    known = {lang: ", ".join(DIMENSION_NAMES[d].to(lang) for d in pack.sampled) for lang in ("en", "pl")}
    name = DIMENSION_NAMES[dimension]
    return SightError(
        ErrorCode.UNSUPPORTED,
        Text(
            en=f"The pack {pack.country} ({pack.name.en}) has no figures by {name.en}.",
            pl=f"Dane {pack.country} ({pack.name.pl}) nie zawierają cechy: {name.pl}.",
        ),
        Text(
            en=f"Leave it out. Respondents from there can be chosen by: {known['en']}.",
            pl=f"Pomiń ten warunek. W tym kraju można wybierać według cech: {known['pl']}.",
        ),
        field=field,
    )


def label(dimension: str, category: str, language: Language, *, country: str = "PL") -> str:
    """The words for a code, as cards, tables and prompts show them.

    Args:
        dimension: a sampling dimension, ``status``, ``household``, ``life_stage``, ``marital``, ``big_five``, ``values``,
            ``interests`` or ``hofstede``; ``trait``, ``value``, ``interest`` and ``income`` are understood too.
        category: a code of it. An unknown code comes back as it is: a stored oddity must stay visible.
        country: code of the pack; without a usable pack only the words that no country owns are known.
    """
    dimension = LABEL_SPELLINGS.get(dimension, dimension)
    known = _vocabulary().get(dimension, {})
    if not known:
        try:
            pack = load_pack(country)
        except SightError:
            return category
        known = pack.dimensions.get(dimension) or pack.attributes.get(dimension) or {}
    return known[category].text.to(language) if category in known else category


def vocabulary(dimension: str) -> tuple[str, ...]:
    """Codes of a dimension that no country owns: ``big_five``, ``values``, ``interests``, ``hofstede``, ``life_stage``."""
    return tuple(_vocabulary()[dimension])


def _no_pack(country: str, packs: Sequence[Pack]) -> SightError:
    known_en, known_pl = (
        ", ".join(f"{p.country} ({p.name.to(lang)})" for p in packs) for lang in ("en", "pl")
    )
    return SightError(
        ErrorCode.UNSUPPORTED,
        Text(
            en=f"There is no population pack for {country!r}. Packs exist for: {known_en}.",
            pl=f"Nie ma danych o ludności dla kraju {country!r}. Dostępne kraje: {known_pl}.",
        ),
        Text(en="Choose one of these countries.", pl="Wybierz jeden z tych krajów."),
        field="target.country",
    )


@cache
def _load(folder: Path) -> Pack:
    return read_pack(folder)


@cache
def _vocabulary() -> dict[str, dict[str, Category]]:
    raw = read_yaml((ROOT / "vocabulary.yaml").read_text(encoding="utf-8"))
    return {dimension: categories_of(categories) for dimension, categories in raw.items()}
