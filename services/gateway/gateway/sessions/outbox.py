"""What waits to be written to one client: bounded in bytes, conflated, written once per burst."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from gateway import metrics

if TYPE_CHECKING:
    from collections.abc import Callable

    from gateway.sessions.burst import Flusher


class Link(Protocol):
    """The transport of one client, as far as its session needs it."""

    def write(self, data: bytes) -> None:
        """Hand framed bytes to the socket; what it does not take at once it buffers."""

    def buffered(self) -> int:
        """Bytes that the socket has not taken yet."""

    @property
    def is_congested(self) -> bool:
        """Whether the socket takes no more just now; the outbox is told when it does again."""

    def close(self, code: int, reason: str) -> None:
        """Close the connection, after what was written."""


class Outbox:
    """Frames in order. Of waiting ephemeral frames with one conflation key only the newest stays, in its
    own place.

    Waiting means: until the end of the burst (docs/decisions/0017), until ``flush_ms`` have passed, or until a
    congested socket takes more. What waits here and in the socket together may not exceed the budget; what a client
    asked to have replayed does not count, it is bounded by the replay's own limit.
    """

    __slots__ = (
        "_budget",
        "_flush_ms",
        "_flusher",
        "_in_socket",
        "_latest",
        "_link",
        "_over_budget",
        "_pending",
        "_scheduled",
        "_size",
        "_timer",
        "_uncounted",
    )

    def __init__(self, link: Link, flusher: Flusher, *, budget: int, over_budget: Callable[[], None]) -> None:
        self._link = link
        self._flusher = flusher
        self._budget = budget
        self._over_budget = over_budget
        self._flush_ms = 0
        self._pending: list[bytes] = []
        self._latest: dict[str, int] = {}
        self._size = 0
        self._in_socket = 0
        """At most this many bytes wait in the socket: it is asked only when that would be too many."""
        self._uncounted = 0
        self._scheduled = False
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_unhurried(self) -> bool:
        """Whether frames wait for a time that the client asked for."""
        return self._flush_ms > 0

    def set_flush_ms(self, flush_ms: int) -> None:
        """Write at most once in this many milliseconds; 0 writes at the end of every burst."""
        self._flush_ms = flush_ms

    def append(self, frame: bytes, conflation_key: str | None = None) -> None:
        """Queue a frame, or report that the client is too slow for it."""
        if conflation_key is not None:
            self._conflate(conflation_key)
        if self._size + self._in_socket + len(frame) > self._budget and not self._has_room(len(frame)):
            self._over_budget()
            return
        self._pending.append(frame)
        self._size += len(frame)
        if not self._scheduled:
            self._schedule()

    def append_uncounted(self, frame: bytes) -> None:
        """Queue a frame that the client asked for; it does not count against the budget."""
        self._pending.append(frame)
        self._size += len(frame)
        self._uncounted += len(frame)
        if not self._scheduled:
            self._schedule()

    def write_rest(self, data: bytes) -> None:
        """Leave to the transport what the socket did not take of a frame that has begun."""
        self._in_socket += len(data)
        self._link.write(data)

    def flush(self) -> None:
        """Write everything in one go, unless the socket is congested: then ``flush`` is called when it is not."""
        metrics.sent_bytes.inc(self.write())

    def write(self) -> int:
        """Do as ``flush``, for one who counts the bytes of many: they are returned."""
        if self._link.is_congested:
            return 0
        self._scheduled = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        pending = self._pending
        if not pending:
            return 0
        data = pending[0] if len(pending) == 1 else b"".join(pending)
        pending.clear()
        self._latest.clear()
        self._size = 0
        self._in_socket += len(data)
        self._link.write(data)
        return len(data)

    def discard(self) -> None:
        """Forget what waits, and take no more: the session is over, though a burst may still hold it."""
        self._budget = -1
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._pending.clear()
        self._latest.clear()
        self._size = 0

    def _has_room(self, size: int) -> bool:
        """Whether ``size`` bytes more are within the budget, by what the socket really holds."""
        self._in_socket = self._link.buffered()
        waiting = self._size + self._in_socket
        self._uncounted = min(self._uncounted, waiting)
        return waiting - self._uncounted + size <= self._budget

    def _conflate(self, key: str) -> None:
        index = self._latest.get(key)
        if index is not None:
            self._size -= len(self._pending[index])
            self._pending[index] = b""
            metrics.conflated.inc()
        self._latest[key] = len(self._pending)

    def _schedule(self) -> None:
        self._scheduled = True
        if self._flush_ms:
            self._timer = asyncio.get_running_loop().call_later(self._flush_ms / 1000, self.flush)
        else:
            self._flusher.schedule(self)
