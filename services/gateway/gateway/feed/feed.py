"""The stream of events into the node, kept up across the broker's absences.

Whenever its queue is lost (connection, channel, consumer or queue) the feed makes a new one, binds it anew,
and fills the gap from the history before anything newer is passed on. If it cannot prove that the gap is
closed, it says so.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from freightwire.messaging.backoff import Backoff
from freightwire.messaging.errors import PublishError
from freightwire.telemetry import get_logger

from gateway import metrics
from gateway.feed.queue import NodeQueue
from gateway.feed.recovery import Backfill
from gateway.protocol.codes import ResetReason
from gateway.replay.reader import HistoryUnreadableError
from gateway.tasks import until_first
from gateway.upkeep import BROKER_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from freightwire.cursor import Cursor
    from freightwire.messaging.connection import BrokerConnection

    from gateway.bindings import BindingPlanner
    from gateway.feed.fence import Fences
    from gateway.feed.intake import Intake
    from gateway.replay.reader import HistoryReader
    from gateway.settings import GatewaySettings

FENCE_SECONDS = 10
FRESH_SECONDS = 1.0
"""New bindings of that time share a fence."""
FEED_ERRORS = (HistoryUnreadableError, *BROKER_ERRORS)

_log = get_logger()


class FeedUnavailableError(Exception):
    """The broker cannot be had just now."""


class Feed:
    """Events from the broker into ``intake``; ``reset`` is called where continuity broke."""

    def __init__(
        self,
        settings: GatewaySettings,
        *,
        broker: BrokerConnection,
        fences: Fences,
        reader: HistoryReader,
        planner: BindingPlanner,
        intake: Intake,
        reset: Callable[[ResetReason], None],
    ) -> None:
        self._settings = settings
        self._broker = broker
        self._fences = fences
        self._reader = reader
        self._planner = planner
        self._intake = intake
        self._reset = reset
        intake.on_new_epoch = lambda: self._broke(ResetReason.EPOCH)
        self._queue: NodeQueue | None = None
        self._live = False
        self._changed = asyncio.Event()
        self._wanted = asyncio.Event()
        self._down_since: float | None = time.monotonic()
        self._fresh: set[str] = set()
        self._freshened = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin; events flow as soon as the broker is there."""
        self._task = asyncio.create_task(self._run(), name="feed")

    async def stop(self) -> None:
        """Unbind everything, then delete the queue: deleting one with its bindings stalls the exchange."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        queue, self._queue, self._live = self._queue, None, False
        metrics.live.set(0)
        metrics.bindings.set(0)
        if queue is None or not self._broker.is_ready:
            return
        try:
            for pattern in (*self._planner.bindings, self._fences.binding):
                await queue.unbind(pattern)
            await queue.close()
        except FEED_ERRORS as error:
            _log.info("feed_close_failed", reason=repr(error))

    @property
    def is_live(self) -> bool:
        """Whether events flow."""
        return self._live

    @property
    def cursor(self) -> Cursor:
        """Where a reader stands who has had everything that was delivered."""
        return self._intake.cursor

    def learn(self, epoch: str | None, position: int | None) -> None:
        """The log reaches to this position, and the node's queue has let through all of it that it gets."""
        self._intake.learn(epoch, position)

    @property
    def down_seconds(self) -> float:
        """For how long no events have flowed; 0 while they do."""
        return 0.0 if self._down_since is None else time.monotonic() - self._down_since

    async def problem(self) -> str | None:
        """Why no events flow, for readiness; None while they do."""
        return None if self._live else f"feed: no events from the broker for {self.down_seconds:.0f} s"

    async def ensure(self, patterns: Iterable[str]) -> None:
        """Wait until events flow and the broker has confirmed bindings that cover ``patterns``.

        The planner must know them already. It is for the caller to limit the time.
        """
        wanted = tuple(patterns)
        self._wanted.set()
        while not (self._live and all(self._planner.covered_since(one) is not None for one in wanted)):
            changed = self._changed
            await changed.wait()

    def reconsider(self) -> None:
        """The planner wants something else than before."""
        self._wanted.set()

    async def _run(self) -> None:
        backoff = Backoff()
        while True:
            lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            queue = NodeQueue(
                self._settings.gateway_node,
                self._settings.gateway_queue_length,
                lambda reason, lost=lost: None if lost.done() else lost.set_result(reason),  # type: ignore[misc]
            )
            try:
                self._intake.hold()
                await self._broker.wait_ready()
                await until_first(lost, self._attach(queue))
                backoff.reset()
                self._went_live(queue)
                await until_first(lost, self._keep_bindings(queue), self._beat())
                raise ConnectionError(lost.result())
            except FEED_ERRORS as error:
                self._went_down(repr(error))
            await self._discard(queue)
            await asyncio.sleep(backoff.next_delay())

    async def _attach(self, queue: NodeQueue) -> None:
        """A new queue with all bindings, and the gap before it closed."""
        await queue.open(self._broker, self._intake.received, self._overran)
        bindings = self._planner.bindings
        for pattern in (self._fences.binding, *bindings):
            await queue.bind(pattern)
        anchors, since = self._intake.anchors, self.cursor.time_ms
        fence = await self._fences.publish(self.cursor)
        if not anchors:
            await fence.wait(FENCE_SECONDS)
            await self._intake.release([])
            return
        backfill = Backfill(anchors, bindings, self._settings.gateway_backfill_events)
        slack = int(self._settings.gateway_replay_slack_seconds * 1000)
        # A history that cannot be read yet (a broker that is just starting) is tried again, like all else.
        reached = await self._reader.scan(since - slack, fence.id, backfill.take)
        await fence.wait(FENCE_SECONDS)
        continuous = reached and backfill.joined
        _log.info("feed_recovered", continuous=continuous, missed=len(backfill.missed))
        if continuous:
            metrics.backfills.inc()
        else:
            self._broke(ResetReason.BROKER)
        await self._intake.release(backfill.missed if continuous else [])

    def _overran(self) -> None:
        """The queue was full and let go of its oldest messages."""
        _log.error("queue_overran", setting="FREIGHTWIRE_GATEWAY_QUEUE_LENGTH")
        self._broke(ResetReason.OVERRUN)

    def _broke(self, reason: ResetReason) -> None:
        self._intake.ring.clear()
        self._planner.unmark()
        self._fresh = set(self._planner.bindings)
        self._reset(reason)

    def _went_live(self, queue: NodeQueue) -> None:
        self._queue, self._live, self._down_since = queue, True, None
        metrics.live.set(1)
        self._notify()

    def _went_down(self, reason: str) -> None:
        _log.warning("feed_lost", reason=reason)
        self._queue, self._live = None, False
        self._intake.hold()
        self._down_since = self._down_since if self._down_since is not None else time.monotonic()
        metrics.live.set(0)

    def _notify(self) -> None:
        """Wake everybody who waits in ``ensure``."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def _keep_bindings(self, queue: NodeQueue) -> None:
        while True:
            self._wanted.clear()
            plan = self._planner.plan(time.monotonic())
            for pattern in plan.binds:
                await queue.bind(pattern)
                self._planner.bound(pattern)
                self._fresh.add(pattern)
            metrics.bindings.set(len(self._planner.bindings))
            if plan.binds:
                self._freshened.set()
                self._notify()
                continue  # while the broker was asked, somebody may have come to want what was to be unbound
            for pattern in plan.unbinds:
                # All before the broker is asked: whoever wants one from now on must have it bound again.
                self._planner.unbinding(pattern)
            for pattern in plan.unbinds:
                await queue.unbind(pattern)
            if plan.unbinds:
                continue
            delay = None if plan.again_at is None else max(0.0, plan.again_at - time.monotonic())
            try:
                async with asyncio.timeout(delay):
                    await self._wanted.wait()
            except TimeoutError:
                continue

    async def _beat(self) -> None:
        """A fence now and then, and soon after new bindings: it moves the cursor on while nothing happens,
        shows that the queue still flows, and from when on it has what the bindings bring.
        """
        while True:
            self._freshened.clear()
            fresh = tuple(self._fresh)
            try:
                fence = await self._fences.publish(self.cursor)
            except PublishError as error:
                # Publishing has its own connection: while it is blocked, events may well arrive.
                _log.warning("heartbeat_unpublished", reason=repr(error))
            else:
                await fence.wait(FENCE_SECONDS)
                for pattern in fresh:
                    self._planner.mark(pattern, self._intake.ring.number)
                    self._fresh.discard(pattern)
            await self._pause()

    async def _pause(self) -> None:
        """Until the next heartbeat is due."""
        seconds = self._settings.gateway_heartbeat_seconds
        gathering = min(FRESH_SECONDS, seconds)
        await asyncio.sleep(gathering)
        try:
            async with asyncio.timeout(seconds - gathering):
                await self._freshened.wait()
        except TimeoutError:
            return

    @staticmethod
    async def _discard(queue: NodeQueue) -> None:
        try:
            await queue.close()
        except FEED_ERRORS as error:
            _log.debug("queue_close_failed", reason=repr(error))
