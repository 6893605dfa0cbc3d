"""What waits to be written to one client: bounded in bytes, conflated, written once per burst."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from gateway import metrics

if TYPE_CHECKING:
    from collections.abc import Callable


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


GATHER_PER_CLIENT_SECONDS = 2e-6
GATHER_LIMIT_SECONDS = 0.002
"""How long a write waits for what comes right behind: a part of the time that the write itself will take (a ``send()``
takes some 7 µs), so that few clients never wait, and a burst for many is written once, not once for each of its parts.
"""


class Flusher:
    """Writes all frames of one burst together, one write per client."""

    def __init__(self) -> None:
        self._dirty: list[Outbox] = []

    def schedule(self, outbox: Outbox) -> None:
        """Have ``outbox`` flushed with the others of its burst; it asks once until it is flushed."""
        if not self._dirty:
            asyncio.get_running_loop().call_soon(self._gather)
        self._dirty.append(outbox)

    def _gather(self) -> None:
        # Everybody whom the first event of the burst concerns is here by now.
        seconds = min(GATHER_LIMIT_SECONDS, len(self._dirty) * GATHER_PER_CLIENT_SECONDS)
        if seconds < GATHER_LIMIT_SECONDS / 2:
            self._flush()
        else:
            asyncio.get_running_loop().call_later(seconds, self._flush)

    def _flush(self) -> None:
        dirty, self._dirty = self._dirty, []
        metrics.sent_bytes.inc(sum([outbox.write() for outbox in dirty]))


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

    def set_flush_ms(self, flush_ms: int) -> None:
        """Write at most once in this many milliseconds; 0 writes at the end of every loop turn."""
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
        """Forget what waits."""
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
