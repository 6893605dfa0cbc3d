"""Who wants a routing key: a trie of topic patterns, with the answers for recent keys kept."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

from gateway.matching.patterns import ANY, ONE

CACHE_LIMIT = 10_000
"""Routing keys whose answer is kept."""

Subscriber = TypeVar("Subscriber", bound=Hashable)


class _Node(Generic[Subscriber]):
    __slots__ = ("children", "subscribers")

    def __init__(self) -> None:
        self.children: dict[str, _Node[Subscriber]] = {}
        self.subscribers: set[Subscriber] = set()


class TopicTrie(Generic[Subscriber]):
    """Subscribers by topic pattern, with the semantics of an AMQP topic exchange.

    A subscriber with several matching patterns is found once. Every change empties the cache: changes are
    rare beside events, and a wrong answer would be an event in the wrong hands.
    """

    def __init__(self, *, cache_limit: int = CACHE_LIMIT) -> None:
        self._root: _Node[Subscriber] = _Node()
        self._cache: dict[str, tuple[Subscriber, ...]] = {}
        self._cache_limit = cache_limit

    def add(self, pattern: str, subscriber: Subscriber) -> None:
        """Let ``subscriber`` have what ``pattern`` matches; adding again changes nothing."""
        node = self._root
        for word in pattern.split("."):
            node = node.children.setdefault(word, _Node())
        node.subscribers.add(subscriber)
        self._cache.clear()

    def remove(self, pattern: str, subscriber: Subscriber) -> None:
        """Take ``pattern`` from ``subscriber``; removing what is not there changes nothing."""
        path: list[tuple[_Node[Subscriber], str]] = []
        node = self._root
        for word in pattern.split("."):
            child = node.children.get(word)
            if child is None:
                return
            path.append((node, word))
            node = child
        node.subscribers.discard(subscriber)
        for parent, word in reversed(path):
            child = parent.children[word]
            if child.children or child.subscribers:
                break
            del parent.children[word]
        self._cache.clear()

    def match(self, key: str) -> tuple[Subscriber, ...]:
        """Everybody who wants ``key``, each once."""
        found = self._cache.get(key)
        if found is None:
            subscribers: dict[Subscriber, None] = {}
            words = key.split(".") if key else []  # the empty key has no word, as RabbitMQ has it
            for node in _reached(self._root, words, 0):
                subscribers.update(dict.fromkeys(node.subscribers))
            found = tuple(subscribers)
            if len(self._cache) >= self._cache_limit:
                self._cache.clear()
            self._cache[key] = found
        return found

    @property
    def is_empty(self) -> bool:
        """Whether nobody wants anything."""
        return not self._root.children


def _reached(node: _Node[Subscriber], words: list[str], at: int) -> Iterator[_Node[Subscriber]]:
    """The nodes at which patterns that match ``words[at:]`` end; one may come several times."""
    if at == len(words):
        yield node
    else:
        for word in (words[at], ONE):
            if (child := node.children.get(word)) is not None:
                yield from _reached(child, words, at + 1)
    if (child := node.children.get(ANY)) is not None:
        for following in range(at, len(words) + 1):
            yield from _reached(child, words, following)
