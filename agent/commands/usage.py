"""``sight usage``: what was spent on models, as a table to read or to work on."""

from __future__ import annotations

import csv
import sys
from typing import Any

from sight_domain.accounts.actor import Actor
from sight_domain.ids import Kind, from_public
from sight_domain.language import Language, Text
from sight_domain.llm.usage import Grouping, UsageRow, usage_table
from sight_domain.settings import get_settings
from tools.catalogue import call
from tools.context import ToolContext

_HEADINGS: dict[str, Text] = {
    "key": Text(en="", pl=""),
    "calls": Text(en="Calls", pl="Wywołania"),
    "attempts": Text(en="Requests", pl="Zapytania"),
    "input_tokens": Text(en="Tokens in", pl="Tokeny wejścia"),
    "output_tokens": Text(en="Tokens out", pl="Tokeny wyjścia"),
    "usd": Text(en="USD", pl="USD"),
}
_TOTAL = Text(en="Total", pl="Razem")
_BUDGET = Text(
    en="Budget: ${limit:.2f}, left: ${left:.4f}", pl="Budżet: {limit:.2f} USD, zostało: {left:.4f} USD"
)


async def run(*, project_id: str | None, by: Grouping, as_csv: bool, language: Language | None) -> None:
    """Print usage by `by`, or the whole table as CSV with a header line."""
    from tools.services import Services

    actor = Actor(language or get_settings().language)
    async with Services() as services:
        context = ToolContext(actor, services)
        given: dict[str, Any] = {"group_by": by} | ({"project_id": project_id} if project_id else {})
        # Asked first in both forms: it refuses an id that is wrong or unknown.
        usage = (await call("get_usage", given, context)).model_dump()
        if as_csv:
            keys = [from_public(Kind.PROJECT, project_id, field="project")] if project_id else None
            _write(await usage_table(services.database, project_ids=keys))
        else:
            _show(usage, actor.language)


def _write(rows: list[UsageRow]) -> None:
    columns = list(UsageRow.model_fields)
    # What names the line first, then its figures.
    columns.sort(key=lambda name: name in _HEADINGS or name.endswith("_tokens"))
    writer = csv.DictWriter(sys.stdout, columns)
    writer.writeheader()
    for row in rows:
        # Eight decimals, as in the ledger: a float's own form would turn small sums into 1e-06.
        writer.writerow({**row.model_dump(mode="json"), "usd": f"{row.usd:.8f}"})


def _show(usage: dict[str, Any], language: Language) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name, heading in _HEADINGS.items():
        table.add_column(heading.to(language), justify="left" if name == "key" else "right")
    for group in [*usage["groups"], {**usage, "key": _TOTAL.to(language)}]:
        figures = [f"{group[name]:,}" for name in list(_HEADINGS)[1:-1]]
        table.add_row(group["key"] or "–", *figures, f"{group['usd']:.4f}")
    console = Console()
    console.print(table)
    if usage["budget_usd"] is not None:
        said = _BUDGET.to(language).format(limit=usage["budget_usd"], left=usage["budget_left_usd"])
        console.print(said, style="dim")
