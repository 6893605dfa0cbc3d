"""What durable queues of one node share: connections, limits, the way to the dead letters, an orderly end."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from freightwire.messaging.topology import CLIENT_DEAD_LETTERS, CLIENT_QUEUE_EXPIRES_MS, client_queue

from gateway.durable import metrics
from gateway.durable.connections import QueueConnections, QueuesFullError
from gateway.durable.messages import Failure, dead_letter
from gateway.durable.names import QueueNames
from gateway.durable.queue import OpenQueue
from gateway.protocol.codes import CommandError, ErrorCode

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiormq.abc import DeliveredMessage
    from freightwire.messaging.publisher import Publisher

    from gateway.durable.connections import Lease
    from gateway.durable.names import User
    from gateway.protocol.commands import Open
    from gateway.settings import GatewaySettings

DEFAULT_PREFETCH = 20
DEFAULT_ACK_SECONDS = 60
CLOSE_SECONDS = 5


class DurableQueues:
    """Makes the queues that sessions open."""

    def __init__(self, settings: GatewaySettings, publisher: Publisher) -> None:
        self.settings = settings
        self._publisher = publisher
        self._connections = QueueConnections(settings.amqp_url, limit=settings.gateway_queues_per_node)
        self._names = QueueNames(per_user=settings.gateway_queues_per_user, keep_seconds=CLIENT_QUEUE_EXPIRES_MS / 1000)
        self._running: set[asyncio.Task[None]] = set()

    async def make(
        self, user: User, command: Open, *, send: Callable[[bytes], None], may_read: Callable[[str], bool]
    ) -> OpenQueue:
        """A queue that has begun to attach; end it to have its place back.

        Raises:
            CommandError: beyond one of the limits.
        """
        settings = self.settings
        prefetch = command.prefetch or min(DEFAULT_PREFETCH, settings.gateway_queue_prefetch)
        ack_seconds = command.ack_timeout or min(DEFAULT_ACK_SECONDS, settings.gateway_ack_timeout_seconds)
        if prefetch > settings.gateway_queue_prefetch:
            raise _limit(f"prefetch is at most {settings.gateway_queue_prefetch}", "QUEUE_PREFETCH")
        if ack_seconds > settings.gateway_ack_timeout_seconds:
            raise _limit(f"ackTimeout is at most {settings.gateway_ack_timeout_seconds} s", "ACK_TIMEOUT_SECONDS")
        if not self._names.admit(user, command.queue, time.monotonic()):
            raise _limit(f"at most {settings.gateway_queues_per_user} queues of a user", "QUEUES_PER_USER")
        try:
            lease = await self._connections.lease()
        except QueuesFullError as error:
            raise _limit("this node has no place for more queues", "QUEUES_PER_NODE") from error
        name = client_queue(*user, command.queue)
        queue = OpenQueue(
            command.queue,
            name,
            lease.connection,
            prefetch=prefetch,
            ack_seconds=ack_seconds,
            send=send,
            may_read=may_read,
            bury=self._burial(name.name),
        )
        self._keep(queue.start(), lease)
        return queue

    def deleted(self, user: User, name: str) -> None:
        """The queue is gone: the user may have another."""
        self._names.forget(user, name)

    async def stop(self) -> None:
        """Wait until every queue has given back what it held, then leave the broker."""
        if self._running:
            await asyncio.wait(self._running, timeout=CLOSE_SECONDS)
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._connections.stop()

    def _keep(self, task: asyncio.Task[None], lease: Lease) -> None:
        def done(ended: asyncio.Task[None]) -> None:
            self._running.discard(ended)
            lease.release()
            metrics.opened.dec()

        self._running.add(task)
        metrics.opened.inc()
        task.add_done_callback(done)

    def _burial(self, queue: str) -> Callable[[DeliveredMessage, Failure], Awaitable[None]]:
        async def bury(message: DeliveredMessage, failure: Failure) -> None:
            letter = dead_letter(message, queue, failure)
            await self._publisher.send(letter, exchange="", routing_key=CLIENT_DEAD_LETTERS.name)

        return bury


def _limit(message: str, setting: str) -> CommandError:
    return CommandError(ErrorCode.LIMIT, f"{message} (FREIGHTWIRE_GATEWAY_{setting})")
