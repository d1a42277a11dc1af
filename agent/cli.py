"""The ``sight`` command. Everything heavy is imported by the command that needs it."""

from __future__ import annotations

import asyncio
import atexit
import gc
import json
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from sight_domain.errors import SightError
    from sight_domain.language import Language

T = TypeVar("T")
_FAILED = 2

_LANGUAGE = click.Choice(["pl", "en"])


class _Sight(click.Group):
    def main(self, *arguments: Any, **options: Any) -> Any:
        """Help is translated before any setting is read: it has to be there when settings are wrong, and at once."""
        if os.environ.get("SIGHT_LANGUAGE", "").lower() == "pl":
            from agent.help import in_polish

            in_polish(self)
        return super().main(*arguments, **options)


@click.group(cls=_Sight, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sight")
def main() -> None:
    """Sight: market research with synthetic respondents, in a chat, from scripts and over MCP."""
    _collect_garbage_seldom()


@main.command()
@click.option("--host", default=None, help="Address to listen on (SIGHT_HOST, 127.0.0.1).")
@click.option("--port", default=None, type=int, help="Port to listen on (SIGHT_PORT, 8000).")
@click.option("--open/--no-open", "open_browser", default=False, help="Open the browser.")
def chat(host: str | None, port: int | None, open_browser: bool) -> None:
    """Serve the chat on http://localhost:8000."""
    from agent.server import serve
    from sight_domain.errors import SightError
    from sight_domain.settings import get_settings

    settings = get_settings()
    try:
        serve(settings, host=host or settings.host, port=port or settings.port, open_browser=open_browser)
    except SightError as error:
        _fail(error, settings.language)


@main.command()
@click.option(
    "--allow-destructive",
    is_flag=True,
    help="Let clients delete and spend without asking the person at the client.",
)
@click.option(
    "--toolsets",
    default="",
    help="Offer only these, separated by commas: projects, personas, …; all when left out.",
)
@click.option("--read-only", is_flag=True, help="Offer only tools that change nothing.")
@click.option("--exclude-tools", default="", help="Tools not to offer, separated by commas.")
@click.option(
    "--language", type=_LANGUAGE, default=None, help="Language of titles and errors (SIGHT_LANGUAGE, en)."
)
def mcp(allow_destructive: bool, toolsets: str, read_only: bool, exclude_tools: str, language: Any) -> None:
    """Speak MCP on standard input and output, for IDE assistants and other agents."""
    from agent.commands.mcp import run

    work = run(
        language=language,
        allow_destructive=allow_destructive,
        toolsets=toolsets,
        read_only=read_only,
        exclude_tools=exclude_tools,
    )
    _run(work, language=language)


@main.command()
@click.argument("message")
@click.option("--thread", default=None, help="Go on with this conversation.")
@click.option("--json", "as_json", is_flag=True, help="Print {answer, tool_calls, thread} when done.")
@click.option("--plan", "plan_only", is_flag=True, help="Show the tool calls it would make, and make none.")
@click.option("--yes", is_flag=True, help="Approve destructive and costly calls.")
@click.option(
    "--language", type=_LANGUAGE, default=None, help="Language of the answer; the message's when left out."
)
def ask(message: str, thread: str | None, as_json: bool, plan_only: bool, yes: bool, language: Any) -> None:
    """Say one MESSAGE to the assistant."""
    from agent.commands.ask import run

    work = run(message, thread=thread, as_json=as_json, plan_only=plan_only, yes=yes, language=language)
    _run(work, as_json, language)


@main.command()
@click.argument("name")
@click.option(
    "--json", "arguments", default="{}", help="The arguments as a JSON object, or - for standard input."
)
@click.option("--yes", is_flag=True, help="Approve destructive and costly calls.")
@click.option(
    "--language", type=_LANGUAGE, default=None, help="Language of labels and errors (SIGHT_LANGUAGE, en)."
)
def tool(name: str, arguments: str, yes: bool, language: Any) -> None:
    """Call the tool NAME and print its result as JSON."""
    from agent.commands.tool import run

    given = sys.stdin.read() if arguments == "-" else arguments
    _run(run(name, given, yes=yes, language=language), as_json=True, language=language)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print names, descriptions and schemas as JSON.")
@click.option("--language", type=_LANGUAGE, default=None, help="Language of the titles (SIGHT_LANGUAGE, en).")
def tools(as_json: bool, language: Any) -> None:
    """List the tools."""
    from agent.commands.tool import listing

    click.echo(listing(as_json=as_json, language=language))


@main.command()
@click.option(
    "--queues",
    default="interactive,bulk,parts",
    show_default=True,
    help="What to execute: runs that somebody waits for, larger ones, and parts of large runs.",
)
def worker(queues: str) -> None:
    """Execute the runs that the chat, MCP servers and scripts of an installation start."""
    from agent.commands.worker import run

    known = ("interactive", "bulk", "parts")
    named = [name.strip() for name in queues.split(",") if name.strip()]
    if not named or any(name not in known for name in named):
        raise click.BadParameter(f"choose from {', '.join(known)}", param_hint="--queues")
    _run(run(named))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(as_json: bool) -> None:
    """Say what is configured, reachable and migrated, and what to do about what is not."""
    from agent.commands.doctor import run

    sys.exit(asyncio.run(run(as_json=as_json)))


@main.command()
@click.option("--project", "project_id", default=None, help="Id of one project (prj_…); all when left out.")
@click.option(
    "--by",
    type=click.Choice(["project", "run", "task", "model", "day"]),
    default="task",
    show_default=True,
    help="Split the totals by this.",
)
@click.option(
    "--csv",
    "as_csv",
    is_flag=True,
    help="Print a CSV line for each day, project, run, task and model instead.",
)
@click.option(
    "--language", type=_LANGUAGE, default=None, help="Language of headings and errors (SIGHT_LANGUAGE, en)."
)
def usage(project_id: str | None, by: Any, as_csv: bool, language: Any) -> None:
    """Show what was spent on models, from the ledger."""
    from agent.commands.usage import run

    _run(run(project_id=project_id, by=by, as_csv=as_csv, language=language), language=language)


@main.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    from agent.commands.migrate import run

    _run(run())


@main.command()
@click.option("--language", type=_LANGUAGE, default=None, help="Language of the study (SIGHT_LANGUAGE, en).")
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder for the PDF."
)
@click.option(
    "--seed", type=int, default=20260, show_default=True, help="The same seed gives the same study."
)
def demo(language: Any, output: Path, seed: int) -> None:
    """Run a whole study in the terminal and leave the PDF."""
    from agent.commands.demo import run

    _run(run(language=language, output=output, seed=seed), language=language)


@main.group()
def packs() -> None:
    """Population packs: the countries that respondents can be drawn from."""


@packs.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the packs as JSON.")
@click.option("--language", type=_LANGUAGE, default=None, help="Language of names (SIGHT_LANGUAGE, en).")
def list_packs(as_json: bool, language: Any) -> None:
    """List the packs, shipped and your own (SIGHT_PACKS)."""
    from agent.commands.packs import listing

    sys.exit(listing(as_json=as_json, language=language))


@packs.command("check")
@click.argument("pack", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--language", type=_LANGUAGE, default=None, help="Language of findings (SIGHT_LANGUAGE, en).")
def check_packs(pack: str | None, as_json: bool, language: Any) -> None:
    """Check one PACK, a folder or a country's code, or all: sums, categories, sources, labels, names."""
    from agent.commands.packs import check

    sys.exit(_answer(lambda: check(pack, as_json=as_json, language=language), as_json, language))


@packs.command("show")
@click.argument("country")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--language", type=_LANGUAGE, default=None, help="Language of labels (SIGHT_LANGUAGE, en).")
def show_pack(country: str, as_json: bool, language: Any) -> None:
    """Show the pack of COUNTRY: categories, tables and their origin, sources, what it lacks."""
    from agent.commands.packs import show

    _answer(lambda: show(country, as_json=as_json, language=language), as_json, language)


@main.group("eval")
def evaluation() -> None:
    """Measure what Sight does against what people judged."""


@evaluation.command("retrieval")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--legs", default="keyword,vector,hybrid", show_default=True, help="Which searches, separated by commas."
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Index into this folder and use it again; without it, nothing is left.",
)
@click.option("--json", "as_json", is_flag=True, help="Print {legs: {hybrid: {ndcg@10: …}}}.")
@click.option("--language", type=_LANGUAGE, default=None, help="Language of the table (SIGHT_LANGUAGE, en).")
def eval_retrieval(folder: Path, legs: str, keep: Path | None, as_json: bool, language: Any) -> None:
    """Measure search on the judged collection in FOLDER (corpus.jsonl, queries.jsonl, qrels/test.tsv)."""
    from agent.commands.evaluate import LEGS, retrieval

    chosen = tuple(dict.fromkeys(leg.strip() for leg in legs.split(",")))
    unknown = [leg for leg in chosen if leg not in LEGS]
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r}: choose from {', '.join(LEGS)}", param_hint="--legs")
    work = retrieval(folder, legs=chosen, keep=keep, as_json=as_json, language=language)
    _run(work, as_json, language)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--country", default="PL", show_default=True, help="Whose adults are asked; see `sight packs list`."
)
@click.option("--topic", default=None, help="What the survey is about; the file's name when left out.")
@click.option("--sample", type=click.IntRange(10, 2_000), default=None, help="How many respondents to ask.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same answers.")
@click.option("--yes", is_flag=True, help="Approve what it costs.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option(
    "--language", type=_LANGUAGE, default=None, help="Language of the questions (SIGHT_LANGUAGE, en)."
)
def validate(
    file: Path,
    country: str,
    topic: str | None,
    sample: int | None,
    seed: int,
    yes: bool,
    as_json: bool,
    language: Any,
) -> None:
    """Put the questions of FILE, which holds answers of people, to a matched sample and compare."""
    from agent.commands.validate import run

    work = run(
        file,
        country=country.upper(),
        topic=topic,
        sample=sample,
        seed=seed,
        yes=yes,
        as_json=as_json,
        language=language,
    )
    _run(work, as_json, language)


@main.command()
@click.argument("what", type=click.Choice(["gemini", "openai", "local", "graph"]))
@click.option(
    "--drop-others", is_flag=True, help="Afterwards remove the vectors of every other embedder, for good."
)
@click.option("--language", type=_LANGUAGE, default=None, help="Language of messages (SIGHT_LANGUAGE, en).")
def reindex(what: str, drop_others: bool, language: Any) -> None:
    """Give all documents the vectors of an embedder, or the graph that they lack; searches go on meanwhile."""
    from agent.commands import reindex

    if what == "graph":
        _run(reindex.run_graph(language=language), language=language)
    else:
        _run(reindex.run(what, drop_others=drop_others, language=language), language=language)


@main.group()
def user() -> None:
    """People who may log in when the chat is not only for this machine."""


@user.command("add")
@click.argument("email")
@click.option("--name", "full_name", default="", help="Full name.")
@click.password_option()
def add_user(email: str, full_name: str, password: str) -> None:
    """Let EMAIL log in."""
    from agent.commands.user import add

    _run(add(email, full_name, password))


def _answer(work: Callable[[], T], as_json: bool, language: Language | None) -> T:
    from sight_domain.errors import SightError
    from sight_domain.settings import get_settings

    try:
        return work()
    except SightError as error:
        _fail(error, language or get_settings().language, as_json)


def _run(work: Coroutine[Any, Any, T], as_json: bool = False, language: Language | None = None) -> T:
    from sight_domain.errors import SightError
    from sight_domain.settings import get_settings

    try:
        return asyncio.run(work)
    except SightError as error:
        _fail(error, language or get_settings().language, as_json)
    except KeyboardInterrupt:
        click.echo(f"\n{_interrupted(language or get_settings().language)}", err=True)
        sys.exit(130)


def _collect_garbage_seldom() -> None:
    """The modules of Sight and its libraries are some 400,000 objects that stay till the end. Looking through them again
    and again while they are imported, and once more at the exit, took a quarter of a short command's time."""
    gc.set_threshold(50_000, 20, 100)
    atexit.register(gc.freeze)


def _interrupted(language: Language) -> str:
    from sight_domain.language import Text

    return Text(
        en="Interrupted. What was stored is kept. A run that was going on waits: the next process of Sight that waits for "
        "it (get_run with wait_seconds, or the chat) goes on with it, and cancel_run ends it.",
        pl="Przerwano. To, co zapisano, zostaje. Zadanie, które było w toku, czeka: będzie je kontynuować następny proces "
        "Sight, który na nie zaczeka (get_run z wait_seconds albo czat), a zakończy je cancel_run.",
    ).to(language)


def _fail(error: SightError, language: Language, as_json: bool = False) -> NoReturn:
    shown = error.render(language)
    if as_json:
        click.echo(json.dumps({"error": shown}, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{shown['message']}\n{shown['hint']}", err=True)
    sys.exit(_FAILED)


if __name__ == "__main__":
    main()
