"""A claimed residence held against the person's city, region and size of place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sight_domain.language import Language, Text
from sight_domain.personas.fact_check.claims import Claim
from sight_domain.personas.fact_check.known import Known
from sight_domain.populations.packs import fold
from sight_domain.populations.service import label, load_pack


def place_finding(claim: Claim, known: Known, country: str) -> Text | None:
    """What is wrong with a claimed residence; ``None`` when it is the person's or the facts do not tell."""
    sort, *names = (str(part) for part in claim.says)
    match sort:
        case "city" | "other_place":
            return _city(names[0], known, country, certain=sort == "city")
        case "region":
            return _region(names, known, country)
        case _:
            return _settlement(names[0], known, country)


def _city(said: str, known: Known, country: str, *, certain: bool) -> Text | None:
    pack = load_pack(country)
    own_country = {fold(name) for name in (pack.name.en, pack.name.pl, pack.country)} | {"polska", "poland"}
    regions = {
        fold(name)
        for code in pack.codes("region")
        for name in (code, label("region", code, "en", country=country))
    }
    said = _EXONYMS.get(fold(said), said)
    if fold(said) in own_country or (known.city and _same_place(said, known.city)):
        return None
    if fold(said) in regions and (
        known.region is None
        or fold(said) in {fold(known.region), fold(label("region", known.region, "en", country=country))}
    ):
        return None
    cities = {fold(row["city"]) for row in _cities(country)}
    elsewhere = fold(said) in cities
    # A name that is no city of the pack may be a district of the person's city.
    if known.city and not elsewhere:
        return None
    if not known.city and not elsewhere and not certain:
        return None
    if known.settlement is None and known.region is None and not known.city:
        return None
    own = known.city or label("settlement", known.settlement or "", "pl", country=country)
    own_en = known.city or label("settlement", known.settlement or "", "en", country=country)
    return Text(
        en=f"the text places the person in {said.title()}; the facts say {own_en}",
        pl=f"tekst umieszcza tę osobę w miejscu „{said.title()}”; fakty mówią: {own}",
    )


def _cities(country: str) -> Sequence[Mapping[str, str]]:
    try:
        return load_pack(country).table("cities")
    except FileNotFoundError:
        return []


def _same_place(said: str, city: str) -> bool:
    mine, own = fold(said), fold(city)
    return mine == own or own.startswith(mine) or mine.startswith(own)


_EXONYMS = {"warsaw": "Warszawa", "cracow": "Kraków", "munich": "München", "cologne": "Köln", "kiev": "Kyiv"}


def _region(said: list[str], known: Known, country: str) -> Text | None:
    if known.region is None:
        return None
    own = {
        fold(known.region),
        fold(label("region", known.region, "en", country=country)),
        fold(label("region", known.region, "pl", country=country)),
    }
    if any(fold(name) in own for name in said):
        return None
    pack = load_pack(country)
    regions = {
        fold(name)
        for code in pack.codes("region")
        for name in (code, label("region", code, "en", country=country))
    }
    if not any(fold(name) in regions for name in said):
        return None
    return Text(
        en=f"the text says region {said[0]}; the facts say {label('region', known.region, 'en', country=country)}",
        pl=f"tekst podaje region {said[0]}; fakty mówią: {known.region}",
    )


def _settlement(said: str, known: Known, country: str) -> Text | None:
    own = known.settlement
    if own is None or (
        said == "capital"
        and known.city in (None, "Warszawa", "Berlin", "London", "Kyiv", "Київ", "Washington")
    ):
        return None
    agrees = {
        "rural": ("rural",),
        "town": ("town_under_100k",),
        "city": ("city_100k_499k", "city_500k_plus"),
        "capital": (),
    }[said]
    if own in agrees or own not in ("rural", "town_under_100k", "city_100k_499k", "city_500k_plus"):
        return None

    def words(language: Language) -> str:
        return label("settlement", own, language, country=country)

    return Text(
        en=f"the text says the person lives in a place of the kind '{said}'; the facts say {words('en')}",
        pl=f"tekst mówi o miejscowości typu „{_SIZES_PL[said]}”; fakty mówią: {words('pl')}",
    )


_SIZES_PL = {"rural": "wieś", "town": "małe miasto", "city": "duże miasto", "capital": "stolica"}
