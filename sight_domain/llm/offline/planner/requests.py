"""What one request is filled from, and what filling gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.planner.clauses import Clause
from sight_domain.llm.offline.planner.context import ID, Context, Thing, named_in
from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.lexicon import Lexicon, resource
from sight_domain.llm.offline.planner.references import Ref
from sight_domain.llm.offline.planner.similarity import concepts_lexicon
from sight_domain.llm.offline.planner.slots.people import Mention, people_meant, place_of


@dataclass(frozen=True)
class Missing:
    """Something a call needs and nobody has said: which slot, and among which things it could be."""

    slot: str
    options: tuple[Thing, ...] = ()
    said: str = ""


@dataclass(frozen=True)
class Lookup:
    """A reading call that has to come first so that a reference can be made out."""

    tool: str
    arguments: dict[str, Any]


@dataclass
class Filled:
    """Arguments of one call; ``notes`` name remarks for the answer."""

    arguments: dict[str, Any] = field(default_factory=dict)
    missing: Missing | None = None
    lookups: list[Lookup] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Request:
    """One clause with everything its arguments may come from.

    Args:
        clause: the words.
        context: what the conversation held before the message.
        tools: those bound, by name.
        language: of the user.
        sources: which earlier call of the same plan will have made the current thing of a kind.
        audience_text: every clause of the message that speaks of the respondents.
        study: name of the study that the same plan creates.
        spoken: people the same message spoke of before.
        opened: the study the same message turned to before ("open the second study and …").
    """

    clause: Clause
    context: Context
    tools: Mapping[str, PlannerTool]
    language: Language
    sources: dict[str, str] = field(default_factory=dict)
    audience_text: str = ""
    study: str | None = None
    spoken: tuple[Mention, ...] = ()
    opened: str | Ref | None = None

    @property
    def concepts(self) -> frozenset[str]:
        """The concepts in the clause, quotes and questions left out."""
        return concepts_lexicon().concepts(self.clause.bare)

    def people(self) -> tuple[Mention, ...]:
        """The respondents the clause points at."""
        names = [thing.name for thing in self.context.of_kind("per") if thing.name]
        found = people_meant(self.clause.bare, names)
        if found and all(mention.how == "spoken_of" for mention in found) and self.spoken:
            return self.spoken if found[0].value == "both" else self.spoken[-1:]
        return found

    def reference(self, kind: str, filled: Filled) -> str | Ref | None:
        """The id of the thing of this kind that the clause means; None when there is no way to know."""
        typed = next((m.group() for m in ID.finditer(self.clause.text) if m.group(1) == kind), None)
        if typed:
            return typed
        placed = self._placed(kind, filled)
        if placed is not None or filled.missing is not None:
            return placed
        if kind == "prj" and self.opened is not None:
            return self.opened
        if kind in self.sources:
            return Ref(kind, self.sources[kind])
        things = self.context.of_kind(kind) or tuple(
            thing for thing in self.context.things.values() if thing.kind == kind
        )
        everything = [thing for thing in self.context.things.values() if thing.kind == kind]
        named = named_in(self.clause.text, [thing for thing in everything if len(thing.name) > 2])
        if named:
            return max(named, key=lambda thing: len(thing.name)).id
        if kind in self.context.current:
            return self.context.current[kind]
        if len(things) == 1:
            return things[0].id
        return self._looked_up(kind, filled, things)

    def _placed(self, kind: str, filled: Filled) -> str | Ref | None:
        """ "The second study" by its place in the list, which is fetched when none was shown."""
        place = place_of(self.clause.bare, kind)
        if kind != "prj" or place is None or self.sources.get(kind) == "create_project":
            return None
        listed = self.context.of_kind(kind) if kind in self.context.listed else ()
        if place < len(listed):
            return listed[place].id
        if listed or "list_projects" not in self.tools:
            filled.missing = Missing(kind, self.context.of_kind(kind))
            return None
        filled.lookups.append(Lookup("list_projects", {}))
        return Ref(kind, "list_projects", place=place)

    def person(self, mention: Mention, filled: Filled) -> Ref:
        """A reference to a person, with the list looked up first when nobody is known yet."""
        if "per" in self.sources:
            return Ref("per", self.sources["per"], mention)
        listed = "per" in self.context.listed
        if not listed and mention.how in ("name", "position", "age") and "list_personas" in self.tools:
            project = self.reference("prj", filled)
            if project is not None:
                filled.lookups.append(self.people_of(project))
                return Ref("per", "list_personas", mention)
        return Ref("per", None, mention)

    def people_of(self, project: str | Ref) -> Lookup:
        """The reading of a project's respondents, as many as one page holds up to 100."""
        arguments: dict[str, Any] = {"project_id": project}
        limit = self.tools["list_personas"].properties.get("limit")
        if limit is not None:
            arguments["limit"] = min(100, int(limit.get("maximum", 100)))
        return Lookup("list_personas", arguments)

    def _looked_up(self, kind: str, filled: Filled, things: tuple[Thing, ...]) -> Ref | None:
        if things:
            filled.missing = Missing(kind, things)
            return None
        if kind == "prj" and "list_projects" in self.tools:
            filled.lookups.append(Lookup("list_projects", {}))
            return Ref("prj", "list_projects")
        if kind in ("fg", "srv") and "get_project" in self.tools:
            inner = Filled()
            project = self.reference("prj", inner)
            if project is not None:
                filled.lookups.extend([*inner.lookups, Lookup("get_project", {"project_id": project})])
                return Ref(kind, "get_project")
        return None


@cache
def _kinds() -> Lexicon:
    return Lexicon(resource("people.yaml")["kinds"])


def kinds_said(text: str) -> set[str]:
    """Kinds of things a text names by noun: ``prj``, ``fg``, …"""
    return {hit.concept for hit in _kinds().hits(text, forgiving=False)}
