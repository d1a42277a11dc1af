"""The models a study was told to use."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("projects", sa.Column("models", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("projects", "models")
