"""The public log as a polling client reads it: what was committed since a cursor, in the order of positions.

Positions are given by the relay just before it publishes (docs/decisions/0002), in one statement that advances the
log's last position with it. So in one snapshot of the database everything up to the last position is there, and what
is committed later gets a later one. Events that have no position yet follow at the end without moving the cursor; they
come again when they have theirs, and readers drop them by their version.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from freightwire.cursor import Cursor, ResumeFailure
from freightwire.events.envelope import PREFIX, Envelope
from freightwire.outbox.tables import EventLogRow, OutboxRow
from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from orders.domain.resuming import EPOCH_START, SLACK, Log, milliseconds, refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

WAITING_LIMIT = 2_000
"""Events without a position in one answer. More wait only if the broker is away and nothing numbers them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """The routing keys that somebody may read: those that begin like one of ``prefixes``, and ``keys``."""

    prefixes: Collection[str] = ()
    keys: Collection[str] = ()

    def condition(self) -> ColumnElement[bool]:
        """For the rows of the outbox. Of ephemeral events only the live ones matter, and they are gone."""
        begins = (OutboxRow.routing_key.startswith(prefix, autoescape=True) for prefix in self.prefixes)
        return and_(
            or_(OutboxRow.routing_key.in_(sorted(self.keys)), *begins),
            not_(OutboxRow.headers.has_key(f"{PREFIX}conflationkey")),
        )


@dataclass(frozen=True, slots=True)
class Change:
    """An event. ``cursor`` is where a reader stands who has applied it; None while it has no position."""

    envelope: Envelope
    cursor: Cursor | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What was committed since a cursor; with a ``failure`` nothing, and the reader loads state afresh.

    ``after`` is where to go on from, also after a failure. ``more``: there is more behind it already.
    """

    after: Cursor
    events: Sequence[Change] = ()
    more: bool = False
    failure: ResumeFailure | None = None


async def changes_since(session: AsyncSession, cursor: Cursor | None, readable: Readable, *, limit: int) -> Changes:
    """Read the log from behind ``cursor``; None reads nothing, and says where the log is now.

    The session's transaction must not have begun: all is read in one snapshot of the database.
    """
    await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    log = await _log(session)
    head = Cursor(log.epoch, log.last, milliseconds(log.now))
    if cursor is None:
        return Changes(head)
    failure = refusal(cursor, log)
    if failure is not None:
        return Changes(head, failure=failure)
    events = [_change(row, log) for row in await _rows(session, readable, _behind(cursor), limit + 1)]
    if len(events) > limit:
        last = events[limit - 1].cursor or cursor
        return Changes(last, events[:limit], more=True)
    waiting = await _rows(session, readable, OutboxRow.position.is_(None), WAITING_LIMIT + 1)
    if len(waiting) > WAITING_LIMIT:
        return Changes(head, failure=ResumeFailure.LIMIT)
    return Changes(head, [*events, *(_change(row, log) for row in waiting)])


async def _log(session: AsyncSession) -> Log:
    earliest = select(func.min(OutboxRow.position)).scalar_subquery()
    query = select(EventLogRow.epoch, EventLogRow.last_position, earliest, func.now())
    return Log(*(await session.execute(query)).one())


def _behind(cursor: Cursor) -> ColumnElement[bool]:
    if cursor.epoch is not None:
        return OutboxRow.position > cursor.position
    # No position was seen yet: all that was not out at that time. Some of it may come twice.
    seen_to = EPOCH_START + timedelta(milliseconds=cursor.time_ms) - SLACK
    return and_(
        OutboxRow.position.is_not(None), or_(OutboxRow.published_at.is_(None), OutboxRow.published_at > seen_to)
    )


async def _rows(
    session: AsyncSession, readable: Readable, where: ColumnElement[bool], limit: int
) -> Sequence[OutboxRow]:
    query = select(OutboxRow).where(where, readable.condition())
    query = query.order_by(OutboxRow.position, OutboxRow.seq).limit(limit)
    return (await session.scalars(query)).all()


def _change(row: OutboxRow, log: Log) -> Change:
    envelope = Envelope.from_message(row.headers, row.routing_key, row.data)
    if row.position is None:
        return Change(envelope, None)
    time_ms = min(milliseconds(envelope.time), milliseconds(log.now))
    return Change(envelope.at(epoch=log.epoch, position=row.position), Cursor(log.epoch, row.position, time_ms))
