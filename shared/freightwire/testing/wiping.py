"""Emptying the one virtual host that a given broker offers."""

from __future__ import annotations

import aio_pika

from freightwire.messaging.topology import TOPOLOGY


async def wipe(url: str) -> None:
    """Delete the project's queues and exchanges, and only those, from the virtual host of ``url``."""
    connection = await aio_pika.connect(url)
    async with connection, connection.channel() as channel:
        # Deleting what is not there is no error to RabbitMQ.
        for queue in TOPOLOGY.queues:
            await channel.queue_delete(queue.name)
        for exchange in TOPOLOGY.exchanges:
            await channel.exchange_delete(exchange.name)
