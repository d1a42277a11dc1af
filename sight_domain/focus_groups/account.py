"""Sentences that stand up: each cites turns that bear it out, and holds no number or name that they do not.

A number belongs to a theme. A sentence may state the figures of the themes it speaks of, and no others: "8 of 12 are
against on price" falls when 8 is how many are against on something else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from sight_domain.focus_groups.findings import CitedSentence, DraftSentence, Theme
from sight_domain.focus_groups.quotes import Said

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_SHARE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:%|procent|proc\.|per ?cent)", re.IGNORECASE)
_PEOPLE = r"(?: (?:z|of)(?: the)? (?:\d+|them|nich))?(?: (?:osób|osoby|osobę|uczestni\w+|respond\w+|people|persons?|participants?))?"
_BEING = r"(?: (?:jest|są|było|była|były|mówi|mówią|is|are|was|were|spoke|speaks?|stands?|stood|came out))?"
_IN_FAVOUR = re.compile(
    rf"\bin favou?r: (\d+)|\bza: (\d+)|\b(\d+){_PEOPLE}{_BEING} (?:in favou?r\b|za\b(?! \w))",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    rf"\b(?:against|przeciw\w*): (\d+)|\b(\d+){_PEOPLE}{_BEING} (?:against\b|przeciw\w*)", re.IGNORECASE
)
_COUNT = re.compile(
    r"\b(\d+) (?:out )?(?:of|z|spośród)(?: the)? \d+|\b(?:all|wszyst\w+)(?: the)? (\d+)", re.IGNORECASE
)
"""How many of a whole: never the whole itself, unless everybody was counted."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted on one theme, and the turns in which it was found."""

    theme: Theme
    turns: Set[str]

    @property
    def numbers(self) -> set[str]:
        """Persons who raise it, on either side and on none."""
        of = self.theme
        return _written(of.reach, of.in_favour, of.against, of.reach - of.in_favour - of.against)

    @property
    def shares(self) -> set[str]:
        """Its reach in whole percent."""
        return _written(round(100 * self.theme.reach_share))


def numbers_in(text: str) -> set[str]:
    """The numbers written in digits, the decimal comma read as a point: ``{"7", "0.35"}``."""
    return {_plain(found) for found in _NUMBER.findall(text)}


def cited_sentences(
    drafts: Sequence[DraftSentence],
    said: Mapping[str, Said],
    counted: Sequence[Counted],
    *,
    participants: int,
    answers: int,
) -> tuple[list[CitedSentence], int]:
    """The sentences that stand up, with the turns they rest on; how many were dropped.

    A sentence speaks of the themes whose titles it holds; where it holds none, of those that all its turns raise; where
    there is none either, of those that any of them raises. Dropped is a sentence

    - that cites no answered turn, or names a theme that none of its turns raises;
    - with a number in digits that is neither in a turn it cites, nor counted on a theme it speaks of, nor the number
      of participants or answers; a percentage is compared with percentages only, the number of those in favour or
      against with that side's only, and how many "of 12" are meant never with the 12;
    - with the full name of somebody none of whose turns it cites.

    Turns that do not exist are left out of the citation.
    """
    people = {one.persona_name for one in said.values()}
    whole = _written(participants, answers)
    kept: list[CitedSentence] = []
    for draft in drafts:
        text = draft.text.strip()
        cited = [turn for turn in dict.fromkeys(draft.turn_ids) if turn in said]
        about = _spoken_of(text, set(cited), counted)
        named = {name for name in people if re.search(rf"\b{re.escape(name)}\b", text)}
        stated = {number for turn in cited for number in numbers_in(said[turn].text)}
        if (
            text
            and cited
            and about is not None
            and named <= {said[turn].persona_name for turn in cited}
            and _borne_out(text, about, stated, whole)
        ):
            kept.append(CitedSentence(text=text, turn_ids=cited))
    return kept, len(drafts) - len(kept)


def _spoken_of(text: str, cited: Set[str], counted: Sequence[Counted]) -> list[Counted] | None:
    """The themes of a sentence; ``None`` where it names one that none of its turns raises."""
    folded = text.casefold()
    titled = [one for one in counted if one.theme.title.casefold() in folded]
    longest = [
        one
        for one in titled
        if not any(one.theme.title.casefold() in other.theme.title.casefold() for other in titled if other is not one)
    ]  # fmt: skip
    if longest:
        return longest if any(one.turns & cited for one in longest) else None
    return [one for one in counted if cited <= one.turns] or [one for one in counted if cited & one.turns]


def _borne_out(text: str, about: Sequence[Counted], stated: Set[str], whole: Set[str]) -> bool:
    for one in about:
        # A number in a title is part of its name.
        text = re.sub(re.escape(one.theme.title), " ", text, flags=re.IGNORECASE)
    shares = {_plain(found) for found in _SHARE.findall(text)}
    numbers = numbers_in(_SHARE.sub(" ", text))
    counts = {number for one in about for number in one.numbers}
    kinds = (
        (_COUNT, counts),
        (_IN_FAVOUR, _written(*(one.theme.in_favour for one in about))),
        (_AGAINST, _written(*(one.theme.against for one in about))),
    )
    return (
        numbers <= stated | whole | counts
        and shares <= stated | {share for one in about for share in one.shares}
        and all(_stated(as_what, text) <= stated | own for as_what, own in kinds)
    )


def _stated(as_what: re.Pattern[str], text: str) -> set[str]:
    return {number for found in as_what.finditer(text) for number in found.groups() if number}


def _plain(number: str) -> str:
    return number.replace(",", ".")


def _written(*numbers: int) -> set[str]:
    return {str(number) for number in numbers}
