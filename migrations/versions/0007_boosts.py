"""Boosts: respondents drawn beyond the quotas, and the weight that each respondent carries for it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("personas", sa.Column("boost", postgresql.JSONB(), nullable=True))
    op.add_column("personas", sa.Column("weight", sa.Float(), nullable=False, server_default="1"))
    op.alter_column("personas", "weight", server_default=None)


def downgrade() -> None:
    op.drop_column("personas", "weight")
    op.drop_column("personas", "boost")
