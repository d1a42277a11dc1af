"""A respondent, a question and an answer's shape for tests of whatever asks models."""

from __future__ import annotations

from typing import Any

from langchain_core.tools import tool
from pydantic import BaseModel, Field

from sight_domain.llm.gateway import Gateway
from sight_domain.llm.outcomes import Outcome


class Score(BaseModel):
    label: str = Field(min_length=3)
    points: int = Field(ge=1, le=10)


@tool
async def count_people(city: str) -> str:
    """How many people live in a city."""
    return f"{city}: 1860000"


def respondent(name: str = "Anna Kowalska") -> dict[str, Any]:
    traits = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
    return {
        "id": "per_1", "full_name": name, "given_name": name.split()[0], "gender": "female", "age": 34,
        "region": "mazowieckie", "settlement": "city_500k_plus", "city": "Warszawa", "education": "tertiary",
        "status": "employed_private", "income_bracket": "6000_7500", "income_rank": 0.6, "occupation": "analityczka",
        "household": None, "big_five": dict.fromkeys(traits, 0.5), "hofstede": {},
        "values": ["security", "benevolence", "hedonism"], "interests": ["cooking"], "segment_name": "x", "labels": {},
    }  # fmt: skip


def answer_inputs(
    question: str = "What do you think of meal kits?", name: str = "Anna Kowalska"
) -> dict[str, Any]:
    return {
        "respondent": respondent(name),
        "topic": "meal kits",
        "question": question,
        "question_index": 0,
        "memory": [],
    }


async def ask(gateway: Gateway, **changed: Any) -> Outcome[Any]:
    given: dict[str, Any] = {"language": "en", "seed": 7, **changed}
    return await gateway.generate("focus_groups.answer", "focus_groups.answer", answer_inputs(), **given)
