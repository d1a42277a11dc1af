"""One-to-one interviews, and what was put before a speaker: remembered events, cited facts; embeddings of what was said."""

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "interviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("persona_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_reason", sa.String(), nullable=True),
        sa.Column("deleted_reason_detail", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_interviews_project_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name="fk_interviews_persona_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_interviews"),
    )
    op.create_index("ix_interviews_project_id", "interviews", ["project_id"])
    op.create_index("ix_interviews_persona_id", "interviews", ["persona_id"])
    op.create_table(
        "interview_exchanges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=True),
        sa.Column("recalled", postgresql.JSONB(), nullable=False),
        sa.Column("recalled_by", sa.String(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("embedding", HALFVEC(), nullable=True),
        sa.Column("embedding_model", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interviews.id"],
            name="fk_interview_exchanges_interview_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_interview_exchanges"),
        sa.UniqueConstraint("interview_id", "seq", name="uq_interview_exchanges_interview_id"),
    )
    op.create_index("ix_interview_exchanges_interview_id", "interview_exchanges", ["interview_id"])
    op.add_column("turns", sa.Column("recalled", postgresql.JSONB(), nullable=True))
    op.add_column("turns", sa.Column("facts", postgresql.JSONB(), nullable=True))
    op.add_column("turns", sa.Column("embedding", HALFVEC(), nullable=True))
    op.add_column("turns", sa.Column("embedding_model", sa.String(), nullable=True))


def downgrade() -> None:
    for column in ("recalled", "facts", "embedding", "embedding_model"):
        op.drop_column("turns", column)
    op.drop_table("interview_exchanges")
    op.drop_table("interviews")
