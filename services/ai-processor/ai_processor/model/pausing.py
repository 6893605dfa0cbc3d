"""Leaving somebody alone who fails again and again."""

from __future__ import annotations

from collections.abc import Callable


class Pause:
    """On for ``seconds`` once ``after`` failures in a row were noted. Then the next one tries, and fails alone."""

    def __init__(self, *, after: int, seconds: float, clock: Callable[[], float]) -> None:
        self._after = after
        self._seconds = seconds
        self._clock = clock
        self._failures = 0
        self._until = float("-inf")

    @property
    def is_on(self) -> bool:
        """Whether to leave it alone now."""
        return self._clock() < self._until

    def succeeded(self) -> None:
        """It works again."""
        self._failures = 0

    def failed(self) -> None:
        """It failed once more."""
        self._failures += 1
        if self._failures >= self._after:
            self._until = self._clock() + self._seconds
