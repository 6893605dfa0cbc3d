"""The broker connections that carry durable queues: as many as are needed, each with a bounded number of channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.messaging.connection import BrokerConnection

if TYPE_CHECKING:
    from pydantic import SecretStr

CHANNELS_PER_CONNECTION = 500
"""RabbitMQ allows 2,047 by default; one socket should not carry everybody's messages either."""


class QueuesFullError(Exception):
    """The node has as many durable queues open as it may."""


class Lease:
    """A place for one channel on ``connection``, until ``release`` is called."""

    def __init__(self, pool: QueueConnections, index: int, connection: BrokerConnection) -> None:
        self._pool = pool
        self._index: int | None = index
        self.connection = connection

    def release(self) -> None:
        """The channel is closed. Releasing again changes nothing."""
        index, self._index = self._index, None
        if index is not None:
            self._pool.released(index)


class QueueConnections:
    """Hands out places for channels on as few connections as will do; at most ``limit`` places in all."""

    def __init__(self, amqp_url: SecretStr, *, limit: int) -> None:
        self._url = amqp_url
        self._limit = limit
        self._connections: list[BrokerConnection] = []
        self._used: list[int] = []

    async def lease(self) -> Lease:
        """A place on a connection, which may still be on its way to the broker.

        Raises:
            QueuesFullError: all places are taken.
        """
        if sum(self._used) >= self._limit:
            raise QueuesFullError
        index = next((at for at, used in enumerate(self._used) if used < CHANNELS_PER_CONNECTION), len(self._used))
        if index == len(self._used):
            self._connections.append(BrokerConnection(self._url, name=f"gateway-queues-{index}", topology=None))
            self._used.append(0)
        self._used[index] += 1
        connection = self._connections[index]
        await connection.start()
        return Lease(self, index, connection)

    def released(self, index: int) -> None:
        """A place is free again."""
        self._used[index] -= 1

    async def stop(self) -> None:
        """Close all connections."""
        for connection in self._connections:
            await connection.stop()
