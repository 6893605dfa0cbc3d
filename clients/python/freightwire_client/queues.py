"""Durable queues: events that the broker keeps for a user until they are acknowledged."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, Self

from freightwire_client.errors import CommandError, StaleDeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from freightwire_client.core.messages import Delivered
    from freightwire_client.items import Event


STALE = "stale_tag"


class Commands(Protocol):
    """The connection that a delivery came over."""

    async def command(self, name: str, **fields: Any) -> dict[str, Any]:
        """Send a command and wait for its answer."""

    @property
    def is_open(self) -> bool:
        """Whether it still stands."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event of a durable queue, ours until it is acknowledged, given back, or the time for that is over.

    Attributes:
        redelivered: it was given out before and not acknowledged; it may have been dealt with then.
    """

    queue: str
    tag: int
    redelivered: bool
    event: Event
    _session: Commands = field(repr=False, compare=False)

    async def ack(self, *, multiple: bool = False) -> None:
        """It is dealt with. Returns when the broker knows.

        Args:
            multiple: this delivery and all before it.

        Raises:
            StaleDeliveryError: the connection is gone, or the time for it is over; the event comes again.
            CommandError: the gateway refuses, for example because it was acknowledged before.
            NotConnectedError: the connection ended before the answer: the event may come again.
        """
        await self._command("ack", multiple=multiple)

    async def nack(self, *, requeue: bool = True, reason: str = "") -> None:
        """It was not dealt with.

        Args:
            requeue: give it out again; False puts it aside for good, among the dead letters, with ``reason``.

        Raises:
            StaleDeliveryError, CommandError, NotConnectedError: as ``ack``.
        """
        fields: dict[str, Any] = {"requeue": requeue}
        if reason:
            fields["reason"] = reason
        await self._command("nack", **fields)

    async def _command(self, name: str, **fields: Any) -> None:
        if not self._session.is_open:
            raise StaleDeliveryError(f"delivery {self.tag} of {self.queue} came over a connection that is gone")
        try:
            await self._session.command(name, queue=self.queue, tag=self.tag, **fields)
        except CommandError as error:
            if error.code == STALE:
                raise StaleDeliveryError(f"delivery {self.tag} of {self.queue} went back to its queue") from error
            raise


class DurableQueue:
    """Made by ``FreightwireClient.open``: ``async with`` it and iterate over its deliveries.

    It needs a WebSocket: while there is none, nothing comes, and nothing is lost.
    """

    def __init__(
        self,
        name: str,
        bindings: Sequence[str],
        *,
        prefetch: int,
        ack_timeout: int,
        changed: Callable[[DurableQueue], None],
    ) -> None:
        self.name = name
        self.bindings = tuple(bindings)
        self.prefetch = prefetch
        self.ack_timeout = ack_timeout
        self.is_open = False
        """Whether the present connection has opened it."""
        self.pending: int | None = None
        """How many events waited when it was last opened."""
        self.closed = False
        self._changed = changed
        self._error: Exception | None = None
        self._waiting: deque[Delivery] = deque()
        self._arrived = asyncio.Event()
        self._opened = asyncio.Event()

    def fields(self) -> dict[str, Any]:
        """Of the command that opens it."""
        return {
            "queue": self.name,
            "bindings": list(self.bindings),
            "prefetch": self.prefetch,
            "ackTimeout": self.ack_timeout,
        }

    async def ready(self) -> None:
        """Wait until it is open.

        Raises:
            CommandError: the gateway refuses it.
            GatewayRefusedError: the gateway does not want the client.
        """
        await self._opened.wait()
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """Take no more; what was not acknowledged is given out again."""
        self.closed = True
        self._waiting.clear()
        self._wake()
        self._changed(self)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Delivery:
        while not self._waiting:
            if self._error is not None:
                raise self._error
            if self.closed:
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting.popleft()

    # What the connection calls

    def opened(self, pending: int | None) -> None:
        """The gateway has opened it."""
        self.is_open, self.pending = True, pending
        self._opened.set()

    def delivered(self, delivered: Delivered, session: Commands) -> None:
        """An event has come."""
        self._waiting.append(Delivery(delivered.queue, delivered.tag, delivered.redelivered, delivered.event, session))
        self._arrived.set()

    def lost(self) -> None:
        """The connection is gone: what waits comes again."""
        self.is_open = False
        self._waiting.clear()

    def end(self, error: Exception | None) -> None:
        """It is over."""
        self._error = self._error or error
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        self._arrived.set()
        self._opened.set()
