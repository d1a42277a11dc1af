"""Embeddings of what respondents wrote in surveys."""

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import HALFVEC

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("survey_answers", sa.Column("embedding", HALFVEC(), nullable=True))
    op.add_column("survey_answers", sa.Column("embedding_model", sa.String(), nullable=True))


def downgrade() -> None:
    for column in ("embedding", "embedding_model"):
        op.drop_column("survey_answers", column)
