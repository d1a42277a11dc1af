"""What sets two or three respondents apart, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.ids import Kind, to_public
from sight_domain.language import Language, Text
from sight_domain.personas.schemas import Difference
from sight_domain.personas.views import LABELLED
from sight_domain.populations.service import label

if TYPE_CHECKING:
    from sight_domain.personas.models import Persona

_COMPARED = (
    "age", "gender", "region", "settlement", "education", "income_bracket", "status", "occupation", "segment_name",
    "values", "interests",
)  # fmt: skip
_TRAIT_DIFFERENCE = 0.15
"""About one standard deviation of a Big Five domain on the 0-1 scale (Johnson 2014: 0.12-0.17)."""


def differences(rows: Sequence[Persona], language: Language) -> list[Difference]:
    found: list[Difference] = []
    for field in _COMPARED:
        values = [row.respondent[field] for row in rows]
        if any(value != values[0] for value in values[1:]):
            shown = [_in_words(field, value, row, language) for value, row in zip(values, rows, strict=True)]
            found.append(_difference(field, rows, shown, language))
    for trait in rows[0].respondent["big_five"]:
        scores = [row.respondent["big_five"][trait] for row in rows]
        if max(scores) - min(scores) >= _TRAIT_DIFFERENCE:
            found.append(
                _difference(f"big_five.{trait}", rows, [round(score, 2) for score in scores], language)
            )
    return found


def _difference(field: str, rows: Sequence[Persona], shown: Sequence[Any], language: Language) -> Difference:
    values = {to_public(Kind.PERSONA, row.id): value for row, value in zip(rows, shown, strict=True)}
    return Difference(field=field, label=_FIELD_NAMES[field].to(language), values=values)


def _in_words(field: str, value: Any, row: Persona, language: Language) -> Any:
    if field in LABELLED and value is not None:
        return label(field, value, language, country=row.respondent.get("country") or "PL")
    if field in ("values", "interests"):
        return [label(field, code, language) for code in value]
    return value


_FIELD_NAMES = {
    "age": Text(en="age", pl="wiek"),
    "gender": Text(en="gender", pl="płeć"),
    "region": Text(en="region", pl="województwo"),
    "settlement": Text(en="place of residence", pl="miejsce zamieszkania"),
    "education": Text(en="education", pl="wykształcenie"),
    "income_bracket": Text(en="income", pl="dochód"),
    "status": Text(en="occupational status", pl="status zawodowy"),
    "occupation": Text(en="occupation", pl="zawód"),
    "segment_name": Text(en="segment", pl="segment"),
    "values": Text(en="values", pl="wartości"),
    "interests": Text(en="interests", pl="zainteresowania"),
    "big_five.openness": Text(en="openness", pl="otwartość na doświadczenia"),
    "big_five.conscientiousness": Text(en="conscientiousness", pl="sumienność"),
    "big_five.extraversion": Text(en="extraversion", pl="ekstrawersja"),
    "big_five.agreeableness": Text(en="agreeableness", pl="ugodowość"),
    "big_five.neuroticism": Text(en="neuroticism", pl="neurotyczność"),
}
