"""A private ballot: how much a respondent is for or against what a question is about, 1 to 5."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.facts import facts_of
from sight_domain.llm.offline.grammar import seeded
from sight_domain.llm.offline.stance import stance

_SPREAD = 2.4
_UNSURE = 0.3


def write_ballot(inputs: Mapping[str, Any], *, language: Language, seed: int) -> dict[str, Any]:
    """``{"opinion": 1-5}``.

    Before the talk: 3 + 2.4 leaning + N(0, 0.3), rounded, with the leaning of `stance.py`. Afterwards: the ballot from
    before, unless what was heard has moved the opinion (``opinion``) at least half a point away from it.
    """
    given, now = inputs.get("ballot_before"), inputs.get("opinion")
    if isinstance(given, int) and isinstance(now, int | float):
        voted = given if abs(now - given) < 0.5 else round(now)
    else:
        facts = facts_of(inputs.get("respondent"))
        question, stimulus = str(inputs.get("question") or ""), str(inputs.get("stimulus") or "")
        leaning = stance(facts, str(inputs.get("topic") or ""), question, stimulus).leaning
        unsure = seeded("ballot", facts.id, question, language, seed).gauss(0, _UNSURE)
        voted = round(3 + _SPREAD * leaning + unsure)
    return {"opinion": max(1, min(5, voted))}
