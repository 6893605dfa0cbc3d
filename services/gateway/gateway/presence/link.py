"""The node's queue on the ``presence`` exchange, for as long as one channel lives."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from freightwire.identifiers import new_id
from freightwire.messaging.topology import PRESENCE

from gateway.presence.messages import EVERY_NODE

if TYPE_CHECKING:
    from collections.abc import Callable

    from aio_pika.abc import AbstractChannel
    from aiormq.abc import AbstractChannel as Wire
    from aiormq.abc import DeliveredMessage
    from freightwire.messaging.connection import BrokerConnection

RPC_TIMEOUT_SECONDS = 10
QUEUE_LENGTH = 10_000
"""Messages that wait for this node; of more the oldest are lost, which the state machine makes up for."""


class PresenceLink:
    """An exclusive queue that dies with its connection; consumed without acknowledgements, as nothing in it matters to
    anybody else.
    """

    def __init__(self, node: str, lost: Callable[[str], None]) -> None:
        self.name = f"presence.{node}.{new_id()}"
        self._lost = lost
        self._channel: AbstractChannel | None = None

    async def open(self, broker: BrokerConnection, received: Callable[[bytes], None]) -> None:
        """Declare the queue, bind it to what is meant for every node, and consume it.

        Raises:
            BrokerUnavailableError, AMQPError, TimeoutError: the broker went away.
        """
        self._channel = await broker.channel(on_lost=lambda: self._lost("channel closed"), confirms=False)
        wire = await self._wire()
        wire.on_consumer_cancel_callbacks.add(lambda _: self._lost("consumer cancelled by the broker"))
        arguments: dict[str, Any] = {"x-max-length": QUEUE_LENGTH}
        await wire.queue_declare(self.name, exclusive=True, arguments=arguments, timeout=RPC_TIMEOUT_SECONDS)

        async def on_message(message: DeliveredMessage) -> None:
            received(bytes(message.body))

        await self.bind(EVERY_NODE)
        await wire.basic_consume(
            self.name, on_message, no_ack=True, consumer_tag=self.name, timeout=RPC_TIMEOUT_SECONDS
        )

    async def bind(self, key: str) -> None:
        """Bind, and wait until the broker has confirmed it."""
        await (await self._wire()).queue_bind(self.name, PRESENCE.name, key, timeout=RPC_TIMEOUT_SECONDS)

    async def unbind(self, key: str) -> None:
        """Unbind, and wait until the broker has confirmed it."""
        await (await self._wire()).queue_unbind(self.name, PRESENCE.name, key, timeout=RPC_TIMEOUT_SECONDS)

    async def close(self) -> None:
        """Close the channel and delete the queue; harmless when it is gone."""
        channel, self._channel = self._channel, None
        if channel is None or channel.is_closed:
            return
        wire = await channel.get_underlay_channel()
        await wire.basic_cancel(self.name, timeout=RPC_TIMEOUT_SECONDS)
        await wire.queue_delete(self.name, timeout=RPC_TIMEOUT_SECONDS)
        async with asyncio.timeout(RPC_TIMEOUT_SECONDS):
            await channel.close()

    async def _wire(self) -> Wire:
        if self._channel is None:
            raise ConnectionError("the presence queue is not open")
        return await self._channel.get_underlay_channel()
