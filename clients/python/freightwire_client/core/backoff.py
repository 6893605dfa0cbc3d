"""How long to wait before the next attempt."""

from __future__ import annotations

import random
from collections.abc import Callable

FIRST_SECONDS = 0.5
LIMIT_SECONDS = 20.0
STABLE_SECONDS = 10.0
"""So long must a connection have lasted for the next attempt to count as the first: a gateway that takes a client and
throws it out at once must not be hammered.
"""
_EXPONENT_LIMIT = 16


class Backoff:
    """Exponential, with full jitter: anything from nothing to a ceiling that doubles with every attempt."""

    def __init__(
        self,
        *,
        first: float = FIRST_SECONDS,
        limit: float = LIMIT_SECONDS,
        stable: float = STABLE_SECONDS,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """All in seconds. ``uniform`` picks a number between two others."""
        self._first = first
        self._limit = limit
        self._stable = stable
        self._uniform = uniform
        self._attempt = 0

    def next_delay(self) -> float:
        """Seconds to wait now; the ceiling of the next answer is twice as high."""
        ceiling = min(self._limit, self._first * 2.0**self._attempt)
        self._attempt = min(self._attempt + 1, _EXPONENT_LIMIT)
        return self._uniform(0.0, ceiling)

    def is_stable(self, lasted: float) -> bool:
        """Whether a connection of so many seconds counts as one."""
        return lasted >= self._stable

    def ended(self, lasted: float) -> None:
        """A connection ended after so many seconds."""
        if self.is_stable(lasted):
            self.reset()

    def reset(self) -> None:
        """The next attempt is the first again: the connection was stable, or the network has just come back."""
        self._attempt = 0
