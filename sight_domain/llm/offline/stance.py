"""Why one respondent leans towards an idea and another does not: a small explicit model.

For each consideration c (price, trust, novelty, ...) of `resources/stance.yaml`::

    weight_c  = max(0, b_c + sum_d beta_cd x_d)          how much c matters to this person here
    valence_c = clip(a_c + sum_d alpha_cd x_d + e_c)     whether c speaks for (1) or against (-1) the idea
    leaning   = tanh(0.12 + 1.5 (sum_c w_c^2 v_c / sum_c w_c^2 + 0.12 agreeableness))

The drivers x_d are the person's standing on the Big Five (-1..1), means (2 rank - 1), age ((age - 45) / 30, clipped),
0/1 facts (status, place, education, values) and 0/1 cues found in the topic, stimulus and question. What the question
asks about moves the weights only, so a person's opinion of the idea stays the same from question to question; a
consideration foreign to the topic's field weighs nothing until it is asked about. e_c is
individual taste: uniform on [-0.3, 0.3], fixed by person, topic and consideration. The coefficients are stated
assumptions, not estimates; they give people reasons to differ and are no finding about any market.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sight_domain.language import LANGUAGES
from sight_domain.llm.offline.coding import code_text
from sight_domain.llm.offline.considerations import cues
from sight_domain.llm.offline.domains import aside, domain_of
from sight_domain.llm.offline.facts import TRAITS, Facts, facts_of
from sight_domain.llm.offline.grammar import resource, seeded

TASTE = 0.3
# People asked about an idea start out slightly polite.
GOODWILL = 0.12


@dataclass(frozen=True, slots=True)
class Stance:
    """A respondent's stance on an idea.

    Attributes:
        leaning: -1 (against) to 1 (in favour).
        weights: consideration -> how much it matters, >= 0.
        valences: consideration -> -1 (speaks against) to 1 (speaks for).
        dominant: the one to three considerations that matter most, first the strongest.
    """

    leaning: float
    weights: Mapping[str, float]
    valences: Mapping[str, float]
    dominant: tuple[str, ...]

    def strongest(self, *, against: bool) -> list[str]:
        """Considerations that speak against (or for) the idea, by weight times size of valence."""
        sign = -1 if against else 1
        force = {c: self.weights[c] * sign * v for c, v in self.valences.items()}
        return sorted((c for c, f in force.items() if f > 0), key=lambda c: -force[c])

    @property
    def mood(self) -> str:
        """``pro``, ``con`` or ``mixed``, for the choice of words."""
        return "pro" if self.leaning > 0.2 else "con" if self.leaning < -0.14 else "mixed"


def stance(
    respondent: Mapping[str, Any] | Facts, topic: str, question: str = "", stimulus: str | None = None
) -> Stance:
    """The stance of one respondent on a topic, as a question and a stimulus bring it up."""
    facts = respondent if isinstance(respondent, Facts) else facts_of(respondent)
    shown = cues(f"{topic} {stimulus or ''}")
    drivers = _drivers(facts)
    opinion = drivers | {f"cue.{cue}": 1.0 for cue in shown}
    attention = drivers | {f"cue.{cue}": 1.0 for cue in shown | cues(question)}
    off_topic = _off_topic(topic, question, stimulus or "")
    general: dict[str, float] = {}
    weights: dict[str, float] = {}
    valences: dict[str, float] = {}
    for consideration, coefficients in resource("stance").items():
        belongs = 0.0 if consideration in off_topic else 1.0
        taste = seeded("taste", facts.id, topic, consideration).uniform(-TASTE, TASTE)
        general[consideration] = belongs * max(0.0, _linear(coefficients["weight"], opinion)) ** 2
        weights[consideration] = belongs * max(0.0, _linear(coefficients["weight"], attention))
        valences[consideration] = max(-1.0, min(1.0, _linear(coefficients["valence"], opinion) + taste))
    balance = sum(general[c] * valences[c] for c in general) / (sum(general.values()) or 1.0)
    ranked = sorted(weights, key=lambda c: -weights[c])
    dominant = [c for c in ranked[:3] if weights[c] >= 0.75 * weights[ranked[0]]]
    leaning = math.tanh(GOODWILL + 1.5 * (balance + 0.12 * drivers["agreeableness"]))
    return Stance(leaning, weights, valences, tuple(dominant))


def _off_topic(topic: str, question: str, stimulus: str) -> frozenset[str]:
    """Considerations foreign to the topic's field, less those that the words themselves raise."""
    foreign = aside(domain_of(topic, stimulus, question))
    if not foreign:
        return foreign
    text = f"{topic}. {stimulus}. {question}"
    raised = {m.code for language in LANGUAGES for m in code_text(text, language)}
    return foreign - raised


def _drivers(facts: Facts) -> dict[str, float]:
    drivers = {trait: facts.standing(trait) for trait in TRAITS}
    drivers["income"] = 2 * facts.income_rank - 1
    drivers["age"] = max(-1.0, min(1.0, (facts.age - 45) / 30))
    drivers[facts.gender] = 1.0
    return {tag: 1.0 for tag in facts.tags() if tag not in drivers} | drivers


def _linear(coefficients: Mapping[str, float], drivers: Mapping[str, float]) -> float:
    return sum(b if name == "base" else b * drivers.get(name, 0.0) for name, b in coefficients.items())
