"""The command line's help in Polish. English stands in the commands themselves; the other language beside this module."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import click

_HEADINGS = {"Options": "Opcje", "Commands": "Polecenia"}
_DEFAULT = re.compile(r"\[default: ")


class PolishHelp(click.HelpFormatter):
    """Click's own words in Polish, too."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "Użycie: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        said = [(name, _DEFAULT.sub("[domyślnie: ", translations().get(text, text))) for name, text in rows]
        super().write_dl(said, col_max, col_spacing)


class _PolishContext(click.Context):
    formatter_class = PolishHelp


def in_polish(command: click.Command) -> None:
    """Put Polish in the place of the help of a command and of all below it."""
    known = translations()
    command.context_class = _PolishContext
    if command.help:
        command.help = known.get(command.help, command.help)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = known.get(parameter.help, parameter.help)
    if isinstance(command, click.Group):
        for child in command.commands.values():
            in_polish(child)


@cache
def translations() -> Mapping[str, str]:
    """Polish by English."""
    import yaml

    return yaml.safe_load((files("agent") / "help_pl.yaml").read_text(encoding="utf-8"))
