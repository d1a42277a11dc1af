"""Hold synthetic answers against those of people from a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from sight_domain.language import Language
from sight_domain.llm.model_names import writers_named
from sight_domain.personas.service import inputs_from
from sight_domain.populations.service import TargetPopulation, draw_respondents
from sight_domain.surveys import refusals
from sight_domain.surveys.costs import estimated
from sight_domain.surveys.schemas import Benchmark
from sight_domain.surveys.sheet import ANSWERED

if TYPE_CHECKING:
    from sight_domain.llm.estimate import CostEstimate
    from sight_domain.llm.gateway import Gateway

FEWEST, MOST = 50, 200
"""Respondents asked unless a number is given: fewer say little, more cost more than they tell."""


class SurveyValidator:
    def __init__(self, gateway: Gateway, *, at_once: int) -> None:
        self._gateway = gateway
        self._at_once = at_once

    async def estimate(
        self, content: bytes, *, country: str, language: Language, topic: str, sample: int | None
    ) -> CostEstimate:
        """What `validate` would cost; the same errors for the file."""
        from sight_domain.surveys.human_file import read_human_answers

        human = read_human_answers(content, language, country=country)
        (somebody,) = await asyncio.to_thread(
            draw_respondents, TargetPopulation(country=country), 1, seed=0, language=language
        )
        return await estimated(
            self._gateway,
            human.questionnaire,
            inputs_from(somebody.model_dump(mode="json"), None, language),
            sample or _usual(human.people),
            topic=topic,
            stimulus=None,
            language=language,
        )

    async def validate(
        self,
        content: bytes,
        *,
        country: str,
        language: Language,
        topic: str,
        sample: int | None,
        seed: int,
        watch: Callable[[int, int], None] | None = None,
    ) -> Benchmark:
        """Put the file's questions to a sample matched to its people and compare; `human_file` says what the file holds.

        Args:
            country: the code of a country pack, whose adults the sample is drawn from.

        Raises:
            SightError: ``unreadable_document`` or ``invalid_argument`` for the file, ``unavailable`` when nobody answered.
        """
        from sight_domain.surveys.benchmark import ask_matched_sample, benchmark
        from sight_domain.surveys.human_file import read_human_answers

        human = read_human_answers(content, language, country=country)
        rows = await ask_matched_sample(
            human,
            self._gateway,
            country=country,
            topic=topic,
            sample=sample or _usual(human.people),
            seed=seed,
            language=language,
            at_once=self._at_once,
            watch=watch,
        )
        filled = [one for row in rows for one in row.filled.values()]
        if not any(one.outcome == ANSWERED for one in filled):
            raise refusals.nobody_answered(next((one.reason for one in filled if one.reason), "-"))
        written_by = writers_named(one.written_by for one in filled if one.outcome == ANSWERED)
        return await asyncio.to_thread(
            benchmark, human, rows, country=country, generated_by=written_by, language=language, seed=seed
        )


def _usual(people: int) -> int:
    return min(MOST, max(FEWEST, people))
