"""The name of this installation, by which it knows its own graphs in a Neo4j that others use too."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "graph_installation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_graph_installation"),
    )
    op.execute("insert into graph_installation (id) values (gen_random_uuid())")


def downgrade() -> None:
    op.drop_table("graph_installation")
