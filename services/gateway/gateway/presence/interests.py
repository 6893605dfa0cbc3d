"""Which organisations this node follows: those that somebody here listens to, and for a while afterwards."""

from __future__ import annotations

from collections import Counter

from gateway.presence.deadlines import Deadlines


class Interests:
    """Listeners counted by organisation. What nobody listens to any more is followed for ``cooldown`` seconds more, so
    that neither a reload nor somebody who polls has everybody asked anew.
    """

    def __init__(self, cooldown: float) -> None:
        self._cooldown = cooldown
        self._listeners: Counter[str] = Counter()
        self._cooling: Deadlines[str] = Deadlines()
        self._wanted: set[str] = set()

    def acquire(self, org: str) -> None:
        """One more listens."""
        self._listeners[org] += 1
        self._cooling.set(org, None)
        self._wanted.add(org)

    def release(self, org: str, now: float) -> None:
        """One fewer listens."""
        self._listeners[org] -= 1
        if self._listeners[org] <= 0:
            del self._listeners[org]
            self._cooling.set(org, now + self._cooldown)

    def lapse(self, now: float) -> None:
        """Let go of what has cooled down."""
        self._wanted.difference_update(self._cooling.due(now))

    @property
    def wanted(self) -> frozenset[str]:
        """What to follow."""
        return frozenset(self._wanted)

    @property
    def listeners(self) -> int:
        """How many listen, over all organisations."""
        return self._listeners.total()

    @property
    def next_at(self) -> float | None:
        """When ``lapse`` has something to do; None for never."""
        return self._cooling.next
