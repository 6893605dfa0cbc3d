"""What the node has seen of the log: the highest position, what was seen already, and the cursor for it."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import TYPE_CHECKING

from freightwire.cursor import Cursor

if TYPE_CHECKING:
    from freightwire.events.envelope import Envelope

LOG_SOURCE = "orders"
"""The service whose positions the cursor counts: there is one log. Positions of others number other logs;
their events are told apart by id."""
REMEMBERED = 50_000
"""Positions, and ids, by which a repetition is recognised."""
ANCHORS = 200


class SeenPositions:
    """The positions of one epoch that were seen: exact for the latest, everything older counts as seen."""

    def __init__(self, limit: int = REMEMBERED) -> None:
        self._limit = limit
        self._seen: set[int] = set()
        self._order: deque[int] = deque()
        self._floor = -1

    def add(self, position: int) -> bool:
        """Whether ``position`` is new."""
        if position <= self._floor or position in self._seen:
            return False
        self._seen.add(position)
        self._order.append(position)
        if len(self._order) > self._limit:
            oldest = self._order.popleft()
            self._seen.discard(oldest)
            self._floor = max(self._floor, oldest)
        return True


class LogView:
    """Follows the log as it arrives on one queue.

    A relay that restarts publishes again from the first unconfirmed position on, so repetitions are dropped
    here, once for all sessions.
    """

    def __init__(self) -> None:
        self._epoch: str | None = None
        self._position = 0
        self._time_ms = 0
        self._positions = SeenPositions()
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._anchors: deque[str] = deque(maxlen=ANCHORS)

    @property
    def cursor(self) -> Cursor:
        """Where a reader stands who has had everything so far."""
        return Cursor(self._epoch, self._position, self._time_ms)

    @property
    def anchors(self) -> frozenset[str]:
        """The ids of the last messages: if the history holds one of them, it joins on to what was seen."""
        return frozenset(self._anchors)

    def admit(self, envelope: Envelope, now_ms: int) -> bool:
        """Take an event in; whether it is new.

        Args:
            now_ms: when it arrived. A publisher's clock that runs ahead must not push the cursor past
            events to come.
        """
        self._arrived(envelope, now_ms)
        position = position_of(envelope)
        if position is None:
            return self._is_new_id(str(envelope.id))
        if envelope.epoch != self._epoch:
            self._epoch, self._position, self._positions = envelope.epoch, position, SeenPositions()
        if not self._positions.add(position):
            return False
        self._position = max(self._position, position)
        return True

    def passed_fence(self, envelope: Envelope, now_ms: int) -> None:
        """A fence came by: everything that was routed before it has been seen, and the position it vouches
        for.
        """
        self._arrived(envelope, now_ms)
        self.learn(envelope.epoch, envelope.position)

    def learn(self, epoch: str | None, position: int | None) -> None:
        """Whoever was bound to everything would stand at this position by now.

        Bindings show a node only a part of the log; without this, a reader who was ahead of it elsewhere
        would fall back here.
        """
        if epoch is None or position is None:
            return
        if self._epoch is None:
            self._epoch = epoch
        if self._epoch == epoch:
            self._position = max(self._position, position)

    def _arrived(self, envelope: Envelope, now_ms: int) -> None:
        self._anchors.append(str(envelope.id))
        self._time_ms = max(self._time_ms, min(int(envelope.time.timestamp() * 1000), now_ms))

    def _is_new_id(self, event_id: str) -> bool:
        if event_id in self._ids:
            return False
        self._ids[event_id] = None
        if len(self._ids) > REMEMBERED:
            self._ids.popitem(last=False)
        return True


def position_of(envelope: Envelope) -> int | None:
    """The event's position in the one log that cursors count; None for all others."""
    if envelope.source != LOG_SOURCE or envelope.epoch is None:
        return None
    return envelope.position
