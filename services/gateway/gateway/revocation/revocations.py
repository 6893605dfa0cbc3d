"""Revocations are kept in a stream of the broker, which every node reads from its beginning.

So a node that starts later, or was cut off, learns of all that still hold, also where no other node is left to tell.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aio_pika import DeliveryMode, Message
from freightwire.identifiers import new_id
from freightwire.messaging.topology import CONTROL, REVOCATIONS
from freightwire.telemetry import get_logger

from gateway.cluster.messages import ControlMessage
from gateway.protocol.codes import CloseCode
from gateway.revocation import metrics
from gateway.revocation.memory import Revocation, RevocationMemory
from gateway.upkeep import close_quietly, keep_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiormq.abc import DeliveredMessage
    from freightwire.auth import Identity
    from freightwire.messaging.connection import BrokerConnection
    from freightwire.messaging.publisher import Publisher

    from gateway.sessions.registry import Registry
    from gateway.upkeep import Loss

REVOKED, MARKER = "revoked", "marker"
PREFETCH = 100
RPC_SECONDS = 10
CATCH_UP_SECONDS = 30
FORGET_SECONDS = 60
REMEMBERED = 100_000
"""Users that may be revoked at once: to forget one early would be to let it in again, so more are refused."""

_log = get_logger()


class TooManyRevocationsError(Exception):
    """No more can be remembered just now."""


class Revocations:
    """Knows whose tokens are refused, and closes the sessions that this node has of them."""

    def __init__(
        self,
        node: str,
        broker: BrokerConnection,
        publisher: Publisher,
        *,
        keep: timedelta,
        leeway: timedelta,
        registry: Registry,
    ) -> None:
        """Args: ``keep``: how long a revocation holds; at least as long as any token is valid."""
        self._node = node
        self._broker = broker
        self._publisher = publisher
        self._keep = keep
        self._memory = RevocationMemory(leeway=leeway)
        self._registry = registry
        self._known = asyncio.Event()
        self._reading = False
        self._is_doubtful = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to read; a broker that is away is waited for."""
        self._task = asyncio.create_task(keep_up("revocations", self._attempt), name="revocations")

    async def stop(self) -> None:
        """Read no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def wait_known(self) -> None:
        """Wait until everything has been read that was revoked before this node started."""
        await self._known.wait()

    @property
    def is_known(self) -> bool:
        """Whether everything has been read that was revoked before this node started."""
        return self._known.is_set()

    async def problem(self) -> str | None:
        """For readiness: a node that has not read the stream cannot know whom to refuse."""
        if not self.is_known:
            return "revocations: not read yet"
        return None if self._reading else "revocations: not being read just now"

    def refuses(self, identity: Identity) -> bool:
        """Whether the token behind ``identity`` is revoked, as far as this node knows."""
        return self._memory.refuses(identity, datetime.now(UTC))

    async def revoke(self, org: str, user: str, *, by: str) -> Revocation:
        """Refuse the tokens that ``user`` has, on every node, now and after restarts.

        Raises:
            TooManyRevocationsError: there is no room.
            PublishError: the broker did not take it; after a ``ConfirmTimeoutError`` it may have.
        """
        if len(self._memory) >= REMEMBERED:
            raise TooManyRevocationsError
        now = datetime.now(UTC)
        revocation = Revocation(org=org, user=user, at=now, until=now + self._keep, by=by)
        await self._publish(REVOKED, revocation)
        self.take(revocation)
        return revocation

    def take(self, revocation: Revocation) -> None:
        """Take a revocation in; if it is news, close the sessions whose tokens it refuses."""
        if revocation.until <= datetime.now(UTC) or not self._memory.add(revocation):
            return
        metrics.remembered.set(len(self._memory))
        for session in self._registry.of(revocation.org, revocation.user):
            if session.identity is not None and self.refuses(session.identity):
                metrics.closed.inc()
                session.close(CloseCode.DISCONNECTED)

    async def _attempt(self, loss: Loss, works: Callable[[], None]) -> None:
        await self._broker.wait_ready()
        if self._is_doubtful:
            await self._broker.declare_again()
            self._is_doubtful = False
        channel = await self._broker.channel(on_lost=lambda: loss.report("channel closed"), confirms=False)
        caught_up = asyncio.Event()
        marker = new_id()

        async def received(delivered: DeliveredMessage) -> None:
            if self._read(bytes(delivered.body)) == marker:
                caught_up.set()
            await delivered.channel.basic_ack(delivered.delivery_tag or 0, wait=False)

        try:
            async with asyncio.timeout(RPC_SECONDS):
                wire = await channel.get_underlay_channel()
                wire.on_consumer_cancel_callbacks.add(lambda _: self._cancelled(loss))
                await wire.basic_qos(prefetch_count=PREFETCH)
                await wire.basic_consume(REVOCATIONS.name, received, arguments={"x-stream-offset": "first"})
            await self._publish(MARKER, marker)
            async with asyncio.timeout(CATCH_UP_SECONDS):
                await caught_up.wait()
            self._known.set()
            self._reading = True
            works()
            _log.info("revocations_read", users=len(self._memory))
            while True:
                self._memory.forget(datetime.now(UTC))
                metrics.remembered.set(len(self._memory))
                await asyncio.sleep(FORGET_SECONDS)
        finally:
            self._reading = False
            await close_quietly(channel)

    def _cancelled(self, loss: Loss) -> None:
        """The broker ended the consumer: maybe because somebody deleted the stream."""
        self._is_doubtful = True
        loss.report("consumer cancelled by the broker")

    def _read(self, data: bytes) -> str | None:
        """Take in a message of the stream; the id of a marker, None for all else."""
        try:
            message = ControlMessage.decode(data)
            if message.kind == MARKER:
                return str(message.body.get("id"))
            if message.kind == REVOKED:
                self.take(Revocation.model_validate(message.body))
        except ValueError as error:
            _log.error("revocation_malformed", reason=str(error)[:200])
        return None

    async def _publish(self, kind: str, what: Revocation | str) -> None:
        body = {"id": what} if isinstance(what, str) else what.model_dump(mode="json")
        message = ControlMessage(kind=kind, sender=self._node, body=body)
        await self._publisher.send(
            Message(message.encode(), content_type="application/json", delivery_mode=DeliveryMode.PERSISTENT),
            exchange=CONTROL.name,
            routing_key=f"revoked.{kind}",
        )
