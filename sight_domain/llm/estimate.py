"""What calls would cost, before they are made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sight_domain.language import Language, Text
from sight_domain.llm import structured
from sight_domain.llm.budget import CHARACTERS_PER_TOKEN
from sight_domain.llm.ledger import flush_ledgers
from sight_domain.llm.outcomes import OutcomeStatus, Usage
from sight_domain.llm.prompts import RenderedPrompt
from sight_domain.llm.registry import ModelChoice, Registry
from sight_domain.storage.database import Database

if TYPE_CHECKING:
    from pydantic import BaseModel

_FEWEST_RECORDED = 5
_RECENT = 200


@dataclass(frozen=True, slots=True)
class CostEstimate:
    """Tokens and USD of all `calls` together; `model` is asked first; `basis` says where the figures come from."""

    calls: int
    input_tokens: int
    output_tokens: int
    usd: float
    model: str
    basis: Text

    def __add__(self, other: CostEstimate) -> CostEstimate:
        """Both together; where models or bases differ, both are named."""
        same = self.basis == other.basis
        return CostEstimate(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.usd + other.usd,
            self.model if self.model == other.model else f"{self.model}, {other.model}",
            self.basis
            if same
            else Text(en=f"{self.basis.en} {other.basis.en}", pl=f"{self.basis.pl} {other.basis.pl}"),
        )


async def estimated(
    database: Database,
    registry: Registry,
    choice: ModelChoice | None,
    task: str,
    prompt: RenderedPrompt,
    schema: type[BaseModel] | None,
    n_calls: int,
) -> CostEstimate:
    """``n * characters / characters per token * requests`` in, ``n * output`` out.

    `requests` and `output` are what the latest recorded calls took for one answer: requests that were billed (repairs
    and answers of no use too), and output tokens of them all. Before there are any: 1 and the task's typical length.
    """
    if choice is None:
        nobody = Text(en="No model is configured.", pl="Nie skonfigurowano żadnego modelu.")
        return CostEstimate(n_calls, 0, 0, 0.0, "", nobody)
    shape = json.dumps(structured.json_schema(schema)) if schema is not None else ""
    characters = len(prompt.system) + len(prompt.user) + len(shape)
    each_in = round(characters / CHARACTERS_PER_TOKEN[prompt.language]) + 1
    recorded = await _recorded(database, task, choice.model)
    each_out = recorded.output if recorded else registry.typical_output_tokens(task)
    requests = recorded.requests if recorded else 1.0
    usage = Usage(input_tokens=round(each_in * n_calls * requests), output_tokens=round(each_out * n_calls))
    return CostEstimate(
        n_calls,
        usage.input_tokens,
        usage.output_tokens,
        float(choice.spec.cost(usage)),
        choice.model,
        _basis(choice, registry, recorded),
    )


def embeddings_estimated(
    registry: Registry, choice: ModelChoice, characters: int, n_calls: int, language: Language
) -> CostEstimate:
    """``characters / characters per token`` in, nothing out, over `n_calls` requests."""
    usage = Usage(input_tokens=round(characters / CHARACTERS_PER_TOKEN[language]))
    price = _price(choice, registry)
    return CostEstimate(
        n_calls,
        usage.input_tokens,
        0,
        float(choice.spec.cost(usage)),
        choice.model,
        Text(en=f"The length of the text, {price.en}.", pl=f"Długość tekstu, {price.pl}."),
    )


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What one answer took, over so many `answers`: `output` tokens and billed `requests`."""

    answers: int
    output: float
    requests: float


async def _recorded(database: Database, task: str, model: str) -> _Recorded | None:
    from sqlalchemy import func, select

    from sight_domain.llm.models import LlmCall

    await flush_ledgers(database)
    recent = (
        select(LlmCall.input_tokens, LlmCall.output_tokens, LlmCall.status)
        .where(LlmCall.task == task, LlmCall.model == model)
        .order_by(LlmCall.created_at.desc())
        .limit(_RECENT)
        .subquery()
    )
    counted = select(
        func.count().filter(recent.c.status == OutcomeStatus.ANSWERED.value),
        func.coalesce(func.sum(recent.c.output_tokens), 0),
        func.count().filter(recent.c.input_tokens > 0),
    )
    async with database.session() as session:
        answers, output, billed = (await session.execute(counted)).one()
    if answers < _FEWEST_RECORDED:
        return None
    # A server that counts no tokens bills none; its requests were sent all the same.
    return _Recorded(answers, float(output) / answers, max(billed / answers, 1.0))


def _basis(choice: ModelChoice, registry: Registry, recorded: _Recorded | None) -> Text:
    if recorded:
        length = Text(
            en=f"what {recorded.answers} recorded answers took, repairs included",
            pl=f"to, czego wymagały zapisane odpowiedzi ({recorded.answers}), razem z poprawkami",
        )
    else:
        length = Text(en="a typical output length of the task", pl="typowa długość odpowiedzi w tym zadaniu")
    price = _price(choice, registry)
    return Text(
        en=f"The filled-in prompt, {length.en}, {price.en}.",
        pl=f"Wypełniony prompt, {length.pl}, {price.pl}.",
    )


def _price(choice: ModelChoice, registry: Registry) -> Text:
    if choice.spec.prices is None:
        return Text(en="the model has no price on file", pl="model nie ma zapisanej ceny")
    day = choice.spec.priced_on or registry.prices_as_of
    return Text(en=f"prices of {day}", pl=f"ceny z dnia {day}")
