"""The calls a message asks for, in order, with references between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.planner.arguments import fill
from sight_domain.llm.offline.planner.clauses import Clause, flags, join, split
from sight_domain.llm.offline.planner.context import Context
from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.intents import Intent, by_rule, choose, small_talk
from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.references import Ref
from sight_domain.llm.offline.planner.requests import Filled, Missing, Request
from sight_domain.llm.offline.planner.similarity import concepts_lexicon
from sight_domain.llm.offline.planner.slots.people import Mention

# What a call leaves behind as the current thing of a kind.
_MAKES = {
    "create_project": ("prj",),
    "list_projects": ("prj",),
    "generate_personas": ("per", "run"),
    "list_personas": ("per",),
    "run_focus_group": ("fg", "run"),
    "draft_guide": ("fg",),
    "run_survey": ("srv", "run"),
    "add_document": ("doc",),
}
# Several clauses about one of these add to one call; about any other they are calls of their own.
_ONE_CALL = frozenset(
    {"create_project", "update_project", "run_focus_group", "draft_guide", "run_survey", "analyze_needs", "get_focus_group", "list_personas",
     "segment_personas", "check_representativeness", "estimate_cost", "search_knowledge", "query_graph", "list_projects", "list_documents", "get_usage", "get_project"}
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One call to be made; its arguments may hold references.

    ``missing`` says what has to be asked before it can be made. A ``lookup`` only serves a later step.
    """

    tool: str
    arguments: dict[str, Any]
    request: Request | None = None
    missing: Missing | None = None
    notes: tuple[str, ...] = ()
    lookup: bool = False


@dataclass
class _Wish:
    tool: PlannerTool
    clause: Clause
    added: list[str] = field(default_factory=list)


def build(
    message: str, context: Context, tools: Sequence[PlannerTool], language: Language
) -> tuple[Step, ...]:
    """The steps of a message, empty when it asks for nothing that a bound tool does."""
    wishes = _about_a_guide(_wishes(message, context, tools), context, tools)
    return _steps(_with_respondents(wishes, tools), context, tools, language)


def refill(step: Step, clause: Clause, context: Context) -> Step:
    """The same step from more words."""
    assert step.request is not None
    request = replace(
        step.request,
        clause=clause,
        context=context,
        audience_text=f"{step.request.audience_text} {clause.bare}",
    )
    return _step(request.tools[step.tool], request)[0]


def _wishes(message: str, context: Context, tools: Sequence[PlannerTool]) -> list[_Wish]:
    by_name = {tool.name: tool for tool in tools}
    names = [thing.name for thing in context.of_kind("per") if thing.name]
    wishes: list[_Wish] = []
    before: Clause | None = None
    clauses = split(message)
    cued = any(by_rule(clause.bare, flags(clause, names)) for clause in clauses)
    for clause in clauses:
        if len(clauses) > 1 and small_talk(clause.text) is not None:
            continue
        whole = join(before, clause) if before and not wishes else clause
        intent = _meant(clause, tools, names, cued=cued)
        if whole is not clause:
            together = _meant(whole, tools, names, cued=cued)
            if together and (intent is None or together.by_rule > intent.by_rule):
                intent = together
        if intent is None:
            if wishes:
                wishes[-1].clause = join(wishes[-1].clause, clause)
            else:
                before = whole
            continue
        same = wishes and wishes[-1].tool.name == intent.tool
        if same and (intent.tool in _ONE_CALL or (clause.questions and not wishes[-1].clause.questions)):
            wishes[-1].clause = join(wishes[-1].clause, clause)
        else:
            wishes.append(_Wish(by_name[intent.tool], whole))
        before = None
    return _questions_with_their_group(wishes)


def _meant(clause: Clause, tools: Sequence[PlannerTool], names: list[str], *, cued: bool) -> Intent | None:
    """The clause's tool. Beside clauses with clear cues, one that only resembles an example is a remark on them,
    unless its tool is one for which no cues are known."""
    intent = choose(clause.bare, tools, flags(clause, names))
    if intent is None or intent.by_rule or not cued or intent.tool not in resource("intents.yaml")["rules"]:
        return intent
    return None


def _questions_with_their_group(wishes: list[_Wish]) -> list[_Wish]:
    """ "Run a focus group. Ask them: …" is one wish: questions said apart belong to the group before them."""
    kept: list[_Wish] = []
    for wish in wishes:
        if (
            kept
            and wish.clause.questions
            and wish.tool.name in ("run_focus_group", "interview_persona")
            and kept[-1].tool.name in ("run_focus_group", "estimate_cost")
            and not kept[-1].clause.questions
        ):
            kept[-1].clause = join(kept[-1].clause, wish.clause)
            continue
        kept.append(wish)
    return kept


def _about_a_guide(wishes: list[_Wish], context: Context, tools: Sequence[PlannerTool]) -> list[_Wish]:
    """What is to be found out belongs to the guide to be drafted for it; questions added belong to the one drafted."""
    draft_guide = next((tool for tool in tools if tool.name == "draft_guide"), None)
    kept: list[_Wish] = []
    for wish in wishes:
        concepts = concepts_lexicon().concepts(wish.clause.bare)
        if kept and kept[-1].tool.name == "draft_guide" and "study_verb" in concepts:
            kept[-1].clause = join(kept[-1].clause, wish.clause)
        elif context.draft and draft_guide and {"add", "questions"} <= concepts:
            kept.append(_Wish(draft_guide, wish.clause))
        else:
            kept.append(wish)
    return kept


def _with_respondents(wishes: list[_Wish], tools: Sequence[PlannerTool]) -> list[_Wish]:
    """A new study needs people before they can be asked: recruit them when that went without saying."""
    made = [wish.tool.name for wish in wishes]
    recruit = next((tool for tool in tools if tool.name == "generate_personas"), None)
    if recruit is None or "create_project" not in made or "generate_personas" in made:
        return wishes
    for place, name in enumerate(made):
        if name in ("run_focus_group", "run_survey") and place > made.index("create_project"):
            return [*wishes[:place], _Wish(recruit, Clause("", "")), *wishes[place:]]
    return wishes


def _steps(
    wishes: list[_Wish], context: Context, tools: Sequence[PlannerTool], language: Language
) -> tuple[Step, ...]:
    by_name = {tool.name: tool for tool in tools}
    audience = " ".join(
        wish.clause.bare for wish in wishes if wish.tool.name in ("create_project", "generate_personas")
    )
    sources: dict[str, str] = {}
    spoken: tuple[Mention, ...] = ()
    study: str | None = None
    opened: str | Ref | None = None
    steps: list[Step] = []
    for wish in wishes:
        request = Request(
            wish.clause, context, by_name, language, dict(sources), audience, study, spoken, opened
        )
        step, lookups = _step(wish.tool, request)
        for lookup in lookups:
            if all((lookup.tool, lookup.arguments) != (known.tool, known.arguments) for known in steps):
                steps.append(lookup)
            sources.update(dict.fromkeys(_MAKES.get(lookup.tool, ()), lookup.tool))
        if any(
            (step.tool, step.arguments) == (known.tool, known.arguments) and not step.missing
            for known in steps[-1:]
        ):
            continue
        steps.append(step)
        steps.extend(_about_the_others(step, request))
        sources.update(dict.fromkeys(_MAKES.get(step.tool, ()), step.tool))
        if step.tool == "get_project":
            opened = step.arguments.get("project_id")
        if step.tool == "create_project":
            opened = None
            study = step.arguments.get("name")
        people = tuple(mention for mention in request.people() if mention.how != "spoken_of")
        spoken = people or spoken
    return tuple(steps)


def _about_the_others(step: Step, request: Request) -> list[Step]:
    """ "Tell me about Anna and Zofia" is one call for each of them."""
    if step.tool != "get_persona" or step.missing is not None:
        return []
    others = [mention for mention in request.people()[1:] if mention.how != "spoken_of"]
    return [
        Step(step.tool, {**step.arguments, "persona_id": request.person(mention, Filled())}, request)
        for mention in others
    ]


def _step(tool: PlannerTool, request: Request) -> tuple[Step, list[Step]]:
    filled: Filled = fill(tool, request)
    lookups = [Step(look.tool, look.arguments, lookup=True) for look in filled.lookups]
    return Step(tool.name, filled.arguments, request, filled.missing, tuple(filled.notes)), lookups
