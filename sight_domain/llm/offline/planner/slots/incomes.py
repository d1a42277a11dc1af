"""Incomes in a sentence: who earns what, and which share of people does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sight_domain.llm.offline.planner.lexicon import Hit, resource
from sight_domain.llm.offline.planner.slots.shares import Share
from sight_domain.llm.offline.planner.text import fold

_MONEY = re.compile(r"(?<!\d)(\d{1,2}[ .,]?\d{3}|\d{1,2}\s*(?:k|tys\w*))(?!\d)")


@dataclass(frozen=True)
class Earning:
    """A share of people with an income: the brackets said, and the place of share and income together."""

    share: float
    brackets: tuple[str, ...]
    start: int
    end: int


def shares_of_incomes(
    text: str, hits: tuple[Hit, ...], said: Sequence[Share], country: str | None
) -> tuple[list[Earning], list[Share]]:
    """Shares whose next category is an income (``"60% earning over 10000"``), and the other shares."""
    found, others = [], []
    for share in said:
        after = re.split(r"[;,.](?!\d)|\n", text[share.end : share.end + 80])[0]
        within = [h for h in hits if share.end <= h.start < share.end + len(after)]
        own = [h for h in within if h.concept.startswith(("gender:", "education:", "income:", "money:"))]
        if not own or not own[0].concept.startswith(("income:", "money:")):
            others.append(share)
            continue
        spans: list[tuple[int, int]] = []
        brackets = income_brackets(text[: share.end + len(after)], own, spans, country)
        end = max([own[0].end, *(end for _, end in spans)])
        found.append(Earning(share.value, tuple(brackets), share.start, end))
    return found, others


def income_brackets(
    text: str, hits: Sequence[Hit], spans: list[tuple[int, int]], country: str | None
) -> list[str]:
    """Brackets of income that the figures or words after "earning", "zarabiający" … cover, by the country's figures:
    monthly amounts in Poland, fifths of households elsewhere."""
    fifths = resource("audience.yaml")["income_fifths"]
    abroad = country not in (None, "PL")
    brackets: dict[str, list[int | None]] = resource("audience.yaml")["income_codes"]
    for hit in hits:
        if hit.concept.startswith("income:"):
            spans.append((hit.start, hit.end))
            named = hit.concept.partition(":")[2]
            if abroad:
                return list(fifths[named]) if country in fifths["countries"] else []
            return list(resource("audience.yaml")["income_named"][named]["codes"])
    money = next((hit for hit in hits if hit.concept == "money:"), None)
    if money is None:
        return []
    window = fold(text[money.start : money.end + 60])
    amounts = [_amount(found) for found in _MONEY.findall(window)][:2]
    if not amounts:
        return []
    last = [match.end() for match in _MONEY.finditer(window)][len(amounts) - 1]
    spans.append((money.start, money.start + last))
    if len(amounts) == 2:
        low, high = float(min(amounts)), float(max(amounts))
    elif re.search(r"ponizej|mniej|under|below|less|up to|\bdo\b|at most", window[:last]):
        low, high = 0.0, float(amounts[0])
    else:
        low, high = float(amounts[0]), float("inf")
    if abroad:
        return []
    # A bracket counts when it lies mostly inside what was said.
    return [
        code
        for code, (bottom, top) in brackets.items()
        if bottom is not None and bottom >= low and (top if top is not None else float("inf")) <= high
    ]


def _amount(said: str) -> int:
    digits = int(re.sub(r"\D", "", said))
    return digits * 1000 if digits < 100 else digits
