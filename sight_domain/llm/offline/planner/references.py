"""Things meant by a request: found now, or placeholders found once an earlier call has answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sight_domain.llm.offline.planner.context import Context, Thing
from sight_domain.llm.offline.planner.slots.people import Mention
from sight_domain.llm.offline.planner.text import fold

# Where a tool's result holds the id of a kind of thing.
_PATHS = {
    ("create_project", "prj"): "project.id",
    ("update_project", "prj"): "project.id",
    ("list_projects", "prj"): "projects[0].id",
    ("run_focus_group", "fg"): "focus_group.id",
    ("draft_guide", "fg"): "focus_group.id",
    ("run_survey", "srv"): "survey.id",
    ("get_project", "fg"): "focus_groups[0].id",
    ("get_project", "srv"): "surveys[0].id",
    ("add_document", "doc"): "document.id",
}
Why = Literal["none", "several", "unknown_name", "too_few", "nobody_fits"]
# What a target population says and the fact of a respondent it is about.
_FACTS = {"genders": "gender", "education": "education", "settlements": "settlement", "regions": "region"}


@dataclass(frozen=True)
class Ref:
    """A value that is an id of this kind.

    Args:
        kind: the id's prefix.
        source: the tool of this plan whose result will hold it, when it is not known yet.
        mention: the person meant, for people.
        place: which of the listed things, from 0, for "the second study".
    """

    kind: str
    source: str | None = None
    mention: Mention | None = None
    place: int | None = None

    def placeholder(self) -> str:
        """The reference as a plan shows it: ``$create_project.project.id``."""
        if self.mention is not None:
            place = str(self.mention.position)
            spot = {"name": self.mention.value, "age": f"{self.mention.value} {place}"}.get(
                self.mention.how, place
            )
            return f"${self.source or 'list_personas'}.personas[{spot}].id"
        path = _PATHS.get((self.source or "", self.kind), f"{'run' if self.kind == 'run' else self.kind}.id")
        path = path.replace("[0]", f"[{self.place or 0}]")
        return f"${self.source}.{path}"


@dataclass(frozen=True)
class Those:
    """The ids of the respondents who fit: "only the women", "people under 35".

    Args:
        unwanted: the same of those to leave out; empty for nobody.
        wanted: ``genders``, ``age_min``, ``age_max``, ``education``, ``settlements``, ``regions`` as in a target population.
    """

    wanted: Mapping[str, Any]
    unwanted: Mapping[str, Any] = field(default_factory=dict)

    def placeholder(self) -> str:
        """The reference as a plan shows it: ``$list_personas.personas[age_max=34].id``."""
        said = ", ".join(
            f"{sign}{name}={'|'.join(value) if isinstance(value, list) else value}"
            for sign, said in (("", self.wanted), ("!", self.unwanted))
            for name, value in said.items()
        )
        return f"$list_personas.personas[{said}].id"

    def among(self, people: tuple[Thing, ...]) -> list[str] | Unresolved:
        """The ids of those who fit, in their order; nobody is taken whose facts are not known."""
        fitting = [
            person.id
            for person in people
            if _fits(person, self.wanted) and not (self.unwanted and _fits(person, self.unwanted))
        ]
        return fitting or Unresolved("fitting", "nobody_fits" if people else "none")


@dataclass(frozen=True)
class Unresolved:
    """A reference that cannot be made out: why, what was said, and among which it could be."""

    kind: str
    why: Why
    said: str = ""
    options: tuple[Thing, ...] = ()


def _fits(person: Thing, wanted: Mapping[str, Any]) -> bool:
    low, high = wanted.get("age_min"), wanted.get("age_max")
    if (low is not None or high is not None) and person.age is None:
        return False
    if person.age is not None and not (low or 0) <= person.age <= (high or person.age):
        return False
    return all(getattr(person, fact) in wanted[name] for name, fact in _FACTS.items() if name in wanted)


def resolve(value: Any, context: Context) -> Any:
    """The value with every reference replaced by an id; an ``Unresolved`` when one cannot be."""
    if isinstance(value, Ref):
        return _one(value, context)
    if isinstance(value, Those):
        return value.among(context.of_kind("per"))
    if isinstance(value, list):
        found: list[Any] = []
        for part in value:
            one = resolve(part, context)
            if isinstance(one, Unresolved):
                return one
            found.extend(one if isinstance(one, list) and isinstance(part, Ref) else [one])
        return list(dict.fromkeys(found)) if all(isinstance(one, str) for one in found) else found
    if isinstance(value, Mapping):
        filled: dict[str, Any] = {}
        for key, part in value.items():
            one = resolve(part, context)
            if isinstance(one, Unresolved):
                return one
            filled[key] = one
        return filled
    return value


def placeholders(value: Any, context: Context) -> Any:
    """The value with every reference as an id if it is known already, else as its placeholder."""
    if isinstance(value, Ref):
        found = _one(value, context) if value.source is None else None
        return value.placeholder() if found is None or isinstance(found, Unresolved) else found
    if isinstance(value, Those):
        return value.placeholder()
    if isinstance(value, list):
        found_parts: list[Any] = []
        for part in value:
            one = placeholders(part, context)
            found_parts.extend(one if isinstance(one, list) and isinstance(part, Ref) else [one])
        return found_parts
    if isinstance(value, Mapping):
        return {key: placeholders(part, context) for key, part in value.items()}
    return value


def _one(ref: Ref, context: Context) -> Any:
    if ref.mention is not None:
        return _person(ref.mention, context)
    if ref.place is not None:
        listed = context.of_kind(ref.kind)
        if ref.place < len(listed):
            return listed[ref.place].id
        return Unresolved(ref.kind, "too_few" if listed else "none", options=listed)
    current = context.current.get(ref.kind)
    if current is not None:
        return current
    options = context.of_kind(ref.kind)
    if len(options) == 1:
        return options[0].id
    return Unresolved(ref.kind, "several" if options else "none", options=options)


def _person(mention: Mention, context: Context) -> Any:
    if mention.how == "id":
        return mention.value
    people = context.of_kind("per")
    if mention.how == "spoken_of":
        return _spoken_of(mention, context, people)
    if mention.how == "age":
        aged = [person for person in people if person.age is not None]
        if not aged:
            return Unresolved("per", "none", mention.value)
        ranked = sorted(aged, key=lambda person: person.age or 0, reverse=mention.value == "oldest")
        if mention.position >= len(ranked):
            return Unresolved("per", "too_few", mention.value, people)
        return ranked[mention.position].id
    if mention.how == "position":
        try:
            return people[mention.position].id
        except IndexError:
            return Unresolved("per", "too_few" if people else "none", str(mention.position + 1), people)
    return _by_name(mention.value, people)


def _spoken_of(mention: Mention, context: Context, people: tuple[Thing, ...]) -> Any:
    if mention.value == "both" and len(context.spoken_of) > 1:
        return list(context.spoken_of)
    if mention.value == "both" and len(people) == 2:
        return [person.id for person in people]
    if mention.value == "one" and context.spoken_of:
        return context.spoken_of[-1]
    return Unresolved("per", "none", options=people)


def _by_name(said: str, people: tuple[Thing, ...]) -> Any:
    if not people:
        # Tools take a unique name as well as an id.
        return said
    wanted = fold(said).split()
    same = [person for person in people if fold(person.name) == fold(said)]
    if not same:
        same = [person for person in people if fold(person.name).split()[:1] == wanted[:1]]
        if len(wanted) > 1:
            last = wanted[-1]
            near = [
                one
                for one in same
                if fold(one.name).split()[-1][: max(3, len(last) - 3)] == last[: max(3, len(last) - 3)]
            ]
            same = near
    if len(same) == 1:
        return same[0].id
    if same:
        return Unresolved("per", "several", said, tuple(same))
    return Unresolved("per", "unknown_name", said, people)
