"""A live subscription: an asynchronous iterator over what comes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from freightwire_client.core.mailbox import Mailbox, MailboxState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from freightwire_client.core.messages import Verdict
    from freightwire_client.items import Event, Item, Reload

BINDINGS_LIMIT = 100
"""In one command, as the protocol has it."""


class Subscription:
    """Made by ``FreightwireClient.subscribe``; iterate over it, from one task.

    It gives ``Event`` and ``Reload`` items (and ``Snapshot``, if asked to), each event once, in the gateway's order,
    over losses of the connection. It ends when it or the client is closed, and raises when the gateway refuses it.
    """

    def __init__(
        self,
        bindings: Sequence[str],
        *,
        cursor: str | None,
        limit: int,
        presence: bool,
        changed: Callable[[Subscription], None],
    ) -> None:
        """``changed`` is called when there is something to ask of the gateway."""
        if not 1 <= len(bindings) <= BINDINGS_LIMIT:
            raise ValueError(f"a subscription has 1 to {BINDINGS_LIMIT} bindings")
        if limit < 1:
            raise ValueError("limit must be at least 1")
        self.mailbox = Mailbox(bindings, cursor=cursor, limit=limit, presence=presence)
        self.closed = False
        self._changed = changed
        self._error: Exception | None = None
        self._arrived = asyncio.Event()
        self._started = asyncio.Event()
        self._turned = asyncio.Event()
        self._taken = asyncio.Event()

    @property
    def bindings(self) -> tuple[str, ...]:
        """As they were given."""
        return self.mailbox.bindings

    @property
    def cursor(self) -> str | None:
        """Where the application stands: keep it once the last item was dealt with, and give it to ``subscribe`` after
        a restart. None until the subscription has begun for the first time.
        """
        return self.mailbox.taken

    async def ready(self) -> None:
        """Wait until the subscription is live: what is published from then on comes.

        Raises:
            ForbiddenError: the token does not grant it.
            GatewayRefusedError: the gateway does not want the client.
            ClientClosedError: the client was closed meanwhile.
        """
        await self._started.wait()
        if self._error is not None:
            raise self._error

    def known(self, order_id: str, version: int) -> None:
        """Say that the application has loaded an order as of ``version``, so that older events of it are dropped and a
        hole after it is noticed.
        """
        self.mailbox.know(order_id, version)

    def close(self) -> None:
        """Unsubscribe. What waits can still be taken."""
        self.closed = True
        self.wake()
        self._changed(self)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item:
        while True:
            was_behind = self.mailbox.state is MailboxState.BEHIND
            item = self.mailbox.take()
            if was_behind and self.mailbox.state is MailboxState.WAITING:
                self._turned.set()
                self._changed(self)
            self._taken.set()
            if item is not None:
                return item
            if self._error is not None:
                raise self._error
            if self.closed:
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()

    # What the connection calls

    def begun(self, verdict: Verdict) -> None:
        """The gateway has begun it."""
        self.mailbox.begun(verdict)
        self._started.set()
        self._arrived.set()

    def offer(self, event: Event, *, addressed: bool = False) -> None:
        """An event has come."""
        if self.mailbox.offer(event, addressed=addressed):
            self._arrived.set()

    def reload(self, reload: Reload) -> None:
        """State must be loaded anew."""
        self.mailbox.reload(reload)
        self._arrived.set()

    def supply(self, event: Event) -> None:
        """An event came from elsewhere; see ``Mailbox.supply``."""
        self.mailbox.supply(event)
        self._arrived.set()

    async def until_room(self) -> None:
        """Wait until the application has taken enough for more to be supplied."""
        while not self.mailbox.has_room and not self.is_over:
            self._taken.clear()
            await self._taken.wait()

    def fail(self, error: Exception) -> None:
        """It is over; what waits can still be taken."""
        self._error = self._error or error
        self.wake()

    def wake(self) -> None:
        """Let everybody who waits look again."""
        self._started.set()
        self._arrived.set()
        self._turned.set()
        self._taken.set()

    @property
    def is_over(self) -> bool:
        """Whether nothing is to be asked of the gateway any more."""
        return self.closed or self._error is not None

    async def until_waiting(self) -> None:
        """Wait until the subscription has to be begun (again)."""
        while self.mailbox.state is not MailboxState.WAITING:
            self._turned.clear()
            await self._turned.wait()
