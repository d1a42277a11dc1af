"""One respondent's answer to a researcher in a conversation of two, out of the person's facts, memory and stance.

What is asked decides what the answer is made of: the person's own life, their votes, words they heard, words they said, or
the topic; where neither facts nor memory nor the topic bear on the question, the answer is that there is no view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sight_domain.errors import invalid_argument
from sight_domain.language import Language, Text
from sight_domain.llm.offline.answers import Speaker
from sight_domain.llm.offline.coding import code_text, sentence_spans
from sight_domain.llm.offline.considerations import fold, lexicons, pattern
from sight_domain.llm.offline.domains import domain_of
from sight_domain.llm.offline.grammar import Voice, grammar, resource, sentence
from sight_domain.llm.offline.naming import is_named, names_somebody
from sight_domain.llm.offline.questions import KINDS

_LIFE = ("name", "age", "job", "place", "family", "interests", "values", "money")
_LONGEST_QUOTE = 180
_COVERED = 0.5
"""The share of a question's words that have to be known from somewhere for the person to have a view."""
_CONDITIONAL = re.compile(r"\bby\b|\w+l[oa]by\b|\bwould\b")
_GROUP = re.compile(r"\bgrup|\bgroup")
_QUOTE = "\ue000"
_TO_A_ROOM = ("wiecie", "powiem wam", "you all")


def write_interview_answer(inputs: Mapping[str, Any], *, language: Language, seed: int) -> str:
    """An answer in the first person.

    Args:
        inputs: ``respondent``, ``topic``, ``question`` (what the researcher says), and optionally ``conversation``
            (``{question, answer}``, the last exchanges) and ``remembered`` (``{kind, text, question, speaker, gender, before,
            after}``, kind one of said, heard, voted, told). Words put between quotation marks are exact parts of those texts.

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
    return _Interviewee(inputs, question, language, seed).reply()


class _Interviewee(Speaker):
    def __init__(self, inputs: Mapping[str, Any], question: str, language: Language, seed: int) -> None:
        self.conversation = _records(inputs.get("conversation"))
        self.remembered = _records(inputs.get("remembered"))
        super().__init__({**inputs, "memory": self.conversation}, question, language, seed)
        self.topic = str(inputs.get("topic") or "")
        self.question = question
        self.cues = _cues(question)
        self.about = _content(question, language) - _content(self.facts.full_name, language)
        if any(one.get("kind") in ("said", "heard") for one in self.remembered):
            self.voice.tags |= {"in_group"}
        self.talk = grammar(f"interviews_{language}")

    def reply(self) -> str:
        parts = [self._say("greeting")] if "greeting" in self.cues and not self.conversation else []
        if parts and not self.about:
            return " ".join(filter(None, parts))
        for way in (self._on_me, self._on_my_vote, self._on_others, self._on_my_words, self._on_topic):
            if said := [line for line in way() if line]:
                return " ".join(filter(None, [*parts, *said]))
        told = [self._say("no_view"), self._say("no_view.more") if self.rng.random() < 0.5 else None]
        return " ".join(filter(None, [*parts, *told]))

    def _on_me(self) -> Iterator[str | None]:
        if "self" in self.cues:
            for part in ("name", "job", "place", "family"):
                yield self._say(f"about.{part}")
            return
        asked = [part for part in _LIFE if part in self.cues]
        for part in asked:
            yield self._say(f"about.{part}") or self._say("unknown")

    def _on_my_vote(self) -> Iterator[str | None]:
        if "change" not in self.cues:
            return
        vote = self._nearest("voted")
        if vote is None:
            yield self._say("vote.none")
            return
        before, after = vote.get("before"), vote.get("after")
        if before is None or after is None:
            yield self._say("vote.once", vote=str(after if before is None else before))
            return
        way = "same" if before == after else "up" if after > before else "down"
        yield self._say(f"vote.{way}", before=str(before), after=str(after))
        moved = next((one for one in reversed(self.remembered) if _moved(one, after - before)), None)
        if moved is not None:
            yield self._quoting("moved_by", moved)

    def _on_others(self) -> Iterator[str | None]:
        if "own_words" in self.cues:
            return
        names = {str(one["speaker"]) for one in self.remembered if one.get("speaker")}
        named = [name for name in sorted(names) if is_named(name, self.question)]
        if named:
            heard = self._nearest("heard", speaker=named[0])
        elif "others" in self.cues and self.cues & {"said", "why"}:
            heard = self._nearest("heard")
        elif "said" in self.cues and names_somebody(self.question):
            yield self._say("heard.none")
            return
        else:
            return
        if heard is None:
            yield self._say("heard.none")
            return
        yield self._quoting("heard.intro", heard)
        quoted = code_text(self._passage(str(heard["text"])), self.language)
        mentions = [mention for mention in quoted if mention.code in self.stance.valences]
        if not mentions or not mentions[0].polarity:
            yield self._say("heard.neutral")
            return
        code = mentions[0].code
        alike = (mentions[0].polarity > 0) == (self.stance.valences[code] > 0)
        yield self._say("heard.with" if alike else "heard.against")
        yield self._because([code])

    def _on_my_words(self) -> Iterator[str | None]:
        asked_for = "own_words" in self.cues
        if not asked_for and "why" not in self.cues:
            return
        kinds = ("said",) if asked_for and _GROUP.search(fold(self.question)) else ("said", "told")
        own = self._nearest(*kinds, least=0.0 if asked_for else 0.2)
        last = self.conversation[-1] if self.conversation else None
        if not asked_for and not self._matter(self.question) and last is not None:
            # "Why?" is about what was said a moment ago.
            raised = [mention.code for mention in code_text(str(last.get("answer") or ""), self.language)]
            yield self._because(raised) if raised else self._say("why.none")
            return
        if own is None:
            if asked_for:
                yield self._say("said.none")
            return
        yield self._quoting("told.intro" if own.get("kind") == "told" else "said.intro", own)
        if "why" in self.cues:
            yield self._because(self._codes(str(own["text"])))
        else:
            yield self._say("said.stand")

    def _on_topic(self) -> Iterator[str | None]:
        if not self._bears_on_something():
            return
        own = self._nearest("said", "told", least=0.3)
        says_something = own is not None and code_text(str(own["text"]), self.language)
        if own is not None and says_something and self.rng.random() < 0.4:
            yield self._quoting("told.intro" if own.get("kind") == "told" else "said.intro", own)
        yield self.answer()

    def _codes(self, text: str) -> list[str]:
        """The considerations that a text raises, those of the question first; of a text without any the person's own."""
        asked = {mention.code for mention in code_text(self.question, self.language)}
        raised = [mention.code for mention in code_text(text, self.language)]
        return sorted(dict.fromkeys(raised), key=lambda code: code not in asked) or list(self.stance.dominant)

    def _because(self, codes: Sequence[str]) -> str | None:
        for code in codes:
            side = "against" if self.stance.valences.get(code, 0.0) < 0 else "for"
            for rule in (f"life.{code}", f"{side}.{code}"):
                if reason := self._line(rule):
                    return self._say("why.link", reason=reason)
        return None

    def _say(self, rule: str, **more: str) -> str | None:
        """A sentence of the conversation's own grammar; ``None`` where no wording fits this person."""
        known = Voice(self.facts.gender, self.rng, self.voice.tags, {**self.voice.variables, **more})
        line = self.talk.say(rule, known)
        return sentence(line) if line else None

    def _quoting(self, rule: str, event: Mapping[str, Any]) -> str | None:
        """A sentence that quotes an event; the words are put in last, exactly as they stand."""
        quote = self._passage(str(event["text"]))
        name = str(event.get("speaker") or "").split(" ")[0]
        tags = self.voice.tags | {"to_woman" if event.get("gender") == "female" else "to_man"}
        voice = Voice(self.facts.gender, self.rng, tags, {"quote": _QUOTE, "name": name})
        line = self.talk.say(rule, voice)
        return sentence(line).replace(_QUOTE, quote) if line and quote else None

    def _passage(self, text: str) -> str:
        """The sentence of a text that has most in common with the question, exactly as it stands but for its stop."""
        asked = self._matter(self.question)
        spans = [text[start:end] for start, end in sentence_spans(text)]
        fitting = [one for one in spans if len(one) <= _LONGEST_QUOTE] or spans[:1]
        best = max(fitting, key=lambda one: (len(asked & self._matter(one)), len(one)), default="")
        return best[:-1] if best.endswith(".") else best

    def _nearest(
        self, *kinds: str, speaker: str | None = None, least: float = 0.0
    ) -> Mapping[str, Any] | None:
        """The event of these kinds that has most in common with the question, the last of equals."""
        asked = self._matter(self.question)
        found: tuple[float, Mapping[str, Any] | None] = (-1.0, None)
        for event in self.remembered:
            if event.get("kind") not in kinds or (speaker and event.get("speaker") != speaker):
                continue
            words = self._matter(f"{event.get('text') or ''} {event.get('question') or ''}")
            shared = len(asked & words) / len(asked) if asked else 0.0
            if shared >= max(least, found[0]):
                found = shared, event
        return found[1]

    def _matter(self, text: str) -> frozenset[str]:
        """What a text is about: its words, and the considerations it raises."""
        return _content(text, self.language) | {
            f"#{mention.code}" for mention in code_text(text, self.language)
        }

    def _bears_on_something(self) -> bool:
        if not self.about:
            return True
        labels = self.facts.labels
        told = [
            self.topic,
            *(str(one.get(part) or "") for one in self.remembered for part in ("text", "question")),
            *(str(one.get(part) or "") for one in self.conversation for part in ("question", "answer")),
            *(str(label) for part in ("interests", "values") for label in labels.get(part) or ()),
            str(self.facts.occupation or ""),
            str(labels.get("family") or ""),
            str(labels.get("household") or ""),
        ]
        known = _content(" ".join(told), self.language)
        covered = sum(word in known or self._is_of_the_field(word) for word in self.about)
        return covered >= _COVERED * len(self.about)

    def _is_of_the_field(self, stem: str) -> bool:
        """Whether a word belongs to what people weigh, or to the field that the topic is from."""
        word = next((word for word in _words(self.question) if word.startswith(stem)), stem)
        if any(lexicon.about.search(word) for lexicon in lexicons(self.language)):
            return True
        named = " ".join(str(value) for value in resource("domains")[self.domain][self.language].values())
        return self.domain != "general" and (
            domain_of(word) == self.domain or stem in _content(named, self.language)
        )

    def _line(self, rule: str, *, anyway: bool = False) -> str | None:
        """As `Speaker._line`, without wording that speaks to a whole room."""
        for _ in range(4):
            line = super()._line(rule, anyway=anyway)
            if line is None or not any(phrase in line for phrase in _TO_A_ROOM):
                return line
        return None


def _records(given: Any) -> list[Mapping[str, Any]]:
    return [one for one in given or () if isinstance(one, Mapping)]


def _moved(event: Mapping[str, Any], change: float) -> bool:
    """Whether words heard moved the person the way their vote went."""
    before, after = event.get("before"), event.get("after")
    return (
        event.get("kind") == "heard"
        and before is not None
        and after is not None
        and (after - before) * change > 0
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]{3,}", fold(text))


@lru_cache(maxsize=4096)
def _content(text: str, language: Language) -> frozenset[str]:
    """The beginnings of the words that tell what a text is about: five letters, four in English."""
    generic, kinds = _generic(), _kinds()
    cued = kinds.sub(" ", fold(text))
    letters = 5 if language == "pl" else 4
    return frozenset(word[:letters] for word in _words(cued) if not generic.fullmatch(word))


@lru_cache
def _generic() -> re.Pattern[str]:
    return pattern(resource("interview_cues")["generic"])


@lru_cache
def _kinds() -> re.Pattern[str]:
    """What makes a sentence a question of some kind, which is not what it is about."""
    cues = resource("interview_cues")
    asked = [words for cue in ("why", "greeting", "said", "own_words", "change") for words in cues[cue]]
    return pattern([*asked, *(word for kind in KINDS[:-1] for word in resource("questions")[kind])])


def _cues(question: str) -> frozenset[str]:
    folded = fold(question)
    found = frozenset(cue for cue, words in _cue_patterns().items() if words.search(folded))
    # What would change a mind is no question about a vote.
    return found - {"change"} if _CONDITIONAL.search(folded) else found


@lru_cache
def _cue_patterns() -> dict[str, re.Pattern[str]]:
    return {cue: pattern(words) for cue, words in resource("interview_cues").items() if cue != "generic"}
