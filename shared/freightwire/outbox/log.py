"""The outbox as its relay sees it, over one database connection that holds the right to publish.

An identity column is not in commit order, so "id greater than the last" would lose rows that commit late. Instead a row
gets its position here, just before it is published, and keeps it until the broker has confirmed it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from freightwire.events.envelope import PREFIX, Envelope, MalformedEnvelopeError
from freightwire.outbox.schema import CHANNEL
from freightwire.outbox.tables import aggregate_of

if TYPE_CHECKING:
    from datetime import datetime

    import asyncpg

RELAY_LOCK = 0x66726569_67687402
"""Advisory lock ("freight", 2): one relay at a time."""
PURGE_BATCH = 5_000
COUNT_LIMIT = 100_000
"""A longer backlog is not counted to its end."""
_COLUMNS = "o.seq, o.position, o.routing_key, o.headers, o.data, o.attempts"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A row that has its position and waits for the broker's confirm. ``envelope`` is None where the row cannot be
    read; then ``fault`` says why."""

    seq: int
    position: int
    attempts: int
    envelope: Envelope | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is not published yet: how many events, the age of the oldest in seconds, how many are put off."""

    events: int
    seconds: float
    held_back: int


class EventLog:
    """Queries of the relay. ``public`` puts the position into the envelopes."""

    def __init__(self, connection: asyncpg.Connection, *, public: bool) -> None:
        self._connection = connection
        self._public = public

    async def try_lock(self) -> bool:
        """Take the right to publish, if no other relay has it. It ends with the connection."""
        return bool(await self._connection.fetchval("SELECT pg_try_advisory_lock($1)", RELAY_LOCK))

    async def put_out_silent_relay(self, seconds: float) -> bool:
        """End the session that has the right to publish, if it has said nothing for so long. Whether there was one.

        PostgreSQL keeps the lock of a client that is frozen or cut off, and its own timeouts do not see every such
        case: a session that waits for the rest of a message counts as busy.
        """
        ended = await self._connection.fetch(
            """
            SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND l.classid = ($1::bigint >> 32)::oid AND l.objid = ($1::bigint & 4294967295)::oid
              AND now() - a.state_change > make_interval(secs => $2)
            """,
            RELAY_LOCK,
            seconds,
        )
        return bool(ended)

    async def wake_active_relay(self) -> None:
        """Have the relay that publishes look, in whatever process it is: its session listens for this."""
        # Nothing is written that would have to be on the disk before it is said.
        await self._connection.execute(
            "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, '')", CHANNEL
        )

    async def still_here(self) -> None:
        """Show that somebody is at this end, to who stands by."""
        await self._connection.execute("SELECT 1")

    async def unconfirmed(self, limit: int) -> list[LogEntry]:
        """What has a position and no confirm, in position order: left by a relay that died, or by a lost confirm."""
        rows = await self._connection.fetch(
            f"SELECT {_COLUMNS}, l.epoch FROM outbox o, event_log l"  # noqa: S608  (constants only)
            " WHERE o.position IS NOT NULL AND o.published_at IS NULL ORDER BY o.position LIMIT $1",
            limit,
        )
        return [self._entry(row) for row in rows]

    async def number(self, limit: int) -> list[LogEntry]:
        """Give the next positions to what has none, in order of insertion.

        An aggregate with an event that is being held back waits with everything behind that event.
        """
        rows = await self._connection.fetch(
            f"""
            WITH chosen AS MATERIALIZED (
                SELECT w.seq, row_number() OVER (ORDER BY w.seq) AS n FROM outbox w
                WHERE w.position IS NULL AND w.published_at IS NULL AND NOT EXISTS (
                    SELECT FROM outbox h
                    WHERE h.aggregate = w.aggregate AND h.not_before > now() AND h.published_at IS NULL
                      AND h.seq <= w.seq)
                ORDER BY w.seq LIMIT $1
            ), advanced AS (
                UPDATE event_log SET last_position = last_position + (SELECT count(*) FROM chosen)
                WHERE id = 1 AND EXISTS (SELECT FROM chosen)
                RETURNING last_position - (SELECT count(*) FROM chosen) AS base, epoch
            )
            UPDATE outbox o SET position = a.base + c.n, not_before = NULL
            FROM chosen c, advanced a WHERE o.seq = c.seq
            RETURNING {_COLUMNS}, a.epoch
            """,  # noqa: S608  (constants only)
            limit,
        )
        return sorted((self._entry(row) for row in rows), key=lambda entry: entry.position)

    async def confirm(self, entries: Sequence[LogEntry]) -> None:
        """Note that the broker has taken these."""
        await self._connection.execute(
            "UPDATE outbox SET published_at = now(), last_error = NULL WHERE seq = ANY($1)",
            [entry.seq for entry in entries],
        )

    async def hold_back(self, entry: LogEntry, reason: str, seconds: float) -> None:
        """Put a refused event off, and what waits behind it in its aggregate.

        They lose their positions: readers drop what is not above the highest position they have seen, and later
        positions are out already.
        """
        await self._connection.execute(
            """
            WITH failed AS (
                UPDATE outbox SET position = NULL, attempts = attempts + 1, last_error = $2,
                    not_before = now() + make_interval(secs => $3)
                WHERE seq = $1 RETURNING aggregate
            )
            UPDATE outbox o SET position = NULL FROM failed f
            WHERE o.aggregate = f.aggregate AND o.seq > $1 AND o.published_at IS NULL
            """,
            entry.seq,
            reason,
            seconds,
        )

    async def add(self, envelope: Envelope) -> None:
        """Put an event of the relay's own into the outbox."""
        await self._connection.execute(
            "INSERT INTO outbox (id, aggregate, routing_key, headers, data) VALUES ($1, $2, $3, $4::jsonb, $5)",
            envelope.id,
            aggregate_of(envelope.key),
            envelope.key,
            json.dumps(envelope.headers()),
            envelope.data,
        )

    async def last_published(self) -> datetime | None:
        """When the last event was confirmed; None where none is kept."""
        time: datetime | None = await self._connection.fetchval(
            "SELECT published_at FROM outbox WHERE published_at IS NOT NULL ORDER BY position DESC LIMIT 1"
        )
        return time

    async def backlog(self) -> Backlog:
        """How far publishing is behind."""
        row = await self._connection.fetchrow(
            """
            SELECT count(*) AS events, count(*) FILTER (WHERE not_before > now()) AS held_back,
                coalesce(extract(epoch FROM now() - least(
                    (SELECT created_at FROM outbox WHERE published_at IS NULL AND position IS NULL
                     ORDER BY seq LIMIT 1),
                    (SELECT created_at FROM outbox WHERE published_at IS NULL AND position IS NOT NULL
                     ORDER BY position LIMIT 1))), 0) AS seconds
            FROM (SELECT not_before FROM outbox WHERE published_at IS NULL LIMIT $1) AS waiting
            """,
            COUNT_LIMIT,
        )
        return Backlog(row["events"], float(row["seconds"]), row["held_back"])

    async def purge(self, *, published_hours: float, received_days: float) -> bool:
        """Delete one batch of what is long done. Returns whether there is more.

        The log is cut off from its beginning, in position order, up to the first event that is young or not published:
        what is left of it never has a hole.
        """
        outbox = await self._connection.execute(
            """
            WITH oldest AS (
                SELECT seq, position, published_at FROM outbox WHERE position IS NOT NULL ORDER BY position LIMIT $2
            ), kept AS (
                SELECT min(position) AS first FROM oldest
                WHERE published_at IS NULL OR published_at >= now() - make_interval(secs => $1)
            )
            DELETE FROM outbox o USING oldest, kept
            WHERE o.seq = oldest.seq AND (kept.first IS NULL OR oldest.position < kept.first)
            """,
            published_hours * 3_600,
            PURGE_BATCH,
        )
        inbox = await self._connection.execute(
            "DELETE FROM inbox WHERE (consumer, event_id) IN (SELECT consumer, event_id FROM inbox"
            " WHERE received_at < now() - make_interval(secs => $1) LIMIT $2)",
            received_days * 86_400,
            PURGE_BATCH,
        )
        return any(int(status.rpartition(" ")[2]) == PURGE_BATCH for status in (outbox, inbox))

    def _entry(self, row: asyncpg.Record) -> LogEntry:
        seq, position, attempts = row["seq"], row["position"], row["attempts"]
        try:
            headers = json.loads(row["headers"])
            if self._public:
                headers |= {f"{PREFIX}epoch": row["epoch"], f"{PREFIX}position": position}
            envelope = Envelope.from_message(headers, row["routing_key"], row["data"])
        except (MalformedEnvelopeError, AttributeError, TypeError, ValueError) as error:  # headers may be no object
            return LogEntry(seq, position, attempts, None, f"{type(error).__name__}: {error}")
        return LogEntry(seq, position, attempts, envelope)
