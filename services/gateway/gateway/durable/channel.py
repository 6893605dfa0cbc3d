"""One durable queue over one channel of the broker, as far as AMQP goes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from freightwire.messaging.topology import EVENTS

from gateway.upkeep import BROKER_ERRORS, close_quietly

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from aio_pika.abc import AbstractChannel
    from aiormq.abc import AbstractChannel as Wire
    from aiormq.abc import DeliveredMessage
    from freightwire.messaging.connection import BrokerConnection
    from freightwire.messaging.topology import Queue

    from gateway.upkeep import Loss

RPC_SECONDS = 10
"""Around every call, not as aiormq's own timeout: that one may lose a cancellation (see ``gateway.tasks``)."""
CONSUMER = "client"
"""The consumer's name; a channel has one."""


class QueueChannel:
    """A channel of its own for each session and queue: when it closes, the broker takes back what was not acknowledged.

    Whatever is called raises one of ``BROKER_ERRORS`` when the broker goes away or says no.
    """

    def __init__(self, queue: Queue, channel: AbstractChannel, wire: Wire) -> None:
        self._queue = queue
        self._channel = channel
        self._wire = wire
        self._consuming = False

    @classmethod
    async def open(cls, connection: BrokerConnection, queue: Queue, loss: Loss) -> QueueChannel:
        """A channel; ``loss`` is told when it closes, or the broker ends its consumer."""
        channel = await connection.channel(on_lost=lambda: loss.report("channel closed"), confirms=False)
        wire = await channel.get_underlay_channel()
        wire.on_consumer_cancel_callbacks.add(lambda _: loss.report("consumer cancelled by the broker"))
        return cls(queue, channel, wire)

    async def declare(self) -> int:
        """Make the queue if it is not there; how many messages wait in it."""
        async with asyncio.timeout(RPC_SECONDS):
            declared = await self._wire.queue_declare(
                self._queue.name, durable=True, arguments=dict(self._queue.arguments)
            )
        return getattr(declared, "message_count", None) or 0

    async def bind(self, pattern: str) -> None:
        """Bind, and wait until the broker has confirmed it."""
        async with asyncio.timeout(RPC_SECONDS):
            await self._wire.queue_bind(self._queue.name, EVENTS.name, pattern)

    async def unbind(self, pattern: str) -> None:
        """Unbind, and wait until the broker has confirmed it; what is not bound is no error."""
        async with asyncio.timeout(RPC_SECONDS):
            await self._wire.queue_unbind(self._queue.name, EVENTS.name, pattern)

    async def consume(self, prefetch: int, received: Callable[[DeliveredMessage], Coroutine[Any, Any, None]]) -> None:
        """Begin to get messages, at most ``prefetch`` unacknowledged ones."""
        async with asyncio.timeout(RPC_SECONDS):
            await self._wire.basic_qos(prefetch_count=prefetch)
            self._consuming = True
            await self._wire.basic_consume(self._queue.name, received, consumer_tag=CONSUMER)

    async def ack(self, message: DeliveredMessage) -> None:
        """Tell the broker that the message is done with; it gives no answer to that."""
        async with asyncio.timeout(RPC_SECONDS):
            await self._wire.basic_ack(message.delivery_tag or 0)

    async def reject(self, message: DeliveredMessage) -> None:
        """Give back what was tried and failed: it counts towards the delivery limit on every version of the broker."""
        async with asyncio.timeout(RPC_SECONDS):
            await self._wire.basic_reject(message.delivery_tag or 0, requeue=True)

    async def round_trip(self) -> None:
        """Ask the queue something, after which it has everything that was sent on this channel before.

        AMQP has no answer to an acknowledgement. But the broker handles a channel's methods in order, and a passive
        declare is answered by the queue's leader itself, behind the acknowledgements that it got from this channel.
        """
        async with asyncio.timeout(RPC_SECONDS):
            await self._wire.queue_declare(self._queue.name, passive=True)

    async def delete(self) -> None:
        """Delete the queue with all that is in it."""
        async with asyncio.timeout(RPC_SECONDS):
            await self._wire.queue_delete(self._queue.name)

    async def close(self) -> None:
        """Give everything back that was not acknowledged, and close."""
        try:
            if self._consuming and not self._channel.is_closed:
                async with asyncio.timeout(RPC_SECONDS):
                    await self._wire.basic_cancel(CONSUMER)
                # "Never started": from RabbitMQ 4.3 on this does not count towards the delivery limit.
                await self._wire.basic_nack(0, multiple=True, requeue=True)
        except BROKER_ERRORS:
            return  # gone already, and everything is back in the queue
        finally:
            await close_quietly(self._channel)
