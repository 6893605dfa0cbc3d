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
from freightwire.events.envelope import PREFIX, Envelope, MalformedEnvelopeError
from freightwire.outbox.tables import EventLogRow, OutboxRow
from freightwire.telemetry import get_logger
from prometheus_client import Counter
from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from orders.domain.resuming import EPOCH_START, SLACK, Log, milliseconds, refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

_unreadable = Counter("freightwire_orders_changes_unreadable_total", "Rows of the log that no poller could be told of")
_logger = get_logger()

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
    """As the outbox has it: without its place in the log."""
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
    rows = await _rows(session, readable, _behind(cursor), limit + 1)
    if len(rows) > limit:
        events = _events(rows[:limit], log)
        reached = [event.cursor.time_ms for event in events if event.cursor] or [cursor.time_ms]
        return Changes(Cursor(log.epoch, rows[limit - 1].position, reached[-1]), events, more=True)
    waiting = await _rows(session, readable, OutboxRow.position.is_(None), WAITING_LIMIT + 1)
    if len(waiting) > WAITING_LIMIT:
        return Changes(head, failure=ResumeFailure.LIMIT)
    return Changes(head, _events([*rows, *waiting], log))


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
) -> Sequence[Row[int | None, str, dict[str, Any], bytes]]:
    query = select(OutboxRow.position, OutboxRow.routing_key, OutboxRow.headers, OutboxRow.data)
    query = query.where(where, readable.condition()).order_by(OutboxRow.position, OutboxRow.seq).limit(limit)
    return (await session.execute(query)).all()


def _events(rows: Sequence[Row[int | None, str, dict[str, Any], bytes]], log: Log) -> list[Change]:
    """What is unreadable is left out: the relay does not publish it either, and tells of it until it is mended."""
    found = []
    for position, key, headers, data in rows:
        try:
            envelope = Envelope.from_message(headers, key, data)
        except (MalformedEnvelopeError, AttributeError) as error:  # AttributeError: headers are no object
            _unreadable.inc()
            _logger.warning("outbox_row_unreadable", position=position, reason=str(error))
            continue
        if position is None:
            found.append(Change(envelope, None))
            continue
        time_ms = min(milliseconds(envelope.time), milliseconds(log.now))
        found.append(Change(envelope, Cursor(log.epoch, position, time_ms)))
    return found
