"""The broker's history as a witness: has the log been further than its database says?

A position is committed before it is published, so the history never holds one that the database does not know: unless
the database was put back to an earlier state, by a copy of its disks for example.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aio_pika.exceptions import DeliveryError

from freightwire.events.base import now
from freightwire.events.envelope import PREFIX, Envelope
from freightwire.identifiers import new_uuid
from freightwire.messaging.connection import CHANNEL_ERRORS
from freightwire.messaging.errors import BrokerUnavailableError
from freightwire.messaging.publisher import message_of
from freightwire.messaging.topology import HISTORY

if TYPE_CHECKING:
    from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

    from freightwire.messaging.connection import BrokerConnection
    from freightwire.outbox.epoch import LogHead

PREFETCH = 1000
ACK_EVERY = 250
SLACK = timedelta(minutes=1)
"""Between the database's clock and the broker's."""
FENCE_KEY = "all.fence.relay"


class BrokerHistory:
    """Looks through what was published after the last event that the database knows."""

    def __init__(self, broker: BrokerConnection, *, seconds: float = 30.0) -> None:
        """Prepare a witness.

        Args:
            seconds: how long it may look. What takes longer counts as evidence: better one reload too many.
        """
        self._broker = broker
        self._seconds = seconds

    async def is_beyond(self, head: LogHead, since: datetime | None) -> bool:
        """Whether an event of the same epoch with a higher position was published.

        Args:
            since: when the last event that the database knows was published; None looks through all of the history.

        Raises:
            BrokerUnavailableError: the broker cannot be asked just now.
        """
        try:
            async with asyncio.timeout(self._seconds):
                await self._broker.wait_ready()
        except TimeoutError as error:
            raise BrokerUnavailableError("the history cannot be read: no connection") from error
        arrived: asyncio.Queue[AbstractIncomingMessage | None] = asyncio.Queue()
        channel = await self._broker.channel(on_lost=lambda: arrived.put_nowait(None))
        try:
            async with asyncio.timeout(self._seconds):
                return await self._look(channel, arrived, head, since)
        except TimeoutError:
            return True
        except (*CHANNEL_ERRORS, DeliveryError) as error:
            raise BrokerUnavailableError(f"the history cannot be read: {error!r}") from error
        finally:
            await _close(channel)

    async def _look(
        self,
        channel: AbstractChannel,
        arrived: asyncio.Queue[AbstractIncomingMessage | None],
        head: LogHead,
        since: datetime | None,
    ) -> bool:
        # A stream has no end to be seen: what comes before our own message is all there is.
        fence = _fence()
        await channel.default_exchange.publish(message_of(fence), HISTORY.name, mandatory=True)
        await channel.set_qos(prefetch_count=PREFETCH)
        queue = await channel.get_queue(HISTORY.name, ensure=False)
        offset = "first" if since is None else (since - SLACK).astimezone(UTC)
        await queue.consume(arrived.put, arguments={"x-stream-offset": offset})
        read = 0
        while (message := await arrived.get()) is not None:
            read += 1
            if read % ACK_EVERY == 0:
                await message.ack(multiple=True)
            if message.message_id == str(fence.id):
                return False
            position = message.headers.get(f"{PREFIX}position")
            same_epoch = message.headers.get(f"{PREFIX}epoch") == head.epoch
            if same_epoch and isinstance(position, int) and position > head.position:
                return True
        raise BrokerUnavailableError("the channel was lost while the history was read")


def _fence() -> Envelope:
    """A message that only we look at. Ephemeral: nobody who replays the history hands it on."""
    return Envelope(
        id=new_uuid(),
        type="relay:fence",
        source="relay",
        time=now(),
        org="all",
        key=FENCE_KEY,
        data=b"{}",
        conflation_key=FENCE_KEY,
    )


async def _close(channel: AbstractChannel) -> None:
    try:
        async with asyncio.timeout(1):
            await channel.close()
    except CHANNEL_ERRORS:
        return  # it is gone, which is what was wanted
