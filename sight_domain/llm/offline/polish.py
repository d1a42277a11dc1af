"""Polish forms that a text needs right: places in their cases, numerals, gendered verbs of groups."""

from __future__ import annotations

from typing import Final

_CITY_FORMS: Final = {
    # nominative: (genitive with its preposition, locative with its preposition)
    "Warszawa": ("z Warszawy", "w Warszawie"),
    "Kraków": ("z Krakowa", "w Krakowie"),
    "Wrocław": ("z Wrocławia", "we Wrocławiu"),
    "Łódź": ("z Łodzi", "w Łodzi"),
    "Poznań": ("z Poznania", "w Poznaniu"),
    "Gdańsk": ("z Gdańska", "w Gdańsku"),
    "Szczecin": ("ze Szczecina", "w Szczecinie"),
    "Lublin": ("z Lublina", "w Lublinie"),
    "Bydgoszcz": ("z Bydgoszczy", "w Bydgoszczy"),
    "Białystok": ("z Białegostoku", "w Białymstoku"),
    "Katowice": ("z Katowic", "w Katowicach"),
    "Gdynia": ("z Gdyni", "w Gdyni"),
    "Częstochowa": ("z Częstochowy", "w Częstochowie"),
    "Sosnowiec": ("z Sosnowca", "w Sosnowcu"),
    "Radom": ("z Radomia", "w Radomiu"),
    "Gliwice": ("z Gliwic", "w Gliwicach"),
    "Rzeszów": ("z Rzeszowa", "w Rzeszowie"),
    "Toruń": ("z Torunia", "w Toruniu"),
    "Kielce": ("z Kielc", "w Kielcach"),
    "Zabrze": ("z Zabrza", "w Zabrzu"),
    "Bytom": ("z Bytomia", "w Bytomiu"),
    "Bielsko-Biała": ("z Bielska-Białej", "w Bielsku-Białej"),
    "Olsztyn": ("z Olsztyna", "w Olsztynie"),
    "Ruda Śląska": ("z Rudy Śląskiej", "w Rudzie Śląskiej"),
    "Rybnik": ("z Rybnika", "w Rybniku"),
    "Tychy": ("z Tychów", "w Tychach"),
    "Opole": ("z Opola", "w Opolu"),
    "Elbląg": ("z Elbląga", "w Elblągu"),
    "Płock": ("z Płocka", "w Płocku"),
    "Wałbrzych": ("z Wałbrzycha", "w Wałbrzychu"),
    "Włocławek": ("z Włocławka", "we Włocławku"),
    "Zielona Góra": ("z Zielonej Góry", "w Zielonej Górze"),
    "Tarnów": ("z Tarnowa", "w Tarnowie"),
    "Dąbrowa Górnicza": ("z Dąbrowy Górniczej", "w Dąbrowie Górniczej"),
    "Gorzów Wielkopolski": ("z Gorzowa Wielkopolskiego", "w Gorzowie Wielkopolskim"),
    "Chorzów": ("z Chorzowa", "w Chorzowie"),
    "Kalisz": ("z Kalisza", "w Kaliszu"),
    "Koszalin": ("z Koszalina", "w Koszalinie"),
    "Legnica": ("z Legnicy", "w Legnicy"),
}

_COUNTRY_FORMS: Final = {
    # code: (locative with its preposition, genitive with its preposition)
    "PL": ("w Polsce", "z Polski"),
    "DE": ("w Niemczech", "z Niemiec"),
    "GB": ("w Wielkiej Brytanii", "z Wielkiej Brytanii"),
    "US": ("w Stanach Zjednoczonych", "ze Stanów Zjednoczonych"),
    "UA": ("w Ukrainie", "z Ukrainy"),
}


def city_genitive(city: str) -> str | None:
    """``Kraków`` -> ``z Krakowa``; None for a city whose forms are not known."""
    forms = _CITY_FORMS.get(city)
    return forms[0] if forms else None


def city_locative(city: str) -> str | None:
    """``Kraków`` -> ``w Krakowie``; None for a city whose forms are not known."""
    forms = _CITY_FORMS.get(city)
    return forms[1] if forms else None


def country_forms(code: str | None) -> tuple[str, str] | None:
    """``DE`` -> ``w Niemczech``, ``z Niemiec``; None for a country whose forms are not known."""
    return _COUNTRY_FORMS.get(code or "")


def known_cities() -> frozenset[str]:
    """The cities that can be inflected: every Polish city of 100,000 people or more."""
    return frozenset(_CITY_FORMS)


def region_locative(region: str) -> str:
    """``mazowieckie`` -> ``w województwie mazowieckim``."""
    return f"w województwie {_stem(region)}m"


def region_genitive(region: str) -> str:
    """``mazowieckie`` -> ``z województwa mazowieckiego``."""
    return f"z województwa {_stem(region)}ego"


def _stem(region: str) -> str:
    if not region.endswith("kie"):
        raise ValueError(f"not the adjective of a voivodeship: {region!r}")
    return region[:-1]


def counted(n: int, one: str, few: str, many: str) -> str:
    """The form a count asks for: ``counted(22, 'rok', 'lata', 'lat')`` -> ``lata``.

    One takes `one`; numbers ending in 2-4 but not 12-14 take `few`; all others `many`.
    """
    if n == 1:
        return one
    if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14):
        return few
    return many


def of_people(n: int, total: int) -> str:
    """``3 z 20 osób``, ``1 z 1 osoby``."""
    return f"{n} z {total} {'osoby' if total == 1 else 'osób'}"


def years(age: int) -> str:
    """``28`` -> ``28 lat``, ``22`` -> ``22 lata``."""
    return f"{age} {counted(age, 'rok', 'lata', 'lat')}"


def listed(items: list[str], conjunction: str = "i") -> str:
    """``['a', 'b', 'c']`` -> ``a, b i c``; the conjunction is given by the language."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def lower_first(text: str) -> str:
    """A label inside a sentence: lower case at the start, unless it begins with an acronym (``IT``)."""
    if len(text) > 1 and text[0].isupper() and not text[1].isupper():
        return text[0].lower() + text[1:]
    return text
