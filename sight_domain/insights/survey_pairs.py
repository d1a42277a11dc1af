"""Ratings of importance and satisfaction that people gave in surveys: which two questions belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.ids import Kind, from_public, to_public
from sight_domain.insights.opportunity import TOP, Rating
from sight_domain.insights.schemas import RatedBy
from sight_domain.insights.words import stems
from sight_domain.language import Text
from sight_domain.surveys.service import Given, rated_rows, share_of_scale

_SAME_SUBJECT = 0.6
"""Share of words in common (Jaccard) from which two questions are about the same thing."""

_IMPORTANCE = re.compile(r"\b(?:importan\w*|matters?|ważn\w*|istotn\w*|znaczeni\w*|zależy)\b", re.IGNORECASE)
# A scale of dissatisfaction alone runs the other way: it is none of satisfaction.
_SATISFACTION = re.compile(
    r"\b(?:satisf\w*|how happy|well served|zadow[oa]l\w*|(?:u)?satysfakcj\w*)\b", re.IGNORECASE
)
# What questions of both kinds are made of, and what tells nothing of their subject.
_FRAME = re.compile(
    r"\b(?:importan\w*|matters?|ważn\w*|istotn\w*|znaczeni\w*|zależy|(?:dis)?satisf\w*|happy|well|served|(?:nie)?zadow[oa]l\w*|"
    r"u?satysfakcj\w*|how|much|are|is|you|your|to|for|with|of|the|a|an|it|that|today|now|currently|current|present|very|rate|"
    r"please|scale|jak|bardzo|jest|są|jesteś|dla|ciebie|pana|pani|państwa|ma|mają|się|z|ze|w|na|do|od|obecn\w*|dziś|dzisiaj|"
    r"teraz|oceń|proszę|skali|stopniu|jakim|jakie|ten|ta|to|tego|tej|te|tych|cię|ci|czy|on|as|things|stand)\b",
    re.IGNORECASE,
)
_SUBJECT = (
    re.compile(
        r"^how important (?:is|are)(?: it)?(?: (?:to|for) you)?(?: that)?,? (?P<subject>.+?)(?: (?:to|for) you)?\s*\?*$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^jak (?:bardzo )?(?:ważn|istotn)\w+ (?:jest|są)(?: dla (?:ciebie|pana/pani|pana|pani|państwa))?,? (?P<subject>.+?)"
        r"(?: dla (?:ciebie|pana/pani|pana|pani|państwa))?\s*\?*$",
        re.IGNORECASE,
    ),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions of one survey about the same outcome; of matrices, in the row `row`."""

    survey_id: UUID
    importance: str
    satisfaction: str
    row: str
    outcome: str

    @property
    def questions(self) -> list[str]:
        """The questions as results name them: survey, question and row."""
        survey = to_public(Kind.SURVEY, self.survey_id)
        row = f": {self.row}" if self.row else ""
        return [f"{survey}/{question}{row}" for question in (self.importance, self.satisfaction)]


def recognised(given: Sequence[Given]) -> list[Pair]:
    """The pairs that can be told from the questions' words, in the order of the surveys.

    A question asks about importance or satisfaction by its words, and rates on ordered points. Two matrices are a pair in
    the rows they share; two single ratings when most of their other words are the same and no other question fits better.
    """
    found: list[Pair] = []
    for survey_id, questions in _questions(given).items():
        important = [one for one in questions if _IMPORTANCE.search(one.question.text)]
        satisfied = [one for one in questions if _SATISFACTION.search(one.question.text)]
        important = [one for one in important if one not in satisfied]
        for one in important:
            found += _partners(survey_id, one, satisfied)
    return found


def named(given: Sequence[Given], pairs: Sequence[RatedBy]) -> list[Pair]:
    """The pairs that a caller named.

    Raises:
        SightError: ``not_found`` for a survey without answers here, ``invalid_argument`` for a question it does not have,
            that does not rate, or that shares no row with the other.
    """
    by_survey = _questions(given)
    found: list[Pair] = []
    for place, pair in enumerate(pairs):
        at = f"rated_by[{place}]"
        survey_id = from_public(Kind.SURVEY, pair.survey_id, field=f"{at}.survey_id")
        if survey_id not in by_survey:
            raise _no_such_survey(pair.survey_id, f"{at}.survey_id")
        questions = by_survey[survey_id]
        first = _required(questions, pair.importance, f"{at}.importance")
        second = _required(questions, pair.satisfaction, f"{at}.satisfaction")
        shared = [row for row in rated_rows(first.question) if row in rated_rows(second.question)]
        if first.question.id == second.question.id or not shared:
            raise _no_pair(pair, at)
        found += [_pair(survey_id, first, second, row) for row in shared]
    return found


def ratings_of(
    given: Iterable[Given], pairs: Sequence[Pair], weights: dict[UUID, float]
) -> list[tuple[str, list[Pair], list[Rating]]]:
    """``(outcome, its pairs, the ratings of everybody who answered both questions)``; a person's newest survey counts."""
    answers = {(one.survey_id, one.question.id, one.persona_id): one for one in given}
    found: dict[str, tuple[str, list[Pair], dict[UUID, Rating]]] = {}
    for pair in sorted(pairs, key=lambda one: one.survey_id):
        _, sources, ratings = found.setdefault(pair.outcome.casefold(), (pair.outcome, [], {}))
        sources.append(pair)
        for (survey_id, question_id, persona_id), first in answers.items():
            second = answers.get((survey_id, pair.satisfaction, persona_id))
            if survey_id != pair.survey_id or question_id != pair.importance or second is None:
                continue
            ratings[persona_id] = Rating(
                to_public(Kind.PERSONA, persona_id),
                TOP * share_of_scale(first.question, first.value, pair.row),
                TOP * share_of_scale(second.question, second.value, pair.row),
                weights.get(persona_id, 1.0),
            )
    return [
        (outcome, sources, list(ratings.values())) for outcome, sources, ratings in found.values() if ratings
    ]


def _questions(given: Iterable[Given]) -> dict[UUID, list[Given]]:
    """One answer to each rating question of each survey, as a stand-in for the question."""
    found: dict[UUID, dict[str, Given]] = {}
    for one in given:
        if rated_rows(one.question):
            found.setdefault(one.survey_id, {}).setdefault(one.question.id, one)
    return {survey: list(questions.values()) for survey, questions in found.items()}


def _partners(survey_id: UUID, first: Given, satisfied: Sequence[Given]) -> list[Pair]:
    rows = rated_rows(first.question)
    if rows != ("",):
        return [
            _pair(survey_id, first, second, row)
            for second in satisfied
            for row in rows
            if row in rated_rows(second.question)
        ]
    scored = sorted(
        (
            (_alike(first.question.text, one.question.text), one)
            for one in satisfied
            if rated_rows(one.question) == ("",)
        ),
        key=lambda pair: -pair[0],
    )
    clear = scored and scored[0][0] >= _SAME_SUBJECT and (len(scored) == 1 or scored[1][0] < scored[0][0])
    return [_pair(survey_id, first, scored[0][1], "")] if clear else []


def _pair(survey_id: UUID, first: Given, second: Given, row: str) -> Pair:
    return Pair(survey_id, first.question.id, second.question.id, row, row or _subject(first.question.text))


@lru_cache(maxsize=1024)
def _about(text: str) -> frozenset[str]:
    return frozenset(stem for found in stems(_FRAME.sub(" ", text)) for stem in found[1])


def _alike(first: str, second: str) -> float:
    a, b = _about(first), _about(second)
    return len(a & b) / len(a | b) if a | b else 0.0


def _subject(text: str) -> str:
    """What a question on importance is about: ``How important is fast delivery to you?`` -> ``Fast delivery``."""
    for pattern in _SUBJECT:
        if match := pattern.match(text.strip()):
            subject = match["subject"].strip()
            return subject[:1].upper() + subject[1:]
    return text.strip()


def _required(questions: Sequence[Given], question_id: str, field: str) -> Given:
    for one in questions:
        if one.question.id == question_id:
            return one
    known = ", ".join(one.question.id for one in questions) or "–"
    raise invalid_argument(
        field,
        Text(
            en=f"The survey has no answered question '{question_id}' that rates something.",
            pl=f"Ankieta nie ma pytania oceniającego „{question_id}” z odpowiedziami.",
        ),
        Text(
            en=f"Name a scale, likert, numeric or matrix question: {known}.",
            pl=f"Wskaż pytanie typu scale, likert, numeric albo matrix: {known}.",
        ),
    )


def _no_such_survey(public_id: str, field: str) -> SightError:
    return SightError(
        ErrorCode.NOT_FOUND,
        Text(
            en=f"There is no survey {public_id} with ratings here.",
            pl=f"Nie ma tu ankiety {public_id} z ocenami.",
        ),
        Text(en="get_project lists a project's surveys.", pl="Ankiety projektu pokazuje get_project."),
        field=field,
    )


def _no_pair(pair: RatedBy, field: str) -> SightError:
    return invalid_argument(
        field,
        Text(
            en=f"{pair.importance} and {pair.satisfaction} do not rate the same thing.",
            pl=f"{pair.importance} i {pair.satisfaction} nie oceniają tego samego.",
        ),
        Text(
            en="Name two single ratings, or two matrices that share rows.",
            pl="Wskaż dwie pojedyncze oceny albo dwie macierze ze wspólnymi wierszami.",
        ),
    )
