"""Whose turn it is: documents that somebody waits for come first, and the others are never left waiting for ever."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PATIENCE = 8
"""Documents that may be given precedence over one that waits in bulk; then it is that one's turn."""


class Turns:
    """``size`` places for documents that are read at the same time, at most ``bulk_size`` of them in bulk.

    With ``bulk_size`` under ``size`` there is always a place that becomes free without waiting for a bulk document.
    """

    def __init__(self, size: int, bulk_size: int) -> None:
        self._free = size
        self._bulk_free = bulk_size
        self._waiting: dict[bool, deque[asyncio.Future[None]]] = {False: deque(), True: deque()}
        self._passed_over = 0

    @asynccontextmanager
    async def turn(self, *, bulk: bool) -> AsyncIterator[None]:
        """Wait for a place, and have it."""
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[bulk].append(place)
        self._give_out()
        try:
            await place
            yield
        finally:
            if place.done() and not place.cancelled():
                self._free += 1
                self._bulk_free += bulk
            elif place in self._waiting[bulk]:
                self._waiting[bulk].remove(place)
            self._give_out()

    def _give_out(self) -> None:
        while self._free and (bulk := self._next()) is not None:
            place = self._waiting[bulk].popleft()
            if place.cancelled():
                continue
            self._free -= 1
            self._bulk_free -= bulk
            place.set_result(None)

    def _next(self) -> bool | None:
        """Whether the next place is for bulk; None: nobody may have it."""
        interactive = bool(self._waiting[False])
        bulk = bool(self._waiting[True]) and self._bulk_free > 0
        if interactive and not (bulk and self._passed_over >= PATIENCE):
            self._passed_over += bool(self._waiting[True])
            return False
        if bulk:
            self._passed_over = 0
            return True
        return None
