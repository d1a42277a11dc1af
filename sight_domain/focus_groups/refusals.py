"""What a focus group cannot do, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.language import Text
from sight_domain.llm.outcomes import OutcomeStatus

if TYPE_CHECKING:
    from sight_domain.llm.outcomes import Outcome


def no_such_group(public_id: str, field: str) -> SightError:
    return SightError(
        ErrorCode.NOT_FOUND,
        Text(en=f"There is no focus group {public_id}.", pl=f"Nie ma grupy fokusowej {public_id}."),
        Text(
            en="get_project lists a project's focus groups.",
            pl="Grupy fokusowe projektu pokazuje get_project.",
        ),
        field=field,
    )


def nobody_to_ask() -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(en="The project has no respondents yet.", pl="Projekt nie ma jeszcze respondentów."),
        Text(
            en="Recruit them first with generate_personas.",
            pl="Najpierw zrekrutuj ich za pomocą generate_personas.",
        ),
        field="project_id",
    )


def members_gone(how_many: int) -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en=f"Participants of this group were removed for good: {how_many}. It cannot go on without them.",
            pl=f"Liczba uczestników tej grupy usuniętych na stałe: {how_many}. Bez nich nie można jej kontynuować.",
        ),
        Text(
            en="Run a new group with the respondents that the project has now.",
            pl="Uruchom nową grupę z respondentami, których projekt ma teraz.",
        ),
        field="focus_group_id",
    )


def completed(public_id: str) -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en=f"The focus group {public_id} is completed.", pl=f"Grupa fokusowa {public_id} jest zakończona."
        ),
        Text(
            en="Read it with get_focus_group, or run a new one.",
            pl="Odczytaj ją przez get_focus_group albo uruchom nową.",
        ),
        field="focus_group_id",
    )


def begun(public_id: str) -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en=f"The focus group {public_id} has begun, or was changed just now; its guide stays as it is.",
            pl=f"Grupa fokusowa {public_id} już się zaczęła albo właśnie ją zmieniono; scenariusz pozostaje bez zmian.",
        ),
        Text(
            en="Look at it with get_focus_group, or draft a guide for a new one.",
            pl="Obejrzyj ją przez get_focus_group albo przygotuj scenariusz nowej grupy.",
        ),
        field="focus_group_id",
    )


def nobody_answered() -> SightError:
    return SightError(
        ErrorCode.UNAVAILABLE,
        Text(
            en="No question was answered; there is nothing to sum up.",
            pl="Nikt nie odpowiedział na żadne pytanie; nie ma czego podsumować.",
        ),
        Text(
            en="The turns say why. When the cause is mended, run the group again.",
            pl="Przyczyny są podane przy wypowiedziach. Po ich usunięciu uruchom grupę ponownie.",
        ),
        retry_safe=True,
    )


def no_summary(outcome: Outcome[Any]) -> SightError:
    spent = outcome.status is OutcomeStatus.OVER_BUDGET
    return SightError(
        ErrorCode.OVER_BUDGET if spent else ErrorCode.UNAVAILABLE,
        Text(
            en=f"The answers are stored, but the summary could not be written ({outcome.status.value}: {outcome.reason}).",
            pl=f"Odpowiedzi są zapisane, ale podsumowanie nie powstało ({outcome.status.value}: {outcome.reason}).",
        ),
        Text(
            en="Run the group again: only the summary will be made.",
            pl="Uruchom grupę ponownie: powstanie tylko podsumowanie.",
        ),
        retry_safe=True,
    )


def broken_off(outcome: Outcome[Any]) -> SightError:
    spent = outcome.status is OutcomeStatus.OVER_BUDGET
    reason = f"{outcome.status.value}: {outcome.reason}" if outcome.reason else outcome.status.value
    return SightError(
        ErrorCode.OVER_BUDGET if spent else ErrorCode.UNAVAILABLE,
        Text(en=f"The discussion has stopped ({reason}).", pl=f"Dyskusja została przerwana ({reason})."),
        Text(
            en="When the cause is mended, run the group again: it goes on where it stopped.",
            pl="Po usunięciu przyczyny uruchom grupę ponownie: ruszy od miejsca przerwania.",
        ),
        retry_safe=True,
    )


def limit_too_low(most_usd: float, least_usd: float) -> SightError:
    return invalid_argument(
        "max_usd",
        Text(
            en=f"${most_usd:g} would not let everybody say a word and pay for the summary.",
            pl=f"{most_usd:g} USD nie wystarczy, by każdy się odezwał i by powstało podsumowanie.",
        ),
        Text(
            en=f"Give at least ${least_usd:.3f}, or leave `max_usd` out.",
            pl=f"Podaj co najmniej {least_usd:.3f} USD albo pomiń `max_usd`.",
        ),
    )
