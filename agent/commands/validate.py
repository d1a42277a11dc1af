"""``sight validate FILE``: synthetic answers beside those of people."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sight_domain.language import Language, Text
from sight_domain.settings import get_settings

if TYPE_CHECKING:
    from rich.table import Table

    from sight_domain.surveys.schemas import Benchmark, Compared, NumbersCompared

_COLUMNS = {
    "question": Text(en="Question", pl="Pytanie"),
    "n": Text(en="people / synthetic", pl="ludzie / syntetyczni"),
    "score": Text(en="score", pl="wynik"),
    "one_minus_ks": Text(en="1 − KS", pl="1 − KS"),
    "normalised_emd": Text(en="nEMD", pl="nEMD"),
    "jsd": Text(en="JSD (floor)", pl="JSD (losowo)"),
    "rank_agreement": Text(en="ranks", pl="rangi"),
    "variance_ratio": Text(en="variance", pl="wariancja"),
    "entropy_ratio": Text(en="entropy", pl="entropia"),
}
_MEAN = Text(en="mean", pl="średnia")
_SIGNAL = Text(
    en="Group signal by {name}: r = {r} over {n} cells (by chance {floor}).",
    pl="Sygnał grupowy, cecha {name}: r = {r}, komórek: {n} (losowo {floor}).",
)
_READ = Text(
    en="score: 0 is a random answerer, 1 is asking as many people again, below 0 is farther than chance. 1 − KS and ranks: higher is nearer; nEMD and JSD: lower "
    "is nearer; variance and entropy: ratio to people, 1 is the same spread.",
    pl="wynik: 0 to odpowiedzi losowe, 1 to ponowne zapytanie tylu samo ludzi, poniżej 0 to dalej niż przypadek. 1 − KS i rangi: im wyżej, tym bliżej; nEMD i JSD: im "
    "niżej, tym bliżej; wariancja i entropia: iloraz względem ludzi, 1 to to samo zróżnicowanie.",
)
_MATCHED = Text(
    en="Sample of adults in {country}, matched on: {names}.",
    pl="Próba dorosłych, kraj {country}, dopasowana według cech: {names}.",
)
_NUMBERS = Text(
    en="{name}: people {people} (SD {people_sd}), synthetic {synthetic} (SD {synthetic_sd}).",
    pl="{name}: ludzie {people} (SD {people_sd}), syntetyczni {synthetic} (SD {synthetic_sd}).",
)
_FAILED = Text(en="Answers that failed or were declined: {n}.", pl="Odpowiedzi nieudane lub odmowy: {n}.")
_OFFLINE = Text(
    en="Written by the offline engine: this rehearses the comparison and is no finding.",
    pl="Odpowiedzi napisał silnik offline: to próba generalna porównania, a nie wynik.",
)


async def run(
    file: Path,
    *,
    country: str,
    topic: str | None,
    sample: int | None,
    seed: int,
    yes: bool,
    as_json: bool,
    language: Language | None,
) -> None:
    """Read the file, ask a matched sample the same questions, print how near the answers are."""
    from sight_domain.accounts.actor import Actor
    from tools.context import ToolContext
    from tools.services import Services

    speak = language or get_settings().language

    async def confirm(_question: Text) -> bool:
        return yes

    def watch(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{done}/{total}", nl=done == total, err=True)

    content = file.read_bytes()
    async with Services() as services:
        about = topic or file.stem.replace("_", " ").replace("-", " ")
        given = {"country": country, "language": speak, "topic": about, "sample": sample}
        context = ToolContext(Actor(speak), services, confirm=confirm)
        await context.require_affordable(await services.surveys.validator.estimate(content, **given))
        found = await services.surveys.validator.validate(content, **given, seed=seed, watch=watch)
    click.echo(found.model_dump_json(indent=2)) if as_json else _show(found, speak)


def _show(found: Benchmark, language: Language) -> None:
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(_table(found, language))
    console.print(_READ.to(language), style="dim")
    matched = _MATCHED.to(language).format(country=found.country, names=", ".join(found.matched_on) or "–")
    console.print(matched, markup=False)
    for one in (*found.questions, *found.groups):
        if one.numbers is not None:
            console.print(_numbers(one, one.numbers, language), markup=False)
    for signal in found.signal:
        line = _SIGNAL.to(language).format(
            name=signal.dimension,
            r=_figure(signal.correlation, language),
            n=signal.cells,
            floor=_figure(signal.floor, language),
        )
        console.print(line, markup=False)
    if found.failed:
        console.print(_FAILED.to(language).format(n=found.failed))
    for check in found.checks:
        if check.flagged:
            console.print(f"! {check.says}", markup=False, style="red")
    if found.generated_by.startswith("offline"):
        console.print(_OFFLINE.to(language), style="yellow")


def _numbers(one: Compared, numbers: NumbersCompared, language: Language) -> str:
    return _NUMBERS.to(language).format(
        name=one.text if one.group is None else f"  {one.question_id}, {one.group}",
        people=_figure(numbers.people_mean, language),
        people_sd=_figure(numbers.people_sd, language),
        synthetic=_figure(numbers.synthetic_mean, language),
        synthetic_sd=_figure(numbers.synthetic_sd, language),
    )


def _table(found: Benchmark, language: Language) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for place, heading in enumerate(_COLUMNS.values()):
        table.add_column(heading.to(language), justify="left" if place == 0 else "right")
    for one in [*found.questions, *found.groups]:
        figures: Mapping[str, Any] = {
            **one.against.answers.model_dump(),
            "variance_ratio": one.against.variance_ratio,
            "entropy_ratio": one.against.entropy_ratio,
            "score": one.score,
            "jsd_floor": one.against.random_floor.jsd,
        }
        part = f" ({one.part})" if one.part else ""
        name = one.text if one.group is None else f"  {one.question_id}{part}, {one.group}"
        table.add_row(
            name[:60],
            f"{one.n_people} / {one.n_synthetic}",
            *_cells(figures, language),
            style=None if one.group is None else "dim",
        )
    mean: Mapping[str, Any] = found.mean
    table.add_row(
        _MEAN.to(language), f"{found.n_people} / {found.n_synthetic}", *_cells(mean, language), style="bold"
    )
    return table


def _cells(figures: Mapping[str, Any], language: Language) -> list[str]:
    shown: list[str] = []
    for key in list(_COLUMNS)[2:]:
        text = _figure(figures[key], language)
        shown.append(f"{text} ({_figure(figures['jsd_floor'], language)})" if key == "jsd" else text)
    return shown


def _figure(value: float | None, language: Language) -> str:
    if value is None:
        return "–"
    text = f"{value:.2f}".replace("-", "−")
    return text.replace(".", ",") if language == "pl" else text
