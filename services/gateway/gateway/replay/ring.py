"""The node's recent events, so that a quick reconnect need not ask the broker."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gateway.replay.merge import is_seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from freightwire.cursor import Cursor

    from gateway.protocol.push import Push
    from gateway.replay.request import ReplayLimits

DEFAULT_EVENTS = 20_000
DEFAULT_BYTES = 32 * 1024 * 1024
MOMENT_MS = 1000


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    received_ms: int
    epoch: str | None
    position: int | None
    push: Push | None
    """None for a moment at which the node stood at ``position``, with nothing older still to come."""


class Ring:
    """Durable events as they arrived, bounded by count and bytes; ``number`` marks a moment among them."""

    def __init__(self, *, events: int = DEFAULT_EVENTS, size: int = DEFAULT_BYTES) -> None:
        self._limit_events = events
        self._limit_size = size
        self._entries: deque[_Entry] = deque()
        self._size = 0
        self.number = 0

    def append(self, push: Push, received_ms: int) -> None:
        """Remember an event; ephemeral ones are not kept."""
        if push.conflation_key is not None:
            return
        self._add(received_ms, push.epoch, push.position, push)

    def stand(self, cursor: Cursor, received_ms: int) -> None:
        """Remember where the node stood when a fence came by: it vouches for a log that rests, as an event
        does for one that grows. One in a second is enough.
        """
        latest = self._entries[-1] if self._entries else None
        if latest is None or latest.push is not None or received_ms - latest.received_ms >= MOMENT_MS:
            self._add(received_ms, cursor.epoch, None if cursor.epoch is None else cursor.position, None)

    def _add(self, received_ms: int, epoch: str | None, position: int | None, push: Push | None) -> None:
        self.number += 1
        self._entries.append(_Entry(self.number, received_ms, epoch, position, push))
        self._size += _size_of(push)
        while len(self._entries) > self._limit_events or self._size > self._limit_size:
            self._size -= _size_of(self._entries.popleft().push)

    def clear(self) -> None:
        """Forget everything: what follows does not join on to it."""
        self._entries.clear()
        self._size = 0

    def since(
        self, cursor: Cursor, wants: Callable[[str], bool], *, covered_since: int, limits: ReplayLimits
    ) -> list[Push] | None:
        """What a reader at ``cursor`` missed; None when the ring cannot vouch for it and the history must
        be asked.

        The proof is in the entries themselves: one at or below the cursor, received while the bindings were
        there, shows that none above it is missing; one received before the slack shows it for events that
        have no position. A cursor of no log has nothing above it, only the slack.

        Args:
            wants: whether the reader asked for an absolute routing key.
            covered_since: ``number`` when the queue had all bindings that the reader needs.
        """
        seen_before = cursor.time_ms - limits.slack_ms
        missed: list[Push] = []
        at_or_above = at_or_below = cursor.epoch is None
        for entry in reversed(self._entries):
            is_recent = entry.received_ms >= seen_before
            if entry.number <= covered_since or len(missed) > limits.events:
                return None
            if entry.position is not None and cursor.epoch is not None:
                if entry.epoch != cursor.epoch:
                    return None
                at_or_above = at_or_above or entry.position >= cursor.position
                at_or_below = at_or_below or entry.position <= cursor.position
            if at_or_below and not is_recent:
                return missed[::-1] if at_or_above else None
            push = entry.push
            if push is None or is_seen(push, cursor) or not wants(push.key):
                continue
            if push.position is not None or is_recent:
                missed.append(push)
        return None


def _size_of(push: Push | None) -> int:
    return 0 if push is None else len(push.frame)
