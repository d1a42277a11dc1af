"""Guides: what a group is to find out, why its questions ended, and what its closed sections came to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("focus_groups", sa.Column("goal", sa.String(), nullable=True))
    for table, counted, columns in (
        ("question_endings", "question_index", [sa.Column("ending", sa.String(), nullable=False)]),
        (
            "section_digests",
            "section",
            [
                sa.Column("points", postgresql.JSONB(), nullable=False),
                sa.Column("dropped", sa.Integer(), nullable=False),
                sa.Column("outcome", sa.String(), nullable=False),
                sa.Column("reason", sa.String(), nullable=False),
                sa.Column("written_by", sa.String(), nullable=True),
            ],
        ),
    ):
        op.create_table(
            table,
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("focus_group_id", sa.Uuid(), nullable=False),
            sa.Column("room", sa.Integer(), nullable=False),
            sa.Column(counted, sa.Integer(), nullable=False),
            *columns,
            sa.ForeignKeyConstraint(
                ["focus_group_id"], ["focus_groups.id"], name=f"fk_{table}_focus_group_id", ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
            sa.UniqueConstraint("focus_group_id", "room", counted, name=f"uq_{table}_focus_group_id"),
        )


def downgrade() -> None:
    op.drop_table("section_digests")
    op.drop_table("question_endings")
    op.drop_column("focus_groups", "goal")
