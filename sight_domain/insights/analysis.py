"""The run that reads answers for needs and pains: prompt by prompt, each kept when it is answered, then counted.

::

    answers in own words -> needs (jobs, outcomes)  -> reading, some people at a time (pains, ratings of the outcomes)
    survey pairs         -> outcomes with ratings ---> scores with n and intervals, by segment; pains put together

What has been answered is kept with the run, so whoever goes on with it asks only for what is missing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sight_domain.errors import SightError
from sight_domain.ids import Kind, to_public
from sight_domain.insights import refusals, verified
from sight_domain.insights.clustering import FEWEST_STATEMENTS, lexical_vectors, with_meaning
from sight_domain.insights.drafts import NeedsDraft, ReadingDraft
from sight_domain.insights.evidence import Cited, Said, by_person
from sight_domain.insights.methods import methods_of
from sight_domain.insights.schemas import Job as JobToBeDone
from sight_domain.insights.schemas import RatedBy
from sight_domain.insights.subject import Subject
from sight_domain.insights.survey_pairs import named, ratings_of, recognised
from sight_domain.language import Text
from sight_domain.runs.fanout import for_each
from sight_domain.runs.service import Job
from sight_domain.seeds import derive_seed
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pydantic import BaseModel

    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.storage.database import Database

NEEDS, READING = "insights.needs", "insights.reading"
_AT_ONCE = 4
_MOST = {"project": (6, 10), "persona": (4, 6)}

M = TypeVar("M", bound="BaseModel")


@dataclass(slots=True)
class Analysed:
    """What came of it, ready to be kept."""

    content: dict[str, Any]
    answers: int
    generated_by: str


class Analysis:
    """One run's reading of one subject."""

    def __init__(self, database: Database, gateway: Gateway, job: Job, subject: Subject) -> None:
        self._database = database
        self._gateway = gateway
        self._job = job
        self._subject = subject
        self._models: list[str] = []
        self._dropped = 0
        self._keeping = asyncio.Lock()

    async def made(self) -> Analysed:
        """Read, count and score.

        Raises:
            SightError: ``unavailable`` or ``over_budget`` when a model does not answer; what was answered is kept.
        """
        subject, job = self._subject, self._job
        needs_batches, reading_batches = subject.needs_batches, subject.reading_batches
        await job.expect(
            len(needs_batches) + len(reading_batches), done=self._kept(needs_batches, reading_batches)
        )
        jobs, outcomes = await self._needs(needs_batches)
        pains, ratings, pain_vectors, compared = await self._readings(reading_batches, outcomes)
        rated = [*self._from_surveys(), *verified.with_ratings(outcomes, ratings)]
        weights = {to_public(Kind.PERSONA, row.id): row.weight for row in subject.people}
        spoke = {to_public(Kind.PERSONA, key) for key in by_person(subject.said)}
        shown = sorted((verified.scored(one) for one in rated), key=lambda one: -(one.odi_score or -1.0))
        heard = {key: weight for key, weight in weights.items() if key in spoke}
        if subject.person:
            pain_points = verified.of_one(pains)
        else:
            pain_points = verified.clustered(pains, pain_vectors, heard, subject.language) if pains else []
        shared = bool(pain_points) and not subject.person
        raters = {rating.persona_id for one in rated for rating in one.ratings}
        scores = [] if subject.person else verified.by_segment(rated, _segments(subject.people))
        content = {
            "jobs_to_be_done": [one.model_dump() for one in jobs],
            "desired_outcomes": [one.model_dump() for one in shown],
            "pain_points": [one.model_dump() for one in pain_points],
            "by_segment": [one.model_dump() for one in scores],
            "people": len(spoke | raters),
            "quotes_dropped": self._dropped,
            "methods": [
                {"en": text.en, "pl": text.pl}
                for text in methods_of(shown, self._models, compared if shared else None)
            ],
            "rated_by": self._job.arguments.get("rated_by"),
            "seen": subject.evidence.fingerprint,
        }
        in_surveys = sum(2 * len(one.ratings) for one in rated if one.source == "survey")
        return Analysed(
            content, len(subject.said) + in_surveys, ", ".join(dict.fromkeys(self._models)) or "survey"
        )

    async def _needs(
        self, parts: Sequence[Sequence[Said]]
    ) -> tuple[list[JobToBeDone], list[verified.Outcome]]:
        jobs: list[JobToBeDone] = []
        outcomes: list[verified.Outcome] = []
        most_jobs, most_outcomes = _MOST[self._subject.scope]
        drafts = await self._all(NEEDS, parts, NeedsDraft, self._subject.needs_inputs)
        for said, draft in zip(parts, drafts, strict=True):
            cited = Cited(said)
            jobs += verified.jobs_of(draft, cited)
            outcomes += verified.outcomes_of(draft, cited)
            self._dropped += cited.dropped
        if len(parts) > 1 and jobs:
            jobs = verified.merged_jobs(jobs, (await self._vectors([one.job_statement for one in jobs]))[0])
        if len(parts) > 1 and outcomes:
            vectors, _ = await self._vectors([one.statement for one in outcomes])
            outcomes = verified.merged_outcomes(outcomes, vectors)
        return jobs[:most_jobs], outcomes[:most_outcomes]

    async def _readings(
        self, parts: Sequence[Sequence[Said]], outcomes: Sequence[verified.Outcome]
    ) -> tuple[list[verified.Pain], list[Any], NDArray[np.float64], Text]:
        statements = [one.statement for one in outcomes]
        weights = {to_public(Kind.PERSONA, row.id): row.weight for row in self._subject.people}
        drafts = await self._all(
            READING, parts, ReadingDraft, lambda said: self._subject.reading_inputs(said, statements)
        )
        pains: list[verified.Pain] = []
        ratings: list[Any] = []
        for said, draft in zip(parts, drafts, strict=True):
            cited = Cited(said)
            pains += verified.pains_of(draft, cited)
            ratings += verified.ratings_of(draft, cited, len(outcomes), weights)
            self._dropped += cited.dropped
        shared = [] if self._subject.person else pains
        return pains, ratings, *await self._vectors([pain.text for pain in shared])

    async def _all(
        self,
        task: str,
        parts: Sequence[Sequence[Said]],
        shape: type[M],
        inputs_of: Any,
    ) -> list[M]:
        """The answers of a model to a prompt for each part; those kept from before are not asked for again."""
        found: dict[int, M] = {}

        async def one(place: int) -> None:
            step = f"{task}:{place}"
            if not self._job.has(step):
                await self._ask(task, step, inputs_of(parts[place]), shape)
            kept = self._job.result_of(step)
            found[place] = shape.model_validate(kept["draft"])
            self._models.append(kept["model"])

        await for_each(range(len(parts)), one, at_once=_AT_ONCE)
        return [found[place] for place in range(len(parts))]

    async def _ask(self, task: str, step: str, inputs: dict[str, Any], shape: type[BaseModel]) -> None:
        outcome = await self._gateway.generate(
            task,
            task,
            inputs,
            shape,
            language=self._subject.language,
            seed=derive_seed(0, step, *(answer["text"] for answer in inputs["answers"][:3])),
            run_id=self._job.run_id,
            project_id=self._job.project_id,
            fresh=self._job.arguments["again"],
        )
        if outcome.value is None:
            raise refusals.not_analysed(outcome.status.value, outcome.reason)
        result = {"draft": outcome.value.model_dump(mode="json"), "model": outcome.model}

        async def keep() -> None:
            async with self._database.session() as session:
                await self._job.mark(session, step, result)

        async with self._keeping:
            await outlasting(keep)
        await self._job.advance(
            Text(
                en=f"Read: {len(inputs['answers'])} answers",
                pl=f"Przeczytane odpowiedzi: {len(inputs['answers'])}",
            )
        )

    async def _vectors(self, statements: Sequence[str]) -> tuple[NDArray[np.float64], Text]:
        """A vector for each statement, and how they were made: by words, and by meaning where there is an embedder."""
        lexical = lexical_vectors(statements, self._subject.language)
        by_words = Text(en="compared by their words (tf-idf of stems)", pl="porównano słowa (tf-idf rdzeni)")
        if len(statements) < FEWEST_STATEMENTS or self._gateway.embedding_model() is None:
            return lexical, by_words
        import numpy as np

        try:
            found = await self._gateway.embed(
                statements, purpose="document", project_id=self._job.project_id, run_id=self._job.run_id
            )
        except SightError:
            # Words are enough to go on with; a study must not stop for want of an embedder.
            return lexical, by_words
        return with_meaning(lexical, np.asarray(found.vectors, dtype=float)), Text(
            en=f"compared by their words and their meaning ({found.model})",
            pl=f"porównano słowa i znaczenie ({found.model})",
        )

    def _from_surveys(self) -> list[verified.Outcome]:
        given = self._subject.evidence.given
        asked = self._job.arguments.get("rated_by")
        pairs = named(given, [RatedBy.model_validate(one) for one in asked]) if asked else recognised(given)
        weights = {row.id: row.weight for row in self._subject.people}
        return [
            verified.Outcome(
                outcome, None, "survey", [q for pair in sources for q in pair.questions], (), ratings
            )
            for outcome, sources, ratings in ratings_of(given, pairs, weights)
        ]

    def _kept(self, *parts: Sequence[Sequence[Said]]) -> int:
        steps = (
            f"{task}:{place}"
            for task, own in zip((NEEDS, READING), parts, strict=True)
            for place in range(len(own))
        )
        return sum(self._job.has(step) for step in steps)


def _segments(people: Sequence[Persona]) -> dict[str, tuple[str, str]]:
    return {
        to_public(Kind.PERSONA, row.id): (
            str(row.respondent["segment_id"]),
            str(row.respondent["segment_name"]),
        )
        for row in people
        if row.respondent.get("segment_id")
    }
