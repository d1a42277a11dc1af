"""A respondent as the grammar sees one: checked facts, and the tags that choose fitting wording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sight_domain.errors import invalid_argument
from sight_domain.language import Text
from sight_domain.llm.offline.grammar import Gender

TRAITS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
# Rounded adult means and SD on the 0-1 scale: IPIP-NEO-120, Johnson (2014).
TRAIT_MEANS: Mapping[str, float] = {
    "openness": 0.64,
    "conscientiousness": 0.65,
    "extraversion": 0.58,
    "agreeableness": 0.67,
    "neuroticism": 0.44,
}
TRAIT_SD = 0.14
# Half an SD from the mean, where the cards of respondents begin to call a trait low or high.
NOTABLE = 0.25
# The lowest two fifths of incomes, and the highest third.
LOW_MEANS, HIGH_MEANS = 0.4, 0.65
_WORKING = frozenset({"employed_private", "employed_public", "self_employed", "farmer"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one respondent; traits and income rank are 0-1, the average where unknown."""

    id: str
    full_name: str
    given_name: str
    gender: Gender
    age: int
    region: str | None
    settlement: str | None
    city: str | None
    education: str | None
    status: str | None
    income_rank: float
    occupation: str | None
    traits: Mapping[str, float]
    values: tuple[str, ...]
    labels: Mapping[str, Any]
    trait_z: Mapping[str, float] = field(default_factory=dict)
    family: Mapping[str, Any] | None = None
    country: str | None = None
    income_known: bool = True

    @property
    def working(self) -> bool:
        return self.status in _WORKING

    def standing(self, trait: str) -> float:
        """Where the person stands on a trait: -1 (two SD below the mean) to 1 (two SD above).

        Among people of the same sex and age where that is given (`trait_z`), else among all adults.
        """
        if trait in self.trait_z:
            return max(-1.0, min(1.0, self.trait_z[trait] / 2))
        return max(-1.0, min(1.0, (self.traits[trait] - TRAIT_MEANS[trait]) / (2 * TRAIT_SD)))

    def level(self, trait: str) -> Literal["low", "average", "high"]:
        """How the trait stands in words, by the bounds of the respondent's card."""
        standing = self.standing(trait)
        return "high" if standing > NOTABLE else "low" if standing < -NOTABLE else "average"

    def _means(self) -> str:
        if self.income_rank < LOW_MEANS:
            return "low"
        return "high" if self.income_rank > HIGH_MEANS else "middle_income"

    def tags(self) -> frozenset[str]:
        """The conditions a grammar alternant may ask for."""
        tags: set[str] = {self.status or "inactive"}
        tags.add("busy" if self.working else "free")
        tags.add("young" if self.age < 30 else "older" if self.age >= 60 else "midlife")
        if self.income_known:
            tags.add(self._means())
        if self.settlement:
            tags.add({"rural": "rural", "town_under_100k": "town"}.get(self.settlement, "city"))
            if self.settlement == "city_500k_plus":
                tags.add("metro")
        if self.education:
            tags.add(self.education)
        for trait, (high, low) in _TRAIT_TAGS.items():
            if (level := self.level(trait)) != "average":
                tags.add(high if level == "high" else low)
        tags.update(f"v_{value}" for value in self.values)
        return frozenset(tags)


_TRAIT_TAGS = {
    "openness": ("open", "settled"),
    "conscientiousness": ("orderly", "loose"),
    "extraversion": ("outgoing", "quiet"),
    "agreeableness": ("warm", "blunt"),
    "neuroticism": ("anxious", "calm"),
}


def facts_of(respondent: Any) -> Facts:
    """Read a respondent given as a JSON object.

    Raises:
        SightError: invalid_argument, when it is no object, or gender or age is missing or impossible.
    """
    if not isinstance(respondent, Mapping):
        raise _unusable("respondent", "a respondent object", "obiektu z danymi respondenta")
    gender = respondent.get("gender")
    if gender not in ("female", "male"):
        raise _unusable("respondent.gender", "female or male", "female albo male")
    age = respondent.get("age")
    if not isinstance(age, int) or isinstance(age, bool) or not 0 < age < 130:
        raise _unusable("respondent.age", "a whole number of years", "pełnej liczby lat")
    big_five = respondent.get("big_five") or {}
    full_name = str(respondent.get("full_name") or respondent.get("given_name") or "")
    return Facts(
        id=str(respondent.get("id") or respondent.get("seq") or full_name),
        full_name=full_name,
        given_name=str(respondent.get("given_name") or full_name.split(" ")[0]),
        gender=gender,
        age=age,
        region=respondent.get("region"),
        settlement=respondent.get("settlement"),
        city=respondent.get("city"),
        education=respondent.get("education"),
        status=respondent.get("status"),
        income_rank=_unit(respondent.get("income_rank")),
        income_known=respondent.get("income_rank") is not None,
        occupation=respondent.get("occupation") or None,
        traits={trait: _unit(big_five.get(trait), TRAIT_MEANS[trait]) for trait in TRAITS},
        values=tuple(respondent.get("values") or ()),
        labels=respondent.get("labels") or {},
        trait_z={t: float(z) for t, z in (respondent.get("trait_z") or {}).items() if t in TRAITS},
        family=respondent.get("family"),
        country=respondent.get("country"),
    )


def _unit(score: Any, unknown: float = 0.5) -> float:
    return min(1.0, max(0.0, float(score))) if isinstance(score, int | float) else unknown


def _unusable(field: str, expected_en: str, expected_pl: str) -> Exception:
    return invalid_argument(
        field,
        Text(en=f"`{field}` is missing or unusable.", pl=f"Brakuje pola `{field}` albo jest błędne."),
        Text(en=f"It takes {expected_en}.", pl=f"Pole wymaga {expected_pl}."),
    )
