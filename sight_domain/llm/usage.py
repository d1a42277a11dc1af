"""What was used and paid, from the ledger, and what budgets leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from sight_domain.clock import now
from sight_domain.ids import Kind, to_public
from sight_domain.llm.budget import Balance, month_scope, project_scope
from sight_domain.llm.ledger import flush_ledgers
from sight_domain.settings import Settings
from sight_domain.storage.database import Database

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

Grouping = Literal["project", "run", "task", "model", "day"]
_PUBLIC = {"project": Kind.PROJECT, "run": Kind.RUN}


class _Figures(BaseModel):
    model_config = ConfigDict(extra="forbid")

    calls: int = Field(ge=0, description="calls as the product made them")
    attempts: int = Field(ge=0, description="requests sent to a provider, failed ones too")
    input_tokens: int = Field(ge=0, description="cached ones included")
    cached_tokens: int = Field(ge=0)
    output_tokens: int = Field(ge=0, description="thinking included")
    reasoning_tokens: int = Field(ge=0)
    usd: float = Field(ge=0)


class UsageGroup(_Figures):
    """The usage of one project, run, task, model or day (``YYYY-MM-DD``, UTC). `key` is ``None`` outside any."""

    key: str | None


class UsageSummary(_Figures):
    """Totals, the same per group when asked for, dearest first, and the budget they count against."""

    budget_usd: float | None = None
    budget_left_usd: float | None = None
    budget_period: Literal["project", "month"] | None = None
    groups: list[UsageGroup] = Field(default_factory=list)


class UsageRow(_Figures):
    """One line of the table: everything of one day, project, run, task, model and price date. Ids as the doors show them."""

    day: date
    project: str | None
    run: str | None
    task: str
    provider: str
    model: str
    priced_on: date | None


async def usage_summary(
    database: Database,
    *,
    project_ids: Sequence[UUID] | None = None,
    group_by: Grouping | None = None,
    budget: Balance | None = None,
) -> UsageSummary:
    """Usage of some projects, or (``None``) of the whole installation. A call that fell back to a second model counts for
    both in ``group_by="model"``, and once in the totals."""
    from sqlalchemy import func, select

    from sight_domain.llm.models import LlmCall

    await flush_ledgers(database)
    totals, grouped = select(*_figures()), None
    if group_by is not None:
        key = _keys()[group_by]
        grouped = (
            select(key.label("key"), *_figures())
            .group_by(key)
            .order_by(func.sum(LlmCall.cost_usd).desc(), key)
        )
    if project_ids is not None:
        totals = totals.where(LlmCall.project_id.in_(project_ids))
        grouped = grouped.where(LlmCall.project_id.in_(project_ids)) if grouped is not None else None
    async with database.session() as session:
        total = (await session.execute(totals)).one()._mapping
        rows = (await session.execute(grouped)).mappings().all() if grouped is not None else []
    return UsageSummary(
        **total,
        groups=[UsageGroup(**{**row, "key": _shown(group_by, row["key"])}) for row in rows],
        budget_usd=float(budget.limit) if budget else None,
        budget_left_usd=float(budget.left) if budget else None,
        budget_period=("month" if budget.scope.startswith("month:") else "project") if budget else None,
    )


async def usage_table(database: Database, *, project_ids: Sequence[UUID] | None = None) -> list[UsageRow]:
    """The ledger added up as finely as it is worth reading, oldest first; the figures sum to `usage_summary`'s, but for
    a call that asked two models, which is a call in both lines."""
    from sqlalchemy import select

    from sight_domain.llm.models import LlmCall

    await flush_ledgers(database)
    keys = _keys()
    dimensions = [
        keys["day"].label("day"),
        keys["project"].label("project"),
        keys["run"].label("run"),
        LlmCall.task,
        LlmCall.provider,
        LlmCall.model,
        LlmCall.priced_on,
    ]
    query = select(*dimensions, *_figures()).group_by(*dimensions).order_by(*dimensions)
    if project_ids is not None:
        query = query.where(LlmCall.project_id.in_(project_ids))
    async with database.session() as session:
        rows = (await session.execute(query)).mappings().all()
    return [
        UsageRow(**{**row, "project": _shown("project", row["project"]), "run": _shown("run", row["run"])})
        for row in rows
    ]


async def budget_of(database: Database, settings: Settings, project_id: UUID | None) -> Balance | None:
    """The budget of a project, or without one the month's; ``None`` where there is no limit."""
    from sqlalchemy import text

    await flush_ledgers(database)
    scope = project_scope(project_id) if project_id else month_scope(now().strftime("%Y-%m"))
    async with database.session() as session:
        limit: Decimal | None = settings.monthly_budget_usd
        if project_id is not None:
            own = await session.scalar(
                text("select budget_usd from projects where id = :project"), {"project": project_id}
            )
            limit = settings.project_budget_usd if own is None else own
        spent = await session.scalar(
            text("select usd from llm_spending where scope = :scope"), {"scope": scope}
        )
    return None if limit is None else Balance(scope, limit, spent or Decimal(0))


def _figures() -> list[ColumnElement]:
    from sqlalchemy import func

    from sight_domain.llm.models import LlmCall

    sums = {
        "input_tokens": LlmCall.input_tokens,
        "cached_tokens": LlmCall.cached_tokens,
        "output_tokens": LlmCall.output_tokens,
        "reasoning_tokens": LlmCall.reasoning_tokens,
        "usd": LlmCall.cost_usd,
    }
    return [
        func.count(func.distinct(LlmCall.call_id)).label("calls"),
        func.count().label("attempts"),
        *(func.coalesce(func.sum(column), 0).label(name) for name, column in sums.items()),
    ]


def _keys() -> dict[Grouping, ColumnElement]:
    from sqlalchemy import Date, cast, func

    from sight_domain.llm.models import LlmCall

    return {
        "project": LlmCall.project_id.expression,
        "run": LlmCall.run_id.expression,
        "task": LlmCall.task.expression,
        "model": LlmCall.model.expression,
        "day": cast(func.timezone("UTC", LlmCall.created_at), Date),
    }


def _shown(group_by: Grouping | None, key: object) -> str | None:
    if isinstance(key, UUID):
        return to_public(_PUBLIC[str(group_by)], key)
    return None if key is None else str(key)
