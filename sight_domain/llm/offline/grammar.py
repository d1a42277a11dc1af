"""A small seeded text grammar: rules with alternants, gender switches, choices and slots.

Rules live in YAML as ``name: [alternant, ...]``. An alternant is a text with this mark-up::

    {poszedł|poszła}   gender switch, masculine first
    (raz/dwa razy/)    one of the options, an empty one allowed
    <thing_gen>        a variable of the voice, or else another rule
    busy,!rural> text  only for a voice that has the tag `busy` and lacks `rural`

Expansion never takes the same alternant of a rule twice in one text while others remain.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

Gender = Literal["female", "male"]

RESOURCES = Path(__file__).parent / "resources"

_CONDITION = re.compile(r"^([a-z_!0-9.,]+)> ")
_OPENERS = {"{": ("|", "}"), "(": ("/", ")")}


@dataclass(frozen=True, slots=True)
class Slot:
    """A place filled from the voice's variables or from another rule."""

    name: str


@dataclass(frozen=True, slots=True)
class Switch:
    """Text that depends on the speaker's grammatical gender."""

    male: Node
    female: Node


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several options, drawn evenly."""

    options: tuple[Node, ...]


Node = tuple["str | Slot | Switch | Choice", ...]


@dataclass(frozen=True, slots=True)
class Alternant:
    """One way to say a rule, and the tags a voice must have or lack to say it."""

    node: Node
    required: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()

    def suits(self, tags: frozenset[str]) -> bool:
        return self.required <= tags and not (self.forbidden & tags)


@dataclass(slots=True)
class Voice:
    """Who speaks, with which facts, and what has been said already in this text."""

    gender: Gender
    rng: random.Random
    tags: frozenset[str] = frozenset()
    variables: Mapping[str, str] = field(default_factory=dict)
    used: set[tuple[str, int]] = field(default_factory=set)


class Grammar:
    """Parsed rules that a voice can expand.

    Args:
        rules: rule name to its alternants, still in mark-up.
    """

    def __init__(self, rules: Mapping[str, Sequence[str]]) -> None:
        self._rules = {
            name: tuple(parse_alternant(a) for a in alternants) for name, alternants in rules.items()
        }

    def __contains__(self, name: object) -> bool:
        return name in self._rules

    def rule_names(self) -> frozenset[str]:
        return frozenset(self._rules)

    def say(self, name: str, voice: Voice) -> str | None:
        """One expansion of a rule, tidy; None when the rule is absent or no alternant suits the voice."""
        text = self._expand_rule(name, voice)
        return None if text is None else tidy(text)

    def say_new(self, name: str, voice: Voice) -> str | None:
        """Like `say`, but None once every alternant that suits the voice has been used in this text."""
        left = any(
            a.suits(voice.tags) and (name, i) not in voice.used
            for i, a in enumerate(self._rules.get(name, ()))
        )
        return self.say(name, voice) if left else None

    def _expand_rule(self, name: str, voice: Voice) -> str | None:
        suiting = [(i, a) for i, a in enumerate(self._rules.get(name, ())) if a.suits(voice.tags)]
        if not suiting:
            return None
        fresh = [pair for pair in suiting if (name, pair[0]) not in voice.used] or suiting
        # A line written for this kind of person says more than one that fits everybody.
        weights = [2.0 if alternant.required else 1.0 for _, alternant in fresh]
        index, alternant = voice.rng.choices(fresh, weights)[0]
        voice.used.add((name, index))
        return self._expand(alternant.node, voice)

    def _expand(self, node: Node, voice: Voice) -> str:
        parts: list[str] = []
        for part in node:
            if isinstance(part, str):
                parts.append(part)
            elif isinstance(part, Switch):
                parts.append(self._expand(part.female if voice.gender == "female" else part.male, voice))
            elif isinstance(part, Choice):
                parts.append(self._expand(voice.rng.choice(part.options), voice))
            elif part.name in voice.variables:
                parts.append(voice.variables[part.name])
            else:
                expanded = self._expand_rule(part.name, voice)
                if expanded is None:
                    raise KeyError(f"grammar slot <{part.name}> has neither a variable nor a rule")
                parts.append(expanded)
        return "".join(parts)


def parse_alternant(markup: str) -> Alternant:
    """Parse one alternant with its optional ``tag,!tag> `` condition.

    Raises:
        ValueError: a bracket that is never closed, or a gender switch without exactly two sides.
    """
    required: set[str] = set()
    forbidden: set[str] = set()
    if match := _CONDITION.match(markup):
        for tag in match[1].split(","):
            (forbidden if tag.startswith("!") else required).add(tag.lstrip("!"))
        markup = markup[match.end() :]
    node, end = _parse(markup, 0, stop="")
    if end != len(markup):
        raise ValueError(f"unbalanced mark-up: {markup!r}")
    return Alternant(node, frozenset(required), frozenset(forbidden))


def _parse(markup: str, position: int, stop: str) -> tuple[Node, int]:
    parts: list[str | Slot | Switch | Choice] = []
    text: list[str] = []

    def flush() -> None:
        if text:
            parts.append("".join(text))
            text.clear()

    while position < len(markup) and markup[position] not in stop:
        char = markup[position]
        if char in _OPENERS:
            flush()
            separator, closer = _OPENERS[char]
            options: list[Node] = []
            while True:
                option, position = _parse(markup, position + 1, stop=separator + closer)
                options.append(option)
                if position >= len(markup):
                    raise ValueError(f"unbalanced mark-up: {markup!r}")
                if markup[position] == closer:
                    break
            if char == "{":
                if len(options) != 2:
                    raise ValueError(f"a gender switch has two sides: {markup!r}")
                parts.append(Switch(options[0], options[1]))
            else:
                parts.append(Choice(tuple(options)))
            position += 1
        elif char == "<":
            flush()
            end = markup.index(">", position)
            parts.append(Slot(markup[position + 1 : end]))
            position = end + 1
        else:
            if char == "|":
                raise ValueError(f"a gender switch outside braces: {markup!r}")
            text.append(char)
            position += 1
    flush()
    return tuple(parts), position


_SPACES = re.compile(r"\s+")
_SPACE_BEFORE_STOP = re.compile(r"\s+([,.;:!?…])")
_ABBREVIATION = re.compile(r"(?:^|\s)(?:ds|np|im|św|ul|dr|tzw|m\.in|e\.g|i\.e|St)\.$")
_SENTENCE_START = re.compile(r"(^|[.!?…]\s+)([„\"(]?)([a-ząćęłńóśźż])")


def tidy(text: str) -> str:
    """Collapse spaces and drop those before punctuation."""
    return _SPACE_BEFORE_STOP.sub(r"\1", _SPACES.sub(" ", text)).replace(",,", ",").strip()


def sentence(clause: str) -> str:
    """A clause as full sentences: capital letters at sentence starts and a stop at the end."""
    text = tidy(clause).strip(" ,")
    if text and text[-1] not in ".!?…":
        text += "."
    return _SENTENCE_START.sub(
        lambda m: m[0] if _ABBREVIATION.search(text[: m.start() + 1]) else m[1] + m[2] + m[3].upper(), text
    )


def seeded(*parts: Any) -> random.Random:
    """A generator that depends on nothing but these JSON values: the same in every process."""
    canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return random.Random(int.from_bytes(hashlib.sha256(canonical.encode()).digest()[:8], "big"))


@lru_cache
def resource(name: str) -> Any:
    """One parsed YAML file of the grammar material, read once a process."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((RESOURCES / f"{name}.yaml").read_text(encoding="utf-8"), Loader=loader)


@lru_cache
def grammar(*names: str) -> Grammar:
    """The grammar of one or more resource files whose top level is ``rule: [alternants]``."""
    rules: dict[str, Sequence[str]] = {}
    for name in names:
        rules.update(resource(name))
    return Grammar(rules)
