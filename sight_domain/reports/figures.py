"""Numbers and dates as each language writes them.

Polish: decimal comma, a no-break space between thousands (from five digits on) and before the per cent sign,
months in the genitive. English: decimal point, comma between thousands, no space before the per cent sign.
"""

from __future__ import annotations

from datetime import datetime

from sight_domain.language import Language

_NBSP = "\u00a0"
_MINUS = "\u2212"
_MONTHS_PL = (
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
)
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def number(value: float, language: Language, *, digits: int | None = None) -> str:
    """`value` with `digits` decimals (None: integers plain, others with up to two, no trailing zeros)."""
    decimals_kept = 2 if digits is None else digits
    text = f"{value:,.{decimals_kept}f}"
    if digits is None:
        text = text.rstrip("0").rstrip(".")
    negative = text.startswith("-") and any(c in "123456789" for c in text)
    whole, _, decimals = text.lstrip("-").partition(".")
    if language == "pl":
        thousands = _NBSP if len(whole.replace(",", "")) > 4 else ""
        whole = whole.replace(",", thousands)
        body = f"{whole},{decimals}" if decimals else whole
    else:
        body = f"{whole}.{decimals}" if decimals else whole
    return f"{_MINUS}{body}" if negative else body


def percent(share: float, language: Language, *, digits: int = 0) -> str:
    """A share 0-1 as ``12,5 %`` (pl, no-break space) or ``12.5%`` (en)."""
    gap = _NBSP if language == "pl" else ""
    return f"{number(share * 100, language, digits=digits)}{gap}%"


def long_date(at: datetime, language: Language) -> str:
    """``4 listopada 2026`` or ``4 November 2026``."""
    months = _MONTHS_PL if language == "pl" else _MONTHS_EN
    return f"{at.day}{_NBSP}{months[at.month - 1]} {at.year}"


def moment(at: datetime, language: Language) -> str:
    """The long date with the time of day and, where the moment has one, its zone."""
    zone = f" {at.tzname()}" if at.tzinfo is not None else ""
    return f"{long_date(at, language)}, {at:%H:%M}{zone}"


def plural(count: int, language: Language, forms_pl: tuple[str, str, str], forms_en: tuple[str, str]) -> str:
    """The count with its noun: ``plural(22, "pl", ("osoba", "osoby", "osób"), …)`` -> ``22 osoby``.

    Polish takes the first form for 1, the second for numbers ending in 2-4 except 12-14, the third otherwise.
    """
    written = number(count, language, digits=0)
    if language == "en":
        return f"{written} {forms_en[0] if count == 1 else forms_en[1]}"
    if count == 1:
        form = forms_pl[0]
    elif count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14):
        form = forms_pl[1]
    else:
        form = forms_pl[2]
    return f"{written} {form}"
