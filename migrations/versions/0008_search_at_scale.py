"""Postings by small numbers with everything that scoring reads in the index, and how many vectors a document has."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_NEW_POSTINGS = """
insert into postings (term, chunk_number, document_number, tf, length)
select p.term, c.number, d.number, least(p.tf, 32767), least(p.length, 32767)
from old_postings p join document_chunks c on c.id = p.chunk_id join documents d on d.id = p.document_id
order by p.term collate "C", c.number
"""


def upgrade() -> None:
    for table in ("documents", "document_chunks"):
        op.add_column(
            table, sa.Column("number", sa.Integer(), sa.Identity(always=True, start=1), nullable=False)
        )
        op.create_unique_constraint(f"uq_{table}_number", table, ["number"])

    op.execute("alter table postings rename to old_postings")
    op.create_table(
        "postings",
        sa.Column("term", sa.String(collation="C"), nullable=False),
        sa.Column("chunk_number", sa.Integer(), nullable=False),
        sa.Column("document_number", sa.Integer(), nullable=False),
        sa.Column("tf", sa.SmallInteger(), nullable=False),
        sa.Column("length", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_number"],
            ["documents.number"],
            name="fk_postings_document_number",
            ondelete="CASCADE",
        ),
    )
    op.execute(_NEW_POSTINGS)
    op.drop_table("old_postings")
    # Scoring reads nothing but this index; the table itself is visited only to write.
    op.execute(
        "alter table postings add constraint pk_postings primary key (term, chunk_number)"
        " include (document_number, tf, length)"
    )
    op.create_index("ix_postings_document_number", "postings", ["document_number"])

    op.create_table(
        "document_vectors",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("vectors", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_document_vectors_document_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "model", name="pk_document_vectors"),
    )
    op.execute(
        "insert into document_vectors (document_id, model, vectors)"
        " select document_id, model, count(*) from chunk_vectors group by document_id, model"
    )


def downgrade() -> None:
    op.drop_table("document_vectors")
    op.execute("alter table postings rename to new_postings")
    op.execute("alter table new_postings rename constraint pk_postings to pk_new_postings")
    op.create_table(
        "postings",
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("chunk_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("tf", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name="fk_postings_document_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("term", "chunk_id", name="pk_postings"),
    )
    op.create_index("ix_postings_document_id", "postings", ["document_id"])
    op.execute(
        "insert into postings (term, chunk_id, document_id, tf, length)"
        " select p.term, c.id, d.id, p.tf, p.length from new_postings p"
        " join document_chunks c on c.number = p.chunk_number join documents d on d.number = p.document_number"
    )
    op.drop_table("new_postings")
    for table in ("document_chunks", "documents"):
        op.drop_constraint(f"uq_{table}_number", table)
        op.drop_column(table, "number")
