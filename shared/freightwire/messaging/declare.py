"""Bring the topology onto a broker. Declaring again what is there changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aio_pika.abc import AbstractConnection

    from freightwire.messaging.topology import Topology


async def declare(connection: AbstractConnection, topology: Topology) -> None:
    """Declare exchanges, queues and bindings, in that order, on a channel of its own.

    Raises:
        aio_pika.exceptions.ChannelPreconditionFailed: something of that name exists with other arguments. Queue
            arguments cannot be changed: give the queue a new name, or remove it when it is empty.
    """
    async with connection.channel() as channel:
        for exchange in topology.exchanges:
            await channel.declare_exchange(
                exchange.name, exchange.type, durable=True, arguments=dict(exchange.arguments) or None
            )
        queues = {
            queue.name: await channel.declare_queue(queue.name, durable=True, arguments=dict(queue.arguments))
            for queue in topology.queues
        }
        for binding in topology.bindings:
            await queues[binding.queue].bind(binding.exchange, binding.routing_key)
