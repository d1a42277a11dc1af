"""Survey questions about the respondent's own facts: age, income, household, children, gender, education.

Who has an age on record gives that age, as a number or as the bracket that holds it; an opinion would be a lie.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sight_domain.llm.offline.considerations import fold, pattern
from sight_domain.llm.offline.facts import Facts
from sight_domain.llm.offline.grammar import resource, seeded

_SURE = 0.97
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_THOUSAND = re.compile(r"\s*(?:k\b|tys)")
_OPEN_TOP, _OPEN_FLOOR = 1.8, 0.5


def own_answer(
    question: Mapping[str, Any], facts: Facts, income_bracket: str | None
) -> dict[str, Any] | None:
    """The stated answer from what is on record; ``None`` where the question asks something else or the record is silent.

    Args:
        question: its ``text``, ``type``, ``answer_in``, ``options`` as shown, ``least`` and ``most``.
        income_bracket: a code with bounds in it (``3000_4500``, ``over_10000``); others tell no amount.
    """
    text = question["text"]
    amount = _amount(text, facts, income_bracket)
    if question["answer_in"] == "range":
        if amount is None:
            return None
        kept = min(float(question["most"]), max(float(question["least"]), amount))
        return dict.fromkeys(("low", "middle", "high"), kept)
    if question["type"] != "single_choice" or question["answer_in"] != "probabilities":
        return None
    options: Sequence[str] = question["options"]
    fitting = _by_amount(amount, options) if amount is not None else _by_word(text, facts, options)
    if not fitting:
        return None
    rest = len(options) - len(fitting)
    sure = _SURE if rest else 1.0
    return {
        "probabilities": [
            sure / len(fitting) if i in fitting else (1 - sure) / rest for i in range(len(options))
        ]
    }


def _amount(text: str, facts: Facts, income_bracket: str | None) -> float | None:
    if _asks("age", text):
        return float(facts.age)
    if _asks("income", text):
        monthly = _income(facts, income_bracket)
        return monthly and monthly * (12 if _asks("yearly", text) else 1)
    if facts.family and _asks("household", text):
        return float(facts.family["household_size"])
    if facts.family and _asks("children", text):
        return float(len(facts.family["children_at_home"]) + int(facts.family["children_away"]))
    return None


def _income(facts: Facts, bracket: str | None) -> float | None:
    """An amount within the bracket, the same whenever the person is asked, to the nearest hundred."""
    bounds = [float(number) for number in re.findall(r"\d{3,}", bracket or "")]
    if not bounds:
        return None
    low, high = bounds[0], bounds[-1]
    if len(bounds) == 1:
        over = str(bracket).startswith("over")
        low, high = (low, low * _OPEN_TOP) if over else (low * _OPEN_FLOOR, low)
    at = low + (high - low) * seeded("own income", facts.id).uniform(0.05, 0.95)
    return round(at / 100) * 100.0


def _by_amount(amount: float, options: Sequence[str]) -> list[int]:
    """The option whose bracket holds the amount, or lies nearest; none where most options are no brackets."""
    brackets = {i: found for i, option in enumerate(options) if (found := bracket_of(option)) is not None}
    if len(brackets) < max(2, len(options) / 2):
        return []

    def missed(i: int) -> tuple[float, float]:
        low, high = brackets[i]
        return max(0.0, low - amount, amount - high), high - low

    return [min(brackets, key=missed)]


def bracket_of(option: str) -> tuple[float, float] | None:
    """``25-34`` -> (25, 34), ``up to 3 000`` -> (-inf, 3000), ``65+`` -> (65, inf), ``none`` -> (0, 0)."""
    folded = fold(option)
    numbers = [_as_number(found, folded) for found in _NUMBER.finditer(folded)]
    if len(numbers) >= 2:
        return min(numbers[:2]), max(numbers[:2])
    if not numbers:
        return (0.0, 0.0) if _asks("nothing", option) else None
    if _asks("below", option):
        return -math.inf, numbers[0]
    if "+" in folded or _asks("above", option):
        return numbers[0], math.inf
    return numbers[0], numbers[0]


def _as_number(found: re.Match[str], text: str) -> float:
    digits = found.group()
    grouped = re.fullmatch(r"\d{1,3}(?:[ \u00a0.,]\d{3})+", digits)
    value = float(re.sub(r"[ \u00a0.,]", "", digits) if grouped else digits.replace(",", "."))
    return value * 1_000 if _THOUSAND.match(text, found.end()) else value


def _by_word(text: str, facts: Facts, options: Sequence[str]) -> list[int]:
    for subject, code in (("gender", facts.gender), ("education", facts.education)):
        if code and _asks(subject, text):
            return [i for i, option in enumerate(options) if _means(subject, option) == code]
    return []


@lru_cache(maxsize=1024)
def _means(subject: str, option: str) -> str | None:
    """The code that an option stands for; the first whose words it holds."""
    return next(
        (
            code
            for code, words in resource("own_facts")["codes"][subject].items()
            if pattern(words).search(fold(option))
        ),
        None,
    )


@lru_cache(maxsize=4096)
def _asks(name: str, text: str) -> bool:
    return bool(pattern(resource("own_facts")[name]).search(fold(text)))
