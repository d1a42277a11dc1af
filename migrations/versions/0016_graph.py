"""The knowledge graph: how far it is for each document, what was read, and entities, mentions and facts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "document_graphs",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False, server_default="building"),
        sa.Column("passages", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("facts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("dropped", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failure", postgresql.JSONB(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _document("document_graphs"),
        sa.PrimaryKeyConstraint("document_id", name="pk_document_graphs"),
    )
    op.create_table(
        "graph_readings",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        _document("graph_readings"),
        sa.PrimaryKeyConstraint("document_id", "first_seq", name="pk_graph_readings"),
    )
    op.create_table(
        "graph_entities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("terms", postgresql.ARRAY(sa.VARCHAR()), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_graph_entities"),
    )
    op.create_index("ix_graph_entities_place", "graph_entities", ["place"])
    op.create_index("ix_graph_entities_terms", "graph_entities", ["terms"], postgresql_using="gin")
    op.create_table(
        "graph_mentions",
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("chunk_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        _entity("graph_mentions", "entity_id"),
        _document("graph_mentions"),
        sa.PrimaryKeyConstraint("entity_id", "chunk_id", name="pk_graph_mentions"),
    )
    op.create_index("ix_graph_mentions_document_id", "graph_mentions", ["document_id"])
    op.create_table(
        "graph_facts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("chunk_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("value_text", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("verb", sa.String(), nullable=True),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("char_start", sa.Integer(), nullable=False),
        sa.Column("char_end", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        _document("graph_facts"),
        *(_entity("graph_facts", column) for column in ("subject_id", "group_id", "object_id")),
        sa.PrimaryKeyConstraint("id", name="pk_graph_facts"),
    )
    op.create_index("ix_graph_facts_document_id", "graph_facts", ["document_id"])
    op.create_index("ix_graph_facts_subject_id", "graph_facts", ["subject_id"])
    for column in ("group_id", "object_id"):
        op.create_index(
            f"ix_graph_facts_{column}",
            "graph_facts",
            [column],
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )


def downgrade() -> None:
    for table in ("graph_facts", "graph_mentions", "graph_entities", "graph_readings", "document_graphs"):
        op.drop_table(table)


def _document(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["document_id"], ["documents.id"], name=f"fk_{table}_document_id", ondelete="CASCADE"
    )


def _entity(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["graph_entities.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
