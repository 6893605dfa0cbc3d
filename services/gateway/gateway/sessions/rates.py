"""How often each user may ask, over all connections and requests."""

from __future__ import annotations

from collections import OrderedDict

from gateway.protocol.limits import TokenBucket

REMEMBERED = 10_000
"""Users whose rate is known; whoever was heard of the longest time ago is forgotten first."""


class Rates:
    """A token bucket for each user. Time is given in seconds of a steady clock."""

    def __init__(self, *, rate: float, burst: float, remembered: int = REMEMBERED) -> None:
        self._rate = rate
        self._burst = burst
        self._remembered = remembered
        self._buckets: OrderedDict[tuple[str, str], TokenBucket] = OrderedDict()

    def take(self, user: tuple[str, str], now: float) -> bool:
        """Whether ``user`` (organisation and subject) may ask once more; if so, it is counted."""
        bucket = self._buckets.get(user)
        if bucket is None:
            bucket = self._buckets[user] = TokenBucket(rate=self._rate, burst=self._burst, now=now)
            if len(self._buckets) > self._remembered:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(user)
        return bucket.take(now)
