"""What all nodes say, put together: who is seen in which order, and what changed about it."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING

from gateway.presence.deadlines import Deadlines
from gateway.presence.members import Change, Entry, Member, Place, changes, combined

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOBODY: Mapping[str, Member] = MappingProxyType({})


class View:
    """Entries by place and node, and the members that they make.

    The changes that ``take_changes`` gives lead from what was seen to what is seen: who starts with nothing and
    applies them all knows what ``members`` says.
    """

    def __init__(self) -> None:
        self._said: defaultdict[Place, dict[str, Entry]] = defaultdict(dict)
        self._places: defaultdict[tuple[str, str], set[Place]] = defaultdict(set)
        self._members: defaultdict[str, dict[str, dict[str, Member]]] = defaultdict(dict)
        self._departures: Deadlines[tuple[str, Place]] = Deadlines()
        self._changes: list[Change] = []

    def put(self, node: str, place: Place, entry: Entry | None) -> None:
        """What ``node`` says of a person in an order now; None for nothing any more."""
        said, places = self._said[place], self._places[node, place.org]
        if entry is None:
            said.pop(node, None)
            places.discard(place)
        else:
            said[node] = entry
            places.add(place)
        self._departures.set((node, place), None if entry is None else entry.lingers_until)
        if not places:
            del self._places[node, place.org]
        if not said:
            del self._said[place]
        self._see(place, combined(said.values()))

    def replace(self, node: str, org: str, entries: Mapping[Place, Entry]) -> None:
        """Everything that ``node`` says about an organisation."""
        for place in tuple(self._places.get((node, org), ())):
            if place not in entries:
                self.put(node, place, None)
        for place, entry in entries.items():
            self.put(node, place, entry)

    def expire(self, now: float) -> None:
        """Let go of those who have lingered long enough."""
        for node, place in self._departures.due(now):
            self.put(node, place, None)

    def nodes(self, org: str) -> tuple[str, ...]:
        """The nodes that say something about an organisation."""
        return tuple(node for node, about in self._places if about == org)

    def members(self, org: str, order: str) -> Mapping[str, Member]:
        """Who is in an order, by user."""
        return self._members[org].get(order, _NOBODY) if org in self._members else _NOBODY

    def orders(self, org: str) -> tuple[str, ...]:
        """The orders of an organisation that somebody is in."""
        return tuple(self._members.get(org, ()))

    def take_changes(self) -> list[Change]:
        """What has changed since this was last called, in order."""
        taken, self._changes = self._changes, []
        return taken

    @property
    def next_at(self) -> float | None:
        """When ``expire`` has something to do; None for never."""
        return self._departures.next

    def _see(self, place: Place, entry: Entry | None) -> None:
        orders = self._members[place.org]
        members = orders.setdefault(place.order, {})
        before = members.get(place.user)
        after = None if entry is None else Member(place.user, entry.name, entry.field)
        if after is None:
            members.pop(place.user, None)
        else:
            members[place.user] = after
        if not members:
            del orders[place.order]
        if not orders:
            del self._members[place.org]
        self._changes += changes(place, before, after)
