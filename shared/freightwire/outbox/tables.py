"""The tables of the outbox, the event log and the inbox, as a service's sessions see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, Index, Integer, LargeBinary, Text, Uuid, insert, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from freightwire.events.envelope import Envelope

AGGREGATE_WORDS = 3


class OutboxBase(DeclarativeBase):
    """Base of these tables; a service's Alembic environment names its metadata beside its own."""


class OutboxRow(OutboxBase):
    """An event that is, or was, to be published.

    ``seq`` is the order of insertion, which within one aggregate is the order of commit, since whoever adds an event
    holds the aggregate's row. ``position`` is the place in the public log, given just before publishing. ``aggregate``
    groups the events that must go out in order. ``not_before`` holds a failed event, and those behind it, back.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "seq", postgresql_where=text("published_at IS NULL AND position IS NULL")),
        Index("ix_outbox_unconfirmed", "position", postgresql_where=text("published_at IS NULL")),
        Index("ix_outbox_held_back", "aggregate", postgresql_where=text("not_before IS NOT NULL")),
        Index("ix_outbox_published_at", "published_at"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    aggregate: Mapped[str] = mapped_column(Text)
    routing_key: Mapped[str] = mapped_column(Text)
    headers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))
    position: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    attempts: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    last_error: Mapped[str | None] = mapped_column(Text)
    not_before: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class EventLogRow(OutboxBase):
    """The one row of the log: its epoch, new with every new database, and the last position given."""

    __tablename__ = "event_log"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    epoch: Mapped[str] = mapped_column(Text)
    last_position: Mapped[int] = mapped_column(BigInteger)


class InboxRow(OutboxBase):
    """An event whose effect is committed."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_received_at", "received_at"),)

    consumer: Mapped[str] = mapped_column(Text, primary_key=True)
    event_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=text("now()"))


_INSERT = insert(OutboxRow.__table__)  # type: ignore[arg-type]
_FILLED = "outbox_filled"


class Outbox:
    """Where a transaction puts its events."""

    @staticmethod
    def add(session: AsyncSession, envelope: Envelope) -> None:
        """Publish ``envelope`` if, and only if, the session's transaction commits.

        The caller holds a lock on the aggregate's row, so that its events are committed in the order of their versions.
        """
        session.add(OutboxRow(**_values(envelope)))
        session.info[_FILLED] = True

    @staticmethod
    async def write(session: AsyncSession, envelopes: Sequence[Envelope]) -> None:
        """Write several at once, at less cost: the session does not get to know them. As ``add`` otherwise."""
        await session.execute(_INSERT, [_values(envelope) for envelope in envelopes])
        session.info[_FILLED] = True

    @staticmethod
    def was_filled_by(session: Session) -> bool:
        """Whether the session has put events in since this was last asked."""
        return bool(session.info.pop(_FILLED, False))


def _values(envelope: Envelope) -> dict[str, Any]:
    return {
        "id": envelope.id,
        "aggregate": aggregate_of(envelope.key),
        "routing_key": envelope.key,
        "headers": envelope.headers(),
        "data": envelope.data,
    }


def aggregate_of(routing_key: str) -> str:
    """What an event is about: organisation, kind and id, the first three words of its routing key."""
    return ".".join(routing_key.split(".")[:AGGREGATE_WORDS])
