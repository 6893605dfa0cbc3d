"""Which other nodes there are, by their signs of life. Pure."""

from __future__ import annotations


class Peers:
    """Nodes that were heard of within ``lease`` seconds. Time is given in seconds of a steady clock."""

    def __init__(self, *, lease: float) -> None:
        self._lease = lease
        self._seen: dict[str, float] = {}

    def seen(self, node: str, now: float) -> None:
        """A sign of life."""
        self._seen[node] = max(now, self._seen.get(node, now))

    def gone(self, node: str) -> None:
        """The node said good-bye."""
        self._seen.pop(node, None)

    def alive(self, now: float) -> frozenset[str]:
        """The nodes that are there, as far as anybody knows; the others are forgotten."""
        self._seen = {node: seen for node, seen in self._seen.items() if now - seen < self._lease}
        return frozenset(self._seen)
