"""Personal data out of exports: names to initials, e-mails and phone numbers covered.

Masking is word by word and free of context, so a quote that was an exact substring of a turn still is one
after both have been masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sight_domain.reports.name_forms import name_forms

_WORD = re.compile(r"[^\W\d_]+\.?")
_EMAIL = re.compile(r"([\w.%+-])[\w.%+-]*@([\w-]+(?:\.[\w-]+)+)")
_PHONE = re.compile(
    r"(?<![\w.:+\-])(?:(?:\+|00)\d{1,3}[ \-]?)(?:\(?\d{1,4}\)?[ \-]?)?\d{2,4}(?:[ \-]?\d{2,4}){1,3}(?![\w\-])"
    r"|(?<![\w.:+\-])\d{3}[ \-]?\d{3}[ \-]?\d{3}(?![\w\-])(?!\s*(?:zł|PLN|EUR|USD|€|\$|mln|os[óo]b))"
    r"|(?<![\w.:+\-])\(?\d{2}\)?[ \-]\d{3}[ \-]\d{2}[ \-]\d{2}(?![\w\-])"
)
_PHONE_MASK = "*** *** ***"

NAME_KEYS = frozenset({"full_name", "given_name", "surname", "persona_name"})
"""Keys whose whole value is a respondent's name."""

STRUCTURAL_KEYS = frozenset(
    {
        "kind",
        "status",
        "mode",
        "outcome",
        "gender",
        "age_group",
        "region",
        "settlement",
        "city",
        "country",
        "education",
        "income_bracket",
        "occupation",
        "household",
        "labels",
        "values",
        "interests",
        "segment_id",
        "segment_name",
        "generated_by",
        "written_by",
        "language",
        "dimension",
        "method",
        "uri",
    }
)
"""Keys that hold codes and labels from closed lists; a surname such as Góra must not eat into Zielona Góra."""

RESEARCHER_KEYS = frozenset({"questions", "stimulus", "guide", "topic", "target"})
"""Keys that hold the researcher's own words: no respondent is meant there, even if one bears the same name."""

STUDY_KEYS = frozenset({"project", "focus_group", "survey", "surveys"})
"""Keys of things whose `name`, `title` and `description` are the researcher's own words too."""


def initials(full_name: str) -> str:
    """``"Anna Kowalska-Nowak"`` -> ``"A. K.-N."``"""
    words = (re.findall(r"[^\W\d_]+", word) for word in full_name.split())
    return " ".join("-".join(f"{part[0].upper()}." for part in parts) for parts in words if parts)


def mask_contacts(text: str) -> str:
    """E-mails as ``a***@example.com``, phone numbers as ``*** *** ***``."""
    return _PHONE.sub(_PHONE_MASK, _EMAIL.sub(r"\1***@\2", text))


class NameMask:
    """Covers the names of the given people, in every case form that Polish gives them.

    A capitalised word that is a form of one of the names becomes its initial (``Zofią`` -> ``Z.``). An ordinary
    word that happens to look the same at the start of a sentence is covered too: too much is safer than too little.
    """

    def __init__(self, full_names: Iterable[str]) -> None:
        self._initial_of: dict[str, str] = {}
        for full_name in full_names:
            for word in re.findall(r"[^\W\d_]+", full_name):
                if len(word) > 1:
                    for form in name_forms(word):
                        self._initial_of.setdefault(form, word[0].upper())

    def __call__(self, text: str) -> str:
        """`text` with every covered name as an initial and contacts masked."""
        return _WORD.sub(self._word, mask_contacts(text))

    def _word(self, match: re.Match[str]) -> str:
        word = match.group()
        bare = word.rstrip(".")
        if not bare[0].isupper() or len(bare) < 2:
            return word
        initial = self._initial_of.get(bare.lower())
        return word if initial is None else f"{initial}."


def names_in(payload: Any) -> set[str]:
    """Every respondent's name that the structure holds, wherever it is."""
    found: set[str] = set()
    _collect_names(payload, found)
    return found


def mask_payload(payload: Mapping[str, Any], *, also: Iterable[str] = ()) -> dict[str, Any]:
    """A copy of `payload` without personal data.

    Args:
        payload: JSON-like structure of §4 key shapes.
        also: names of respondents that the texts may mention though the structure does not list them.
    """
    mask = NameMask(names_in(payload) | set(also))
    return {key: _mask_value(key, value, mask) for key, value in payload.items()}


def _is_name_holder(mapping: Mapping[str, Any]) -> bool:
    return mapping.get("kind") == "persona" and isinstance(mapping.get("name"), str)


def _collect_names(value: Any, found: set[str]) -> None:
    if isinstance(value, Mapping):
        if _is_name_holder(value):
            found.add(value["name"])
        for key, inner in value.items():
            if key in NAME_KEYS and isinstance(inner, str):
                found.add(inner)
            else:
                _collect_names(inner, found)
    elif isinstance(value, list | tuple):
        for inner in value:
            _collect_names(inner, found)


def _is_reference(key: str) -> bool:
    return key in {"id", "ids"} or key.endswith(("_id", "_ids", "_at"))


def _mask_value(key: str, value: Any, mask: NameMask) -> Any:
    if value is None or key in STRUCTURAL_KEYS or _is_reference(key):
        return value
    if key in NAME_KEYS and isinstance(value, str):
        return initials(value)
    if key in RESEARCHER_KEYS:
        return _mask_contacts_within(value)
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        masked = {k: _mask_value(k, v, mask) for k, v in value.items()}
        if _is_name_holder(value):
            masked["name"] = initials(value["name"])
        elif key in STUDY_KEYS:
            own_words = {k: value[k] for k in ("name", "title", "description") if k in value}
            masked |= {k: _mask_contacts_within(v) for k, v in own_words.items()}
        return masked
    if isinstance(value, list | tuple):
        return [_mask_value(key, inner, mask) for inner in value]
    return value


def _mask_contacts_within(value: Any) -> Any:
    if isinstance(value, str):
        return mask_contacts(value)
    if isinstance(value, Mapping):
        return {k: v if _is_reference(k) else _mask_contacts_within(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_mask_contacts_within(inner) for inner in value]
    return value
