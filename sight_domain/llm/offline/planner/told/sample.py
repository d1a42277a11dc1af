"""What a sample is like: how it fits its target, its segments, how two of its people differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.markdown import plain
from sight_domain.llm.offline.planner.text import sentence_case
from sight_domain.llm.offline.planner.told.pieces import (
    Result,
    code_name,
    figure_of,
    items_of,
    part_of,
    rounded,
    title_of,
    words_of,
)


def compared(result: Result, language: Language) -> list[str]:
    """How alike people are, and in what they differ most."""
    names = {str(one.get("id")): title_of(one) for one in items_of(result, "personas")}
    lines = [
        words_of(
            "similarity",
            language,
            names=", ".join(names.values()),
            score=rounded(result.get("similarity_score", ""), language),
        )
    ]
    if said := result.get("in_words"):
        # The sentence opens with the score that the line above gives already.
        lines.append(plain(sentence_case(str(said).partition(": ")[2])) + ".")
    differences = items_of(result, "key_differences")[:6]
    genders = {
        str(one.get("id")): gender
        for one in items_of(result, "personas")
        if (gender := one.get("gender") or part_of(one, "overview").get("gender"))
    }
    if differences:
        lines.append(words_of("differences", language))
        lines.extend(
            f"- {code_name(one.get('label') or one.get('field'), language)}: {in_words(_by_name(values, names), language)}"
            for one in differences
            # Labels of gender are those of a whole group; the codes say it of one person.
            for values in [genders if one.get("field") == "gender" and genders else one.get("values")]
        )
    return lines


def _by_name(values: Any, names: Mapping[str, str]) -> Any:
    if isinstance(values, Mapping):
        return {names.get(str(key), str(key)): value for key, value in values.items()}
    return values


def in_words(values: Any, language: Language) -> str:
    """A value, or several, as they are read."""
    if isinstance(values, Mapping):
        return "; ".join(f"{key}: {_value(value, language)}" for key, value in values.items())
    if isinstance(values, list):
        return " / ".join(_value(value, language) for value in values)
    return _value(values, language)


def _value(value: Any, language: Language) -> str:
    if value is None:
        return "–"
    if isinstance(value, Mapping):
        name = title_of(value)
        return f"{name}: {_value(value['value'], language)}" if "value" in value else name
    if isinstance(value, list):
        return ", ".join(_value(one, language) for one in value)
    if isinstance(value, int | float):
        return figure_of(value, language)
    one = resource("summaries.yaml")["one_person"].get(str(value))
    return one[language] if one else code_name(value, language)


def representative(result: Result, language: Language) -> list[str]:
    """Each margin and the verdict."""
    lines = [words_of("representative", language, n=result.get("n", ""))]
    for one in items_of(result, "dimensions"):
        told = words_of(
            "margin",
            language,
            persons=rounded(one.get("max_margin_error_persons", ""), language),
            p=figure_of(one.get("p_value", ""), language),
            v=rounded(one.get("cramers_v", ""), language),
        )
        lines.append(f"- {code_name(one.get('dimension'), language)}: {told}")
    verdict = result.get("verdict")
    text = verdict.get(language) if isinstance(verdict, Mapping) else verdict
    return [*lines, "", str(text)] if text else lines


def segments(result: Result, language: Language) -> list[str]:
    """Each segment with its share."""
    lines = [words_of("segments", language, n=result.get("n", ""))]
    for one in items_of(result, "segments"):
        share = f"{round(float(one.get('share') or 0) * 100)}%"
        lines.append(
            f"- **{plain(one.get('name'))}** ({one.get('n', 0)}; {share}): {plain(one.get('description'))}"
        )
    return [*lines, *(line for note in result.get("notes") or () for line in ("", plain(note)))]
