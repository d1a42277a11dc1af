"""What can be wrong with asking for needs or messages."""

from __future__ import annotations

from datetime import datetime

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.language import Text


def no_answers() -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en="There are no data on needs yet: nobody has said anything in a focus group or a survey.",
            pl="Brak danych o potrzebach: nikt jeszcze nie wypowiedział się w grupie fokusowej ani w ankiecie.",
        ),
        Text(
            en="Run a focus group or a survey first.", pl="Najpierw przeprowadź grupę fokusową albo ankietę."
        ),
    )


def nothing_to_read() -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en="The answers so far show no needs: none is in people's own words, and no two questions rate the importance of a "
            "thing and satisfaction with it.",
            pl="Dotychczasowe odpowiedzi nie mówią o potrzebach: żadna nie jest wypowiedzią własnymi słowami i żadne dwa pytania "
            "nie dają ocen ważności tej samej rzeczy i zadowolenia z niej.",
        ),
        Text(
            en="Run a focus group or ask an open question; or name two rating questions in `rated_by`.",
            pl="Przeprowadź grupę fokusową albo zadaj pytanie otwarte; możesz też wskazać dwa pytania z ocenami w `rated_by`.",
        ),
    )


def neither_named() -> SightError:
    return invalid_argument(
        "project_id",
        Text(
            en="Neither a project nor a respondent is named.",
            pl="Nie wskazano ani projektu, ani respondenta.",
        ),
        Text(en="Give `project_id` or `persona_id`.", pl="Podaj `project_id` albo `persona_id`."),
    )


def not_analysed(status: str, reason: str) -> SightError:
    return SightError(
        ErrorCode.OVER_BUDGET if status == "over_budget" else ErrorCode.UNAVAILABLE,
        Text(
            en=f"The needs could not be analysed ({status}: {reason}).",
            pl=f"Nie udało się przeanalizować potrzeb ({status}: {reason}).",
        ),
        Text(
            en="What was read so far is kept: resume the run to go on with it, or ask again to begin anew.",
            pl="To, co przeczytano, jest zachowane: wznów zadanie, aby dokończyć, albo poproś ponownie, aby zacząć od nowa.",
        ),
        retry_safe=True,
    )


def too_many_messages(per_hour: int, again_at: datetime) -> SightError:
    at = f"{again_at:%H:%M:%S}"
    return SightError(
        ErrorCode.RATE_LIMITED,
        Text(
            en=f"Messages may be generated {per_hour} times an hour; that many were generated within the last hour.",
            pl=f"Limit generowania komunikatów na godzinę to {per_hour}; w ostatniej godzinie został wykorzystany.",
        ),
        Text(
            en=f"It is possible again at {at} UTC. What was generated stays in the project's report.",
            pl=f"Będzie to znów możliwe o {at} UTC. Wygenerowane komunikaty są w raporcie projektu.",
        ),
        retry_safe=True,
        retry_at=again_at,
    )


def no_needs_to_speak_to(whom: str, field: str) -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en=f"No needs or pains are known to base a message on: {whom}.",
            pl=f"Nie są znane potrzeby ani bolączki, na których można oprzeć komunikat: {whom}.",
        ),
        Text(
            en="Ask these respondents in a focus group or a survey first, then analyse their needs.",
            pl="Najpierw zapytaj tych respondentów w grupie fokusowej albo w ankiecie, a potem przeanalizuj ich potrzeby.",
        ),
        field=field,
    )


def segment_of_one() -> SightError:
    return invalid_argument(
        "segment",
        Text(en="One respondent is not a segment.", pl="Jeden respondent to nie segment."),
        Text(
            en="Give `persona_id`, or `project_id` with `segment`.",
            pl="Podaj `persona_id` albo `project_id` z `segment`.",
        ),
    )


def not_written(status: str, reason: str) -> SightError:
    return SightError(
        ErrorCode.OVER_BUDGET if status == "over_budget" else ErrorCode.UNAVAILABLE,
        Text(
            en=f"No message could be written ({status}: {reason}).",
            pl=f"Nie udało się napisać komunikatu ({status}: {reason}).",
        ),
        Text(
            en="It does not count for the hourly limit; try again.",
            pl="Nie wlicza się do limitu godzinowego; spróbuj ponownie.",
        ),
        retry_safe=True,
    )


def nothing_stood(faults: str) -> SightError:
    return SightError(
        ErrorCode.UNAVAILABLE,
        Text(
            en=f"Every message that was written made a claim no source makes, or answered no need: {faults}",
            pl=f"Każdy napisany komunikat zawierał twierdzenie bez źródła albo nie odpowiadał na potrzebę: {faults}",
        ),
        Text(
            en="Put what is true of the product into the project's description or a document, and try again.",
            pl="Wpisz do opisu projektu albo dodaj w dokumencie to, co o produkcie wiadomo, i spróbuj ponownie.",
        ),
        retry_safe=True,
    )
