"""Packs as people read them: a line in a list, everything about one, and what a check found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, Field

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language, Text
from sight_domain.populations.pack import Category, Pack, Source
from sight_domain.populations.pack_format.library import load_files, pack_folders
from sight_domain.populations.pack_format.reading import DESCRIPTION
from sight_domain.populations.packs import DIMENSION_NAMES, load_pack


class PackRow(BaseModel):
    """One pack in a list; of one with findings only the code, the folder and their number are known."""

    country: str
    name: str = ""
    version: str = ""
    reference_year: int | None = None
    adults: int | None = None
    dimensions: list[str] = Field(default_factory=list)
    folder: str
    findings: int = 0


class CategoryCard(BaseModel):
    """A category: its code, its label, and other spellings that mean it."""

    code: str
    label: str
    aliases: list[str] = Field(default_factory=list)


class TableCard(BaseModel):
    """Where a table or section comes from; ``assumed`` ones have figures that no source gives as they are."""

    table: str
    rows: int | None = None
    sources: list[str]
    assumed: bool
    borrowed_from: str | None = None


class PackCard(BaseModel):
    """Everything a researcher should know of a pack before using it."""

    country: str
    name: str
    version: str
    reference_year: int
    adults: int = Field(description="People of 18 and over.")
    income: str | None = Field(description="Which income the brackets are of; None without incomes.")
    dimensions: dict[str, list[CategoryCard]]
    attributes: dict[str, list[CategoryCard]]
    tables: list[TableCard]
    sources: list[str]
    lacks: list[str]
    unchecked: list[str]
    assumptions: list[str]


class PackCheck(BaseModel):
    """What the check of one pack found: nothing, or what must be mended before it can be used."""

    pack: str
    folder: str
    sums_compared: int
    findings: list[dict[str, str]]


def list_packs(language: Language) -> list[PackRow]:
    """All packs, shipped and the user's own, those with findings too."""
    rows = []
    for country, folder in pack_folders().items():
        findings = load_files(folder).findings
        if findings:
            rows.append(PackRow(country=country, folder=str(folder), findings=len(findings)))
            continue
        pack = load_pack(country)
        rows.append(
            PackRow(
                country=country,
                name=pack.name.to(language),
                version=pack.version,
                reference_year=pack.reference_year,
                adults=adults_of(pack),
                dimensions=[DIMENSION_NAMES[d].to(language) for d in pack.sampled],
                folder=str(folder),
            )
        )
    return rows


def show_pack(country: str, language: Language) -> PackCard:
    """Everything about the pack of a country's code.

    Raises:
        SightError: ``unsupported``: there is none; ``not_configured``: it has findings.
    """
    pack = load_pack(country.upper())
    return PackCard(
        country=pack.country,
        name=pack.name.to(language),
        version=pack.version,
        reference_year=pack.reference_year,
        adults=adults_of(pack),
        income=pack.income.to(language) if "income_bracket" in pack.dimensions else None,
        dimensions=_cards(pack.dimensions, language),
        attributes=_cards(pack.attributes, language),
        tables=[
            TableCard(
                table=name,
                rows=len(pack.table(name)) or None,
                sources=[_cited(s, language) for s in origin.sources],
                assumed=origin.assumed,
                borrowed_from=origin.borrowed_from,
            )
            for name, origin in pack.provenance.items()
        ],
        sources=[
            f"{_cited(s, language)} {s.licence.to(language)}." + (f" {s.url}" if s.url else "")
            for s in pack.sources
        ],
        lacks=[t.to(language) for t in pack.lacks],
        unchecked=[t.to(language) for t in pack.unchecked],
        assumptions=[t.to(language) for t in pack.assumptions],
    )


def check_packs(where: str | None, language: Language) -> list[PackCheck]:
    """Check one pack, given by its folder or its country's code, or all.

    Raises:
        SightError: ``not_found``: there is neither such a folder nor such a pack.
    """
    if where is None:
        folders = dict(pack_folders())
    elif (Path(where) / DESCRIPTION).is_file():
        folder = Path(where).resolve()
        folders = {folder.name: folder}
    elif where.upper() in pack_folders():
        folders = {where.upper(): pack_folders()[where.upper()]}
    else:
        raise _nothing_there(where)
    return [
        PackCheck(
            pack=country,
            folder=str(folder),
            sums_compared=load_files(folder).sums_compared,
            findings=[finding.as_dict(language) for finding in load_files(folder).findings],
        )
        for country, folder in folders.items()
    ]


def adults_of(pack: Pack) -> int:
    """People of 18 and over."""
    levels = pack.codes("education")
    return round(sum(float(row[level]) for row in pack.table("ages") for level in levels))


def _cards(
    dimensions: Mapping[str, Mapping[str, Category]], language: Language
) -> dict[str, list[CategoryCard]]:
    return {
        name: [
            CategoryCard(code=c.code, label=c.text.to(language), aliases=list(c.aliases))
            for c in codes.values()
        ]
        for name, codes in dimensions.items()
    }


def _cited(source: Source, language: Language) -> str:
    return f"{source.publisher}: {source.title.to(language)} ({source.year})."


def _nothing_there(where: str) -> SightError:
    known = ", ".join(pack_folders())
    return SightError(
        ErrorCode.NOT_FOUND,
        Text(
            en=f"{where!r} is neither a folder with a {DESCRIPTION} nor the code of a pack.",
            pl=f"{where!r} nie jest ani folderem z plikiem {DESCRIPTION}, ani kodem kraju, dla którego są dane.",
        ),
        Text(en=f"Packs exist for: {known}.", pl=f"Dostępne kraje: {known}."),
        field="pack",
    )
