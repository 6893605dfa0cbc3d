"""Progress on its way to the clients: every start of a stage, and of what lies between only the newest now and then."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from freightwire.messaging import PublishError
from freightwire.telemetry import get_logger

from ai_processor import metrics

if TYPE_CHECKING:
    from freightwire.events.extraction import Stage
    from freightwire.events.orders import Extractor, FieldSummary

    from ai_processor.reading import Progress

MOST_PER_SECOND = 10
"""Events about one document within any second, whatever happens."""

Step = tuple["Stage", "Extractor | None"]

_log = get_logger()


def _step(progress: Progress) -> Step:
    """What is always told of: a stage begins, or another extractor."""
    return progress.stage, progress.extractor


class NewFields:
    """Which of the fields found so far a stage has brought: those that it found first, or is surer or less sure of.

    All of a stage's, each time, not only what is new since the last event: of a stage's events a slow client sees the
    newest alone, and it must tell everything that the others did. Pure.
    """

    def __init__(self) -> None:
        self._stage: Stage | None = None
        self._before: dict[str, FieldSummary] = {}
        self._told: dict[str, FieldSummary] = {}

    def of(self, progress: Progress) -> list[FieldSummary]:
        """The fields that the stage has brought so far, beyond what was told in the stages before."""
        before = self._before if progress.stage is self._stage else self._told
        return [found for found in progress.fields if before.get(found.path) != found]

    def told(self, progress: Progress) -> None:
        """Note that this progress has been told."""
        if progress.stage is not self._stage:
            self._stage, self._before = progress.stage, self._told
        self._told = self._told | {found.path: found for found in progress.fields}


class ProgressReporter:
    """Sends one document's progress in the background: reading never waits for the broker.

    Progress is worth nothing once it is old, so an event that the broker does not take is dropped and counted; the last
    one is always sent.
    """

    def __init__(self, send: Callable[[Progress], Awaitable[None]], *, interval_seconds: float) -> None:
        self._send = send
        self._interval = interval_seconds
        self._fields = NewFields()
        self._waiting: list[Progress] = []
        self._wake = asyncio.Event()
        self._closing = False
        self._step: Step | None = None
        self._sent_at: deque[float] = deque(maxlen=MOST_PER_SECOND)
        self._task = asyncio.create_task(self._run(), name="progress")

    def report(self, progress: Progress) -> None:
        """Note progress. Within a stage the newest replaces one that still waits."""
        starts = _step(progress) != self._step
        self._step = _step(progress)
        if not starts and len(self._waiting) > 1 and _step(self._waiting[-1]) == self._step:
            self._waiting.pop()
            metrics.progress_dropped.labels("superseded").inc()
        self._waiting.append(progress)
        self._wake.set()

    async def close(self) -> None:
        """Send what still waits, and end."""
        self._closing = True
        self._wake.set()
        await self._task

    async def abandon(self) -> None:
        """End at once; what waits is dropped."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        step: Step | None = None
        while not (self._closing and not self._waiting):
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                await self._until_allowed()
                progress = self._waiting.pop(0)
                if _step(progress) == step and (self._waiting or self._too_soon()):
                    metrics.progress_dropped.labels("superseded").inc()
                    continue
                step = _step(progress)
                await self._send_one(progress)
            if self._closing:
                return

    async def _send_one(self, progress: Progress) -> None:
        self._sent_at.append(asyncio.get_running_loop().time())
        try:
            await self._send(progress.model_copy(update={"fields": self._fields.of(progress)}))
            self._fields.told(progress)
        except PublishError as error:
            metrics.progress_dropped.labels("not_taken").inc()
            _log.info("progress_not_sent", stage=progress.stage, reason=repr(error))

    def _too_soon(self) -> bool:
        """Whether progress within a stage must wait for the next."""
        last = self._sent_at[-1] if self._sent_at else float("-inf")
        return self._closing or asyncio.get_running_loop().time() - last < self._interval

    async def _until_allowed(self) -> None:
        """Wait where ``MOST_PER_SECOND`` events were sent within the last second."""
        if len(self._sent_at) == MOST_PER_SECOND:
            await asyncio.sleep(max(0.0, self._sent_at[0] + 1 - asyncio.get_running_loop().time()))
