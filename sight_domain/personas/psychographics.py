"""What a person's trait scores mean beside others of the same sex and age."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sight_domain.language import Language, Text
from sight_domain.populations.big_five import TRAITS, norm
from sight_domain.populations.pack import Pack
from sight_domain.populations.packs import load_pack

Level = Literal["low", "average", "high"]
# The outer thirds or so of a normal distribution: |z| above 0.5 leaves 38 % in the middle.
NOTABLE_Z = 0.5

PORTRAITS: Mapping[str, Mapping[Level, Text]] = {
    "openness": {
        "low": Text(en="prefers the tried and tested", pl="woli to, co sprawdzone"),
        "average": Text(
            en="open to new things when there is a reason", pl="przyjmuje nowości, gdy jest po temu powód"
        ),
        "high": Text(en="curious, likes new things", pl="z ciekawością sięga po nowości"),
    },
    "conscientiousness": {
        "low": Text(en="spontaneous, dislikes planning", pl="działa spontanicznie, nie lubi planować"),
        "average": Text(en="plans what matters", pl="planuje to, co ważne"),
        "high": Text(en="organised, plans ahead", pl="działa metodycznie i z wyprzedzeniem"),
    },
    "extraversion": {
        "low": Text(en="reserved, needs quiet", pl="zachowuje rezerwę, ceni spokój"),
        "average": Text(en="sociable in familiar company", pl="w znanym gronie czuje się swobodnie"),
        "high": Text(en="outgoing, talks readily", pl="chętnie rozmawia i szuka towarzystwa"),
    },
    "agreeableness": {
        "low": Text(en="blunt, sceptical of others' motives", pl="mówi wprost, nie ufa na słowo"),
        "average": Text(en="polite, but holds a view", pl="zachowuje uprzejmość, ale ma swoje zdanie"),
        "high": Text(en="warm, avoids conflict", pl="okazuje ciepło i unika sporów"),
    },
    "neuroticism": {
        "low": Text(en="calm under pressure", pl="zachowuje spokój pod presją"),
        "average": Text(en="worries now and then", pl="czasem się martwi"),
        "high": Text(en="worries easily, sees risks", pl="łatwo się martwi i dostrzega ryzyko"),
    },
}


def trait_z(trait: str, score: float, *, gender: str, age: int, country: str = "PL") -> float:
    """``(score - mean) / SD`` with the norm of the same sex and age.

    Args:
        trait: one of ``TRAITS``.
        score: 0-1.
        age: years, from 18.
    """
    means, sds = norm(_pack(country), gender, age)
    place = TRAITS.index(trait)
    return (score - means[place]) / sds[place]


def _level(z: float) -> Level:
    return "high" if z > NOTABLE_Z else "low" if z < -NOTABLE_Z else "average"


def portrait(
    big_five: Mapping[str, float], *, gender: str, age: int, language: Language, country: str = "PL"
) -> list[str]:
    """A phrase for every trait, the most unusual trait first; verb phrases that fit any grammatical gender."""
    standings = standings_of(big_five, gender=gender, age=age, country=country)
    return [
        PORTRAITS[trait][_level(standings[trait])].to(language)
        for trait in sorted(TRAITS, key=lambda trait: -abs(standings[trait]))
    ]


def standings_of(
    big_five: Mapping[str, float], *, gender: str, age: int, country: str = "PL"
) -> dict[str, float]:
    """The z of every trait beside people of the same sex and age."""
    return {t: round(trait_z(t, big_five[t], gender=gender, age=age, country=country), 3) for t in TRAITS}


def _pack(country: str) -> Pack:
    return load_pack(country)
