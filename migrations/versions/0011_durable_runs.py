"""Runs that outlive their process: attempts, once-only steps, events, and parts that several workers share."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"

_INTERRUPTED = (
    """'{"code": "unavailable", "field": null, "retry_safe": true, "message": "%s", "hint": "%s"}'::jsonb"""
)
_EN = _INTERRUPTED % (
    "This run was under way when Sight was updated. Everything done until then is kept.",
    "Start the same thing again: it goes on where it stopped.",
)
_PL = _INTERRUPTED % (
    "To zadanie trwało, gdy Sight był aktualizowany. Wszystko, co zdążyło zrobić, jest zachowane.",
    "Uruchom to ponownie: ruszy od miejsca przerwania.",
)


def upgrade() -> None:
    op.execute(
        "update runs set status = 'failed', finished_at = now(), "
        f"error = jsonb_build_object('en', {_EN}, 'pl', {_PL}) where status in ('queued', 'running')"
    )
    op.add_column("runs", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("runs", sa.Column("configuration", sa.String(), nullable=False, server_default=""))
    op.add_column("runs", sa.Column("queue", sa.String(), nullable=False, server_default="interactive"))
    op.add_column("runs", sa.Column("attempt", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("runs", sa.Column("executor", sa.String(), nullable=True))
    op.add_column("runs", sa.Column("base_done", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("runs", sa.Column("phase", sa.String(), nullable=False, server_default=""))
    op.add_column("runs", sa.Column("steps", postgresql.JSONB(), nullable=False, server_default="{}"))
    # One run of a kind on one thing at a time, whichever process starts it.
    op.create_index(
        "uq_runs_going_on",
        "runs",
        ["kind", "subject_id"],
        unique=True,
        postgresql_where=sa.text("status in ('queued', 'running')"),
    )
    op.create_table(
        "run_events",
        sa.Column("seq", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("message", postgresql.JSONB(), nullable=False),
        sa.Column("cost_usd", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_run_events_run_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq", name="pk_run_events"),
    )
    op.create_index("ix_run_events_run_id", "run_events", ["run_id", "seq"])
    op.create_table(
        "run_parts",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("items", postgresql.JSONB(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("executor", sa.String(), nullable=True),
        sa.Column("error", postgresql.JSONB(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_run_parts_run_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "attempt", "number", name="pk_run_parts"),
    )


def downgrade() -> None:
    op.drop_table("run_parts")
    op.drop_table("run_events")
    op.drop_index("uq_runs_going_on", "runs")
    for column in ("version", "configuration", "queue", "attempt", "executor", "base_done", "phase", "steps"):
        op.drop_column("runs", column)
