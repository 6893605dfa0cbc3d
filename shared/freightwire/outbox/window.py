"""Publishing the log window by window, each confirmed before the next begins."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from freightwire.events.base import now
from freightwire.messaging.errors import BrokerUnavailableError, ChannelLostError, ConfirmTimeoutError
from freightwire.outbox import metrics
from freightwire.outbox.pace import WINDOW, Pace
from freightwire.telemetry import get_logger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freightwire.events.envelope import Envelope
    from freightwire.messaging.errors import PublishError
    from freightwire.messaging.publisher import Publisher
    from freightwire.outbox.log import EventLog, LogEntry

HEARTBEAT_SECONDS = 2.0
"""How often the database hears from us while the broker lets us wait."""
PUT_OFF_FIRST_SECONDS = 1.0
PUT_OFF_LIMIT_SECONDS = 300.0

_log = get_logger()


class WindowPublisher:
    """Publishes what waits in the log, and notes what came of it."""

    def __init__(self, log: EventLog, publisher: Publisher, *, service: str) -> None:
        self._log = log
        self._publisher = publisher
        self._service = service
        self._pace = Pace()
        self._settled = self._settled_before = False
        """Whether everything that has a position is confirmed: then there is no need to look."""
        self._ahead: list[LogEntry] = []
        """The next window, numbered while the last one was on its way."""
        self._unnoted: list[LogEntry] = []
        """What the broker has confirmed and the database does not know yet."""
        self.problem: str | None = None
        """Why the last window did not go out; None where it did."""

    async def drain(self) -> bool:
        """Publish all that waits. False when the broker cannot be had."""
        while True:
            limit = self._pace.size
            left = [] if self._settled else await self._unconfirmed(limit)
            ahead, self._ahead = self._ahead, []
            window = ahead or left or await self._log.number(limit)
            if not window:
                await self._note_confirms()
                self._settled = True
                return True
            self._settled_before, self._settled = not left, False
            whole = await self._publish(window)
            if self.problem is not None:
                return False
            self._settled = whole and not left
            if self._settled and len(window) < limit and not self._ahead:
                await self._note_confirms()
                return True  # what is committed from now on wakes us

    async def number_all(self) -> None:
        """Give positions to all that waits: who polls the log must see what is committed while the broker is away."""
        self._settled = False
        while await self._log.number(WINDOW):
            pass

    async def _publish(self, window: list[LogEntry]) -> bool:
        """Publish one window. True when all of it is confirmed."""
        readable = [(entry, entry.envelope) for entry in window if entry.envelope is not None]
        if len(readable) < len(window):
            self._ahead = []
            for entry in window:
                if entry.envelope is None:
                    await self._put_off(entry, "unreadable", entry.fault)
            return False  # before anything behind them in their aggregates is sent
        outcomes = await self._sent([envelope for _, envelope in readable], full=len(window) >= self._pace.size)
        confirmed = [entry for (entry, _), error in zip(readable, outcomes, strict=True) if error is None]
        failed = [(entry, error) for (entry, _), error in zip(readable, outcomes, strict=True) if error is not None]
        self._confirmed(confirmed)
        if failed:
            # The next window may hold what now has to wait: all that has a position is looked at again.
            self._ahead = []
            await self._note_confirms()
        for entry, error in failed:
            if not _is_unavailable(error):
                await self._put_off(entry, "refused", f"{type(error).__name__}: {error}")
        unavailable = [(entry, error) for entry, error in failed if _is_unavailable(error)]
        if not unavailable:
            self.problem = None
            self._pace.confirmed()
            return len(confirmed) == len(window)
        return await self._interrupted(unavailable, confirmed=len(confirmed), of=len(window))

    async def _interrupted(self, unavailable: list[tuple[LogEntry, PublishError]], *, confirmed: int, of: int) -> bool:
        entry, error = unavailable[0]
        metrics.interrupted.labels(self._service).inc()
        _log.warning("relay_waits_for_broker", reason=str(error), unconfirmed=len(unavailable))
        was_sent = isinstance(error, ChannelLostError | ConfirmTimeoutError)
        if was_sent and self._pace.broke(confirmed=confirmed, alone=of == 1):
            await self._put_off(entry, "breaks_channel", f"{type(error).__name__}: {error}")
            self.problem = None
            return False
        self.problem = f"outbox: {error}"
        return False

    async def _sent(self, envelopes: Sequence[Envelope], *, full: bool) -> list[PublishError | None]:
        """Publish. Meanwhile note the confirms of the last window, number the next one where this one is full, and show
        the database that we are there: it must not give our lock away."""
        publishing = asyncio.create_task(self._publisher.publish_window(envelopes))
        try:
            await self._note_confirms()
            if full and self._settled_before:
                self._ahead = await self._log.number(self._pace.size)
            while not (await asyncio.wait({publishing}, timeout=HEARTBEAT_SECONDS))[0]:
                await self._log.still_here()
            return publishing.result()
        finally:
            publishing.cancel()

    async def _unconfirmed(self, limit: int) -> list[LogEntry]:
        await self._note_confirms()
        return await self._log.unconfirmed(limit)

    async def _note_confirms(self) -> None:
        if self._unnoted:
            await self._log.confirm(self._unnoted)
            self._unnoted = []

    def _confirmed(self, entries: list[LogEntry]) -> None:
        self._unnoted += entries
        metrics.relayed.labels(self._service).inc(len(entries))
        time = now()
        delay = metrics.delay.labels(self._service)
        for entry in entries:
            if entry.envelope is not None:
                delay.observe(max(0.0, (time - entry.envelope.time).total_seconds()))

    async def _put_off(self, entry: LogEntry, reason: str, detail: str) -> None:
        seconds = min(PUT_OFF_LIMIT_SECONDS, PUT_OFF_FIRST_SECONDS * 2.0 ** min(entry.attempts, 16))
        metrics.held_back.labels(self._service, reason).inc()
        _log.error(
            "event_held_back",
            seq=entry.seq,
            key=entry.envelope.key if entry.envelope else None,
            reason=reason,
            detail=detail,
            attempts=entry.attempts + 1,
            retry_in=seconds,
        )
        await self._log.hold_back(entry, detail, seconds)


def _is_unavailable(error: PublishError) -> bool:
    """Whether the fault may be the broker's absence and not the event's."""
    return isinstance(error, BrokerUnavailableError | ConfirmTimeoutError)
