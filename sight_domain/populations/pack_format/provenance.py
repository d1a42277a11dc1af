"""Checks of where a pack's figures come from: every table and section has sources, is an assumption, or is borrowed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sight_domain.populations.pack_format.findings import Finding, found
from sight_domain.populations.pack_format.layout import SECTIONS, TABLES
from sight_domain.populations.pack_format.reading import DESCRIPTION

KEYS = ("sources", "assumed", "borrowed_from")


def check_provenance(
    raw: Mapping[str, Any], present: Collection[str], lenders: Mapping[str, Collection[str]]
) -> Iterator[Finding]:
    """Findings in ``provenance``.

    Args:
        present: names of the tables in the pack's own folder.
        lenders: tables of the packs that may be borrowed from, by country.
    """
    entries = raw.get("provenance")
    entries = entries if isinstance(entries, Mapping) else {}
    listed = raw.get("sources")
    known = (
        {str(s.get("id")) for s in listed if isinstance(s, Mapping)} if isinstance(listed, list) else set()
    )
    used: set[str] = set()
    for name, entry in entries.items():
        given = entry if isinstance(entry, Mapping) else {}
        if not given or any(key not in KEYS for key in given):
            yield _says(
                name, "This says nothing of the origin.", "To nic nie mówi o pochodzeniu.",
                "{sources: [ids]}, {assumed: true} or {borrowed_from: PL}.",
                "{sources: [id]}, {assumed: true} albo {borrowed_from: PL}.",
            )  # fmt: skip
            continue
        sources = given.get("sources", [])
        if not isinstance(sources, list):
            yield _says(
                name,
                "The sources are no list.",
                "Źródła nie są listą.",
                "{sources: [ids]}.",
                "{sources: [id]}.",
            )
            continue
        used |= {str(s) for s in sources}
        for source in sources:
            if str(source) not in known:
                yield _says(
                    name, f"There is no source {source!r}.", f"Nie ma źródła {source!r}.",
                    f"An id from `sources`: {', '.join(sorted(known))}.", f"Identyfikator z `sources`: {', '.join(sorted(known))}.",
                )  # fmt: skip
        if "borrowed_from" in given:
            yield from _loan(name, str(given["borrowed_from"]), present, lenders)
        elif not sources and given.get("assumed") is not True:
            yield _says(
                name, "It has no source.", "Brakuje źródła.", "At least one source, or assumed: true.",
                "Co najmniej jedno źródło albo assumed: true.",
            )  # fmt: skip
        if name not in TABLES and name not in SECTIONS:
            yield _says(
                name, "There is no such table or section.", "Nie ma takiej tablicy ani sekcji.",
                f"One of: {', '.join((*TABLES, *SECTIONS))}.", f"Jedna z: {', '.join((*TABLES, *SECTIONS))}.",
            )  # fmt: skip
    for name in (*present, *(s for s in SECTIONS if s in raw)):
        if name in (*TABLES, *SECTIONS) and name not in entries:
            yield _says(
                name,
                "Its origin is not stated.",
                "Nie podano pochodzenia.",
                "An entry with sources.",
                "Wpis ze źródłami.",
            )
    for source in sorted(known - used):
        yield found(
            DESCRIPTION, f"sources.{source}", "Nothing comes from this source.", "Nic nie pochodzi z tego źródła.",
            "Name it in `provenance` or leave it out.", "Wymień je w `provenance` albo usuń.",
        )  # fmt: skip


def _loan(
    name: str, country: str, present: Collection[str], lenders: Mapping[str, Collection[str]]
) -> Iterator[Finding]:
    if name in present:
        yield _says(
            name, "It is borrowed and there all the same.", "Jest pożyczona, a zarazem obecna.",
            "One of the two.", "Jedno z dwojga.",
        )  # fmt: skip
    elif name in TABLES and name not in lenders.get(country, ()):
        yield _says(
            name, f"The pack {country} has no such table of its own.", f"Dane {country} nie mają takiej własnej tablicy.",
            "A country whose pack has it.", "Kraj, którego dane ją zawierają.",
        )  # fmt: skip
    elif name not in TABLES:
        yield _says(
            name,
            "A section cannot be borrowed.",
            "Sekcji nie można pożyczyć.",
            "Only tables.",
            "Tylko tablice.",
        )


def _says(name: str, en: str, pl: str, expected_en: str, expected_pl: str) -> Finding:
    return found(DESCRIPTION, f"provenance.{name}", en, pl, expected_en, expected_pl)
