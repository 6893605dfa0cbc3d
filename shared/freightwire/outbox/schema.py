"""The outbox and inbox inside a service's migrations. What is released never changes: a later change is a new step."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations
from sqlalchemy.dialects import postgresql

CHANNEL = "freightwire_outbox"
"""The channel of ``LISTEN``/``NOTIFY`` by which a process wakes the relay of another."""


def create_outbox(op: Operations) -> None:
    """Make the outbox, its log and a trigger that wakes the relay."""
    op.create_table(
        "outbox",
        sa.Column("seq", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("id", sa.Uuid, nullable=False, unique=True),
        sa.Column("aggregate", sa.Text, nullable=False),
        sa.Column("routing_key", sa.Text, nullable=False),
        sa.Column("headers", postgresql.JSONB, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
        sa.Column("position", sa.BigInteger, unique=True),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("last_error", sa.Text),
        sa.Column("not_before", sa.DateTime(timezone=True)),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["seq"],
        postgresql_where=sa.text("published_at IS NULL AND position IS NULL"),
    )
    op.create_index("ix_outbox_unconfirmed", "outbox", ["position"], postgresql_where=sa.text("published_at IS NULL"))
    op.create_index("ix_outbox_held_back", "outbox", ["aggregate"], postgresql_where=sa.text("not_before IS NOT NULL"))
    op.create_index("ix_outbox_published_at", "outbox", ["published_at"])
    op.create_table(
        "event_log",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("epoch", sa.Text, nullable=False),
        sa.Column("last_position", sa.BigInteger, nullable=False),
    )
    op.execute("INSERT INTO event_log (id, epoch, last_position) VALUES (1, gen_random_uuid()::text, 0)")
    create_wakening(op)


def drop_outbox(op: Operations) -> None:
    """Undo ``create_outbox``."""
    op.drop_table("outbox")
    op.execute(f"DROP FUNCTION {CHANNEL}()")
    op.drop_table("event_log")


def drop_wakening(op: Operations) -> None:
    """Leave it to the processes to wake the relay: a transaction that notifies holds up the commits of all others."""
    op.execute(f"DROP TRIGGER {CHANNEL} ON outbox")
    op.execute(f"DROP FUNCTION {CHANNEL}()")


def create_wakening(op: Operations) -> None:
    """Undo ``drop_wakening``: make the trigger and its function."""
    op.execute(
        f"CREATE FUNCTION {CHANNEL}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL; END $$"
    )
    op.execute(f"CREATE TRIGGER {CHANNEL} AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION {CHANNEL}()")


def create_inbox(op: Operations) -> None:
    """Make the inbox."""
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text, primary_key=True),
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])


def drop_inbox(op: Operations) -> None:
    """Undo ``create_inbox``."""
    op.drop_table("inbox")
