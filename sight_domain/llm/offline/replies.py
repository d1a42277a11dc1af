"""A turn in a discussion: mostly short, and about what somebody has just said."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from sight_domain.errors import invalid_argument
from sight_domain.language import Language, Text
from sight_domain.llm.offline.asked import Asking
from sight_domain.llm.offline.discussant import led
from sight_domain.llm.offline.grammar import sentence
from sight_domain.llm.offline.prices import named_offer, spoken
from sight_domain.llm.offline.taken_up import CLEAR, Manner, TakenUp, taken_up

MOVES = ("answer", "agree", "object", "add", "ask")
_LEADS_ON = frozenset({Manner.AGREE_PARTLY, Manner.OBJECT_WIDER, Manner.ADD_SAME, Manner.ADD_OTHER})
"""Manners whose first sentence says nothing without the next."""
_WITHOUT_OPENING = 0.15
_BRIEF = 14
"""Words below which a first sentence that only leads up to the next is as often left out."""
_CLOSE = 0.2
"""Amounts that differ by less, relative to the one named, are called alike."""


def write_turn(inputs: Mapping[str, Any], *, language: Language, seed: int) -> str:
    """What a respondent says when they have the floor.

    Args:
        inputs: as for an answer, and ``move`` (one of `MOVES`), ``words`` (the length to aim at), ``opinion`` (1-5),
            ``reply_to`` (``{name, gender, text}``, absent in reply to the moderator), ``asked`` (``{act, text}``, what the
            moderator asks this person beside the question) and ``talk`` (``{name, text}``, what was said last).

    Raises:
        SightError: invalid_argument for an unknown move, or when respondent or question are missing.
    """
    move, question = inputs.get("move"), str(inputs.get("question") or "").strip()
    if move not in MOVES or not question:
        field = "question" if move in MOVES else "move"
        raise invalid_argument(
            field,
            Text(en=f"`{field}` is missing or unusable.", pl=f"Brakuje pola `{field}` albo jest błędne."),
            Text(
                en="Give the question's text and one of the moves: " + ", ".join(MOVES) + ".",
                pl="Podaj treść pytania i jeden z ruchów: " + ", ".join(MOVES) + ".",
            ),
        )
    return _Turn(inputs, question, language, seed).turn()


class _Turn(Asking):
    def turn(self) -> str:
        if self.asked_by_moderator:
            torn = self.asked_by_moderator.get("act") == "reflect_contradiction"
            return self._within(self._to_moderator(), fewest=2 if torn else 1)
        if not self.target:
            return self._within(self._ending_as_me(self._moves()))
        if self.move == "answer":
            return self._within(self._ending_as_me(self._to_question(self._theirs())))
        if self.move == "ask":
            return self._within(self._asking())
        if self.kind == "price":
            return self._within(self._ending_as_me(self._on_amounts()))
        if self.kind == "habits":
            return self._within(
                self._ending_as_me(led(self._opener(f"habit.{self.move}"), self._new_habits()))
            )
        stay = self.rng.random() < 0.5
        how = taken_up(self.move, self.points, self.stance.valences, self.outlook, stay=stay)
        return self._within(self._ending_as_me(self._reacting(how)))

    def _reacting(self, how: TakenUp) -> Iterator[str]:
        self._take_up(how.point)
        opening = self._opener(how.manner)
        brief = self.words < _BRIEF and self.rng.random() < 0.5
        if brief if how.manner in _LEADS_ON else self.rng.random() < _WITHOUT_OPENING:
            opening = None
        yield from led(opening, self._grounds(how), leads_on=how.manner in _LEADS_ON)

    def _grounds(self, how: TakenUp) -> Iterator[str]:
        """What the speaker has to say on the point taken up, and then of their own."""
        own, code = self._own_side(), how.point.code if how.point is not None else None
        others = [c for c in own if c != code]
        match how.manner:
            case Manner.AGREE | Manner.OBJECT | Manner.ADD_SAME:
                yield from self._on(code or own[0])
            case Manner.AGREE_PARTLY:
                if code:
                    yield from self._points([code])
                rule = "contrast" if self.outlook < 0 else "contrast_good"
                mind = self._of_own_mind([code] if code else [])
                yield from (self._linked(rule, line) for line in self._points(mind[:1]))
                return
            case _:
                yield from self._on(others[0] if others else own[0])
                others = others[1:]
        for other in others[:3]:
            yield from (self._linked("also", line) for line in self._points([other]))

    def _on_amounts(self) -> Iterator[str]:
        """What one would pay beside what somebody else said they would; else what one has to say to their reasons."""
        mine, theirs = self._name_amount(), named_offer(self._theirs())
        already = any(named_offer(text) for text in self.own)
        if theirs is None or (already and self.move != "agree"):
            manner = self._manner_on_prices()
            lines = self._points(["price"])
            if manner is Manner.AGREE_PARTLY:
                rule = "contrast" if self.stance.valences["price"] < 0 else "contrast_good"
                lines = (self._linked(rule, line) for line in lines)
            said = iter(() if already else (self._amount_said(),))
            lines = itertools.chain(said, lines, self._more_on_prices())
            yield from led(self._opener(manner), lines, leads_on=manner in _LEADS_ON)
            return
        named = spoken(round(theirs.amount), theirs.currency, self.language)
        self.voice.variables = {**self.voice.variables, "theirs": named}
        apart = mine / theirs.amount - 1
        relation = "alike" if abs(apart) < _CLOSE else "higher" if apart > 0 else "lower"
        if self.move == "agree" and relation != "alike":
            relation = "agree_apart"
        elif self.move == "object" and relation == "alike":
            relation = "object_alike"
        yield self._opener(f"price.{relation}") or ""
        self.voice.tags |= {"named"}
        yield from self._more_on_prices()

    def _more_on_prices(self) -> Iterator[str]:
        """Why that much and no more, what speaks for or against the price, and means."""
        if why := self._line("price.why"):
            yield why
        yield from self._points(["price"])
        yield from self._reasons(["price", "price"])
        if further := self._line("price.why"):
            yield further

    def _manner_on_prices(self) -> Manner:
        """How somebody's words on the price are taken up without an amount in them."""
        clear = (p.polarity for p in self.points if p.code == "price" and abs(p.polarity) >= CLEAR)
        alike = next(clear, 0.0) * self.stance.valences["price"]
        if self.move == "agree":
            return Manner.AGREE_PARTLY if alike < 0 else Manner.AGREE
        if self.move == "object":
            return Manner.OBJECT_WIDER if alike > 0 else Manner.OBJECT
        return Manner.ADD_SAME

    def _within(self, lines: Iterator[str], *, fewest: int = 1) -> str:
        """Sentences up to about the length aimed at, `fewest` at least, more where somebody just said the same."""
        parts: list[str] = []
        words = 0
        for line in lines:
            text = sentence(line)
            size = len(text.split())
            enough = len(parts) >= fewest and words + size / 2 > self.words
            if enough and not any(" ".join(parts) in heard for heard in self.heard):
                break
            if text:
                parts.append(text)
            words += size
        return " ".join(parts)
