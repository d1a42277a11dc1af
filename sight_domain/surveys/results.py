"""A survey's results: toplines, associations, and whether the answers can be used."""

from __future__ import annotations

from collections.abc import Sequence

from sight_domain.language import Language, Text
from sight_domain.surveys.checks import acquiescence, checks, unanimous_share
from sight_domain.surveys.crosstabs import associations
from sight_domain.surveys.questionnaire import Questionnaire
from sight_domain.surveys.rows import Row
from sight_domain.surveys.schemas import Quality, QuestionResult, SurveyResults, SurveyView
from sight_domain.surveys.toplines import topline

FAILED_LIMIT = 0.1
"""Share of failed answers above which a survey is marked invalid."""

_OPINIONS = Text(
    en="The respondents are synthetic: intervals say how far the draw may be off, not how far opinions of people are.",
    pl="Respondenci są syntetyczni: przedziały mówią, ile może zmienić losowanie, a nie ile dzieli wynik od opinii ludzi.",
)
_ONE_WRITER = Text(
    en="One model wrote all answers. If they resemble each other by no more than 5 % (rho = 0.05), {n} respondents are "
    "worth {worth} independent ones: n / (1 + (n - 1) rho).",
    pl="Wszystkie odpowiedzi napisał jeden model. Jeśli są podobne choćby w 5% (rho = 0,05), liczba respondentów {n} jest "
    "warta tyle co {worth} niezależnych: n / (1 + (n - 1) rho).",
)
_INVALID = Text(
    en="{share} of the answers failed, more than {limit}: do not use these results. Run the survey again to ask only for what "
    "is missing.",
    pl="Nie powiodło się {share} odpowiedzi, więcej niż {limit}: nie używaj tych wyników. Uruchom ankietę ponownie, by zapytać "
    "tylko o brakujące.",
)
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
    toplines = [topline(question, rows, seed=view.seed) for question in questions]
    associated, tables = associations(questions, rows, dimensions, seed=view.seed)
    return SurveyResults(
        survey=view,
        questions=toplines,
        associations=associated,
        crosstabs=tables if with_tables else [],
        quality=quality(questionnaire, rows, toplines, seed=view.seed, language=language),
    )


def quality(
    questionnaire: Questionnaire,
    rows: Sequence[Row],
    toplines: Sequence[QuestionResult],
    *,
    seed: int,
    language: Language,
) -> Quality:
    """Failed answers against their limit, and the checks for answers that no people give."""
    failed = sum(one.n_failed for one in toplines)
    asked = sum(one.n_answered + one.n_failed + one.n_refused for one in toplines)
    share = failed / asked if asked else 0.0
    both, pairs = acquiescence(questionnaire.questions, rows)
    unanimous = unanimous_share(questionnaire.questions, rows)
    notes = [_OPINIONS.to(language)]
    if len(rows) > 1:
        worth = len(rows) / (1 + (len(rows) - 1) * _RHO)
        notes.append(_ONE_WRITER.to(language).format(n=len(rows), worth=round(worth)))
    if share > FAILED_LIMIT:
        notes.insert(0, _INVALID.to(language).format(share=f"{share:.0%}", limit=f"{FAILED_LIMIT:.0%}"))
    return Quality(
        valid=bool(asked) and share <= FAILED_LIMIT,
        failed_share=round(share, 4),
        failed_limit=FAILED_LIMIT,
        unanimous_share=None if unanimous is None else round(unanimous, 4),
        acquiescence=round(both / pairs, 4) if pairs else None,
        checks=checks(questionnaire.questions, rows, language, seed=seed),
        notes=notes,
    )
