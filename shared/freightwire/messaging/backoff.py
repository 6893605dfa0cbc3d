"""How long to wait before trying again: exponential with full jitter."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(slots=True)
class Backoff:
    """Delays in seconds that grow from ``first`` to ``limit``, each drawn from the upper half of its range.

    Jitter keeps many clients from coming back in the same instant after a broker restart.
    """

    first: float = 0.2
    limit: float = 10.0
    attempt: int = 0

    def next_delay(self) -> float:
        """The delay before the next attempt."""
        ceiling = min(self.limit, self.first * 2.0**self.attempt)
        self.attempt = min(self.attempt + 1, 32)
        return ceiling * random.uniform(0.5, 1.0)  # noqa: S311  (spreads load; guards nothing)

    def reset(self) -> None:
        """Start again from ``first`` after a success."""
        self.attempt = 0
