"""Ages that a Polish text gives the respondent: ``ma 34 lata``, ``34-letnia``, ``trzydziestolatek``, ``po czterdziestce``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sight_domain.personas.fact_check.claims import Claim, Kind
from sight_domain.personas.fact_check.morphology import Word
from sight_domain.personas.fact_check.polish_clauses import Clause, speaks_of_another

_UNITS = {
    "jeden": 1,
    "dwa": 2,
    "trzy": 3,
    "cztery": 4,
    "pięć": 5,
    "sześć": 6,
    "siedem": 7,
    "osiem": 8,
    "dziewięć": 9,
}
_TEENS = {
    "dziesięć": 10, "jedenaście": 11, "dwanaście": 12, "trzynaście": 13, "czternaście": 14, "piętnaście": 15,
    "szesnaście": 16, "siedemnaście": 17, "osiemnaście": 18, "dziewiętnaście": 19,
}  # fmt: skip
_TENS = {
    "dwadzieścia": 20, "trzydzieści": 30, "czterdzieści": 40, "pięćdziesiąt": 50, "sześćdziesiąt": 60,
    "siedemdziesiąt": 70, "osiemdziesiąt": 80, "dziewięćdziesiąt": 90,
}  # fmt: skip
_STEMS_OF_TENS = {
    "dwudziesto": 20, "trzydziesto": 30, "czterdziesto": 40, "pięćdziesięcio": 50, "sześćdziesięcio": 60,
    "siedemdziesięcio": 70, "osiemdziesięcio": 80, "dziewięćdziesięcio": 90,
}  # fmt: skip
_STEMS_OF_UNITS = {
    "jedno": 1, "dwu": 2, "trzy": 3, "cztero": 4, "pięcio": 5, "sześcio": 6, "siedmio": 7, "ośmio": 8, "dziewięcio": 9,
}  # fmt: skip
_STEMS_OF_TEENS = {
    "osiemnasto": 18, "dziewiętnasto": 19,
}  # fmt: skip
_DECADES = {
    "dwudziestka": 20, "trzydziestka": 30, "czterdziestka": 40, "pięćdziesiątka": 50, "sześćdziesiątka": 60,
    "siedemdziesiątka": 70, "osiemdziesiątka": 80, "dziewięćdziesiątka": 90,
}  # fmt: skip
_COMPOUND = re.compile(
    rf"^(?P<tens>{'|'.join([*_STEMS_OF_TENS, *_STEMS_OF_TEENS])})(?P<some>kilku|paro)?"
    rf"(?P<unit>{'|'.join(_STEMS_OF_UNITS)})?(?P<end>letni|latek|latka|latki|latkiem|latką|latkę)$"
)
_DIGITS = re.compile(r"^(?P<n>\d{1,3})-(?P<end>let\w+|lat\w+)$")
_NOT_OWN_AGE = frozenset(["temu", "za", "od", "przez", "po", "na", "wstecz", "przeszło"])
_HAVE = ("mieć", "skończyć", "ukończyć", "liczyć", "kończyć", "dobiegać")
_ABOUT = {
    "ponad": (0, 4),
    "niespełna": (-2, 0),
    "prawie": (-3, 0),
    "około": (-3, 3),
    "jakieś": (-3, 3),
    "blisko": (-3, 0),
}


def ages(clause: Clause, own: frozenset[str]) -> Iterator[Claim]:
    """Every age that the clause says of the respondent."""
    yield from _counted_years(clause, own)
    yield from _compounds(clause, own)
    yield from _decades(clause, own)


def _counted_years(clause: Clause, own: frozenset[str]) -> Iterator[Claim]:
    for index, word in enumerate(clause.words):
        if word.lower not in ("lat", "lata", "rok", "latek", "wiosen") or index == 0:
            continue
        number, first = _number_before(clause.words, index)
        if number is None or not 0 < number < 130:
            continue
        lowest = highest = number
        before = clause.words[first - 1] if first > 0 else None
        if before is not None and before.lower in _ABOUT:
            lowest, highest = number + _ABOUT[before.lower][0], number + _ABOUT[before.lower][1]
            first -= 1
        if _is_own_age(clause, first, index, own):
            yield Claim(Kind.AGE, (lowest, highest), clause.text)


def _is_own_age(clause: Clause, first: int, years: int, own: frozenset[str]) -> bool:
    following = clause.words[years + 1] if years + 1 < len(clause.words) else None
    if following is not None and following.lower in (
        "temu",
        "wcześniej",
        "później",
        "pracy",
        "doświadczenia",
        "stażu",
        "małżeństwa",
    ):
        return False
    verb = next((i for i in range(first - 1, -1, -1) if clause.words[i].is_(*_HAVE)), None)
    if verb is not None and first - verb <= 4:
        between = clause.words[verb + 1 : first]
        if any(w.lower in _NOT_OWN_AGE or w.only_preposition for w in between):
            return False
        word = clause.words[verb]
        if any(r.part == "praet" and r.lemma == "mieć" for r in word.readings) or clause.words[0].is_(
            "gdy", "kiedy", "jak"
        ):
            return False
        plural = word.can_be("fin", "pl") or word.can_be("praet", "pl")
        return not plural and not speaks_of_another(clause, verb, own)
    # "Anna, 34 lata, Kraków": nothing but the age between two stops, after the name or at the very start.
    if first == 0 and years == len(clause.words) - 1:
        return clause.before is None or bool(clause.before.words[-1].lemmas & own)
    return (
        first > 0
        and years == len(clause.words) - 1
        and bool(clause.words[first - 1].lemmas & own)
        and not any(w.only_preposition for w in clause.words[:first])
    )


def _number_before(words: tuple[Word, ...], index: int) -> tuple[int | None, int]:
    """The number that ends right before `index`, in digits or words, and where it begins."""
    word = words[index - 1]
    if word.text.isdigit():
        return int(word.text), index - 1
    unit = next((n for lemma, n in _UNITS.items() if word.is_(lemma)), None)
    tens = next((n for lemma, n in (_TENS | _TEENS).items() if word.is_(lemma)), None)
    if tens is not None:
        return tens, index - 1
    if unit is not None:
        if index >= 2:
            tens = next((n for lemma, n in _TENS.items() if words[index - 2].is_(lemma)), None)
            if tens is not None:
                return tens + unit, index - 2
        return unit, index - 1
    return None, index


def _compounds(clause: Clause, own: frozenset[str]) -> Iterator[Claim]:
    for index, word in enumerate(clause.words):
        low, high, adjective = _compound_age(word)
        if low is None or high is None:
            continue
        if adjective:
            rest = clause.words[index + 1 :]
            noun = next((w for w in rest if any(r.part == "subst" for r in w.readings)), None)
            if noun is not None and not noun.lemmas & own:
                person = any(
                    r.part == "subst" and r.nominative_noun and "m1" in r.tags for r in noun.readings
                )
                starts = index == 0 and clause.before is None and _nominative(word)
                if not (starts and (person or _feminine_person(noun))):
                    continue
            elif noun is None and not (_nominative(word) and not speaks_of_another(clause, index, own)):
                continue
        elif (
            (word.can_be("subst", "pl") and not word.can_be("subst", "sg"))
            or speaks_of_another(clause, index, own)
            or any(w.lower in ("dla", "wśród", "jak") for w in clause.words[max(0, index - 2) : index])
        ):
            continue
        yield Claim(Kind.AGE, (low, high), clause.text)


def _compound_age(word: Word) -> tuple[int | None, int | None, bool]:
    """Lowest and highest age of ``34-letnia``, ``trzydziestoletni``, ``dwudziestoparolatka``; and whether an adjective."""
    if match := _DIGITS.match(word.lower):
        n = int(match["n"])
        return n, n, match["end"].startswith("let")
    for lemma in word.lemmas:
        if match := _COMPOUND.match(lemma):
            tens = (_STEMS_OF_TENS | _STEMS_OF_TEENS)[match["tens"]]
            adjective = match["end"] == "letni"
            if match["some"]:
                return tens + 2, tens + 9, adjective
            n = tens + _STEMS_OF_UNITS.get(match["unit"] or "", 0)
            # "trzydziestolatka" is said of anybody in her thirties.
            return n, (n if adjective or n % 10 else n + 9), adjective
    return None, None, False


def _nominative(word: Word) -> bool:
    if match := _DIGITS.match(word.lower):
        return match["end"] in ("letni", "letnia", "latek", "latka")
    return any("nom" in r.tags for r in word.readings)


def _feminine_person(noun: Word) -> bool:
    return noun.lower.endswith(("ka", "czyni", "owa", "anka", "ica", "ini")) and any(
        r.nominative_noun for r in noun.readings
    )


def _decades(clause: Clause, own: frozenset[str]) -> Iterator[Claim]:
    for index, word in enumerate(clause.words):
        tens = next((n for lemma, n in _DECADES.items() if word.is_(lemma)), None)
        if tens is None or index == 0:
            continue
        before = [w.lower for w in clause.words[max(0, index - 2) : index]]
        says: tuple[int, int] | None = None
        if before[-1] in ("po", "dawno") or "po" in before:
            says = (tens, tens + 9)
        elif before[-1] in ("przed", "niespełna") or "przed" in before:
            says = (tens - 6, tens)
        elif before[-1] in ("około", "koło"):
            says = (tens - 4, tens + 4)
        elif any(w.is_("dobiegać", "zbliżać") for w in clause.words[:index]):
            says = (tens - 6, tens)
        if says is not None and not speaks_of_another(clause, index, own) and not _past_event(clause):
            yield Claim(Kind.AGE, says, clause.text)


def _past_event(clause: Clause) -> bool:
    """``po trzydziestce zmieniła pracę`` dates an event, not the person."""
    return any(r.part == "praet" for word in clause.words for r in word.readings) or any(
        word.can_be("fin") and not word.is_("być", "mieć", "dobiegać", "zbliżać") for word in clause.words
    )
