"""What goes into an export: the structured result, cut to the chosen sections and masked, with its metadata."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sight_domain.errors import SightError, invalid_argument
from sight_domain.language import Language, Text
from sight_domain.llm.model_names import writers_named
from sight_domain.reports.labels import Labeller, population_labels
from sight_domain.reports.masking import mask_contacts, mask_payload
from sight_domain.reports.wording import OFFLINE_NOTE

ReportKind = Literal["project", "focus_group", "persona", "survey"]
SECTIONS: dict[ReportKind, tuple[str, ...]] = {
    "project": ("overview", "sample", "personas", "focus_groups", "needs", "messages", "transcripts"),
    "focus_group": ("summary", "participants", "metrics", "transcript"),
    "persona": ("overview", "profile", "needs", "messages", "answers"),
    "survey": ("toplines", "associations", "quality", "answers"),
}
"""The sections of each kind of report, in reading order."""

_NEEDED_BY: dict[ReportKind, dict[str, frozenset[str]]] = {
    "project": {
        "personas": frozenset({"personas", "transcripts"}),
        "representativeness": frozenset({"sample"}),
        "focus_groups": frozenset({"overview", "focus_groups", "transcripts"}),
        "needs": frozenset({"needs"}),
        "messages": frozenset({"messages"}),
    },
    "focus_group": {
        "turns": frozenset({"transcript"}),
        "summary": frozenset({"summary"}),
        "metrics": frozenset({"metrics"}),
        "personas": frozenset({"participants", "transcript"}),
    },
    "persona": {
        "needs": frozenset({"needs"}),
        "messages": frozenset({"messages"}),
        "answers": frozenset({"answers"}),
    },
    "survey": {
        "toplines": frozenset({"toplines"}),
        "associations": frozenset({"associations"}),
        "quality": frozenset({"quality"}),
        "answers": frozenset({"answers"}),
    },
}
_PROFILE_KEYS = (
    "big_five", "hofstede", "values", "interests", "background_story", "quote", "reasoning", "value_scores", "temperament",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One export before it has a format.

    Args:
        kind: what is reported on.
        payload: §4 key shapes. project: `project`, `personas`, `representativeness`, `focus_groups` (each
            `focus_group`, `turns`, `summary`, `metrics`), `surveys` (their titles), `needs`, `messages`. focus_group: `focus_group`, `turns`, `summary`,
            `metrics`, `personas`, `project`. persona: `persona`, `needs`, `messages`, `answers`, `project`. survey: `survey`, `toplines`,
            `associations`, `quality`, `answers`, `project`.
        sections: those chosen, in reading order.
        generated_by: who wrote the texts: ``offline``, a model's id, or several joined by commas.
    """

    kind: ReportKind
    payload: Mapping[str, Any]
    language: Language
    exported_by: str
    exported_at: datetime
    sections: tuple[str, ...]
    pii_masked: bool
    generated_by: str
    label: Labeller

    @property
    def engine_note(self) -> str | None:
        """The marking that every product of the offline engine carries."""
        return OFFLINE_NOTE.to(self.language) if "offline" in self.generated_by.lower() else None

    @property
    def title(self) -> str:
        """The name of the thing reported on, as far as masking lets it be seen."""
        subject = self.payload[self.kind]
        return str(subject["full_name"] if self.kind == "persona" else subject["name"])


def prepare(
    kind: ReportKind,
    payload: Mapping[str, Any],
    *,
    language: Language,
    exported_by: str,
    exported_at: datetime,
    sections: Sequence[str] | None = None,
    mask_pii: bool = True,
    names: Iterable[str] = (),
    generated_by: str | None = None,
    label: Labeller | None = None,
) -> Material:
    """Cut `payload` to `sections` (None: all) and mask it unless told otherwise.

    `names`: respondents whom the texts may mention though the payload does not list them.
    `generated_by` None: gathered from every `generated_by` and `written_by` in the payload. `label` None: the words of
    the country pack that the project's target names.

    Raises:
        SightError: ``invalid_argument`` for a section that this kind of report does not have, or for none at all.
    """
    chosen = checked_sections(kind, sections)
    writers = generated_by if generated_by is not None else writers_named(_writers(payload))
    finite = {key: _finite(value) for key, value in payload.items()}
    masked = mask_payload(finite, also=names) if mask_pii else finite
    return Material(
        kind=kind,
        payload=_cut(kind, masked, chosen),
        language=language,
        exported_by=exported_by,
        exported_at=exported_at,
        sections=chosen,
        pii_masked=mask_pii,
        generated_by=writers,
        label=label or population_labels(language, _country(finite)),
    )


def checked_sections(kind: ReportKind, sections: Sequence[str] | None) -> tuple[str, ...]:
    """Those asked for (None: all) in reading order; ``invalid_argument`` as `prepare` says."""
    available = SECTIONS[kind]
    if sections is None:
        return available
    unknown = [section for section in sections if section not in available]
    if unknown or not sections:
        raise _unknown_sections(unknown, available)
    return tuple(section for section in available if section in sections)


def _unknown_sections(unknown: Sequence[str], available: Sequence[str]) -> SightError:
    shown = mask_contacts(", ".join(repr(name[:40]) for name in unknown))
    return invalid_argument(
        "sections",
        Text(
            en=f"This report has no section {shown}." if unknown else "No section was chosen.",
            pl=f"Ten raport nie ma sekcji {shown}." if unknown else "Nie wybrano żadnej sekcji.",
        ),
        Text(
            en=f"Choose from: {', '.join(available)}; or leave the argument out for all of them.",
            pl=f"Wybierz spośród: {', '.join(available)}; albo pomiń ten argument, aby dostać wszystkie.",
        ),
    )


def _cut(kind: ReportKind, payload: dict[str, Any], chosen: Sequence[str]) -> dict[str, Any]:
    needed_by = _NEEDED_BY[kind]
    kept = {
        key: value for key, value in payload.items() if key not in needed_by or needed_by[key] & set(chosen)
    }
    if kind == "project" and "focus_groups" in kept:
        dropped: set[str] = set() if "transcripts" in chosen else {"turns"}
        if not {"overview", "focus_groups"} & set(chosen):
            dropped |= {"summary"}
        if "focus_groups" not in chosen:
            dropped |= {"metrics"}
        kept["focus_groups"] = [
            {key: value for key, value in group.items() if key not in dropped}
            for group in kept["focus_groups"]
        ]
    if kind == "persona" and "profile" not in chosen:
        kept["persona"] = {k: v for k, v in kept["persona"].items() if k not in _PROFILE_KEYS}
    return kept


def _country(payload: Mapping[str, Any]) -> str:
    target = (payload.get("project") or {}).get("target") or {}
    return str(target.get("country") or "PL")


def _finite(value: Any) -> Any:
    """The same structure with None for figures that are not numbers (no file format can hold them)."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return value


def _writers(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        own = (value.get("generated_by"), value.get("written_by"))
        found = {writer for writer in own if isinstance(writer, str)}
        return found.union(*(_writers(inner) for inner in value.values()))
    if isinstance(value, list | tuple):
        return set().union(*(_writers(inner) for inner in value))
    return set()
