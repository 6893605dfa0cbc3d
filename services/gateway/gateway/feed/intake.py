"""From deliveries to pushes: each event once, framed once, remembered in the ring, handed on."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING

from freightwire.events.push import UnfitBodyError
from freightwire.telemetry import get_logger

from gateway import metrics
from gateway.feed.fence import FENCE_TYPE
from gateway.feed.log import LogView, position_of
from gateway.feed.messages import envelope_of
from gateway.protocol.push import push_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiormq.abc import DeliveredMessage
    from freightwire.cursor import Cursor
    from freightwire.events.envelope import Envelope

    from gateway.feed.fence import Fences
    from gateway.protocol.push import Push
    from gateway.replay.ring import Ring

RELEASE_BATCH = 100
"""Events that are taken in before the loop gets a turn, while a gap is being closed."""

_log = get_logger()


class Intake:
    """Takes events in. While it holds, they wait: until a gap before them is closed."""

    def __init__(self, ring: Ring, fences: Fences, deliver: Callable[[Push], None]) -> None:
        self.ring = ring
        self._fences = fences
        self._deliver = deliver
        self._view = LogView()
        self._held: deque[Envelope] | None = deque()
        self.on_new_epoch: Callable[[], None] = lambda: None
        """Called before the first event of another epoch is handed on."""

    @property
    def cursor(self) -> Cursor:
        """Where a reader stands who has had everything that was handed on."""
        return self._view.cursor

    @property
    def anchors(self) -> frozenset[str]:
        """The ids of the last messages that were taken in."""
        return self._view.anchors

    def learn(self, epoch: str | None, position: int | None) -> None:
        """The history, read up to a fence that has come by here too, reaches to this position of the log.

        Not while events wait: the cursor would run ahead of them.
        """
        if self._held is None:
            self._view.learn(epoch, position)

    def hold(self) -> None:
        """Let everything wait from now on, and forget what waited: the history has it."""
        self._held = deque()

    async def release(self, missed: list[Envelope]) -> None:
        """Take in what was missed, then what waited, and no longer wait.

        In batches, so that sockets can be written in between: a long gap at once would make every client too slow.
        """
        waiting = self._held = deque((*missed, *(self._held or ())))
        while waiting:
            for _ in range(min(len(waiting), RELEASE_BATCH)):
                self._accept(waiting.popleft())
            await asyncio.sleep(0)
        self._held = None

    def received(self, message: DeliveredMessage) -> None:
        """A delivery from the node's queue."""
        envelope = envelope_of(message)
        if envelope is None:
            return
        if envelope.type == FENCE_TYPE:
            self._fences.passed(str(envelope.id))
        if self._held is not None:
            self._held.append(envelope)
        else:
            self._accept(envelope)

    def _accept(self, envelope: Envelope) -> None:
        now = time.time()
        now_ms = int(now * 1000)
        if envelope.type == FENCE_TYPE:
            self._view.passed_fence(envelope, now_ms)
            self.ring.stand(self._view.cursor, now_ms)
            return
        metrics.events.inc()
        before = self._view.cursor.epoch
        if not self._view.admit(envelope, now_ms):
            metrics.duplicates.inc()
            return
        if before not in (None, self._view.cursor.epoch):
            self.on_new_epoch()
        try:
            push = push_of(envelope, self._view.cursor, position_of(envelope))
        except UnfitBodyError as error:
            metrics.malformed.inc()
            _log.warning("event_unfit", event_id=str(envelope.id), reason=str(error))
            return
        metrics.event_age_seconds.observe(max(0.0, now - push.time_ms / 1000))
        self.ring.append(push, now_ms)
        self._deliver(push)
