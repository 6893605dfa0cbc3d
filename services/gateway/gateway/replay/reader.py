"""One pass over the history stream, from a point in time to a fence."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aio_pika.exceptions import AMQPError
from freightwire.messaging.connection import CHANNEL_ERRORS
from freightwire.messaging.topology import HISTORY
from freightwire.telemetry import get_logger

from gateway.feed.messages import envelope_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiormq.abc import DeliveredMessage
    from freightwire.events.envelope import Envelope
    from freightwire.messaging.connection import BrokerConnection

PREFETCH = 1_000
ACK_EVERY = 250
RPC_TIMEOUT_SECONDS = 10

_log = get_logger()


class HistoryUnreadableError(Exception):
    """The history could not be read to the fence just now."""


class HistoryReader:
    """Reads the stream queue over AMQP 0-9-1, where acknowledgements are the credit for more."""

    def __init__(self, broker: BrokerConnection, *, timeout_seconds: float = 30, max_messages: int = 200_000) -> None:
        self._broker = broker
        self._timeout = timeout_seconds
        self._max_messages = max_messages

    async def scan(self, since_ms: int, fence_id: str, take: Callable[[Envelope], bool]) -> bool:
        """Hand every message that arrived since ``since_ms`` to ``take``, until the fence or until it
        returns False.

        The pass may begin somewhat earlier: the broker seeks by chunks, and its clock counts whole seconds.

        Returns:
            Whether the fence was reached; False where ``take`` stopped, or there was too much to read.

        Raises:
            HistoryUnreadableError: the broker went away, or the fence did not come in time.
        """
        ended: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def end(*, reached: bool) -> None:
            if not ended.done():
                ended.set_result(reached)

        def lost() -> None:
            if not ended.done():
                ended.set_exception(HistoryUnreadableError("the channel was closed"))

        read = 0

        async def on_message(message: DeliveredMessage) -> None:
            nonlocal read
            if ended.done():
                return
            read += 1
            envelope = envelope_of(message)
            if (envelope is not None and not take(envelope)) or read > self._max_messages:
                end(reached=False)
            elif envelope is not None and str(envelope.id) == fence_id:
                end(reached=True)
            # Last, because to wait here would let the next message overtake this one.
            elif read % ACK_EVERY == 0 and message.delivery_tag is not None:
                await message.channel.basic_ack(message.delivery_tag, multiple=True, wait=False)

        try:
            async with asyncio.timeout(self._timeout):
                channel = await self._broker.channel(on_lost=lost, confirms=False)
                try:
                    wire = await channel.get_underlay_channel()
                    await wire.basic_qos(prefetch_count=PREFETCH, timeout=RPC_TIMEOUT_SECONDS)
                    await wire.basic_consume(
                        HISTORY.name,
                        on_message,
                        arguments={"x-stream-offset": datetime.fromtimestamp(max(0, since_ms) // 1000, UTC)},
                        timeout=RPC_TIMEOUT_SECONDS,
                    )
                    return await ended
                finally:
                    ended.cancel()
                    await channel.close()
        except TimeoutError as error:
            raise HistoryUnreadableError(f"the fence did not come within {self._timeout:g} s") from error
        except (AMQPError, *CHANNEL_ERRORS) as error:
            raise HistoryUnreadableError(repr(error)) from error
