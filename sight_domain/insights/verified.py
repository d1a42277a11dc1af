"""From what models read in the answers to needs that rest on real quotes, counted and scored."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sight_domain.insights.clustering import groups, medoid, own_words
from sight_domain.insights.drafts import DraftPain, NeedsDraft, ReadingDraft
from sight_domain.insights.evidence import Cited
from sight_domain.insights.opportunity import Rating, rated
from sight_domain.insights.schemas import (
    DesiredOutcome,
    Job,
    NeedQuote,
    PainPoint,
    RatingSource,
    SegmentRated,
)
from sight_domain.seeds import derive_seed
from sight_domain.surveys.service import effective_n, wilson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sight_domain.language import Language

MOST_QUOTES = 12
MOST_SOLUTIONS = 4
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome with the ratings of those who rated it, one a person."""

    statement: str
    is_measurable: bool | None
    source: RatingSource
    questions: Sequence[str]
    quotes: Sequence[NeedQuote]
    ratings: Sequence[Rating]


@dataclass(frozen=True, slots=True)
class Pain:
    """A pain of one person, in that person's words. `severity` is 1-10."""

    persona_id: str
    draft: DraftPain
    quotes: Sequence[NeedQuote]

    @property
    def text(self) -> str:
        """What it is compared by: what the model made of it, and the person's own words."""
        return f"{self.draft.pain_title}. {self.draft.pain_description} {self.quotes[0].text}"


def jobs_of(draft: NeedsDraft, cited: Cited) -> list[Job]:
    """The jobs that a real quote shows, the weightiest first; the others are dropped, their quotes counted."""
    found = []
    for job in draft.jobs_to_be_done:
        if quotes := cited.quotes(job.quotes):
            found.append(
                Job(**job.model_dump(exclude={"quotes"}), n=_people(quotes), quotes=quotes[:MOST_QUOTES])
            )
    return sorted(found, key=lambda job: -job.priority_score)


def outcomes_of(draft: NeedsDraft, cited: Cited) -> list[Outcome]:
    """The outcomes that a real quote shows, not yet rated."""
    return [
        Outcome(wish.outcome_statement, wish.is_measurable, "said", (), quotes, ())
        for wish in draft.desired_outcomes
        if (quotes := cited.quotes(wish.quotes))
    ]


def merged_jobs(jobs: Sequence[Job], vectors: NDArray[np.float64]) -> list[Job]:
    """Jobs from several prompts, those that mean the same as one: means of the scores, all quotes."""
    found = []
    for places in groups(vectors, [job.job_statement for job in jobs]):
        members = [jobs[place] for place in places]
        quotes = _distinct([quote for job in members for quote in job.quotes])
        found.append(
            jobs[medoid(vectors, places)].model_copy(
                update={
                    "priority_score": round(
                        math.fsum(job.priority_score for job in members) / len(members), 1
                    ),
                    "difficulty": round(math.fsum(job.difficulty for job in members) / len(members), 1),
                    "frequency": _commonest([job.frequency for job in members]),
                    "n": _people(quotes),
                    "quotes": quotes[:MOST_QUOTES],
                }
            )
        )
    return sorted(found, key=lambda job: (-job.priority_score, -job.n))


def merged_outcomes(outcomes: Sequence[Outcome], vectors: NDArray[np.float64]) -> list[Outcome]:
    """Outcomes from several prompts, those that mean the same as one, the most quoted first."""
    found = []
    for places in groups(vectors, [one.statement for one in outcomes]):
        chosen = outcomes[medoid(vectors, places)]
        quotes = _distinct([quote for place in places for quote in outcomes[place].quotes])
        found.append(Outcome(chosen.statement, chosen.is_measurable, chosen.source, (), quotes, ()))
    return sorted(found, key=lambda one: -_people(one.quotes))


def pains_of(reading: ReadingDraft, cited: Cited) -> list[Pain]:
    """The pains that a real quote shows, each as one of the person quoted."""
    found = []
    for draft in reading.pain_points:
        for persona_id, quotes in _by_person(cited.quotes(draft.quotes)).items():
            found.append(Pain(persona_id, draft, quotes))
    return found


def ratings_of(
    reading: ReadingDraft, cited: Cited, outcomes: int, weights: Mapping[str, float]
) -> list[tuple[int, Rating, NeedQuote]]:
    """``(place of the outcome, rating, its first quote)`` for the ratings that a real quote shows.

    The quotes for an outcome that was not asked about are counted as dropped.
    """
    found = []
    for draft in reading.ratings:
        if draft.outcome > outcomes:
            cited.dropped += len(draft.quotes)
            continue
        for persona_id, quotes in _by_person(cited.quotes(draft.quotes)).items():
            rating = Rating(persona_id, draft.importance, draft.satisfaction, weights.get(persona_id, 1.0))
            found.append((draft.outcome - 1, rating, quotes[0]))
    return found


def with_ratings(
    outcomes: Sequence[Outcome], ratings: Sequence[tuple[int, Rating, NeedQuote]]
) -> list[Outcome]:
    """The outcomes with their ratings; of several by one person the first counts."""
    given: list[dict[str, tuple[Rating, NeedQuote]]] = [{} for _ in outcomes]
    for place, rating, quote in ratings:
        given[place].setdefault(rating.persona_id, (rating, quote))
    return [
        Outcome(
            one.statement,
            one.is_measurable,
            one.source,
            one.questions,
            _distinct([*one.quotes, *(quote for _, quote in own.values())])[:MOST_QUOTES],
            [rating for rating, _ in own.values()],
        )
        for one, own in zip(outcomes, given, strict=True)
    ]


def scored(outcome: Outcome) -> DesiredOutcome:
    """An outcome as it is shown: its scores with n and intervals."""
    figures = rated(outcome.ratings, seed=derive_seed(0, "opportunity", outcome.statement))
    return DesiredOutcome(
        **figures.model_dump(),
        outcome_statement=outcome.statement,
        is_measurable=outcome.is_measurable,
        rated_from=outcome.source,
        questions=list(outcome.questions),
        quotes=list(outcome.quotes),
    )


def by_segment(outcomes: Sequence[Outcome], segments: Mapping[str, tuple[str, str]]) -> list[SegmentRated]:
    """Each outcome in each segment whose people rated it, the greatest opportunity first; nothing for one segment alone.

    Args:
        segments: id and name of everybody's segment, by persona id.
    """
    found: list[SegmentRated] = []
    for outcome in outcomes:
        inside: dict[tuple[str, str], list[Rating]] = {}
        for rating in outcome.ratings:
            if rating.persona_id in segments:
                inside.setdefault(segments[rating.persona_id], []).append(rating)
        rows = [
            SegmentRated(
                **rated(ratings, seed=derive_seed(0, "opportunity", key, outcome.statement)).model_dump(),
                segment_id=key,
                segment_name=name,
                outcome_statement=outcome.statement,
            )
            for (key, name), ratings in inside.items()
        ]
        found += sorted(rows, key=lambda row: -(row.odi_score or 0.0))
    return found if len({row.segment_id for row in found}) > 1 else []


def clustered(
    pains: Sequence[Pain], vectors: NDArray[np.float64], weights: Mapping[str, float], language: Language
) -> list[PainPoint]:
    """Pains of several people put together by what they mean, the widest spread first.

    The title and description are those of the statement most like all others in its group. With w the weights of people
    and N those who answered: share = sum of w affected / sum of w, Wilson's interval with Kish's effective n; severity is
    the mean over the affected of their worst, frequency what most of them say.

    Args:
        weights: of everybody who answered, by persona id.
    """
    found: list[PainPoint] = []
    parted = groups(vectors, [pain.draft.pain_title for pain in pains])
    words = own_words([[q.text for i in places for q in pains[i].quotes] for places in parted], language)
    for places, own in zip(parted, words, strict=True):
        members = [pains[place] for place in places]
        worst: dict[str, Pain] = {}
        for pain in members:
            known = worst.get(pain.persona_id)
            if known is None or pain.draft.severity > known.draft.severity:
                worst[pain.persona_id] = pain
        share = math.fsum(weights[key] for key in worst) / math.fsum(weights.values())
        low, high = wilson(share, effective_n(list(weights.values())))
        chosen = pains[medoid(vectors, places)].draft
        gravest = sorted(worst.values(), key=lambda pain: -pain.draft.severity)
        found.append(
            PainPoint(
                pain_title=chosen.pain_title,
                pain_description=chosen.pain_description,
                severity=round(math.fsum(pain.draft.severity for pain in gravest) / len(gravest), 1),
                frequency=_commonest([pain.draft.frequency for pain in gravest]),
                percent_affected=round(min(share, 1.0), 4),
                interval=(round(low, 4), round(high, 4)),
                n=len(worst),
                own_words=own,
                quotes=[pain.quotes[0] for pain in gravest][:MOST_QUOTES],
                potential_solutions=_distinct(
                    [
                        idea
                        for pain in (pains[medoid(vectors, places)], *members)
                        for idea in pain.draft.potential_solutions
                    ]
                )[:MOST_SOLUTIONS],
            )
        )
    return sorted(found, key=lambda pain: (-pain.percent_affected, -pain.severity))


def of_one(pains: Sequence[Pain]) -> list[PainPoint]:
    """The pains of one person as they are shown, the gravest first; a share of one person says nothing, so it is 1."""
    found = [
        PainPoint(
            **pain.draft.model_dump(exclude={"quotes", "potential_solutions"}),
            percent_affected=1.0,
            n=1,
            quotes=list(pain.quotes),
            potential_solutions=pain.draft.potential_solutions[:MOST_SOLUTIONS],
        )
        for pain in pains
    ]
    return sorted(found, key=lambda pain: -pain.severity)


def _people(quotes: Sequence[NeedQuote]) -> int:
    return len({quote.persona_id for quote in quotes})


def _by_person(quotes: Sequence[NeedQuote]) -> dict[str, list[NeedQuote]]:
    found: dict[str, list[NeedQuote]] = {}
    for quote in quotes:
        found.setdefault(quote.persona_id, []).append(quote)
    return found


def _distinct(items: Sequence[T]) -> list[T]:
    found: list[T] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found


def _commonest(items: Sequence[T]) -> T:
    return Counter(items).most_common(1)[0][0]
