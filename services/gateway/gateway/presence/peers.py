"""The other nodes: until when each is believed, and how far we have followed it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gateway.presence.messages import Announced


class Verdict(Enum):
    """What to do with an announcement."""

    APPLY = auto()
    OLD = auto()
    GAP = auto()
    """Something before it was lost: only all that the node says helps."""


@dataclass(slots=True)
class _Peer:
    believed_until: float
    newest: int = 0
    answers: bool = True
    """False once it has said goodbye."""
    followed: dict[str, int] = field(default_factory=dict)


class Peers:
    """Leases and numbers. A node that is not heard of for its lease is forgotten, with all that it said."""

    def __init__(self) -> None:
        self._peers: dict[str, _Peer] = {}

    def heard(self, node: str, number: int, until: float, *, answers: bool = True) -> None:
        """Some message came: a newer one than all before renews the node's lease."""
        peer = self._peers.setdefault(node, _Peer(until))
        if number > peer.newest:
            peer.newest, peer.believed_until, peer.answers = number, until, answers

    def verdict(self, message: Announced) -> Verdict:
        """Whether an announcement of a node that was heard of joins on to what is known of it."""
        followed = self._peers[message.node].followed.get(message.org)
        if followed is not None and message.number <= followed:
            return Verdict.OLD
        if message.after is None or message.after == followed:
            return Verdict.APPLY
        return Verdict.GAP

    def followed(self, node: str, org: str, number: int) -> None:
        """All that the node said about an organisation up to ``number`` is known."""
        self._peers[node].followed[org] = number

    def behind(self, node: str, org: str, number: int) -> bool:
        """Whether the node has said more about an organisation than is known."""
        return self._peers[node].followed.get(org, 0) < number

    def stale(self, node: str, number: int, said: Iterable[str]) -> list[str]:
        """The organisations that are known from a node that now, as of message ``number``, says nothing about them."""
        followed = self._peers[node].followed
        return [org for org, at in followed.items() if org not in said and at < number]

    def forget(self, org: str) -> None:
        """Nobody here cares about an organisation any more."""
        for peer in self._peers.values():
            peer.followed.pop(org, None)

    def expire(self, now: float) -> list[tuple[str, tuple[str, ...]]]:
        """Forget the nodes that are believed no longer; each with the organisations that it said something about."""
        over = [node for node, peer in self._peers.items() if peer.believed_until <= now]
        return [(node, tuple(self._peers.pop(node).followed)) for node in over]

    @property
    def names(self) -> frozenset[str]:
        """The nodes of which answers can be expected."""
        return frozenset(node for node, peer in self._peers.items() if peer.answers)

    @property
    def departed(self) -> frozenset[str]:
        """The nodes that have said goodbye, and of whose clients some still linger."""
        return frozenset(self._peers.keys() - self.names)

    @property
    def next_at(self) -> float | None:
        """When ``expire`` has something to do; None for never."""
        return min((peer.believed_until for peer in self._peers.values()), default=None)
