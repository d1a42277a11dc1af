"""Gender, education, income and quotas of the people a study is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sight_domain.llm.offline.planner.lexicon import Hit, Lexicon, resource
from sight_domain.llm.offline.planner.slots.ages import ages
from sight_domain.llm.offline.planner.slots.incomes import income_brackets, shares_of_incomes
from sight_domain.llm.offline.planner.slots.places import places
from sight_domain.llm.offline.planner.slots.shares import Share
from sight_domain.llm.offline.planner.slots.shares import shares as shares_said
from sight_domain.llm.offline.planner.slots.wishes import wishes
from sight_domain.llm.offline.planner.text import mask, words

_SPLIT = re.compile(r"(?<![\d-])(\d{1,2})\s*/\s*(\d{1,2})(?!\d)")
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
    where = places(text)
    earning, of_people = shares_of_incomes(text, hits, of_people, where.country)
    crossed, of_people = _of_ages(text, hits, of_people)
    shares, used = _quotas(text, hits, of_people)
    target: dict[str, Any] = {}
    spans: list[tuple[int, int]] = list(used)

    if where.country:
        target["country"] = where.country
    years = ages(mask(text, [(group.start, group.end) for group in crossed]))
    if years:
        if years.minimum is not None:
            target["age_min"] = years.minimum
        if years.maximum is not None:
            target["age_max"] = years.maximum
        spans.append((years.start, years.end))

    for group in crossed:
        spans.append((group.start, group.end))
        if group.cell:
            shares.setdefault("gender x age_group", {})[group.cell] = group.share
    genders = _codes(
        [h for h in hits if not any(g.start <= h.start < g.end for g in crossed)],
        "gender",
        set(shares.get("gender", ())),
        spans,
    )
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
    others = [h for h in hits if not any(g.start <= h.start < g.end for g in earning)]
    before = len(spans)
    income = income_brackets(text, others, spans, where.country)
    incomes_said = spans[before:]
    if income:
        target["income"] = income
    if shares:
        target["quotas"] = shares
    spans.extend(where.spans)
    # A quota names single categories: a share of people of several brackets or ages is beyond it.
    unheard = [text[g.start : g.end].strip() for g in earning if len(g.brackets) != 1]
    unheard += [text[g.start : g.end].strip() for g in crossed if not g.cell]
    if not income:
        unheard += [text[start:end].strip() for start, end in incomes_said]
    told = tuple(dict.fromkeys([*(wish.said for wish in wished), *unheard]))
    return Audience(target, where.cities, told, tuple(sorted(spans)))


@dataclass(frozen=True)
class _OfAge:
    """A share of women or men of some age: its cell, empty where no age group has these ages, and its place."""

    share: float
    cell: str
    start: int
    end: int


def _of_ages(text: str, hits: tuple[Hit, ...], said: Sequence[Share]) -> tuple[list[_OfAge], list[Share]]:
    """Shares of a gender within an age (``"30% women 25-34"``), and the other shares."""
    groups = {tuple(bounds): code for code, bounds in resource("audience.yaml")["age_groups"].items()}
    found, others = [], []
    for share in said:
        after = re.split(r"[;,.\n]|\d+\s*(?:%|procent|percent)", text[share.end : share.end + 60])[0]
        clause_end = share.end + len(after)
        gender = next(
            (h for h in hits if h.concept.startswith("gender:") and share.end <= h.start < clause_end), None
        )
        years = ages(text[gender.end : clause_end]) if gender else None
        # The words in between are of the same people: "30% women aged 25-34", not "30% women and people of 25-34".
        evenly = any(h.concept == "half:" and h.start <= share.start < h.end for h in hits)
        if (
            evenly
            or gender is None
            or years is None
            or len(words(text[gender.end : gender.end + years.start])) > 1
        ):
            others.append(share)
            continue
        group = groups.get((years.minimum, years.maximum))
        cell = f"{gender.concept.partition(':')[2]} x {group}" if group else ""
        found.append(_OfAge(share.value, cell, share.start, gender.end + years.end))
    return found, others


def _codes(hits: Sequence[Hit], kind: str, in_quotas: set[str], spans: list[tuple[int, int]]) -> list[str]:
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
