"""The node on the ``presence`` exchange: what it hears goes into the state machine, what that has to say goes out."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING

from aio_pika import DeliveryMode
from aio_pika import Message as AmqpMessage
from freightwire.messaging.backoff import Backoff
from freightwire.messaging.errors import PublishError, UnroutableError
from freightwire.messaging.topology import PRESENCE
from freightwire.telemetry import get_logger

from gateway.presence import metrics
from gateway.presence.events import SOURCE
from gateway.presence.link import PresenceLink
from gateway.presence.messages import MalformedMessageError, decode, encode, org_key
from gateway.tasks import until_first
from gateway.upkeep import BROKER_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable

    from freightwire.messaging.connection import BrokerConnection
    from freightwire.messaging.publisher import Publisher

    from gateway.presence.interests import Interests
    from gateway.presence.messages import Message
    from gateway.presence.state import PresenceState

GATHER_SECONDS = 0.05
"""Changes within this time travel to other nodes together."""
RETRY_SECONDS = 1.0
FAREWELL_SECONDS = 5.0

_log = get_logger()


class Bus:
    """Keeps a queue bound to the organisations that are wanted, across the broker's absences."""

    def __init__(
        self,
        node: str,
        *,
        broker: BrokerConnection,
        publisher: Publisher,
        state: PresenceState,
        interests: Interests,
        changed: Callable[[], None],
    ) -> None:
        """Prepare; nothing happens before ``start``. ``changed`` is called when ``state`` may have changed."""
        self._node = node
        self._broker = broker
        self._publisher = publisher
        self._state = state
        self._interests = interests
        self._changed = changed
        self._link: PresenceLink | None = None
        self._bound: set[str] = set()
        self._rebind = asyncio.Event()
        self._due = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; messages flow as soon as the broker is there."""
        self._task = asyncio.create_task(self._run(), name="presence")

    def look(self) -> None:
        """There may be something to say, or other organisations may be wanted."""
        if self._state.has_outgoing(time.monotonic()):
            self._due.set()
        if self._interests.wanted != self._bound:
            self._rebind.set()

    async def stop(self) -> None:
        """Say what is still to be said, and leave."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._link is None or not self._broker.is_ready:
            return
        try:
            async with asyncio.timeout(FAREWELL_SECONDS):
                for message in self._state.outgoing(time.monotonic()):
                    await self._send(message)
                await self._link.close()
        except BROKER_ERRORS as error:
            _log.warning("presence_farewell_failed", reason=repr(error))

    async def _run(self) -> None:
        backoff = Backoff()
        while True:
            lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            link = PresenceLink(
                self._node,
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
        self._changed()

    async def _keep_bindings(self, link: PresenceLink) -> None:
        while True:
            self._rebind.clear()
            for org in self._interests.wanted - self._bound:
                await link.bind(org_key(org))
                self._bound.add(org)
                self._state.follow(org, time.monotonic())
                self._changed()
            for org in self._bound - self._interests.wanted:
                self._bound.discard(org)
                self._state.unfollow(org)
                self._changed()
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
            self._changed()
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
        self._changed()


async def _discard(link: PresenceLink) -> None:
    try:
        await link.close()
    except BROKER_ERRORS as error:
        _log.debug("presence_close_failed", reason=repr(error))
