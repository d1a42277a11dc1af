"""Variants of a message out of given needs and facts: nothing is said of the product but the facts, word for word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.coding import sentence_spans
from sight_domain.llm.offline.grammar import Grammar, Voice, resource, seeded

VARIANTS = 6
"""More than are wanted: some needs hold words that no message may use without a source."""
_ATTEMPTS = 12
_NEEDS_TOLD: Mapping[str, int] = {"landing_page": 2, "email": 2}


def write_messaging(inputs: Mapping[str, Any], *, language: Language, seed: int) -> dict[str, Any]:
    """``{variants: [{headline, body, call_to_action, needs, facts}]}``, each on the next need, within the lengths.

    Args:
        inputs: ``topic``, ``kind``, ``tone``, ``needs`` ({kind, text, quotes}), ``facts`` and ``longest``.
    """
    writer = _Writer(inputs, language, seed)
    return {"variants": [writer.variant(place) for place in range(VARIANTS if writer.needs else 0)]}


class _Writer:
    def __init__(self, inputs: Mapping[str, Any], language: Language, seed: int) -> None:
        self.needs: Sequence[Mapping[str, Any]] = list(inputs.get("needs") or ())
        self._facts: Sequence[str] = list(inputs.get("facts") or ())
        self._topic = str(inputs.get("topic") or "")
        self._kind, self._tone = str(inputs["kind"]), str(inputs["tone"])
        self._longest: Mapping[str, int] = inputs["longest"]
        self._grammar = Grammar(resource(f"messages_{language}")[self._tone])
        self._seed = ("message", language, seed, self._kind, self._tone)

    def variant(self, place: int) -> dict[str, Any]:
        chance = seeded(*self._seed, place)
        told = [(place + more) % len(self.needs) for more in range(_NEEDS_TOLD.get(self._kind, 1))]
        voice = Voice("male", chance, variables={"topic": self._topic})
        body, facts = self._body(voice, list(dict.fromkeys(told)), place)
        return {
            "headline": self._headline(voice, self.needs[told[0]]),
            "body": body,
            "call_to_action": self._fitting(voice, ["action"], self._longest["call_to_action"]),
            "needs": [number + 1 for number in dict.fromkeys(told)],
            "facts": facts,
        }

    def _headline(self, voice: Voice, need: Mapping[str, Any]) -> str:
        sentences = _sentences(str(need["text"]))
        self._about(voice, sentences[0])
        return self._fitting(voice, [f"headline_{need['kind']}", "headline_any"], self._longest["headline"])

    def _body(self, voice: Voice, told: Sequence[int], place: int) -> tuple[str, list[int]]:
        """Sentences as long as they fit: the needs, a fact, an invitation; and the numbers of the facts told."""
        pieces: list[str] = []
        facts: list[int] = []
        for number in told:
            need = self.needs[number]
            self._about(voice, _sentences(str(need["text"]))[-1])
            self._add(pieces, self._grammar.say(f"hook_{need['kind']}", voice))
        if self._facts:
            fact = place % len(self._facts)
            told_fact = self._facts[fact] if self._facts[fact][-1:] in ".!?…" else f"{self._facts[fact]}."
            voice.variables = {**voice.variables, "fact": told_fact}
            if self._add(pieces, self._grammar.say("fact", voice)):
                facts.append(fact + 1)
        self._add(pieces, self._grammar.say("invitation", voice))
        if not pieces:
            pieces = [self._fitting(voice, ["invitation"], self._longest["body"])]
        greeting = self._grammar.say("greeting", voice) if self._kind == "email" else None
        return (f"{greeting}\n\n" if greeting else "") + " ".join(pieces), facts

    def _add(self, pieces: list[str], sentence: str | None) -> bool:
        # A greeting still has to fit in front.
        room = self._longest["body"] - 30 * (self._kind == "email")
        if not sentence or len(" ".join([*pieces, sentence])) > room:
            return False
        pieces.append(sentence)
        return True

    def _fitting(self, voice: Voice, rules: Sequence[str], most: int) -> str:
        """What one of the rules says within `most` characters, the first rule before the next; else cut at a word."""
        said = ""
        for rule in rules:
            for _ in range(_ATTEMPTS if rule in self._grammar else 0):
                said = self._grammar.say(rule, voice) or ""
                if said and len(said) <= most:
                    return said
        return said[: most + 1].rsplit(" ", 1)[0]

    @staticmethod
    def _about(voice: Voice, need: str) -> None:
        plain = need.strip().rstrip(".")
        voice.variables = {
            **voice.variables,
            "Need": plain[:1].upper() + plain[1:],
            "need": plain[:1].lower() + plain[1:],
        }


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)] or [text]
