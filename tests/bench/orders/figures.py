"""Times and rates as figures."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Times:
    """Milliseconds by name."""

    def __init__(self) -> None:
        self._times: defaultdict[str, list[float]] = defaultdict(list)

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Measure what is done inside."""
        began = time.perf_counter()
        yield
        self._times[name].append((time.perf_counter() - began) * 1000)

    def add(self, name: str, milliseconds: float) -> None:
        """Note a time that was measured elsewhere."""
        self._times[name].append(milliseconds)

    def forget(self) -> None:
        """Begin anew."""
        self._times.clear()

    def count(self) -> int:
        """How many were measured."""
        return sum(len(times) for times in self._times.values())

    def table(self) -> dict[str, dict[str, float]]:
        """For each name: how many, median, 99th percentile and the longest, in milliseconds."""
        return {
            name: {
                "n": len(times),
                "p50": round(statistics.median(times), 1),
                "p99": round(percentile(times, 99), 1),
                "max": round(max(times), 1),
            }
            for name, times in sorted(self._times.items())
        }


def percentile(values: list[float], percent: int) -> float:
    """The value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
