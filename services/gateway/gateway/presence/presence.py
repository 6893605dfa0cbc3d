"""Presence of a node: the state machine with a clock, the bus, and the clients that are told."""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING

from freightwire.identifiers import new_id
from freightwire.telemetry import get_logger

from gateway.presence import metrics, snapshot
from gateway.presence.bus import Bus
from gateway.presence.events import envelope_of
from gateway.presence.interests import Interests
from gateway.presence.state import PresenceState
from gateway.protocol.push import push_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from freightwire.cursor import Cursor
    from freightwire.messaging.connection import BrokerConnection
    from freightwire.messaging.publisher import Publisher

    from gateway.presence.members import Place
    from gateway.presence.snapshot import Snapshot
    from gateway.protocol.push import Push
    from gateway.settings import GatewaySettings

SETTLE_SECONDS = 1.5
"""The longest that a subscription waits to know who is there; who is found later joins as an event."""

_log = get_logger()


class Presence:
    """Who has an order open on any node. Only ``settle`` waits for the broker."""

    def __init__(
        self,
        settings: GatewaySettings,
        *,
        broker: BrokerConnection,
        publisher: Publisher,
        deliver: Callable[[Push], None],
        cursor: Callable[[], Cursor],
    ) -> None:
        """Prepare presence; nothing happens before ``start``.

        Args:
            deliver: takes the events for clients.
            cursor: where a client stands that has had everything up to now.
        """
        self._settings = settings
        self._deliver = deliver
        self._cursor = cursor
        self._state = PresenceState(
            f"{settings.gateway_node}.{new_id()}",
            linger=settings.gateway_presence_leave_seconds,
            lease=settings.gateway_presence_lease_seconds,
            spread=random.random,
        )
        self._interests = Interests(settings.gateway_presence_lease_seconds)
        self._bus = Bus(
            settings.gateway_node,
            broker=broker,
            publisher=publisher,
            state=self._state,
            interests=self._interests,
            changed=self._after,
        )
        self._changed = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._expired = (0, 0)
        self._telling = False
        self._stopped = False

    async def start(self) -> None:
        """Begin; other nodes are heard as soon as the broker is there."""
        self._bus.start()

    async def stop(self) -> None:
        """Tell the other nodes that this one's clients may come to them, and leave the bus."""
        self._state.close(time.monotonic())
        await self._bus.stop()
        self._stopped = True
        self._schedule()
        metrics.members.set(0)
        metrics.nodes.set(0)
        metrics.organisations.set(0)

    # Members

    def enter(
        self, session: str, place: Place, *, name: str, field: str | None, expires_in: float | None = None
    ) -> None:
        """A client looks at an order or, with a ``field``, edits it; see ``PresenceState.enter``."""
        now, wall_ms = time.monotonic(), _wall_ms()
        self._state.enter(session, place, name=name, field=field, now=now, wall_ms=wall_ms, expires_in=expires_in)
        self._after()

    def leave(self, session: str, place: Place, *, everywhere: bool = False) -> None:
        """A client has closed an order; see ``PresenceState.leave``."""
        self._state.leave(session, place, now=time.monotonic(), wall_ms=_wall_ms(), everywhere=everywhere)
        self._after()

    def drop(self, session: str) -> None:
        """A client's connection is gone."""
        self._state.drop(session, time.monotonic())
        self._after()

    # Listeners

    def acquire(self, org: str) -> None:
        """One more listens to an organisation."""
        self._interests.acquire(org)
        self._bus.look()

    def release(self, org: str) -> None:
        """One fewer."""
        self._interests.release(org, time.monotonic())
        self._schedule()

    @property
    def listeners(self) -> int:
        """How many listen."""
        return self._interests.listeners

    async def settle(self, orgs: Iterable[str]) -> None:
        """Wait until it is known who is there, as far as other nodes can be expected to say, but not for long.

        Whoever waits has acquired the organisations.
        """
        wanted, deadline = tuple(orgs), time.monotonic() + SETTLE_SECONDS
        while True:
            now, changed = time.monotonic(), self._changed
            until = min(deadline, max((self._unsettled_until(org, now) for org in wanted), default=now))
            if until <= now:
                return
            try:
                async with asyncio.timeout(until - now):
                    await changed.wait()
            except TimeoutError:
                continue

    def snapshot(self, patterns: Sequence[str], held: Iterable[Push] = ()) -> Snapshot:
        """Who is in the orders that absolute ``patterns`` bring the presence of: see ``snapshot.take``."""
        limit = self._settings.gateway_presence_snapshot
        taken = snapshot.take(self._state.view, patterns, held, limit=limit)
        if taken.truncated:
            metrics.cut.inc()
            _log.info("presence_snapshot_cut", setting="FREIGHTWIRE_GATEWAY_PRESENCE_SNAPSHOT", limit=limit)
        return taken

    def _unsettled_until(self, org: str, now: float) -> float:
        if org not in self._state.followed or not self._state.is_connected:
            return now + SETTLE_SECONDS
        return self._state.incomplete_until(org, now) or now

    # The clock, and the clients

    def _tick(self) -> None:
        self._timer = None
        now = time.monotonic()
        self._interests.lapse(now)
        self._state.tick(now)
        self._after()

    def _after(self) -> None:
        """The state may have changed: tell clients at once, other nodes soon, and look when to look again."""
        self._tell_clients()
        self._bus.look()
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
        self._schedule()
        self._measure()

    def _tell_clients(self) -> None:
        # A client that is too slow is closed while it is told, which is a change in itself: its turn comes after
        # those that are being told, or others would hear of them in the wrong order.
        if self._telling:
            return
        self._telling = True
        try:
            while changes := self._state.take_changes():
                for change in changes:
                    metrics.changes.labels(change.happening.value).inc()
                    if change.place.org in self._interests.wanted:
                        self._deliver(push_of(envelope_of(change), self._cursor(), None))
        finally:
            self._telling = False

    def _schedule(self) -> None:
        now = time.monotonic()
        times = (self._state.next_at(now), self._interests.next_at)
        at = min((time for time in times if time is not None), default=None)
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = None if at is None or self._stopped else loop.call_later(max(0.0, at - now), self._tick)

    def _measure(self) -> None:
        metrics.members.set(self._state.members)
        metrics.nodes.set(self._state.nodes)
        metrics.organisations.set(len(self._state.followed))
        nodes, clients = self._state.expired_nodes, self._state.expired_clients
        before_nodes, before_clients = self._expired
        self._expired = (nodes, clients)
        metrics.expired.labels("node").inc(nodes - before_nodes)
        metrics.expired.labels("client").inc(clients - before_clients)
        if nodes > before_nodes:
            _log.warning("presence_node_expired", setting="FREIGHTWIRE_GATEWAY_PRESENCE_LEASE_SECONDS")


def _wall_ms() -> int:
    return int(time.time() * 1000)
