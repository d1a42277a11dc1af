"""Country packs: everything Sight knows about a country's population, and where it comes from.

A pack is a folder ``XX`` with ``pack.yaml`` (labels, aliases, sources, assumptions, what it lacks) and CSV tables of
aggregated figures; ``docs/packs.md`` describes the format. Sight ships some (``packs/``); a user's own lie in the folder
that ``SIGHT_PACKS`` names, and one of theirs takes the place of a shipped one for the same country. A pack is checked when it
is loaded and never used with findings. ``vocabulary.yaml`` holds the labels that no country owns: traits, values, interests.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language, Text
from sight_domain.populations.pack_format.layout import DIMENSIONS, REQUIRED_DIMENSIONS
from sight_domain.populations.pack_format.library import LoadedFiles, load_files, pack_folders

__all__ = [
    "DIMENSIONS",
    "REQUIRED_DIMENSIONS",
    "Category",
    "Pack",
    "Provenance",
    "Source",
    "available_packs",
    "broken_packs",
    "find_pack",
    "fold",
    "label",
    "lacks_dimension",
    "load_pack",
    "vocabulary",
]

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
NO_INCOME = Text(en="income", pl="dochód")


@dataclass(frozen=True, slots=True)
class Category:
    """One answer of one dimension: its code, its label and the other spellings that mean it.

    Income brackets also have ``from_age``, the youngest age at which somebody has such an income (None: any), and
    ``relative_pay``, the pay that goes with it where mean pay is 1.
    """

    code: str
    text: Text
    aliases: tuple[str, ...] = ()
    from_age: int | None = None
    relative_pay: float | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from; part of every report made from them."""

    id: str
    title: str
    publisher: str
    year: int
    licence: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of a table or section: its sources (none: assumed), and whose table it is where it is borrowed."""

    sources: tuple[Source, ...]
    assumed: bool
    borrowed_from: str | None


@dataclass(frozen=True, eq=False)
class Pack:
    """A country's population.

    ``dimensions`` are those that respondents are sampled by, in the order of ``DIMENSIONS``; a country without figures on
    regions, places or incomes lacks them. ``attributes`` are the labelled facts that are drawn given them (``status``,
    ``household``). ``income`` says which income the brackets are of. ``lacks``, ``unchecked`` and ``assumptions`` are what a
    reader of a report must know.
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
    lacks: tuple[Text, ...]
    unchecked: tuple[Text, ...]
    assumptions: tuple[Text, ...]
    provenance: Mapping[str, Provenance]
    settings: Mapping[str, Any]
    tables: Mapping[str, Sequence[dict[str, str]]]
    folder: Path

    @property
    def sampled(self) -> tuple[str, ...]:
        """The pack's own dimensions, in the order of its joint's axes."""
        return tuple(self.dimensions)

    @property
    def caveats(self) -> tuple[Text, ...]:
        """What a report made from the pack must say of it: what it lacks, what is unchecked, what is assumed."""
        missing = (
            Text(
                en=f"The figures lack: {t.en[:1].lower()}{t.en[1:]}",
                pl=f"W danych brakuje: {t.pl[:1].lower()}{t.pl[1:]}",
            )
            for t in self.lacks
        )
        return (*missing, *self.unchecked, *self.assumptions)

    def codes(self, dimension: str) -> tuple[str, ...]:
        """The categories of a sampling dimension, in the pack's order; none for one that the pack lacks."""
        return tuple(self.dimensions.get(dimension, ()))

    def table(self, name: str) -> Sequence[dict[str, str]]:
        """The rows of one of the pack's tables, own or borrowed; none for one that it lacks."""
        return self.tables.get(name, ())


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
    files = load_files(folder)
    files.require()
    raw = files.description
    sources = {s["id"]: _source(s) for s in raw["sources"]}
    dimensions = {d: _categories(raw["dimensions"][d]) for d in DIMENSIONS if d in raw["dimensions"]}
    return Pack(
        country=raw["country"],
        version=str(raw["version"]),
        name=Text(**raw["name"]),
        aliases=tuple(raw.get("aliases", ())),
        reference_year=raw["reference_year"],
        income=Text(**raw["income"]) if "income" in raw else NO_INCOME,
        dimensions=dimensions,
        attributes={a: _categories(codes) for a, codes in raw.get("attributes", {}).items()},
        sources=tuple(sources.values()),
        lacks=_texts(raw, "lacks"),
        unchecked=_texts(raw, "unchecked"),
        assumptions=_texts(raw, "assumptions"),
        provenance={
            name: _provenance(name, entry, sources, files) for name, entry in raw["provenance"].items()
        },
        settings={
            key: raw.get(key, {})
            for key in ("hofstede", "trait_correlations", "families", "retirement", "pay_spread")
        },
        tables=files.tables,
        folder=folder,
    )


def _provenance(
    name: str, entry: Mapping[str, Any], sources: Mapping[str, Source], files: LoadedFiles
) -> Provenance:
    lender = entry.get("borrowed_from")
    if lender is None:
        named = tuple(sources[s] for s in entry.get("sources", ()))
        return Provenance(named, bool(entry.get("assumed", False)), None)
    theirs = files.lenders[lender].description
    their_sources = {s["id"]: _source(s) for s in theirs["sources"]}
    own = theirs["provenance"][name]
    return Provenance(
        tuple(their_sources[s] for s in own.get("sources", ())), bool(own.get("assumed", False)), lender
    )


def _texts(raw: Mapping[str, Any], key: str) -> tuple[Text, ...]:
    return tuple(Text(en=t["en"], pl=t["pl"]) for t in raw.get(key) or ())


def _source(raw: Mapping[str, Any]) -> Source:
    return Source(raw["id"], raw["title"], raw["publisher"], raw["year"], raw["licence"], raw.get("url"))


@cache
def _vocabulary() -> dict[str, dict[str, Category]]:
    raw = yaml.safe_load((ROOT / "vocabulary.yaml").read_text(encoding="utf-8"))
    return {dimension: _categories(categories) for dimension, categories in raw.items()}


def _categories(raw: Mapping[str, Mapping[str, Any]]) -> dict[str, Category]:
    return {
        code: Category(
            code,
            Text(en=c["en"], pl=c["pl"]),
            tuple(str(a) for a in c.get("aliases", ())),
            c.get("from_age"),
            c.get("relative_pay"),
        )
        for code, c in raw.items()
    }
