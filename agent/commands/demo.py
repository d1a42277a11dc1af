"""``sight demo``: a whole study in the terminal, from brief to PDF."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from sight_domain.accounts.actor import Actor
from sight_domain.language import Language, Text
from sight_domain.settings import get_settings
from tools.catalogue import call
from tools.context import ToolContext
from tools.services import Services


@dataclass(frozen=True, slots=True)
class Brief:
    """What the demo study asks."""

    name: Text
    description: Text
    questions: tuple[Text, ...]


BRIEF = Brief(
    name=Text(en="Meal-kit subscriptions", pl="Subskrypcja zestawów do gotowania"),
    description=Text(
        en="A weekly box with recipes and measured ingredients, delivered to the door.",
        pl="Cotygodniowe pudełko z przepisami i odmierzonymi składnikami, dostarczane pod drzwi.",
    ),
    questions=(
        Text(en="How do you plan and cook meals at home today?", pl="Jak dziś planujesz i gotujesz posiłki w domu?"),
        Text(en="What do you like about the idea of a weekly meal-kit box?", pl="Co podoba Ci się w pomyśle cotygodniowego pudełka z zestawami do gotowania?"),
        Text(en="What would keep you from subscribing?", pl="Co powstrzymałoby Cię przed subskrypcją?"),
        Text(en="How much would you pay for a box of three dinners for two?", pl="Jaka cena za pudełko z trzema kolacjami dla dwóch osób byłaby dla Ciebie w porządku?"),
    ),
)  # fmt: skip
TARGET: dict[str, Any] = {
    "country": "PL",
    "age_min": 25,
    "age_max": 44,
    "genders": ["female"],
    "settlements": ["city_100k_499k", "city_500k_plus"],
}
RESPONDENTS = 20


async def run(*, language: Language | None, output: Path, seed: int) -> None:
    """Recruit, ask, sum up, compare and export, showing what happens; the PDF is copied to `output`."""
    speak = language or get_settings().language
    console = Console()
    started = time.monotonic()
    async with Services() as services:
        study = _Study(services, Actor(speak), console)
        project = await study.call(
            "create_project",
            {
                "name": BRIEF.name.to(speak),
                "description": BRIEF.description.to(speak),
                "language": speak,
                "target": TARGET,
                "sample_size": RESPONDENTS,
            },
        )
        project_id = project["project"]["id"]
        recruited = await study.call(
            "generate_personas", {"project_id": project_id, "seed": seed, "wait_seconds": 600}, RESPONDENTS
        )
        study.show_respondents(recruited)
        group = await study.call(
            "run_focus_group",
            {
                "project_id": project_id,
                "name": BRIEF.name.to(speak),
                "questions": [question.to(speak) for question in BRIEF.questions],
                "stimulus": BRIEF.description.to(speak),
                "seed": seed,
                "wait_seconds": 600,
            },
            RESPONDENTS * len(BRIEF.questions) + 1,
        )
        study.show_themes(group)
        needs = await study.call("analyze_needs", {"project_id": project_id})
        study.show_needs(needs)
        first_two = [persona["id"] for persona in recruited["personas"][:2]]
        compared = await study.call("compare_personas", {"persona_ids": first_two})
        study.show_comparison(compared)
        exported = await study.call(
            "export_report", {"kind": "project", "id": project_id, "format": "pdf", "wait_seconds": 600}
        )
        output.mkdir(parents=True, exist_ok=True)
        path = output / exported["export"]["filename"]
        shutil.copyfile(exported["export"]["path"], path)
    if recruited["generated_by"] == "offline":
        console.print(_OFFLINE.to(speak), style="yellow")
    seconds = time.monotonic() - started
    console.print(
        Text(
            en=f"\nThe report: [bold]{path}[/bold]  ({seconds:.0f} s)",
            pl=f"\nRaport: [bold]{path}[/bold]  ({seconds:.0f} s)",
        ).to(speak)
    )


_OFFLINE = Text(
    en="\nEverything said here was written by the offline engine: a rehearsal of a study, not a finding.",
    pl="\nWszystkie wypowiedzi napisał silnik offline: to próba generalna badania, a nie jego wynik.",
)


class _Study:
    """Calls tools and shows what comes of them."""

    def __init__(self, services: Services, actor: Actor, console: Console) -> None:
        self._services = services
        self._actor = actor
        self._console = console

    async def call(self, name: str, arguments: dict[str, Any], total: int = 1) -> dict[str, Any]:
        from tools.catalogue import find_tool

        title = find_tool(name).title.to(self._actor.language)
        columns = (
            TextColumn(f"[bold]{title}[/bold]"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[doing]}"),
        )
        with Progress(*columns, console=self._console) as progress:
            bar = progress.add_task(name, total=total, doing="")

            def watch(done: int, of: int, message: Text) -> None:
                progress.update(bar, completed=done, total=of, doing=message.to(self._actor.language))

            result = await call(name, arguments, ToolContext(self._actor, self._services, watch=watch))
            progress.update(bar, completed=progress.tasks[0].total, doing="")
        return result.model_dump(mode="json")

    def show_respondents(self, recruited: dict[str, Any]) -> None:
        table = Table(box=None, pad_edge=False)
        for heading in _RESPONDENT_COLUMNS:
            table.add_column(heading.to(self._actor.language))
        for persona in recruited["personas"]:
            table.add_row(
                persona["full_name"],
                str(persona["age"]),
                persona["city"] or persona["labels"].get("settlement", ""),
                persona["labels"]["education"],
                persona["occupation"] or "",
                persona["segment"],
            )
        self._console.print(table)
        self._console.print(recruited["representativeness"]["verdict"], style="dim")

    def show_themes(self, group: dict[str, Any]) -> None:
        for theme in group["summary"]["themes"]:
            of = group["focus_group"]["participants"]
            reach = Text(en=f"{theme['reach']} of {of}", pl=f"{theme['reach']} z {of}").to(
                self._actor.language
            )
            self._console.print(f"[bold]{escape(theme['title'])}[/bold]  ({reach})")
            quote = theme["quotes"][0]
            said = Text(en=f"“{quote['text']}”", pl=f"„{quote['text']}”").to(self._actor.language)
            self._console.print(f"  {said} – {quote['persona_name']}", style="italic", markup=False)

    def show_needs(self, needs: dict[str, Any]) -> None:
        for pain in needs["pain_points"][:3]:
            self._console.print(f"{pain['pain_title']}  {pain['percent_affected']:.0%}", markup=False)

    def show_comparison(self, compared: dict[str, Any]) -> None:
        names = " / ".join(persona["full_name"] for persona in compared["personas"])
        fields = ", ".join(difference["label"] for difference in compared["key_differences"])
        differ = Text(en="They differ in", pl="Różni je").to(self._actor.language)
        self._console.print(f"{names}\n{compared['in_words']}\n{differ}: {fields}", markup=False)


_RESPONDENT_COLUMNS = (
    Text(en="Name", pl="Imię i nazwisko"),
    Text(en="Age", pl="Wiek"),
    Text(en="Place", pl="Miejsce"),
    Text(en="Education", pl="Wykształcenie"),
    Text(en="Occupation", pl="Zawód"),
    Text(en="Segment", pl="Segment"),
)
