"""Exact matching inside the node: which sessions want an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from gateway import metrics
from gateway.matching import TopicTrie

if TYPE_CHECKING:
    from gateway.protocol.push import Push


class Receiver(Protocol):
    """Whoever takes events; told apart by identity."""

    def __hash__(self) -> int:
        """Receivers are kept in sets."""

    def deliver(self, push: Push) -> None:
        """Take one event; must not wait and must not raise."""


class Router:
    """Absolute patterns of all receivers."""

    def __init__(self) -> None:
        self._trie: TopicTrie[Receiver] = TopicTrie()

    def add(self, pattern: str, receiver: Receiver) -> None:
        """Let ``receiver`` have what ``pattern`` matches."""
        self._trie.add(pattern, receiver)

    def remove(self, pattern: str, receiver: Receiver) -> None:
        """No longer."""
        self._trie.remove(pattern, receiver)

    def deliver(self, push: Push) -> None:
        """Hand an event to everybody who wants it, once each."""
        receivers = self._trie.match(push.key)
        if receivers:
            for receiver in receivers:
                receiver.deliver(push)
            metrics.deliveries.inc(len(receivers))
