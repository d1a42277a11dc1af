"""Gender, education, income and quotas of the people a study is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sight_domain.llm.offline.planner.lexicon import Hit, Lexicon, resource
from sight_domain.llm.offline.planner.slots.ages import ages
from sight_domain.llm.offline.planner.slots.places import places
from sight_domain.llm.offline.planner.slots.shares import Share
from sight_domain.llm.offline.planner.slots.shares import shares as shares_said
from sight_domain.llm.offline.planner.slots.wishes import wishes
from sight_domain.llm.offline.planner.text import fold, words

_SPLIT = re.compile(r"(?<![\d-])(\d{1,2})\s*/\s*(\d{1,2})(?!\d)")
_MONEY = re.compile(r"(?<!\d)(\d{1,2}[ .,]?\d{3}|\d{1,2}\s*(?:k|tys\w*))(?!\d)")
_EVEN = {"female": 0.5, "male": 0.5}


@dataclass(frozen=True)
class Audience:
    """What ``target`` says, as far as the text says it, and where it says it; ``wishes`` is what no field expresses."""

    target: dict[str, Any]
    cities: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = field(default=())


@cache
def _lexicon() -> Lexicon:
    table = resource("audience.yaml")
    patterns: dict[str, list[str]] = {f"gender:{code}": names for code, names in table["genders"].items()}
    patterns |= {f"education:{code}": names for code, names in table["education"].items()}
    patterns |= {f"income:{name}": group["patterns"] for name, group in table["income_named"].items()}
    patterns["half:"] = table["half"]
    patterns["money:"] = table["income_words"]
    return Lexicon(patterns)


def audience(text: str) -> Audience:
    """The target population of a sentence: ``country``, ``age_min``, ``age_max``, ``genders``, ``regions``,
    ``settlements``, ``education``, ``income`` and ``quotas``; only what was said is present."""
    hits = _lexicon().hits(text, forgiving=False)
    said = shares_said(text)
    wished = wishes(text, said)
    of_people = [s for s in said if not any(w.start <= s.start < w.end for w in wished)]
    earning, of_people = _of_incomes(text, hits, of_people)
    shares, used = _quotas(text, hits, of_people)
    target: dict[str, Any] = {}
    spans: list[tuple[int, int]] = list(used)

    where = places(text)
    if where.country:
        target["country"] = where.country
    years = ages(text)
    if years:
        if years.minimum is not None:
            target["age_min"] = years.minimum
        if years.maximum is not None:
            target["age_max"] = years.maximum
        spans.append((years.start, years.end))

    genders = _codes(hits, "gender", set(shares.get("gender", ())), spans)
    if len(genders) == 1 and "gender" not in shares:
        target["genders"] = genders
    for filtered, kind, codes in (
        ("regions", "region", where.regions),
        ("settlements", "settlement", where.settlements),
    ):
        if chosen := [code for code in codes if code not in shares.get(kind, ())]:
            target[filtered] = chosen
    education = _codes(hits, "education", set(shares.get("education", ())), spans)
    if education:
        target["education"] = education
    for group in earning:
        spans.append((group.start, group.end))
        if len(group.brackets) == 1:
            shares.setdefault("income_bracket", {})[group.brackets[0]] = group.share
    income = _income(text, [h for h in hits if not any(g.start <= h.start < g.end for g in earning)], spans)
    if income:
        target["income"] = income
    if shares:
        target["quotas"] = shares
    spans.extend(where.spans)
    # A quota names single brackets: a share of people above or below a bound of several is beyond it.
    unheard = [text[g.start : g.end].strip() for g in earning if len(g.brackets) != 1]
    told = tuple(dict.fromkeys([*(wish.said for wish in wished), *unheard]))
    return Audience(target, where.cities, told, tuple(sorted(spans)))


@dataclass(frozen=True)
class _Earning:
    """A share of people with an income: the brackets said, and the place of share and income together."""

    share: float
    brackets: tuple[str, ...]
    start: int
    end: int


def _of_incomes(
    text: str, hits: tuple[Hit, ...], said: Sequence[Share]
) -> tuple[list[_Earning], list[Share]]:
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
        brackets = _income(text[: share.end + len(after)], own, spans)
        end = max([own[0].end, *(end for _, end in spans)])
        found.append(_Earning(share.value, tuple(brackets), share.start, end))
    return found, others


def _codes(hits: tuple[Hit, ...], kind: str, in_quotas: set[str], spans: list[tuple[int, int]]) -> list[str]:
    found: dict[str, None] = {}
    for hit in hits:
        group, _, code = hit.concept.partition(":")
        if group == kind:
            spans.append((hit.start, hit.end))
            if code not in in_quotas:
                found[code] = None
    return list(found)


def _quotas(
    text: str, hits: tuple[Hit, ...], said: Sequence[Share]
) -> tuple[dict[str, dict[str, float]], list[tuple[int, int]]]:
    """Shares by dimension. A single gender's share implies the other's; every other share stands as said."""
    quotas: dict[str, dict[str, float]] = {}
    spans: list[tuple[int, int]] = []
    halves = [(hit.start, hit.end) for hit in hits if hit.concept == "half:"]
    for share in said:
        if any(start <= share.start < end for start, end in halves):
            continue
        place = _owner(text, hits, share.start, share.end)
        if place:
            kind, code, span = place
            quotas.setdefault(kind, {})[code] = share.value
            spans.append((min(share.start, span[0]), max(share.end, span[1])))
    gender = quotas.get("gender", {})
    if len(gender) == 1:
        ((code, share),) = gender.items()
        gender["male" if code == "female" else "female"] = round(1 - share, 4)
    if not gender:
        even = next((hit for hit in hits if hit.concept == "half:"), None)
        split = _SPLIT.search(text)
        order = [hit.concept.partition(":")[2] for hit in hits if hit.concept.startswith("gender:")]
        if split and int(split.group(1)) + int(split.group(2)) == 100:
            first = order[0] if order else "female"
            other = "male" if first == "female" else "female"
            quotas["gender"] = {first: int(split.group(1)) / 100, other: int(split.group(2)) / 100}
            spans.append((split.start(), split.end()))
        elif even:
            quotas["gender"] = dict(_EVEN)
            spans.append((even.start, even.end))
    return quotas, spans


def _owner(text: str, hits: tuple[Hit, ...], start: int, end: int) -> tuple[str, str, tuple[int, int]] | None:
    """The category a share belongs to: the nearest after it within six words, else the one just before it."""
    after = re.split(r"\d+\s*(?:%|procent|percent)|[;.\n]", text[end : end + 80])[0]
    for hit in hits:
        kind, _, code = hit.concept.partition(":")
        if kind in ("gender", "education") and end <= hit.start < end + len(after):
            return kind, code, (hit.start, hit.end)
    where = places(after)
    if where.settlements and not where.cities:
        return "settlement", where.settlements[0], (end + where.spans[0][0], end + where.spans[-1][1])
    if where.regions:
        return "region", where.regions[0], (end + where.spans[0][0], end + where.spans[-1][1])
    for hit in reversed(hits):
        kind, _, code = hit.concept.partition(":")
        if kind in ("gender", "education") and hit.end <= start and len(words(text[hit.end : start])) <= 2:
            return kind, code, (hit.start, hit.end)
    return None


def _income(text: str, hits: Sequence[Hit], spans: list[tuple[int, int]]) -> list[str]:
    """Brackets of monthly net income that the figures or words after "earning", "zarabiający" … cover."""
    brackets: dict[str, list[int | None]] = resource("audience.yaml")["income_codes"]
    for hit in hits:
        if hit.concept.startswith("income:"):
            spans.append((hit.start, hit.end))
            return list(resource("audience.yaml")["income_named"][hit.concept.partition(":")[2]]["codes"])
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
    # A bracket counts when it lies mostly inside what was said.
    return [
        code
        for code, (bottom, top) in brackets.items()
        if bottom is not None and bottom >= low and (top if top is not None else float("inf")) <= high
    ]


def _amount(said: str) -> int:
    digits = int(re.sub(r"\D", "", said))
    return digits * 1000 if digits < 100 else digits
