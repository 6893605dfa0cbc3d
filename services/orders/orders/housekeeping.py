"""What the service does by itself, again and again, while it runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from freightwire.database import is_unavailable
from freightwire.telemetry import get_logger
from freightwire.waiting import wait_until_set
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_done = Counter("freightwire_orders_chores_total", "Things that the service did by itself, by chore", ["chore"])
_failed = Counter("freightwire_orders_chores_failed_total", "Chores that failed; each is tried again", ["chore"])
_log = get_logger()


class Chore:
    """Runs ``work`` every ``seconds``; it answers how many things it did. A database that is away is waited for."""

    def __init__(self, name: str, seconds: float, work: Callable[[], Awaitable[int]]) -> None:
        self._name = name
        self._seconds = seconds
        self._work = work
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run(), name=self._name)

    async def stop(self) -> None:
        """Finish what is being done, and end."""
        self._stopping.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                _done.labels(self._name).inc(await self._work())
            except (SQLAlchemyError, OSError) as error:
                _failed.labels(self._name).inc()
                if not is_unavailable(error):
                    _log.error("chore_failed", chore=self._name, reason=repr(error))
            await wait_until_set(self._stopping, self._seconds)
