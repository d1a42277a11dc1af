"""What a survey cannot do, and what to do about it."""

from __future__ import annotations

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text


def no_such_survey(public_id: str, field: str) -> SightError:
    return SightError(
        ErrorCode.NOT_FOUND,
        Text(en=f"There is no survey {public_id}.", pl=f"Nie ma ankiety {public_id}."),
        Text(en="get_project lists a project's surveys.", pl="Ankiety projektu pokazuje get_project."),
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


def completed(public_id: str) -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(en=f"The survey {public_id} is completed.", pl=f"Ankieta {public_id} jest zakończona."),
        Text(
            en="Read it with get_survey_results, or run a new one.",
            pl="Odczytaj ją przez get_survey_results albo uruchom nową.",
        ),
        field="survey_id",
    )


def nobody_answered(reason: str) -> SightError:
    return SightError(
        ErrorCode.UNAVAILABLE,
        Text(
            en=f"No question was answered. The last reason: {reason}",
            pl=f"Nie ma odpowiedzi na żadne pytanie. Ostatnia przyczyna: {reason}",
        ),
        Text(
            en="When the cause is mended, run the survey again by its id.",
            pl="Po usunięciu przyczyny uruchom ankietę ponownie, podając jej identyfikator.",
        ),
        retry_safe=True,
    )


SEMANTIC_UNAVAILABLE = Text(
    en="No embedder is configured, so free answers could not be rated by meaning: these questions were asked for "
    "probabilities instead: {ids}.",
    pl="Nie skonfigurowano modelu osadzeń, więc odpowiedzi swobodnych nie dało się ocenić według znaczenia; w tych pytaniach "
    "poproszono zamiast tego o prawdopodobieństwa: {ids}.",
)

REMOVED = Text(
    en="Respondents who were removed for good since, with their answers: {n}.",
    pl="Respondenci, których później trwale usunięto wraz z odpowiedziami: {n}.",
)
