"""A respondent's family as one line of facts, for cards and prompts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sight_domain.language import Language, Text

_MARITAL: Mapping[str, Mapping[str, Text]] = {
    "single": {
        "female": Text(en="single", pl="panna"),
        "male": Text(en="single", pl="kawaler"),
    },
    "partnered": {
        "female": Text(en="lives with a partner, not married", pl="w związku bez ślubu"),
        "male": Text(en="lives with a partner, not married", pl="w związku bez ślubu"),
    },
    "married": {
        "female": Text(en="married", pl="mężatka"),
        "male": Text(en="married", pl="żonaty"),
    },
    "divorced": {
        "female": Text(en="divorced", pl="rozwiedziona"),
        "male": Text(en="divorced", pl="rozwiedziony"),
    },
    "widowed": {
        "female": Text(en="widowed", pl="wdowa"),
        "male": Text(en="widowed", pl="wdowiec"),
    },
}


def family_in_words(facts: Mapping[str, Any], language: Language) -> str | None:
    """Marital status, children with ages, parents and relatives at home; ``None`` for respondents without a family on record."""
    family = facts.get("family")
    if not family:
        return None
    gender = facts["gender"]
    parts = [_MARITAL[family["marital"]][gender], *_children(family), *_others(family, gender)]
    return "; ".join(part.to(language) for part in parts)


def _children(family: Mapping[str, Any]) -> list[Text]:
    at_home, away = family["children_at_home"], family["children_away"]
    if not at_home and not away:
        return [Text(en="no children", pl="bez dzieci")]
    parts = []
    if at_home:
        ages = ", ".join(str(age) for age in at_home)
        parts.append(
            Text(
                en=f"children at home: {len(at_home)} (age: {ages})",
                pl=f"dzieci w domu: {len(at_home)} (wiek: {ages})",
            )
        )
    if away:
        parts.append(
            Text(
                en=f"grown children living elsewhere: {away}",
                pl=f"dorosłe dzieci mieszkające osobno: {away}",
            )
        )
    return parts


def _others(family: Mapping[str, Any], gender: str) -> list[Text]:
    if family["household_size"] == 1:
        return [Text(en="lives alone", pl="mieszka sama" if gender == "female" else "mieszka sam")]
    parts = []
    if family["parents_at_home"]:
        parts.append(
            Text(en="lives with own parents", pl="mieszka z rodzicami")
            if family["parents_at_home"] == 2
            else Text(en="lives with one own parent", pl="mieszka z jednym z rodziców")
        )
    if family["others_at_home"]:
        parts.append(
            Text(
                en=f"other relatives at home: {family['others_at_home']}",
                pl=f"inni krewni w domu: {family['others_at_home']}",
            )
        )
    return parts
