"""What each run has cost as one kept sum: it is told with every step of the run."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.execute(
        """
        insert into llm_spending (scope, usd)
        select 'run:' || run_id, sum(cost_usd) from llm_calls where run_id is not null and cost_usd > 0 group by run_id
        """
    )


def downgrade() -> None:
    op.execute("delete from llm_spending where scope like 'run:%'")
