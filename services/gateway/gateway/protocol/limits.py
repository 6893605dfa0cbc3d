"""How fast a client may ask."""

from __future__ import annotations


class TokenBucket:
    """Allows ``rate`` a second on average and ``burst`` at once. Time is given in seconds of a steady
    clock.
    """

    __slots__ = ("_burst", "_rate", "_tokens", "_updated")

    def __init__(self, *, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._updated = now

    def take(self, now: float) -> bool:
        """Whether one more is allowed; if so, it is counted."""
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._updated) * self._rate)
        self._updated = max(now, self._updated)
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
