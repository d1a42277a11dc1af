"""What can be wrong with starting, finding or going on with a run."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, to_public
from sight_domain.language import Text


def already_running(run_id: UUID | None) -> SightError:
    """`run_id` is the run that does the same, unless it has ended this very moment."""
    named = f" ({to_public(Kind.RUN, run_id)})" if run_id is not None else ""
    return SightError(
        ErrorCode.CONFLICT,
        Text(en=f"This is already being worked on{named}.", pl=f"Takie zadanie jest już w toku{named}."),
        Text(
            en="Wait for that run with get_run, or stop it with cancel_run.",
            pl="Poczekaj na nie (get_run) albo je zatrzymaj (cancel_run).",
        ),
        retry_safe=True,
    )


def no_such_run() -> SightError:
    return SightError(
        ErrorCode.NOT_FOUND,
        Text(en="There is no such run.", pl="Nie ma takiego zadania."),
        Text(
            en="Use the run id that the starting tool returned.",
            pl="Użyj identyfikatora zadania zwróconego przez narzędzie, które je rozpoczęło.",
        ),
        field="run_id",
    )


def busy(waiting: int) -> SightError:
    return SightError(
        ErrorCode.BUSY,
        Text(
            en=f"Too much is waiting already: {waiting} runs are in the queue.",
            pl=f"Za dużo zadań czeka już w kolejce: {waiting}.",
        ),
        Text(
            en="Try again when some are done; more workers (`sight worker`) shorten the queue.",
            pl="Spróbuj ponownie, gdy część się skończy; kolejkę skróci więcej procesów `sight worker`.",
        ),
        retry_safe=True,
    )


def succeeded_already() -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(en="This run has already succeeded.", pl="To zadanie zakończyło się już powodzeniem."),
        Text(en="There is nothing left to do.", pl="Nie ma już nic do zrobienia."),
        field="run_id",
    )


def taken_back() -> SightError:
    """What the run had begun with went when it stopped."""
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en="This run cannot go on: what it had was taken back when it stopped.",
            pl="Tego zadania nie można wznowić: gdy się zatrzymało, jego materiał został wycofany.",
        ),
        Text(en="Start the same thing again.", pl="Uruchom to od nowa."),
        field="run_id",
    )


def subject_deleted(subject: str) -> SightError:
    """Nobody is to pay for what nobody can see."""
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en=f"What this run works on ({subject}) was deleted.",
            pl=f"Element, nad którym pracuje to zadanie ({subject}), został usunięty.",
        ),
        Text(
            en="Restore it first (restore_item), then resume the run.",
            pl="Najpierw go przywróć (restore_item), potem wznów zadanie.",
        ),
        field="run_id",
    )


def was_cancelled() -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(en="Somebody cancelled this.", pl="Ktoś to zatrzymał."),
        Text(en="Start it again, or resume its run.", pl="Uruchom to ponownie albo wznów zadanie."),
        retry_safe=True,
    )


def unknown_version(kind: str, version: int) -> SightError:
    """The run was started by a Sight that this one does not understand."""
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en=f"This run ({kind}, version {version}) was started by another version of Sight and cannot go on here. "
            "Everything done until then is kept.",
            pl=f"To zadanie ({kind}, wersja {version}) rozpoczęła inna wersja Sight i tutaj nie może być "
            "kontynuowane. Wszystko, co zdążyło zrobić, jest zachowane.",
        ),
        Text(
            en="Start the same thing again, or go on with the version that began it.",
            pl="Uruchom to ponownie albo kontynuuj w wersji, która je rozpoczęła.",
        ),
        retry_safe=True,
    )


def other_configuration() -> SightError:
    """The run was begun with other models, and nobody with those is there to go on."""
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en="This run was begun with other models than Sight has now. Everything done until then is kept.",
            pl="To zadanie rozpoczęto z innymi modelami niż te, których Sight używa teraz. "
            "Wszystko, co zdążyło zrobić, jest zachowane.",
        ),
        Text(
            en="Resume it to go on with the present models.",
            pl="Wznów je, by kontynuować z obecnymi modelami.",
        ),
        retry_safe=True,
    )


def gave_up() -> SightError:
    """The run's process died again and again."""
    return SightError(
        ErrorCode.INTERNAL,
        Text(
            en="Every process that worked on this run died, so Sight gave it up. Everything done until then is kept.",
            pl="Każdy proces, który wykonywał to zadanie, kończył się awarią, więc Sight je porzucił. "
            "Wszystko, co zdążyło zrobić, jest zachowane.",
        ),
        Text(
            en="The log may say why; resume the run to try again.",
            pl="Przyczynę może podawać dziennik; wznów zadanie, by spróbować ponownie.",
        ),
        retry_safe=True,
    )


def defect(error: BaseException) -> SightError:
    return SightError(
        ErrorCode.INTERNAL,
        Text(
            en=f"Something broke inside Sight ({type(error).__name__}).",
            pl=f"Coś zepsuło się w Sight ({type(error).__name__}).",
        ),
        Text(
            en="The log has the details; what was done is kept.",
            pl="Szczegóły są w dzienniku; wykonana praca jest zachowana.",
        ),
        retry_safe=True,
    )


def stored(error: SightError) -> dict[str, Any]:
    """An error as a run keeps it, in both languages."""
    return {"en": error.render("en"), "pl": error.render("pl")}


def restored(kept: dict[str, Any]) -> SightError:
    """The error that a run kept, to be raised again."""
    en, pl = kept["en"], kept["pl"]
    return SightError(
        ErrorCode(en["code"]),
        Text(en=en["message"], pl=pl["message"]),
        Text(en=en["hint"], pl=pl["hint"]),
        field=en["field"],
        retry_safe=en["retry_safe"],
    )
