"""Which routing keys a binding matches: AMQP topic patterns, ``*`` one word, ``#`` any number of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

ANY_WORD = "\0"
"""A word that no pattern can name: what matches it matches every word."""


def matches(pattern: str, key: str) -> bool:
    """Whether the topic ``pattern`` matches the routing ``key``."""
    words = tuple(pattern.split("."))
    return len(words) in _reached(words, key.split("."))


def _reached(pattern: Sequence[str], words: Sequence[str]) -> set[int]:
    """The places in ``pattern`` where one may be after reading ``words``: one pass, no going back."""
    places = _skip(pattern, {0})
    for word in words:
        stepped = set()
        for place in places:
            if place == len(pattern):
                continue
            expected = pattern[place]
            if expected == "#":
                stepped.add(place)
            elif expected in ("*", word):
                stepped.add(place + 1)
        places = _skip(pattern, stepped)
    return places


def could_match(pattern: str, prefix: str) -> bool:
    """Whether ``pattern`` matches any routing key that begins with the words of ``prefix``."""
    return bool(_reached(tuple(pattern.split(".")), prefix.split(".")))


def _skip(pattern: Sequence[str], places: set[int]) -> set[int]:
    """``places`` and those behind a ``#``, which may stand for no word."""
    reached = set(places)
    for place in places:
        at = place
        while at < len(pattern) and pattern[at] == "#":
            at += 1
            reached.add(at)
    return reached


class Interest:
    """What one subscription wants, with the answers for recent keys kept."""

    KEYS_LIMIT = 10_000

    def __init__(self, bindings: Iterable[str], user: str = "me") -> None:
        """``user`` stands for ``me`` in ``user.me.…``."""
        self._patterns = tuple(_resolve(binding, user) for binding in bindings)
        self.wants = lru_cache(self.KEYS_LIMIT)(self._wants)

    def _wants(self, key: str) -> bool:
        return any(matches(pattern, key) for pattern in self._patterns)

    def is_whole(self, aggregate: str) -> bool:
        """Whether everything about ``aggregate``, for example ``order.42``, is wanted, so that a version that does not
        come is one that was lost.
        """
        return self.wants(f"{aggregate}.{ANY_WORD}")

    def touches(self, order_id: str) -> bool:
        """Whether anything about an order is wanted."""
        return any(could_match(pattern, f"order.{order_id}") for pattern in self._patterns)


def _resolve(binding: str, user: str) -> str:
    words = binding.split(".")
    if words[:2] == ["user", "me"]:
        words[1] = user
    return ".".join(words)
