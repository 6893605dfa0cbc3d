"""How many queues a user has made, as far as this node knows. Pure.

The broker can neither list a user's queues nor limit them; and a queue lives on for days after its session. So the
names are remembered for as long.
"""

from __future__ import annotations

SWEEP_SECONDS = 3_600.0

User = tuple[str, str]
"""Organisation and subject."""


class QueueNames:
    """Names that users opened within ``keep_seconds``. Time is given in seconds of a steady clock."""

    def __init__(self, *, per_user: int, keep_seconds: float) -> None:
        self._per_user = per_user
        self._keep = keep_seconds
        self._used: dict[User, dict[str, float]] = {}
        self._swept = 0.0

    def admit(self, user: User, name: str, now: float) -> bool:
        """Whether ``user`` may open ``name``; if so, it is remembered."""
        if now - self._swept >= SWEEP_SECONDS:
            self._sweep(now)
        names = self._recent(user, now)
        if name not in names and len(names) >= self._per_user:
            return False
        self._used[user] = {**names, name: now}
        return True

    def forget(self, user: User, name: str) -> None:
        """The queue was deleted."""
        names = self._used.get(user, {})
        names.pop(name, None)
        if not names:
            self._used.pop(user, None)

    def __len__(self) -> int:
        return sum(len(names) for names in self._used.values())

    def _recent(self, user: User, now: float) -> dict[str, float]:
        return {name: used for name, used in self._used.get(user, {}).items() if now - used < self._keep}

    def _sweep(self, now: float) -> None:
        self._swept = now
        recent = {user: self._recent(user, now) for user in self._used}
        self._used = {user: names for user, names in recent.items() if names}
