"""What may be dropped into the chat is what the knowledge base reads."""

from __future__ import annotations

import tomllib
from pathlib import Path

from sight_domain.knowledge.parsing.content import READABLE_NAMES

_ROOT = Path(__file__).parents[3]


def test_the_chat_takes_every_kind_of_file_that_can_be_read_and_no_other() -> None:
    settings = tomllib.loads((_ROOT / ".chainlit" / "config.toml").read_text(encoding="utf-8"))
    accepted = settings["features"]["spontaneous_file_upload"]["accept"]
    readable = {f".{ending}" for ending in READABLE_NAMES}
    assert {ending for endings in accepted.values() for ending in endings} == readable
    unnamed = set(accepted["application/octet-stream"])
    assert unnamed == readable, "a browser that knows no type of an ending sends this one"
