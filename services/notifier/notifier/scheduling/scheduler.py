"""Says what is due. Any number may run side by side, and none is needed for another to be right."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from freightwire.messaging.backoff import Backoff
from freightwire.telemetry import get_logger
from freightwire.waiting import wait_until_set
from sqlalchemy.exc import SQLAlchemyError

from notifier.metrics import SCHEDULED
from notifier.scheduling.maintenance import STEP, take_step
from notifier.storage.schedules import next_due

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from notifier.clock import Clock
    from notifier.scheduling.reminding import Reminders
    from notifier.telling import Teller

POLL_SECONDS = 1.0

_log = get_logger()


class Scheduler:
    """Takes what is due and says it, each in one transaction."""

    def __init__(
        self, sessions: async_sessionmaker[AsyncSession], teller: Teller, reminders: Reminders, clock: Clock
    ) -> None:
        self._sessions = sessions
        self._teller = teller
        self._reminders = reminders
        self._clock = clock
        self._stopping = asyncio.Event()
        self._runner: asyncio.Task[None] | None = None
        self._trouble: str | None = None

    async def start(self) -> None:
        """Begin. Returns at once."""
        self._runner = asyncio.create_task(self._run(), name="scheduler")

    async def stop(self) -> None:
        """End after what is being said."""
        self._stopping.set()
        if self._runner is not None:
            await asyncio.gather(self._runner, return_exceptions=True)

    async def problem(self) -> str | None:
        """Why nothing is being said, for readiness."""
        if self._runner is not None and self._runner.done() and not self._stopping.is_set():
            return "scheduler: it has ended"
        return f"scheduler: {self._trouble}" if self._trouble else None

    async def run_due(self) -> int:
        """Say everything that is due now, and return how much that was."""
        count = 0
        while not self._stopping.is_set() and await self._one():
            count += 1
        return count

    async def _run(self) -> None:
        backoff = Backoff()
        while not self._stopping.is_set():
            try:
                await self.run_due()
            except (SQLAlchemyError, OSError) as error:
                self._trouble = type(error).__name__
                delay = backoff.next_delay()
                _log.warning("scheduler_interrupted", reason=repr(error))
            else:
                self._trouble = None
                backoff.reset()
                delay = POLL_SECONDS
            await wait_until_set(self._stopping, delay)

    async def _one(self) -> bool:
        now = self._clock()
        told = None
        async with self._sessions.begin() as session:
            row = await next_due(session, now)
            if row is None:
                return False
            kind = row.kind
            if kind == STEP:
                said = await take_step(session, row.org, row.subject, row.slot, now)
            else:
                news = await self._reminders.news(session, row, now)
                said = news is not None
                if news is not None:
                    told = await self._teller.tell(session, news)
            row.done_at = now
        if told is not None:
            self._teller.told(told)
        SCHEDULED.labels(kind, "said" if said else "overtaken").inc()
        return True
