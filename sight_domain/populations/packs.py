"""Country packs: everything Sight knows about a country's population, and where it comes from.

A pack is a folder ``packs/XX`` with ``pack.yaml`` (labels, aliases, sources, assumptions) and CSV tables of aggregated
figures. ``vocabulary.yaml`` holds the labels that no country owns: traits, values, interests.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language, Text

ROOT = Path(__file__).parent
# All the dimensions there can be, in the order of every joint's axes; a pack has those that its figures allow.
DIMENSIONS = ("region", "settlement", "age_group", "gender", "education", "income_bracket")
DIMENSION_NAMES = {
    "region": Text(en="region", pl="region"),
    "settlement": Text(en="size of place", pl="wielkość miejscowości"),
    "age_group": Text(en="age", pl="wiek"),
    "gender": Text(en="gender", pl="płeć"),
    "education": Text(en="education", pl="wykształcenie"),
    "income_bracket": Text(en="income", pl="dochód"),
}
REQUIRED_DIMENSIONS = ("age_group", "gender", "education")

LABEL_SPELLINGS = {
    "trait": "big_five",
    "value": "values",
    "interest": "interests",
    "income": "income_bracket",
}


@dataclass(frozen=True, slots=True)
class Category:
    """One answer of one dimension: its code, its label and the other spellings that mean it."""

    code: str
    text: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from; part of every report made from them."""

    title: str
    publisher: str
    year: int
    licence: str
    url: str | None


@dataclass(frozen=True, eq=False)
class Pack:
    """A country's population.

    ``dimensions`` are those that respondents are sampled by, in the order of ``DIMENSIONS``; a country without figures on
    regions, places or incomes lacks them. ``attributes`` are the labelled facts that are drawn given them (``status``,
    ``household``). ``income`` says which income the brackets are of.
    """

    country: str
    version: str
    name: Text
    aliases: tuple[str, ...]
    reference_year: int
    income: Text
    dimensions: Mapping[str, Mapping[str, Category]]
    attributes: Mapping[str, Mapping[str, Category]]
    sources: tuple[Source, ...]
    assumptions: tuple[Text, ...]
    settings: Mapping[str, Any]
    folder: Path

    @property
    def sampled(self) -> tuple[str, ...]:
        """The pack's own dimensions, in the order of its joint's axes."""
        return tuple(self.dimensions)

    def codes(self, dimension: str) -> tuple[str, ...]:
        """The categories of a sampling dimension, in the pack's order; none for one that the pack lacks."""
        return tuple(self.dimensions.get(dimension, ()))

    def table(self, name: str) -> list[dict[str, str]]:
        """The rows of one of the pack's CSV tables."""
        return _rows(self.folder / f"{name}.csv")

    def words(self, name: str) -> list[str]:
        """The words of one of the pack's plain lists."""
        return (self.folder / f"{name}.txt").read_text(encoding="utf-8").split()


def fold(text: str) -> str:
    """Lower case, no diacritics, words separated by single blanks: how spellings are compared."""
    plain = unicodedata.normalize("NFKD", str(text).casefold().replace("ł", "l"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    for dash in "_-‐‑‒–—/":
        letters = letters.replace(dash, " ")
    return " ".join(letters.split())


def available_packs() -> tuple[str, ...]:
    """Codes of the countries there are packs for."""
    return tuple(sorted(p.parent.name for p in (ROOT / "packs").glob("*/pack.yaml")))


def find_pack(country: str) -> Pack:
    """The pack of a country given by code or name, in either language.

    Raises:
        SightError: ``unsupported``, field ``target.country``: no pack; the message lists those that exist.
    """
    wanted = fold(country)
    packs = [load_pack(code) for code in available_packs()]
    for pack in packs:
        if wanted in {fold(s) for s in (pack.country, pack.name.en, pack.name.pl, *pack.aliases)}:
            return pack
    known_en, known_pl = (
        ", ".join(f"{p.country} ({p.name.to(lang)})" for p in packs) for lang in ("en", "pl")
    )
    raise SightError(
        ErrorCode.UNSUPPORTED,
        Text(
            en=f"There is no population pack for {country!r}. Packs exist for: {known_en}.",
            pl=f"Nie ma danych o ludności dla kraju {country!r}. Dostępne kraje: {known_pl}.",
        ),
        Text(en="Choose one of these countries.", pl="Wybierz jeden z tych krajów."),
        field="target.country",
    )


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
            en=f"Leave it out. This country can be chosen by: {known['en']}.",
            pl=f"Pomiń ten warunek. W tym kraju można wybierać według cech: {known['pl']}.",
        ),
        field=field,
    )


@cache
def load_pack(country: str) -> Pack:
    """Read a pack's ``pack.yaml``; its tables are read when first asked for."""
    folder = ROOT / "packs" / country
    raw = yaml.safe_load((folder / "pack.yaml").read_text(encoding="utf-8"))
    return Pack(
        country=raw["country"],
        version=raw["version"],
        name=Text(**raw["name"]),
        aliases=tuple(raw["aliases"]),
        reference_year=raw["reference_year"],
        income=Text(**raw["income"]),
        dimensions={d: _categories(raw["dimensions"][d]) for d in DIMENSIONS if d in raw["dimensions"]},
        attributes={a: _categories(raw["attributes"][a]) for a in raw["attributes"]},
        sources=tuple(
            Source(s["title"], s["publisher"], s["year"], s["licence"], s.get("url")) for s in raw["sources"]
        ),
        assumptions=tuple(Text(**a) for a in raw["assumptions"]),
        settings={
            k: raw[k]
            for k in (
                "hofstede",
                "trait_correlations",
                "earliest_income_age",
                "families",
                "bracket_edges_pln",
                "isco_pay",
            )
        },
        folder=folder,
    )


def label(dimension: str, category: str, language: Language, *, country: str = "PL") -> str:
    """The words for a code, as cards, tables and prompts show them.

    Args:
        dimension: a sampling dimension, ``status``, ``household``, ``big_five``, ``values``, ``interests`` or
            ``hofstede``; ``trait``, ``value``, ``interest`` and ``income`` are understood too.
        category: a code of it. An unknown code comes back as it is: a stored oddity must stay visible.
    """
    pack = load_pack(country)
    dimension = LABEL_SPELLINGS.get(dimension, dimension)
    known = (
        pack.dimensions.get(dimension) or pack.attributes.get(dimension) or _vocabulary().get(dimension, {})
    )
    return known[category].text.to(language) if category in known else category


def vocabulary(dimension: str) -> tuple[str, ...]:
    """Codes of a dimension that no country owns: ``big_five``, ``values``, ``interests``, ``hofstede``."""
    return tuple(_vocabulary()[dimension])


@cache
def _vocabulary() -> dict[str, dict[str, Category]]:
    raw = yaml.safe_load((ROOT / "vocabulary.yaml").read_text(encoding="utf-8"))
    return {dimension: _categories(categories) for dimension, categories in raw.items()}


def _categories(raw: Mapping[str, Mapping[str, Any]]) -> dict[str, Category]:
    return {
        code: Category(code, Text(en=c["en"], pl=c["pl"]), tuple(c.get("aliases", ())))
        for code, c in raw.items()
    }


@cache
def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
