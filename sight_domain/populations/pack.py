"""One country's population as it is used: its categories, where its figures come from, its tables.

`packs` finds the packs there are; ``pack_format`` checks their files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sight_domain.language import Text
from sight_domain.populations.pack_format.layout import DIMENSIONS
from sight_domain.populations.pack_format.library import LoadedFiles, load_files

_NO_INCOME = Text(en="income", pl="dochód")


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
    title: Text
    publisher: str
    year: int
    licence: Text
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


def read_pack(folder: Path) -> Pack:
    """The pack in a folder; ``not_configured`` when it has findings."""
    files = load_files(folder)
    files.require()
    raw = files.description
    sources = {s["id"]: _source(s) for s in raw["sources"]}
    dimensions = {d: categories_of(raw["dimensions"][d]) for d in DIMENSIONS if d in raw["dimensions"]}
    return Pack(
        country=raw["country"],
        version=str(raw["version"]),
        name=Text(**raw["name"]),
        aliases=tuple(raw.get("aliases", ())),
        reference_year=raw["reference_year"],
        income=Text(**raw["income"]) if "income" in raw else _NO_INCOME,
        dimensions=dimensions,
        attributes={a: categories_of(codes) for a, codes in raw.get("attributes", {}).items()},
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


def categories_of(raw: Mapping[str, Mapping[str, Any]]) -> dict[str, Category]:
    """Codes and labels as a pack's description, or the vocabulary, lists them."""
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
    title, licence = _in_both(raw["title"]), _in_both(raw["licence"])
    return Source(raw["id"], title, raw["publisher"], raw["year"], licence, raw.get("url"))


def _in_both(words: str | Mapping[str, str]) -> Text:
    return Text(en=words, pl=words) if isinstance(words, str) else Text(en=words["en"], pl=words["pl"])
