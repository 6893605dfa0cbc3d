"""Known orders, notifications, outbox and inbox."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import Operations
from freightwire.outbox.schema import create_inbox, create_outbox, drop_inbox, drop_outbox

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "known_orders",
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("number", sa.Text),
        sa.Column("created_by", sa.Text),
        sa.Column("assignee", sa.Text),
        sa.Column("assignee_version", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("reference", sa.Text),
        sa.Column("reference_version", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.PrimaryKeyConstraint("org", "order_id", name="pk_known_orders"),
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("order_id", sa.Text),
        sa.Column("message_ro", sa.Text, nullable=False),
        sa.Column("message_en", sa.Text, nullable=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("clock_timestamp()"),
        ),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_notifications"),
    )
    newest: list[str | sa.TextClause] = ["org", "user_id", sa.text("created_at DESC"), sa.text("id DESC")]
    op.create_index("ix_notifications_newest", "notifications", newest)
    op.create_index("ix_notifications_unread", "notifications", newest, postgresql_where=sa.text("read_at IS NULL"))
    operations = Operations(op.get_context())
    create_outbox(operations)
    create_inbox(operations)


def downgrade() -> None:
    """Undo ``upgrade``."""
    operations = Operations(op.get_context())
    drop_inbox(operations)
    drop_outbox(operations)
    op.drop_table("notifications")
    op.drop_table("known_orders")
