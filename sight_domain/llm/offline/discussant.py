"""Somebody in a talk: what they think by now, whose words they take up, and how they would put it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.answers import EVERYDAY, Speaker, trigrams
from sight_domain.llm.offline.coding import Mention
from sight_domain.llm.offline.considerations import label
from sight_domain.llm.offline.domains import habits
from sight_domain.llm.offline.grammar import grammar, sentence
from sight_domain.llm.offline.taken_up import raised_points

_ALIKE = 0.6
"""Share of its runs of three words that a first sentence may have in common with what was just said."""


class Discussant(Speaker):
    """A `Speaker` who hears others; see `replies.write_turn` for the inputs."""

    def __init__(self, inputs: Mapping[str, Any], question: str, language: Language, seed: int) -> None:
        super().__init__(inputs, question, language, seed)
        self.own = [str(text) for text in inputs.get("own") or ()]
        self.memory += self.own
        # Nobody repeats what was just said, nor their own words.
        self.heard = [str(one.get("text") or "") for one in inputs.get("talk") or ()]
        self.said = self.said.union(*(trigrams(text) for text in [*self.own, *self.heard]))
        self.move = str(inputs["move"])
        self.words = int(inputs.get("words") or 30)
        opinion = inputs.get("opinion")
        if isinstance(opinion, int | float):
            # What the person thinks by now outweighs what they started out with.
            self.stance = replace(self.stance, leaning=max(-1.0, min(1.0, (opinion - 3) / 2)))
        self.outlook = {"pro": 1, "mixed": 0, "con": -1}[self.stance.mood]
        self.replies = grammar(f"replies_{language}")
        self.target = _record(inputs.get("reply_to"))
        self.asked_by_moderator = _record(inputs.get("asked"))
        self.points = raised_points(self._theirs(), language, self.stance.valences)
        tags = (self.voice.tags - {"pro", "con", "mixed"}) | {self.stance.mood}
        if self.target:
            tags |= {"to_woman" if self.target.get("gender") == "female" else "to_man"}
        self.voice.tags = tags
        self.voice.variables = {**self.voice.variables, "name": str(self.target.get("name") or "")}

    def _theirs(self) -> str:
        return str(self.target.get("text") or "")

    def _name(self) -> str:
        return str(self.target.get("name") or "\0")

    def _take_up(self, point: Mention | None) -> None:
        if point is not None:
            self.voice.tags |= {"raised", "raised_for" if point.polarity > 0 else "raised_against"}
            self.voice.variables = {**self.voice.variables, "matter": label(point.code, self.language)}

    def _opener(self, rule: str) -> str | None:
        """A first sentence that is not built like one just heard, nor like one of the speaker's own."""
        line = None
        before = [_shape(text, self._name()) for text in [*self.heard, *self.memory]]
        for _ in range(8):
            line = self.replies.say_new(rule, self.voice) or line
            shape = _shape(line or "", self._name())
            if not any(len(shape & said) > _ALIKE * len(shape) for said in before):
                return line
        return line

    def _own_side(self) -> list[str]:
        """Considerations to speak of, the first first: on the side the question asks for, else on the speaker's own."""
        drawn = self._arguments()
        asked_for_bad = self.kind in ("barriers", "change")
        undecided = self.outlook == 0 and self.rng.random() < 0.5
        against = asked_for_bad or (self.kind != "likes" and (self.outlook < 0 or undecided))
        return (drawn.bad if against else drawn.good) or list(self.stance.dominant)

    def _of_own_mind(self, but: list[str]) -> list[str]:
        """Considerations for the side the speaker is on, whatever the question asks for."""
        drawn = self._arguments()
        return [c for c in (drawn.bad if self.outlook < 0 else drawn.good) if c not in but]

    def _side(self, code: str) -> str:
        return "for" if self.stance.valences.get(code, 0.0) > 0 else "against"

    def _points(self, considerations: list[str]) -> Iterator[str]:
        """What the speaker has to say on each, in the question's own terms where it asks for what would help or for whom."""
        prefix = {"change": "fix", "audience": "who"}.get(self.kind)
        for code in considerations:
            line = self._line(f"{prefix}.{code}") if prefix else None
            if line:
                yield line
            else:
                yield from self._arguing([code])

    def _arguing(self, considerations: list[str]) -> Iterator[str]:
        return (line for code in considerations if (line := self._line(f"{self._side(code)}.{code}")))

    def _on(self, code: str) -> Iterator[str]:
        yield from self._points([code])
        yield from self._reasons([code])

    def _new_habits(self) -> Iterator[str]:
        """What the speaker does today that has not just been said, and why."""
        lines, told = habits(self.language), 0
        everyday = [code for code in self._own_side() if code in EVERYDAY]
        while (line := lines.say_new(self.domain, self.voice)) is not None:
            if not trigrams(line) & self.said:
                yield self._linked("also", line) if told else line
                yield from self._reasons(everyday[told : told + 1])
                told += 1
        if more := self._line("habit_more"):
            yield more

    def _wrapped(self, rule: str, clause: str) -> str:
        self.voice.variables = {**self.voice.variables, "other": clause}
        return self.replies.say(rule, self.voice) or clause

    def _ending_as_me(self, lines: Iterator[str]) -> Iterator[str]:
        yield from lines
        closes = self.kind not in ("habits", "audience", "price")
        for rule in ("as_me", "close") if closes else ("as_me",):
            if line := self._line(rule):
                yield line


def led(opening: str | None, lines: Iterator[str], *, leads_on: bool = False) -> Iterator[str]:
    """The opening, then the lines.

    An opening that ends with a colon or a comma stands in the first one's sentence; one that `leads_on` is not said without it.
    """
    if opening and opening.endswith((":", ",")):
        first = next(lines, None)
        opening = f"{opening} {first}" if first else opening.rstrip(":,")
    elif opening and leads_on:
        opening = f"{sentence(opening)} {sentence(next(lines, ''))}".strip()
    if opening:
        yield opening
    yield from lines


def _shape(text: str, name: str) -> set[tuple[str, ...]]:
    """The runs of three words of a text without the name, each cut to five letters, so that endings do not count."""
    return trigrams(" ".join(word[:5] for word in text.replace(name, " ").split()))


def _record(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
