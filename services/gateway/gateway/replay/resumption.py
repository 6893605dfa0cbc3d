"""Answering cursors: from the ring if it can vouch for them, else by one pass over the history for all who
ask.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from freightwire.cursor import Cursor, MalformedCursorError, ResumeFailure
from freightwire.events.push import UnfitBodyError
from freightwire.messaging.errors import PublishError
from freightwire.telemetry import get_logger

from gateway import metrics
from gateway.feed import FeedUnavailableError
from gateway.feed.fence import FENCE_TYPE
from gateway.feed.log import LogView, position_of
from gateway.matching import TopicTrie
from gateway.protocol.push import Push, push_of
from gateway.replay.reader import HistoryUnreadableError
from gateway.replay.request import Askers, Evidence, ReplayLimits, ReplayRequest, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from freightwire.events.envelope import Envelope

    from gateway.bindings import BindingPlanner
    from gateway.feed import Feed
    from gateway.feed.fence import Fences
    from gateway.replay.reader import HistoryReader
    from gateway.replay.ring import Ring

GATHER_SECONDS = 0.05
FENCE_SECONDS = 10

_log = get_logger()


@dataclass(frozen=True, slots=True)
class Missed:
    """What a reader missed; with a ``failure`` nothing, and the reader loads state over REST."""

    after: Cursor | None = None
    pushes: Sequence[Push] = ()
    failure: ResumeFailure | None = None


@dataclass(frozen=True, slots=True)
class _Waiting:
    request: ReplayRequest
    answer: asyncio.Future[Missed]


class Resumptions:
    """Finds what readers missed. Whoever asks has its bindings in place and holds live events back
    meanwhile.
    """

    def __init__(
        self,
        *,
        feed: Feed,
        fences: Fences,
        reader: HistoryReader,
        planner: BindingPlanner,
        ring: Ring,
        limits: ReplayLimits,
    ) -> None:
        self._feed = feed
        self._fences = fences
        self._reader = reader
        self._planner = planner
        self._ring = ring
        self._limits = limits
        self._waiting: list[_Waiting] = []
        self._gathering: asyncio.Task[None] | None = None

    async def resume(self, text: str, patterns: Sequence[str]) -> Missed:
        """What a reader with the cursor ``text`` missed.

        Args:
            patterns: what it is bound to, absolute; it may read all that they match.

        Raises:
            FeedUnavailableError: the broker cannot be asked just now.
        """
        missed = await self._resume(text, patterns)
        reason = missed.failure.value if missed.failure else ""
        metrics.resumes.labels("false" if missed.failure else "true", reason).inc()
        return missed

    async def _resume(self, text: str, patterns: Sequence[str]) -> Missed:
        try:
            cursor = Cursor.decode(text)
        except MalformedCursorError:
            return Missed(failure=ResumeFailure.MALFORMED)
        failure = refusal(cursor, int(time.time() * 1000), self._limits)
        if failure is not None:
            return Missed(failure=failure)
        recent = self._from_ring(cursor, patterns)
        if recent is not None:
            return Missed(cursor, recent)
        waiting = _Waiting(ReplayRequest(cursor, patterns, self._limits), asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._gathering is None:
            self._gathering = asyncio.create_task(self._gather(), name="replay")
        return await waiting.answer

    async def stop(self) -> None:
        """Give up what is being read."""
        if self._gathering is not None:
            self._gathering.cancel()
            await asyncio.gather(self._gathering, return_exceptions=True)

    def _from_ring(self, cursor: Cursor, patterns: Sequence[str]) -> list[Push] | None:
        covered = [self._planner.covered_since(pattern) for pattern in patterns]
        if not covered:
            return None
        marks = [mark for mark in covered if mark is not None]
        if len(marks) < len(covered):
            return None
        return self._ring.since(cursor, _matcher(patterns), covered_since=max(marks), limits=self._limits)

    async def _gather(self) -> None:
        """Serve in batches until nobody waits: whoever asks during one pass shares the next."""
        try:
            while self._waiting:
                await asyncio.sleep(GATHER_SECONDS)
                batch, self._waiting = self._waiting, []
                batch = [one for one in batch if not one.answer.done()]
                if batch:
                    await self._serve(batch)
        finally:
            self._gathering = None
            for one in self._waiting:
                one.answer.cancel()

    async def _serve(self, batch: list[_Waiting]) -> None:
        try:
            with metrics.replay_seconds.time():
                evidence = await self._read([one.request for one in batch])
        except (HistoryUnreadableError, PublishError, TimeoutError) as error:
            _log.warning("replay_failed", reason=repr(error), requests=len(batch))
            for one in batch:
                if not one.answer.done():
                    one.answer.set_exception(FeedUnavailableError(str(error)))
            return
        except asyncio.CancelledError:
            for one in batch:
                one.answer.cancel()
            raise
        for one in batch:
            if not one.answer.done():
                failure = one.request.verdict(evidence)
                pushes = [] if failure else one.request.pushes
                one.answer.set_result(Missed(None if failure else one.request.cursor, pushes, failure))

    async def _read(self, requests: list[ReplayRequest]) -> Evidence:
        """One pass for all, from the oldest cursor to a fence that the node's own queue must pass too."""
        evidence, view, askers = Evidence(), LogView(), Askers(requests)

        def take(envelope: Envelope) -> bool:
            now_ms, is_fence = int(time.time() * 1000), envelope.type == FENCE_TYPE
            position = envelope.position if is_fence else position_of(envelope)
            time_ms = int(envelope.time.timestamp() * 1000)
            evidence.observe(envelope.epoch, position, time_ms, is_fence=is_fence)
            if is_fence:
                view.passed_fence(envelope, now_ms)
            elif envelope.durable and view.admit(envelope, now_ms):
                askers.offer(envelope.key, lambda: _framed(envelope, view.cursor, position))
            return not askers.is_done

        fence = await self._fences.publish(self._feed.cursor)
        since = min(request.cursor.time_ms for request in requests) - self._limits.slack_ms
        if not await self._reader.scan(since, fence.id, take):
            for request in requests:
                request.fail()
        await fence.wait(FENCE_SECONDS)
        self._feed.learn(*evidence.reached)
        return evidence


def _framed(envelope: Envelope, cursor: Cursor, position: int | None) -> Push | None:
    try:
        return push_of(envelope, cursor, position)
    except UnfitBodyError:
        return None


def _matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    trie: TopicTrie[bool] = TopicTrie()
    for pattern in patterns:
        trie.add(pattern, True)
    return lambda key: bool(trie.match(key))
