"""The relay: from the outbox to the broker, in order, until the broker has confirmed each event.

One relay publishes at a time (an advisory lock); the others stand by. It is woken by the commits of its own process,
and by those that stand by, for the commits of theirs (docs/decisions/0025); a slow poll is the safety net.

- The connection to the broker fails: the same events are published again from the first unconfirmed one, at the same
  positions. Readers drop what they have seen.
- The broker refuses an event, or an event breaks the channel again and again: it waits with a growing delay, and with
  it what follows it in its aggregate; all other aggregates go on.
- The relay or its machine dies, freezes, or its network swallows what it says: another puts its session out within
  seconds and takes over.
- The database came back from a backup: a new epoch begins (``epoch``, ``witness``).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncpg
from pydantic import SecretStr

from freightwire.messaging.backoff import Backoff
from freightwire.messaging.errors import BrokerUnavailableError
from freightwire.outbox import metrics
from freightwire.outbox.epoch import begin_epoch, lies_where_it_did, read_head
from freightwire.outbox.log import EventLog
from freightwire.outbox.restart import log_restarted
from freightwire.outbox.schema import CHANNEL
from freightwire.outbox.tables import Outbox
from freightwire.outbox.window import WindowPublisher
from freightwire.telemetry import get_logger
from freightwire.waiting import wait_until_set

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from freightwire.database import Database
    from freightwire.messaging.publisher import Publisher
    from freightwire.outbox.witness import BrokerHistory

POLL_SECONDS = 1.0
STANDBY_SECONDS = 1.0
CONNECT_TIMEOUT_SECONDS = 5.0
COMMAND_TIMEOUT_SECONDS = 8.0
STOP_SECONDS = 15.0
SILENCE_SECONDS = 12.0
"""A relay that says nothing to the database for so long is put out by one that stands by. Above the longest command and
the longest wait of ours."""
BROKER_BACKOFF_LIMIT_SECONDS = 3.0
PURGE_EVERY_SECONDS = 600.0
KEEP_HOURS = 72.0
"""How long what is published stays readable in the log."""
RECEIVED_DAYS = 30.0
"""Longer than any dead letter may wait for an operator who puts it back."""

DATABASE_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
SESSION_SETTINGS = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "statement_timeout": f"{COMMAND_TIMEOUT_SECONDS:g}s",
}

_log = get_logger()


class OutboxRelay:
    """Publishes a database's outbox."""

    def __init__(
        self,
        database_url: SecretStr,
        publisher: Publisher,
        *,
        service: str,
        positions: bool = True,
        history: BrokerHistory | None = None,
        keep_hours: float = KEEP_HOURS,
    ) -> None:
        """Prepare a relay; nothing happens before ``start``.

        Args:
            database_url: ``postgresql+asyncpg://…``
            positions: whether the events are the public log, whose positions make cursors. One service's are.
            history: asked, before the first publish, whether the log has been further than the database says.
            keep_hours: how long published events are kept.
        """
        self._dsn = SecretStr(database_url.get_secret_value().replace("postgresql+asyncpg://", "postgresql://", 1))
        self._publisher = publisher
        self._service = service
        self._positions = positions
        self._history = history if positions else None
        self._keep_hours = keep_hours
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._runner: asyncio.Task[None] | None = None
        self._problem: str | None = "outbox: not started"

    def follow(self, database: Database) -> None:
        """Look at the outbox as soon as a session of ``database`` has committed events, instead of when polling."""

        def committed(session: Session) -> None:
            if Outbox.was_filled_by(session):
                self._wake.set()

        database.after_commit(committed)

    async def start(self) -> None:
        """Begin to publish, as soon as there is a database. Returns at once."""
        self._runner = asyncio.create_task(self._run(), name=f"outbox:{self._service}")

    async def stop(self) -> None:
        """Publish what is committed, if the broker takes it, and end. The next start publishes what is left."""
        self._stopping.set()
        self._wake.set()
        if self._runner is None:
            return
        _, late = await asyncio.wait({self._runner}, timeout=STOP_SECONDS)
        if late:
            self._runner.cancel()
        await asyncio.gather(self._runner, return_exceptions=True)

    async def problem(self) -> str | None:
        """Why committed events do not go out just now; None when all is well, also while another relay publishes."""
        return self._problem

    async def _run(self) -> None:
        backoff = Backoff()
        while not self._stopping.is_set():
            try:
                await self._session(backoff)
            except DATABASE_ERRORS as error:
                self._problem = f"outbox: database: {type(error).__name__}"
                _log.warning("relay_interrupted", reason=repr(error))
            except Exception as error:  # noqa: BLE001  (a relay that ended in silence would be the worst of faults)
                self._problem = f"outbox: {type(error).__name__}"
                metrics.failures.labels(self._service).inc()
                _log.error("relay_failed", exc_info=error)
            finally:
                metrics.active.labels(self._service).set(0)
            if not self._stopping.is_set():
                await wait_until_set(self._stopping, backoff.next_delay())

    async def _session(self, backoff: Backoff) -> None:
        """Work over one database connection until it fails or we stop."""
        connection = await asyncpg.connect(
            self._dsn.get_secret_value(),
            timeout=CONNECT_TIMEOUT_SECONDS,
            command_timeout=COMMAND_TIMEOUT_SECONDS,
            server_settings={"application_name": f"{self._service}-relay", **SESSION_SETTINGS},
        )
        try:
            connection.add_termination_listener(lambda _: self._wake.set())
            log = EventLog(connection, public=self._positions)
            self._problem = None
            while not await log.try_lock():
                if self._stopping.is_set():
                    return
                if await log.put_out_silent_relay(SILENCE_SECONDS):
                    metrics.put_out.labels(self._service).inc()
                    _log.warning("silent_relay_put_out", silent_for=SILENCE_SECONDS)
                await self._stand_by(log)
            await connection.add_listener(CHANNEL, lambda *_: self._wake.set())
            metrics.active.labels(self._service).set(1)
            _log.info("relay_active")
            backoff.reset()
            if self._positions:
                await self._begin_where_moved(connection, log)
            await self._publish_until_stopped(connection, log)
        finally:
            # terminate() as a last resort: close() waits for a server that may be gone.
            try:
                await connection.close(timeout=CONNECT_TIMEOUT_SECONDS)
            except DATABASE_ERRORS:
                connection.terminate()

    async def _stand_by(self, log: EventLog) -> None:
        """Until it is time to ask for the lock again, pass on that events were committed in this process."""
        clock = asyncio.get_running_loop().time
        until = clock() + STANDBY_SECONDS
        while (left := until - clock()) > 0 and await wait_until_set(self._wake, left) and not self._stopping.is_set():
            self._wake.clear()
            await log.wake_active_relay()

    async def _publish_until_stopped(self, connection: asyncpg.Connection, log: EventLog) -> None:
        clock = asyncio.get_running_loop().time
        purge_at = clock() + PURGE_EVERY_SECONDS
        measure_at = 0.0
        broker_backoff = Backoff(limit=BROKER_BACKOFF_LIMIT_SECONDS)
        windows = WindowPublisher(log, self._publisher, service=self._service)
        vouched_for = self._history is None
        while True:
            self._wake.clear()
            stopping = self._stopping.is_set()
            if not vouched_for:
                vouched_for = await self._ask_history(connection, log)
            done = vouched_for and await windows.drain()
            if vouched_for:
                self._problem = windows.problem
            if clock() >= measure_at or stopping:
                await self._measure(log)
                measure_at = clock() + POLL_SECONDS
            if stopping:
                return
            if not done:
                if vouched_for:  # else positions might be given that were given before
                    await windows.number_all()
                await wait_until_set(self._stopping, broker_backoff.next_delay())
                continue
            broker_backoff.reset()
            if clock() >= purge_at and not await log.purge(
                published_hours=self._keep_hours, received_days=RECEIVED_DAYS
            ):
                purge_at = clock() + PURGE_EVERY_SECONDS
            await wait_until_set(self._wake, POLL_SECONDS)

    async def _begin_where_moved(self, connection: asyncpg.Connection, log: EventLog) -> None:
        """A new epoch, where the log does not lie any more where its epoch was named."""
        head = await read_head(connection)
        if not await lies_where_it_did(connection, head):
            await self._begin_epoch(connection, log, reason="moved", known=head.position > 0)

    async def _ask_history(self, connection: asyncpg.Connection, log: EventLog) -> bool:
        """A new epoch, where the broker knows more of the log than the database. False while it cannot be asked."""
        if self._history is None:
            return True
        self._problem = "outbox: the history is looked through"
        head = await read_head(connection)
        since = await log.last_published()
        asking = asyncio.create_task(self._history.is_beyond(head, since))
        try:
            while not (await asyncio.wait({asking}, timeout=STANDBY_SECONDS))[0]:
                await log.still_here()
            beyond = asking.result()
        except BrokerUnavailableError as error:
            self._problem = f"outbox: {error}"
            return False
        finally:
            asking.cancel()
        if beyond:
            await self._begin_epoch(connection, log, reason="behind_history", known=True)
        return True

    async def _begin_epoch(self, connection: asyncpg.Connection, log: EventLog, *, reason: str, known: bool) -> None:
        async with connection.transaction():
            epoch = await begin_epoch(connection)
            if known:  # a log that nobody has read yet needs no announcement
                await log.add(log_restarted(self._service))
        if known:
            metrics.epochs.labels(self._service, reason).inc()
            _log.warning("log_epoch_begun", epoch=epoch, reason=reason)

    async def _measure(self, log: EventLog) -> None:
        backlog = await log.backlog()
        metrics.unpublished.labels(self._service).set(backlog.events)
        metrics.lag.labels(self._service).set(backlog.seconds)
        metrics.held_back_now.labels(self._service).set(backlog.held_back)
