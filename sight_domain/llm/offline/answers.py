"""One respondent's spoken answer to one question, out of the stance model and the spoken grammar."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sight_domain.errors import invalid_argument
from sight_domain.language import Language, Text
from sight_domain.llm.offline.coding import code_text
from sight_domain.llm.offline.considerations import label
from sight_domain.llm.offline.domains import comes_in_parcels, domain_of, habits, words_for
from sight_domain.llm.offline.facts import Facts, facts_of
from sight_domain.llm.offline.grammar import Grammar, Voice, grammar, seeded, sentence
from sight_domain.llm.offline.portrait import phrases
from sight_domain.llm.offline.prices import named_offer, rounded, scale_for, spoken, willing_to_pay
from sight_domain.llm.offline.questions import QuestionKind, question_kind
from sight_domain.llm.offline.stance import Stance, stance

MIN_WORDS, MAX_WORDS = 15, 90
EVERYDAY = frozenset({"price", "convenience", "habit", "quality"})
_NAMEABLE = re.compile(r"[^\W\d_][\w -]{2,40}")


def write_answer(inputs: Mapping[str, Any], *, language: Language, seed: int) -> str:
    """An answer of 15-90 words in the first person, on the question and in character.

    Args:
        inputs: ``respondent``, ``topic``, ``question``, and optionally ``stimulus``, ``question_kind``,
            ``question_index``, ``memory`` (the respondent's own earlier ``{question, answer}``) and ``remembered`` (events;
            of those with the kind said or told the ``text`` is the respondent's own).

    Raises:
        SightError: invalid_argument, when the respondent or the question is missing.
    """
    question = str(inputs.get("question") or "").strip()
    if not question:
        raise invalid_argument(
            "question",
            Text(en="The question is empty.", pl="Pytanie jest puste."),
            Text(en="Give the question's text.", pl="Podaj treść pytania."),
        )
    return Speaker(inputs, question, language, seed).answer()


@dataclass(slots=True)
class _Arguments:
    """Considerations for and against in the order this answer takes them up."""

    good: list[str]
    bad: list[str]


class Speaker:
    """One respondent with a stance, a voice and lines to draw from; `answer` strings them together."""

    def __init__(self, inputs: Mapping[str, Any], question: str, language: Language, seed: int) -> None:
        topic, stimulus = str(inputs.get("topic") or ""), str(inputs.get("stimulus") or "")
        self.language: Language = language
        self.facts: Facts = facts_of(inputs.get("respondent"))
        self.kind: QuestionKind = question_kind(question, inputs.get("question_kind"))
        self.stance: Stance = stance(self.facts, topic, question, stimulus)
        self.first_leaning = self.stance.leaning
        self.domain = domain_of(topic, stimulus, question)
        self.lines: Grammar = grammar(f"answers_{language}")
        self.memory = [str(turn.get("answer") or "") for turn in _turns(inputs.get("memory"))]
        self.memory += [
            str(event.get("text") or "")
            for event in _turns(inputs.get("remembered"))
            if event.get("kind") in ("said", "told")
        ]
        self.said = set().union(*(trigrams(answer) for answer in self.memory)) if self.memory else set()
        self.rng = seeded("answer", dict(inputs), language, seed)
        tags = self.facts.tags() | {self.stance.mood}
        # A topic stands for itself only where a short noun phrase is sure to read well.
        if len(topic.split()) <= 4 and _NAMEABLE.fullmatch(topic):
            tags |= {"topic_named"}
        if comes_in_parcels(self.domain):
            tags |= {"goods"}
        person, known = phrases(self.facts, language)
        self.voice = Voice(self.facts.gender, self.rng, tags | known)
        words = words_for(self.domain, language, self.voice)
        self.voice.variables = person | words | {"topic": _inside_sentence(topic)}
        # What the question itself brings up is answered first.
        brought_up = {m.code for m in code_text(topic, language)}
        self.asked: list[str] = [m.code for m in code_text(question, language) if m.code not in brought_up][
            :2
        ]
        if self.kind in ("price", "habits", "audience"):
            self.asked = []
        self.context = f"{topic} {stimulus} {question}"

    def answer(self) -> str:
        target = self._length()
        parts: list[str] = []
        words = 0
        for part in self._moves():
            text = sentence(part)
            size = len(text.split())
            if words >= MIN_WORDS and (words + size > MAX_WORDS - 6 or words + size / 2 > target):
                break
            parts.append(text)
            words += size
        if self.rng.random() < 0.3 and parts[-1].endswith(".") and (trail := self._line("trail")):
            parts[-1] = f"{parts[-1][:-1]}, {trail}."
            words += len(trail.split())
        # The shortest answers say who is speaking more often: otherwise two of them could be the same words.
        if self.rng.random() < (0.85 if words < 24 else 0.4 if words < 32 else 0.12):
            grounds = sentence(self._line("as_me") or "")
            if words + len(grounds.split()) <= MAX_WORDS:
                parts.append(grounds)
                words += len(grounds.split())
        closes = words < target and self.rng.random() < 0.7 and self.kind not in ("habits", "audience")
        for rule in ("close",) if words >= MIN_WORDS else ("close", "as_me", "close"):
            closing = sentence(self._line(rule) or "") if closes or words < MIN_WORDS else ""
            if words + len(closing.split()) <= MAX_WORDS:
                parts.append(closing)
                words += len(closing.split())
        return " ".join(part for part in parts if part)

    def _length(self) -> float:
        """Words to aim at: log-normal, its median rising with extraversion (18 for the quietest, 58 for the liveliest)."""
        median = 38 + 20 * self.facts.standing("extraversion") + 4 * self.facts.standing("conscientiousness")
        return min(80.0, max(15.0, median * math.exp(self.rng.gauss(0, 0.45))))

    def _moves(self) -> Iterator[str]:
        arguments = self._arguments()
        opening = self._opening()
        body = self._body(arguments)
        first = next(body, None) or self._line("close", anyway=True) or ""
        if opening is None and self.rng.random() < 0.6:
            opening = self._line("marker")
        yield f"{opening} {first}" if opening else first
        recalls = self.kind not in ("habits", "price") and self.rng.random() < 0.25
        if self.memory and recalls and (recall := self._recall()):
            yield recall
        yield from body

    def _opening(self) -> str | None:
        # People often come straight to the point, the terse ones more.
        if self.rng.random() < 0.3 - 0.12 * self.facts.standing("extraversion"):
            return None
        return self._line(f"open.{self.kind}")

    def _body(self, arguments: _Arguments) -> Iterator[str]:
        """The answer's substance by kind of question, most important first; at least one clause."""
        if self.kind == "price":
            yield from self._price()
        elif self.kind == "habits":
            yield from self._habits(arguments)
        elif self.kind == "change":
            yield from self._each("fix", arguments.bad[:3] or list(self.stance.dominant))
            yield from self._reasons(arguments.bad[:2])
        elif self.kind == "audience":
            kinds = (arguments.good + arguments.bad)[:4]
            yield from self._each("who", kinds[:1])
            if more := self._line("who_more"):
                yield more
            if own := self._line("self.audience"):
                yield own
            yield from self._each("who", kinds[1:])
        else:
            yield from self._opinion(arguments)

    def _opinion(self, arguments: _Arguments) -> Iterator[str]:
        against = self._leads_against(arguments)
        lead, rest = (arguments.bad, arguments.good) if against else (arguments.good, arguments.bad)
        mine, other = ("against", "for") if against else ("for", "against")
        lead = lead or list(self.stance.dominant)
        yield self._line(f"{mine}.{lead[0]}") or self._line(f"{mine}.quality", anyway=True) or ""
        if self.rng.random() < 0.6 and (reason := self._line(f"life.{lead[0]}")):
            yield reason
        if rest and self._concedes(against):
            opposite = self._line(f"{other}.{rest[0]}")
            if opposite:
                yield self._linked("contrast" if other == "against" else "contrast_good", opposite)
        for further in lead[1:4]:
            if point := self._line(f"{mine}.{further}"):
                yield self._linked("also", point)
                yield from self._reasons([further])

    def _leads_against(self, arguments: _Arguments) -> bool:
        if self.kind == "barriers":
            return bool(arguments.bad)
        if self.kind == "likes":
            return not arguments.good
        if self.asked:
            return self.stance.valences[self.asked[0]] <= 0
        if self.stance.mood == "mixed":
            return bool(arguments.bad) and self.rng.random() < 0.4 - self.stance.leaning
        return self.stance.mood == "con" and bool(arguments.bad)

    def _concedes(self, against: bool) -> bool:
        """Whether the other side is heard too: the lukewarm and the agreeable weigh, the blunt less so."""
        if against:
            return self.rng.random() < 0.35 + 0.2 * self.facts.standing("agreeableness")
        chance = {"pro": 0.2, "mixed": 0.6, "con": 0.85}[self.stance.mood]
        return self.rng.random() < chance - 0.12 * self.facts.standing("agreeableness")

    def _price(self) -> Iterator[str]:
        self._name_amount()
        yield self._amount_said()
        if why := self._line("price.why"):
            yield why
        if self.stance.valences["price"] > 0 and (remark := self._line("for.price")):
            yield self._linked("also", remark)
        yield from self._reasons(["price", "price"])

    def _amount_said(self) -> str:
        line = self._line("price.say", anyway=True) or ""
        self.voice.tags |= {"named"}
        return line

    def _name_amount(self) -> int:
        """Put what this person would pay into the voice; one amount a person and question, however often they speak."""
        offer = named_offer(self.context)
        taste = seeded("pays", self.facts.id, self.context)
        scale = scale_for(self.context, self.domain, self.language)
        amount = rounded(willing_to_pay(self.facts.income_rank, self.first_leaning, offer, scale, taste))
        low = min(rounded(0.75 * amount), amount - 1)
        currency = offer.currency if offer else "zł"
        self.voice.variables = {
            **self.voice.variables,
            "amount": spoken(amount, currency, self.language),
            "amount_low": str(max(1, low)),
            "unit": scale.unit,
        }
        return amount

    def _habits(self, arguments: _Arguments) -> Iterator[str]:
        yield (
            habits(self.language).say(self.domain, self.voice) or self._line("habit_more", anyway=True) or ""
        )
        reasons = [c for c in arguments.bad + arguments.good if c in EVERYDAY][:2]
        yield from self._reasons(reasons[:1])
        if more := self._line("habit_more"):
            yield more
        if second := habits(self.language).say_new(self.domain, self.voice):
            yield self._linked("also", second)
        yield from self._reasons(reasons[1:])

    def _recall(self) -> str | None:
        """Return to what the respondent really raised before, as the coding of those answers shows."""
        raised = Counter(m.code for answer in self.memory for m in code_text(answer, self.language))
        if not raised:
            return None
        most = max(raised, key=lambda code: (raised[code], self.stance.weights.get(code, 0.0)))
        self.voice.variables = {**self.voice.variables, "matter": label(most, self.language)}
        recall, reason = self._line("recall"), self._line(f"life.{most}")
        return f"{recall}. {reason}" if recall and reason else recall

    def _arguments(self) -> _Arguments:
        """Considerations on both sides, drawn without replacement by their force, fresh ones preferred."""
        raised = Counter(m.code for answer in self.memory for m in code_text(answer, self.language))
        drawn = _Arguments(self._drawn(False, raised), self._drawn(True, raised))
        for c in self.asked:
            for side in (drawn.good, drawn.bad):
                if c in side:
                    side.remove(c)
            (drawn.good if self.stance.valences[c] > 0 else drawn.bad).insert(0, c)
        return drawn

    def _drawn(self, against: bool, raised: Mapping[str, int]) -> list[str]:
        sign = -1.0 if against else 1.0
        force = {
            c: (self.stance.weights[c] ** 2 * sign * self.stance.valences[c])
            * (0.5 if raised.get(c) else 1.0)
            for c in self.stance.strongest(against=against)
        }
        order: list[str] = []
        while force:
            chosen = self.rng.choices(list(force), [max(f, 1e-9) ** 1.3 for f in force.values()])[0]
            order.append(chosen)
            del force[chosen]
        return order

    def _each(self, prefix: str, considerations: Sequence[str]) -> Iterator[str]:
        for index, consideration in enumerate(considerations):
            if line := self._line(f"{prefix}.{consideration}"):
                yield line if index == 0 else self._linked("also", line)

    def _reasons(self, considerations: Sequence[str]) -> Iterator[str]:
        for consideration in considerations:
            if line := self._line(f"life.{consideration}"):
                yield line

    def _linked(self, rule: str, clause: str) -> str:
        self.voice.variables = {**self.voice.variables, "other": clause}
        return self.lines.say(rule, self.voice) or clause

    def _line(self, rule: str, *, anyway: bool = False) -> str | None:
        """A line new to this text and to the respondent's earlier answers.

        None when there is none; with `anyway` the last one tried, however familiar.
        """
        line = None
        # Drawn anew for each line, so that one text does not harp on one noun phrase.
        fresh_words = words_for(self.domain, self.language, self.voice)
        self.voice.variables = {**self.voice.variables, **fresh_words}
        for _ in range(5):
            candidate = self.lines.say_new(rule, self.voice)
            if candidate is None:
                break
            line = candidate
            shingles = trigrams(line)
            if len(shingles & self.said) <= 0.34 * len(shingles):
                return line
        if not anyway:
            return None
        return line or self.lines.say(rule, self.voice)


def _turns(memory: Any) -> list[Mapping[str, Any]]:
    return [turn for turn in memory or () if isinstance(turn, Mapping)]


def trigrams(text: str) -> set[tuple[str, ...]]:
    """The runs of three words of a text, lower case."""
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def _inside_sentence(topic: str) -> str:
    return topic[:1].lower() + topic[1:] if topic[1:2].islower() else topic
