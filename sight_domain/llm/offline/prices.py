"""What a respondent would pay: an amount that rises with means and with liking."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from sight_domain.language import Language
from sight_domain.llm.offline.considerations import cues, fold
from sight_domain.llm.offline.domains import PriceScale, price_scale

_AMOUNT = re.compile(
    r"(?P<before>[$€£])?\s?(?P<number>(?:\d{1,3}(?:[ \u00a0]\d{3})+|\d+)(?:[.,]\d{1,2})?)\s?"
    r"(?P<after>zl\b|zlot\w*|pln\b|eur\w*|€|usd\b|\$|£|gbp\b)?"
)
_CURRENCIES = {"€": "€", "eur": "€", "$": "$", "usd": "$", "£": "£", "gbp": "£"}
_UNITS: dict[str, dict[Language, str]] = {
    r"miesi\w*|month\w*|/mc": {"pl": "miesięcznie", "en": "a month"},
    r"tydz\w*|tygod\w*|week\w*": {"pl": "tygodniowo", "en": "a week"},
    r"rocznie|rok\b|roku|year\w*|annual\w*": {"pl": "rocznie", "en": "a year"},
    r"porcj\w*|portion\w*|serving\w*": {"pl": "za porcję", "en": "a portion"},
    r"noc\b|nocy|night\w*": {"pl": "za noc", "en": "a night"},
    r"sztuk\w*|item\w*|piece\w*": {"pl": "za sztukę", "en": "an item"},
    r"opakow\w*|pack\b|packs\b": {"pl": "za opakowanie", "en": "a pack"},
    r"przejazd\w*|rides?\b": {"pl": "za przejazd", "en": "a ride"},
}
# What a year or a week of something paid by the month costs, in months; a year is usually sold with two of them free.
_MONTHS = {"a year": 10.0, "a week": 0.3}
_A_RIDE = (4.0, 22.0)


@dataclass(frozen=True, slots=True)
class Offer:
    """A price named in a text: amount in its currency sign (``zł`` by default)."""

    amount: float
    currency: str


def named_offer(text: str) -> Offer | None:
    """The first price that a text names (``49 zł``, ``$12.50``); a bare number is no price."""
    for match in _AMOUNT.finditer(fold(text)):
        sign = match["before"] or match["after"]
        if sign:
            number = match["number"].replace(" ", "").replace("\u00a0", "").replace(",", ".")
            return Offer(float(number), _CURRENCIES.get(sign[:3] if sign[0].isalpha() else sign, "zł"))
    return None


def scale_for(text: str, domain: str, language: Language) -> PriceScale:
    """The usual span in the unit people answer in: the one the text names, else monthly for a subscription, else the
    domain's."""
    usual, usual_en = price_scale(domain, language), price_scale(domain, "en").unit
    folded = fold(text)
    named = next((unit for words, unit in _UNITS.items() if re.search(rf"\b(?:{words})", folded)), None)
    if named is None:
        if "subscription" in cues(text) and domain not in ("meals",):
            named = _UNITS[r"miesi\w*|month\w*|/mc"]
        else:
            return usual
    if named["en"] == "a ride":
        return PriceScale(*_A_RIDE, named[language])
    times = _MONTHS.get(named["en"], 1.0) if usual_en == "a month" else 1.0
    return PriceScale(usual.low * times, usual.high * times, named[language])


def willing_to_pay(
    income_rank: float, leaning: float, offer: Offer | None, scale: PriceScale, rng: random.Random
) -> float:
    """The amount a respondent names, before rounding.

    With a price on the table: offer x (0.5 + 0.65 rank + 0.2 leaning + noise). Without one: the usual span,
    low + (high - low) x clip(0.08 + 0.72 rank + 0.18 leaning + noise, 0, 1). Noise is uniform on [-0.08, 0.08].
    """
    noise = rng.uniform(-0.08, 0.08)
    if offer and offer.amount > 0:
        return offer.amount * max(0.1, 0.5 + 0.65 * income_rank + 0.2 * leaning + noise)
    share = min(1.0, max(0.0, 0.08 + 0.72 * income_rank + 0.18 * leaning + noise))
    return scale.low + (scale.high - scale.low) * share


def rounded(amount: float) -> int:
    """An amount as people say it: whole below 20, by 5 below 150, by 10 below 500, by 50 above."""
    step = 1 if amount < 20 else 5 if amount < 150 else 10 if amount < 500 else 50
    return max(1, round(amount / step) * step)


def spoken(amount: int, currency: str, language: Language) -> str:
    """``1 500 zł``, ``1,500 zł``, ``$40``."""
    digits = f"{amount:,}".replace(",", " ") if language == "pl" else f"{amount:,}"
    if currency != "zł" and language == "en":
        return f"{currency}{digits}"
    return f"{digits} {currency}"
