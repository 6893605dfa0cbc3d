"""Closing the node's own gap: what was published while it had no queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.telemetry import get_logger

from gateway.feed.fence import FENCE_TYPE
from gateway.matching import TopicTrie

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freightwire.events.envelope import Envelope

_log = get_logger()


class Backfill:
    """Collects, from a pass over the history, what the node's bindings would have brought.

    The pass joins on to what the node has seen when it comes across one of the last messages the node
    received: everything that came after that message is then in the pass. Without such an anchor nothing is
    promised.
    """

    def __init__(self, anchors: frozenset[str], bindings: Iterable[str], limit: int) -> None:
        self.missed: list[Envelope] = []
        self.joined = False
        self._anchors = anchors
        self._limit = limit
        self._bound: TopicTrie[bool] = TopicTrie()
        for pattern in bindings:
            self._bound.add(pattern, True)

    def take(self, envelope: Envelope) -> bool:
        """Take one message of the history; False when there are more than the node will hold."""
        if str(envelope.id) in self._anchors:
            self.joined = True
        elif envelope.durable and envelope.type != FENCE_TYPE and self._bound.match(envelope.key):
            self.missed.append(envelope)
        return len(self.missed) <= self._limit
