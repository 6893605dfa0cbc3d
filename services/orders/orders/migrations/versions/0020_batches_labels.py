"""Batches (when their progress was told) and labels (what people made of what was read).

Revision: 0020
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0020"
down_revision = "0010"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply this step."""
    op.create_table(
        "batches",
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("told_at", TIME),
        sa.Column("due", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("org", "id", name="pk_batches"),
    )
    op.create_index("ix_batches_due", "batches", ["told_at"], postgresql_where=sa.text("due"))
    op.create_table(
        "labels",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("order_path", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("values", JSONB, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_labels"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_labels_document_id", ondelete="CASCADE"),
    )
    op.create_index("ix_labels_org_id", "labels", ["org", "id"])
    op.create_index("ix_labels_document_id", "labels", ["document_id"])


def downgrade() -> None:
    """Undo this step."""
    op.drop_table("labels")
    op.drop_table("batches")
