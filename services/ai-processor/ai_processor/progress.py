"""Progress on its way to the clients: every start of a stage, and of what lies between only the newest now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from freightwire.messaging import PublishError
from freightwire.telemetry import get_logger

from ai_processor import metrics

if TYPE_CHECKING:
    from freightwire.events.extraction import Stage

    from ai_processor.reading import Progress

_log = get_logger()


class ProgressReporter:
    """Sends one document's progress in the background: reading never waits for the broker.

    Progress is worth nothing once it is old, so an event that the broker does not take is dropped and counted.
    """

    def __init__(self, send: Callable[[Progress], Awaitable[None]], *, interval_seconds: float) -> None:
        self._send = send
        self._interval = interval_seconds
        self._waiting: list[Progress] = []
        self._wake = asyncio.Event()
        self._closing = False
        self._stage: Stage | None = None
        self._sent_at = float("-inf")
        self._task = asyncio.create_task(self._run(), name="progress")

    def report(self, progress: Progress) -> None:
        """Note progress. Within a stage the newest replaces one that still waits."""
        starts_stage = progress.stage is not self._stage
        self._stage = progress.stage
        if not starts_stage and self._waiting and self._waiting[-1].stage is progress.stage and len(self._waiting) > 1:
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
        loop = asyncio.get_running_loop()
        stage: Stage | None = None
        while not (self._closing and not self._waiting):
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                progress = self._waiting.pop(0)
                within_stage = progress.stage is stage
                if within_stage and (self._waiting or self._closing or loop.time() - self._sent_at < self._interval):
                    metrics.progress_dropped.labels("superseded").inc()
                    continue
                stage = progress.stage
                self._sent_at = loop.time()
                try:
                    await self._send(progress)
                except PublishError as error:
                    metrics.progress_dropped.labels("not_taken").inc()
                    _log.info("progress_not_sent", stage=progress.stage, reason=repr(error))
            if self._closing:
                return
