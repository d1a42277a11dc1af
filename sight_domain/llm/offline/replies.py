"""A turn in a discussion: mostly short, and about what somebody has just said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sight_domain.errors import invalid_argument
from sight_domain.language import Language, Text
from sight_domain.llm.offline.answers import Speaker, trigrams
from sight_domain.llm.offline.coding import code_text
from sight_domain.llm.offline.considerations import label
from sight_domain.llm.offline.grammar import Voice, grammar, sentence

MOVES = ("answer", "agree", "object", "add", "ask")


def write_turn(inputs: Mapping[str, Any], *, language: Language, seed: int) -> str:
    """What a respondent says when they have the floor.

    Args:
        inputs: as for an answer, and ``move`` (one of `MOVES`), ``words`` (the length to aim at), ``opinion`` (1-5),
            ``reply_to`` (``{name, gender, text}``, absent in reply to the moderator) and ``talk`` (``{name, text}``,
            what was said last).

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
    return _Discussant(inputs, question, language, seed).turn()


class _Discussant(Speaker):
    def __init__(self, inputs: Mapping[str, Any], question: str, language: Language, seed: int) -> None:
        super().__init__(inputs, question, language, seed)
        own = [str(text) for text in inputs.get("own") or ()]
        self.memory += own
        self.said = self.said.union(*(trigrams(text) for text in own))
        self.move = str(inputs["move"])
        self.words = int(inputs.get("words") or 30)
        opinion = inputs.get("opinion")
        if isinstance(opinion, int | float):
            # What the person thinks by now outweighs what they started out with.
            self.stance = replace(self.stance, leaning=max(-1.0, min(1.0, (opinion - 3) / 2)))
        self.replies = grammar(f"replies_{language}")
        target = inputs.get("reply_to")
        self.target: Mapping[str, Any] = target if isinstance(target, Mapping) else {}
        # Nobody repeats word for word what was just said.
        self.heard = [str(one.get("text") or "") for one in inputs.get("talk") or ()]
        mentions = code_text(str(self.target.get("text") or ""), language)
        self.raised = [m for m in mentions if m.code in self.stance.weights]
        tags = (self.voice.tags - {"pro", "con", "mixed"}) | {self.stance.mood}
        if self.target:
            tags |= {"to_woman" if self.target.get("gender") == "female" else "to_man"}
        if self.raised:
            tags |= {"raised"}
        matter = label(self.raised[0].code, language) if self.raised else ""
        known = {**self.voice.variables, "name": str(self.target.get("name") or ""), "matter": matter}
        self.voice = Voice(self.voice.gender, self.rng, tags, known)

    def turn(self) -> str:
        if not self.target or (self.move == "answer" and self.words >= 25):
            return self._within(self.answer_lines())
        return self._within(self._reply())

    def answer_lines(self) -> Iterator[str]:
        if self.target and (opening := self._opener("answer")):
            yield opening
        yield from self._moves()
        yield from (line for rule in ("as_me", "close") if (line := self._line(rule)))

    def _reply(self) -> Iterator[str]:
        if opening := self._opener(self.move):
            yield opening
        yield from self._grounds()
        if self.move == "ask":
            return
        yield from (line for rule in ("as_me", "close") if (line := self._line(rule)))

    def _opener(self, rule: str) -> str | None:
        line = None
        for _ in range(6):
            line = self.replies.say_new(rule, self.voice)
            if line is None or not any(sentence(line) in text for text in self.heard):
                return line
        return line

    def _grounds(self) -> Iterator[str]:
        """Why: with somebody on what they raised, against it, or with an argument of one's own."""
        arguments = self._arguments()
        against = self.stance.mood == "con" or (self.stance.mood == "mixed" and self.rng.random() < 0.5)
        own = arguments.bad if against else arguments.good
        raised = self.raised[0] if self.raised else None
        code = raised.code if raised else (own or list(self.stance.dominant))[0]
        if self.move == "ask":
            # Why somebody asks need not be what was just raised.
            yield from self._reasons([self.rng.choice([code, *own[:3]])])
            return
        if self.move == "add":
            code = next((c for c in own if raised is None or c != raised.code), code)
        elif raised is not None and raised.polarity:
            against = (raised.polarity < 0) == (self.move != "object")
        first, second = ("against", "for") if against else ("for", "against")
        if line := self._line(f"{first}.{code}") or self._line(f"{second}.{code}"):
            yield line
        yield from self._reasons([code])
        for further in [c for c in own if c != code][:3]:
            if point := self._line(f"{first}.{further}"):
                yield self._linked("also", point)

    def _within(self, lines: Iterator[str]) -> str:
        """Sentences up to about the length aimed at.

        One at least; two where the first only leads up to something, more where somebody just said the same.
        """
        parts: list[str] = []
        words = 0
        fewest = 2 if self.target and self.move in ("add", "answer") else 1
        for line in lines:
            text = sentence(line)
            size = len(text.split())
            enough = len(parts) >= fewest and words + size / 2 > self.words
            if enough and not any(" ".join(parts) in text for text in self.heard):
                break
            parts.append(text)
            words += size
        return " ".join(parts)
