"""Questions that people in a talk ask of one another, and answers to them and to the moderator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sight_domain.llm.offline.coding import code_text, sentence_spans
from sight_domain.llm.offline.considerations import fold, pattern
from sight_domain.llm.offline.discussant import Discussant
from sight_domain.llm.offline.grammar import resource
from sight_domain.llm.offline.prices import named_offer
from sight_domain.llm.offline.questions import question_kind

_QUOTED = re.compile(r"„[^”]*”|“[^”]*”")


def asked_for(text: str) -> str | None:
    """The kind of the question in a text (a key of `resources/asked.yaml`), what it quotes left out; ``None`` for others."""
    own_words = _QUOTED.sub(" ", text)
    spans = [own_words[start:end] for start, end in sentence_spans(own_words)]
    folded = fold(" ".join(span for span in spans if span.endswith("?")))
    return next((kind for kind, words in _patterns().items() if words.search(folded)), None)


@lru_cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {kind: pattern(words) for kind, words in resource("asked").items()}


class Asking(Discussant):
    """Somebody who asks others and is asked."""

    def _asking(self) -> Iterator[str]:
        """A question by name that fits what was said, and perhaps why one asks."""
        clear = sum(point.polarity for point in self.points)
        kinds = [
            "source",
            "example",
            "tried",
            *(["instead", "terms", "change"] if clear <= 0 else ["who", "fear"]),
        ]
        if self.kind == "habits":
            kinds = ["always", "example"]
        elif self.kind != "price" and named_offer(self._theirs()) is None:
            kinds.append("price")
        if self.points and self.kind != "habits":
            self._take_up(self.points[0])
            kinds.append("matter")
        asked_already = {asked_for(text) for text in self.heard}
        self.rng.shuffle(kinds)
        for kind in [*(kind for kind in kinds if kind not in asked_already), *kinds]:
            if line := self.replies.say(f"ask.{kind}", self.voice):
                yield line
                break
        for reason in self._reasons([point.code for point in self.points[:1]]):
            yield self._wrapped("ask_why", reason)

    def _to_moderator(self) -> Iterator[str]:
        """What the moderator has just asked of this person: where their words clash, an example, or a probe of the guide."""
        act, text = self.asked_by_moderator.get("act"), str(self.asked_by_moderator.get("text") or "")
        if act == "reflect_contradiction" and (code := self._torn_on(text)):
            if line := self._line(f"for.{code}", anyway=True):
                yield self._wrapped("reply.reconcile", line)
            if line := self._line(f"against.{code}", anyway=True):
                yield self._linked("contrast", line)
            yield from self._reasons([code])
            return
        if asked_for(text) is not None and self.own:
            yield from self._to_question(text)
            return
        if act == "direct_probe" and (kind := question_kind(text)) != "open":
            self.kind = kind
        yield from self._ending_as_me(self._moves())

    def _torn_on(self, held_up: str) -> str | None:
        """What the speaker has spoken both for and against on this question, of what the moderator holds up."""
        named = {mention.code for mention in code_text(held_up, self.language)}
        poles: dict[str, set[bool]] = {}
        for mention in (mention for text in self.own for mention in code_text(text, self.language)):
            if mention.polarity and mention.code in named & self.stance.valences.keys():
                poles.setdefault(mention.code, set()).add(mention.polarity > 0)
        return next((code for code, seen in poles.items() if len(seen) == 2), None)

    def _to_question(self, text: str) -> Iterator[str]:
        """An answer to what somebody asks of this person, by the kind of their question."""
        kind = asked_for(text)
        if kind is None or (line := self._answering(kind, text)) is None:
            opening = self._opener("answer") if self.target else None
            moves = self._moves()
            first = next(moves)
            yield f"{opening} {first}" if opening else first
            yield from moves
            return
        if f"reply.{kind}" in self.replies:
            yield self._wrapped(f"reply.{kind}", line)
        else:
            yield f"{self._opener('answer') or ''} {line}"
        own = self._own_side()
        for code in own[:3]:
            yield from (self._linked("also", point) for point in self._points([code]))
            yield from self._reasons([code])

    def _answering(self, kind: str, text: str) -> str | None:
        """The clause that answers; ``None`` where the person has nothing of the kind to say."""
        raised = [m.code for said in self.own[-1:] for m in code_text(said, self.language)]
        codes = [c for c in dict.fromkeys(raised) if c in self.stance.valences] or list(self.stance.dominant)
        match kind:
            case "example" | "source":
                return next(self._reasons(codes), None)
            case "meaning":
                return next(self._arguing(codes), None)
            case "tried" | "instead":
                return next(self._new_habits(), None)
            case "always":
                return self._line("habit_more")
            case "price":
                self._name_amount()
                return self._amount_said()
            case "who":
                return next(self._each("who", self._own_side()), None)
            case "change":
                return next(self._each("fix", self._arguments().bad or codes), None)
            case "terms":
                codes = self._arguments().good if self.outlook > 0 else self._arguments().bad
                return next(self._each("fix", codes) if self.outlook == 0 else self._arguing(codes), None)
            case "matter":
                asked = [m.code for m in code_text(text, self.language) if m.code in self.stance.valences]
                return next(self._arguing(asked or codes), None)
            case _:
                return next(self._arguing(["trust"]), None)
