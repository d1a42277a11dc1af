"""Numbers, units and years as documents write them, in Polish and English."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sight_domain.language import Language

_SPACES = "\u0020\u00a0\u202f\u2009"
_NUMBER = re.compile(rf"(?<![\w.,])[-−–]?\d+(?:[{_SPACES}]\d{{3}}(?!\d))*(?:[.,]\d+)*(?![\d⁰¹²³⁴-⁹])")
_SCALES = (
    (re.compile(r"(?:tys\b\.?|tysi[ąe]c\w*|thousand\b|k\b)", re.IGNORECASE), 1e3),
    (re.compile(r"(?:mln\b\.?|milion\w*|million\b|m\b)", re.IGNORECASE), 1e6),
    (re.compile(r"(?:mld\b\.?|miliard\w*|billion\b|bn\b)", re.IGNORECASE), 1e9),
)
_UNITS = (
    (re.compile(r"(?:p\.?\s?p\.?|pkt\.? proc\w*\.?|punkt\w* procentow\w+|percentage points?)(?!\w)", re.IGNORECASE), "pp"),
    (re.compile(r"(?:%|proc\b\.?|procent\w*|per ?cent\b)", re.IGNORECASE), "%"),
    (re.compile(r"(?:zł\b|złot\w+|PLN\b|zloty\w*)", re.IGNORECASE), "PLN"),
    (re.compile(r"(?:€|EUR\b|euro\b)", re.IGNORECASE), "EUR"),
    (re.compile(r"(?:\$|USD\b|dolar\w*|dollars?\b)", re.IGNORECASE), "USD"),
    (re.compile(r"(?:£|GBP\b|funt\w*|pounds?\b)", re.IGNORECASE), "GBP"),
    (re.compile(r"(?:osób\b|os\.|osoby\b|people\b|persons?\b|respondentów\b|respondents?\b)", re.IGNORECASE), "persons"),
    (re.compile(r"(?:godzin\w*|godz\.|hours?\b)", re.IGNORECASE), "hours"),
    (re.compile(r"(?:minut\w*|min\b\.?|minutes?\b)", re.IGNORECASE), "minutes"),
)  # fmt: skip
_MONEY_BEFORE = {"$": "USD", "€": "EUR", "£": "GBP"}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_THREE_DIGITS = 3
_CHANGE_WITHIN = 80
"""Characters."""
_COMPARED = re.compile(
    r"\s+(?:(?:więcej|mniej(?! więcej)|drożej|taniej|częściej|rzadziej|szybciej|wolniej|dłużej|krócej|lepiej|gorzej)\b"
    r"|(?:wyższ|niższ|większ|mniejsz|droższ|tańsz)\w+|(?:more|less|fewer|higher|lower|larger|smaller|up|down)\b)",
    re.IGNORECASE,
)
_ABOUT = r"(?:około |ok\. |ponad |blisko |prawie |niemal |about |around |nearly |almost |over )?"
_MOVED_BY = re.compile(
    r"(?:\b(?:wzr[oa]s|wzrós|rosn|rosł|rósł|urós|spad|zwiększ|zmniejsz|podn[io]|obniż|zmala|malej|skocz|drożał|zdroża"
    r"|stania|popraw|pogorsz|przyby|ubyło|różni|wydłuż|skróc)\w*(?: \w+){0,5} o "
    r"|\b(?:r[io]se|rising|gr[eo]w|increas|f[ae]ll|drop|declin|decreas|climb|shr[aiu]nk|cut|reduc|differ)\w*(?: \w+){0,5} by "
    r"|\b(?:up|down) )" + _ABOUT + "$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it is written, with what it amounts to and its unit: ``12,5 tys. zł`` is 12500 ``PLN``.

    `is_change`: it says by how much something differs, and not how much it is (``o 14% więcej``, ``rose by 12%``).
    """

    written: str
    value: float
    unit: str | None
    is_change: bool = False


def quantity_at(text: str, number: re.Match[str], language: Language) -> Quantity:
    """One of the `numbers_in` a text, with the words after it that scale it and the unit around it.

    Units: ``%``, ``pp``, a currency (ISO 4217), ``persons``, ``hours``, ``minutes``. A comma is Polish for the decimal
    point and English for thousands, and the point the other way round before exactly three digits: ``1,204`` is 1204
    in English.
    """
    value = _plain(number.group(), language)
    at = end = number.end()
    at = _past_spaces(text, at)
    for pattern, scale in _SCALES:
        if scaled := pattern.match(text, at):
            value = round(value * scale, 6)
            at, end = _past_spaces(text, scaled.end()), scaled.end()
            break
    before = text[: number.start()].rstrip(_SPACES)[-1:]
    unit = _MONEY_BEFORE.get(before)
    if unit is None:
        for pattern, name in _UNITS:
            if found := pattern.match(text, at):
                unit, end = name, found.end()
                break
    begin = text.rindex(before, 0, number.start()) if before in _MONEY_BEFORE else number.start()
    return Quantity(text[begin:end], value, unit, _is_change(text, begin, end))


def numbers_in(text: str) -> list[re.Match[str]]:
    """Every number of a text where it stands, in order."""
    return list(_NUMBER.finditer(text))


def years_in(text: str) -> list[int]:
    """Every year from 1900 to 2099 in a text, in order."""
    return [int(match.group()) for match in _YEAR.finditer(text)]


def _is_change(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - _CHANGE_WITHIN) : start], text[end : end + _CHANGE_WITHIN]
    return _COMPARED.match(after) is not None or _MOVED_BY.search(before) is not None


def _past_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACES:
        at += 1
    return at


def _plain(written: str, language: Language) -> float:
    bare = re.sub(rf"[{_SPACES}]", "", written).replace("−", "-").replace("–", "-")
    sign = -1.0 if bare.startswith("-") else 1.0
    *whole, last = re.split(r"[.,]", bare.lstrip("-"))
    if not whole:
        return sign * float(last)
    mark = next(mark for mark in reversed(bare) if mark in ".,")
    thousands = "," if language == "en" else "."
    grouped = all(len(part) == _THREE_DIGITS for part in [*whole[1:], last]) and whole[0] != "0"
    if grouped and bare.count(mark) == len(whole) and (mark == thousands or len(whole) > 1):
        return sign * float("".join([*whole, last]))
    return sign * float(f"{''.join(whole)}.{last}")
