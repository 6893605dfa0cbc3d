"""Orders, their history, their documents, order numbers, kept answers, outbox and inbox.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import Operations
from freightwire.outbox import schema
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply this step."""
    op.create_table(
        "orders",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("data", JSONB, nullable=False),
        sa.Column("sources", JSONB, nullable=False),
        sa.Column("overlays", JSONB, nullable=False),
        sa.Column("acknowledged", JSONB, nullable=False),
        sa.Column("assignee", sa.Text),
        sa.Column("reference", sa.Text),
        sa.Column("search", sa.Text, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.UniqueConstraint("org", "number", name="uq_orders_org_number"),
    )
    op.create_index("ix_orders_org_id", "orders", ["org", "id"])
    op.create_index("ix_orders_org_status_id", "orders", ["org", "status", "id"])
    op.create_index("ix_orders_org_assignee_id", "orders", ["org", "assignee", "id"])
    op.create_index("ix_orders_org_reference", "orders", ["org", "reference"])
    op.create_table(
        "order_history",
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("actor", sa.Text),
        sa.Column("at", TIME, nullable=False),
        sa.Column("payload", JSONB, nullable=False),
        sa.Column("undo", JSONB),
        sa.PrimaryKeyConstraint("order_id", "version", name="pk_order_history"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_order_history_order_id", ondelete="CASCADE"),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("batch_id", sa.Text),
        sa.Column("object_key", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("content_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("uploaded_by", sa.Text, nullable=False),
        sa.Column("upload_key", sa.Text),
        sa.Column("upload_index", sa.Integer),
        sa.Column("error", JSONB),
        sa.Column("kind", sa.Text),
        sa.Column("kind_confidence", sa.Float),
        sa.Column("confidence", sa.Float),
        sa.Column("extraction", JSONB),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name="fk_documents_order_id", ondelete="CASCADE"),
        sa.UniqueConstraint("org", "sha256", name="uq_documents_org_sha256"),
        sa.UniqueConstraint("org", "uploaded_by", "upload_key", "upload_index", name="uq_documents_upload"),
    )
    op.create_index("ix_documents_order_id", "documents", ["order_id"])
    op.create_index("ix_documents_org_batch_id", "documents", ["org", "batch_id"])
    op.create_table(
        "order_numbers",
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("org", "year", name="pk_order_numbers"),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("request_hash", sa.Text, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("headers", JSONB, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("org", "user", "key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"])
    operations = Operations(op.get_context())
    schema.create_outbox(operations)
    schema.create_inbox(operations)


def downgrade() -> None:
    """Undo this step."""
    operations = Operations(op.get_context())
    schema.drop_inbox(operations)
    schema.drop_outbox(operations)
    for table in ("idempotency_keys", "order_numbers", "documents", "order_history", "orders"):
        op.drop_table(table)
