"""Threads of the chat, their steps and elements."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "chat_threads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("tags", postgresql.JSONB(), nullable=True),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chat_threads"),
    )
    op.create_index("ix_chat_threads_owner_updated_at", "chat_threads", ["owner", "updated_at"])
    op.create_table(
        "chat_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("feedback", postgresql.JSONB(), nullable=True),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["chat_threads.id"], name="fk_chat_steps_thread_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_chat_steps"),
    )
    op.create_index("ix_chat_steps_thread_id", "chat_steps", ["thread_id"])
    op.create_table(
        "chat_elements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("stored", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["chat_threads.id"], name="fk_chat_elements_thread_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_chat_elements"),
    )
    op.create_index("ix_chat_elements_thread_id", "chat_elements", ["thread_id"])


def downgrade() -> None:
    for table in ("chat_elements", "chat_steps", "chat_threads"):
        op.drop_table(table)
