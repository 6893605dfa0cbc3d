"""Presence on one node as a state machine without input or output.

What clients do and what other nodes say goes in; what to tell clients (``take_changes``) and other nodes
(``outgoing``) comes out. Every node says what it knows of its own clients, and puts together what all say. Nothing
that is lost on the way is lost for ever: a node that was missed is asked, one that is silent is forgotten.

``now`` is in seconds of a steady clock, ``wall_ms`` in milliseconds of the wall clock.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from gateway.presence.members import Entry, Place
from gateway.presence.messages import Announced, Ask, Beat, Gone, Message, Moved, Said
from gateway.presence.peers import Peers, Verdict
from gateway.presence.roster import Roster
from gateway.presence.speech import Speech
from gateway.presence.view import View

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from gateway.presence.members import Change

BEATS_PER_LEASE = 3
"""How often a node is heard within its lease: two of these messages may be lost."""
ANSWER_SECONDS = 1.0
"""How long the answers of other nodes are worth waiting for."""
HELLO_SECONDS = 0.2
"""How long a node that has come to the bus waits to be told of the others."""


class PresenceState:
    """Who is where, for one node among several."""

    def __init__(self, node: str, *, linger: float, lease: float, spread: Callable[[], float]) -> None:
        """A node without clients, not on the bus yet.

        Args:
            node: its name; a node that starts again is another one.
            linger: seconds that somebody may be gone before others notice.
            lease: seconds after which a node that is not heard of is taken for dead.
            spread: gives numbers between 0 and 1, so that nodes do not beat in step.
        """
        self._node = node
        self._lease = lease
        self._spread = spread
        self._roster = Roster(linger)
        self._speech = Speech(node, lease, self._roster)
        self._view = View()
        self._peers = Peers()
        self._orgs: set[str] = set()
        self._awaited: defaultdict[str, set[str]] = defaultdict(set)
        self._await_until: dict[str, float] = {}
        self._acquainted_at = 0.0
        self._to_ask: set[str] = set()
        self._moved: dict[tuple[str, Place], int] = {}
        self._beat_at: float | None = None
        self._hello = False
        self._bye = False
        self.expired_clients = 0
        self.expired_nodes = 0

    # What clients do

    def enter(
        self,
        session: str,
        place: Place,
        *,
        name: str,
        field: str | None,
        now: float,
        wall_ms: int,
        expires_in: float | None = None,
    ) -> None:
        """A client looks at an order or, with a ``field``, edits it.

        Args:
            expires_in: seconds after which it is gone unless it says so again, for a client that has no connection
                and may come to any node; None for as long as its session lasts.
        """
        expires_at = None if expires_in is None else now + expires_in
        is_new = self._roster.enter(session, place, name=name, field=field, wall_ms=wall_ms, expires_at=expires_at)
        if is_new and expires_in is not None:
            self._say_moved(session, place, wall_ms)
        self._settle()

    def leave(self, session: str, place: Place, *, now: float, wall_ms: int, everywhere: bool = False) -> None:
        """A client has closed an order; ``everywhere`` for one that may have been heard of on another node."""
        self._roster.leave(session, place, now)
        if everywhere:
            self._say_moved(session, place, wall_ms)
        self._settle()

    def drop(self, session: str, now: float) -> None:
        """A client's connection is gone."""
        self._roster.drop(session, now)
        self._settle()

    def close(self, now: float) -> None:
        """The node stops: its clients linger on the others."""
        self._roster.close(now)
        self._settle()
        if self._beat_at is not None:
            self._beat_at, self._bye = now, True

    # What this node cares about

    def follow(self, org: str, now: float) -> None:
        """Whatever nodes say about ``org`` arrives from now on; the others are asked for what they said before."""
        self._orgs.add(org)
        self._to_ask.add(org)
        self._await(org, self._peers.names, now)

    def unfollow(self, org: str) -> None:
        """Nobody here wants to know about ``org`` any more."""
        self._orgs.discard(org)
        self._awaited.pop(org, None)
        self._await_until.pop(org, None)
        self._to_ask.discard(org)
        self._peers.forget(org)
        for node in self._view.nodes(org):
            if node != self._node:
                self._view.replace(node, org, {})

    # What happens on the bus

    def connected(self, now: float) -> None:
        """Messages flow, for the first time or again; what was said meanwhile was missed."""
        self._beat_at, self._hello, self._acquainted_at = now, True, now + HELLO_SECONDS
        for org in self._orgs:
            self.follow(org, now)

    def disconnected(self) -> None:
        """Messages flow no more; other nodes are believed until their leases end."""
        self._beat_at = None

    def received(self, message: Message, now: float) -> None:
        """Another node said something; one's own words are passed over."""
        if message.node == self._node:
            return
        bye = isinstance(message, Beat) and message.bye
        self._peers.heard(message.node, message.number, now + message.lease_ms / 1000, answers=not bye)
        match message:
            case Announced():
                self._take_announcement(message, now)
            case Beat():
                self._take_beat(message, now)
            case Ask():
                for org in message.orgs:
                    self._speech.asked(org)
            case Moved():
                self._take_moved(message, now)

    def tick(self, now: float) -> None:
        """Time has passed."""
        self.expired_clients += self._roster.expire(now)
        self._settle()
        self._view.expire(now)
        said_goodbye = self._peers.departed
        for node, orgs in self._peers.expire(now):
            self.expired_nodes += node not in said_goodbye
            self._no_longer_awaited(node)
            for org in orgs:
                self._view.replace(node, org, {})

    def outgoing(self, now: float) -> list[Message]:
        """What to tell other nodes now; it counts as told. Nothing while the bus is away."""
        if self._beat_at is None:
            return []
        messages = self._speech.announcements(now)
        messages += [self._speech.moved(session, place, at_ms) for (session, place), at_ms in self._moved.items()]
        messages += [self._speech.ask(self._to_ask)] if self._to_ask else []
        self._moved.clear()
        self._to_ask.clear()
        if self._beat_at <= now:
            messages.append(self._speech.goodbye(now) if self._bye else self._speech.beat(hello=self._hello))
            self._beat_at = None if self._bye else now + self._lease / BEATS_PER_LEASE * (1 + self._spread()) / 2
            self._hello = False
        return messages

    def untold(self, message: Message, now: float) -> None:
        """A message may not have reached the others: it will be made up for."""
        match message:
            case Announced():
                self._speech.asked(message.org)
            case Ask():
                self._to_ask |= self._orgs.intersection(message.orgs)
            case Moved():
                self._say_moved(message.session, _place(message.org, message), message.at_ms)
            case Beat() if self._beat_at is not None:
                self._beat_at, self._hello = now, message.hello

    # What is known

    @property
    def view(self) -> View:
        """Who is seen where, complete for organisations that are followed."""
        return self._view

    def take_changes(self) -> list[Change]:
        """What to tell clients, in order. Of an organisation that is not followed it is not all there is."""
        return self._view.take_changes()

    def incomplete_until(self, org: str, now: float) -> float | None:
        """Until when to wait for other nodes to say who is there; None where all have, or it is not worth the wait."""
        until = self._await_until.get(org, now) if self._awaited.get(org) else now
        until = max(until, self._acquainted_at)
        return until if until > now else None

    @property
    def followed(self) -> frozenset[str]:
        """The organisations about which everything arrives."""
        return frozenset(self._orgs)

    @property
    def is_connected(self) -> bool:
        """Whether messages flow."""
        return self._beat_at is not None

    @property
    def members(self) -> int:
        """People in orders by clients of this node."""
        return len(self._roster)

    @property
    def nodes(self) -> int:
        """Other nodes that are believed to live."""
        return len(self._peers.names)

    def has_outgoing(self, now: float) -> bool:
        """Whether ``outgoing`` would have something to say."""
        if self._beat_at is None:
            return False
        return self._beat_at <= now or bool(self._to_ask or self._moved) or self._speech.is_due

    def next_at(self, now: float) -> float | None:
        """When ``tick`` or ``outgoing`` has something more to do, if nothing happens before; None for never."""
        beat_at = self._beat_at if self._beat_at is not None and self._beat_at > now else None
        times = (self._roster.next_at, self._view.next_at, self._peers.next_at, beat_at)
        return min((at for at in times if at is not None), default=None)

    def _settle(self) -> None:
        """Let the view and the journal know what has changed among this node's clients."""
        for place in self._roster.take_changed():
            self._view.put(self._node, place, self._roster.entry(place))
            self._speech.changed(place)

    def _take_announcement(self, message: Announced, now: float) -> None:
        if message.org not in self._orgs:
            return
        verdict = self._peers.verdict(message)
        if verdict is Verdict.GAP:
            self._ask_again(message.node, message.org, now)
        if verdict is not Verdict.APPLY:
            return
        said = {_place(message.org, one): _entry(one, now) for one in message.members}
        if message.after is None:
            self._view.replace(message.node, message.org, said)
            self._awaited[message.org].discard(message.node)
        else:
            for place, entry in said.items():
                self._view.put(message.node, place, entry)
            for one in message.gone:
                self._view.put(message.node, _place(message.org, one), None)
        self._peers.followed(message.node, message.org, message.number)

    def _take_beat(self, beat: Beat, now: float) -> None:
        if beat.hello and self._beat_at is not None:
            self._beat_at = now
        if beat.bye:
            self._no_longer_awaited(beat.node)
        for org, number in beat.said.items():
            if org in self._orgs and not beat.bye and self._peers.behind(beat.node, org, number):
                self._ask_again(beat.node, org, now)
        for org in self._peers.stale(beat.node, beat.number, beat.said):
            self._view.replace(beat.node, org, {})
            self._peers.followed(beat.node, org, beat.number)

    def _take_moved(self, message: Moved, now: float) -> None:
        place = _place(message.org, message)
        heard_ms = self._roster.heard_ms(message.session, place)
        if heard_ms is None:
            return
        if heard_ms > message.at_ms:
            self._say_moved(message.session, place, heard_ms)
        else:
            self._roster.leave(message.session, place, now)
            self._settle()

    def _say_moved(self, session: str, place: Place, at_ms: int) -> None:
        """Let the others know, if there are any; while they cannot be reached, the client's own expiry has to do."""
        if self._beat_at is not None and self._peers.names:
            self._moved[session, place] = at_ms

    def _ask_again(self, node: str, org: str, now: float) -> None:
        self._to_ask.add(org)
        self._await(org, {node}, now)

    def _await(self, org: str, nodes: AbstractSet[str], now: float) -> None:
        self._await_until[org] = now + ANSWER_SECONDS
        self._awaited[org] |= nodes

    def _no_longer_awaited(self, node: str) -> None:
        for nodes in self._awaited.values():
            nodes.discard(node)


def _place(org: str, one: Said | Gone | Moved) -> Place:
    return Place(org, one.order, one.user)


def _entry(said: Said, now: float) -> Entry:
    until = None if said.linger_ms is None else now + said.linger_ms / 1000
    return Entry(said.name, said.field, said.since_ms, until)
