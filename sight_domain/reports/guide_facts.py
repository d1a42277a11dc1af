"""A group's guide at the head of its report: what it was to find out, what was shown, which limits it met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sight_domain.focus_groups.service import Stimulus
from sight_domain.reports.document import Fact
from sight_domain.reports.figures import number
from sight_domain.reports.material import Material
from sight_domain.reports.wording import say


def guide_facts(payload: Mapping[str, Any], material: Material) -> list[Fact]:
    """Goal, everything shown with its place and its question, the time planned, and the limits on time and cost met."""
    language, about = material.language, payload["focus_group"]
    guide: Mapping[str, Any] = about.get("guide") or {}
    facts: list[Fact] = []
    if guide.get("goal"):
        facts.append(Fact(label=say("goal", language), value=str(guide["goal"])))
    if about.get("stimulus"):
        facts.append(Fact(label=say("stimulus", language), value=str(about["stimulus"])))
    for stimulus in guide.get("stimuli") or ():
        stored = Stimulus.model_validate(stimulus)
        place = f"{say('question', language)} {stored.from_question + 1}"
        words = stored.in_words(language)
        if stored.described_by:
            words = f"{words}\n{say('described_by', language)}: {stored.described_by}"
        facts.append(Fact(label=f"{say('stimulus', language)} ({place})", value=words))
    if guide.get("minutes"):
        facts.append(Fact(label=say("minutes", language), value=number(guide["minutes"], language)))
    for met in payload.get("limits_met") or ():
        if met["limit"] != "turns":
            facts.append(Fact(label=say("limit_met", language), value=str(met["in_words"])))
    return facts
