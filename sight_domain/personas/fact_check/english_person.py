"""Age, name and gender that an English text gives the respondent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sight_domain.personas.fact_check.claims import Claim, Kind
from sight_domain.personas.fact_check.english_clauses import OTHERS, PERSONS, Clause, speaks_of_another
from sight_domain.personas.fact_check.known import Known

_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_WORDED = rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS)}))?|eighteen|nineteen"
_NUMBER = rf"(?P<n>\d{{1,3}}|{_WORDED})"
_DECADE = re.compile(
    r"\bin (?:his|her|my|their) (?P<part>early |mid-? ?|late )?(?P<tens>\d0|twent|thirt|fort|fift|sixt|sevent|eight|ninet)(?:ies|s)\b",
    re.IGNORECASE,
)
_DECADES = {
    "twent": 20,
    "thirt": 30,
    "fort": 40,
    "fift": 50,
    "sixt": 60,
    "sevent": 70,
    "eight": 80,
    "ninet": 90,
}
_PARTS = {"early": (0, 4), "mid": (3, 7), "late": (6, 9)}
_OTHER_NOUN = re.compile(
    rf"(?:{OTHERS}|old|building|car|boiler|tree|habit|mortgage|contract|career)\b", re.IGNORECASE
)
_MALE, _FEMALE = (
    re.compile(r"\b(?:he|him|himself|his)\b", re.IGNORECASE),
    re.compile(r"\b(?:she|her|herself|hers)\b", re.IGNORECASE),
)
_MEN = re.compile(
    r"\b(?:father|dad|husband|son|brother|grandfather|grandpa|grandson|uncle|nephew|boyfriend|boss|neighbour|friend|colleague|man|boy|doctor|customer|dog|cat|child|partner|he)\b",
    re.IGNORECASE,
)
_WOMEN = re.compile(
    r"\b(?:mother|mum|mom|wife|daughter|sister|grandmother|grandma|granddaughter|aunt|niece|girlfriend|boss|neighbour|friend|colleague|woman|girl|doctor|customer|dog|cat|child|partner|she)\b",
    re.IGNORECASE,
)
_VERB = r"(?:is|was|has|lives|works|likes|spends|says|knows|keeps|starts|never|always|runs|takes|prefers|values|does|can|will|would|counts|buys|thinks)"


def ages(clause: Clause, subject: str) -> Iterator[Claim]:
    """Every age that the clause says of the respondent."""
    text, lead = clause.text, r"(?:(?:now|already|just|only|about|nearly|almost|over|turning) )?"
    spoken = re.compile(
        rf"\b(?:{subject}) (?:is|am|has|turned|just turned|turns|has turned|has just turned|will turn)\s{lead}{_NUMBER}\b(?!\s*(?:%|percent|minutes|hours|km|years (?:in|into|of|at|with|from)|days|zloty|złoty|PLN|of))"
    )
    short = re.compile(rf"\b(?:{subject})(?:['’]s|['’]m) {lead}{_NUMBER}\b(?=\s*(?:$|years old|and\b))")
    for pattern in (spoken, short):
        for match in pattern.finditer(text):
            yield _age(match, clause)
    for match in re.finditer(rf"\b{_NUMBER}[- ]years?[- ]old\b(?:[- ]?(?P<noun>\w+))?", text, re.IGNORECASE):
        noun, before = match["noun"] or "", text[: match.start()]
        if (
            _OTHER_NOUN.match(noun)
            or _other_within(text[match.end() : match.end() + 25])
            or speaks_of_another(clause, match.start(), subject)
        ):
            continue
        if re.search(r"\b(?:his|her|my|their|your|to|for|with)\s+(?:\w+\s+)?$", before, re.IGNORECASE):
            continue
        yield _age(match, clause)
    for match in re.finditer(
        rf"(?:\b[Aa]ged|\b[Aa]t(?: age)?|\b[Aa]t the age of|\bon paper|\bthe age of)\s{_NUMBER}\b", text
    ):
        past = re.search(
            r"\b(?:left|married|moved|started|began|lost|became|was|did|had|retired|finished|first)\b",
            clause.sentence,
        )
        if match.group().lower().startswith(("at", "the")) and (
            past or text.strip() != match.group().strip()
        ):
            continue
        told_of = rf"\b(?:{PERSONS})\b,?\s*$"
        if not clause.text[: match.start()].strip() and re.search(told_of, clause.before, re.IGNORECASE):
            continue
        if not speaks_of_another(clause, match.start(), subject):
            yield _age(match, clause)
    # "Anna, 34, ..." and "from Łódź, 34": a number alone between two stops, after the name or at the start of a text.
    alone = re.fullmatch(rf"\s*{_NUMBER}(?: years)?\s*", text)
    if alone and (re.search(rf"{subject}[^,;:.]*[,:]\s*$", clause.before) or clause.first_of_text):
        yield _age(alone, clause)
    for match in _DECADE.finditer(text):
        if speaks_of_another(clause, match.start(), subject) or re.search(
            r"\b(?:started|moved|was|began|married|left)\b", text
        ):
            continue
        low, high = _decade(match)
        yield Claim(Kind.AGE, (low, high), text.strip())


def names(clauses: Sequence[Clause], known: Known) -> Iterator[Claim]:
    """Names that stand where the respondent's would: first in a sentence, before a verb, or after ``named``.

    A text that uses the respondent's own name may speak of friends by theirs.
    """
    own_name = any(re.search(rf"\b{re.escape(known.given_name)}\b", clause.text) for clause in clauses)
    for clause in clauses:
        for claim in _names_in(clause):
            if not own_name or clause.first_of_text or (claim.says[1] and claim.says[0] == known.given_name):
                yield claim


def _names_in(clause: Clause) -> Iterator[Claim]:
    match = re.search(
        r"\b(?:named|name is|called|meet|this is)\s+(?P<given>[A-ZĄĆĘŁŃÓŚŹŻ][^\W\d_]+)(?: (?P<sur>[A-ZĄĆĘŁŃÓŚŹŻ][\w-]+))?",
        clause.text,
    )
    if match and not re.search(
        rf"\b(?:{PERSONS})\b", clause.sentence[: clause.start + match.start()], re.IGNORECASE
    ):
        yield Claim(Kind.NAME, (match["given"], match["sur"] or ""), clause.text.strip())
    if clause.start > 0:
        return
    opening = re.match(
        rf"(?P<given>[A-ZĄĆĘŁŃÓŚŹŻ][^\W\d_]+)(?: (?P<sur>[A-ZĄĆĘŁŃÓŚŹŻ][\w-]+))?(?: {_VERB}\b|\s*$)",
        clause.text,
    )
    if (
        opening
        and _is_name(opening["given"])
        and opening["given"].lower() not in _NO_NAMES
        and opening.end() > 0
    ):
        followed_by_age = re.match(r"\s*,\s*\d", clause.sentence[clause.end :])
        if (
            opening.group().strip() not in (opening["given"], f"{opening['given']} {opening['sur']}")
            or followed_by_age
        ):
            yield Claim(Kind.NAME, (opening["given"], opening["sur"] or ""), clause.text.strip())


def genders(sentences: Sequence[str], known: Known) -> Iterator[Claim]:
    """Pronouns of the other gender with nobody near whom they could stand for."""
    wrong, antecedent = (_MALE, _MEN) if known.gender == "female" else (_FEMALE, _WOMEN)
    shown = "male" if known.gender == "female" else "female"
    for place, sentence in enumerate(sentences):
        match = wrong.search(sentence)
        if match is None:
            continue
        near = " ".join([*sentences[max(0, place - 1) : place], sentence[: match.start()]])
        if not antecedent.search(re.sub(wrong.pattern, "", near, flags=re.IGNORECASE)) and not _foreign_name(
            near, known
        ):
            yield Claim(Kind.GENDER, (shown,), sentence.strip())


def _age(match: re.Match[str], clause: Clause) -> Claim:
    words = match["n"].lower()
    if words.isdigit():
        number = int(words)
    elif words in ("eighteen", "nineteen"):
        number = 18 + (words == "nineteen")
    else:
        tens, *unit = re.split(r"[- ]", words)
        number = _TENS[tens] + (_UNITS.index(unit[0]) + 1 if unit else 0)
    loose = re.search(r"\b(?:about|nearly|almost|over|turning)\b", match.group())
    return Claim(Kind.AGE, (number - 3, number + 4) if loose else (number, number), clause.text.strip())


def _decade(match: re.Match[str]) -> tuple[int, int]:
    tens = int(match["tens"]) if match["tens"].isdigit() else _DECADES[match["tens"].lower()]
    low, high = _PARTS.get((match["part"] or "").strip(" -").lower(), (0, 9))
    return tens + low, tens + high


def _other_within(words: str) -> bool:
    return bool(re.match(rf"\s*(?:\w+ )?(?:{OTHERS})\b", words, re.IGNORECASE))


def _is_name(word: str) -> bool:
    from sight_domain.personas.fact_check.morphology import available, readings

    if available():
        known_names = [r for r in readings(word) if "imię" in r.names and "nom" in r.tags]
        if known_names:
            return True
    return word.lower() in _COMMON_NAMES


def _foreign_name(near: str, known: Known) -> bool:
    return any(
        _is_name(word) and word not in (known.given_name, known.surname) and word.lower() not in _NO_NAMES
        for word in re.findall(r"\b[A-ZĄĆĘŁŃÓŚŹŻ][^\W\d_]+", near)
    )


_NO_NAMES = frozenset(
    [
        "may",
        "will",
        "art",
        "mark",
        "grace",
        "hope",
        "faith",
        "joy",
        "april",
        "june",
        "august",
        "rose",
        "iris",
        "sunday",
        "dawn",
        "eve",
        "summer",
        "old",
        "young",
    ]
)
_COMMON_NAMES = frozenset(
    [
        "james",
        "john",
        "robert",
        "michael",
        "david",
        "william",
        "richard",
        "thomas",
        "mary",
        "patricia",
        "jennifer",
        "linda",
        "elizabeth",
        "barbara",
        "susan",
        "jessica",
        "sarah",
        "karen",
        "emma",
        "olivia",
        "charlotte",
        "george",
        "harry",
        "jack",
        "oliver",
        "peter",
        "paul",
        "anna",
        "hans",
        "klaus",
        "sabine",
        "petra",
        "olena",
        "oksana",
        "andriy",
        "ivan",
        "natalia",
        "emily",
    ]
)
