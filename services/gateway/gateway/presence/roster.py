"""This node's own part: which of its clients are in which orders."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gateway.presence.deadlines import Deadlines
from gateway.presence.members import Entry, Place, combined

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class _Spot:
    """One client in one order. ``heard_ms`` is when it last said so, by the wall clock."""

    entry: Entry
    heard_ms: int
    expires_at: float | None


class Roster:
    """Clients and their orders, by the name of their session. Whose last client is gone lingers for ``linger`` seconds.

    ``now`` is in seconds of a steady clock, ``wall_ms`` in milliseconds of the wall clock.
    """

    def __init__(self, linger: float) -> None:
        self._linger = linger
        self._spots: defaultdict[Place, dict[str, _Spot]] = defaultdict(dict)
        self._sessions: defaultdict[str, set[Place]] = defaultdict(set)
        self._lingering: dict[Place, Entry] = {}
        self._orgs: defaultdict[str, set[Place]] = defaultdict(set)
        self._expiries: Deadlines[tuple[str, Place]] = Deadlines()
        self._departures: Deadlines[Place] = Deadlines()
        self._changed: dict[Place, None] = {}

    def enter(
        self,
        session: str,
        place: Place,
        *,
        name: str,
        field: str | None,
        wall_ms: int,
        expires_at: float | None = None,
    ) -> bool:
        """A client looks at the order or, with a ``field``, edits it; whether it was not there before.

        Args:
            expires_at: when it is gone unless it has said so again; None for as long as its session lasts.
        """
        before = self.entry(place)
        known = self._spots[place].get(session)
        is_same = known is not None and (known.entry.name, known.entry.field) == (name, field)
        entry = known.entry if known is not None and is_same else Entry(name, field, wall_ms)
        self._spots[place][session] = _Spot(entry, wall_ms, expires_at)
        self._sessions[session].add(place)
        self._expiries.set((session, place), expires_at)
        self._set_lingering(place, None)
        self._compare(place, before)
        return known is None

    def leave(self, session: str, place: Place, now: float) -> None:
        """A client has closed the order: it edits nothing any more. Harmless where it was not there."""
        spot = self._spots[place].get(session)
        left = None if spot is None else replace(spot.entry, field=None, lingers_until=now + self._linger)
        self._remove(session, place, left)

    def drop(self, session: str, now: float) -> None:
        """A client's connection is gone; maybe it comes back and goes on where it was."""
        for place in tuple(self._sessions.get(session, ())):
            spot = self._spots[place][session]
            self._remove(session, place, replace(spot.entry, lingers_until=now + self._linger))

    def close(self, now: float) -> None:
        """The node stops: everybody may come back on another one, within the time that each was given here."""
        for session, places in tuple(self._sessions.items()):
            for place in tuple(places):
                spot = self._spots[place][session]
                until = max(now + self._linger, spot.expires_at or now)
                self._remove(session, place, replace(spot.entry, lingers_until=until))

    def expire(self, now: float) -> int:
        """Let go of whoever's time is over; how many clients there were among them that had not said so."""
        expired = self._expiries.due(now)
        for session, place in expired:
            self._remove(session, place, None)
        for place in self._departures.due(now):
            before = self.entry(place)
            del self._lingering[place]
            self._compare(place, before)
        return len(expired)

    def heard_ms(self, session: str, place: Place) -> int | None:
        """When a client last said that it is there; None for one that is not."""
        spot = self._spots[place].get(session) if place in self._spots else None
        return None if spot is None else spot.heard_ms

    def entry(self, place: Place) -> Entry | None:
        """What this node says of a person in an order."""
        spots = self._spots.get(place)
        if spots:
            return combined([spot.entry for spot in spots.values()])
        return self._lingering.get(place)

    def entries(self, org: str) -> Iterator[tuple[Place, Entry]]:
        """Everything that this node says about an organisation."""
        for place in self._orgs.get(org, ()):
            entry = self.entry(place)
            if entry is not None:
                yield place, entry

    def last_departure(self, now: float) -> float:
        """When the last of those who linger is gone; ``now`` where nobody does."""
        return max((entry.lingers_until or now for entry in self._lingering.values()), default=now)

    def take_changed(self) -> list[Place]:
        """The places whose ``entry`` is not what it was when this was last called."""
        changed, self._changed = list(self._changed), {}
        return changed

    @property
    def next_at(self) -> float | None:
        """When ``expire`` has something to do; None for never."""
        return min((at for at in (self._expiries.next, self._departures.next) if at is not None), default=None)

    def __len__(self) -> int:
        """People in orders, also those that linger."""
        return sum(len(places) for places in self._orgs.values())

    def _remove(self, session: str, place: Place, lingering: Entry | None) -> None:
        before = self.entry(place)
        spots = self._spots[place]
        gone = spots.pop(session, None)
        if not spots:
            del self._spots[place]
        if gone is None:
            return
        self._sessions[session].discard(place)
        if not self._sessions[session]:
            del self._sessions[session]
        self._expiries.set((session, place), None)
        if not spots and lingering is not None:
            self._set_lingering(place, lingering)
        self._compare(place, before)

    def _set_lingering(self, place: Place, entry: Entry | None) -> None:
        if entry is None:
            self._lingering.pop(place, None)
        else:
            self._lingering[place] = entry
        self._departures.set(place, None if entry is None else entry.lingers_until)

    def _compare(self, place: Place, before: Entry | None) -> None:
        after = self.entry(place)
        if after is None:
            self._orgs[place.org].discard(place)
            if not self._orgs[place.org]:
                del self._orgs[place.org]
        else:
            self._orgs[place.org].add(place)
        if after != before:
            self._changed[place] = None
