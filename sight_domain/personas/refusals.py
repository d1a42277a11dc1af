"""What recruiting and comparing cannot do, and what to do about it."""

from __future__ import annotations

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.language import Text


def no_portraits(reason: str) -> SightError:
    return SightError(
        ErrorCode.UNAVAILABLE,
        Text(
            en=f"The respondents are drawn and stored, but no portrait could be written: {reason}",
            pl=f"Respondenci są wylosowani i zapisani, ale nie powstał żaden portret: {reason}",
        ),
        Text(
            en="When the cause is mended, call generate_personas again: only the portraits will be made.",
            pl="Po usunięciu przyczyny wywołaj generate_personas ponownie: powstaną tylko portrety.",
        ),
        retry_safe=True,
    )


def sample_complete(have: int) -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en=f"The sample is complete: {have} respondents.",
            pl=f"Próba jest kompletna; liczba respondentów: {have}.",
        ),
        Text(
            en="Pass `count` to recruit that many more.", pl="Podaj `count`, aby dorekrutować tylu kolejnych."
        ),
        field="count",
    )


def count_with_boost() -> SightError:
    return invalid_argument(
        "count",
        Text(
            en="`count` recruits by the quotas and `boost` beyond them; they cannot go together.",
            pl="`count` dobiera respondentów według kwot, a `boost` ponad nie; nie można ich podać razem.",
        ),
        Text(
            en="Call twice: first with `count`, then with `boost` (its own `count` or `to` says how many).",
            pl="Wywołaj dwa razy: najpierw z `count`, potem z `boost` (liczbę podaje jego własne `count` albo `to`).",
        ),
    )


def compare_count(count: int) -> SightError:
    return invalid_argument(
        "persona_ids",
        Text(
            en=f"A comparison takes 2 or 3 different respondents; got {count}.",
            pl=f"Porównanie obejmuje 2 lub 3 różne osoby; podano: {count}.",
        ),
        Text(en="Name two or three of them.", pl="Wskaż dwie lub trzy osoby."),
    )


def contradicts_facts(found: str) -> Text:
    """Why a portrait that was written twice is not kept."""
    return Text(
        en=f"The text contradicted the facts, and so did a second version: {found}. It is not shown.",
        pl=f"Tekst przeczył faktom, a jego druga wersja też: {found}. Nie jest pokazywany.",
    )
