"""What a call about a study, or about anything deleted or restored, gave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.markdown import plain
from sight_domain.llm.offline.planner.told.pieces import (
    _TITLES,
    Result,
    bullets,
    code_name,
    items_of,
    part_of,
    title_of,
    words_of,
)


def created(result: Result, language: Language) -> list[str]:
    """The new study with its target in words."""
    project = part_of(result, "project") or result
    lines = [words_of("created", language, name=title_of(project), id=project.get("id", ""))]
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
    for wish in items_of(result, "not_expressed"):
        parts = {key: plain(wish.get(key)) for key in ("said", "reason", "instead")}
        lines.append(words_of("not_expressed", language, **parts))
    return lines


def _target_line(project: Mapping[str, Any], language: Language) -> list[str]:
    target = _target(part_of(project, "target"), language)
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


def projects(result: Result, language: Language) -> list[str]:
    """The studies there are."""
    projects = items_of(result, "projects")
    if not projects:
        return [words_of("no_projects", language)]
    lines = [f"**{title_of(one)}** (`{one.get('id', '')}`)" for one in projects]
    return [words_of("projects", language, n=len(projects)), *bullets(lines, len(lines), language)]


def project(result: Result, language: Language) -> list[str]:
    """One study and how much it holds."""
    project = part_of(result, "project") or result
    lines = [words_of("project", language, name=title_of(project), id=project.get("id", ""))]
    if project.get("description") and project["description"] != project.get("name"):
        lines.append(plain(project["description"]))
    target = _target(part_of(project, "target"), language)
    if target:
        lines.append(words_of("target", language, parts=target))
    for name, label in resource("summaries.yaml")["counts"].items():
        held = result.get(name, project.get(name))
        number = len(held) if isinstance(held, list) else held
        number = number if number is not None else project.get(f"{name}_count", result.get(f"{name}_count"))
        if isinstance(number, int):
            lines.append(f"- {label[language]}: {number}")
    return lines


def updated(result: Result, language: Language) -> list[str]:
    """The study as it is now."""
    lines = [words_of("updated", language, name=title_of(part_of(result, "project") or result))]
    return [*lines, *_audience(result, language)]


def deleted(result: Result, language: Language) -> list[str]:
    """What was deleted."""
    return [words_of("deleted", language, what=_named(result))]


def restored(result: Result, language: Language) -> list[str]:
    """What came back."""
    return [words_of("restored", language, what=_named(result))]


def _named(result: Result) -> str:
    key = str(result["asked_id"])
    own = [title_of(part) for part in (part_of(result, "item"), result) if any(part.get(k) for k in _TITLES)]
    name = own[0] if own else plain(result["asked_name"])
    return f"**{name}** (`{key}`)" if name else f"`{key}`"
