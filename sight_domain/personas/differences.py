"""What sets two or three respondents apart, in words, section by section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.ids import Kind, to_public
from sight_domain.language import Language, Text
from sight_domain.personas.calibration import calibration_of
from sight_domain.personas.said import SharedQuestion
from sight_domain.personas.schemas import Difference, DifferenceSection
from sight_domain.personas.similarity import TRAIT_FIELDS
from sight_domain.personas.views import LABELLED
from sight_domain.populations.service import label

if TYPE_CHECKING:
    from sight_domain.personas.models import Persona

_DEMOGRAPHICS = (
    "age", "gender", "region", "settlement", "city", "education", "income_bracket", "status", "occupation", "household",
    "segment_name",
)  # fmt: skip
# Traits are named when people are a standard deviation of the population apart.
_NOTABLE_SDS = 1.0
_NEEDS = (
    ("jobs_to_be_done", "job_statement"),
    ("desired_outcomes", "outcome_statement"),
    ("pain_points", "pain_title"),
)


def differences(rows: Sequence[Persona], language: Language) -> list[Difference]:
    """Demographics, traits, values and interests that are not the same for all; the furthest trait first."""
    found = [
        _difference("demographics", field, rows, values, language, size=_in_sds(rows, field))
        for field in _DEMOGRAPHICS
        if _differ(values := [row.respondent.get(field) for row in rows])
    ]
    traits = [
        _difference("traits", field, rows, values, language, size=size)
        for field in TRAIT_FIELDS
        if (size := _in_sds(rows, field)) is not None and size >= _NOTABLE_SDS
        for values in [[round(row.respondent["big_five"][field.partition(".")[2]], 2) for row in rows]]
    ]
    found += sorted(traits, key=lambda trait: -(trait.size or 0))
    for section in ("values", "interests"):
        if _differ([set(row.respondent.get(section) or ()) for row in rows]):
            lists = [list(row.respondent.get(section) or ()) for row in rows]
            found.append(_difference(section, section, rows, lists, language))
    return found


def need_differences(
    rows: Sequence[Persona], needs: Mapping[str, Mapping[str, Any] | None], language: Language
) -> list[Difference]:
    """Jobs, outcomes and pains that some of them have and others not.

    Args:
        needs: the latest analysis of each respondent by public id; None or missing for those without one.
    """
    if not any(needs.values()):
        return []
    found = []
    for kind, statement in _NEEDS:
        lists = []
        for row in rows:
            own = needs.get(to_public(Kind.PERSONA, row.id)) or {}
            lists.append([str(need[statement]) for need in own.get(kind) or ()])
        if _differ([{_folded(text) for text in texts} for texts in lists]):
            found.append(_difference("needs", f"needs.{kind}", rows, lists, language))
    return found


def said_differences(rows: Sequence[Persona], asked: Sequence[SharedQuestion]) -> list[Difference]:
    """Answers to the same question side by side; each value is an exact part of the stored answer.

    Args:
        asked: questions that all of them answered, the most different answers first.
    """
    found = []
    for question in asked:
        values = {
            to_public(Kind.PERSONA, row.id): answer.text
            for row, answer in zip(rows, question.answers, strict=True)
        }
        turns = {
            to_public(Kind.PERSONA, row.id): answer.turn_id
            for row, answer in zip(rows, question.answers, strict=True)
        }
        told = "; ".join(f"{row.full_name}: “{values[to_public(Kind.PERSONA, row.id)]}”" for row in rows)
        found.append(
            Difference(
                section="said",
                field="said",
                label=question.question,
                values=values,
                size=None,
                turn_ids=turns,
                text=f"{question.question} {told}",
            )
        )
    return found


def country_of(row: Persona) -> str:
    """The pack that a respondent was drawn from."""
    return str(row.respondent.get("country") or "PL")


def _differ(values: Sequence[Any]) -> bool:
    return any(value != values[0] for value in values[1:])


def _in_sds(rows: Sequence[Persona], field: str) -> float | None:
    """How far apart the furthest two are in standard deviations of their country's adults."""
    spreads = calibration_of(country_of(rows[0])).spreads
    if field not in spreads:
        return None
    family, _, name = field.partition(".")
    values = [row.respondent[family][name] if name else row.respondent[family] for row in rows]
    return round((max(values) - min(values)) / spreads[field], 2)


def _difference(
    section: DifferenceSection,
    field: str,
    rows: Sequence[Persona],
    values: Sequence[Any],
    language: Language,
    *,
    size: float | None = None,
) -> Difference:
    shown = [
        _in_words(field, value, language, country_of(row)) for row, value in zip(rows, values, strict=True)
    ]
    name = _FIELD_NAMES[field].to(language)
    return Difference(
        section=section,
        field=field,
        label=name,
        values={to_public(Kind.PERSONA, row.id): value for row, value in zip(rows, shown, strict=True)},
        size=size,
        text=_told(name, rows, shown, size, language),
    )


def _told(
    name: str, rows: Sequence[Persona], shown: Sequence[Any], size: float | None, language: Language
) -> str:
    if isinstance(shown[0], list):
        told = _told_lists(rows, shown, language)
    else:
        told = "; ".join(
            f"{row.full_name}: {_plain(value, language)}" for row, value in zip(rows, shown, strict=True)
        )
    if size is None:
        return f"{name}: {told}"
    far = f"{size:.1f}"
    apart = Text(en=f"{far} SD apart", pl=f"różnica {far.replace('.', ',')} odch. stand.").to(language)
    return f"{name}: {told} ({apart})"


def _told_lists(rows: Sequence[Persona], shown: Sequence[Sequence[str]], language: Language) -> str:
    folded = [{_folded(text) for text in texts} for texts in shown]
    common = [text for text in shown[0] if all(_folded(text) in own for own in folded)]
    parts = []
    if common:
        parts.append(Text(en="in common", pl="wspólne").to(language) + f": {', '.join(common)}")
    for row, texts in zip(rows, shown, strict=True):
        own = [text for text in texts if text not in common]
        parts.append(f"{row.full_name}: {', '.join(own) or '–'}")
    return "; ".join(parts)


def _plain(value: Any, language: Language) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", ",") if language == "pl" else f"{value:.2f}"
    return "–" if value is None else str(value)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _in_words(field: str, value: Any, language: Language, country: str) -> Any:
    if value is None:
        return None
    if field in LABELLED:
        return label(field, value, language, country=country)
    if field in ("values", "interests"):
        return [label(field, code, language) for code in value]
    return value


_FIELD_NAMES = {
    "age": Text(en="age", pl="wiek"),
    "gender": Text(en="gender", pl="płeć"),
    "region": Text(en="region", pl="region"),
    "settlement": Text(en="place of residence", pl="miejsce zamieszkania"),
    "city": Text(en="city", pl="miasto"),
    "education": Text(en="education", pl="wykształcenie"),
    "income_bracket": Text(en="income", pl="dochód"),
    "status": Text(en="occupational status", pl="status zawodowy"),
    "occupation": Text(en="occupation", pl="zawód"),
    "household": Text(en="household", pl="gospodarstwo domowe"),
    "segment_name": Text(en="segment", pl="segment"),
    "values": Text(en="values", pl="wartości"),
    "interests": Text(en="interests", pl="zainteresowania"),
    "big_five.openness": Text(en="openness", pl="otwartość na doświadczenia"),
    "big_five.conscientiousness": Text(en="conscientiousness", pl="sumienność"),
    "big_five.extraversion": Text(en="extraversion", pl="ekstrawersja"),
    "big_five.agreeableness": Text(en="agreeableness", pl="ugodowość"),
    "big_five.neuroticism": Text(en="neuroticism", pl="neurotyczność"),
    "needs.jobs_to_be_done": Text(en="jobs to be done", pl="zadania do wykonania"),
    "needs.desired_outcomes": Text(en="desired outcomes", pl="oczekiwane rezultaty"),
    "needs.pain_points": Text(en="pains", pl="bolączki"),
}
