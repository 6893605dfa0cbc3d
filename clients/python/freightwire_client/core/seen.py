"""What a subscription has had: drops what comes twice, notices what is missing."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from freightwire_client.items import Event

IDS_LIMIT = 1_000
AGGREGATES_LIMIT = 10_000


class Verdict(Enum):
    """What an event is to someone who has had others."""

    NEW = auto()
    DUPLICATE = auto()
    GAP = auto()
    """New, but not the next one: something before it is missing."""


class RecentIds:
    """The ids of the last events."""

    def __init__(self, limit: int = IDS_LIMIT) -> None:
        self._limit = limit
        self._ids: dict[str, None] = {}

    def is_new(self, event_id: str) -> bool:
        """Whether the id has not come before; now it has."""
        if event_id in self._ids:
            return False
        self._ids[event_id] = None
        if len(self._ids) > self._limit:
            del self._ids[next(iter(self._ids))]
        return True

    def clear(self) -> None:
        """Forget them all."""
        self._ids.clear()


class Seen:
    """Versions by order, and the ids of the last events without a version."""

    def __init__(self, *, ids_limit: int = IDS_LIMIT, aggregates_limit: int = AGGREGATES_LIMIT) -> None:
        self._aggregates_limit = aggregates_limit
        self._ids = RecentIds(ids_limit)
        self._versions: dict[str, int] = {}

    def judge(self, event: Event, is_whole: Callable[[str], bool]) -> Verdict:
        """Take ``event`` into account, and say what it is.

        Args:
            is_whole: whether all events of an order are wanted; only then is a missing version a hole.
        """
        if event.version is None:
            return Verdict.NEW if self._ids.is_new(event.id) else Verdict.DUPLICATE
        aggregate = event.aggregate
        last = self._versions.get(aggregate)
        if last is not None and event.version <= last:
            return Verdict.DUPLICATE
        self.know(aggregate, event.version)
        if last is not None and event.version > last + 1 and is_whole(aggregate):
            return Verdict.GAP
        return Verdict.NEW

    def know(self, aggregate: str, version: int) -> None:
        """The state of ``aggregate`` is known as of ``version``: what led there is a duplicate from now on."""
        known = self._versions.pop(aggregate, 0)
        self._versions[aggregate] = max(known, version)
        if len(self._versions) > self._aggregates_limit:
            del self._versions[next(iter(self._versions))]

    def is_beyond(self, event: Event) -> bool:
        """Whether more is known than ``event`` says: something newer of the same order."""
        return event.version is not None and self._versions.get(event.aggregate, 0) > event.version

    def forget_versions(self) -> None:
        """All state is loaded anew, maybe from another log: versions begin with whatever comes next."""
        self._versions.clear()
