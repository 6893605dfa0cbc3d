"""The epoch of the log: a name for one unbroken run of positions.

A database that comes back from a backup would give positions again that clients have seen already, for other events.
So an epoch is bound to the *place* of the log: the server's cluster, its timeline, the database and the table. One of
them is another after a dump is loaded, after a recovery to a point in time and after the promotion of a standby; then
the relay begins a new epoch. Where a copy of the disks brings all of them back, the broker's history tells
(``witness``). Readers need only compare epochs.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from freightwire.identifiers import new_id

if TYPE_CHECKING:
    import asyncpg

PLACE_BYTES = 6
_PLACE = """
    SELECT concat_ws('/',
        (SELECT system_identifier FROM pg_control_system()),
        left(pg_walfile_name(pg_current_wal_insert_lsn()), 8),
        (SELECT oid FROM pg_database WHERE datname = current_database()),
        'event_log'::regclass::oid)
"""
"""Cluster, timeline, database and table. Not the control file's timeline: that lags behind a promotion."""


@dataclass(frozen=True, slots=True)
class LogHead:
    """Where the log stands: its epoch and the last position given."""

    epoch: str
    position: int


async def place_of_log(connection: asyncpg.Connection) -> str:
    """A short name for where the log lies, which no backup carries along."""
    where = await connection.fetchval(_PLACE)
    return hashlib.blake2s(where.encode(), digest_size=PLACE_BYTES).hexdigest()


async def read_head(connection: asyncpg.Connection) -> LogHead:
    """Where the log stands."""
    row = await connection.fetchrow("SELECT epoch, last_position FROM event_log WHERE id = 1")
    if row is None:
        raise LookupError("event_log is empty: the migrations make its one row")
    return LogHead(row["epoch"], row["last_position"])


async def begin_epoch(connection: asyncpg.Connection) -> str:
    """Name a new epoch, from the next position on. Positions go on counting: they stay unique in the table."""
    epoch = f"{new_id()}-{await place_of_log(connection)}"
    await connection.execute("UPDATE event_log SET epoch = $1 WHERE id = 1", epoch)
    return epoch


async def lies_where_it_did(connection: asyncpg.Connection, head: LogHead) -> bool:
    """Whether the epoch was named where the log lies now."""
    return head.epoch.endswith(f"-{await place_of_log(connection)}")
