"""Jobs and occupational statuses that a Polish text gives the respondent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sight_domain.personas.fact_check.claims import Claim, Kind
from sight_domain.personas.fact_check.morphology import Word
from sight_domain.personas.fact_check.occupations import known_heads, stem
from sight_domain.personas.fact_check.polish_clauses import Clause, speaks_of_another

_STATUS_NOUNS = {
    "emerytka": "retired", "emeryt": "retired", "rencistka": "disability_pension", "rencista": "disability_pension",
    "bezrobotna": "unemployed", "bezrobotny": "unemployed", "studentka": "student", "student": "student",
    "uczennica": "student", "uczeń": "student", "rolniczka": "farmer", "rolnik": "farmer",
}  # fmt: skip
_STUDIED = frozenset(
    [
        "psychologia",
        "prawo",
        "pedagogika",
        "informatyka",
        "zarządzanie",
        "ekonomia",
        "medycyna",
        "filologia",
        "historia",
        "budownictwo",
        "turystyka",
        "finanse",
        "marketing",
        "socjologia",
        "architektura",
        "biologia",
        "chemia",
        "fizyka",
        "matematyka",
        "logistyka",
        "pielęgniarstwo",
    ]
)
_WORKPLACES = frozenset(
    [
        "firma",
        "biuro",
        "szkoła",
        "szpital",
        "sklep",
        "bank",
        "urząd",
        "korporacja",
        "fabryka",
        "zakład",
        "przychodnia",
        "magazyn",
        "restauracja",
        "etat",
    ]
)


def occupations(clause: Clause, own: frozenset[str]) -> Iterator[Claim]:
    """Jobs and statuses that the clause gives the respondent."""
    heads = known_heads("pl")
    for index, word in enumerate(clause.words):
        if word.lower == "jako" and (title := _title(clause.after(index), heads)):
            verb = _verb_before(clause, index)
            if verb is None or _not_own(clause, verb, own):
                continue
            past = any(r.part == "praet" for r in clause.words[verb].readings)
            if clause.words[verb].is_(
                "pracować", "zarabiać", "działać", "zatrudnić", "dorabiać", "robić", "utrzymywać"
            ):
                yield Claim(Kind.OCCUPATION, ("past_job" if past else "job", title), clause.text)
        elif word.lower == "zawodu" and index and clause.words[index - 1].lower == "z":
            if (title := _title(clause.after(index), heads)) and not speaks_of_another(clause, index, own):
                yield Claim(Kind.OCCUPATION, ("job", title), clause.text)
        elif (word.can_be("fin", "sg", "ter") and word.is_("być")) or word.lower == "jestem":
            yield from _predicate(clause, index, own, heads)
        elif word.lower == "emeryturze" or (
            word.lower == "emeryturę" and any(w.is_("przejść") for w in clause.words)
        ):
            since = clause.words[0].lower == "zanim" and word.lower == "emeryturę"
            own_words = since or (not _not_own(clause, index, own) and not _ahead(clause))
            if index and clause.words[index - 1].lower == "na" and own_words:
                yield Claim(Kind.OCCUPATION, ("status", "retired"), clause.text)
        elif (
            word.lower == "to"
            and index + 1 < len(clause.words)
            and (noun := clause.words[index + 1]).can_be("subst", "sg", "nom")
        ):
            if not speaks_of_another(clause, index, own):
                yield from _noun_claim(noun, clause, heads)
        elif (
            word.is_("zajmować")
            and word.can_be("fin", "sg")
            and any(w.lower == "domem" for w in clause.after(index)[:4])
        ):
            if not _not_own(clause, index, own) and not any(
                w.lower in ("po", "także", "też") for w in clause.words
            ):
                yield Claim(Kind.OCCUPATION, ("status", "home"), clause.text)
        elif (
            word.is_("szukać")
            and word.can_be("fin", "sg")
            and any(w.lower in ("pracy", "zatrudnienia") for w in clause.after(index)[:3])
        ):
            if not _not_own(clause, index, own) and not any(
                w.is_("nowy", "inny", "lepszy") for w in clause.after(index)
            ):
                yield Claim(Kind.OCCUPATION, ("status", "unemployed"), clause.text)
        elif word.is_("studiować") and word.can_be("fin", "sg"):
            following = clause.after(index)[:3]
            if (
                not following
                or any(w.lower in ("na", "dziennie", "zaocznie") or w.is_(*_STUDIED) for w in following)
            ) and not _not_own(clause, index, own):
                yield Claim(Kind.OCCUPATION, ("status", "student"), clause.text)
        elif word.is_("pracować") and word.can_be("fin", "sg") and not _not_own(clause, index, own):
            following = clause.after(index)[:4]
            if any(w.is_(*_WORKPLACES) for w in following) and any(w.lower in ("w", "na") for w in following):
                yield Claim(Kind.OCCUPATION, ("status", "working"), clause.text)
        elif word.is_("prowadzić") and word.can_be("fin", "sg") and not _not_own(clause, index, own):
            following = clause.after(index)[:4]
            if any(w.is_("firma", "działalność", "biznes", "warsztat", "salon") for w in following) and any(
                w.is_("własny", "swój") for w in following
            ):
                yield Claim(Kind.OCCUPATION, ("status", "self_employed"), clause.text)
            elif any(w.is_("gospodarstwo") for w in following) and not any(
                w.is_("domowy") for w in following
            ):
                yield Claim(Kind.OCCUPATION, ("status", "farmer"), clause.text)
    if clause.number == 0:
        yield from _headline(clause)


def _headline(clause: Clause) -> Iterator[Claim]:
    """``34-letnia emerytka z Krakowa``: the first noun after an age at the start of a text."""
    if not re.match(r"\d+-letni", clause.words[0].lower):
        return
    noun = next((w for w in clause.words[1:4] if any(r.nominative_noun for r in w.readings)), None)
    if noun is not None:
        yield from _noun_claim(noun, clause, known_heads("pl"))


def _predicate(clause: Clause, index: int, own: frozenset[str], heads: frozenset[str]) -> Iterator[Claim]:
    """``jest nauczycielką``, ``jestem na rencie``, ``jest bezrobotna``."""
    if _not_own(clause, index, own):
        return
    for word in clause.after(index)[:3]:
        if word.lower in ("bezrobotna", "bezrobotny"):
            yield Claim(Kind.OCCUPATION, ("status", "unemployed"), clause.text)
            return
        if word.lower == "rencie":
            yield Claim(Kind.OCCUPATION, ("status", "disability_pension"), clause.text)
            return
        if word.can_be("subst", "sg", "inst"):
            yield from _noun_claim(word, clause, heads)
            return


def _noun_claim(noun: Word, clause: Clause, heads: frozenset[str]) -> Iterator[Claim]:
    status = next((s for lemma, s in _STATUS_NOUNS.items() if noun.is_(lemma)), None)
    if status:
        yield Claim(Kind.OCCUPATION, ("status", status), clause.text)
        return
    for reading in noun.readings:
        if reading.part == "subst" and stem(reading.lemma) in heads:
            yield Claim(Kind.OCCUPATION, ("job", reading.lemma), clause.text)
            return


def _title(following: Sequence[Word], heads: frozenset[str]) -> str | None:
    """The words of a title in the nominative, when its noun is a known occupation."""
    for place, word in enumerate(following[:3]):
        noun = next((r.lemma for r in word.readings if r.part == "subst" and stem(r.lemma) in heads), None)
        if noun:
            rest = [w.lower for w in following[place + 1 : place + 4]]
            return " ".join([*(w.lower for w in following[:place]), noun, *rest])
    return None


def _verb_before(clause: Clause, index: int) -> int | None:
    return next(
        (
            i
            for i in range(index - 1, -1, -1)
            if clause.words[i].can_be("fin") or clause.words[i].can_be("praet")
        ),
        None,
    )


def _not_own(clause: Clause, index: int, own: frozenset[str]) -> bool:
    negated = any(word.lower == "nie" for word in clause.words[max(0, index - 2) : index])
    return (
        negated
        or speaks_of_another(clause, index, own)
        or clause.words[0].is_("gdy", "gdyby", "kiedy", "zanim", "jeśli", "dopóki")
    )


def _ahead(clause: Clause) -> bool:
    return any(
        w.lower in ("przed", "do", "kiedyś", "niedługo", "wkrótce", "zanim")
        or w.is_("marzyć", "myśleć", "czekać", "planować")
        for w in clause.words
    )
