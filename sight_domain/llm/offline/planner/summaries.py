"""What a tool's result says, in Markdown, from the result alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.markdown import plain
from sight_domain.llm.offline.planner.surveys import told as _survey
from sight_domain.llm.offline.planner.text import sentence_case

Result = Mapping[str, Any]
_LISTED = 10
_PEOPLE_LISTED = 5
_TOP = 3
_QUOTE = 240
_SHOWN = 80
_TITLES = ("full_name", "name", "title", "filename")


def words_of(name: str, language: Language, /, **values: object) -> str:
    """A sentence of the summaries' wording with its slots filled."""
    return resource("summaries.yaml")[name][language].format(**values)


def summary(
    tool: str, result: Result, arguments: Mapping[str, Any], language: Language, name: str = ""
) -> list[str]:
    """The lines that tell what a call gave; ``name`` is that of the thing the call was about; a tool unknown here is told by its result's own fields."""
    return _TELLERS.get(tool, _plainly)(
        {**result, "asked_id": arguments.get("id", ""), "asked_name": name}, language
    )


def offline_written(value: Any) -> bool:
    """Whether any part of a result says that the offline engine wrote it."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key in ("generated_by", "engine", "model", "written_by") and "offline" in str(part).lower():
                return True
            if isinstance(part, Mapping | list) and offline_written(part):
                return True
        return False
    if isinstance(value, list):
        return any(offline_written(part) for part in value)
    return False


def code_name(code: object, language: Language) -> str:
    """A code of the result in the reader's language, or as it stands."""
    known = resource("summaries.yaml")["codes"].get(str(code))
    return known[language] if known else plain(code)


def _items(result: Result, *names: str) -> list[Mapping[str, Any]]:
    for name in (*names, "items"):
        found = result.get(name)
        if isinstance(found, list):
            return [one for one in found if isinstance(one, Mapping)]
    return []


def _part(result: Result, name: str) -> Mapping[str, Any]:
    found = result.get(name)
    return found if isinstance(found, Mapping) else {}


def _shown(lines: Sequence[str], total: int, language: Language, limit: int = _LISTED) -> list[str]:
    kept = [f"- {line}" for line in lines[:limit]]
    left = total - len(kept)
    return [*kept, f"- {words_of('and_more', language, n=left)}"] if left > 0 else kept


def _figure(value: object, language: Language) -> str:
    if not isinstance(value, float):
        return str(value)
    value = value or 0.0  # no sign before a zero
    figure = f"{value:.4g}" if abs(value) < 1 else f"{value:.2f}".rstrip("0").rstrip(".")
    return figure.replace(".", ",") if language == "pl" else figure


def _rounded(value: object, language: Language) -> str:
    """A figure to two decimals, where more would only be noise of the arithmetic."""
    return _figure(round(value, 2) if isinstance(value, float) else value, language)


def _title(thing: Mapping[str, Any]) -> str:
    return plain(next((thing[k] for k in _TITLES if thing.get(k)), thing.get("id", "")))


def _created(result: Result, language: Language) -> list[str]:
    project = _part(result, "project") or result
    lines = [words_of("created", language, name=_title(project), id=project.get("id", ""))]
    lines += _audience(result, language) or _target_line(project, language)
    if project.get("sample_size"):
        lines.append(words_of("sample", language, n=project["sample_size"]))
    return lines


def _audience(result: Result, language: Language) -> list[str]:
    """The target in words with its incidence, and what was asked for but has no effect."""
    if not result.get("target_in_words"):
        return []
    said = plain(result["target_in_words"]).rstrip(".")
    lines = [words_of("audience", language, said=said, incidence=plain(result.get("incidence_in_words")))]
    for wish in _items(result, "not_expressed"):
        parts = {key: plain(wish.get(key)) for key in ("said", "reason", "instead")}
        lines.append(words_of("not_expressed", language, **parts))
    return lines


def _target_line(project: Mapping[str, Any], language: Language) -> list[str]:
    target = _target(_part(project, "target"), language)
    return [words_of("target", language, parts=target)] if target else []


def _target(target: Mapping[str, Any], language: Language) -> str:
    parts: list[str] = []
    if target.get("genders"):
        parts.append(", ".join(code_name(code, language) for code in target["genders"]))
    low, high = target.get("age_min"), target.get("age_max")
    if low is not None or high is not None:
        parts.append(
            f"{low}-{high}"
            if low is not None and high is not None
            else f"{low}+"
            if high is None
            else f"≤ {high}"
        )
    for dimension in ("regions", "settlements", "education", "income"):
        if target.get(dimension):
            parts.append(", ".join(code_name(code, language) for code in target[dimension]))
    if target.get("country"):
        parts.append(str(target["country"]))
    return "; ".join(parts)


def _projects(result: Result, language: Language) -> list[str]:
    projects = _items(result, "projects")
    if not projects:
        return [words_of("no_projects", language)]
    lines = [f"**{_title(one)}** (`{one.get('id', '')}`)" for one in projects]
    return [words_of("projects", language, n=len(projects)), *_shown(lines, len(lines), language)]


def _project(result: Result, language: Language) -> list[str]:
    project = _part(result, "project") or result
    lines = [words_of("project", language, name=_title(project), id=project.get("id", ""))]
    if project.get("description") and project["description"] != project.get("name"):
        lines.append(plain(project["description"]))
    target = _target(_part(project, "target"), language)
    if target:
        lines.append(words_of("target", language, parts=target))
    for name, label in resource("summaries.yaml")["counts"].items():
        held = result.get(name, project.get(name))
        number = len(held) if isinstance(held, list) else held
        number = number if number is not None else project.get(f"{name}_count", result.get(f"{name}_count"))
        if isinstance(number, int):
            lines.append(f"- {label[language]}: {number}")
    return lines


def _updated(result: Result, language: Language) -> list[str]:
    lines = [words_of("updated", language, name=_title(_part(result, "project") or result))]
    return [*lines, *_audience(result, language)]


def _deleted(result: Result, language: Language) -> list[str]:
    return [words_of("deleted", language, what=_named(result))]


def _restored(result: Result, language: Language) -> list[str]:
    return [words_of("restored", language, what=_named(result))]


def _named(result: Result) -> str:
    key = str(result["asked_id"])
    own = [_title(part) for part in (_part(result, "item"), result) if any(part.get(k) for k in _TITLES)]
    name = own[0] if own else plain(result["asked_name"])
    return f"**{name}** (`{key}`)" if name else f"`{key}`"


def _recruited(result: Result, language: Language) -> list[str]:
    people = _items(result, "personas")
    run = _part(result, "run")
    number = run.get("done", len(people)) if run.get("status") == "succeeded" else len(people)
    return [
        words_of("recruited", language, n=number),
        *_demography(people, language),
        *_table(people, len(people), language),
        *(plain(note) for note in result.get("notes") or ()),
    ]


def _people(result: Result, language: Language) -> list[str]:
    people = _items(result, "personas")
    if not people:
        return [words_of("nobody", language)]
    total = result.get("total")
    total = total if isinstance(total, int) else len(people)
    # Women, men and ages are counted on this page only, so they are told when it holds everybody.
    return [
        words_of("people", language, n=total),
        *(_demography(people, language) if total == len(people) else ()),
        *_table(people, total, language),
    ]


def _demography(people: Sequence[Mapping[str, Any]], language: Language) -> list[str]:
    ages = [one["age"] for one in people if isinstance(one.get("age"), int)]
    if not ages:
        return []
    women = sum(one.get("gender") == "female" for one in people)
    men = sum(one.get("gender") == "male" for one in people)
    if women + men == 0:
        return [words_of("ages", language, low=min(ages), high=max(ages))]
    return [words_of("women_men", language, women=women, men=men, low=min(ages), high=max(ages))]


def _table(people: Sequence[Mapping[str, Any]], total: int, language: Language) -> list[str]:
    return _shown([_person_line(one, language) for one in people], total, language, _PEOPLE_LISTED)


def _person_line(person: Mapping[str, Any], language: Language) -> str:
    facts = [words_of("years", language, n=person["age"])] if person.get("age") is not None else []
    facts += [code_name(person[k], language) for k in ("region", "settlement") if person.get(k)]
    facts += [plain(person[k]) for k in ("occupation",) if person.get(k)]
    return f"**{_title(person)}** ({'; '.join(facts)})" if facts else f"**{_title(person)}**"


def _person(result: Result, language: Language) -> list[str]:
    person = _part(result, "persona") or result
    overview = {**_part(person, "overview"), **person}
    lines = [_person_line(overview, language)]
    profile = _part(person, "profile") or _part(result, "profile")
    for name in ("headline", "background_story", "quote"):
        text = overview.get(name) or profile.get(name)
        if text:
            lines.append(plain(text))
    return lines


def _compared(result: Result, language: Language) -> list[str]:
    names = {str(one.get("id")): _title(one) for one in _items(result, "personas")}
    lines = [
        words_of(
            "similarity",
            language,
            names=", ".join(names.values()),
            score=_rounded(result.get("similarity_score", ""), language),
        )
    ]
    if said := result.get("in_words"):
        # The sentence opens with the score that the line above gives already.
        lines.append(plain(sentence_case(str(said).partition(": ")[2])) + ".")
    differences = _items(result, "key_differences")[:6]
    genders = {
        str(one.get("id")): gender
        for one in _items(result, "personas")
        if (gender := one.get("gender") or _part(one, "overview").get("gender"))
    }
    if differences:
        lines.append(words_of("differences", language))
        lines.extend(
            f"- {code_name(one.get('label') or one.get('field'), language)}: {_values(_by_name(values, names), language)}"
            for one in differences
            # Labels of gender are those of a whole group; the codes say it of one person.
            for values in [genders if one.get("field") == "gender" and genders else one.get("values")]
        )
    return lines


def _by_name(values: Any, names: Mapping[str, str]) -> Any:
    if isinstance(values, Mapping):
        return {names.get(str(key), str(key)): value for key, value in values.items()}
    return values


def _values(values: Any, language: Language) -> str:
    if isinstance(values, Mapping):
        return "; ".join(f"{key}: {_value(value, language)}" for key, value in values.items())
    if isinstance(values, list):
        return " / ".join(_value(value, language) for value in values)
    return _value(values, language)


def _value(value: Any, language: Language) -> str:
    if isinstance(value, Mapping):
        name = _title(value)
        return f"{name}: {_value(value['value'], language)}" if "value" in value else name
    if isinstance(value, list):
        return ", ".join(_value(one, language) for one in value)
    if isinstance(value, int | float):
        return _figure(value, language)
    one = resource("summaries.yaml")["one_person"].get(str(value))
    return one[language] if one else code_name(value, language)


def _representative(result: Result, language: Language) -> list[str]:
    lines = [words_of("representative", language, n=result.get("n", ""))]
    for one in _items(result, "dimensions"):
        told = words_of(
            "margin",
            language,
            persons=_rounded(one.get("max_margin_error_persons", ""), language),
            p=_figure(one.get("p_value", ""), language),
            v=_rounded(one.get("cramers_v", ""), language),
        )
        lines.append(f"- {code_name(one.get('dimension'), language)}: {told}")
    verdict = result.get("verdict")
    text = verdict.get(language) if isinstance(verdict, Mapping) else verdict
    return [*lines, str(text)] if text else lines


def _segments(result: Result, language: Language) -> list[str]:
    lines = [words_of("segments", language, n=result.get("n", ""))]
    for one in _items(result, "segments"):
        share = f"{round(float(one.get('share') or 0) * 100)}%"
        lines.append(
            f"- **{plain(one.get('name'))}** ({one.get('n', 0)}; {share}): {plain(one.get('description'))}"
        )
    return [*lines, *(plain(note) for note in result.get("notes") or ())]


def _group(result: Result, language: Language) -> list[str]:
    group = _part(result, "focus_group")
    if group.get("status") == "draft" and not result.get("run") and not result.get("turns"):
        return _guide(result, language)
    lines = [words_of("group", language, name=_title(group), id=group.get("id", ""))] if group else []
    turns = _part(result, "metrics").get("turns")
    if turns is not None:
        lines.append(words_of("turns", language, n=turns))
    lines += [
        words_of("limit_met", language, what=plain(one.get("in_words")))
        for one in _items(result, "limits_met")
        if one.get("limit") != "turns"
    ]
    found = _part(result, "summary") or _part(group, "summary")
    themes = _items(found, "themes")
    if themes:
        lines += ["", words_of("themes", language)]
        for number, theme in enumerate(themes[:_TOP], 1):
            lines.append(
                f"{number}. **{_title(theme)}**{_reach(theme.get('reach'), language)}{_quote(theme)}"
            )
    insights = [plain(one) for one in found.get("key_insights") or ()][:_TOP]
    if insights:
        lines.extend(["", words_of("insights", language), *(f"- {one}" for one in insights)])
    if doubtful := plain(_part(found, "agreement").get("warning") or ""):
        lines.extend(["", doubtful])
    asked = [plain(one.get("question")) for one in _items(found, "ask_next")][:_TOP]
    if asked:
        lines.extend(["", words_of("ask_next", language), *(f"- {one}" for one in asked)])
    return lines


def _guide(result: Result, language: Language) -> list[str]:
    """The sections with their questions counted through, as they are asked for when something is to change."""
    group = _part(result, "focus_group")
    guide = _part(group, "guide")
    lines = [words_of("guide", language, name=_title(group), id=group.get("id", ""))]
    if result.get("changed") is False:
        lines = [words_of("guide_unchanged", language), "", *lines]
    stimuli = _items(guide, "stimuli")
    number = 0
    for section in _items(guide, "sections"):
        minutes = section.get("minutes")
        took = words_of("guide_minutes", language, n=_figure(minutes, language)) if minutes else ""
        lines += ["", words_of("guide_section", language, title=_title(section), minutes=took)]
        for question in _items(section, "questions"):
            for shown in stimuli:
                if shown.get("from_question") == number:
                    what = plain(shown.get("title") or str(shown.get("text", ""))[:_SHOWN])
                    lines.append(f"- *{words_of('guide_shown', language, n=number + 1, what=what)}*")
            number += 1
            lines.append(f"{number}. {plain(question.get('text'))}")
            lines += [
                f"   - {words_of('guide_probe', language, text=plain(probe))}"
                for probe in question.get("probes") or ()
            ]
    return lines


def _reach(reach: Any, language: Language) -> str:
    if isinstance(reach, Mapping):
        reach = reach.get("count", reach.get("share"))
    if isinstance(reach, bool) or not isinstance(reach, int | float):
        return ""
    if isinstance(reach, float) and reach <= 1:
        return f" ({words_of('reach_share', language, n=round(100 * reach))})"
    return f" ({words_of('reach', language, n=int(reach))})"


def _quote(theme: Mapping[str, Any]) -> str:
    """The first quote, whole: cut words would no longer be what was said."""
    for one in _items(theme, "quotes"):
        text = str(one.get("text", ""))
        if 0 < len(text) <= _QUOTE:
            source = f" (`{one['turn_id']}`)" if one.get("turn_id") else ""
            return f"\n   > {plain(text)}{source}"
    return ""


def _interviewed(result: Result, language: Language) -> list[str]:
    """Whose answer it is, the answer word for word, and its id; or why there is none."""
    interview, exchange = _part(result, "interview"), _part(result, "exchange")
    known = {"name": plain(interview.get("persona_name")), "id": exchange.get("id", "")}
    if exchange.get("outcome") != "answered":
        told = [words_of("no_answer", language, **known, why=plain(exchange.get("reason")))]
        return [*told, plain(result["note"])] if result.get("note") else told
    said = [f"> {plain(line)}" for line in str(exchange.get("text", "")).splitlines() if line.strip()]
    return [words_of("interviewed", language, **known), "", *said]


def _needs(result: Result, language: Language) -> list[str]:
    lines: list[str] = []
    pains = _items(result, "pain_points")
    if pains:
        lines.append(words_of("pains", language))
        for number, pain in enumerate(pains[:_TOP], 1):
            severity = pain.get("severity")
            told = (
                f" ({words_of('severity', language, n=_figure(severity, language))})"
                if severity is not None
                else ""
            )
            lines.append(
                f"{number}. **{plain(pain.get('pain_title') or '') or _title(pain)}**{told}{_quote(pain)}"
            )
    outcomes = sorted(
        (one for one in _items(result, "desired_outcomes") if (one.get("opportunity_score") or 0) > 0),
        key=lambda one: -one["opportunity_score"],
    )
    if outcomes:
        lines += ["", words_of("outcomes", language)]
        lines.extend(
            f"- {plain(one.get('outcome_statement', ''))} ({words_of('opportunity', language, n=_figure(one.get('opportunity_score', ''), language))})"
            for one in outcomes[:_TOP]
        )
    jobs = [
        plain(one.get("job_statement") or "") or _title(one) for one in _items(result, "jobs_to_be_done")
    ][:_TOP]
    if jobs:
        lines.extend(["", words_of("jobs", language), *(f"- {job}" for job in jobs)])
    if not lines:
        lines.append(words_of("no_needs", language))
    if result.get("outdated"):
        lines.append(words_of("outdated", language))
    return lines


def _messages(result: Result, language: Language) -> list[str]:
    lines: list[str] = []
    for number, one in enumerate(_items(result, "variants"), 1):
        needs = [
            plain(ground.get("text", ""))
            for ground in one.get("grounds") or ()
            if ground.get("kind") != "fact"
        ]
        rests_on = words_of("message_rests_on", language, needs=" · ".join(needs))
        lines.append(
            f"{number}. **{plain(one.get('headline', ''))}**\n   {plain(one.get('body', ''))}\n"
            f"   *{plain(one.get('call_to_action', ''))}*\n   {rests_on}"
        )
    left = result.get("left_this_hour")
    if left is not None:
        lines += ["", words_of("messages_left", language, n=_figure(left, language))]
    lines += [plain(note) for note in result.get("notes") or ()]
    return lines


def _document(result: Result, language: Language) -> list[str]:
    return [words_of("document", language, name=_title(_part(result, "document") or result))]


def _documents(result: Result, language: Language) -> list[str]:
    documents = _items(result, "documents")
    if not documents:
        return [words_of("no_documents", language)]
    return [
        words_of("documents", language, n=len(documents)),
        *_shown([f"**{_title(one)}**" for one in documents], len(documents), language),
    ]


def _found(result: Result, language: Language) -> list[str]:
    hits = _items(result, "hits")
    if not hits:
        return [words_of("no_hits", language)]
    lines = [words_of("hits", language, n=len(hits))]
    for hit in hits[:_TOP]:
        page = f", {words_of('page', language, n=hit['page'])}" if hit.get("page") else ""
        facts = " … ".join(str(fact.get("text", "")) for fact in hit.get("key_facts") or ())
        text = " ".join((facts or str(hit.get("text", ""))).split())
        shown = text if len(text) <= 400 else text[:400].rsplit(" ", 1)[0] + " …"
        lines.append(f"- **{_title(hit)}**{page}\n  > {plain(shown)}")
    return lines


def _facts(result: Result, language: Language) -> list[str]:
    """Each fact with the words that state it. Rows of a query are for whoever wrote the query."""
    facts, rows = _items(result, "facts"), result.get("rows") or []
    note = [plain(result["note"])] if result.get("note") else []
    if not facts:
        shown = [f"- {plain(', '.join(map(str, row.values())))}" for row in rows[:_TOP]]
        return [*shown, *note] or [words_of("no_hits", language)]
    lines = [words_of("facts", language, n=len(facts))]
    for fact in facts[:_TOP]:
        source = fact.get("source", {})
        page = f", {words_of('page', language, n=source['page'])}" if source.get("page") else ""
        lines.append(
            f"- **{plain(str(fact.get('statement', '')))}** ({_title(source)}{page})\n"
            f"  > {plain(' '.join(str(source.get('quote', '')).split()))}"
        )
    return [*lines, *note]


def _said(result: Result, language: Language) -> list[str]:
    hits = _items(result, "hits")
    if not hits:
        return [words_of("nothing_said", language), *([plain(result["note"])] if result.get("note") else [])]
    lines = [words_of("statements", language, n=len(hits))]
    for hit in hits[:_TOP]:
        speaker, place = hit.get("speaker", {}), hit.get("place", {})
        lines.append(
            f"- **{plain(str(speaker.get('name', '')))}** ({plain(str(place.get('name', '')))})\n  > {plain(str(hit.get('quote', '')))}"
        )
    return lines


def _exported(result: Result, language: Language) -> list[str]:
    if result.get("export", result) is None:
        return []
    export = _part(result, "export") or result
    size = export.get("bytes")
    told = f"{max(1, round(size / 1024))} KB" if isinstance(size, int) else str(export.get("mime_type", ""))
    return [words_of("exported", language, filename=_title(export), size=told)]


def _usage(result: Result, language: Language) -> list[str]:
    lines = [words_of("usage", language, **_costs(result, language))]
    for group in _items(result, "groups"):
        key = next(
            (str(group[k]) for k in ("key", "name", "group", "model", "task", "day", "run") if group.get(k)),
            "",
        )
        lines.append(f"- {plain(key)}: {words_of('usage', language, **_costs(group, language))}")
    return lines


def _estimate(result: Result, language: Language) -> list[str]:
    return [words_of("estimate", language, **_costs(result, language))]


def _costs(result: Result, language: Language) -> dict[str, str]:
    names = ("calls", "attempts", "input_tokens", "output_tokens", "usd", "model")
    return {name: _figure(result.get(name, "–"), language) for name in names}


def _no_words(result: Result, language: Language) -> list[str]:
    """Runs are told by their status line."""
    return []


def _plainly(result: Result, language: Language) -> list[str]:
    lines: list[str] = []
    for key, value in result.items():
        if key in ("asked_id", "asked_name"):
            continue
        label = key.replace("_", " ")
        if isinstance(value, list):
            lines.append(f"- {label}: {len(value)}")
            lines.extend(
                f"  - {_title(one) if isinstance(one, Mapping) else plain(one)}" for one in value[:_TOP]
            )
        elif isinstance(value, Mapping):
            if key != "run":
                lines.append(f"- {label}: {_title(value) or _values(value, language)}")
        elif value is not None:
            lines.append(f"- {label}: {plain(_figure(value, language))}")
    return lines or [words_of("finished", language)]


_TELLERS: dict[str, Callable[[Result, Language], list[str]]] = {
    "create_project": _created,
    "list_projects": _projects,
    "get_project": _project,
    "update_project": _updated,
    "delete_item": _deleted,
    "restore_item": _restored,
    "generate_personas": _recruited,
    "list_personas": _people,
    "get_persona": _person,
    "compare_personas": _compared,
    "check_representativeness": _representative,
    "segment_personas": _segments,
    "run_focus_group": _group,
    "draft_guide": _guide,
    "get_focus_group": _group,
    "run_survey": _survey,
    "get_survey_results": _survey,
    "interview_persona": _interviewed,
    "analyze_needs": _needs,
    "generate_messaging": _messages,
    "add_document": _document,
    "list_documents": _documents,
    "search_knowledge": _found,
    "query_graph": _facts,
    "search_transcripts": _said,
    "export_report": _exported,
    "get_usage": _usage,
    "estimate_cost": _estimate,
    "get_run": _no_words,
    "cancel_run": _no_words,
    "resume_run": _no_words,
}
