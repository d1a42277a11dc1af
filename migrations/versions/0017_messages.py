"""Messages made from needs: what was written for whom, and how many an hour each person asked for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "message_sets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("persona_id", sa.Uuid(), nullable=True),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("tone", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=True),
        sa.Column("generated_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_message_sets_project_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name="fk_message_sets_persona_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message_sets"),
    )
    op.create_index("ix_message_sets_project_id", "message_sets", ["project_id"])
    op.create_index("ix_message_sets_persona_id", "message_sets", ["persona_id"])
    op.create_index("ix_message_sets_created_at", "message_sets", ["created_at"])


def downgrade() -> None:
    op.drop_table("message_sets")
