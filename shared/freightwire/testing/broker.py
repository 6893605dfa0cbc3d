"""A broker that a test may stop, kill and start."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from freightwire.local_servers import RabbitMQNode


class StoppableBroker:
    """A private node with an empty virtual host. Its address stays the same however often it starts."""

    def __init__(self, node: RabbitMQNode, vhost: str) -> None:
        self.node = node
        self.vhost = vhost
        self.url = node.url(vhost)

    @property
    def is_running(self) -> bool:
        """Whether the node's process runs."""
        return self.node.is_running

    async def start(self) -> None:
        """Start the node and wait until it takes connections. Harmless when it runs."""
        if not self.node.is_running:
            await asyncio.to_thread(self.node.start)

    async def stop(self) -> None:
        """Stop the node in good order."""
        await asyncio.to_thread(self.node.stop)

    async def kill(self) -> None:
        """End the node as a crash would: connections are reset, what was confirmed is kept.

        Quorum queues of the last seconds are made safe first: see ``NodeControl.flush``.
        """
        await asyncio.to_thread(self.node.control.flush)
        await asyncio.to_thread(self.node.kill)
