"""Files and money in words."""

from __future__ import annotations

from sight_domain.language import Language
from sight_domain.llm.offline.planner.markdown import plain
from sight_domain.llm.offline.planner.told.pieces import (
    Result,
    figure_of,
    items_of,
    part_of,
    title_of,
    words_of,
)


def exported(result: Result, language: Language) -> list[str]:
    """The file, when there is one."""
    if result.get("export", result) is None:
        return []
    export = part_of(result, "export") or result
    size = export.get("bytes")
    told = f"{max(1, round(size / 1024))} KB" if isinstance(size, int) else str(export.get("mime_type", ""))
    return [words_of("exported", language, filename=title_of(export), size=told)]


def usage(result: Result, language: Language) -> list[str]:
    """What was spent, in all and by group."""
    lines = [words_of("usage", language, **_costs(result, language))]
    for group in items_of(result, "groups"):
        key = next(
            (str(group[k]) for k in ("key", "name", "group", "model", "task", "day", "run") if group.get(k)),
            "",
        )
        lines.append(f"- {plain(key)}: {words_of('usage', language, **_costs(group, language))}")
    return lines


def estimate(result: Result, language: Language) -> list[str]:
    """What a call would cost."""
    return [words_of("estimate", language, **_costs(result, language))]


def _costs(result: Result, language: Language) -> dict[str, str]:
    names = ("calls", "attempts", "input_tokens", "output_tokens", "usd", "model")
    return {name: _counted(result.get(name, "–"), language) for name in names}


def _counted(value: object, language: Language) -> str:
    """A count with its thousands apart; anything else as `figure_of` has it."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}".replace(",", "\u00a0" if language == "pl" else ",")
    return figure_of(value, language)
