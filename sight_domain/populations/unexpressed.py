"""What a researcher asked of the respondents that the population figures cannot express."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from sight_domain.language import Language
from sight_domain.populations.packs import DIMENSION_NAMES, ROOT, fold
from sight_domain.populations.schemas import Unexpressed
from sight_domain.populations.target import TargetPopulation

# People drawn to say how frequent a fact is that follows from the sampled ones.
COUNTED, COUNTING_SEED = 400, 11
ADULT = 18


def unexpressed(target: TargetPopulation, language: Language) -> list[Unexpressed]:
    """The target's ``not_expressed``, each with its reason and the nearest choice."""
    return [_explained(said, target, language) for said in target.not_expressed or ()]


def _explained(said: str, target: TargetPopulation, language: Language) -> Unexpressed:
    kind = _kind_of(said)
    texts = _wording()[kind]
    instead = texts["instead"][language]
    if kind == "children" and (share := _living_with_children(target)) is not None:
        instead = f"{_wording()['share_with_children'][language].format(share=round(100 * share))} {instead}"
    dimensions = ", ".join(DIMENSION_NAMES[d].to(language) for d in target.pack.sampled)
    return Unexpressed(
        said=said, reason=texts["reason"][language], instead=instead.format(dimensions=dimensions)
    )


def _kind_of(said: str) -> str:
    words = fold(said).replace(",", " ").split()
    for kind, texts in _wording().items():
        for pattern in texts.get("words", ()):
            stem = pattern.rstrip("*")
            if any(w.startswith(stem) if pattern.endswith("*") else w == stem for w in words):
                return kind
    return "other"


def _living_with_children(target: TargetPopulation) -> float | None:
    """Share of the target who live with children under 18, counted in people drawn; None where the pack has no families."""
    from sight_domain.populations.sampling import draw_facts_of

    people = draw_facts_of(target, COUNTED, seed=COUNTING_SEED)
    families = [person["family"] for person in people if person.get("family")]
    if not families:
        return None
    return sum(any(age < ADULT for age in f["children_at_home"]) for f in families) / len(families)


@cache
def _wording() -> Mapping[str, Any]:
    return yaml.safe_load((ROOT / "unexpressed.yaml").read_text(encoding="utf-8"))
