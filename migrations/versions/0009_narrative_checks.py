"""What the check of a narrative found, and the passages of the study's documents that its writer was given."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("personas", sa.Column("narrative_check", postgresql.JSONB(), nullable=True))
    op.add_column("personas", sa.Column("grounding", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("personas", "grounding")
    op.drop_column("personas", "narrative_check")
