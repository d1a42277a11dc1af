"""Names and grammatical gender that a Polish text gives the respondent."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from sight_domain.personas.fact_check.claims import Claim, Kind
from sight_domain.personas.fact_check.known import Known
from sight_domain.personas.fact_check.morphology import MASCULINE, Word, readings
from sight_domain.personas.fact_check.polish_clauses import (
    Clause,
    governed,
    speaks_of_another,
    subject_follows,
)

# Nouns of the same form are far rarer than these verbs.
_VERBS_ALL_THE_SAME = frozenset(
    [
        "miał",
        "była",
        "był",
        "było",
        "dał",
        "stał",
        "pił",
        "znał",
        "brał",
        "wstał",
        "spał",
        "szedł",
        "pracował",
    ]
)
_COPULAS = frozenset(["być", "bywać", "zostać", "pozostać", "pozostawać"])
_FIRST_PERSON = frozenset(["jestem", "byłem", "byłam", "bywam", "czuję", "zostałem", "zostałam", "będę"])
_PRONOUNS = {
    "on": "male", "jego": "male", "mu": "male", "niemu": "male", "niego": "male", "nim": "male", "go": "male",
    "ona": "female", "jej": "female", "niej": "female", "nią": "female", "ją": "female",
}  # fmt: skip


def genders_in_third_person(clauses: Sequence[Clause], own: frozenset[str]) -> Iterator[Claim]:
    """Past tenses, predicates and pronouns of the respondent with the gender they show."""
    for place, clause in enumerate(clauses):
        for index, word in enumerate(clause.words):
            gender = _past_gender(word, first_person=False)
            if (
                gender
                and not _has_other_subject(clause, index, own)
                and not subject_follows(clause, index, own)
            ):
                yield Claim(Kind.GENDER, (gender,), clause.text)
            elif word.is_(*_COPULAS) and (
                word.can_be("fin", "sg", "ter") or _past_gender(word, first_person=False)
            ):
                if (shown := _predicate(clause, index)) and not _has_other_subject(clause, index, own):
                    yield Claim(Kind.GENDER, (shown,), clause.text)
            elif (
                (shown := _oneself(clause, index))
                and not _has_other_subject(clause, index, own)
                and not subject_follows(clause, index, own)
            ):
                yield Claim(Kind.GENDER, (shown,), clause.text)
            elif word.lower in _PRONOUNS and not _noun_of(
                _PRONOUNS[word.lower], clauses[max(0, place - 4) : place + 1], index, own
            ):
                yield Claim(Kind.GENDER, (_PRONOUNS[word.lower],), clause.text)
        yield from _aged(clause, own)


def genders_in_first_person(clauses: Sequence[Clause]) -> Iterator[Claim]:
    """What a quote's own forms (``zrobiłam``, ``jestem pewien``, ``sama``) say of its speaker."""
    for clause in clauses:
        for index, word in enumerate(clause.words):
            if gender := _past_gender(word, first_person=True):
                yield Claim(Kind.GENDER, (gender,), clause.text)
            elif (word.lower in _FIRST_PERSON and (shown := _predicate(clause, index))) or (
                (shown := _oneself(clause, index))
                and any(
                    ("pri" in r.tags and "sg" in r.tags) or r.first_person
                    for w in clause.words
                    for r in w.readings
                )
            ):
                yield Claim(Kind.GENDER, (shown,), clause.text)


def names(clauses: Sequence[Clause], known: Known) -> Iterator[Claim]:
    """Given names that stand where the respondent's would: first in a clause, as the subject or before an age.

    A text that uses the respondent's own name may speak of friends by theirs; so may one that names the other sex.
    """
    own_name = any(word.text == known.given_name for clause in clauses for word in clause.words)
    for clause in clauses:
        for claim in _names_in(clause):
            own = known.given_name == claim.says[0] or not own_name or clause.number == 0
            surname_differs = bool(claim.says[1]) and claim.says[0] == known.given_name
            if surname_differs or (own and _may_be_called(str(claim.says[0]), known.gender)):
                yield claim


def _may_be_called(name: str, gender: str) -> bool:
    found = [r for r in readings(name) if "imię" in r.names and "nom" in r.tags]
    return any(("f" in r.tags) == (gender == "female") for r in found)


def _names_in(clause: Clause) -> Iterator[Claim]:
    first, words = clause.words[0], clause.words
    for place, (lead, named) in enumerate(itertools.pairwise(words), start=1):
        last_of_few = place == len(words) - 1 <= 2
        introduces = lead.lower == "imię" or (lead.lower in ("prostu", "to") and last_of_few)
        if introduces and named.text[0].isupper() and _is_given_name(named):
            yield Claim(Kind.NAME, (named.text, ""), clause.text)
            return
    if not first.text[0].isupper() or not _is_given_name(first):
        return
    following = clause.words[1] if len(clause.words) > 1 else None
    surname = following if following is not None and _is_surname(following) else None
    verb = clause.words[2] if surname is not None and len(clause.words) > 2 else following
    stands_alone = len(clause.words) == (2 if surname else 1) and clause.before is None
    if (
        stands_alone
        or (
            verb is not None
            and (
                verb.can_be("fin", "sg", "ter")
                or verb.can_be("praet", "sg")
                or verb.lower in ("to", "nie", "z", "ze")
            )
        )
    ) and not any(r.part == "praet" and not r.first_person for r in first.readings):
        yield Claim(Kind.NAME, (first.text, surname.text if surname is not None else ""), clause.text)


def _is_given_name(word: Word) -> bool:
    return any("imię" in r.names and "nom" in r.tags and "sg" in r.tags for r in word.readings)


def _is_surname(word: Word) -> bool:
    return word.text[0].isupper() and any("nazwisko" in r.names and "nom" in r.tags for r in word.readings)


def _past_gender(word: Word, *, first_person: bool) -> str | None:
    """The gender of a past tense (or ``powinien``), when every reading of the word agrees."""
    past = [
        r
        for r in word.readings
        if r.part in ("praet", "winien") and "sg" in r.tags and r.first_person == first_person
    ]
    if not past or (
        len(past) < len(word.readings)
        and word.lower not in _VERBS_ALL_THE_SAME
        and word.lower not in ("gotów", "pewien")
    ):
        return None
    return _one_gender(past)


def _one_gender(readings: Sequence[object]) -> str | None:
    tags = [getattr(r, "tags") for r in readings]  # noqa: B009
    if all(t & MASCULINE and "f" not in t for t in tags):
        return "male"
    return "female" if all("f" in t and not t & MASCULINE for t in tags) else None


def _has_other_subject(clause: Clause, index: int, own: frozenset[str]) -> bool:
    if speaks_of_another(clause, index, own):
        return True
    # A noun in the nominative that the clause before left without its verb ("Tomek, sąsiad z dołu, naprawił").
    return any(w.lower in ("to", "co") and w.can_be("subst", "nom") for w in clause.words[:index])


def _predicate(clause: Clause, index: int) -> str | None:
    """The gender of an adjective right after ``jest``, unless it belongs to a noun."""
    following = clause.words[index + 1 : index + 5]
    for place, word in enumerate(following):
        adjectives = [r for r in word.readings if r.part in ("adj", "ppas", "adjc", "winien")]
        if not adjectives:
            if (
                word.can_be("adv")
                or word.can_be("part")
                or word.lower in ("bardzo", "raczej", "dość", "się", "tak")
            ):
                continue
            return None
        if any(r.part == "subst" for r in word.readings) and not word.is_("sam"):
            return None
        if any(
            any(r.part in ("subst", "ger") for r in w.readings) and not w.readings[0].names
            for w in following[place + 1 : place + 2]
        ):
            return None
        nominative = [r for r in adjectives if "nom" in r.tags and "sg" in r.tags]
        return _one_gender(nominative) if nominative else None
    return None


def _oneself(clause: Clause, index: int) -> str | None:
    """``sama decyduje`` said of the subject; not ``ta sama``, ``sama radość``."""
    word = clause.words[index]
    if word.lower not in ("sam", "sama"):
        return None
    before = clause.words[index - 1] if index else None
    after = clause.words[index + 1] if index + 1 < len(clause.words) else None
    if before is not None and before.is_("ten", "taki", "tyle", "tak"):
        return None
    if after is not None and any(r.part in ("subst", "adj") for r in after.readings):
        return None
    return "male" if word.lower == "sam" else "female"


def _noun_of(gender: str, near: Sequence[Clause], index: int, own: frozenset[str]) -> bool:
    """Whether a noun or name other than the respondent's, which the pronoun may stand for, is near before it."""
    wanted = MASCULINE | {"n"} if gender == "male" else {"f"}
    for clause in near:
        words = clause.words[:index] if clause is near[-1] else clause.words
        for word in words:
            if not word.lemmas & own and any(
                r.part in ("subst", "ger") and "sg" in r.tags and r.tags & wanted for r in word.readings
            ):
                return True
            if word.is_("każdy", "ktoś", "kto", "nikt", "ten", "wszystko", "to"):
                return True
    return False


def _aged(clause: Clause, own: frozenset[str]) -> Iterator[Claim]:
    """``34-letni`` with a noun of the respondent, in the nominative."""
    for index, word in enumerate(clause.words):
        if not word.lower.endswith(("-letni", "-letnia", "-latek", "-latka")) or not word.text[0].isdigit():
            continue
        following = next(
            (w for w in clause.words[index + 1 : index + 3] if any(r.part == "subst" for r in w.readings)),
            None,
        )
        own_noun = following is None or bool(following.lemmas & own) or (index == 0 and clause.number == 0)
        feminine_case = following is not None and not any(r.nominative_noun for r in following.readings)
        if (
            own_noun
            and not feminine_case
            and not governed(clause, index)
            and not speaks_of_another(clause, index, own)
        ):
            yield Claim(
                Kind.GENDER, ("female" if word.lower.endswith(("letnia", "latka")) else "male",), clause.text
            )
