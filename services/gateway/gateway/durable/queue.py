"""A durable queue that one session has open: kept up across the broker's absences until the session lets go of it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from freightwire.events.envelope import MalformedEnvelopeError
from freightwire.events.push import UnfitBodyError
from freightwire.messaging.backoff import Backoff
from freightwire.messaging.errors import PublishError
from freightwire.telemetry import get_logger

from gateway.durable import metrics
from gateway.durable.channel import QueueChannel
from gateway.durable.ledger import Held, Ledger, StaleTagError
from gateway.durable.messages import Failure, envelope_of
from gateway.protocol.push import queue_payload_of
from gateway.upkeep import BROKER_ERRORS, keep_up

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from aiormq.abc import DeliveredMessage
    from freightwire.events.envelope import Envelope
    from freightwire.messaging.connection import BrokerConnection
    from freightwire.messaging.topology import Queue

    from gateway.upkeep import Loss

CLIENT_NACK = "client_nack"

_log = get_logger()


class QueueEndedError(Exception):
    """The queue was closed while something waited for it."""


class OpenQueue:
    """Messages out, acknowledgements back. Tags are this object's own: they outlive the broker's channel."""

    def __init__(
        self,
        name: str,
        queue: Queue,
        connection: BrokerConnection,
        *,
        prefetch: int,
        ack_seconds: int,
        send: Callable[[bytes], None],
        may_read: Callable[[str], bool],
        bury: Callable[[DeliveredMessage, Failure], Awaitable[None]],
    ) -> None:
        """Prepare; nothing happens before ``start``.

        Args:
            name: what the client calls it.
            queue: as it is declared on the broker.
            ack_seconds: how long the client may hold a message.
            send: hands a push to the client.
            may_read: whether the session's newest token grants a routing key.
            bury: publishes a message to the dead letters; raises ``PublishError`` where the broker did not confirm it.
        """
        self.name = name
        self.queue = queue
        self.prefetch = prefetch
        self.ack_seconds = ack_seconds
        self._connection = connection
        self._send = send
        self._may_read = may_read
        self._bury = bury
        self._bindings: dict[str, tuple[str, ...]] = {}
        self._unwanted: set[str] = set()
        self._bound: set[str] = set()
        self._ledger: Ledger[DeliveredMessage] = Ledger()
        self._channel: QueueChannel | None = None
        self._attached = asyncio.Event()
        self._consuming = asyncio.Event()
        self._given = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._ended = False

    @property
    def bindings(self) -> Mapping[str, tuple[str, ...]]:
        """The bindings that this session asked for, as the client named them, and the absolute patterns behind them."""
        return self._bindings

    # Opening and closing

    def start(self) -> asyncio.Task[None]:
        """Begin to attach to the broker; the task ends when everything is given back after ``end``."""
        self._task = asyncio.create_task(keep_up(self.queue.name, self._attempt), name=f"queue:{self.queue.name}")
        return self._task

    async def bind(self, add: Mapping[str, tuple[str, ...]], remove: Mapping[str, tuple[str, ...]]) -> int:
        """Bind and unbind, and wait until the broker has confirmed it; what is in both is bound.

        It is for the caller to limit the time.

        Returns:
            How many messages wait in the queue.

        Raises:
            QueueEndedError: the session let go of it meanwhile, or it was lost at that very moment.
            BrokerUnavailableError and others of ``BROKER_ERRORS``: the broker went away, or said no.
        """
        for binding, patterns in remove.items():
            self._bindings.pop(binding, None)
            self._unwanted.update(patterns)
        new = {binding: patterns for binding, patterns in add.items() if binding not in self._bindings}
        self._bindings.update(new)
        try:
            await self._attached.wait()
            channel = self._usable()
            await self._apply(channel)
            return await channel.declare()
        except BaseException:
            for binding in new:
                self._bindings.pop(binding, None)
            raise

    async def unbind(self, bindings: Iterable[str]) -> None:
        """Take ``bindings`` off. If the broker is away, that is done as soon as it is back."""
        for binding in bindings:
            self._unwanted.update(self._bindings.pop(binding, ()))
        self._unwanted -= self._wanted()
        channel = self._channel
        if channel is not None:
            try:
                await self._apply(channel)
            except BROKER_ERRORS as error:
                _log.info("unbind_put_off", queue=self.queue.name, reason=repr(error))

    def consume(self) -> None:
        """The client knows that the queue is open: messages may come."""
        self._consuming.set()

    def end(self) -> None:
        """Let go of the queue: what is held goes back to it. Nothing is sent any more."""
        self._ended = True
        self._attached.set()
        if self._task is not None:
            self._task.cancel()

    async def given_back(self) -> None:
        """After ``end``: wait until what was held is in the queue again."""
        if self._task is not None:
            await asyncio.wait({self._task})

    async def delete(self) -> None:
        """Delete the queue with all that is in it.

        Raises:
            BrokerUnavailableError and others of ``BROKER_ERRORS``: it may or may not be there still.
        """
        if self._channel is None:
            raise ConnectionError("the queue is not attached just now")
        await self._channel.delete()

    # What the client says

    async def ack(self, tag: int, *, multiple: bool) -> int:
        """Acknowledge ``tag``, with ``multiple`` also what was given before it; how many messages that were.

        Raises:
            UnknownTagError, StaleTagError: the client does not hold it; or the broker was lost before it had the
                acknowledgement for sure.
        """
        held = self._ledger.take_through(tag) if multiple else [self._ledger.take(tag)]
        metrics.unacknowledged.dec(len(held))
        await self._settle(held, QueueChannel.ack)
        metrics.settled.labels("acknowledged").inc(len(held))
        return len(held)

    async def requeue(self, tag: int) -> None:
        """Give a message back that was tried and failed.

        Raises:
            UnknownTagError, StaleTagError: as ``ack``.
        """
        held = self._ledger.take(tag)
        metrics.unacknowledged.dec()
        self._ledger.returned(tag)
        await self._settle([held], QueueChannel.reject)
        metrics.settled.labels("requeued").inc()

    async def dead_letter(self, tag: int, reason: str) -> None:
        """Give a message up for good; its copy is safe among the dead letters before it leaves the queue.

        Raises:
            UnknownTagError, StaleTagError: as ``ack``.
            PublishError: the broker has not taken the copy; the client still holds the message.
        """
        held = self._ledger.take(tag)
        channel = self._channel
        try:
            await self._bury(held.message, Failure(CLIENT_NACK, reason))
        except PublishError:
            if channel is self._channel:
                self._ledger.restore(held)
                self._given.set()
            else:
                self._ledger.returned(tag)
                metrics.unacknowledged.dec()
            raise
        metrics.unacknowledged.dec()
        metrics.dead_lettered.labels(CLIENT_NACK).inc()
        if channel is not self._channel:
            self._ledger.returned(tag)
            raise StaleTagError
        await self._settle([held], QueueChannel.ack)
        metrics.settled.labels("dead_lettered").inc()

    async def _settle(
        self,
        held: list[Held[DeliveredMessage]],
        tell: Callable[[QueueChannel, DeliveredMessage], Awaitable[None]],
    ) -> None:
        """Tell the broker what became of messages, and wait until it must have it."""
        channel = self._channel
        try:
            if channel is None:
                raise ConnectionError("the queue is not attached just now")
            # One by one also for many: between them may be some that are on their way to the dead letters.
            for one in held:
                await tell(channel, one.message)
            await channel.round_trip()
        except BROKER_ERRORS as error:
            _log.info("settlement_lost", queue=self.queue.name, messages=len(held), reason=repr(error))
            for one in held:
                self._ledger.returned(one.tag)
            metrics.settled.labels("lost").inc(len(held))
            raise StaleTagError from error

    # The broker's side

    async def _attempt(self, loss: Loss, works: Callable[[], None]) -> None:
        """Attach over one channel, consume, and watch the deadlines until it is lost."""
        await self._connection.wait_ready()
        channel = await QueueChannel.open(self._connection, self.queue, loss)
        try:
            await channel.declare()
            self._bound.clear()
            await self._apply(channel)
            self._channel = channel
            self._attached.set()
            works()
            await self._consuming.wait()
            await channel.consume(self.prefetch, partial(self._received, channel))
            await self._watch_deadlines(channel)
        finally:
            self._detach()
            await channel.close()

    async def _apply(self, channel: QueueChannel) -> None:
        for pattern in sorted(self._wanted() - self._bound):
            await channel.bind(pattern)
            self._bound.add(pattern)
        for pattern in sorted(self._unwanted - self._wanted()):
            await channel.unbind(pattern)
            self._bound.discard(pattern)
        self._unwanted.clear()

    def _usable(self) -> QueueChannel:
        if self._channel is None:
            raise QueueEndedError
        return self._channel

    def _wanted(self) -> set[str]:
        return {pattern for patterns in self._bindings.values() for pattern in patterns}

    def _detach(self) -> None:
        if self._channel is not None and not self._ended:
            metrics.interruptions.inc()
        self._channel = None
        metrics.unacknowledged.dec(self._ledger.lose())
        if not self._ended:
            self._attached.clear()

    async def _received(self, channel: QueueChannel, message: DeliveredMessage) -> None:
        """A delivery. What is left unanswered here goes back to the queue when the channel closes."""
        if self._ended or channel is not self._channel:
            return
        try:
            envelope = envelope_of(message)
            if not envelope.durable:
                metrics.skipped.inc()
                await channel.ack(message)
            elif self._may_read(envelope.key):
                self._give(envelope, message)
            else:
                await self._refuse(channel, message, Failure("forbidden", "the token no longer grants it"))
        except (MalformedEnvelopeError, UnfitBodyError) as error:
            await self._refuse(channel, message, Failure("malformed", str(error)))
        except BROKER_ERRORS as error:
            _log.debug("delivery_dropped", queue=self.queue.name, reason=repr(error))

    def _give(self, envelope: Envelope, message: DeliveredMessage) -> None:
        redelivered = bool(message.redelivered)
        tag = self._ledger.give(message, asyncio.get_running_loop().time() + self.ack_seconds)
        try:
            payload = queue_payload_of(envelope, self.name, tag, redelivered=redelivered)
        except UnfitBodyError:
            self._ledger.take(tag)
            raise
        metrics.unacknowledged.inc()
        metrics.pushes.labels(str(redelivered).lower()).inc()
        if len(self._ledger) == 1:
            self._given.set()
        self._send(payload)

    async def _refuse(self, channel: QueueChannel, message: DeliveredMessage, failure: Failure) -> None:
        """Dead-letter what the client cannot be given; tried until it is done or the channel is lost."""
        _log.warning("delivery_refused", queue=self.queue.name, code=failure.code, reason=failure.reason)
        backoff = Backoff()
        while channel is self._channel:
            try:
                await self._bury(message, failure)
                metrics.dead_lettered.labels(failure.code).inc()
                await channel.ack(message)
            except BROKER_ERRORS as error:
                _log.warning("dead_lettering_failed", queue=self.queue.name, reason=repr(error))
                await asyncio.sleep(backoff.next_delay())
            else:
                return

    async def _watch_deadlines(self, channel: QueueChannel) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self._given.clear()
            try:
                async with asyncio.timeout_at(self._ledger.next_deadline):
                    await self._given.wait()
            except TimeoutError:
                for held in self._ledger.expire(loop.time()):
                    _log.info("ack_timeout", queue=self.queue.name, tag=held.tag)
                    metrics.unacknowledged.dec()
                    metrics.settled.labels("timed_out").inc()
                    await channel.reject(held.message)
