"""Summing up coded themes in sentences that cite their turns; every number in them was counted before."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.grammar import resource, seeded
from sight_domain.llm.offline.polish import counted, listed, of_people

_TOLD = 4
"""Themes that the summary tells of."""
_NAMED = 3
"""Most people named on a side."""


def write_summary(inputs: Mapping[str, Any], *, language: Language, seed: int) -> dict[str, Any]:
    """A paragraph and key insights, each sentence with the turns it rests on.

    Args:
        inputs: ``participants``, ``themes`` ({title, reach, in_favour, against, quotes: [{turn_id, persona_name,
            text, stance}]}) and ``disagreements`` ({theme, in_favour, against: [{name, turn_id}]}).

    Returns:
        ``{summary: [{text, turn_ids}], key_insights: [{text, turn_ids}]}``; empty lists without themes.
    """
    themes = [theme for theme in inputs.get("themes") or () if theme["quotes"]]
    account = _Account(language, int(inputs.get("participants") or 0), seeded("summary", seed))
    divided = list(inputs.get("disagreements") or ())
    by_title = {theme["title"]: theme for theme in themes}
    split = [account.divided(one, by_title[one["theme"]]) for one in divided if one["theme"] in by_title]
    return {
        "summary": [*(account.voiced(theme) for theme in themes[:_TOLD]), *split[:1]],
        "key_insights": [*account.extremes(themes), *split[1:3]],
    }


class _Account:
    def __init__(self, language: Language, people: int, chance: random.Random) -> None:
        self._language: Language = language
        self._people = people
        self._words = resource("summaries")[language]
        self._chance = chance

    def voiced(self, theme: Mapping[str, Any]) -> dict[str, Any]:
        return self._sentence("voiced", theme["reach"], theme, theme["quotes"])

    def extremes(self, themes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Of the themes that lean against, the one with most people against; and so for those in favour."""
        found: list[dict[str, Any]] = []
        for kind, key, other, stance in (
            ("barrier", "against", "in_favour", "against"),
            ("draw", "in_favour", "against", "for"),
        ):
            leaning = [one for one in themes if one[key] > one[other]]
            theme = max(leaning, key=lambda one: (one[key], one["reach"]), default=None)
            if theme is not None:
                quotes = [quote for quote in theme["quotes"] if quote["stance"] == stance]
                found.append(self._sentence(kind, theme[key], theme, quotes or theme["quotes"]))
        return found

    def divided(self, one: Mapping[str, Any], theme: Mapping[str, Any]) -> dict[str, Any]:
        joined = "i" if self._language == "pl" else "and"
        named = {side: one[side][:_NAMED] for side in ("in_favour", "against")}
        sides = {side: listed([who["name"] for who in people], joined) for side, people in named.items()}
        return self._sentence("divided", 0, {**theme, **sides}, [*named["in_favour"], *named["against"]])

    def _sentence(
        self, kind: str, n: int, theme: Mapping[str, Any], quotes: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        words = self._chance.choice(self._words[kind]).format(
            theme=theme["title"],
            n=n,
            people=self._people,
            of=of_people(n, self._people),
            s="s" if n == 1 else "",
            is_are="is" if n == 1 else "are",
            raises=counted(n, "porusza", "poruszają", "porusza"),
            speaks=counted(n, "mówi", "mówią", "mówi"),
            in_favour=theme["in_favour"],
            against=theme["against"],
        )
        return {"text": words, "turn_ids": [quote["turn_id"] for quote in quotes]}
