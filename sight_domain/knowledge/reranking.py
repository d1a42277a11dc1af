"""A second look at the best passages: a language model reads them beside the query and puts them in order.

Optional (``SIGHT_RERANK``), because it costs a call for each search. When it fails, the order of the search stays and the
results say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

from sight_domain.language import Language, Text

if TYPE_CHECKING:
    from sight_domain.llm.outcomes import Outcome

TASK = "knowledge.rerank"
MOST = 20
"""Passages that are read again; those after them keep their places."""
Item = TypeVar("Item")


class Order(BaseModel):
    """Numbers of the passages that help with the query, the most helpful first."""

    numbers: list[int] = Field(
        description="Numbers of helpful passages, best first; the others are left out."
    )


class Judge(Protocol):
    """What reranking needs of the gateway."""

    async def generate(
        self, task: str, prompt_id: str, inputs: Mapping[str, Any], schema: type[Order], *,
        language: Language, seed: int, project_id: UUID | None = None,
    ) -> Outcome[Order]: ...  # fmt: skip


async def reranked(
    judge: Judge,
    query: str,
    items: Sequence[Item],
    texts: Sequence[tuple[str, str]],
    language: Language,
    project_id: UUID | None,
) -> tuple[list[Item], Text | None]:
    """`items` in the judge's order, and what to tell when it could not be asked.

    Args:
        texts: (context, text) of each item.

    Those it names come first; the others follow as they were. Numbers that name nothing, or the same again, count for
    nothing, so whatever is answered, every item is kept once.
    """
    if len(items) < 2:
        return list(items), None
    outcome = await judge.generate(
        TASK,
        TASK,
        {
            "query": query,
            "passages": [
                {"number": number, "context": context, "text": text}
                for number, (context, text) in enumerate(texts[:MOST], start=1)
            ],
        },
        Order,
        language=language,
        seed=0,
        project_id=project_id,
    )
    if outcome.value is None:
        return list(items), _not_reranked(outcome.reason)
    named = [
        number - 1 for number in dict.fromkeys(outcome.value.numbers) if 1 <= number <= min(MOST, len(items))
    ]
    rest = [place for place in range(len(items)) if place not in set(named)]
    return [items[place] for place in (*named, *rest)], None


def _not_reranked(reason: str) -> Text:
    return Text(
        en=f"The passages were not put in order again by the model. {reason}",
        pl=f"Model nie ułożył fragmentów ponownie. {reason}",
    )
