"""Respondents answering through the gateway: one call for a block of questions, checked against its shape."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, create_model

from sight_domain.errors import SightError
from sight_domain.language import Language
from sight_domain.surveys.questions import Likert, Matrix, Numeric, Question, Scale
from sight_domain.surveys.questions.stated import StatedText
from sight_domain.surveys.semantic import anchor_sets, cosine, mean_rating
from sight_domain.surveys.sheet import Ask, Asked, Rated, Reply

if TYPE_CHECKING:
    from sight_domain.llm.gateway import Gateway

ANSWER = "surveys.answer"


class GatewayAnswerer:
    """Asks the models of the task ``surveys.answer``.

    Args:
        topic, stimulus: what the survey is about and what respondents are shown.
    """

    def __init__(
        self,
        gateway: Gateway,
        *,
        topic: str,
        stimulus: str | None,
        language: Language,
        run_id: UUID | None = None,
        project_id: UUID | None = None,
    ) -> None:
        self._gateway = gateway
        self._topic, self._stimulus = topic, stimulus
        self._language: Language = language
        self._run_id, self._project_id = run_id, project_id
        self._anchors: dict[str, list[list[list[float]]]] = {}
        self._embedding = asyncio.Lock()

    async def answer(self, ask: Ask) -> Reply:
        """What the model gave for each question; a free answer that could not be rated is a fault of its question."""
        outcome = await self._gateway.generate(
            ANSWER,
            ANSWER,
            call_inputs(ask, topic=self._topic, stimulus=self._stimulus),
            shape_of([asked.question for asked in ask.asked]),
            language=self._language,
            seed=ask.seed,
            run_id=self._run_id,
            project_id=self._project_id,
            fresh=ask.again,
        )
        if outcome.value is None:
            return Reply(outcome.status.value, outcome.reason, written_by=outcome.model or None)
        stated = {
            asked.question.id: getattr(outcome.value, key)
            for key, asked in zip(keys(len(ask.asked)), ask.asked, strict=True)
        }
        given, faults = await self._rated(ask.asked, stated)
        return Reply("answered", given=given, faults=faults, written_by=outcome.model)

    async def _rated(
        self, asked: Sequence[Asked], stated: dict[str, BaseModel | None]
    ) -> tuple[dict[str, BaseModel | None], dict[str, str]]:
        """Free answers to closed questions turned into probabilities; everything else as it was stated."""
        texts = {
            one.question.id: given.text
            for one in asked
            if one.question.asked_by == "semantic"
            and isinstance(given := stated[one.question.id], StatedText)
        }
        if not texts:
            return stated, {}
        try:
            embedded = await self._gateway.embed(
                list(texts.values()), purpose="document", project_id=self._project_id, run_id=self._run_id
            )
            vectors = dict(zip(texts, embedded.vectors, strict=True))
            rated: dict[str, BaseModel | None] = {}
            for one in asked:
                if one.question.id in texts:
                    anchors = await self._anchor_vectors(one.question)
                    similar = [
                        [cosine(vectors[one.question.id], anchor) for anchor in points] for points in anchors
                    ]
                    shares = mean_rating(similar)
                    rated[one.question.id] = Rated(
                        text=texts[one.question.id],
                        probabilities=[shares[i] for i in one.order],
                        rated_by=embedded.model,
                    )
        except SightError as error:
            # Without its rating a free answer is no point of the scale.
            return stated, dict.fromkeys(texts, error.message.to(self._language))
        return stated | rated, {}

    async def _anchor_vectors(self, question: Question) -> list[list[list[float]]]:
        async with self._embedding:
            if question.id not in self._anchors:
                sets = anchor_sets(_points_in_words(question), self._language)
                flat = [statement for statements in sets for statement in statements]
                vectors = (await self._gateway.embed(flat, purpose="document")).vectors
                size = len(sets[0])
                self._anchors[question.id] = [
                    vectors[start : start + size] for start in range(0, len(flat), size)
                ]
        return self._anchors[question.id]


def _points_in_words(question: Question) -> list[str]:
    """The options as anchors say them; the ends of a scale with their labels."""
    points = list(question.categories)
    if isinstance(question, Scale) and question.labels:
        points[0], points[-1] = (
            f"{points[0]}, {question.labels[0]}",
            f"{points[-1]}, {question.labels[1]}",
        )
    return points


def keys(count: int) -> list[str]:
    """The names of the answers in a call: ``q1``, ``q2``… by place, whatever the questions' own ids."""
    return [f"q{place}" for place in range(1, count + 1)]


def shape_of(questions: Sequence[Question]) -> type[BaseModel]:
    """What one call for these questions must return: each answer, or null where the respondent declines."""
    return _shape(tuple(question.shape() for question in questions))


@lru_cache(maxsize=256)
def _shape(shapes: tuple[type[BaseModel], ...]) -> type[BaseModel]:
    fields: dict[str, Any] = {
        key: (shape | None, ...) for key, shape in zip(keys(len(shapes)), shapes, strict=True)
    }
    return create_model("SurveyAnswers", __config__=ConfigDict(extra="forbid"), **fields)


def call_inputs(ask: Ask, *, topic: str, stimulus: str | None) -> dict[str, Any]:
    """The inputs of the prompt ``surveys.answer``."""
    return {
        "respondent": dict(ask.respondent),
        "topic": topic,
        "stimulus": stimulus,
        "asked": [
            _question_inputs(key, asked) for key, asked in zip(keys(len(ask.asked)), ask.asked, strict=True)
        ],
        "memory": list(ask.memory),
    }


def _question_inputs(key: str, asked: Asked) -> dict[str, Any]:
    question = asked.question
    inputs: dict[str, Any] = {
        "key": key,
        "type": question.type,
        "answer_in": "text" if question.shape() is StatedText else _ANSWER_IN[question.type],
        "text": asked.text,
        "options": asked.options,
        "rows": list(question.rows) if isinstance(question, Matrix) else [],
        "least": None,
        "most": None,
        "labels": [],
    }
    if isinstance(question, Scale | Numeric):
        inputs |= {"least": question.least, "most": question.most}
    if isinstance(question, Scale) and question.labels:
        inputs["labels"] = list(question.labels)
    if isinstance(question, Likert | Matrix) and asked.order[0] > asked.order[-1]:
        inputs["descending"] = True
    return inputs


_ANSWER_IN = {
    "single_choice": "probabilities",
    "likert": "probabilities",
    "scale": "probabilities",
    "multiple_choice": "chances",
    "ranking": "strengths",
    "numeric": "range",
    "matrix": "rows",
    "open_text": "text",
}
