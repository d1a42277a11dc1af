"""Which respondents are meant: names in any case, ordinals, "the first two", pronouns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Literal

from sight_domain.llm.offline.planner.lexicon import Lexicon, resource
from sight_domain.llm.offline.planner.slots.numbers import numbers
from sight_domain.llm.offline.planner.text import Word, fold, mask, one_typo, words

# Locative and dative of names in -a: the consonant before the ending softens.
_SOFTER = {
    "d": "dzi",
    "t": "ci",
    "r": "rz",
    "k": "c",
    "g": "dz",
    "l": "l",
    "st": "sci",
    "ch": "sz",
    "n": "ni",
    "w": "wi",
    "b": "bi",
    "p": "pi",
    "m": "mi",
    "s": "si",
    "z": "zi",
    "f": "fi",
}


@dataclass(frozen=True)
class Mention:
    """Somebody meant in a text.

    ``how`` says by what: ``id`` and ``name`` carry ``value``; ``position`` counts from 0 (-1 is the last);
    ``age`` is ``oldest`` or ``youngest``, ``position`` counting from there; ``spoken_of`` is whoever was last spoken of.
    """

    how: Literal["id", "name", "position", "age", "spoken_of"]
    value: str
    position: int = 0
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@lru_cache(maxsize=4096)
def forms(name: str) -> frozenset[str]:
    """The folded case forms of a first name, Polish by its ending: Anna, Anny, Annie, Annę, Anną, Anno."""
    whole = fold(name)
    found = {whole, whole + "'s"}
    if whole.endswith("a"):
        root = whole[:-1]
        found |= {root + end for end in ("a", "y", "i", "e", "o", "ie", "ii")}
        if root.endswith("i"):
            found |= {root[:-1] + end for end in ("i", "io", "iu", "ia", "ie")} | {root + "i"}
        for size in (2, 1):
            softer = _SOFTER.get(root[-size:])
            if softer:
                found.add(root[:-size] + softer + "e")
                break
        return frozenset(found)
    if whole.endswith(("y", "i")):
        return frozenset(
            found
            | {whole + end for end in ("ego", "emu", "m")}
            | {whole[:-1] + end for end in ("ym", "ego", "emu", "im")}
        )
    roots = {whole}
    if len(whole) > 3 and whole[-2] == "e":
        roots |= {whole[:-2] + whole[-1], whole[:-2] + "i" + whole[-1]}
    for root in roots:
        found |= {root + end for end in ("a", "owi", "em", "iem", "ie", "u", "e", "s")}
        found |= {root[:-size] + softer + "e" for size in (2, 1) if (softer := _SOFTER.get(root[-size:]))}
    if whole.endswith("r"):
        found.add(whole + "ze")
    return frozenset(found)


@cache
def _known_forms() -> dict[str, str]:
    table: dict[str, str] = {}
    for gender in ("male", "female"):
        for name in resource("people.yaml")["names"][gender]:
            for form in forms(name):
                table.setdefault(form, name)
    for gender in ("male", "female"):
        for name in resource("people.yaml")["names"][gender]:
            table[fold(name)] = name
    return table


def is_first_name(word: Word) -> bool:
    """Whether a word is a frequent first name in some case, with a capital."""
    return word.text[:1].isupper() and word.folded in _known_forms()


@cache
def _ordinals() -> Lexicon:
    table = resource("people.yaml")
    concepts: dict[str, list[str]] = {f"at:{place}": found for place, found in table["ordinals"].items()}
    concepts |= {f"age:{name}": found for name, found in table["by_age"].items()}
    concepts["both:"] = table["pronouns_both"]
    concepts["one:"] = table["pronouns_person"]
    concepts["per:"] = table["kinds"]["per"]
    return Lexicon(concepts)


_PERSON_ID = re.compile(r"\bper_[0-9a-z_]+\b")


def named_people(text: str, known: Iterable[str] = (), *, lower_case: bool = True) -> tuple[Mention, ...]:
    """People named in the text; ``value`` is the name as known (full, if only one fits) or in the nominative.

    Args:
        known: full names of the respondents at hand. Several with the same first name are told apart by surname.
        lower_case: whether ``zofia`` without a capital counts too.
    """
    people = tuple(known)
    tokens = words(text)
    found: list[Mention] = []
    skip = -1
    for index, word in enumerate(tokens):
        if index <= skip or len(word.folded) < 3 or (not lower_case and not word.text[0].isupper()):
            continue
        mention, used = _at(tokens, index, people)
        if mention is not None:
            skip = index + used
            if all(mention.value != other.value for other in found):
                found.append(mention)
    return tuple(found)


def _at(tokens: tuple[Word, ...], index: int, people: tuple[str, ...]) -> tuple[Mention | None, int]:
    word = tokens[index]
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    firsts = [name for name in people if word.folded in forms(name.split()[0])]
    if not firsts and len(word.folded) >= 5 and word.text[0].isupper():
        firsts = [name for name in people if one_typo(word.folded, fold(name.split()[0]))]
    if firsts:
        if following is not None and following.text[0].isupper():
            narrowed = [name for name in firsts if _same_surname(following.folded, name)]
            if narrowed:
                return Mention("name", narrowed[0], start=word.start, end=following.end), 1
        exact = {fold(name.split()[0]) for name in firsts}
        value = firsts[0] if len(firsts) == 1 else firsts[0].split()[0]
        # "Marcinie" fits one name only; forms shared by two names ("Stanisława") go to the one written just so.
        if len(exact) > 1 and word.folded in exact:
            same = [name for name in firsts if fold(name.split()[0]) == word.folded]
            value = same[0] if len(same) == 1 else same[0].split()[0]
        return Mention("name", value, start=word.start, end=word.end), 0
    nominative = _known_forms().get(word.folded)
    if nominative is None or (not word.text[0].isupper() and people):
        return None, 0
    if not word.text[0].isupper() and word.folded != fold(nominative) and len(word.folded) < 4:
        return None, 0
    if following is not None and following.text[0].isupper() and len(following.text) > 3:
        surname = following.folded
        if re.search(r"(?:sk|ck|dzk)(?:a|i|ej|iej|iego|im|emu|iemu)$", surname) or not _known_forms().get(
            surname
        ):
            joined = word.end + 1 == following.start
            if joined:
                return Mention(
                    "name", f"{nominative} {following.text}", start=word.start, end=following.end
                ), 1
    return Mention("name", nominative, start=word.start, end=word.end), 0


def _same_surname(said: str, full_name: str) -> bool:
    return any(
        said[: max(3, len(part) - 2)] == part[: max(3, len(part) - 2)] for part in fold(full_name).split()[1:]
    )


def people_meant(text: str, known: Iterable[str] = (), *, lower_case: bool = True) -> tuple[Mention, ...]:
    """Everybody the text points at, in order: by id, name, ordinal, age or pronoun."""
    found = [Mention("id", m.group(), start=m.start(), end=m.end()) for m in _PERSON_ID.finditer(text)]
    without_ids = mask(text, [(mention.start, mention.end) for mention in found])
    found.extend(named_people(without_ids, known, lower_case=lower_case))
    if found:
        return tuple(sorted(found, key=lambda mention: mention.start))
    return _by_position(text)


# "Its respondents" are those of a study, and nobody's own.
_OF_WHICH = re.compile(r"\s+(?:respondent|osob|people|participant|uczestni|ludzi|person)")


def _by_position(text: str) -> tuple[Mention, ...]:
    hits = _ordinals().hits(text, forgiving=False)
    found: list[Mention] = []
    for hit in hits:
        kind, _, value = hit.concept.partition(":")
        if kind == "at" and _of_things(text, hit.end):
            continue
        if kind == "at":
            place = int(value)
            how_many = _how_many(text, hit.start, hit.end) if place in (0, -1) else 1
            if how_many > 1:
                places = range(how_many) if place == 0 else range(-how_many, 0)
                found.extend(Mention("position", "", at, hit.start, hit.end) for at in places)
            else:
                found.append(Mention("position", "", place, hit.start, hit.end))
        elif kind == "age":
            places = range(_how_many(text, hit.start, hit.end))
            found.extend(Mention("age", value, at, hit.start, hit.end) for at in places)
    if found:
        return tuple(found)
    # Whoever is named first is meant: in "zapytaj ją, co je" the last word is no pronoun.
    spoken_of = [
        hit
        for hit in hits
        if hit.concept in ("both:", "one:") and not _OF_WHICH.match(fold(text[hit.end : hit.end + 24]))
    ]
    return tuple(
        Mention("spoken_of", hit.concept.removesuffix(":"), start=hit.start, end=hit.end)
        for hit in spoken_of[:1]
    )


def place_of(text: str, kind: str) -> int | None:
    """Which of the listed things of this kind is meant, from 0: "the second study", "pierwsze badanie".

    Counted from the front only: "the last study" is the latest one and not the end of a list.
    """
    for hit in _ordinals().hits(text, forgiving=False):
        group, _, value = hit.concept.partition(":")
        if group == "at" and int(value) >= 0 and kind in _counted(text, hit.end, reach=1):
            return int(value)
    return None


def _of_things(text: str, end: int) -> bool:
    """Whether what an ordinal counts is no person: "the last group", "ostatni projekt"."""
    concepts = _counted(text, end, reach=2)
    return bool(concepts) and "per" not in concepts


def _counted(text: str, end: int, reach: int) -> set[str]:
    """Kinds of things named by the words after a place in the text."""
    following = " ".join(word.text for word in words(text[end : end + 60])[:reach])
    return {hit.concept for hit in _counted_things().hits(following, forgiving=False)}


@cache
def _counted_things() -> Lexicon:
    return Lexicon(resource("people.yaml")["kinds"])


def _how_many(text: str, start: int, end: int) -> int:
    """ "The first two", "dwie pierwsze", "pierwsze 3 osoby": the number right beside the ordinal."""
    for number in numbers(text):
        touching_before = number.end <= start and not text[number.end : start].strip()
        touching_after = number.start >= end and not text[end : number.start].strip()
        if (touching_before or touching_after) and 1 < number.value <= 20:
            return number.value
    return 1
