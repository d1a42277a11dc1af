"""The themes of groups as one flat table: a row for each quote, the theme's own figures repeated in its rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sight_domain.reports.material import Material

_OF_THEME = (
    "description",
    "reach",
    "reach_share",
    "reach_either",
    "in_favour",
    "against",
    "sentiment",
    "tension",
)
_OF_QUOTE = ("persona_id", "persona_name", "turn_id", "stance", "text")
THEME_COLUMNS = (
    "focus_group_id",
    "focus_group",
    "theme",
    *_OF_THEME,
    *(f"quote_{key}" for key in _OF_QUOTE),
    "alpha",
    "alpha_stance",
    "generated_by",
)


def theme_rows(material: Material) -> Iterable[dict[str, Any]]:
    """Every verified quote under its theme, with the agreement of the readings of its group; a theme without any is a
    row too."""
    payload = material.payload
    groups = [payload] if material.kind == "focus_group" else payload.get("focus_groups") or ()
    for group in groups:
        summary = group.get("summary") or {}
        agreement = summary.get("agreement") or {}
        about = {
            "focus_group_id": group["focus_group"].get("id"),
            "focus_group": group["focus_group"].get("name"),
            "alpha": agreement.get("alpha"),
            "alpha_stance": agreement.get("alpha_stance"),
            "generated_by": summary.get("generated_by"),
        }
        for theme in summary.get("themes") or ():
            for quote in theme.get("quotes") or ({},):
                yield (
                    about
                    | {"theme": theme["title"]}
                    | {key: theme.get(key) for key in _OF_THEME}
                    | {f"quote_{key}": quote.get(key) for key in _OF_QUOTE}
                )
