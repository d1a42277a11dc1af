"""Groups that discuss: the guide, what each turn does and was thought of, and private ballots."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("focus_groups", sa.Column("guide", postgresql.JSONB(), nullable=True))
    op.add_column("turns", sa.Column("room", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("turns", sa.Column("act", sa.String(), nullable=False, server_default=""))
    op.add_column("turns", sa.Column("opinion", sa.Float(), nullable=True))
    op.add_column("turns", sa.Column("shifts", postgresql.JSONB(), nullable=True))
    op.create_table(
        "ballots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("focus_group_id", sa.Uuid(), nullable=False),
        sa.Column("persona_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("question_index", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("opinion", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["focus_group_id"], ["focus_groups.id"], name="fk_ballots_focus_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["personas.id"], name="fk_ballots_persona_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ballots"),
        sa.UniqueConstraint(
            "focus_group_id", "place", "question_index", "phase", name="uq_ballots_focus_group_id"
        ),
    )
    op.create_index("ix_ballots_persona_id", "ballots", ["persona_id"])


def downgrade() -> None:
    op.drop_table("ballots")
    for column in ("room", "act", "opinion", "shifts"):
        op.drop_column("turns", column)
    op.drop_column("focus_groups", "guide")
