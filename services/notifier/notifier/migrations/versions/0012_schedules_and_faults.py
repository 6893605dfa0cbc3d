"""What is to be said at a time (reminders, announcements), what is wrong with the system, documents being read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "schedules",
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("slot", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
        sa.PrimaryKeyConstraint("org", "subject", "slot", name="pk_schedules"),
    )
    op.create_index("ix_schedules_due", "schedules", ["due_at"], postgresql_where=sa.text("done_at IS NULL"))
    op.create_table(
        "announcements",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("message_ro", sa.Text, nullable=False),
        sa.Column("message_en", sa.Text, nullable=False),
        sa.Column("begins_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT),
        sa.Column("announced_by", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
    )
    op.create_index("ix_announcements_org", "announcements", ["org", sa.text("begins_at DESC")])
    op.create_table(
        "faults",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("suspected_at", MOMENT),
        sa.Column("open_since", MOMENT),
        sa.Column("mended_at", MOMENT),
        sa.Column("depth", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("orgs", postgresql.ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'")),
        sa.PrimaryKeyConstraint("key", name="pk_faults"),
    )
    op.create_table(
        "documents_in_reading",
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("waiting", sa.Boolean, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("org", "document_id", name="pk_documents_in_reading"),
    )
    op.create_index(
        "ix_documents_in_reading_waiting", "documents_in_reading", ["since"], postgresql_where=sa.text("waiting")
    )


def downgrade() -> None:
    """Undo ``upgrade``."""
    for name in ("documents_in_reading", "faults", "announcements", "schedules"):
        op.drop_table(name)
