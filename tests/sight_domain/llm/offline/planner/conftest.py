"""Tools as the catalogue binds them, and conversations to speak into."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from sight_domain.llm.offline.planner.planner import Exchange, PlannerTool, ToolCall

HERE = Path(__file__).parent
STRING: dict[str, Any] = {"type": "string"}
INTEGER: dict[str, Any] = {"type": "integer"}
STRINGS: dict[str, Any] = {"type": "array", "items": STRING}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}], "default": None}


def _schema(required: list[str], **properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


PAGE = {"limit": {"type": "integer", "minimum": 1, "maximum": 200}, "cursor": _or_null(STRING)}
SCHEMAS: dict[str, dict[str, Any]] = {
    "create_project": _schema(
        ["name", "target", "sample_size"],
        name=STRING,
        description=_or_null(STRING),
        language={"enum": ["pl", "en"]},
        target={"type": "object"},
        sample_size=INTEGER,
    ),
    "list_projects": _schema([], **PAGE),
    "get_project": _schema(["project_id"], project_id=STRING),
    "update_project": _schema(
        ["project_id"],
        project_id=STRING,
        name=_or_null(STRING),
        description=_or_null(STRING),
        target=_or_null({"type": "object"}),
        sample_size=_or_null(INTEGER),
    ),
    "delete_item": _schema(
        ["id", "reason"],
        id=STRING,
        reason={"enum": ["outdated", "duplicate", "test_data", "other"]},
        reason_detail=_or_null(STRING),
    ),
    "restore_item": _schema(["id"], id=STRING),
    "generate_personas": _schema(
        ["project_id"],
        project_id=STRING,
        count=_or_null(INTEGER),
        seed=_or_null(INTEGER),
        wait_seconds=INTEGER,
    ),
    "list_personas": _schema(["project_id"], project_id=STRING, **PAGE),
    "get_persona": _schema(
        ["persona_id"],
        persona_id=STRING,
        sections=_or_null({"type": "array", "items": {"enum": ["overview", "profile", "needs", "insights"]}}),
    ),
    "compare_personas": _schema(["persona_ids"], persona_ids=STRINGS, sections=_or_null(STRINGS)),
    "check_representativeness": _schema(["project_id"], project_id=STRING),
    "run_focus_group": _schema(
        [],
        project_id=_or_null(STRING),
        name=_or_null(STRING),
        questions=_or_null(STRINGS),
        persona_ids=_or_null(STRINGS),
        mode={"enum": ["parallel", "discussion"]},
        stimulus=_or_null(STRING),
        focus_group_id=_or_null(STRING),
        wait_seconds=INTEGER,
    ),
    "draft_guide": _schema(
        [],
        project_id=_or_null(STRING),
        goal=_or_null(STRING),
        mode={"enum": ["parallel", "discussion"]},
        minutes=_or_null({"type": "number"}),
        focus_group_id=_or_null(STRING),
        changes=_or_null(STRING),
    ),
    "get_focus_group": _schema(["focus_group_id"], focus_group_id=STRING, **PAGE),
    "analyze_needs": _schema(
        [], project_id=_or_null(STRING), persona_id=_or_null(STRING), refresh={"type": "boolean"}
    ),
    "add_document": _schema([], path=_or_null(STRING), title=_or_null(STRING)),
    "list_documents": _schema([], **PAGE),
    "search_knowledge": _schema(
        ["query"], query=STRING, top_k=INTEGER, mode={"enum": ["hybrid", "vector", "keyword"]}
    ),
    "query_graph": _schema([], question=_or_null(STRING), cypher=_or_null(STRING), limit=INTEGER),
    "export_report": _schema(
        ["kind", "id", "format"],
        kind={"enum": ["persona", "focus_group", "project"]},
        id=STRING,
        format={"enum": ["json", "csv", "pdf"]},
        sections=_or_null(STRINGS),
        mask_pii={"type": "boolean"},
    ),
    "get_usage": _schema(
        [], project_id=_or_null(STRING), group_by=_or_null({"enum": ["task", "model", "run", "day"]})
    ),
    "get_run": _schema(["run_id"], run_id=STRING),
    "cancel_run": _schema(["run_id"], run_id=STRING),
    "resume_run": _schema(["run_id"], run_id=STRING, wait_seconds={"type": "number"}),
    "estimate_cost": _schema(["tool", "arguments"], tool=STRING, arguments={"type": "object"}),
}
LATER: dict[str, dict[str, Any]] = {
    "interview_persona": _schema(
        ["persona_id", "message"], persona_id=STRING, message=STRING, interview_id=_or_null(STRING)
    ),
    "search_transcripts": _schema(["project_id", "query"], project_id=STRING, query=STRING),
    "generate_messaging": _schema(
        ["persona_id", "tone"],
        persona_id=STRING,
        tone={"enum": ["friendly", "professional", "playful"]},
        count=INTEGER,
    ),
}
EXAMPLES: dict[str, list[str]] = {
    **yaml.safe_load((files("tools") / "examples.yaml").read_text("utf-8")),
    **yaml.safe_load((HERE / "examples.yaml").read_text("utf-8")),
}

PROJECT = {"id": "prj_alpha", "name": "Breakfast habits", "language": "en", "sample_size": 20}
PEOPLE = [
    {"id": "per_anna", "full_name": "Anna Kowalska", "age": 34, "gender": "female", "region": "mazowieckie"},
    {"id": "per_zofia", "full_name": "Zofia Nowak", "age": 27, "gender": "female", "region": "śląskie"},
    {"id": "per_tomasz", "full_name": "Tomasz Wójcik", "age": 51, "gender": "male", "region": "łódzkie"},
    {"id": "per_maria", "full_name": "Maria Lis", "age": 45, "gender": "female", "region": "lubelskie"},
]
GROUP = {"id": "fg_one", "name": "Mornings", "status": "succeeded", "project_id": "prj_alpha"}
SUMMARY = {
    "themes": [
        {
            "title": "Price",
            "description": "Price decides.",
            "reach": 9,
            "quotes": [{"text": "It costs too much.", "turn_id": "trn_7", "persona_id": "per_anna"}],
        }
    ],
    "key_insights": ["9 of 20 respondents mention price."],
    "quotes_dropped": 0,
    "generated_by": "offline",
}
RESULTS: dict[str, dict[str, Any]] = {
    "create_project": {"project": PROJECT},
    "generate_personas": {
        "run": {"id": "run_people", "kind": "personas", "status": "succeeded", "done": 4, "total": 4},
        "personas": PEOPLE,
        "representativeness": {"verdict": "ok"},
    },
    "run_focus_group": {
        "run": {"id": "run_fg", "kind": "focus_group", "status": "succeeded", "done": 80, "total": 80},
        "focus_group": GROUP,
        "summary": SUMMARY,
    },
}


def called(name: str, arguments: dict[str, Any], result: dict[str, Any], number: int) -> list[Exchange]:
    """One call and its answer, as the agent's loop records them."""
    call = ToolCall(f"c{number}", name, arguments)
    return [
        Exchange("assistant", "", (call,)),
        Exchange(
            "tool",
            json.dumps(result, ensure_ascii=False),
            tool_call_id=call.id,
            tool_name=name,
            is_error="error" in result,
        ),
    ]


def _scene(name: str) -> list[Exchange]:
    history = [Exchange("system", "You are Sight.")]
    if name == "nothing":
        return history
    history += [Exchange("user", "Create a study called 'Breakfast habits'")]
    history += called("create_project", {"name": "Breakfast habits"}, RESULTS["create_project"], 1)
    history += [Exchange("assistant", "The study is set up.")]
    if name == "project":
        return history
    history += [Exchange("user", "Recruit 20 respondents")]
    history += called("generate_personas", {"project_id": "prj_alpha"}, RESULTS["generate_personas"], 2)
    history += [Exchange("assistant", "Done.")]
    if name in ("people", "anna", "draft"):
        return history + _asides(name)
    history += [Exchange("user", "Run a focus group: What do you eat?")]
    arguments = {"project_id": "prj_alpha", "name": "Mornings", "questions": ["What do you eat?"]}
    history += called("run_focus_group", arguments, RESULTS["run_focus_group"], 3)
    return [*history, Exchange("assistant", "The group has finished."), *_asides(name)]


def _asides(name: str) -> list[Exchange]:
    """One more exchange: about Anna, a guide to be approved, or a survey; nothing for other scenes."""
    if name == "anna":
        said, call, about = "Tell me about Anna", "get_persona", {"persona_id": "per_anna"}
        result, answer = {"persona": PEOPLE[0]}, "Anna is 34."
    elif name == "draft":
        said, call, about = "Draft a guide on breakfast", "draft_guide", {"project_id": "prj_alpha"}
        draft = {"id": "fg_draft", "name": "Breakfast", "status": "draft", "project_id": "prj_alpha"}
        result, answer = {"focus_group": draft}, "Nothing is run yet. Say *go ahead* to run it."
    elif name == "survey":
        said, call, about = "Survey them: Do you like it?", "run_survey", {"project_id": "prj_alpha"}
        survey = {"id": "srv_one", "title": "Breakfast", "status": "succeeded", "project_id": "prj_alpha"}
        run = {"id": "run_srv", "status": "succeeded", "done": 4, "total": 4}
        result, answer = {"run": run, "survey": survey}, "The survey has finished."
    else:
        return []
    return [Exchange("user", said), *called(call, about, result, 4), Exchange("assistant", answer)]


@pytest.fixture
def scene() -> Callable[[str], list[Exchange]]:
    """A conversation so far: ``nothing``, ``project``, ``people`` or ``study``; or a study's people and then ``anna``
    or a ``draft``, or the study and then a ``survey``."""
    return _scene


@pytest.fixture
def results() -> dict[str, dict[str, Any]]:
    """What the tools answer."""
    return RESULTS


def bind(schemas: dict[str, dict[str, Any]]) -> tuple[PlannerTool, ...]:
    """Tools with these schemas and the catalogue's example utterances."""
    return tuple(
        PlannerTool(name, name.replace("_", " "), schema, tuple(EXAMPLES[name]), name == "delete_item")
        for name, schema in schemas.items()
    )


@pytest.fixture(scope="session")
def tools() -> tuple[PlannerTool, ...]:
    """The tools of the first catalogue."""
    return bind(SCHEMAS)


@pytest.fixture(scope="session")
def more_tools() -> tuple[PlannerTool, ...]:
    """The same and some that came later."""
    return bind({**SCHEMAS, **LATER})


def value_at(arguments: dict[str, Any], path: str) -> Any:
    """The argument under a dotted path, None where there is nothing."""
    found: Any = arguments
    for part in path.split(".") if path else ():
        found = found.get(part) if isinstance(found, dict) else None
    return found


def disagreements(case: dict[str, Any], tools: tuple[PlannerTool, ...]) -> list[str]:
    """How the plan for a case differs from the one written down; lookups count only where written down."""
    from sight_domain.llm.offline.planner.planner import plan

    steps = plan([*_scene(case["after"]), Exchange("user", case["say"])], tools)
    lookups = {"list_projects", "list_personas"} - set(case["plan"])
    kept = [step for step in steps if step.name not in lookups]
    if [step.name for step in kept] != case["plan"]:
        return [f"plan {[step.name for step in kept]}, expected {case['plan']}"]
    wrong: list[str] = []
    for where, expected in (case.get("args") or {}).items():
        tool, _, path = where.partition(".")
        step = next(step for step in kept if step.name == tool)
        found = value_at(step.arguments, path)
        if found != expected:
            wrong.append(f"{where} is {found!r}, expected {expected!r}")
    return wrong


@pytest.fixture(scope="session")
def check(tools: tuple[PlannerTool, ...]) -> Callable[[dict[str, Any]], list[str]]:
    """Tells how a plan differs from the expected one."""
    return lambda case: disagreements(case, tools)


@pytest.fixture(scope="session")
def check_all() -> Callable[[dict[str, Any]], list[str]]:
    """The same with every tool there is, as its door binds it."""
    from tools.catalogue import catalogue

    tools = tuple(
        PlannerTool(tool.name, tool.description, tool.input_schema, tool.examples, tool.destructive)
        for tool in catalogue().values()
    )
    return lambda case: disagreements(case, tools)
