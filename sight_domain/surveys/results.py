"""A survey's results: toplines, associations, and whether the answers can be used."""

from __future__ import annotations

from collections.abc import Sequence

from sight_domain.language import Language, Text
from sight_domain.surveys.checks import acquiescence, checks, unanimous_share
from sight_domain.surveys.crosstabs import associations
from sight_domain.surveys.flow import asked_if
from sight_domain.surveys.questionnaire import Questionnaire
from sight_domain.surveys.rows import Row
from sight_domain.surveys.schemas import Quality, QuestionResult, SurveyResults, SurveyView
from sight_domain.surveys.sheet import unsettled
from sight_domain.surveys.toplines import topline

FAILED_LIMIT = 0.1
"""Share of failed answers above which a survey is marked invalid."""

_OPINIONS = Text(
    en="The respondents are synthetic: intervals say how far the draw may be off, not how far opinions of people are.",
    pl="Respondenci są syntetyczni: przedziały mówią, ile może zmienić losowanie, a nie ile dzieli wynik od opinii ludzi.",
)
_ONE_WRITER = Text(
    en="All answers were written by {writers}. If they resemble each other by no more than 5 % (rho = 0.05), {n} respondents "
    "are worth {worth} independent ones: n / (1 + (n - 1) rho).",
    pl="Autor wszystkich odpowiedzi: {writers}. Jeśli są do siebie podobne choćby w 5% (rho = 0,05), próba licząca {n} "
    "respondentów jest warta tyle, co próba licząca {worth} niezależnych osób: n / (1 + (n - 1) rho).",
)
_INVALID = Text(
    en="{share} of the answers failed, more than the {limit} allowed: do not use these results.",
    pl="Nie powiodło się {share} odpowiedzi, a dopuszczalne jest najwyżej {limit}: nie używaj tych wyników.",
)
_NOBODY = Text(
    en="There are no answers yet: nothing can be said.",
    pl="Nie ma jeszcze odpowiedzi: nic nie można powiedzieć.",
)
_PARTIAL = Text(
    en="These results are partial: {done} of {all} respondents are through with all questions.",
    pl="To wyniki częściowe. Respondenci, którzy mają za sobą wszystkie pytania: {done} z {all}.",
)
_GO_ON = Text(
    en="Run the survey again by its id to ask only for what is missing.",
    pl="Uruchom ankietę ponownie, podając jej identyfikator, by zapytać tylko o to, czego brakuje.",
)
_OFFLINE = Text(en="the offline engine", pl="silnik offline")
_RHO = 0.05


def results(
    view: SurveyView,
    questionnaire: Questionnaire,
    rows: Sequence[Row],
    *,
    dimensions: Sequence[str],
    with_tables: bool,
    language: Language,
) -> SurveyResults:
    """Everything that follows from the stored answers; the same answers give the same figures."""
    questions = questionnaire.questions
    toplines = [
        topline(question, rows, seed=view.seed).model_copy(
            update={"asked_if": asked_if(question, questionnaire)}
        )
        for question in questions
    ]
    associated, tables = associations(questions, rows, dimensions, in_parts=with_tables, seed=view.seed)
    return SurveyResults(
        survey=view,
        questions=toplines,
        associations=associated,
        crosstabs=tables if with_tables else [],
        quality=quality(view, questionnaire, rows, toplines, language=language),
    )


def quality(
    view: SurveyView,
    questionnaire: Questionnaire,
    rows: Sequence[Row],
    toplines: Sequence[QuestionResult],
    *,
    language: Language,
) -> Quality:
    """Failed answers against their limit, what is missing, and the checks for answers that no people give."""
    failed = sum(one.n_failed for one in toplines)
    asked = sum(one.n_answered + one.n_failed + one.n_refused for one in toplines)
    share = failed / asked if asked else 0.0
    both, pairs = acquiescence(questionnaire.questions, rows)
    unanimous = unanimous_share(questionnaire.questions, rows)
    notes = [_OPINIONS.to(language)]
    if len(rows) > 1:
        worth = len(rows) / (1 + (len(rows) - 1) * _RHO)
        writers = view.generated_by.replace("offline", _OFFLINE.to(language))
        notes.append(_ONE_WRITER.to(language).format(writers=writers, n=len(rows), worth=round(worth)))
    done = sum(not unsettled(questionnaire, row.filled) for row in rows)
    return Quality(
        valid=bool(asked) and share <= FAILED_LIMIT,
        complete=done == view.participants,
        warnings=_warnings(view, share if asked else None, done, language),
        failed_share=round(share, 4),
        failed_limit=FAILED_LIMIT,
        unanimous_share=None if unanimous is None else round(unanimous, 4),
        acquiescence=round(both / pairs, 4) if pairs else None,
        checks=checks(questionnaire.questions, rows, language, seed=view.seed),
        notes=notes,
    )


def _warnings(view: SurveyView, failed: float | None, done: int, language: Language) -> list[str]:
    """Why not to use the results, or not for all respondents; `failed` is None where nothing was asked."""
    found: list[Text] = []
    if failed is None:
        found.append(_NOBODY)
    elif failed > FAILED_LIMIT:
        found.append(_INVALID)
    if done < view.participants:
        found.append(_PARTIAL)
        if view.status == "stopped":
            found.append(_GO_ON)
    figures = {
        "share": _percent(failed or 0.0, language),
        "limit": _percent(FAILED_LIMIT, language),
        "done": done,
        "all": view.participants,
    }
    return [one.to(language).format(**figures) for one in found]


def _percent(share: float, language: Language) -> str:
    shown = f"{share:.1%}".replace(".0%", "%")
    return shown.replace(".", ",") if language == "pl" else shown
