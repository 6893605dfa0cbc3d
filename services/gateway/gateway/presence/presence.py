"""Presence of a node: the state machine with a clock, a queue on the bus, and the clients that are told."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from typing import TYPE_CHECKING

from aio_pika import DeliveryMode
from aio_pika import Message as AmqpMessage
from aio_pika.exceptions import AMQPError
from freightwire.identifiers import new_id
from freightwire.messaging.backoff import Backoff
from freightwire.messaging.connection import CHANNEL_ERRORS
from freightwire.messaging.errors import PublishError, UnroutableError
from freightwire.messaging.topology import PRESENCE
from freightwire.telemetry import get_logger

from gateway.presence import metrics, snapshot
from gateway.presence.events import SOURCE, envelope_of
from gateway.presence.interests import Interests
from gateway.presence.link import PresenceLink
from gateway.presence.messages import MalformedMessageError, decode, encode, org_key
from gateway.presence.state import PresenceState
from gateway.protocol.push import push_of
from gateway.tasks import until_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from freightwire.messaging.connection import BrokerConnection
    from freightwire.messaging.publisher import Publisher

    from gateway.cursor import Cursor
    from gateway.presence.members import Place
    from gateway.presence.messages import Message
    from gateway.presence.snapshot import Snapshot
    from gateway.protocol.push import Push
    from gateway.settings import GatewaySettings

GATHER_SECONDS = 0.05
"""Changes within this time travel to other nodes together."""
RETRY_SECONDS = 1.0
FAREWELL_SECONDS = 5.0
SETTLE_SECONDS = 1.5
"""The longest that a subscription waits to know who is there; who is found later joins as an event."""
BROKER_ERRORS = (PublishError, AMQPError, *CHANNEL_ERRORS)

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
        self._broker = broker
        self._publisher = publisher
        self._deliver = deliver
        self._cursor = cursor
        self._state = PresenceState(
            f"{settings.gateway_node}.{new_id()}",
            linger=settings.gateway_presence_leave_seconds,
            lease=settings.gateway_presence_lease_seconds,
            spread=random.random,
        )
        self._interests = Interests(settings.gateway_presence_lease_seconds)
        self._link: PresenceLink | None = None
        self._bound: set[str] = set()
        self._rebind = asyncio.Event()
        self._due = asyncio.Event()
        self._changed = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._expired = (0, 0)
        self._stopped = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin; other nodes are heard as soon as the broker is there."""
        self._task = asyncio.create_task(self._run(), name="presence")

    async def stop(self) -> None:
        """Tell the other nodes that this one's clients may come to them, and leave the bus."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._state.close(time.monotonic())
        if self._link is not None and self._broker.is_ready:
            await self._farewell(self._link)
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
        self._rebind.set()

    def release(self, org: str) -> None:
        """One fewer."""
        self._interests.release(org, time.monotonic())
        self._schedule()

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
        if org not in self._state.followed or self._link is None:
            return now + SETTLE_SECONDS
        return self._state.incomplete_until(org, now) or now

    # The bus

    async def _run(self) -> None:
        backoff = Backoff()
        while True:
            lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            link = PresenceLink(
                self._settings.gateway_node,
                lambda reason, lost=lost: None if lost.done() else lost.set_result(reason),  # type: ignore[misc]
            )
            try:
                await self._broker.wait_ready()
                await until_first(lost, self._attach(link))
                backoff.reset()
                await until_first(lost, self._keep_bindings(link), self._tell())
            except BROKER_ERRORS as error:
                _log.warning("presence_lost", reason=repr(error))
                self._link = None
                self._state.disconnected()
            await _discard(link)
            await asyncio.sleep(backoff.next_delay())

    async def _attach(self, link: PresenceLink) -> None:
        """A new queue with all bindings; only then are the others asked."""
        await link.open(self._broker, self._received)
        self._bound = set(self._interests.wanted)
        for org in self._bound:
            await link.bind(org_key(org))
        now = time.monotonic()
        for org in self._state.followed - self._bound:
            self._state.unfollow(org)
        for org in self._bound - self._state.followed:
            self._state.follow(org, now)
        self._state.connected(now)
        self._link = link
        _log.info("presence_connected", organisations=len(self._bound))
        self._after()

    async def _keep_bindings(self, link: PresenceLink) -> None:
        while True:
            self._rebind.clear()
            for org in self._interests.wanted - self._bound:
                await link.bind(org_key(org))
                self._bound.add(org)
                self._state.follow(org, time.monotonic())
                self._after()
            for org in self._bound - self._interests.wanted:
                self._bound.discard(org)
                self._state.unfollow(org)
                self._after()
                await link.unbind(org_key(org))
            await self._rebind.wait()

    async def _tell(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            is_told = await self._send_all()
            await asyncio.sleep(GATHER_SECONDS if is_told else RETRY_SECONDS)

    async def _send_all(self) -> bool:
        """Send what is to be told; whether all of it was."""
        untold = deque(self._state.outgoing(time.monotonic()))
        try:
            while untold:
                await self._send(untold[0])
                untold.popleft()
        except PublishError as error:
            _log.warning("presence_unsent", reason=repr(error), messages=len(untold))
            return False
        finally:
            metrics.unsent.inc(len(untold))
            for message in untold:
                self._state.untold(message, time.monotonic())
            self._after()
        return True

    async def _send(self, message: Message) -> None:
        metrics.messages.labels(message.kind, "sent").inc()
        body = AmqpMessage(
            encode(message),
            content_type="application/json",
            app_id=SOURCE,
            type=f"presence.{message.kind}",
            delivery_mode=DeliveryMode.NOT_PERSISTENT,
        )
        try:
            await self._publisher.send(body, exchange=PRESENCE.name, routing_key=message.routing_key)
        except UnroutableError:
            _log.debug("presence_unheard", routing_key=message.routing_key)  # nobody cares about that organisation

    def _received(self, body: bytes) -> None:
        try:
            message = decode(body)
        except MalformedMessageError as error:
            metrics.malformed.inc()
            _log.warning("presence_malformed", reason=str(error))
            return
        metrics.messages.labels(message.kind, "received").inc()
        self._state.received(message, time.monotonic())
        self._after()

    async def _farewell(self, link: PresenceLink) -> None:
        try:
            async with asyncio.timeout(FAREWELL_SECONDS):
                for message in self._state.outgoing(time.monotonic()):
                    await self._send(message)
                await link.close()
        except BROKER_ERRORS as error:
            _log.warning("presence_farewell_failed", reason=repr(error))

    # The clock, and the clients

    def _tick(self) -> None:
        self._timer = None
        now = time.monotonic()
        self._interests.lapse(now)
        if self._interests.wanted != self._bound:
            self._rebind.set()
        self._state.tick(now)
        self._after()

    def _after(self) -> None:
        """The state may have changed: tell clients at once, other nodes soon, and look when to look again."""
        wanted = self._interests.wanted
        for change in self._state.take_changes():
            metrics.changes.labels(change.happening.value).inc()
            if change.place.org in wanted:
                self._deliver(push_of(envelope_of(change), self._cursor(), None))
        if self._state.has_outgoing(time.monotonic()):
            self._due.set()
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
        self._schedule()
        self._measure()

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


async def _discard(link: PresenceLink) -> None:
    try:
        await link.close()
    except BROKER_ERRORS as error:
        _log.debug("presence_close_failed", reason=repr(error))


def _wall_ms() -> int:
    return int(time.time() * 1000)
