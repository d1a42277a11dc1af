"""English sentences, and of whom they speak."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sight_domain.personas.fact_check.known import Known

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’]?\s+(?=[\"“‘A-Z0-9])")
_CLAUSE_END = re.compile(
    r"\s*(?:(?<!\d),|,(?!\d)|[;:()—–!?]|\.(?!\d))+\s*|\s+(?=\b(?:and|but|while|whereas|because|although|though|when|where|who|whose|which|so)\b)"
)
PERSONS = (
    "mother|father|mum|mom|mam|dad|parent|parents|husband|wife|partner|son|sons|daughter|daughters|child|children|kid|kids|"
    "brother|brothers|sister|sisters|sibling|siblings|grandmother|grandfather|grandma|grandpa|granny|grandson|granddaughter|"
    "grandchildren|aunt|uncle|cousin|cousins|niece|nephew|neighbour|neighbours|neighbor|neighbors|friend|friends|colleague|"
    "colleagues|boss|landlord|in-laws|mother-in-law|father-in-law|dog|cat|people|everyone|somebody|someone|they"
)
OTHERS = PERSONS + (
    "|client|clients|customer|customers|car|house|flat|building|company|firm|phone|bike|bicycle|marriage|garden|shop|school|team|"
    "machine|boiler|fridge|block|street|village|town|city"
)
_OTHER = re.compile(rf"\b(?:{OTHERS})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence between stops and conjunctions, `start` and `end` being its place in `sentence`."""

    text: str
    sentence: str
    start: int
    end: int
    first_of_text: bool

    @property
    def before(self) -> str:
        return self.sentence[: self.start]


def clauses_of(text: str) -> Iterator[Clause]:
    """The clauses of a text in order."""
    for number, sentence in enumerate(_SENTENCE_END.split(text)):
        start = 0
        for stop in [*_CLAUSE_END.finditer(sentence), None]:
            end = stop.start() if stop is not None else len(sentence)
            if sentence[start:end].strip():
                yield Clause(sentence[start:end], sentence, start, end, number == 0 and start == 0)
            start = stop.end() if stop is not None else end


def subjects(known: Known, *, first_person: bool) -> str:
    """A pattern of the words that name the respondent as the subject."""
    if first_person:
        return "I"
    surname = re.escape(known.surname) or "(?!)"
    return (
        rf"(?:[Hh]e|[Ss]he|{re.escape(known.given_name)}(?: {surname})?|(?:[Mm]s|[Mm]rs|[Mm]r)\.? {surname})"
    )


def speaks_of_another(clause: Clause, at: int, subject: str) -> bool:
    """Whether the words at that place of the clause have another subject than the respondent.

    Without a subject of its own (``and works as …``) a clause goes on with that of the sentence.
    """
    head = clause.text[:at]
    if clause.first_of_text and re.match(r"\s*An? \d+-year-old", clause.text):
        return False
    others = list(_OTHER.finditer(head))
    own = list(re.finditer(rf"\b{subject}\b", head))
    if others or own:
        return (
            bool(others)
            and (not own or others[-1].start() > own[-1].start())
            and not _behind_preposition(head, others[-1].start())
        )
    if re.match(r"\s*(?:who|which|whose|where)\b", clause.text):
        noun = list(_OTHER.finditer(clause.before[-40:]))
        return bool(noun) and len(clause.before[-40:]) - noun[-1].end() < 4
    earlier_others = [
        m for m in _OTHER.finditer(clause.before) if not _behind_preposition(clause.before, m.start())
    ]
    earlier_own = list(re.finditer(rf"\b{subject}\b", clause.before))
    if not earlier_others:
        return False
    return not earlier_own or (
        earlier_others[-1].start() > earlier_own[-1].start()
        and _is_subject(clause.before, earlier_others[-1])
    )


def belongs_to_another(text: str, at: int) -> bool:
    """``her sister's husband``, ``a friend of her neighbour's``: whether a possessor other than the respondent is right before."""
    return bool(
        re.search(r"(?:\w+['’]s|\w+s['’]|\b(?:their|your|other people['’]s))\s+(?:\w+\s+)?$", text[:at])
    ) and not re.search(r"\b(?:let|it|that|he|she|what|there)['’]s\s+(?:\w+\s+)?$", text[:at], re.IGNORECASE)


def negated(text: str) -> bool:
    return bool(
        re.search(
            r"\b(?:not|no|never|without|nor|neither|isn['’]t|hasn['’]t|doesn['’]t|didn['’]t|don['’]t|won['’]t|nobody)\b",
            text,
            re.IGNORECASE,
        )
    )


def _behind_preposition(text: str, at: int) -> bool:
    return bool(
        re.search(
            r"\b(?:with|of|for|to|from|by|at|in|on|near|than|about|like|after|before|without|for)\s+(?:\w+\s+){0,2}$",
            text[:at],
        )
    )


def _is_subject(text: str, match: re.Match[str]) -> bool:
    """A noun at the start of its clause or behind a possessive, with a verb to follow."""
    return bool(re.match(r"\s+(?:is|was|has|had|lives|works|\w+s|\w+ed)\b", text[match.end() :]))
