"""What was used and paid, from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from sight_domain.llm.ledger import flush_ledgers
from sight_domain.storage.database import Database

Grouping = Literal["task", "model", "run", "day"]


class UsageGroup(BaseModel):
    """The usage of one task, model, run id or day (``YYYY-MM-DD``, UTC). `key` is ``None`` outside any run."""

    model_config = ConfigDict(extra="forbid")

    key: str | None
    calls: int = Field(ge=0, description="calls as the product made them")
    attempts: int = Field(ge=0, description="requests sent to a provider, failed ones too")
    input_tokens: int = Field(ge=0)
    output_tokens: int = Field(ge=0, description="thinking included")
    usd: float = Field(ge=0)


class UsageSummary(BaseModel):
    """Totals, and the same per group when asked for, dearest first."""

    model_config = ConfigDict(extra="forbid")

    calls: int = Field(ge=0)
    attempts: int = Field(ge=0)
    input_tokens: int = Field(ge=0)
    output_tokens: int = Field(ge=0)
    usd: float = Field(ge=0)
    budget_usd: float | None = None
    groups: list[UsageGroup] = Field(default_factory=list)


async def usage_summary(
    database: Database, *, project_ids: Sequence[UUID] | None = None, group_by: Grouping | None = None
) -> UsageSummary:
    """Usage of some projects, or (``None``) of the whole installation. A call that fell back to a second model counts for both
    in ``group_by="model"``, and once in the totals."""
    from sqlalchemy import ColumnElement, Date, cast, func, select

    from sight_domain.ids import Kind, to_public
    from sight_domain.llm.models import LlmCall

    await flush_ledgers(database)
    figures = (
        func.count(func.distinct(LlmCall.call_id)),
        func.count(),
        func.coalesce(func.sum(LlmCall.input_tokens), 0),
        func.coalesce(func.sum(LlmCall.output_tokens), 0),
        func.coalesce(func.sum(LlmCall.cost_usd), 0),
    )
    keys: dict[Grouping, ColumnElement] = {
        "task": LlmCall.task.expression,
        "model": LlmCall.model.expression,
        "run": LlmCall.run_id.expression,
        "day": cast(func.timezone("UTC", LlmCall.created_at), Date),
    }
    totals, grouped = select(*figures), None
    if group_by is not None:
        key = keys[group_by]
        grouped = select(key, *figures).group_by(key).order_by(func.sum(LlmCall.cost_usd).desc(), key)
    if project_ids is not None:
        totals = totals.where(LlmCall.project_id.in_(project_ids))
        grouped = grouped.where(LlmCall.project_id.in_(project_ids)) if grouped is not None else None
    async with database.session() as session:
        calls, attempts, input_tokens, output_tokens, usd = (await session.execute(totals)).one()
        rows = (await session.execute(grouped)).all() if grouped is not None else []

    def shown(key: object) -> str | None:
        if isinstance(key, UUID):
            return to_public(Kind.RUN, key)
        return None if key is None else str(key)

    return UsageSummary(
        calls=calls,
        attempts=attempts,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        usd=float(usd),
        groups=[
            UsageGroup(key=shown(key), calls=c, attempts=a, input_tokens=i, output_tokens=o, usd=float(u))
            for key, c, a, i, o, u in rows
        ],
    )
