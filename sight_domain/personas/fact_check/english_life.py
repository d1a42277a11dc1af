"""Place, work, education and money that an English text gives the respondent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sight_domain.personas.fact_check.claims import Claim, Kind
from sight_domain.personas.fact_check.english_clauses import (
    Clause,
    negated,
    speaks_of_another,
)
from sight_domain.personas.fact_check.occupations import known_heads

_NAME = r"[A-ZĄĆĘŁŃÓŚŹŻ][\w-]+(?: [A-ZĄĆĘŁŃÓŚŹŻ][\w-]+)?"
_LIVES = re.compile(
    rf"\b(?:lives|live|living|resides|is based|settled|[Hh]ome is|address|(?<!have )(?:has )?moved)\b[^,;:.]*?\b(?:in|to)\s+(?P<where>{_NAME}|an? [\w -]+|the [\w -]+)"
)
_FROM = re.compile(rf"\bfrom (?P<where>{_NAME}|an? [\w -]+)")
_VILLAGE = re.compile(r"\b(?:village|countryside|hamlet)\b", re.IGNORECASE)
_TOWN = re.compile(r"\b(?:small|smaller|little|provincial) town\b", re.IGNORECASE)
_CITY = re.compile(r"\b(?:(?:big|large|major) city|metropolis|city centre)\b", re.IGNORECASE)
_CAPITAL = re.compile(r"\bthe capital\b", re.IGNORECASE)
_WORKS = re.compile(
    r"\b(?P<verb>works|work|worked|is employed|earns (?:his|her) living|makes (?:his|her) living|self-employed|used to work)\b[^.,;]*?\bas (?:an? |the )?(?P<title>[\w' -]+)"
)
_IS_A = re.compile(r"\b(?:is|am|I['’]m|(?:he|she)['’]s) an? (?P<title>[\w' -]+)")
_RETIRED = re.compile(
    r"\b(?:is|am|I['’]m|(?:he|she)['’]s|now|already|has been) (?:now |already |long |happily )?retired\b|\ba pensioner\b|\b\d+-year-old pensioner\b|\b[Bb]efore retiring\b|\bliving on a (?:retirement )?pension\b"
)
_JOBLESS = re.compile(
    r"\b(?:is|am|I['’]m|(?:he|she)['’]s|currently) (?:currently |now )?(?:unemployed|out of work|jobless|between jobs)\b|\blooking for (?:work|a job)\b"
)
_STUDIES = re.compile(
    r"\b(?:is|am|I['’]m|(?:he|she)['’]s) (?:still )?(?:studying|at university|a (?:\w+ )?student)\b|\bstudies (?:\w+ )?at (?:the )?(?:university|college)"
)
_OWN_FIRM = re.compile(
    r"\b(?:runs|owns|run|own) (?:\w+ ){0,2}(?:own )?(?:business|company|firm)\b|\bis self-employed\b"
)
_AT_HOME = re.compile(
    r"\blooks after (?:the )?(?:home|house|household)\b|\bstay-at-home\b|\b(?:is|am|['’]s) (?:not in paid work|a house(?:wife|husband))\b"
)
_EMPLOYED = re.compile(
    r"\bworks (?:full[- ]time|part[- ]time|(?:in|at|for) (?:an?|the) (?:\w+ ){0,2}(?:company|office|school|hospital|shop|bank|factory|corporation|warehouse|restaurant))\b"
)
_TERTIARY = re.compile(
    r"\b(?:(?:has|have|holds?|with|got|earned|gained|finished|completed) (?:an? |her |his |my )?(?:\w+ )?(?:university |college |master['’]?s? |bachelor['’]?s? )?(?:degree|diploma from|doctorate|PhD|MBA)|university (?:graduate|education|degree)|higher education|tertiary education|graduated from (?:\w+ ){0,3}(?:university|college)|university is behind|a graduate|(?:finished|completed) university|college-educated|university-educated)\b",
    re.IGNORECASE,
)
_SECONDARY = re.compile(
    r"\b(?:secondary education|(?:finished|completed|stopped at|left) (?:\w+ )?(?:high|secondary) school|high[- ]school (?:education|diploma|graduate)|technical college|matura)\b",
    re.IGNORECASE,
)
_VOCATIONAL = re.compile(r"\b(?:vocational (?:training|education|school)|trade school)\b", re.IGNORECASE)
_PRIMARY = re.compile(
    r"\b(?:primary (?:education|school only)|only primary|left school (?:early|at (?:14|15|16|fourteen|fifteen|sixteen)))\b",
    re.IGNORECASE,
)
_LEVELS = (
    ("tertiary", _TERTIARY),
    ("secondary", _SECONDARY),
    ("vocational", _VOCATIONAL),
    ("primary", _PRIMARY),
)
_ENDS_THERE = re.compile(r"\beducation\b|stopped|left|only|vocational training", re.IGNORECASE)
_PLANS = re.compile(
    r"\b(?:wanted|wants|dreams?|plans?|hopes?|would|could have|regrets?|dropped out|considering|thinking of|for people with)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?:PLN|zł|£|€|\$)\s?(?P<a>\d[\d,. ]*\d|\d+)\s?(?P<ak>k\b|thousand)?|(?P<b>\d[\d,. ]*\d|\d+)\s?(?P<bk>k\b|thousand)?\s?(?:PLN|zł|zloty|złoty|zlotys|euros?|pounds|dollars)",
    re.IGNORECASE,
)
_EARNS = re.compile(
    r"\b(?:earns?|earning|income|salary|wages?|pay|pension|takes? home|brings? home|makes)\b", re.IGNORECASE
)
_NOT_MONTHLY = re.compile(
    r"\b(?:gross|before tax|a year|per year|yearly|annual\w*|an hour|hourly|per hour|a day|a week|weekly|extra|bonus|more than (?:his|her))\b",
    re.IGNORECASE,
)
_RICH = re.compile(
    r"\b(?:earns (?:more than most|very well|far more|a lot)|(?:does not|doesn['’]t|never has to|needn['’]t) (?:have to )?(?:worry|think) about money|is (?:wealthy|rich|well[- ]off)|high (?:income|salary|earner)|money is no (?:object|problem))\b",
    re.IGNORECASE,
)
_POOR = re.compile(
    r"\b(?:struggles to (?:make ends meet|pay)|barely (?:makes ends meet|gets by|scrapes by)|(?:lives|living) (?:in poverty|hand to mouth|from (?:pay\w*|pension) to)|can barely afford|very low (?:income|pay|pension)|lives in poverty)\b",
    re.IGNORECASE,
)


def places(clause: Clause, subject: str) -> Iterator[Claim]:
    """Every place of residence that the clause gives the respondent."""
    for pattern in (_LIVES, _FROM):
        for match in pattern.finditer(clause.text):
            if negated(clause.text[: match.start("where")]) or speaks_of_another(
                clause, match.start(), subject
            ):
                continue
            if pattern is _FROM and not _says_who(clause, match, subject):
                continue
            if re.search(r"\b(?:used to live|lived|dreams of|would)\b", clause.text):
                continue
            yield from _place(match["where"], clause)
            yield from _sizes(clause.text[match.start() :], clause)


def _says_who(clause: Clause, match: re.Match[str], subject: str) -> bool:
    """``is from Kraków``, ``a clerk from Kraków``, ``from Kraków, 34`` at the start; not ``moved away from Kraków``."""
    head = clause.text[: match.start()]
    return bool(
        re.search(rf"\b{subject} (?:is|comes) $", head)
        or (clause.first_of_text and re.match(r"\s*(?:An?\s)?\d[\w-]* [\w' -]*$", head))
        or (clause.first_of_text and not head.strip())
    )


def _place(where: str, clause: Clause) -> Iterator[Claim]:
    if re.match(_NAME, where):
        yield Claim(Kind.PLACE, ("city", where), clause.text.strip())
    if region := re.search(
        r"\bthe (?P<name>[A-ZĄĆĘŁŃÓŚŹŻ][\w-]+(?: [A-ZĄĆĘŁŃÓŚŹŻ][\w-]+)?) (?:region|province|voivodeship)\b",
        clause.sentence,
    ):
        yield Claim(Kind.PLACE, ("region", region["name"]), clause.text.strip())


def _sizes(text: str, clause: Clause) -> Iterator[Claim]:
    for pattern, size in ((_VILLAGE, "rural"), (_TOWN, "town"), (_CITY, "city"), (_CAPITAL, "capital")):
        if pattern.search(text):
            yield Claim(Kind.PLACE, ("settlement", size), clause.text.strip())
            return


def occupations(clause: Clause, subject: str) -> Iterator[Claim]:
    """Jobs and statuses that the clause gives the respondent."""
    text = clause.text
    for match in _WORKS.finditer(text):
        title = _title(match["title"])
        if title and not _not_own(clause, match.start(), subject):
            past = match["verb"] in ("worked", "used to work")
            yield Claim(Kind.OCCUPATION, ("past_job" if past else "job", title), text.strip())
    for match in _IS_A.finditer(text):
        title = _title(match["title"])
        if title and not _not_own(clause, match.start(), subject):
            yield Claim(Kind.OCCUPATION, ("job", title), text.strip())
    if (
        clause.first_of_text
        and (match := re.match(r"An? \d+-year-old (?P<title>[\w' -]+?)(?= from | in | who |$)", text))
        and (title := _title(match["title"]))
    ):
        yield Claim(Kind.OCCUPATION, ("job", title), text.strip())
    for pattern, status in (
        (_RETIRED, "retired"), (_JOBLESS, "unemployed"), (_STUDIES, "student"), (_OWN_FIRM, "self_employed"), (_EMPLOYED, "working"), (_AT_HOME, "home"),
    ):  # fmt: skip
        match = pattern.search(text)
        if (
            match
            and not _not_own(clause, match.start(), subject)
            and not re.search(r"\b(?:until|once|when|before he|before she|used to|will|for a new)\b", text)
        ):
            yield Claim(Kind.OCCUPATION, ("status", status), text.strip())


def _title(words: str) -> str | None:
    """The title up to a preposition, when its noun is a known occupation."""
    title = re.split(r"\b(?:in|at|for|with|of|and|who|on|from|since|but|to)\b", words)[0].strip().lower()
    last = title.split()[-1:] or [""]
    return title if last[0] in known_heads("en") or last[0].removesuffix("s") in known_heads("en") else None


def _not_own(clause: Clause, at: int, subject: str) -> bool:
    return (
        negated(clause.text[: at + 12])
        or bool(_PLANS.search(clause.text))
        or speaks_of_another(clause, at, subject)
    )


def education(clause: Clause, subject: str) -> Iterator[Claim]:
    """Levels that the clause says the respondent has, or stopped at (``only``)."""
    if negated(clause.text) or _PLANS.search(clause.text):
        return
    for level, words in _LEVELS:
        match = words.search(clause.text)
        if match is None:
            continue
        if not speaks_of_another(clause, match.start(), subject):
            yield Claim(
                Kind.EDUCATION,
                ("only" if _ENDS_THERE.search(clause.text) else "has", level),
                clause.text.strip(),
            )
        return


def income(sentence: str) -> Iterator[Claim]:
    """Monthly amounts and how well off the sentence says the respondent is."""
    if re.match(
        r"\s*(?:(?:his|her|my|the)\s+)?(?:\w+\s+)?(?:husband|wife|son|daughter|brother|sister|neighbour|friend|father|mother|boss)\b",
        sentence,
        re.IGNORECASE,
    ):
        return
    earns = _EARNS.search(sentence)
    if earns and not _NOT_MONTHLY.search(sentence):
        match = _AMOUNT.search(sentence, earns.start()) or _AMOUNT.search(sentence)
        if match is not None:
            digits = (
                re.sub(r"[ ,](?=\d{3}\b)", "", match["a"] or match["b"])
                .replace(" ", "")
                .replace(",", ".")
                .rstrip(".")
            )
            amount = round(float(digits) * (1000 if match["ak"] or match["bk"] else 1))
            yield Claim(Kind.INCOME, ("amount", amount, amount), sentence.strip())
    if _RICH.search(sentence):
        yield Claim(Kind.INCOME, ("means", "high"), sentence.strip())
    elif _POOR.search(sentence):
        yield Claim(Kind.INCOME, ("means", "low"), sentence.strip())
