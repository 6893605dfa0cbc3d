"""What this node says to the others: numbered, gathered, and no more than is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway.presence.journal import Journal
from gateway.presence.messages import Announced, Ask, Beat, Gone, Message, Moved, Said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gateway.presence.members import Entry, Place
    from gateway.presence.roster import Roster


class Speech:
    """Makes the messages of ``node``; what they say about its clients is in ``roster``."""

    def __init__(self, node: str, lease: float, roster: Roster) -> None:
        self._node = node
        self._lease_ms = int(lease * 1000)
        self._roster = roster
        self._journal = Journal()

    def changed(self, place: Place) -> None:
        """What this node says of a person in an order is not what it was."""
        self._journal.changed(place)

    def asked(self, org: str) -> None:
        """Everything about an organisation is to be said again."""
        self._journal.asked(org)

    @property
    def is_due(self) -> bool:
        """Whether there is something to announce."""
        return not self._journal.is_empty

    def announcements(self, now: float) -> list[Message]:
        """All that is to be announced; it counts as said."""
        announcements: list[Message] = []
        for due in self._journal.take():
            entries = dict(self._roster.entries(due.org))
            if not entries:
                self._journal.forget(due.org)
            places = entries if due.places is None else due.places
            announcements.append(
                Announced(
                    node=self._node,
                    number=due.number,
                    lease_ms=self._lease_ms,
                    org=due.org,
                    after=due.after,
                    members=tuple(_said(place, entries[place], now) for place in places if place in entries),
                    gone=tuple(Gone(order=place.order, user=place.user) for place in places if place not in entries),
                )
            )
        return announcements

    def moved(self, session: str, place: Place, at_ms: int) -> Moved:
        """A client that has no connection was heard of here."""
        return Moved(
            node=self._node,
            number=self._journal.next_number(),
            lease_ms=self._lease_ms,
            session=session,
            org=place.org,
            order=place.order,
            user=place.user,
            at_ms=at_ms,
        )

    def ask(self, orgs: Iterable[str]) -> Ask:
        """Who is there?"""
        number = self._journal.next_number()
        return Ask(node=self._node, number=number, lease_ms=self._lease_ms, orgs=tuple(sorted(orgs)))

    def beat(self, *, hello: bool) -> Beat:
        """A sign of life."""
        number, said = self._journal.next_number(), self._journal.said
        return Beat(node=self._node, number=number, lease_ms=self._lease_ms, said=said, hello=hello)

    def goodbye(self, now: float) -> Beat:
        """The last sign: what was said holds until the last who linger are gone."""
        lease_ms = int(1000 * (self._roster.last_departure(now) - now)) + 1
        number, said = self._journal.next_number(), self._journal.said
        return Beat(node=self._node, number=number, lease_ms=lease_ms, said=said, bye=True)


def _said(place: Place, entry: Entry, now: float) -> Said:
    linger_ms = None if entry.lingers_until is None else max(0, round(1000 * (entry.lingers_until - now)))
    return Said(
        order=place.order,
        user=place.user,
        name=entry.name,
        field=entry.field,
        since_ms=entry.since_ms,
        linger_ms=linger_ms,
    )
