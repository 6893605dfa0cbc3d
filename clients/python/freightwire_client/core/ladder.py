"""Which way events come: WebSocket as long as it works, else the next best that does."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

WEBSOCKET_PATIENCE = 3
"""Failed WebSocket attempts in a row before another way is taken."""
WAY_PATIENCE = 2
"""Failures in a row of another way before the one after it is taken."""


class State(StrEnum):
    """How the client is connected."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    """Over WebSocket."""
    RECONNECTING = "reconnecting"
    FALLBACK = "fallback"
    """Events come another way; WebSocket is tried all the time."""
    OFFLINE = "offline"
    """Nothing works just now; everything is tried all the time."""
    STOPPED = "stopped"
    """Closed, or refused for good."""


class Way(StrEnum):
    """The ways by which events come."""

    WEBSOCKET = "websocket"
    SSE = "sse"
    POLL = "poll"
    CHANGES = "changes"
    """REST polling for what has happened to orders: nothing else comes meanwhile."""


class Ladder:
    """Told what works and what fails, it says what to use. Knows no time: who tells it waits between attempts."""

    def __init__(self, ways: Sequence[Way]) -> None:
        """``ways`` besides WebSocket, the best first; there may be none."""
        self._ways = tuple(ways)
        self._failures = 0
        self._way_failures = 0
        self._connected_once = False
        self._exhausted = False
        self._flowing = False
        self._connected = False
        self._stopped = False
        self.way: Way | None = None
        """What to use besides trying WebSocket; None while that is not called for."""

    @property
    def state(self) -> State:
        """How the client is connected."""
        if self._stopped:
            return State.STOPPED
        if self._connected:
            return State.CONNECTED
        if self._flowing:
            return State.FALLBACK
        if self._exhausted:
            return State.OFFLINE
        return State.RECONNECTING if self._connected_once else State.CONNECTING

    def connected(self) -> None:
        """A WebSocket session has begun: nothing else is needed."""
        self._connected = self._connected_once = True
        self._exhausted = False
        self._leave_ways()

    def lost(self, *, stable: bool) -> None:
        """The WebSocket session has ended. One that was not ``stable`` counts as a failure."""
        self._connected = False
        if stable:
            self._failures = 0
        else:
            self.failed()

    def failed(self) -> None:
        """A WebSocket attempt has failed."""
        self._failures += 1
        if self._failures < WEBSOCKET_PATIENCE:
            return
        if not self._ways:
            self._exhausted = True
        elif self.way is None:
            self.way = self._ways[0]

    def flowing(self, way: Way) -> None:
        """``way`` works."""
        if way is self.way:
            self._flowing, self._exhausted, self._way_failures = True, False, 0

    def broke(self, way: Way, *, offered: bool = True) -> None:
        """``way`` failed; not ``offered``: there is no use in trying it again soon."""
        if way is not self.way:
            return  # news of a way that was left already
        self._flowing = False
        self._way_failures = self._way_failures + 1 if offered else WAY_PATIENCE
        if self._way_failures < WAY_PATIENCE:
            return
        self._way_failures = 0
        following = self._ways.index(way) + 1
        if following == len(self._ways):
            self._exhausted = True
        self.way = self._ways[following % len(self._ways)]

    def stop(self) -> None:
        """It is over."""
        self._stopped = True
        self._leave_ways()

    def _leave_ways(self) -> None:
        self.way, self._flowing, self._way_failures = None, False, 0
