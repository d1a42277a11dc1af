"""Budgets with their reservations and running sums, the price date of each attempt, and recorded answers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("projects", sa.Column("budget_usd", sa.Numeric(14, 8), nullable=True))
    op.add_column("llm_calls", sa.Column("priced_on", sa.Date(), nullable=True))
    op.create_table(
        "llm_spending",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("usd", sa.Numeric(14, 8), nullable=False),
        sa.PrimaryKeyConstraint("scope", name="pk_llm_spending"),
    )
    op.execute(
        """
        insert into llm_spending (scope, usd)
        select 'project:' || project_id, sum(cost_usd) from llm_calls
        where project_id is not null and cost_usd > 0 group by project_id
        union all
        select 'month:' || to_char(created_at at time zone 'UTC', 'YYYY-MM'), sum(cost_usd) from llm_calls
        where cost_usd > 0 group by 1
        """
    )
    # Unlogged: after a crash of the database no call is under way, so there is nothing to keep.
    op.create_table(
        "llm_reservations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("usd", sa.Numeric(14, 8), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_llm_reservations"),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "llm_recordings",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_llm_recordings_project_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_llm_recordings"),
        sa.UniqueConstraint(
            "key", "project_id", name="uq_llm_recordings_key", postgresql_nulls_not_distinct=True
        ),
    )
    op.create_index("ix_llm_recordings_project_id", "llm_recordings", ["project_id"])
    op.create_index("ix_llm_recordings_created_at", "llm_recordings", ["created_at"])


def downgrade() -> None:
    for table in ("llm_recordings", "llm_reservations", "llm_spending"):
        op.drop_table(table)
    op.drop_column("llm_calls", "priced_on")
    op.drop_column("projects", "budget_usd")
