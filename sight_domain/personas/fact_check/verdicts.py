"""A claim held against the facts: agreement, or a finding that says both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sight_domain.language import Language, Text
from sight_domain.personas.fact_check.claims import Claim, Kind
from sight_domain.personas.fact_check.known import LEVELS, Family, Known
from sight_domain.personas.fact_check.occupations import same_occupation
from sight_domain.personas.fact_check.place_verdicts import place_finding
from sight_domain.populations.packs import fold
from sight_domain.populations.service import label, load_pack

# How far a place among incomes may be from what the words say before they contradict it.
_NOT_RICH_BELOW, _NOT_POOR_ABOVE = 0.45, 0.6
_ROUNDING = 0.05


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction: what the text says, what the facts say, and the words."""

    kind: Kind
    message: Text
    excerpt: str


def contradiction(claim: Claim, known: Known, country: str) -> Finding | None:
    """The finding when `claim` disagrees with the facts, ``None`` when it agrees or they say nothing about it."""
    message = _JUDGES[claim.kind](claim, known, country)
    return Finding(claim.kind, message, claim.excerpt) if message is not None else None


def _age(claim: Claim, known: Known, country: str) -> Text | None:
    low, high = int(claim.says[0]), int(claim.says[1])
    # 100 stands for 100 and over.
    if low <= known.age <= high or (known.age >= 100 and high >= 100):
        return None
    said = str(low) if low == high else f"{low}–{high}"
    return Text(
        en=f"the text says age {said}; the person is {known.age}",
        pl=f"tekst podaje wiek {said}; ta osoba ma {known.age}",
    )


def _name(claim: Claim, known: Known, country: str) -> Text | None:
    given, surname = str(claim.says[0]), str(claim.says[1])
    right = fold(given) in (fold(known.given_name), fold(known.surname)) and (
        not surname
        or fold(surname) in (fold(known.surname), fold(known.given_name))
        or fold(surname) in fold(known.surname).split()
    )
    if right:
        return None
    own = f"{known.given_name} {known.surname}".strip()
    said = f"{given} {surname}".strip()
    return Text(
        en=f"the text calls the person {said}; the name is {own}",
        pl=f"tekst nazywa tę osobę {said}; nazywa się ona {own}",
    )


def _occupation(claim: Claim, known: Known, country: str) -> Text | None:
    sort, said = str(claim.says[0]), str(claim.says[1])
    if known.status is None or known.occupation is None:
        return None
    if sort == "status":
        return None if _status_agrees(said, known) else _other_work(said, known)
    if sort == "past_job":
        # What somebody at work did before is not among the facts: nothing to hold it against.
        right = known.past_job is None or same_occupation(said, known.past_job)
        return None if right else _other_work(said, known)
    if known.job is None and known.status == "student" and not known.past_job:
        return None if same_occupation(said, known.occupation) else _other_work(said, known)
    return (
        None
        if same_occupation(said, known.occupation) and known.job is not None
        else _other_work(said, known)
    )


def _status_agrees(said: str, known: Known) -> bool:
    if said == "working":
        return known.working or known.status == "student"
    if said == "self_employed":
        return known.status in ("self_employed", "farmer")
    if said == "farmer":
        return known.status == "farmer" or same_occupation("rolnik farmer", known.occupation or "")
    if said == "home":
        return not known.working and known.status != "student"
    if said == "disability_pension":
        return known.status in ("disability_pension", "inactive")
    return known.status == said or said in (known.occupation or "")


def _other_work(said: str, known: Known) -> Text:
    named = _STATUSES.get(said, Text(en=said, pl=said))
    return Text(
        en=f"the text says '{named.en}'; the facts say '{known.occupation}'",
        pl=f"tekst mówi „{named.pl}”; fakty: „{known.occupation}”",
    )


_STATUSES = {
    "retired": Text(en="retired", pl="emerytura"),
    "disability_pension": Text(en="on a disability pension", pl="renta"),
    "unemployed": Text(en="unemployed", pl="bez pracy"),
    "student": Text(en="student", pl="nauka"),
    "working": Text(en="in paid work", pl="praca zawodowa"),
    "self_employed": Text(en="self-employed", pl="własna działalność"),
    "home": Text(en="looks after the home, not in paid work", pl="zajmuje się domem, bez pracy zawodowej"),
    "farmer": Text(en="farmer", pl="rolnik"),
}


def _education(claim: Claim, known: Known, country: str) -> Text | None:
    how, level = str(claim.says[0]), str(claim.says[1])
    if known.education not in LEVELS:
        return None
    if level not in load_pack(country).codes("education"):
        # Countries without a vocational level count it as upper secondary.
        level = "secondary"
    own, said = LEVELS.index(known.education), LEVELS.index(level)
    if own == said or (said < own and how == "has"):
        return None
    return Text(
        en=f"the text says education: {_level(level, 'en', country)}; the facts say {_level(known.education, 'en', country)}",
        pl=f"tekst podaje wykształcenie: {_level(level, 'pl', country)}; fakty mówią: {_level(known.education, 'pl', country)}",
    )


def _level(code: str, language: Language, country: str) -> str:
    return label("education", code, language, country=country)


def _income(claim: Claim, known: Known, country: str) -> Text | None:
    if claim.says[0] == "means":
        rank = known.income_rank
        if (
            rank is None
            or (claim.says[1] == "high" and rank >= _NOT_RICH_BELOW)
            or (claim.says[1] == "low" and rank <= _NOT_POOR_ABOVE)
        ):
            return None
        share = round(rank * 100)
        return Text(
            en=f"the text makes the person {'well off' if claim.says[1] == 'high' else 'poor'}; the income is above that of {share} % of adults",
            pl=f"tekst opisuje osobę {'zamożną' if claim.says[1] == 'high' else 'biedną'}; jej dochód jest wyższy niż u {share}% dorosłych",
        )
    amount = int(claim.says[1])
    if known.income is None:
        return None
    low, high = known.income
    if amount >= low * (1 - _ROUNDING) and (high is None or amount <= high * (1 + _ROUNDING)):
        return None
    bracket = f"{low}–{high}" if high is not None else f"> {low}"
    return Text(
        en=f"the text says an income of {amount}; the bracket is {bracket}",
        pl=f"tekst podaje dochód {amount}; przedział to {bracket}",
    )


def _family_says(claim: Claim, known: Known, country: str) -> Text | None:
    family = known.family
    if family is None:
        return None
    relation = str(claim.says[0])
    number = int(claim.says[1]) if len(claim.says) > 1 else 0
    if _family_agrees(relation, number, family, known):
        return None
    said = _RELATIONS[relation]
    count = f" ({number})" if number else ""
    return Text(
        en=f"the text says '{said.en}{count}', which the facts do not",
        pl=f"tekst mówi „{said.pl}{count}”, a fakty temu przeczą lub o tym milczą",
    )


def _family_agrees(relation: str, number: int, family: Family, known: Known) -> bool:
    match relation:
        case "married":
            return family.marital in ("married", "partner", None)
        case "partner":
            return family.partner is not False
        case "single":
            return not family.partner
        case "divorced" | "widowed":
            survivor = relation == "widowed" and any(
                w in (known.occupation or "") for w in ("rodzinn", "survivor")
            )
            return family.marital == relation or survivor
        case "children":
            return family.children is None or number in family.children
        case "a_child":
            return not family.childless
        case "childless":
            return family.children is None or 0 in family.children
        case "grandchildren":
            return family.grown_children
        case "alone":
            return family.alone is not False
        case _:
            return family.parents is not False


_RELATIONS = {
    "married": Text(en="a husband or wife", pl="mąż lub żona"),
    "partner": Text(en="a partner", pl="partner lub partnerka"),
    "single": Text(en="single", pl="bez partnera"),
    "divorced": Text(en="divorced", pl="rozwód"),
    "widowed": Text(en="widowed", pl="wdowieństwo"),
    "children": Text(en="children", pl="dzieci"),
    "a_child": Text(en="children", pl="dzieci"),
    "childless": Text(en="no children", pl="brak dzieci"),
    "grandchildren": Text(en="grandchildren", pl="wnuki"),
    "alone": Text(en="lives alone", pl="mieszka w pojedynkę"),
    "with_parents": Text(en="lives with parents", pl="mieszka z rodzicami"),
}


def _gender(claim: Claim, known: Known, country: str) -> Text | None:
    if claim.says[0] == known.gender:
        return None
    woman = known.gender == "female"
    return Text(
        en=f"the text speaks of a {'man' if woman else 'woman'}; the person is a {'woman' if woman else 'man'}",
        pl=f"forma {'męska' if woman else 'żeńska'}, a to {'kobieta' if woman else 'mężczyzna'}",
    )


_JUDGES: dict[Kind, Callable[[Claim, Known, str], Text | None]] = {
    Kind.AGE: _age,
    Kind.NAME: _name,
    Kind.PLACE: place_finding,
    Kind.OCCUPATION: _occupation,
    Kind.EDUCATION: _education,
    Kind.FAMILY: _family_says,
    Kind.INCOME: _income,
    Kind.GENDER: _gender,
}
