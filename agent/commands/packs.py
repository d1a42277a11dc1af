"""``sight packs``: which countries there is population data for, what is in it, and whether it adds up."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click
from pydantic import BaseModel

from sight_domain.language import Language, Text
from sight_domain.settings import get_settings

_FINDINGS = 2
_WORDS = {
    "adults": Text(en="adults", pl="dorosłych"),
    "broken": Text(en="cannot be used; findings", pl="nie można użyć; liczba uwag"),
    "in_order": Text(en="in order; sums compared", pl="w porządku; porównanych sum"),
    "findings": Text(en="findings", pl="liczba uwag"),
    "assumed": Text(en="assumption", pl="założenie"),
    "borrowed": Text(en="borrowed from", pl="z danych kraju"),
    "tables": Text(en="Tables and their origin", pl="Tablice i ich pochodzenie"),
    "lacks": Text(en="What it lacks", pl="Czego brakuje"),
    "unchecked": Text(en="Not yet checked", pl="Jeszcze niesprawdzone"),
    "assumptions": Text(en="Assumptions", pl="Założenia"),
    "sources": Text(en="Sources", pl="Źródła"),
}


def listing(*, as_json: bool, language: Language | None) -> int:
    """Print all packs; exit code 2 when one of them cannot be used."""
    from sight_domain.populations.service import list_packs

    speech = language or get_settings().language
    rows = list_packs(speech)
    if as_json:
        _print_json(rows)
    else:
        for row in rows:
            if row.findings:
                click.echo(f"{row.country}  {_WORDS['broken'].to(speech)}: {row.findings}  {row.folder}")
                continue
            people = f"{row.adults:,}".replace(",", " " if speech == "pl" else ",")
            click.echo(
                f"{row.country}  {row.name}, {row.version}: {people} {_WORDS['adults'].to(speech)}; "
                f"{', '.join(row.dimensions)}"
            )
    return _FINDINGS if any(row.findings for row in rows) else 0


def check(where: str | None, *, as_json: bool, language: Language | None) -> int:
    """Print what is wrong with one pack or all; exit code 2 with findings."""
    from sight_domain.populations.service import check_packs

    speech = language or get_settings().language
    checks = check_packs(where, speech)
    if as_json:
        _print_json(checks)
    else:
        for result in checks:
            if not result.findings:
                click.echo(f"{result.pack}: {_WORDS['in_order'].to(speech)}: {result.sums_compared}")
                continue
            click.echo(
                f"{result.pack}: {_WORDS['findings'].to(speech)}: {len(result.findings)}  {result.folder}"
            )
            for finding in result.findings:
                place = ", ".join(part for part in (finding["file"], finding["where"]) if part)
                click.echo(f"  {place}: {finding['message']} {finding['expected']}")
    return _FINDINGS if any(result.findings for result in checks) else 0


def show(country: str, *, as_json: bool, language: Language | None) -> None:
    """Print everything about one pack."""
    from sight_domain.populations.service import show_pack

    speech = language or get_settings().language
    card = show_pack(country, speech)
    if as_json:
        click.echo(card.model_dump_json(indent=2))
        return
    people = f"{card.adults:,}".replace(",", " " if speech == "pl" else ",")
    click.echo(f"{card.country}  {card.name}, {card.version}: {people} {_WORDS['adults'].to(speech)}")
    for name, categories in (card.dimensions | card.attributes).items():
        click.echo(f"\n{name}" + (f" ({card.income})" if name == "income_bracket" else ""))
        for category in categories:
            click.echo(f"  {category.code}  {category.label}")
    click.echo(f"\n{_WORDS['tables'].to(speech)}")
    for table in card.tables:
        origin = list(table.sources)
        if table.assumed:
            origin.append(_WORDS["assumed"].to(speech))
        if table.borrowed_from:
            origin.insert(0, f"{_WORDS['borrowed'].to(speech)} {table.borrowed_from}:")
        click.echo(f"  {table.table}: {' '.join(origin)}")
    for key in ("lacks", "unchecked", "assumptions", "sources"):
        if entries := getattr(card, key):
            click.echo(f"\n{_WORDS[key].to(speech)}")
            for entry in entries:
                click.echo(f"  - {entry}")


def _print_json(entries: Sequence[BaseModel]) -> None:
    listed = [entry.model_dump(mode="json") for entry in entries]
    click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
