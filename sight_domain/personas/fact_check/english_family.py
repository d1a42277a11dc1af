"""Partner, children and household that an English text gives the respondent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sight_domain.personas.fact_check.claims import Claim, Kind
from sight_domain.personas.fact_check.english_clauses import (
    Clause,
    belongs_to_another,
    negated,
    speaks_of_another,
)

_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNT = r"(?P<n>one|two|three|four|five|six|\d{1,2})"
_HAS_CHILDREN = re.compile(
    rf"\b(?:has|have|raises|raising|raised|brings up|bringing up|(?:mother|father|mum|mom|dad|parent)s? (?:of|to)|with)\s+(?:(?:his|her|my) )?(?:{_COUNT}\s+)?(?:\w+ ){{0,2}}?(?P<what>children|kids|sons?|daughters?|child|toddlers?|teenagers?)\b",
    re.IGNORECASE,
)
_PARENT_OF = re.compile(rf"\b(?:mother|father|mum|mom|dad|parent) (?:of|to) {_COUNT}\b", re.IGNORECASE)
_OWN_CHILDREN = re.compile(
    rf"\b(?:his|her|my)\s+(?:{_COUNT}\s+)?(?:\w+ )?(?P<what>children|kids|sons?|daughters?|child)\b",
    re.IGNORECASE,
)
_GRANDCHILDREN = re.compile(r"\b(?:grandchild(?:ren)?|grandsons?|granddaughters?|grandkids)\b", re.IGNORECASE)
_SPOUSE = re.compile(
    r"\b(?:his|her|my|a) (?:\w+ )?(?P<what>husband|wife|spouse)\b|\b(?P<how>is married|married to|a married)\b",
    re.IGNORECASE,
)
_PARTNER = re.compile(
    r"\b(?:his|her|my|a) (?:\w+ )?(?:partner|boyfriend|girlfriend|fianc[ée]e?)\b", re.IGNORECASE
)
_EX = re.compile(
    r"\bex-(?:husband|wife)\b|\bformer (?:husband|wife)\b|\bdivorced\b|\bdivorcee?\b", re.IGNORECASE
)
_WIDOWED = re.compile(
    r"\bwidow(?:ed|er)?\b|\blate (?:husband|wife)\b|\b(?:husband|wife) (?:\w+ )?(?:died|passed away)\b",
    re.IGNORECASE,
)
_SINGLE = re.compile(
    r"\b(?:is|am|(?:he|she)['’]s|I['’]m) (?:still |happily )?(?:single|unmarried)\b|\b(?:has|have) no (?:husband|wife|partner)\b"
)
_ALONE = re.compile(
    r"\b(?:lives?|living) (?:[\w ]{0,25} )?(?:alone|on (?:his|her|my) own|by (?:him|her|my)self)\b|\bsingle-person household\b",
    re.IGNORECASE,
)
_PARENTS = re.compile(
    r"\b(?:lives?|living|still) (?:[\w ]{0,25} )?(?:with|at) (?:his|her|my) parents\b", re.IGNORECASE
)
_CHILDLESS = re.compile(
    r"\bchildless\b|\b(?:has|have) no (?:children|kids)\b|\bdoesn['’]t have (?:children|kids)\b",
    re.IGNORECASE,
)
_IMAGINED = re.compile(
    r"\b(?:if|wants|wanted|would|dreams?|hopes?|maybe one day|looking for|used to have)\b", re.IGNORECASE
)


def family(clause: Clause, subject: str) -> Iterator[Claim]:
    """What the clause says of the respondent's partner, children and household."""
    text = clause.text
    for pattern, relation in (
        (_EX, "divorced"), (_WIDOWED, "widowed"), (_SINGLE, "single"), (_ALONE, "alone"), (_PARENTS, "with_parents"), (_CHILDLESS, "childless"),
    ):  # fmt: skip
        match = pattern.search(text)
        if (
            match
            and not belongs_to_another(text, match.start())
            and not speaks_of_another(clause, match.start(), subject)
        ) and (relation in ("childless", "single") or not negated(text[: match.start()])):
            yield Claim(Kind.FAMILY, (relation,), text.strip())
    if negated(text) or _IMAGINED.search(text):
        return
    yield from _relatives(clause, text, subject)


def _relatives(clause: Clause, text: str, subject: str) -> Iterator[Claim]:
    match = _SPOUSE.search(text)
    if match and not _possesses_on(text, match.end()) and not _EX.search(text) and not _WIDOWED.search(text):
        if (
            not match.group().lower().startswith("a ") or re.search(r"\bhas a\b", text)
        ) and not speaks_of_another(clause, match.start(), subject):
            yield Claim(Kind.FAMILY, ("married",), text.strip())
    elif (
        (match := _PARTNER.search(text))
        and not re.search(r"\b(?:business|sparring|trading|dance) partner", text, re.IGNORECASE)
        and not match.group().lower().startswith("a ")
        and not _possesses_on(text, match.end())
    ):
        yield Claim(Kind.FAMILY, ("partner",), text.strip())
    if _GRANDCHILDREN.search(text) and not re.search(r"\w['’]s (?:\w+ )?grand", text):
        yield Claim(Kind.FAMILY, ("grandchildren",), text.strip())
        return
    for pattern in (_PARENT_OF, _HAS_CHILDREN, _OWN_CHILDREN):
        match = pattern.search(text)
        if (
            match is None
            or speaks_of_another(clause, match.start(), subject)
            or belongs_to_another(text, match.start())
        ):
            continue
        if pattern is _HAS_CHILDREN and re.search(
            r"\b(?:works?|working|helps|good|patient|plays|reads) (?:\w+ )?with\b", text
        ):
            continue
        number = _NUMBERS.get(
            (match["n"] or "").lower(), int(match["n"]) if (match["n"] or "").isdigit() else 0
        )
        what = match.groupdict().get("what") or "children"
        certain = number and what.lower() in ("children", "kids", "child")
        yield Claim(Kind.FAMILY, ("children", number) if certain else ("a_child",), text.strip())
        return


def _possesses_on(text: str, at: int) -> bool:
    """``her husband's cousin`` still tells of a husband; ``my wife-to-be`` does not."""
    return text[at : at + 6].startswith("-to-be")
