"""Many deadlines, of which the next one is at hand."""

from __future__ import annotations

import heapq
from collections.abc import Hashable
from itertools import count
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Deadlines(Generic[Key]):
    """One deadline a key, on any steady clock. A deadline that is moved stays in the heap until its old time."""

    def __init__(self) -> None:
        self._at: dict[Key, tuple[float, int]] = {}
        self._heap: list[tuple[float, int, Key]] = []
        self._numbers = count()

    def __len__(self) -> int:
        return len(self._at)

    def set(self, key: Key, at: float | None) -> None:
        """Give ``key`` a deadline in place of the one that it has; None takes it away."""
        if at is None:
            self._at.pop(key, None)
            return
        number = next(self._numbers)
        self._at[key] = (at, number)
        heapq.heappush(self._heap, (at, number, key))

    def due(self, now: float) -> list[Key]:
        """Take out the keys whose deadline has come, the earliest first."""
        due: list[Key] = []
        while (at := self.next) is not None and at <= now:
            _, _, key = heapq.heappop(self._heap)
            del self._at[key]
            due.append(key)
        return due

    @property
    def next(self) -> float | None:
        """The earliest deadline; None where there is none."""
        while self._heap:
            at, number, key = self._heap[0]
            if self._at.get(key) == (at, number):
                return at
            heapq.heappop(self._heap)
        return None
