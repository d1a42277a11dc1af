"""A cluster of respondents in words: its name and what sets it apart from the whole sample."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sight_domain.language import Language, Text
from sight_domain.personas.similarity import SECTION_OF
from sight_domain.populations.big_five import TRAITS
from sight_domain.populations.service import label

# In standard deviations of the population for numbers, as Cohen's h for shares; both count as "medium" from 0.5.
NOTABLE = 0.35
# Cohen's h makes much of rare things: shares must also be so many points apart.
NOTABLE_POINTS = 0.12
MOST_TOLD, MOST_NAMED = 3, 2
SHARED = ("settlement", "education", "gender", "status", "household", "region", "values", "interests")
AVERAGED = ("age", "income_rank", *(f"big_five.{trait}" for trait in TRAITS))

_LEANINGS: Mapping[str, tuple[Text, Text]] = {
    "age": (Text(en="younger", pl="młodszy wiek"), Text(en="older", pl="starszy wiek")),
    "income_rank": (
        Text(en="lower incomes", pl="niższe dochody"),
        Text(en="higher incomes", pl="wyższe dochody"),
    ),
    "big_five.openness": (
        Text(en="less open to the new", pl="mniejsza otwartość"),
        Text(en="more open to the new", pl="większa otwartość"),
    ),
    "big_five.conscientiousness": (
        Text(en="less conscientious", pl="mniejsza sumienność"),
        Text(en="more conscientious", pl="większa sumienność"),
    ),
    "big_five.extraversion": (
        Text(en="more introverted", pl="mniejsza ekstrawersja"),
        Text(en="more extraverted", pl="większa ekstrawersja"),
    ),
    "big_five.agreeableness": (
        Text(en="less agreeable", pl="mniejsza ugodowość"),
        Text(en="more agreeable", pl="większa ugodowość"),
    ),
    "big_five.neuroticism": (
        Text(en="calmer", pl="mniejsza neurotyczność"),
        Text(en="more anxious", pl="większa neurotyczność"),
    ),
}
_AVERAGES = {
    "age": Text(en="age on average", pl="średni wiek"),
    "income_rank": Text(en="place among incomes, 0 to 1", pl="miejsce wśród dochodów, od 0 do 1"),
}


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that sets a group apart; ``effect`` is positive where the group has more of it."""

    field: str
    name: Text
    told: Text
    effect: float


def features(
    members: Sequence[Mapping[str, Any]],
    everybody: Sequence[Mapping[str, Any]],
    spreads: Mapping[str, float],
    country: str,
) -> list[Feature]:
    """What sets members apart from the whole sample, the strongest first.

    Numbers by the difference of means in standard deviations of the population, categories, values and interests by
    Cohen's ``h = 2 asin sqrt(p) - 2 asin sqrt(q)``; from 0.35 on, shares also from 12 points on.
    """
    found = [*_averages(members, everybody, spreads), *_shares(members, everybody, country)]
    return sorted((f for f in found if abs(f.effect) >= NOTABLE), key=lambda f: -abs(f.effect))


def cluster_name(found: Sequence[Feature], place: int, language: Language) -> str:
    """Two features that the group has, demographic ones first, or its number where nothing sets it apart."""
    had = [f for f in found if f.effect > 0 or f.field in _LEANINGS]
    had.sort(key=lambda f: SECTION_OF[f.field] != "demographics")
    named = [f.name.to(language) for f in had][:MOST_NAMED]
    if not named:
        return Text(en=f"Group {place}", pl=f"Grupa {place}").to(language)
    text = ", ".join(named)
    return text[:1].upper() + text[1:]


def cluster_description(found: Sequence[Feature], language: Language) -> str:
    """The strongest features, demographic ones first, with the group's figure and the whole sample's."""
    if not found:
        return Text(
            en="Nothing sets it apart from the whole sample.", pl="Nic nie odróżnia jej od całej próby."
        ).to(language)
    demographic = [f for f in found if SECTION_OF[f.field] == "demographics"]
    other = [f for f in found if f not in demographic]
    told = "; ".join(f.told.to(language) for f in (*demographic[:MOST_TOLD], *other[:MOST_TOLD]))
    return Text(en=f"Here and in the whole sample: {told}.", pl=f"W tej grupie i w całej próbie: {told}.").to(
        language
    )


def _averages(
    members: Sequence[Mapping[str, Any]], everybody: Sequence[Mapping[str, Any]], spreads: Mapping[str, float]
) -> Iterable[Feature]:
    for field in AVERAGED:
        here, there = _mean(members, field), _mean(everybody, field)
        if here is None or there is None:
            continue
        effect = (here - there) / spreads[field]
        digits = 0 if field == "age" else 2
        low, high = _LEANINGS[field]
        yield Feature(
            field,
            high if effect > 0 else low,
            Text(
                en=f"{_average_name(field, 'en')} {here:.{digits}f} / {there:.{digits}f}",
                pl=f"{_average_name(field, 'pl')} {here:.{digits}f} / {there:.{digits}f}".replace(".", ","),
            ),
            effect,
        )


def _average_name(field: str, language: Language) -> str:
    trait = field.partition(".")[2]
    return label("big_five", trait, language) if trait else _AVERAGES[field].to(language)


def _mean(people: Sequence[Mapping[str, Any]], field: str) -> float | None:
    family, _, trait = field.partition(".")
    values = [p[family][trait] if trait else p.get(field) for p in people]
    known = [float(v) for v in values if v is not None]
    return sum(known) / len(known) if known else None


def _shares(
    members: Sequence[Mapping[str, Any]], everybody: Sequence[Mapping[str, Any]], country: str
) -> Iterable[Feature]:
    for field in SHARED:
        for code in sorted({c for p in everybody for c in _codes(p, field)}):
            here, there = (sum(code in _codes(p, field) for p in g) / len(g) for g in (members, everybody))
            if abs(here - there) < NOTABLE_POINTS:
                continue
            name = Text(
                en=label(field, code, "en", country=country), pl=label(field, code, "pl", country=country)
            )
            yield Feature(
                field,
                name,
                Text(
                    en=f"{name.en} {here:.0%} / {there:.0%}",
                    pl=f"{name.pl} {here * 100:.0f}% / {there * 100:.0f}%",
                ),
                2 * math.asin(math.sqrt(here)) - 2 * math.asin(math.sqrt(there)),
            )


def _codes(person: Mapping[str, Any], field: str) -> Sequence[str]:
    value = person.get(field)
    return [value] if isinstance(value, str) else value or []
