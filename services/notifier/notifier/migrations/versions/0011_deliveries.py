"""Deliveries to the outside: what is to be sent, of which notifications, and every attempt; webhook endpoints."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False, server_default=""),
        sa.Column("group_key", sa.Text, nullable=False, server_default=""),
        sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("finished_at", MOMENT),
        sa.Column("attempts", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("failures", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("handed_over", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.CheckConstraint(
            "state IN ('collecting', 'sending', 'retrying', 'sent', 'dead', 'dropped')", name="ck_deliveries_state"
        ),
    )
    # One message of a group collects at a time; an empty key is told alone.
    op.create_index(
        "ix_deliveries_collecting",
        "deliveries",
        ["org", "user_id", "channel", "target", "group_key"],
        unique=True,
        postgresql_where=sa.text("state = 'collecting' AND group_key <> ''"),
    )
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["channel", "due_at"],
        postgresql_where=sa.text("state IN ('collecting', 'sending', 'retrying')"),
    )
    op.create_index("ix_deliveries_dead", "deliveries", ["channel"], postgresql_where=sa.text("state = 'dead'"))
    op.create_index("ix_deliveries_recent", "deliveries", ["org", "user_id", "channel", "created_at"])
    op.create_index("ix_deliveries_group", "deliveries", ["org", "user_id", "channel", "group_key", "closed_at"])
    op.create_index("ix_deliveries_org", "deliveries", ["org", "state", sa.text("created_at DESC"), "id"])
    op.create_index("ix_deliveries_finished", "deliveries", ["finished_at"])
    op.create_table(
        "delivery_items",
        sa.Column("notification_id", sa.Uuid, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False, server_default=""),
        sa.Column("delivery_id", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("notification_id", "channel", "target", name="pk_delivery_items"),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name="fk_delivery_items", ondelete="CASCADE"),
    )
    op.create_index("ix_delivery_items_delivery", "delivery_items", ["delivery_id"])
    op.create_table(
        "delivery_attempts",
        sa.Column("delivery_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("outcome", sa.Text),
        sa.Column("detail", sa.Text),
        sa.PrimaryKeyConstraint("delivery_id", "number", name="pk_delivery_attempts"),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name="fk_delivery_attempts", ondelete="CASCADE"),
    )
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("previous_secret", sa.Text),
        sa.Column("previous_until", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("failing_since", MOMENT),
        sa.Column("paused_until", MOMENT),
        sa.Column("failures", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("disabled_at", MOMENT),
        sa.Column("disabled_reason", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_endpoints"),
    )
    op.create_index("ix_webhook_endpoints_owner", "webhook_endpoints", ["org", "user_id"])


def downgrade() -> None:
    """Undo ``upgrade``."""
    for name in ("webhook_endpoints", "delivery_attempts", "delivery_items", "deliveries"):
        op.drop_table(name)
