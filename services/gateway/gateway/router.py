"""Exact matching inside the node: which sessions want an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from gateway import metrics
from gateway.matching import TopicTrie
from gateway.sessions.burst import Group

if TYPE_CHECKING:
    from gateway.protocol.push import Push
    from gateway.sessions.burst import Flusher, Member

AUDIENCES_LIMIT = 10_000
"""Routing keys whose audience is kept."""


class Receiver(Protocol):
    """Whoever takes events; told apart by identity."""

    def __hash__(self) -> int:
        """Receivers are kept in sets."""

    def deliver(self, push: Push) -> None:
        """Take one event; must not wait and must not raise."""

    @property
    def member(self) -> Member | None:
        """The same receiver, if it takes events by the burst."""


class _Audience(NamedTuple):
    """Who gets the events with one routing key."""

    group: Group | None
    """Those who take them by the burst: one and the same object for the same members."""
    others: tuple[Receiver, ...]
    size: int


class Router:
    """Absolute patterns of all receivers."""

    def __init__(self, flusher: Flusher) -> None:
        self._flusher = flusher
        self._trie: TopicTrie[Receiver] = TopicTrie()
        self._audiences: dict[str, _Audience] = {}
        self._groups: dict[frozenset[Member], Group] = {}

    def add(self, pattern: str, receiver: Receiver) -> None:
        """Let ``receiver`` have what ``pattern`` matches."""
        self._trie.add(pattern, receiver)
        self._forget()

    def remove(self, pattern: str, receiver: Receiver) -> None:
        """No longer."""
        self._trie.remove(pattern, receiver)
        self._forget()

    def deliver(self, push: Push) -> None:
        """Hand an event to everybody who wants it, once each."""
        audience = self._audiences.get(push.key) or self._audience(push.key)
        for receiver in audience.others:
            receiver.deliver(push)
        if audience.group is not None:
            self._flusher.cast(audience.group, push)
        metrics.deliveries.inc(audience.size)

    def _audience(self, key: str) -> _Audience:
        found = self._trie.match(key)
        members = frozenset(receiver.member for receiver in found if receiver.member is not None)
        group = self._groups.get(members)
        if group is None and members:
            # Kept: events about one thing have different keys, and most often the same readers.
            group = self._groups[members] = Group(members)
        if len(self._audiences) >= AUDIENCES_LIMIT:
            self._forget()
        others = tuple(receiver for receiver in found if receiver.member is None)
        audience = self._audiences[key] = _Audience(group, others, len(found))
        return audience

    def _forget(self) -> None:
        if self._audiences:
            self._audiences = {}
            self._groups = {}
