"""From what sessions want to what the broker is asked: counted, covered, and slow to let go.

Binding runs at about a thousand a second on RabbitMQ and slows publishing down meanwhile; so the planner
keeps the set small, and a tab that is reloaded costs nothing: what nobody wants any more stays bound until
a cooldown is over.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gateway.bindings.cover import cover
from gateway.matching.containment import contains

if TYPE_CHECKING:
    from collections.abc import Iterable

DEFAULT_THRESHOLD = 64
DEFAULT_COOLDOWN_SECONDS = 30.0
NOT_YET = 2**62
"""Later than every mark."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do now: all ``binds`` first, then the ``unbinds``; ``again_at`` is when to ask next at the
    latest.
    """

    binds: tuple[str, ...]
    unbinds: tuple[str, ...]
    again_at: float | None


class BindingPlanner:
    """Absolute patterns that sessions want, and those that the queue is bound with.

    Time is given in seconds of any steady clock. Patterns are handled per organisation, their first word.
    """

    def __init__(self, *, threshold: int = DEFAULT_THRESHOLD, cooldown: float = DEFAULT_COOLDOWN_SECONDS) -> None:
        self._threshold = threshold
        self._cooldown = cooldown
        self._wanted: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._cover: dict[str, frozenset[str]] = {}
        self._bound: dict[str, dict[str, int]] = {}
        self._surplus_since: dict[str, float] = {}
        self._dirty: set[str] = set()

    def acquire(self, patterns: Iterable[str]) -> None:
        """One more wants each of ``patterns``."""
        for pattern in patterns:
            wanted = self._wanted[_org(pattern)]
            wanted[pattern] += 1
            if wanted[pattern] == 1:
                self._dirty.add(_org(pattern))

    def release(self, patterns: Iterable[str]) -> None:
        """One fewer wants each of ``patterns``.

        Raises:
            ValueError: nobody wanted one of them.
        """
        for pattern in patterns:
            wanted = self._wanted[_org(pattern)]
            if pattern not in wanted:
                raise ValueError(f"{pattern!r} was not acquired")
            wanted[pattern] -= 1
            if not wanted[pattern]:
                del wanted[pattern]
                self._dirty.add(_org(pattern))

    def plan(self, now: float) -> Plan:
        """What brings the queue's bindings to what is wanted."""
        self._recompute()
        binds: list[str] = []
        unbinds: list[str] = []
        waits: list[float] = []
        for org in {*self._cover, *self._bound}:
            self._plan_organisation(org, now, binds, unbinds, waits)
        return Plan(tuple(binds), tuple(unbinds), min(waits, default=None))

    def covered_since(self, pattern: str) -> int | None:
        """The mark of what covers ``pattern``; NOT_YET while it has none, None while nothing covers it."""
        bound = self._bound.get(_org(pattern), {})
        marks = [mark for broad, mark in bound.items() if contains(broad, pattern)]
        return min(marks, default=None)

    def bound(self, pattern: str) -> None:
        """The broker confirmed ``pattern``."""
        self._bound.setdefault(_org(pattern), {}).setdefault(pattern, NOT_YET)

    def mark(self, pattern: str, mark: int) -> None:
        """Whatever ``pattern`` matches is in the queue from ``mark`` on, a moment of the caller's own
        count.
        """
        bound = self._bound.get(_org(pattern), {})
        if bound.get(pattern) == NOT_YET:
            bound[pattern] = mark

    def unbinding(self, pattern: str) -> None:
        """``pattern`` is about to be unbound: it covers nothing from now on."""
        bound = self._bound.get(_org(pattern), {})
        bound.pop(pattern, None)
        if not bound:
            self._bound.pop(_org(pattern), None)
        self._surplus_since.pop(pattern, None)

    def unmark(self) -> None:
        """Continuity broke: all marks are void."""
        for bound in self._bound.values():
            for pattern in bound:
                bound[pattern] = NOT_YET

    @property
    def bindings(self) -> tuple[str, ...]:
        """What the queue is bound with, as far as the broker confirmed it."""
        return tuple(pattern for bound in self._bound.values() for pattern in bound)

    @property
    def wanted(self) -> int:
        """How many distinct patterns are wanted."""
        return sum(len(patterns) for patterns in self._wanted.values())

    def _recompute(self) -> None:
        for org in self._dirty:
            if self._wanted[org]:
                self._cover[org] = cover(self._wanted[org], threshold=self._threshold)
            else:
                del self._wanted[org]
                self._cover.pop(org, None)
        self._dirty.clear()

    def _plan_organisation(
        self, org: str, now: float, binds: list[str], unbinds: list[str], waits: list[float]
    ) -> None:
        desired, bound = self._cover.get(org, frozenset()), self._bound.get(org, {})
        staying: list[str] = []
        for pattern in bound:
            if pattern in desired:
                self._surplus_since.pop(pattern, None)
                staying.append(pattern)
                continue
            ends = self._surplus_since.setdefault(pattern, now) + self._cooldown
            if ends <= now:
                unbinds.append(pattern)
            else:
                staying.append(pattern)
                waits.append(ends)
        binds.extend(
            pattern
            for pattern in sorted(desired)
            if pattern not in bound and not any(contains(kept, pattern) for kept in staying)
        )


def _org(pattern: str) -> str:
    return pattern.partition(".")[0]
