"""Dispatchers at work: orders made and changed all the time, each command noted with its outcome."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.desk import Desk


class Load:
    """What was committed: the highest version that a command returned, by order."""

    def __init__(self) -> None:
        self.committed: dict[str, int] = {}
        self.refused = 0

    @property
    def commands(self) -> int:
        """Commands that succeeded."""
        return sum(self.committed.values())


@asynccontextmanager
async def load(desk: Desk, *, dispatchers: int = 4) -> AsyncIterator[Load]:
    """Work with ``dispatchers`` commands at a time until the block ends."""
    work = Load()
    numbers = itertools.count()

    async def dispatcher() -> None:
        while True:
            try:
                order = await desk.create(f"LOAD-{next(numbers)}")
                work.committed[order] = 1
                for _ in range(5):
                    answer = await desk.patch(order, {"instructions": f"change {next(numbers)}"})
                    answer.raise_for_status()
                    work.committed[order] = answer.json()["version"]
            except httpx.HTTPError:
                # The service is down: what dispatchers see then is an error, and they try again.
                work.refused += 1
                await asyncio.sleep(0.05)

    tasks = [asyncio.create_task(dispatcher()) for _ in range(dispatchers)]
    try:
        yield work
    finally:
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome
