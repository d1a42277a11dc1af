"""The chat's own files: complete in both languages, private to a process, and nothing from elsewhere."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from agent.chat.assets import prepare_app_root
from agent.chat.starters import OPENINGS, openings

_CHECKOUT = Path(__file__).parents[3]
_POLISH_TO_BE_THE_SAME = {"common.status", "LUB", "S", "Limit:", "Beta", "anna@example.com"}


def _leaves(tree: dict[str, Any], path: str = "") -> dict[str, str]:
    leaves: dict[str, str] = {}
    for key, value in tree.items():
        leaves |= _leaves(value, f"{path}.{key}") if isinstance(value, dict) else {f"{path}.{key}": value}
    return leaves


@pytest.mark.parametrize("language", ["pl-PL", "en-US"])
def test_translations_have_exactly_chainlit_s_texts(language: str) -> None:
    import chainlit

    theirs = json.loads((Path(chainlit.__file__).parent / "translations/en-US.json").read_text("utf-8"))
    ours = json.loads((_CHECKOUT / f".chainlit/translations/{language}.json").read_text("utf-8"))
    assert set(_leaves(ours)) == set(_leaves(theirs))
    assert all(_leaves(ours).values())
    if language == "pl-PL":
        english = _leaves(theirs)
        same = {text for key, text in _leaves(ours).items() if english[key] == text}
        assert same <= _POLISH_TO_BE_THE_SAME


def test_a_process_has_a_private_folder_and_clears_away_those_of_the_dead(tmp_path: Path) -> None:
    left = tmp_path / "chat" / "process-4194305"
    left.mkdir(parents=True)
    root = prepare_app_root(tmp_path)
    assert root.name == f"process-{os.getpid()}"
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    assert not left.exists()
    assert (root / ".chainlit/config.toml").is_file() and (root / "chainlit_pl.md").is_file()


def test_nothing_of_ours_names_an_address_elsewhere() -> None:
    for path in (*(_CHECKOUT / "public").rglob("*"), *(_CHECKOUT / ".chainlit").rglob("*")):
        if path.is_file():
            found = re.findall(r"https?://[^\"'\s)]+", path.read_text("utf-8"))
            assert [
                url for url in found if not url.startswith(("http://www.w3.org/", "http://localhost"))
            ] == []


def test_html_is_off_and_other_sites_are_not_allowed(app_root: Path) -> None:
    from chainlit.config import config

    assert config.features.unsafe_allow_html is False
    assert config.project.allow_origins == []


def test_a_new_chat_offers_the_same_in_both_languages() -> None:
    assert len(openings("pl-PL")) == len(openings("en-US")) == len(OPENINGS)
    for label, message, icon in (*openings("pl"), *openings(None)):
        assert label and message and (_CHECKOUT / icon.removeprefix("/")).is_file()
    assert openings("pl")[0][1] != openings("en")[0][1]
