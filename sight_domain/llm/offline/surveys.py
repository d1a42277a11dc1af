"""One respondent's answers to a block of survey questions, out of the stance model: probabilities, not a verdict.

Where a question puts somebody between no (-1) and yes (1)::

    position = clip(1.1 (s m + (1 - s) leaning) + politeness, -1, 1)

m is what the question is about: the mean, by weight, of the valences of the considerations that its words raise, turned
round where the words speak against them; of their weights when it asks how much they matter. Words that raise none are about
the idea as a whole, turned round by a negation. s is 0.8 where a consideration is raised and else 0. Politeness is
0.04 + 0.05 agreeableness. Points of a scale get probabilities from a bell around the position, an eighth of the
scale wide. Like the stance model's, these figures are stated assumptions and no finding.

A question about the respondent's own facts is answered from the record (`own_facts`).
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sight_domain.language import LANGUAGES, Language
from sight_domain.llm.offline.answers import write_answer
from sight_domain.llm.offline.coding import Mention, code_text, sentiment
from sight_domain.llm.offline.considerations import fold, general_words, pattern
from sight_domain.llm.offline.domains import domain_of
from sight_domain.llm.offline.facts import Facts, facts_of
from sight_domain.llm.offline.grammar import resource, seeded
from sight_domain.llm.offline.own_facts import own_answer
from sight_domain.llm.offline.prices import named_offer, rounded, scale_for, willing_to_pay
from sight_domain.llm.offline.questions import question_kind
from sight_domain.llm.offline.stance import Stance, stance

_WIDTH = 0.12
_RAISED = 0.8
_WIDTH_OF_SIDES, _UNSURE = 0.6, 0.3
_AVERAGE_WEIGHT = 0.45


def write_sheet(inputs: Mapping[str, Any], *, language: Language, seed: int) -> dict[str, Any]:
    """``{key: stated answer}`` for every question of `inputs`, null where the respondent will not say.

    Args:
        inputs: ``respondent``, ``topic``, ``asked`` (each ``key``, ``type``, ``answer_in``, ``text``, ``options`` as shown,
            ``rows``, ``least``, ``most``, ``labels``) and optionally ``stimulus`` and ``memory``.

    Raises:
        SightError: invalid_argument, when the respondent cannot be read.
    """
    person = _Respondent(inputs, language, seed)
    return {question["key"]: person.state(question) for question in inputs.get("asked") or ()}


class _Respondent:
    def __init__(self, inputs: Mapping[str, Any], language: Language, seed: int) -> None:
        self.inputs = inputs
        self.language: Language = language
        self.seed = seed
        self.facts: Facts = facts_of(inputs.get("respondent"))
        self.topic, self.stimulus = str(inputs.get("topic") or ""), str(inputs.get("stimulus") or "")

    def state(self, question: Mapping[str, Any]) -> dict[str, Any] | None:
        """The stated answer in the shape that the question asks for."""
        chance = seeded("survey", self.facts.id, question["text"], self.seed)
        if _asks("sensitive", question["text"]) and chance.random() < 0.1 - 0.08 * self.facts.standing(
            "agreeableness"
        ):
            return None
        if own := own_answer(question, self.facts, self.inputs["respondent"].get("income_bracket")):
            return own
        match question["answer_in"]:
            case "text":
                return {"text": self._text(question, chance)}
            case "range":
                return self._range(question, chance)
            case "rows":
                return {"rows": [self._row(question, row) for row in question["rows"]]}
            case "chances":
                utilities = self._utilities(question)
                return {"chances": [round(1 / (1 + math.exp(0.4 - 1.6 * u)), 3) for u in utilities]}
            case "strengths":
                utilities = self._utilities(question)
                return {
                    "strengths": [max(1.0, round(100 * math.exp(u - max(utilities)), 1)) for u in utilities]
                }
            case _:
                return {"probabilities": self._probabilities(question)}

    def _probabilities(self, question: Mapping[str, Any]) -> list[float]:
        options: Sequence[str] = question["options"]
        if question["type"] in ("likert", "scale"):
            shares = self._on_scale(self._position(question["text"]), len(options))
            return shares[::-1] if question.get("descending") else shares
        says = [_said(option) for option in options]
        if sum(one is not None for one in says) >= len(options) / 2 and len({one for one in says if one}) > 1:
            position = self._position(question["text"])
            return self._between_yes_and_no(position, options, says)
        return _shares([math.exp(2 * u) for u in self._utilities(question)])

    def _between_yes_and_no(
        self, position: float, options: Sequence[str], says: Sequence[float | None]
    ) -> list[float]:
        """Who can choose a side mostly does: not knowing is no point half way between yes and no."""
        unsure = [_asks("unsure", option) for option in options]
        width = _WIDTH_OF_SIDES if any(unsure) else 2 * _WIDTH * 1.3
        return _shares(
            [
                0.05 if one is None else _bell(one - position, width) * (_UNSURE if not_sure else 1.0)
                for one, not_sure in zip(says, unsure, strict=True)
            ]
        )

    def _row(self, question: Mapping[str, Any], row: str) -> list[float]:
        shares = self._on_scale(self._position(f"{question['text']} {row}", row), len(question["options"]))
        return shares[::-1] if question.get("descending") else shares

    def _on_scale(self, position: float, points: int) -> list[float]:
        at = (position + 1) / 2 * (points - 1)
        width = max(0.45, _WIDTH * (points - 1))
        return _shares([_bell(point - at, width) for point in range(points)])

    def _position(self, text: str, matter: str = "") -> float:
        """Where the respondent stands between no and yes; `matter` names a row's own subject."""
        held = self._stance(text)
        mentions = _mentions(matter or text)
        politeness = 0.04 + 0.05 * self.facts.standing("agreeableness")
        asks_weight = _asks("importance", text)
        if asks_weight:
            # A question about one matter makes everybody think of it; how much it matters otherwise is what is asked.
            held = self._stance("")
        if mentions:
            weights = [held.weights[one.code] + 1e-6 for one in mentions]
            sides = [self._on_matter(held, one, asks_weight) for one in mentions]
            about = math.fsum(w * x for w, x in zip(weights, sides, strict=True)) / math.fsum(weights)
            leaning = 0.0 if asks_weight else held.leaning * _side(text, self.language)
            middle = _RAISED * about + (1 - _RAISED) * leaning
        else:
            middle = held.leaning * _side(text, self.language)
        personal = seeded("survey taste", self.facts.id, self.topic, *sorted(one.code for one in mentions))
        return max(-1.0, min(1.0, 1.1 * middle + politeness + personal.uniform(-0.1, 0.1)))

    def _on_matter(self, held: Stance, mention: Mention, asks_weight: bool) -> float:
        if asks_weight:
            return math.tanh(1.6 * (held.weights[mention.code] - _AVERAGE_WEIGHT))
        return held.valences[mention.code] * (-1.0 if mention.polarity < -0.1 else 1.0)

    def _utilities(self, question: Mapping[str, Any]) -> list[float]:
        """How much each option draws this respondent, around 0."""
        text = question["text"]
        held, kind = self._stance(text), question_kind(text)
        return [self._utility(option, text, held, kind) for option in question["options"]]

    def _utility(self, option: str, text: str, held: Stance, kind: str) -> float:
        if _asks("none", option):
            return -0.4 - 0.8 * held.leaning
        if _asks("other", option):
            return -1.0
        liking = seeded("option", self.facts.id, self.topic, option).gauss(0, 0.55)
        shared = seeded("option", self.topic, text, option).gauss(0, 0.3)
        pull = 0.0
        mentions = _mentions(option)
        if mentions:
            weights = [held.weights[one.code] for one in mentions]
            sides = [held.valences[one.code] for one in mentions]
            mean = math.fsum(weights) / len(weights)
            side = math.fsum(sides) / len(sides)
            pull = {"barriers": 1.2 * mean - side - 0.9, "likes": 1.2 * mean + side - 0.9}.get(
                kind, 2 * (mean - 0.5)
            )
        return pull + liking + shared

    def _range(self, question: Mapping[str, Any], chance: random.Random) -> dict[str, float]:
        text, least, most = question["text"], float(question["least"]), float(question["most"])
        if question_kind(text) == "price":
            context = f"{self.topic} {self.stimulus} {text}"
            domain = domain_of(self.topic, self.stimulus, text)
            scale = scale_for(text, domain, self.language)
            amount = willing_to_pay(
                self.facts.income_rank, self._stance(text).leaning, named_offer(context), scale, chance
            )
            middle, spread = float(rounded(amount)), 0.25
        else:
            share = (self._position(text) + 1) / 2
            share = share**2.5 if _asks("frequency", text) else share
            middle, spread = least + (most - least) * (0.05 + 0.75 * share), 0.3
        low, high = middle - spread * abs(middle), middle + 1.2 * spread * abs(middle)
        return {
            name: min(most, max(least, value))
            for name, value in (("low", low), ("middle", middle), ("high", high))
        }

    def _text(self, question: Mapping[str, Any], chance: random.Random) -> str:
        spoken = write_answer(
            {
                "respondent": self.inputs["respondent"],
                "topic": self.topic,
                "stimulus": self.stimulus,
                "question": question["text"],
                # An option ticked or a mark given is nothing that somebody has said.
                "memory": [
                    said for said in self.inputs.get("memory") or () if said.get("type") == "open_text"
                ],
            },
            language=self.language,
            seed=self.seed,
        )
        if question["type"] == "open_text":
            return spoken
        levels = resource("surveys")["levels"][self.language]
        draw = chance.gauss(self._position(question["text"]), 2 * _WIDTH)
        return str(chance.choice(levels[max(0, min(4, round((draw + 1) * 2)))]))

    def _stance(self, text: str) -> Stance:
        return stance(self.facts, self.topic, text, self.stimulus)


def _mentions(text: str) -> list[Mention]:
    """The considerations raised, once each, by whichever language finds more."""
    found = max((code_text(text, language) for language in LANGUAGES), key=len)
    return list({mention.code: mention for mention in found}.values())


def _side(text: str, language: Language) -> float:
    """1, or -1 where a statement is worded against the idea."""
    tone = sentiment(text, language)
    if abs(tone) > 0.2:
        return math.copysign(1.0, tone)
    return -1.0 if general_words("turn", language).search(fold(text)) else 1.0


def _bell(distance: float, width: float) -> float:
    return math.exp(-(distance**2) / (2 * width**2))


def _shares(weights: Sequence[float]) -> list[float]:
    total = math.fsum(weights)
    return [weight / total for weight in weights]


@lru_cache(maxsize=4096)
def _asks(name: str, text: str) -> bool:
    return bool(_pattern(name).search(fold(text)))


@lru_cache
def _pattern(name: str):
    return pattern(resource("surveys")[name])


@lru_cache(maxsize=1024)
def _said(option: str) -> float | None:
    """What an option says by itself, -1 to 1; ``None`` when it is neither a yes nor a no."""
    folded = fold(option)
    for value, found in _sayings():
        if found.match(folded):
            return value
    return None


@lru_cache
def _sayings():
    return [(float(value), pattern(words)) for value, words in resource("surveys")["said"]]
