"""People, their preferences and what they follow; what is known of an order's days to come; groups in the app."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
FACTS = ("status", "moved_at", "held", "payment_days")


def upgrade() -> None:
    """Make the tables."""
    _people()
    _known_orders()
    _groups()


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("email_by_admin", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("roles", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("orders", postgresql.ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("follows_all", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("preferences", postgresql.JSONB, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("updated_at", MOMENT, nullable=False, server_default=sa.text("now()")),
        sa.PrimaryKeyConstraint("org", "user_id", name="pk_people"),
    )
    op.create_index("ix_people_roles", "people", ["roles"], postgresql_using="gin")
    op.create_index("ix_people_orders", "people", ["orders"], postgresql_using="gin")
    op.create_table(
        "following",
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("user_id", sa.Text, nullable=False),
        sa.Column("watching", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("muted", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("org", "order_id", "user_id", name="pk_following"),
    )
    op.create_index("ix_following_user", "following", ["org", "user_id"])


def _known_orders() -> None:
    for name in FACTS:
        op.add_column("known_orders", sa.Column(name, sa.Text))
    for name in (*(f"{name}_version" for name in FACTS), "unloadings_version"):
        op.add_column("known_orders", sa.Column(name, sa.BigInteger, nullable=False, server_default=sa.text("0")))
    op.add_column(
        "known_orders", sa.Column("unloadings", postgresql.JSONB, nullable=False, server_default=sa.text("'[]'"))
    )


def _groups() -> None:
    op.add_column("notifications", sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("notifications", sa.Column("in_app", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("notifications", sa.Column("superseded", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("notifications", sa.Column("group_key", sa.Text, nullable=False, server_default=""))
    # None where a process of the version before wrote it, while both run.
    op.add_column("notifications", sa.Column("group_id", sa.Uuid))
    op.add_column("notifications", sa.Column("group_count", sa.BigInteger, nullable=False, server_default=sa.text("1")))
    op.create_index(
        "ix_notifications_group",
        "notifications",
        ["org", "user_id", "group_key", sa.text("created_at DESC")],
        postgresql_where=sa.text("in_app AND NOT superseded"),
    )


def downgrade() -> None:
    """Undo ``upgrade``."""
    op.drop_index("ix_notifications_group", "notifications")
    for name in ("urgent", "in_app", "superseded", "group_key", "group_id", "group_count"):
        op.drop_column("notifications", name)
    for name in (*FACTS, *(f"{name}_version" for name in FACTS), "unloadings_version", "unloadings"):
        op.drop_column("known_orders", name)
    op.drop_table("following")
    op.drop_table("people")
