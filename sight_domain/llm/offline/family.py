"""A respondent's family turned into phrases and tags for the grammar; nothing is said that is not on record."""

from __future__ import annotations

from sight_domain.language import Language
from sight_domain.llm.offline import polish
from sight_domain.llm.offline.facts import Facts

_NUMBERS_PL = {2: "dwoje", 3: "troje", 4: "czworo", 5: "pięcioro", 6: "sześcioro", 7: "siedmioro"}
_NUMBERS_EN = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven"}
_OF_AGE = 18


def family_phrases(facts: Facts, language: Language) -> tuple[dict[str, str], set[str]]:
    """Grammar variables and tags of a family.

    Variables: ``kids_home`` (``dwoje dzieci w wieku 4 i 9 lat``), ``kids_away`` (``jedno dorosłe dziecko``). Tags: the
    marital status (``married`` …), ``kids_home`` with ``kids_minor`` or ``kids_grown``, ``kids_away`` with ``one_away`` or
    ``many_away``, ``lives_alone``, ``just_two``, ``both_parents``, ``one_parent``. Both are empty for somebody without a
    family on record.
    """
    family = facts.family
    if not family:
        return {}, set()
    at_home, away = list(family["children_at_home"]), int(family["children_away"])
    tags = {str(family["marital"])}
    variables: dict[str, str] = {}
    partner = family["marital"] in ("married", "partnered")
    if at_home:
        tags |= {"kids_home", "kids_minor" if at_home[0] < _OF_AGE else "kids_grown"}
        tags.add("one_home" if len(at_home) == 1 else "many_home")
        variables["kids_home"] = _children(at_home, language)
    if away:
        tags |= {"kids_away", "one_away" if away == 1 else "many_away"}
        variables["kids_away"] = _grown(away, language)
    if family["household_size"] == 1:
        tags.add("lives_alone")
    if family["household_size"] == 2 and partner:
        tags.add("just_two")
    if family["parents_at_home"]:
        tags.add("both_parents" if family["parents_at_home"] == 2 else "one_parent")
    return variables, tags


def _children(ages: list[int], language: Language) -> str:
    """How many, and how old where nobody is a baby."""
    if language == "pl":
        many = "jedno dziecko" if len(ages) == 1 else f"{_NUMBERS_PL.get(len(ages), len(ages))} dzieci"
        told = f" w wieku {polish.listed([str(age) for age in ages])} lat"
    else:
        many = "one child" if len(ages) == 1 else f"{_NUMBERS_EN.get(len(ages), len(ages))} children"
        told = f", aged {polish.listed([str(age) for age in ages], 'and')}"
    return many + (told if ages[0] >= 2 and len(set(ages)) == len(ages) else "")


def _grown(number: int, language: Language) -> str:
    if language == "pl":
        many = _NUMBERS_PL.get(number, str(number))
        return "jedno dorosłe dziecko" if number == 1 else f"{many} dorosłych dzieci"
    return "one grown child" if number == 1 else f"{_NUMBERS_EN.get(number, number)} grown children"
