"""A user's answer to a question the planner asked, put where it was missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sight_domain.llm.offline.planner.clauses import Clause, flags, join, split, starts_request
from sight_domain.llm.offline.planner.context import ID, Context, Thing, named_in
from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.intents import choose, small_talk
from sight_domain.llm.offline.planner.plans import Step, refill
from sight_domain.llm.offline.planner.references import Ref, Unresolved
from sight_domain.llm.offline.planner.requests import Missing
from sight_domain.llm.offline.planner.slots.audience import audience
from sight_domain.llm.offline.planner.slots.numbers import numbers
from sight_domain.llm.offline.planner.slots.people import people_meant, place_of
from sight_domain.llm.offline.planner.slots.questions import bare_questions
from sight_domain.llm.offline.planner.text import fold, sentence_case

_KINDS = ("prj", "fg", "srv", "doc", "run", "per", "target", "person", "people")
_FREE = ("query", "message", "name")


def answered(
    step: Step, missing: Missing, text: str, context: Context, tools: Sequence[PlannerTool]
) -> Step | None:
    """The step with the missing part filled from ``text``; None when the text is no answer to that question."""
    if missing.slot in _KINDS:
        picked = _picked(missing, text)
        if picked is not None:
            return _with_choice(step, missing, picked, context)
    if _is_new_request(text, context, tools, missing):
        return None
    if missing.slot == "questions":
        return _with_questions(step, text, context)
    if missing.slot == "topic":
        return _with_topic(step, text, context)
    if missing.slot in _FREE or missing.slot.startswith("value:"):
        return replace(step, arguments={**step.arguments, _argument(missing): text.strip()}, missing=None)
    added = split(text)
    if not added or step.request is None:
        return None
    clause = step.request.clause
    for part in added:
        clause = join(clause, part)
    filled = refill(step, clause, context)
    told_nothing = filled.arguments == step.arguments
    return None if filled.missing is not None or told_nothing else filled


def _argument(missing: Missing) -> str:
    return missing.slot.removeprefix("value:")


def _is_new_request(text: str, context: Context, tools: Sequence[PlannerTool], missing: Missing) -> bool:
    if (
        missing.slot == "questions"
        and bare_questions(text)
        and "?" in text
        and not starts_request(text.split("?")[0])
    ):
        return False
    if small_talk(text) is not None:
        return True
    clauses = split(text)
    if not clauses:
        return True
    names = [thing.name for thing in context.of_kind("per") if thing.name]
    intent = choose(clauses[0].bare, tools, flags(clauses[0], names))
    if intent is None:
        return False
    if missing.slot in ("person", "people", "path", "change") and len(text.split()) <= 6:
        return False
    return intent.by_rule >= 0.9 and starts_request(text)


def _picked(missing: Missing, text: str) -> Thing | None:
    typed = ID.search(text)
    if typed:
        return Thing(typed.group(), "")
    if small_talk(text) == "yes" and len(missing.options) == 1:
        return missing.options[0]
    people = people_meant(text, [option.name for option in missing.options if option.kind == "per"])
    for mention in people:
        for option in missing.options:
            if mention.how == "name" and option.name == mention.value:
                return option
    named = named_in(text, missing.options)
    if len(named) == 1:
        return named[0]
    folded = fold(text)
    parts = [
        option
        for option in missing.options
        if any(
            part[: max(3, len(part) - 2)] in folded
            for part in fold(option.name).split()[-1:]
            if len(part) > 2
        )
    ]
    if len(parts) == 1:
        return parts[0]
    if missing.slot in ("person", "people"):
        return None
    place = place_of(text, missing.slot)
    places = [place] if place is not None else []
    places += [m.position for m in people_meant(text) if m.how == "position"]
    places += [number.value - 1 for number in numbers(text)] if len(text.split()) <= 3 else []
    if places and -len(missing.options) <= places[0] < len(missing.options):
        return missing.options[places[0]]
    return None


def _with_choice(step: Step, missing: Missing, picked: Thing, context: Context) -> Step | None:
    if missing.slot == "per":
        return replace(step, arguments=_replaced(step.arguments, missing.said, picked.id), missing=None)
    if step.request is None:
        return None
    clause = step.request.clause
    return refill(step, join(clause, Clause(picked.id, picked.id)), context)


def _replaced(value: Any, said: str, key: str) -> Any:
    """The arguments with the person of that name as an id."""
    if isinstance(value, Ref):
        return key if value.mention is not None and value.mention.value == said else value
    if isinstance(value, list):
        return [_replaced(part, said, key) for part in value]
    if isinstance(value, dict):
        return {name: _replaced(part, said, key) for name, part in value.items()}
    return value


def _with_questions(step: Step, text: str, context: Context) -> Step | None:
    items = bare_questions(text)
    if not items or step.request is None:
        return None
    return refill(step, join(step.request.clause, Clause("", "", items)), context)


def _with_topic(step: Step, text: str, context: Context) -> Step | None:
    ends = [start for start, _ in audience(text).spans if start > 2]
    if text.rstrip().endswith("?"):
        return None
    phrase = re.split(r"[,.;!?\n]|\s-\s", text[: min(ends, default=len(text))])[0]
    phrase = re.sub(r"\s+(?:for|among|dla|wśród|in|w|z|ze)\s*$", "", phrase.strip(), flags=re.IGNORECASE)
    phrase = re.sub(r"^(?:it'?s about|about|on|o|na temat|chodzi o)\s+", "", phrase, flags=re.IGNORECASE)
    if len(phrase) < 3 or step.request is None:
        return None
    added = Clause(f'"{sentence_case(phrase)}"', text)
    filled = refill(step, join(step.request.clause, added), context)
    return replace(filled, arguments={**filled.arguments, "description": sentence_case(phrase)})


def as_missing(found: Unresolved) -> Missing:
    """A reference that could not be made out, as the question it leads to."""
    return Missing(found.kind, found.options, found.said)
