"""What the conversation already holds: projects, people, groups, runs, and what was last spoken of.

Only results of tools, arguments of calls and ids typed by the user are read, and of results only ids, names and
demographics: a sentence inside a result can ask for nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sight_domain.llm.offline.planner.exchange import Exchange
from sight_domain.llm.offline.planner.text import fold

KINDS = ("prj", "per", "fg", "srv", "itv", "doc", "run", "exp")
ID = re.compile(r"\b(prj|per|fg|srv|itv|doc|run|exp)_[0-9a-z_]+\b")
_NAMES = ("full_name", "name", "title", "filename")


@dataclass(frozen=True)
class Thing:
    """Something with an id: its name, and for people what a table of respondents says of them."""

    id: str
    name: str
    gender: str | None = None
    age: int | None = None
    education: str | None = None
    settlement: str | None = None
    region: str | None = None

    @property
    def kind(self) -> str:
        """The id's prefix."""
        return self.id.split("_", 1)[0]


@dataclass
class Context:
    """What is known at one point of a conversation, oldest first; copied before it is added to."""

    things: dict[str, Thing] = field(default_factory=dict)
    current: dict[str, str] = field(default_factory=dict)
    listed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    spoken_of: tuple[str, ...] = ()
    project_of: dict[str, str] = field(default_factory=dict)
    last: str | None = None
    statuses: dict[str, str] = field(default_factory=dict)
    deleted: str | None = None
    interviews: dict[str, str] = field(default_factory=dict)
    """The latest interview with each person."""

    def copy(self) -> Context:
        """An independent copy."""
        return Context(
            dict(self.things),
            dict(self.current),
            dict(self.listed),
            self.spoken_of,
            dict(self.project_of),
            self.last,
            dict(self.statuses),
            self.deleted,
            dict(self.interviews),
        )

    def of_kind(self, kind: str) -> tuple[Thing, ...]:
        """Things of a kind; people are those of the current project's latest list."""
        if kind in self.listed:
            return tuple(self.things[key] for key in self.listed[kind] if key in self.things)
        return tuple(thing for thing in self.things.values() if thing.kind == kind)

    @property
    def draft(self) -> str | None:
        """The focus group spoken of, while its guide waits to be approved."""
        key = self.current.get("fg")
        return key if key is not None and self.statuses.get(key) == "draft" else None

    def name_of(self, key: str | None) -> str:
        """A thing's name, or an empty text."""
        return self.things[key].name if key in self.things else ""

    def add_call(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Remember what a call was about."""
        if name == "delete_item" and isinstance(arguments.get("id"), str):
            self.deleted = arguments["id"]
        for key, value in arguments.items():
            ids = [value] if isinstance(value, str) else value if isinstance(value, list) else []
            for one in ids:
                if isinstance(one, str) and ID.fullmatch(one) and name != "delete_item":
                    self._mind(one, whole=key.endswith("s"))
        people = [one for one in arguments.get("persona_ids") or () if isinstance(one, str)]
        if people and name != "run_focus_group":
            self.spoken_of = tuple(people)
        if isinstance(arguments.get("persona_id"), str):
            self.spoken_of = (arguments["persona_id"],)

    def add_result(self, name: str, result: Any) -> None:
        """Remember the things a result names."""
        if not isinstance(result, Mapping) or "error" in result:
            return
        if name == "delete_item":
            return
        found = list(_things(result))
        by_kind: dict[str, list[str]] = {}
        for thing, depth in found:
            self._know(thing)
            if depth != "deep":
                by_kind.setdefault(thing.kind, []).append(thing.id)
        for kind, keys in by_kind.items():
            unique = tuple(dict.fromkeys(keys))
            if kind == "per":
                self._people(name, unique)
            elif len(unique) == 1:
                self._mind(unique[0])
            elif name.startswith(("list_", "search_")):
                self.listed[kind] = unique
                if self.current.get(kind) not in unique:
                    self.current.pop(kind, None)
        group = result.get("focus_group")
        if isinstance(group, Mapping) and isinstance(group.get("id"), str):
            self.statuses[group["id"]] = str(group.get("status", ""))
        run = result.get("run")
        if isinstance(run, Mapping) and isinstance(run.get("id"), str):
            self.current["run"] = run["id"]
            self.statuses[run["id"]] = str(run.get("status", ""))
        interview = result.get("interview")
        if isinstance(interview, Mapping) and isinstance(interview.get("persona_id"), str):
            self.interviews[interview["persona_id"]] = str(interview.get("id", ""))
            self.spoken_of = (interview["persona_id"],)
        self._belonging(result)

    def add_user(self, text: str) -> None:
        """Remember ids the user typed."""
        for match in ID.finditer(text):
            self._mind(match.group())
            if match.group(1) == "per":
                self.spoken_of = (match.group(),)

    def _people(self, name: str, keys: tuple[str, ...]) -> None:
        if name == "generate_personas" and "per" in self.listed:
            # A top-up returns the new people only; the order people are counted in stays that of the table.
            keys = tuple(dict.fromkeys((*self.listed["per"], *keys)))
            self.listed["per"] = keys
        elif name in ("generate_personas", "list_personas"):
            self.listed["per"] = keys
        elif len(keys) <= 3:
            self.spoken_of = keys

    def _know(self, thing: Thing) -> None:
        known = self.things.get(thing.id)
        if known is None or not known.name or thing.name:
            self.things[thing.id] = Thing(
                thing.id,
                thing.name or (known.name if known else ""),
                thing.gender or (known.gender if known else None),
                thing.age if thing.age is not None else (known.age if known else None),
                thing.education or (known.education if known else None),
                thing.settlement or (known.settlement if known else None),
                thing.region or (known.region if known else None),
            )

    def _mind(self, key: str, *, whole: bool = False) -> None:
        kind = key.split("_", 1)[0]
        if kind == "prj" and self.current.get("prj") not in (None, key):
            for other in ("fg", "srv", "run", "per"):
                self.current.pop(other, None)
                self.listed.pop(other, None)
        if not whole:
            self.current[kind] = key
        if kind in ("prj", "fg", "srv", "per", "doc"):
            self.last = key
        self.things.setdefault(key, Thing(key, ""))

    def _belonging(self, result: Mapping[str, Any]) -> None:
        for value in (result, *(part for part in result.values() if isinstance(part, Mapping))):
            owner = value.get("project_id")
            if isinstance(owner, str) and ID.fullmatch(owner):
                if isinstance(value.get("id"), str):
                    self.project_of[value["id"]] = owner
                if "prj" not in self.current:
                    self._mind(owner)


def _things(value: Any, depth: int = 0) -> Iterable[tuple[Thing, str]]:
    """Every ``{id, name…}`` inside a result; those below the first list or record count as deep."""
    if isinstance(value, Mapping):
        key = value.get("id")
        if isinstance(key, str) and ID.fullmatch(key):
            name = next((str(value[field]) for field in _NAMES if value.get(field)), "")
            age = value.get("age")
            yield (
                Thing(
                    key,
                    name,
                    value.get("gender"),
                    age if isinstance(age, int) else None,
                    *(_code(value.get(fact)) for fact in ("education", "settlement", "region")),
                ),
                "near" if depth <= 2 else "deep",
            )
        for part in value.values():
            yield from _things(part, depth + 1)
    elif isinstance(value, list):
        for part in value:
            yield from _things(part, depth + (depth == 0))


def _code(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def result_of(message: Exchange) -> dict[str, Any]:
    """A tool message's JSON; text that is none is kept under ``text``."""
    try:
        parsed = json.loads(message.text)
    except ValueError:
        return {"error": {"message": message.text}} if message.is_error else {"text": message.text}
    if not isinstance(parsed, dict):
        return {"items": parsed}
    if message.is_error and "error" not in parsed:
        return {"error": parsed}
    return parsed


def read(messages: Sequence[Exchange]) -> Context:
    """What is known after these messages."""
    context = Context()
    names: dict[str, str] = {}
    for message in messages:
        if message.role == "user":
            context.add_user(message.text)
        for call in message.tool_calls:
            names[call.id] = call.name
            context.add_call(call.name, call.arguments)
        if message.role == "tool" and not message.is_error:
            name = message.tool_name or names.get(message.tool_call_id or "", "")
            context.add_result(name, result_of(message))
    return context


def named_in(text: str, things: Iterable[Thing]) -> list[Thing]:
    """The things whose whole name, or all its long words' beginnings, the text holds."""
    folded = fold(text)
    found: list[Thing] = []
    for thing in things:
        name = fold(thing.name)
        if not name:
            continue
        long_words = re.findall(r"\w{4,}", name)
        if name in folded or (
            len(long_words) > 1 and all(word[: max(4, len(word) - 3)] in folded for word in long_words)
        ):
            found.append(thing)
    return found
