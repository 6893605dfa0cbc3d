"""How fast commands may go out, so that the gateway never has to refuse one for its rate."""

from __future__ import annotations


class Pace:
    """Lets ``burst`` commands go at once and ``rate`` a second on average. Time is given, in seconds of a steady
    clock.
    """

    def __init__(self, *, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._due = 0.0
        """When the last command would have gone, had there been no burst."""

    def delay(self, now: float) -> float:
        """Count one command; how long it has to wait."""
        earliest = now - self._burst / self._rate
        self._due = max(self._due, earliest) + 1 / self._rate
        return max(0.0, self._due - now)
