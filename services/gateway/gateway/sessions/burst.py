"""A burst: events that came together, on their way to the same sessions, written once to each (docs/decisions/0017)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from gateway import metrics

if TYPE_CHECKING:
    from gateway.protocol.push import Push
    from gateway.sessions.outbox import Outbox

GATHER_PER_CLIENT_SECONDS = 2e-6
GATHER_LIMIT_SECONDS = 0.002
"""How long a write waits for what comes right behind: a part of the time that the write itself will take (a ``send()``
takes some 7 µs), so that few clients never wait, and a burst for many is written once, not once for each of its parts.
"""
Send = Callable[[bytes], int]
PUSHES_LIMIT = 256
"""Events in one burst: what the next one waits for is bounded, and so is what is joined for it."""


class Member(Protocol):
    """Who takes whole bursts."""

    def __hash__(self) -> int:
        """Members are kept in sets."""

    @property
    def socket_send(self) -> Send:
        """Writes to the member's socket, as ``socket.send`` does. Used only while the member is not excepted."""

    def deliver(self, push: Push) -> None:
        """Take one event; must not wait and must not raise."""

    def unsent(self, rest: bytes) -> None:
        """What ``socket_send`` did not take."""


class Group:
    """Members who get the same events, with what it takes to write to all of them in a row."""

    __slots__ = ("everybody", "members", "sends")

    def __init__(self, members: Iterable[Member]) -> None:
        self.members = tuple(members)
        self.everybody = frozenset(self.members)
        # By the side, since to go through a thousand sessions for it would cost half of what their sockets cost.
        self.sends = tuple(member.socket_send for member in self.members)


class Burst:
    """Events in their order, and who gets all of them."""

    __slots__ = ("group", "pushes")

    def __init__(self, group: Group, first: Push) -> None:
        self.group = group
        self.pushes = [first]

    def frames(self) -> bytes:
        """All as WebSocket frames, the same bytes for everybody; of events with one conflation key only the newest."""
        if len(self.pushes) == 1:
            return self.pushes[0].frame
        newest = {push.conflation_key: push for push in self.pushes if push.conflation_key is not None}
        kept = [
            push.frame for push in self.pushes if push.conflation_key is None or newest[push.conflation_key] is push
        ]
        metrics.conflated.inc((len(self.pushes) - len(kept)) * len(self.group.members))
        return b"".join(kept)


class Flusher:
    """Writes all frames of one burst together, one write per client.

    While events come for the very same sessions, nothing is done but to note them. What else goes to a session, or asks
    how far it has been told, must call ``settle`` before: then all that was noted is in the sessions' outboxes.

    Args:
        budget: bytes that may wait for one client; a burst of more is for each client's own outbox to judge.
    """

    def __init__(self, *, budget: int) -> None:
        self._budget = budget
        self._dirty: list[Outbox] = []
        self._burst: Burst | None = None
        self._is_awaited = False
        self._excepted: set[Member] = set()

    def cast(self, group: Group, push: Push) -> None:
        """Hand ``push`` to all of ``group``."""
        burst = self._burst
        if burst is not None:
            if burst.group is group and len(burst.pushes) < PUSHES_LIMIT:
                burst.pushes.append(push)
                return
            self.settle()
        self._burst = Burst(group, push)
        self._await()

    def schedule(self, outbox: Outbox) -> None:
        """Have ``outbox`` flushed with the others of its burst; it asks once until it is flushed."""
        self._dirty.append(outbox)
        self._await()

    def settle(self) -> None:
        """Put what was noted where it belongs in the order of all that a session is told."""
        burst, self._burst = self._burst, None
        if burst is not None:
            self._deliver(burst, burst.group.members)

    def decide(self, member: Member, *, excepted: bool) -> None:
        """An excepted member has events put into its outbox instead of written: they must wait there for something."""
        if excepted:
            self._excepted.add(member)
        else:
            self._excepted.discard(member)

    def _await(self) -> None:
        if not self._is_awaited:
            self._is_awaited = True
            asyncio.get_running_loop().call_soon(self._gather)

    def _gather(self) -> None:
        # Everybody whom the first event of the burst concerns is here by now.
        clients = len(self._dirty) + (len(self._burst.group.members) if self._burst is not None else 0)
        seconds = min(GATHER_LIMIT_SECONDS, clients * GATHER_PER_CLIENT_SECONDS)
        if seconds < GATHER_LIMIT_SECONDS / 2:
            self._flush()
        else:
            asyncio.get_running_loop().call_later(seconds, self._flush)

    def _flush(self) -> None:
        size = 0
        try:
            size += self._write_dirty()  # all of it came before the burst
            burst, self._burst = self._burst, None
            if burst is not None:
                size += self._write(burst)
                size += self._write_dirty()
        finally:
            # Whatever goes wrong with one client, the next burst must be written.
            self._is_awaited = False
            metrics.sent_bytes.inc(size)

    def _write_dirty(self) -> int:
        dirty, self._dirty = self._dirty, []
        return sum([outbox.write() for outbox in dirty])

    def _write(self, burst: Burst) -> int:
        group, data = burst.group, burst.frames()
        size, sends = len(data), group.sends
        if size > self._budget:
            self._deliver(burst, group.members)
            return 0
        excepted = self._excepted & group.everybody
        targets = zip(sends, group.members, strict=True)
        # Touches no member but those whose socket is full: this is the loop that everything else is for.
        for send, member in [pair for pair in targets if pair[1] not in excepted] if excepted else targets:
            try:
                sent = send(data)
            except OSError:  # full, or broken: the transport knows what to do
                sent = 0
            if sent != size:
                member.unsent(data[sent:])
        self._deliver(burst, excepted)
        return size * (len(sends) - len(excepted))

    @staticmethod
    def _deliver(burst: Burst, members: Iterable[Member]) -> None:
        for push in burst.pushes:
            for member in members:
                member.deliver(push)
