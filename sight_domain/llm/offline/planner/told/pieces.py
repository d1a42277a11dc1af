"""What all summaries are made of: wording, names, figures, lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.markdown import plain

Result = Mapping[str, Any]
LISTED = 10
_TITLES = ("full_name", "name", "title", "filename")


def words_of(name: str, language: Language, /, **values: object) -> str:
    """A sentence of the summaries' wording with its slots filled."""
    return resource("summaries.yaml")[name][language].format(**values)


def code_name(code: object, language: Language) -> str:
    """A code of the result in the reader's language, or as it stands."""
    known = resource("summaries.yaml")["codes"].get(str(code))
    return known[language] if known else plain(code)


def items_of(result: Result, *names: str) -> list[Mapping[str, Any]]:
    """The records in the first of these lists that a result has."""
    for name in (*names, "items"):
        found = result.get(name)
        if isinstance(found, list):
            return [one for one in found if isinstance(one, Mapping)]
    return []


def part_of(result: Result, name: str) -> Mapping[str, Any]:
    """A record inside a result, or an empty one."""
    found = result.get(name)
    return found if isinstance(found, Mapping) else {}


def bullets(lines: Sequence[str], total: int, language: Language, limit: int = LISTED) -> list[str]:
    """The first lines as a list, and how many more there are."""
    kept = [f"- {line}" for line in lines[:limit]]
    left = total - len(kept)
    return [*kept, f"- {words_of('and_more', language, n=left)}"] if left > 0 else kept


def figure_of(value: object, language: Language) -> str:
    """A figure in the reader's notation: at most two decimals, four digits below 1."""
    if not isinstance(value, float):
        return str(value)
    value = value or 0.0  # no sign before a zero
    figure = f"{value:.4g}" if abs(value) < 1 else f"{value:.2f}".rstrip("0").rstrip(".")
    return figure.replace(".", ",") if language == "pl" else figure


def rounded(value: object, language: Language) -> str:
    """A figure to two decimals, where more would only be noise of the arithmetic."""
    return figure_of(round(value, 2) if isinstance(value, float) else value, language)


def title_of(thing: Mapping[str, Any]) -> str:
    """What a thing is called, or its id."""
    return plain(next((thing[k] for k in _TITLES if thing.get(k)), thing.get("id", "")))
