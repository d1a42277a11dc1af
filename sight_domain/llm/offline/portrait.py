"""Facts of a respondent turned into phrases that fit a sentence: place, work, values, interests."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sight_domain.language import Language
from sight_domain.llm.offline import polish
from sight_domain.llm.offline.facts import Facts
from sight_domain.llm.offline.family import family_phrases

_PAST_JOB = re.compile(r"(?:dawniej|ostatnio|formerly|last worked as:?)\s+(?P<job>.+)$")
_REGION_EN = "the {name} region"


def phrases(facts: Facts, language: Language) -> tuple[dict[str, str], frozenset[str]]:
    """Grammar variables for a respondent, and the tags that say which of them are there.

    Variables: ``name``, ``age``, ``years``, ``in_place``, ``from_place``, ``job``, ``past_job``, ``study``, ``activity``,
    ``values``, ``interests``. Tags: ``has_place``, ``has_job``, ``has_past_job``, ``has_study``, ``has_activity``, ``has_values``, ``has_interests``.
    Those of the family: see `family_phrases`.
    """
    variables = {"name": facts.given_name, "age": str(facts.age), "years": polish.years(facts.age)}
    tags: set[str] = set()
    if place := (_place_pl(facts) if language == "pl" else _place_en(facts)):
        variables["in_place"], variables["from_place"] = place
        variables["from_place_cap"] = place[1]
        tags.add("has_place")
    for kind, text in _work(facts, language).items():
        variables[kind] = text
        tags.add(f"has_{kind}")
    for kind in ("values", "interests"):
        labels = facts.labels.get(kind) or ()
        if isinstance(labels, Sequence) and not isinstance(labels, str) and labels:
            words = polish.listed([str(label) for label in labels], "oraz" if language == "pl" else "and")
            variables[kind] = words
            variables[f"{kind}_cap"] = words[:1].upper() + words[1:]
            tags.add(f"has_{kind}")
    of_family, family_tags = family_phrases(facts, language)
    return variables | of_family, frozenset(tags | family_tags)


def _place_pl(facts: Facts) -> tuple[str, str] | None:
    if facts.city and (inside := polish.city_locative(facts.city)):
        return inside, polish.city_genitive(facts.city) or ""
    region = facts.region if facts.region and facts.region.endswith("kie") else None
    where = f" {polish.region_locative(region)}" if region else ""
    whence = f" {polish.region_locative(region)}" if region else ""
    if facts.settlement == "rural":
        return f"na wsi{where}", f"ze wsi{whence}"
    if facts.settlement == "town_under_100k":
        return f"w mniejszym mieście{where}", f"z mniejszego miasta{whence}"
    if facts.settlement:
        return f"w dużym mieście{where}", f"z dużego miasta{whence}"
    if region:
        return where.strip(), polish.region_genitive(region)
    return polish.country_forms(facts.country)


def _place_en(facts: Facts) -> tuple[str, str] | None:
    if facts.city:
        return f"in {facts.city}", f"from {facts.city}"
    region = f" in {_REGION_EN.format(name=_capitalised(facts.region))}" if facts.region else ""
    kinds = {"rural": "a village", "town_under_100k": "a smaller town"}
    if facts.settlement:
        kind = kinds.get(facts.settlement, "a big city")
        return f"in {kind}{region}", f"from {kind}{region}"
    if region:
        return region.strip(), f"from{region.removeprefix(' in')}"
    country = facts.labels.get("country")
    if country and country.startswith("United "):
        country = f"the {country}"
    return (f"in {country}", f"from {country}") if facts.country and country else None


def _capitalised(region: str) -> str:
    return "-".join(part.capitalize() for part in region.split("-"))


def _work(facts: Facts, language: Language) -> dict[str, str]:
    """The occupation as a noun to follow ``jako`` or ``as``: now (``job``), before (``past_job``) or ``study``."""
    if not facts.occupation:
        return {}
    if facts.working:
        return {"job": _noun(facts.occupation, language)}
    if past := _PAST_JOB.search(facts.occupation):
        return {"past_job": _noun(past["job"], language)}
    if facts.status == "student":
        return {"study": _noun(facts.occupation, language)}
    if facts.status == "inactive":
        return {"activity": _predicate(facts.occupation, language)}
    return {}


def _predicate(activity: str, language: Language) -> str:
    """What somebody does instead of paid work, as a predicate: ``is on a survivor's pension``."""
    text = polish.lower_first(activity.strip())
    states = {"pl": ("na ", "bez "), "en": ("on ", "not ", "out ")}[language]
    return f"{'jest' if language == 'pl' else 'is'} {text}" if text.startswith(states) else text


def _noun(occupation: str, language: Language) -> str:
    noun = polish.lower_first(occupation.strip())
    if language == "pl":
        return noun
    return f"{_article(noun)} {noun}"


def _article(noun: str) -> str:
    if noun[:2].isupper():
        return "an" if noun[0] in "AEFHILMNORSX" else "a"
    if noun.lower().startswith(("uni", "use", "eu", "one")):
        return "a"
    return "an" if noun[:1].lower() in "aeiou" else "a"
