"""Education and money that a Polish text gives the respondent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sight_domain.personas.fact_check.claims import Claim, Kind
from sight_domain.personas.fact_check.polish_clauses import Clause, speaks_of_another

_AMOUNT = re.compile(
    r"(?P<n>\d{1,3}(?:[ \u00a0.]\d{3})+|\d+(?:,\d)?)\s*(?P<k>tys(?:\.|iąc\w*)?)?\s*(?:zł|złot\w+|PLN)",
    re.IGNORECASE,
)
_EARNS = re.compile(
    r"\b(?:zarabia\w*|zarobk\w+|dochod\w+|dochód|pensj\w+|wypłat\w+|emerytur\w+|rent[aęy]\w*|na rękę|dostaje|wynagrodzeni\w+)\b",
    re.IGNORECASE,
)
_NOT_MONTHLY = re.compile(
    r"brutto|rocznie|na rok|godzin|dziennie|tygodni|dodatk|premi|dorabia|ponad to|więcej niż mąż",
    re.IGNORECASE,
)
_RICH = re.compile(
    r"nie (?:musi|muszę) (?:się )?(?:liczyć|martwić się o|przejmować się) pieni|zarabia (?:bardzo |naprawdę |wyjątkowo )?(?:dobrze|świetnie|dużo|znacznie więcej|lepiej) (?:niż większość|od większości)"
    r"|zarabia (?:bardzo|naprawdę|wyjątkowo) dobrze|jest zamożn|pieniędzy (?:jej|mu) nie brakuje|wysoki(?:e|ch)? (?:dochody|zarobki|dochód)|opływa w",
    re.IGNORECASE,
)
_POOR = re.compile(
    r"ledwo (?:wiąże|starcza|wystarcza)|wiąże koniec z końcem|od pierwszego do pierwszego|klepie biedę|(?:pieniędzy|wypłaty|emerytury|renty) ledwo"
    r"|żyje (?:bardzo )?biednie|(?:bardzo )?niski(?:e|ch)? (?:dochody|zarobki|dochód)|liczy każdy grosz|na granicy ubóstwa",
    re.IGNORECASE,
)
_TERTIARY = re.compile(
    r"\bwyższ\w* wykształceni|wykształcenie(?:m)? (?:ma )?wyższe|wykształceniem wyższym|po (?:ukończonych )?studiach\b|po polibudzie|studia (?:ma|mam) za sobą"
    r"|(?:skończy|ukończy|zrobi)ł\w* (?:\w+ )?(?:studia|magisterk|licencjat|politechnik|uniwersytet|uczelni|akademi)|studia (?:skończy|ukończy)ł"
    r"|absolwent(?:ka|em|ką)? (?:\w+ )?(?:uniwersyt|politech|akadem|uczelni|studi|SGH|AGH|UW\b|UJ\b)|\bmagister\b|tytuł(?:em)? (?:magistra|licencjata|inżyniera)"
    r"|dyplom(?:em)? (?:\w+ )?(?:uczelni|uniwersyt|politech|magist)|\bdoktorat",
    re.IGNORECASE,
)
_SECONDARY = re.compile(
    r"\bśredni\w* wykształceni|wykształcenie(?:m)? (?:ma )?średni|wykształceniu średnim|średnim wykształceniu|(?:zda|ma|mam|skończy|po)\w* (?:\w+ )?matur(?:ę|ze|ą|y)\b"
    r"|(?:skończy|ukończy)ł\w* (?:\w+ )?(?:liceum|technikum|szkołę średnią)|(?:absolwent(?:ka|em|ką)?|po) (?:technikum|liceum)\b",
    re.IGNORECASE,
)
_VOCATIONAL = re.compile(
    r"\bzawodow\w* wykształceni|wykształcenie(?:m)? (?:ma )?(?:zasadnicze )?zawodow|po (?:szkole )?(?:zawodowej|zawodówce|branżowej)|(?:skończy|ukończy)ł\w* (?:\w+ )?(?:zawodówk|szkołę zawodow|szkołę branżow)",
    re.IGNORECASE,
)
_PRIMARY = re.compile(
    r"\bpodstawow\w* wykształceni|wykształcenie(?:m)? (?:ma )?podstawow|wykształceniu podstawowym|(?:skończy|zakończy|ukończy)ł\w* (?:\w+ ){0,3}(?:na )?(?:podstawów|szko(?:łę|le) podstawow|gimnazj)",
    re.IGNORECASE,
)
_LEVELS = (
    ("tertiary", _TERTIARY),
    ("secondary", _SECONDARY),
    ("vocational", _VOCATIONAL),
    ("primary", _PRIMARY),
)
_ENDS_THERE = re.compile(r"wykształceni|poprzesta|tylko|zakończy|jedynie|na podstaw", re.IGNORECASE)
_PLANS = re.compile(
    r"\b(?:chcia|marzy|planuje|zamierza|gdyby|mogła? by|rzuci|przerwa|dla|zapisał\w* się|wybiera się na)\w*",
    re.IGNORECASE,
)


def education(clause: Clause, own: frozenset[str]) -> Iterator[Claim]:
    """Levels that the clause says the respondent has, or stopped at (``only``)."""
    if _PLANS.search(clause.text):
        return
    for level, words in _LEVELS:
        if (match := words.search(clause.text)) is None or clause.negates(match.start()):
            continue
        at = next(
            (i for i, w in enumerate(clause.words) if w.start >= clause.words[0].start + match.start()), 0
        )
        if speaks_of_another(clause, at, own) or _somebody_else(clause):
            return
        yield Claim(
            Kind.EDUCATION, ("only" if _ENDS_THERE.search(clause.text) else "has", level), clause.text
        )
        return


def _somebody_else(clause: Clause) -> bool:
    return any(
        w.is_(
            "mąż",
            "żona",
            "syn",
            "córka",
            "dziecko",
            "ojciec",
            "matka",
            "rodzic",
            "brat",
            "siostra",
            "sąsiad",
            "kolega",
            "koleżanka",
            "wnuk",
            "ludzie",
        )
        for w in clause.words
    )


def income(clause: Clause, own: frozenset[str]) -> Iterator[Claim]:
    """Monthly amounts and how well off the sentence that begins with this clause says the respondent is."""
    if clause.before is not None:
        return
    verb = next((i for i, w in enumerate(clause.words) if w.can_be("fin")), 0)
    if speaks_of_another(clause, verb, own) or _somebody_else(clause):
        return
    sentence = clause.sentence
    earns = _EARNS.search(sentence)
    if earns and not _NOT_MONTHLY.search(sentence):
        match = _AMOUNT.search(sentence, earns.start()) or _AMOUNT.search(sentence)
        if match is not None:
            digits = match["n"]
            number = float(digits.replace(",", ".")) if "," in digits else float(re.sub(r"\D", "", digits))
            amount = round(number * (1000 if match["k"] else 1))
            yield Claim(Kind.INCOME, ("amount", amount, amount), sentence)
    if _RICH.search(sentence):
        yield Claim(Kind.INCOME, ("means", "high"), sentence)
    elif _POOR.search(sentence):
        yield Claim(Kind.INCOME, ("means", "low"), sentence)
