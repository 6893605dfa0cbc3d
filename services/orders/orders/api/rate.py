"""How many requests a user may send: a token bucket for each, in each process."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import TYPE_CHECKING

from freightwire.http import Problem
from prometheus_client import Counter

if TYPE_CHECKING:
    from collections.abc import Callable

REMEMBERED = 10_000
"""Users. Who is forgotten starts with a full bucket, which costs less than a memory without end."""

_limited = Counter("freightwire_orders_rate_limited_total", "Requests refused because their user sent too many")


class RateLimiter:
    """Lets each user have ``per_second`` requests in the long run, and ``burst`` at once."""

    def __init__(self, *, per_second: float, burst: int, clock: Callable[[], float]) -> None:
        """Full buckets for all.

        Args:
            clock: seconds, never running backwards.
        """
        self._per_second = per_second
        self._burst = float(burst)
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def take(self, org: str, user: str) -> None:
        """Count a request.

        Raises:
            Problem: 429, with the whole seconds to wait in ``Retry-After``.
        """
        time = self._clock()
        left, since = self._buckets.pop((org, user), (self._burst, time))
        left = min(self._burst, left + (time - since) * self._per_second)
        allowed = left >= 1
        self._buckets[org, user] = (left - 1 if allowed else left, time)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        if not allowed:
            _limited.inc()
            raise Problem(
                429,
                "too_many_requests",
                "Too many requests",
                f"The limit is {self._per_second:g} a second (FREIGHTWIRE_ORDERS_REQUESTS_PER_SECOND).",
                headers={"Retry-After": str(math.ceil((1 - left) / self._per_second))},
            )
