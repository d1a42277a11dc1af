"""How each known tool's arguments follow from a request; tools unknown here are filled by their schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sight_domain.llm.offline.planner.context import ID, named_in
from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.intents import by_rule
from sight_domain.llm.offline.planner.references import Those, resolve
from sight_domain.llm.offline.planner.requests import Filled, Missing, Request, kinds_said
from sight_domain.llm.offline.planner.schema import complete, enum_value
from sight_domain.llm.offline.planner.slots.audience import audience
from sight_domain.llm.offline.planner.slots.boosts import boost_said
from sight_domain.llm.offline.planner.slots.messages import message_to
from sight_domain.llm.offline.planner.slots.numbers import count_of_people
from sight_domain.llm.offline.planner.slots.topics import called, query, quoted, study_name, subject, topic
from sight_domain.llm.offline.planner.surveys import run_survey, survey_results, typed_question
from sight_domain.llm.offline.planner.text import fold, sentence_case

Filler = Callable[[PlannerTool, Request, Filled], None]

# A usual number of respondents for qualitative work; said in the answer whenever it is assumed.
_USUAL_SAMPLE = 20
_SEED = re.compile(r"\b(?:seed|ziarn\w*)\D{0,6}(\d+)")
_BECAUSE = re.compile(
    r"\b(?:because|since|bo|poniewaz|gdyz|as it|it was|it is|it's|to byl\w*|reason:|powod:)\s*(.+)$"
)
_STIMULUS = re.compile(r"\b(?:stimulus|concept|bodziec|koncept\w*|stymulus)\s*(?::|is|to|-)\s*")
_GOAL = re.compile(
    r"\b(?:to|for|zeby|aby|by|ktory pozwoli)\s+(?:find out|finding out|learn|understand|explore|see|dowiedziec sie|zrozumiec|zbadac"
    r"|sprawdzic|poznac|ustalic)\s*,?\s*"
)
_ABOUT = re.compile(r"\b(?:about|on|regarding|o tym,?|na temat|dotyczac\w+|o|w sprawie)\s+")
_ALONE = re.compile(r"\b(?:parallel|one by one|individual\w*|osobno|indywidualn\w*|rownoleg\w*)\b")
_MINUTES = re.compile(r"\b(\d{1,3})\s*(?:-\s*)?min\w*")
_DESCRIPTION = re.compile(r"\b(?:description|opis\w*)\b[^:\"„“]{0,30}?(?:\bto\b|\bna\b|:)\s*")
_AFRESH = re.compile(r"\b(?:refresh\w*|again|anew|odswiez\w*|ponownie|na nowo|jeszcze raz|od nowa)\b")
_UNMASKED = re.compile(
    r"\b(?:unmasked|not masked|without masking|niezamaskowan\w*|bez maskowania|z danymi osobowymi|with personal details?|full names|names included|with names|including names|pelne nazwiska|z nazwiskami)\b"
)
_ONLY = re.compile(r"\b(?:only|just|solely|tylko|wylacznie|jedynie|sam\w{1,3}|tych|those)\b")
_OF_SEGMENT = re.compile(
    r"\b(?:segment\w{0,4}|target group|grup[aeyo]? docelow\w*)\b\s*[:\"„“]?\s*(?P<name>[^\"”“]+?)\s*[\"”]?\s*(?:,|\bw tonie\b|\bin an? \w+ tone\b|[.?!]|$)",
    re.IGNORECASE,
)
_CLUSTERS = re.compile(r"\b(?:cluster\w*|klast\w*|skupi\w*)\b")
_HOW_MANY_CLUSTERS = re.compile(r"\b(\d+)\s+(?:cluster\w*|klast\w*|skupi\w*)\b")
_WITHOUT = re.compile(r"\b(?:bez|oprocz|procz|poza|without|except|excluding|apart from|other than|but not)\b")
_EVERYONE = re.compile(r"\b(?:everyone|everybody|all (?:of )?them|wszystk\w*|wszysc\w*)\b")


def fill(tool: PlannerTool, request: Request) -> Filled:
    """The call's arguments, limited to those the tool's schema has, and what is missing."""
    filled = Filled()
    filler = _FILLERS.get(tool.name)
    if filler is None:
        return complete(tool, request, filled)
    filler(tool, request, filled)
    filled.arguments = {
        key: value for key, value in filled.arguments.items() if value is not None and key in tool.properties
    }
    alternative = bool({"focus_group_id", "survey_id"} & filled.arguments.keys())
    return filled if alternative else complete(tool, request, filled, required_only=True)


def _create_project(tool: PlannerTool, request: Request, filled: Filled) -> None:
    text, bare = request.clause.text, request.clause.bare
    said = audience(request.audience_text or bare)
    about = topic(bare, audience(bare).spans)
    name = called(text) or quoted(text)
    if name is None and about is not None:
        name = study_name(*about, request.language)
    if name is None:
        filled.missing = Missing("topic")
        return
    target: dict[str, Any] = dict(said.target)
    if "country" not in target:
        target = {"country": "PL", **target}
        if not (said.target.get("regions") or request.language == "pl"):
            filled.notes.append("country_default")
    if said.cities:
        filled.notes.append("city:" + ", ".join(said.cities))
    if said.wishes:
        target["not_expressed"] = list(said.wishes)
    language = (
        enum_value(text, ["pl", "en"])
        if re.search(r"\bpo (?:polsku|angielsku)|in (?:english|polish)\b", fold(text))
        else None
    )
    size = count_of_people(request.audience_text or bare)
    if size is None and "sample_size" in tool.required:
        size = _USUAL_SAMPLE
        filled.notes.append(f"sample_default:{size}")
    filled.arguments = {
        "name": sentence_case(name),
        "description": subject(*about, request.language) if about else None,
        "language": language or request.language,
        "target": target,
        "sample_size": size,
    }


def _update_project(tool: PlannerTool, request: Request, filled: Filled) -> None:
    text = request.clause.text
    description = _DESCRIPTION.search(fold(text))
    said = audience(request.clause.bare)
    concepts = request.concepts
    filled.arguments["project_id"] = request.reference("prj", filled)
    if description:
        filled.arguments["description"] = quoted(text[description.end() :]) or text[
            description.end() :
        ].strip(" .")
    elif "rename" in concepts or re.search(r"nazw|name", fold(text)):
        filled.arguments["name"] = called(text) or quoted(text) or _after_to(text)
    size = count_of_people(request.clause.bare, alone=bool(re.search(r"sample size|prob|liczeb", fold(text))))
    if size is not None:
        filled.arguments["sample_size"] = size
    target = {key: value for key, value in said.target.items() if key != "country"}
    if target:
        wished = {"not_expressed": list(said.wishes)} if said.wishes else {}
        target = {"country": said.target.get("country", "PL"), **target, **wished}
    if target and "name" not in filled.arguments and not description:
        filled.arguments["target"] = target
    if not filled.missing and not set(filled.arguments) - {"project_id"}:
        filled.missing = Missing("change")


def _after_to(text: str) -> str | None:
    match = re.search(r"\b(?:to|na)\s+(?=\S)", fold(text))
    return text[match.end() :].strip(' .!"„”“') if match else None


def _generate_personas(tool: PlannerTool, request: Request, filled: Filled) -> None:
    seed = _SEED.search(fold(request.clause.text))
    bare = _SEED.sub("", fold(request.clause.bare)) if seed else request.clause.bare
    boost = boost_said(bare)
    filled.arguments = {
        "project_id": request.reference("prj", filled),
        "count": None if boost else count_of_people(bare, alone=True),
        "boost": boost,
        "seed": int(seed.group(1)) if seed else None,
    }


def _in_project(tool: PlannerTool, request: Request, filled: Filled) -> None:
    filled.arguments["project_id"] = request.reference("prj", filled)


def _segments(tool: PlannerTool, request: Request, filled: Filled) -> None:
    text = fold(request.clause.text)
    filled.arguments["project_id"] = request.reference("prj", filled)
    if _CLUSTERS.search(text):
        filled.arguments["by"] = "clusters"
        asked = _HOW_MANY_CLUSTERS.search(text)
        filled.arguments["clusters"] = int(asked.group(1)) if asked else None


def _one_person(tool: PlannerTool, request: Request, filled: Filled) -> None:
    people = request.people()
    if people:
        filled.arguments["persona_id"] = request.person(people[0], filled)
    else:
        filled.missing = Missing("person", request.context.of_kind("per"))


def _compare(tool: PlannerTool, request: Request, filled: Filled) -> None:
    people = list(request.people())
    if (
        len(people) == 1
        and request.context.spoken_of
        and people[0].how != "spoken_of"
        and "per" not in request.sources
    ):
        # "Compare her with Zofia": the other one is whoever was spoken of.
        other = request.context.spoken_of[-1]
        filled.arguments["persona_ids"] = [other, request.person(people[0], filled)]
        return
    if len(people) < 2 and not (people and people[0].value == "both"):
        filled.missing = Missing("people", request.context.of_kind("per"))
        return
    filled.arguments["persona_ids"] = [request.person(mention, filled) for mention in people]
    filled.lookups = _distinct(filled)


def _distinct(filled: Filled) -> list[Any]:
    kept: list[Any] = []
    for look in filled.lookups:
        if look not in kept:
            kept.append(look)
    return kept


def _run_focus_group(tool: PlannerTool, request: Request, filled: Filled) -> None:
    clause = request.clause
    if "go_on" in request.concepts and not clause.questions:
        filled.arguments["focus_group_id"] = request.reference("fg", filled)
        return
    if not clause.questions and request.context.draft is not None:
        filled.arguments["focus_group_id"] = request.context.draft
        return
    filled.arguments["project_id"] = request.reference("prj", filled)
    if filled.missing:
        return
    if not clause.questions:
        filled.missing = Missing("questions")
    stimulus = _STIMULUS.search(fold(clause.text))
    mode = enum_value(clause.bare, ["discussion"])
    named = (
        [m for m in request.people() if m.how in ("name", "id", "position")]
        if not _EVERYONE.search(fold(clause.bare))
        else []
    )
    people: Any = [request.person(mention, filled) for mention in named] or _those(request, filled)
    filled.lookups = _distinct(filled)
    filled.arguments |= {
        "name": called(clause.text) or _group_name(request),
        "questions": list(clause.questions) or None,
        "mode": mode or "parallel",
        "stimulus": (quoted(clause.text[stimulus.end() :]) or clause.text[stimulus.end() :].strip())
        if stimulus
        else None,
        "persona_ids": people,
    }


def _draft_guide(tool: PlannerTool, request: Request, filled: Filled) -> None:
    clause, draft = request.clause, request.context.draft
    text = fold(clause.text)
    minutes = _MINUTES.search(text)
    if draft is not None and {"change", "delete", "add", "questions"} & request.concepts:
        filled.arguments |= {"focus_group_id": draft, "changes": clause.text}
        return
    found = _GOAL.search(text) or _ABOUT.search(text)
    goal = clause.text[found.end() :].strip(" .!") if found else ""
    filled.arguments["project_id"] = request.reference("prj", filled)
    if not goal:
        filled.missing = filled.missing or Missing("goal")
    filled.arguments |= {
        "goal": sentence_case(goal) if goal else None,
        "mode": "parallel" if _ALONE.search(text) else None,
        "minutes": float(minutes.group(1)) if minutes else None,
    }


def _those(request: Request, filled: Filled) -> Those | None:
    """The respondents a group is limited to by what they are: "only the women", "those under 35"."""
    bare = request.clause.bare
    said = audience(bare)
    cut = _WITHOUT.search(fold(bare))
    wanted = _told(bare[: cut.start()] if cut else bare)
    unwanted = _told(bare[cut.end() :]) if cut else {}
    if not (wanted or unwanted) or "list_personas" not in request.tools:
        return None
    if "create_project" in request.sources.values() and not _ONLY.search(fold(bare)):
        # Beside the set-up of a study such words tell whom the study is about.
        return None
    after = max((end for _, end in said.spans), default=0)
    if not unwanted and _EVERYONE.search(fold(bare), after):
        return None
    project = filled.arguments.get("project_id")
    if project is not None:
        filled.lookups.append(request.people_of(project))
    return Those(wanted, unwanted)


def _told(text: str) -> dict[str, Any]:
    """What a text says of people, as far as a table of respondents can tell it."""
    target = audience(text).target
    return {name: value for name, value in target.items() if name not in ("country", "income", "quotas")}


def _group_name(request: Request) -> str:
    study = request.study or request.context.name_of(request.context.current.get("prj"))
    title = "Grupa fokusowa" if request.language == "pl" else "Focus group"
    return f"{title}: {study}" if study else title


def _group(tool: PlannerTool, request: Request, filled: Filled) -> None:
    filled.arguments["focus_group_id"] = request.reference("fg", filled)


def _needs(tool: PlannerTool, request: Request, filled: Filled) -> None:
    people = [m for m in request.people() if m.how != "spoken_of" or m.value == "one"]
    them = [m for m in people if m.how in ("name", "id", "position", "age")]
    if len(them) == 1:
        filled.arguments["persona_id"] = request.person(them[0], filled)
    else:
        filled.arguments["project_id"] = request.reference("prj", filled)
    if _AFRESH.search(fold(request.clause.text)):
        filled.arguments["refresh"] = True


def _messaging(tool: PlannerTool, request: Request, filled: Filled) -> None:
    text = request.clause.text
    people = [m for m in request.people() if m.how != "spoken_of" or m.value == "one"]
    segment = _OF_SEGMENT.search(text)
    if len(people) == 1:
        filled.arguments["persona_id"] = request.person(people[0], filled)
    else:
        filled.arguments["project_id"] = request.reference("prj", filled)
        filled.arguments["segment"] = segment["name"] if segment else None
    for name in ("kind", "tone"):
        filled.arguments[name] = enum_value(text, tool.properties.get(name, {}).get("enum", []))


def _export(tool: PlannerTool, request: Request, filled: Filled) -> None:
    text = request.clause.bare
    said = kinds_said(text)
    people = [m for m in request.people() if m.how in ("name", "id", "position", "age")]
    wanted = enum_value(text, ["pdf", "json", "csv", "xlsx", "docx"])
    offered = tool.properties.get("format", {}).get("enum", ["pdf"])
    if wanted is not None and wanted not in offered:
        filled.notes.append(f"format_not_there:{wanted}")
        wanted = "csv" if wanted == "xlsx" and "csv" in offered else "pdf"
    if people:
        kind, key = "persona", request.person(people[0], filled)
    elif _whole_study(request, said):
        kind, key = "project", request.reference("prj", filled)
    elif "fg" in said or "transcript" in request.concepts:
        kind, key = "focus_group", request.reference("fg", filled)
    elif "srv" in said:
        kind, key = "survey", request.reference("srv", filled)
    else:
        kind, key = "project", request.reference("prj", filled)
    filled.arguments |= {
        "kind": kind,
        "id": key,
        "format": wanted or "pdf",
        "sections": _sections(kind, wanted or "pdf", request),
    }
    if _UNMASKED.search(fold(text)):
        filled.arguments["mask_pii"] = False


def _whole_study(request: Request, said: set[str]) -> bool:
    """Whether transcripts are wanted of a study rather than of one group."""
    text = fold(request.clause.bare)
    several = re.search(r"\b(?:transcripts|transkrypcje|transkrypcji|transkrypty)\b", text)
    return "transcript" in request.concepts and (
        "prj" in said or bool(several and re.search(r"\b(?:all|wszystk\w*)\b", text))
    )


def _sections(kind: str, file_format: str, request: Request) -> list[str] | None:
    """The parts of the report asked for by name; None for the whole."""
    wanted = {"needs", "pains"} & request.concepts
    if kind in ("project", "persona") and wanted:
        return ["needs"]
    if kind == "project" and "transcript" in request.concepts:
        return ["transcripts"]
    # A group's CSV is its transcript anyway.
    whole = kind != "focus_group" or file_format == "csv"
    return ["transcript"] if "transcript" in request.concepts and not whole else None


def _delete(tool: PlannerTool, request: Request, filled: Filled) -> None:
    text = request.clause.text
    detail = _BECAUSE.search(fold(text))
    key = _target(request, filled)
    reason = enum_value(text, ["duplicate", "test_data", "outdated"]) or "other"
    filled.arguments |= {"id": key, "reason": reason}
    if detail and reason == "other":
        filled.arguments["reason_detail"] = text[detail.start(1) : detail.end(1)].strip(" .!")


def _target(request: Request, filled: Filled) -> Any:
    """The one thing to delete. A bare "delete it" is asked about: taking the wrong thing away is worse than asking."""
    typed = ID.search(request.clause.text)
    if typed:
        return typed.group()
    people = [m for m in request.people() if m.how in ("name", "position", "age")]
    if len(people) == 1:
        return request.person(people[0], filled)
    named = named_in(request.clause.text, [t for t in request.context.things.values() if len(t.name) > 2])
    if named:
        return max(named, key=lambda thing: len(thing.name)).id
    said = kinds_said(request.clause.bare) - {"per"}
    # "The transcript of the study" names two kinds; the narrower one is meant.
    kind = next((kind for kind in ("doc", "srv", "fg", "run", "prj") if kind in said), None)
    if kind is not None:
        found = request.reference(kind, filled)
        if found is None and filled.missing is None:
            filled.missing = Missing("target")
        return found
    last = request.context.things.get(request.context.last or "")
    filled.missing = Missing("target", (last,) if last else ())
    return None


def _restore(tool: PlannerTool, request: Request, filled: Filled) -> None:
    typed = ID.search(request.clause.text)
    filled.arguments["id"] = typed.group() if typed else request.context.deleted
    if filled.arguments["id"] is None:
        filled.missing = Missing("deleted")


def _add_document(tool: PlannerTool, request: Request, filled: Filled) -> None:
    filled.arguments["path"] = request.clause.path
    if request.clause.path is None:
        filled.missing = Missing("path")
    named = re.search(r"\b(?:as|jako|titled|called|zatytulowan\w+|pod tytulem)\s", fold(request.clause.bare))
    if named:
        filled.arguments["title"] = quoted(request.clause.text)


def _search(tool: PlannerTool, request: Request, filled: Filled) -> None:
    filled.arguments["query"] = query(request.clause.text)
    if filled.arguments["query"] is None:
        filled.missing = Missing("query")


def _graph(tool: PlannerTool, request: Request, filled: Filled) -> None:
    filled.arguments["question"] = request.clause.text.strip()


def _usage(tool: PlannerTool, request: Request, filled: Filled) -> None:
    text = request.clause.bare
    if "prj" in kinds_said(text) or "prj" in request.sources:
        filled.arguments["project_id"] = request.reference("prj", filled)
    by = re.search(r"\b(?:by|per|wedlug|na|w podziale na|each)\s+(\w+)", fold(text))
    if by or "dzien" in fold(text) or "daily" in fold(text):
        filled.arguments["group_by"] = enum_value(text, ["model", "day", "run", "task"])


def _run(tool: PlannerTool, request: Request, filled: Filled) -> None:
    filled.arguments["run_id"] = request.reference("run", filled)
    if filled.arguments["run_id"] is None and filled.missing is None:
        filled.missing = Missing("run")


def _estimate(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """The call whose cost is asked about, from the same words."""
    clause = request.clause
    scores = {
        name: score
        for name, score in by_rule(clause.bare, frozenset()).items()
        if name in request.tools and name in _COSTLY
    }
    count = count_of_people(clause.bare, alone=True)
    if not scores and "group" in request.concepts:
        scores = {"run_focus_group": 1.0}
    if "survey" in request.concepts:
        scores = {"run_survey": 1.0}
    if not scores and count is None:
        filled.missing = Missing("cost_of")
        return
    chosen = max(scores, key=lambda name: scores[name]) if scores else "generate_personas"
    if count is not None and not {"group", "survey"} & request.concepts:
        chosen = "generate_personas"
    inner: dict[str, Any] = {}
    if "prj" in request.context.current or "prj" in request.sources:
        inner["project_id"] = request.reference("prj", filled)
    if chosen == "generate_personas" and count is not None:
        inner["count"] = count
    if chosen == "run_focus_group":
        mode = enum_value(clause.bare, ["discussion"])
        inner |= {"name": _group_name(request), "mode": mode or "parallel"}
        if clause.questions:
            inner["questions"] = list(clause.questions)
        else:
            filled.missing = Missing("questions")
    if chosen == "run_survey":
        inner["questions"] = [typed_question(text, request.language) for text in clause.questions]
        if not clause.questions:
            filled.missing = Missing("questions")
    filled.arguments = {"tool": chosen, "arguments": inner}


def _interview(tool: PlannerTool, request: Request, filled: Filled) -> None:
    _one_person(tool, request, filled)
    if filled.missing is not None:
        return
    person = resolve(filled.arguments["persona_id"], request.context)
    if isinstance(person, str):
        filled.arguments["interview_id"] = request.context.interviews.get(person)
    message = " ".join(request.clause.questions) or message_to(request.clause.text, request.language)
    if message:
        filled.arguments["message"] = message
    else:
        filled.missing = Missing("message")


_COSTLY = frozenset(
    {"generate_personas", "run_focus_group", "analyze_needs", "run_survey", "generate_messaging"}
)
_FILLERS: dict[str, Filler] = {
    "create_project": _create_project,
    "list_projects": lambda tool, request, filled: None,
    "get_project": _in_project,
    "update_project": _update_project,
    "delete_item": _delete,
    "restore_item": _restore,
    "generate_personas": _generate_personas,
    "list_personas": _in_project,
    "get_persona": _one_person,
    "compare_personas": _compare,
    "check_representativeness": _in_project,
    "segment_personas": _segments,
    "run_focus_group": _run_focus_group,
    "draft_guide": _draft_guide,
    "get_focus_group": _group,
    "run_survey": run_survey,
    "get_survey_results": survey_results,
    "analyze_needs": _needs,
    "generate_messaging": _messaging,
    "add_document": _add_document,
    "list_documents": lambda tool, request, filled: None,
    "search_knowledge": _search,
    "query_graph": _graph,
    "export_report": _export,
    "get_usage": _usage,
    "get_run": _run,
    "cancel_run": _run,
    "resume_run": _run,
    "estimate_cost": _estimate,
    "interview_persona": _interview,
}
