"""Numbers in digits and in words, Polish and English, and what they count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from sight_domain.llm.offline.planner.lexicon import Lexicon, resource
from sight_domain.llm.offline.planner.text import fold, words

_DIGITS = re.compile(r"\d{1,3}(?:[ \u00a0,]\d{3})+(?!\d)|\d+")


@dataclass(frozen=True)
class Number:
    """A whole number and its place in the text."""

    value: int
    start: int
    end: int


def numbers(text: str) -> tuple[Number, ...]:
    """Every whole number said, left to right: ``"dwudziestu pięciu"`` is 25, ``"two hundred and five"`` 205,
    ``"1 000"`` 1000. Part of a word (``B2B``) or of an id is none."""
    found = [
        Number(int(re.sub(r"\D", "", m.group())), m.start(), m.end())
        for m in _DIGITS.finditer(text)
        if not _glued(text, m.start(), m.end())
    ]
    found.extend(_in_words(text))
    return tuple(sorted(found, key=lambda number: number.start))


def _glued(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return (
        before.isalpha() or before == "_" or after == "_" or (after.isalpha() and after.lower() not in "kx")
    )


def _in_words(text: str) -> list[Number]:
    table = resource("numbers.yaml")
    add, multiply = table["add"], table["multiply"]
    found: list[Number] = []
    current: list[tuple[int, int, int]] = []

    def close() -> None:
        if current:
            found.append(Number(sum(value for value, _, _ in current), current[0][1], current[-1][2]))
            current.clear()

    tokens = words(text)
    for index, word in enumerate(tokens):
        if word.folded in add:
            value = add[word.folded]
            # "two, three" are two numbers, "twenty three" is one: what follows must be smaller in kind.
            joined = (
                current
                and value < 10 ** (len(str(current[-1][0])) - 1)
                and text[current[-1][2] : word.start].strip() in ("", "-", "and")
            )
            if not joined:
                close()
            current.append((value, word.start, word.end))
        elif word.folded in multiply:
            times = multiply[word.folded]
            total = sum(value for value, _, _ in current) or 1
            start = current[0][1] if current else word.start
            current[:] = [(total * times, start, word.end)]
        elif word.folded == "and" and current and index + 1 < len(tokens) and tokens[index + 1].folded in add:
            continue
        else:
            close()
    close()
    return found


@cache
def _counted() -> Lexicon:
    table = resource("numbers.yaml")
    return Lexicon({"people": table["people"], "others": table["others"]})


def count_of_people(text: str, *, alone: bool = False) -> int | None:
    """How many respondents the text asks for: the first number followed within three words by a word for people.

    Args:
        alone: also take a number that counts nothing named (``"recruit 20"``).
    """
    loose: int | None = None
    for number in numbers(text):
        before = fold(text[max(0, number.start - 24) : number.start])
        rest = text[number.end :]
        if re.match(r"\s*(?:%|\+|[-–—/.,]\s*\d|k\b|(?:do|to)\s+\d)", fold(rest)):
            continue
        # A comma ends what a number counts: in "over 10000, men" it is no men.
        clause = re.split(r"\n|,(?!\d)", rest)[0]
        following = " ".join(word.text for word in words(clause[:60])[:3])
        concepts = [hit.concept for hit in _counted().hits(following, forgiving=False)]
        if re.search(r"\b(?:sample of|sample size:?|proba|probe|proby|n\s*=)\s*$", before):
            return number.value
        in_range = re.search(r"(?:-|/|\b\d+ (?:to|do|and))\s*$", before)
        if concepts[:1] == ["people"] and not in_range:
            return number.value
        of_age = re.search(
            r"\b(?:od|from|aged?|ages|wieku|po|over|above|under|below|powyzej|ponizej)\s*$", before
        )
        numbering = re.match(r"\s*[.)]\s+\S", rest[:4])
        if not concepts and loose is None and not (in_range or of_age or numbering):
            loose = number.value
    return loose if alone else None
