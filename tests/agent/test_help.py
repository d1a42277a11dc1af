"""The help of every command in both languages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import click

from agent.cli import main
from agent.help import translations


def commands(command: click.Command, name: str = "sight") -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for child, inner in command.commands.items():
            yield from commands(inner, f"{name} {child}")


def helped(*arguments: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-m", "agent.cli", *arguments, "--help"],
        env=os.environ | {"SIGHT_LANGUAGE": "pl"}, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return ended.stdout


def test_every_help_text_has_a_polish_one_and_none_is_left_over() -> None:
    said = {"Show this message and exit."}
    for _, command in commands(main):
        said.add(command.help or "")
        said |= {option.help for option in command.params if isinstance(option, click.Option) and option.help}
    assert said == set(translations())


def test_help_is_polish_for_a_polish_reader_with_the_words_of_click_itself() -> None:
    shown = helped()
    assert shown.startswith("Użycie:") and "Polecenia:" in shown and "Wypisz narzędzia." in shown
    shown = helped("worker")
    assert "Pokaż tę pomoc i zakończ." in shown and "[domyślnie: interactive,bulk,parts]" in shown
    assert "Opcje:" in shown and "Show" not in shown and "default" not in shown


def test_help_of_commands_below_a_command_is_polish() -> None:
    assert "Wypisz pakiety" in helped("packs", "list")
