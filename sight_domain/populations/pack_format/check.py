"""The whole check of a pack: pure, from what was read to a list of findings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sight_domain.populations.pack_format.description import categories_of, check_description
from sight_domain.populations.pack_format.families_section import check_families
from sight_domain.populations.pack_format.findings import Finding, found
from sight_domain.populations.pack_format.layout import TABLES
from sight_domain.populations.pack_format.provenance import check_provenance
from sight_domain.populations.pack_format.reading import PackFiles, Row
from sight_domain.populations.pack_format.sums import check_sums
from sight_domain.populations.pack_format.tables import check_table


def check_pack(
    files: PackFiles, borrowed: Mapping[str, Sequence[Row]], lenders: Mapping[str, Collection[str]]
) -> list[Finding]:
    """Everything that is wrong with a pack; an empty list means that it can be used.

    Tables are compared with each other only when each by itself is in order.

    Args:
        borrowed: rows of the tables that the pack borrows.
        lenders: names of the tables of the packs that may be borrowed from, by country.
    """
    raw = files.description
    findings = [*files.unreadable, *check_description(raw)]
    findings += check_provenance(raw, list(files.tables), lenders)
    categories = categories_of(raw)
    findings += check_families(raw, households="household" in categories, statuses="status" in categories)
    if findings:
        return findings
    tables = {**borrowed, **files.tables}
    if findings := _which(tables, categories):
        return findings
    for name, rows in files.tables.items():
        findings += check_table(name, files.headers[name], rows, categories)
    for name, rows in borrowed.items():
        findings += check_table(name, list(rows[0]) if rows else [], rows, categories)
    return findings or check_sums(tables, categories, int(raw["reference_year"]))


def _which(tables: Collection[str], categories: Mapping[str, Sequence[str]]) -> list[Finding]:
    findings = []
    for name, layout in TABLES.items():
        possible = all(need in categories for need in layout.needs)
        if layout.required and possible and name not in tables:
            findings.append(
                found(
                    f"{name}.csv",
                    "",
                    "The table is missing.",
                    "Brakuje tablicy.",
                    "The pack needs it.",
                    "Jest potrzebna.",
                )
            )
        if not possible and name in tables:
            needs = ", ".join(layout.needs)
            findings.append(
                found(
                    f"{name}.csv",
                    "",
                    "The pack lacks what this table is about.",
                    "Dane nie mają tego, o czym jest ta tablica.",
                    f"Describe {needs} in pack.yaml.",
                    f"Opisz {needs} w pack.yaml.",
                )
            )
    findings += [
        found(
            f"{name}.csv",
            "",
            "Sight knows no such table.",
            "Sight nie zna takiej tablicy.",
            f"One of: {', '.join(TABLES)}.",
            f"Jedna z: {', '.join(TABLES)}.",
        )
        for name in tables
        if name not in TABLES
    ]
    return findings
