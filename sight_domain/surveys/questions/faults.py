"""What can be wrong with a question, in words a researcher can act on."""

from __future__ import annotations

from collections.abc import Sequence

from sight_domain.errors import SightError, invalid_argument
from sight_domain.language import Text
from sight_domain.surveys.drafts import QuestionDraft

MOST_OPTIONS = 30
LONGEST_OPTION = 300


def fault(field: str, en: str, pl: str, hint_en: str, hint_pl: str) -> SightError:
    return invalid_argument(field, Text(en=en, pl=pl), Text(en=hint_en, pl=hint_pl))


def checked_options(options: Sequence[str] | None, field: str, *, fewest: int = 2) -> tuple[str, ...]:
    """The options without surrounding space.

    Raises:
        SightError: ``invalid_argument`` for too few, too many, an empty, an overlong or a repeated one.
    """
    given = tuple(option.strip() for option in options or ())
    if not fewest <= len(given) <= MOST_OPTIONS:
        raise fault(
            field,
            f"{len(given)} options are {'too few' if len(given) < fewest else 'too many'}.",
            f"Liczba opcji {len(given)} jest za {'mała' if len(given) < fewest else 'duża'}.",
            f"Give {fewest} to {MOST_OPTIONS} different options.",
            f"Podaj od {fewest} do {MOST_OPTIONS} różnych opcji.",
        )
    for index, option in enumerate(given):
        if not option or len(option) > LONGEST_OPTION:
            raise fault(
                f"{field}[{index}]",
                "An option is empty or too long.",
                "Opcja jest pusta albo za długa.",
                f"Use 1 to {LONGEST_OPTION} characters.",
                f"Użyj od 1 do {LONGEST_OPTION} znaków.",
            )
        if option in given[:index]:
            raise fault(
                f"{field}[{index}]",
                f"The option '{option}' is there twice.",
                f"Opcja „{option}” powtarza się.",
                "Give each option once.",
                "Podaj każdą opcję raz.",
            )
    return given


def checked_bounds(low: float | None, high: float | None, field: str) -> tuple[float, float]:
    """Both bounds; ``invalid_argument`` when one is missing, endless, or they are not in order."""
    import math

    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)) or low >= high:
        shown = f"min = {low}, max = {high}"
        raise fault(
            f"{field}.min",
            f"The bounds do not make a range: {shown}.",
            f"Granice nie tworzą zakresu: {shown}.",
            "Give `min` and `max`, `min` below `max`.",
            "Podaj `min` i `max`; `min` musi być mniejsze niż `max`.",
        )
    return float(low), float(high)


def refuse_unused(draft: QuestionDraft, field: str, *used: str) -> None:
    """``invalid_argument`` for a field that this type of question does not have: a typo must not pass unseen."""
    for name in ("options", "rows", "min", "max", "labels", "exclusive", "reverse_of", "method", "reference"):
        if name not in used and getattr(draft, name) is not None:
            raise fault(
                f"{field}.{name}",
                f"A question of type {draft.type} has no `{name}`.",
                f"Pytanie typu {draft.type} nie ma pola `{name}`.",
                "Leave it out, or change the type.",
                "Pomiń je albo zmień typ pytania.",
            )


def checked_reference(
    draft: QuestionDraft, categories: Sequence[str], field: str
) -> tuple[float, ...] | None:
    """Shares in the order of `categories`, summing to 1; ``invalid_argument`` for unknown ones or none above 0."""
    if draft.reference is None:
        return None
    unknown = [name for name in draft.reference if name not in categories]
    total = sum(draft.reference.values())
    if unknown or total <= 0:
        shown = ", ".join(unknown) or "0"
        raise fault(
            f"{field}.reference",
            f"The reference shares cannot be used: {shown}.",
            f"Nie można użyć udziałów odniesienia: {shown}.",
            f"Give a share for each of: {', '.join(categories)}.",
            f"Podaj udział dla każdej z opcji: {', '.join(categories)}.",
        )
    return tuple(draft.reference.get(name, 0.0) / total for name in categories)
