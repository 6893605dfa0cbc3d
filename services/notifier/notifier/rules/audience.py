"""Who could hear of an order beside its own people: by role, by having asked, by being its customer or carrier."""

from __future__ import annotations

from dataclasses import dataclass

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """User ids, all of the order's own organisation.

    ``customers`` and ``carriers`` are those whose tokens name the order. ``watchers`` asked for this order,
    ``followers`` for all orders, and ``muted`` for silence about this one.
    """

    leads: frozenset[str] = NOBODY
    accountants: frozenset[str] = NOBODY
    watchers: frozenset[str] = NOBODY
    followers: frozenset[str] = NOBODY
    customers: frozenset[str] = NOBODY
    carriers: frozenset[str] = NOBODY
    muted: frozenset[str] = NOBODY

    @property
    def curious(self) -> tuple[str, ...]:
        """Those of the desk who asked to hear of this order."""
        return tuple(sorted(self.watchers | self.followers))
