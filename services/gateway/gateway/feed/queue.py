"""The node's queue on the broker, for as long as one channel lives."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from freightwire.identifiers import new_id
from freightwire.messaging.topology import EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from aio_pika.abc import AbstractChannel
    from aiormq.abc import AbstractChannel as Wire
    from aiormq.abc import DeliveredMessage
    from freightwire.messaging.connection import BrokerConnection

RPC_TIMEOUT_SECONDS = 10


class NodeQueue:
    """An exclusive classic queue: it dies with its connection, and the node then makes a new one under a
    new name.

    It is bounded, because a node that does not keep up must not fill the broker's memory. The oldest
    message gives way rather than the publishers; the broker sends what gave way to a second queue, so the
    node learns of it and tells its sessions. Deliveries are consumed without acknowledgements: nothing
    would be redelivered to anybody else, what a node loses it gets from the history, and acks would cost
    the broker and us a frame and a round of book-keeping.
    """

    def __init__(self, node: str, max_length: int, lost: Callable[[str], None]) -> None:
        self.name = f"gateway.{node}.{new_id()}"
        self._max_length = max_length
        self._lost = lost
        self._channel: AbstractChannel | None = None
        self._wire: Wire | None = None

    async def open(
        self,
        broker: BrokerConnection,
        deliver: Callable[[DeliveredMessage], None],
        overrun: Callable[[], None],
    ) -> None:
        """Declare the queue and consume it; what arrives before the bindings are there is nothing.

        Raises:
            BrokerUnavailableError, AMQPError, TimeoutError: the broker went away.
        """
        self._channel = await broker.channel(on_lost=lambda: self._lost("channel closed"), confirms=False)
        self._wire = wire = await self._channel.get_underlay_channel()
        wire.on_consumer_cancel_callbacks.add(lambda _: self._lost("consumer cancelled by the broker"))
        overflow = f"{self.name}.overflow"
        await self._declare(wire, overflow, {"x-max-length": 1})
        await self._declare(
            wire,
            self.name,
            {
                "x-max-length": self._max_length,
                "x-overflow": "drop-head",
                "x-dead-letter-exchange": "",
                "x-dead-letter-routing-key": overflow,
            },
        )

        async def on_message(message: DeliveredMessage) -> None:
            deliver(message)

        async def on_overflow(_: DeliveredMessage) -> None:
            overrun()

        for queue, callback in ((overflow, on_overflow), (self.name, on_message)):
            await wire.basic_consume(queue, callback, no_ack=True, consumer_tag=queue, timeout=RPC_TIMEOUT_SECONDS)

    async def bind(self, pattern: str) -> None:
        """Bind, and wait until the broker has confirmed it."""
        await self._usable().queue_bind(self.name, EVENTS.name, pattern, timeout=RPC_TIMEOUT_SECONDS)

    async def unbind(self, pattern: str) -> None:
        """Unbind, and wait until the broker has confirmed it."""
        await self._usable().queue_unbind(self.name, EVENTS.name, pattern, timeout=RPC_TIMEOUT_SECONDS)

    async def close(self) -> None:
        """Delete the queue and close the channel."""
        channel, self._channel, self._wire = self._channel, None, None
        if channel is None or channel.is_closed:
            return
        wire = await channel.get_underlay_channel()
        for queue in (self.name, f"{self.name}.overflow"):
            await wire.basic_cancel(queue, timeout=RPC_TIMEOUT_SECONDS)
            await wire.queue_delete(queue, timeout=RPC_TIMEOUT_SECONDS)
        async with asyncio.timeout(RPC_TIMEOUT_SECONDS):
            await channel.close()

    def _usable(self) -> Wire:
        if self._wire is None:
            raise ConnectionError("the node's queue is not open")
        return self._wire

    @staticmethod
    async def _declare(wire: Wire, name: str, arguments: dict[str, Any]) -> None:
        await wire.queue_declare(name, exclusive=True, arguments=arguments, timeout=RPC_TIMEOUT_SECONDS)
