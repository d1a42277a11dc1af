"""A target population in words, and how common it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sight_domain.language import Language, Text
from sight_domain.populations.filters import FILTERS, OLDEST, YOUNGEST, Filters
from sight_domain.populations.pack import Pack
from sight_domain.populations.packs import DIMENSION_NAMES, label
from sight_domain.populations.quota_shares import JOIN, quotas_of
from sight_domain.populations.target import TargetPopulation

if TYPE_CHECKING:
    from sight_domain.populations.fit import Misfit

PEOPLE = {
    "female": Text(en="women", pl="kobiety"),
    "male": Text(en="men", pl="mężczyźni"),
    "": Text(en="adults", pl="dorośli"),
}
REST = Text(en="others as in the population", pl="pozostali jak w populacji")


def target_in_words(target: TargetPopulation, language: Language) -> str:
    """One sentence on who is in the target and one on its quotas, with the pack's labels.

    "Women aged 25–44; size of place: city of 500,000 or more; Poland. Quotas: education: tertiary 50%, others as in the
    population."
    """
    pack = target.pack
    parts = [filters_in_words(target, pack, language), pack.name.to(language)]
    sentence = "; ".join(parts)
    sentence = f"{sentence[0].upper()}{sentence[1:]}."
    quotas = quotas_in_words(target, language)
    if quotas:
        sentence += f" {'Kwoty' if language == 'pl' else 'Quotas'}: {'; '.join(quotas)}."
    return sentence


def filters_in_words(filters: Filters, pack: Pack, language: Language) -> str:
    """Whom filters admit: "women aged 65 and over; region: Masovian"."""
    gender = filters.genders[0] if filters.genders and len(filters.genders) == 1 else ""
    parts = [f"{PEOPLE[gender].to(language)}{_ages(filters, language)}"]
    for field, dimension in FILTERS.items():
        chosen = getattr(filters, field)
        if chosen is not None and dimension != "gender":
            labels = ", ".join(_label(dimension, code, pack, language) for code in chosen)
            parts.append(f"{DIMENSION_NAMES[dimension].to(language)}: {labels}")
    return "; ".join(parts)


def quotas_in_words(target: TargetPopulation, language: Language) -> list[str]:
    """Each quota as "education: tertiary 50%, others as in the population"."""
    said = []
    for quota in quotas_of(target.quotas):
        name = JOIN.join(DIMENSION_NAMES[d].to(language) for d in quota.dimensions)
        shares = [
            f"{JOIN.join(_label(d, c, target.pack, language) for d, c in zip(quota.dimensions, cell, strict=True))} "
            f"{_percent(share, language)}"
            for cell, share in quota.shares.items()
        ]
        if quota.rest:
            shares.append(REST.to(language))
        said.append(f"{name}: {', '.join(shares)}")
    return said


def misfits_in_words(
    found: Sequence[Misfit], target: TargetPopulation, language: Language, *, most: int = 5
) -> str:
    """The worst misfits as "gender: woman 14 instead of 10.0; …"."""
    instead = "zamiast" if language == "pl" else "instead of"
    said = []
    for misfit in found[:most]:
        dimensions, codes = misfit.dimension.split(JOIN), misfit.category.split(JOIN)
        name = JOIN.join(DIMENSION_NAMES[d].to(language) for d in dimensions)
        words = JOIN.join(_label(d, c, target.pack, language) for d, c in zip(dimensions, codes, strict=True))
        due = f"{misfit.due:.1f}".replace(".", "," if language == "pl" else ".")
        said.append(f"{name}: {words} {misfit.observed} {instead} {due}")
    return "; ".join(said) + (" …" if len(found) > most else ".")


def incidence_in_words(share_of_adults: float, persons: int, language: Language) -> str:
    """ "2.1% of adults; 640,000 people": the share to two significant digits, people to three."""
    people = _significant(persons, 3)
    if language == "pl":
        grouped = f"{people:,}".replace(",", " ")
        return f"{_percent(share_of_adults, 'pl', rounded=True)} dorosłych; {grouped} {_osoby(people)}"
    return f"{_percent(share_of_adults, 'en', rounded=True)} of adults; {people:,} {'person' if people == 1 else 'people'}"


def _ages(filters: Filters, language: Language) -> str:
    low, high = filters.youngest, filters.oldest
    if low > YOUNGEST and high < OLDEST:
        years = Text(en=f" aged {low}–{high}", pl=f" w wieku {low}–{high} lat")
        if low == high:
            years = Text(en=f" aged {low}", pl=f" w wieku {low} lat")
    elif low > YOUNGEST:
        years = Text(en=f" aged {low} and over", pl=f" w wieku od {low} lat")
    elif high < OLDEST:
        years = Text(en=f" aged up to {high}", pl=f" w wieku do {high} lat")
    else:
        return ""
    return years.to(language)


def _label(dimension: str, code: str, pack: Pack, language: Language) -> str:
    return label(dimension, code, language, country=pack.country)


def _percent(share: float, language: Language, *, rounded: bool = False) -> str:
    figure = (
        f"{float(f'{100 * share:.2g}'):.12f}".rstrip("0").rstrip(".")
        if rounded and share < 0.995
        else f"{100 * share:.4g}"
    )
    return f"{figure.replace('.', ',') if language == 'pl' else figure}%"


def _significant(number: int, digits: int) -> int:
    return int(float(f"{number:.{digits}g}"))


def _osoby(number: int) -> str:
    if number == 1:
        return "osoba"
    few = number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)
    return "osoby" if few else "osób"
