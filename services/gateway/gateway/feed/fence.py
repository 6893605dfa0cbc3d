"""Fences: messages that the node sends to itself through the broker.

What was routed before a fence comes before it, in the history and in the node's queue; so whoever sees the
fence knows that nothing older is still to come.
"""

from __future__ import annotations

import asyncio
from itertools import count
from typing import TYPE_CHECKING

from freightwire.events.base import now
from freightwire.events.envelope import Envelope
from freightwire.identifiers import new_uuid

from gateway.grants import EVERYBODY

if TYPE_CHECKING:
    from freightwire.cursor import Cursor
    from freightwire.messaging.publisher import Publisher

FENCE_TYPE = "gateway:fence"


class Fences:
    """Publishes this node's fences and tells when they come back through its queue."""

    def __init__(self, publisher: Publisher, node: str) -> None:
        self._publisher = publisher
        self._prefix = f"{EVERYBODY}.fence.{node}"
        self._numbers = count(1)
        self._waiting: dict[str, asyncio.Future[None]] = {}

    @property
    def binding(self) -> str:
        """What the node's queue must be bound with to get its fences."""
        return f"{self._prefix}.#"

    async def publish(self, cursor: Cursor) -> Fence:
        """Send a fence that vouches for ``cursor``'s position.

        Raises:
            PublishError: the broker did not confirm it.
        """
        envelope = Envelope(
            id=new_uuid(),
            type=FENCE_TYPE,
            source="gateway",
            time=now(),
            org=EVERYBODY,
            key=f"{self._prefix}.{next(self._numbers)}",
            data=b"{}",
            epoch=cursor.epoch,
            position=cursor.position if cursor.epoch is not None else None,
        )
        fence = Fence(str(envelope.id), asyncio.get_running_loop().create_future())
        self._waiting[fence.id] = fence.passed
        fence.passed.add_done_callback(lambda _: self._waiting.pop(fence.id, None))
        try:
            await self._publisher.publish(envelope)
        except BaseException:
            fence.passed.cancel()
            raise
        return fence

    def passed(self, fence_id: str) -> None:
        """A fence came out of the node's queue."""
        future = self._waiting.pop(fence_id, None)
        if future is not None and not future.done():
            future.set_result(None)


class Fence:
    """One fence on its way; ``passed`` is done when it has come through the node's queue."""

    __slots__ = ("id", "passed")

    def __init__(self, fence_id: str, passed: asyncio.Future[None]) -> None:
        self.id = fence_id
        self.passed = passed

    async def wait(self, seconds: float) -> None:
        """Wait until the node's queue has let it through.

        Raises:
            TimeoutError: it has not come within ``seconds``.
        """
        try:
            async with asyncio.timeout(seconds):
                await self.passed
        finally:
            self.passed.cancel()
