"""The relay: from the outbox to the broker, in order, until the broker has confirmed each event.

One relay publishes at a time (an advisory lock); the others stand by. A commit wakes it by ``NOTIFY``; a slow poll is
the safety net.

- The connection to the broker fails: the same events are published again from the first unconfirmed one, at the same
  positions. Readers drop what they have seen.
- The broker refuses an event: it waits with a growing delay, and with it what follows it in its aggregate; all other
  aggregates go on.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncpg
from prometheus_client import Counter, Gauge
from pydantic import SecretStr

from freightwire.messaging.backoff import Backoff
from freightwire.messaging.errors import BrokerUnavailableError, ConfirmTimeoutError
from freightwire.outbox.log import EventLog, LogEntry
from freightwire.outbox.schema import CHANNEL
from freightwire.telemetry import get_logger
from freightwire.waiting import wait_until_set

if TYPE_CHECKING:
    from freightwire.messaging.errors import PublishError
    from freightwire.messaging.publisher import Publisher

WINDOW = 500
POLL_SECONDS = 1.0
STANDBY_SECONDS = 1.0
CONNECT_TIMEOUT_SECONDS = 5.0
COMMAND_TIMEOUT_SECONDS = 30.0
STOP_SECONDS = 15.0
PURGE_EVERY_SECONDS = 600.0
PUBLISHED_DAYS = 3.0
RECEIVED_DAYS = 30.0
"""Longer than any dead letter may wait for an operator who puts it back."""
REFUSED_FIRST_SECONDS = 1.0
REFUSED_LIMIT_SECONDS = 300.0

DATABASE_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)

_unpublished = Gauge("freightwire_outbox_unpublished", "Events committed and not yet confirmed", ["service"])
_lag = Gauge("freightwire_outbox_lag_seconds", "Age of the oldest event that is not confirmed", ["service"])
_active = Gauge("freightwire_outbox_relay_active", "Whether this process is the one that publishes", ["service"])
_relayed = Counter("freightwire_outbox_relayed_total", "Events confirmed by the broker", ["service"])
_held_back = Counter("freightwire_outbox_held_back_total", "Events that the broker refused", ["service"])
_interrupted = Counter("freightwire_outbox_interrupted_total", "Windows cut short by the broker", ["service"])
_log = get_logger()


class OutboxRelay:
    """Publishes a database's outbox."""

    def __init__(self, database_url: SecretStr, publisher: Publisher, *, service: str, positions: bool = True) -> None:
        """Prepare a relay; nothing happens before ``start``.

        Args:
            database_url: ``postgresql+asyncpg://…``
            positions: whether the events are the public log, whose positions make cursors. One service's are.
        """
        self._dsn = SecretStr(database_url.get_secret_value().replace("postgresql+asyncpg://", "postgresql://", 1))
        self._publisher = publisher
        self._service = service
        self._positions = positions
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._runner: asyncio.Task[None] | None = None
        self._problem: str | None = "outbox: not started"

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
            finally:
                _active.labels(self._service).set(0)
            if not self._stopping.is_set():
                await wait_until_set(self._stopping, backoff.next_delay())

    async def _session(self, backoff: Backoff) -> None:
        """Work over one database connection until it fails or we stop."""
        connection = await asyncpg.connect(
            self._dsn.get_secret_value(),
            timeout=CONNECT_TIMEOUT_SECONDS,
            command_timeout=COMMAND_TIMEOUT_SECONDS,
            server_settings={"application_name": f"{self._service}-relay"},
        )
        try:
            connection.add_termination_listener(lambda _: self._wake.set())
            log = EventLog(connection, public=self._positions)
            self._problem = None
            while not await log.try_lock():
                if self._stopping.is_set():
                    return
                await wait_until_set(self._stopping, STANDBY_SECONDS)
            await connection.add_listener(CHANNEL, lambda *_: self._wake.set())
            _active.labels(self._service).set(1)
            _log.info("relay_active")
            backoff.reset()
            await self._publish_until_stopped(log)
        finally:
            # terminate() as a last resort: close() waits for a server that may be gone.
            try:
                await connection.close(timeout=CONNECT_TIMEOUT_SECONDS)
            except DATABASE_ERRORS:
                connection.terminate()

    async def _publish_until_stopped(self, log: EventLog) -> None:
        clock = asyncio.get_running_loop().time
        purge_at = clock() + PURGE_EVERY_SECONDS
        broker_backoff = Backoff()
        while True:
            self._wake.clear()
            stopping = self._stopping.is_set()
            done = await self._drain(log)
            backlog = await log.backlog()
            _unpublished.labels(self._service).set(backlog.events)
            _lag.labels(self._service).set(backlog.seconds)
            if stopping:
                return
            if not done:
                # Who polls the log must see what is committed while the broker is away.
                while await log.number(WINDOW):
                    pass
                await wait_until_set(self._stopping, broker_backoff.next_delay())
                continue
            broker_backoff.reset()
            if clock() >= purge_at:
                while await log.purge(published_days=PUBLISHED_DAYS, received_days=RECEIVED_DAYS):
                    pass
                purge_at = clock() + PURGE_EVERY_SECONDS
            await wait_until_set(self._wake, POLL_SECONDS)

    async def _drain(self, log: EventLog) -> bool:
        """Publish all that waits. False when the broker cannot be had."""
        while True:
            window = await log.unconfirmed(WINDOW) or await log.number(WINDOW)
            if not window:
                return True
            if not await self._publish(log, window):
                return False

    async def _publish(self, log: EventLog, window: list[LogEntry]) -> bool:
        outcomes = await self._publisher.publish_window([entry.envelope for entry in window])
        confirmed = [entry for entry, error in zip(window, outcomes, strict=True) if error is None]
        if confirmed:
            await log.confirm(confirmed)
            _relayed.labels(self._service).inc(len(confirmed))
        failed = [(entry, error) for entry, error in zip(window, outcomes, strict=True) if error is not None]
        for entry, error in failed:
            if not _is_unavailable(error):
                await self._hold_back(log, entry, error)
        unavailable = next((error for _, error in failed if _is_unavailable(error)), None)
        self._problem = f"outbox: {unavailable}" if unavailable else None
        if unavailable:
            _interrupted.labels(self._service).inc()
            _log.warning("relay_waits_for_broker", reason=str(unavailable), unconfirmed=len(failed))
        return unavailable is None

    async def _hold_back(self, log: EventLog, entry: LogEntry, error: PublishError) -> None:
        delay = min(REFUSED_LIMIT_SECONDS, REFUSED_FIRST_SECONDS * 2.0 ** min(entry.attempts, 16))
        _held_back.labels(self._service).inc()
        _log.error(
            "event_refused",
            event_id=str(entry.envelope.id),
            key=entry.envelope.key,
            reason=str(error),
            retry_in=delay,
        )
        await log.hold_back(entry, f"{type(error).__name__}: {error}", delay)


def _is_unavailable(error: PublishError) -> bool:
    """Whether the fault is the broker's absence and not the event's."""
    return isinstance(error, BrokerUnavailableError | ConfirmTimeoutError)
