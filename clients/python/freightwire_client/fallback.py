"""Keeping subscriptions fed while there is no WebSocket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn, Protocol

import httpx
from freightwire.telemetry import get_logger

from freightwire_client.core.ladder import Way
from freightwire_client.core.messages import UnreadableMessageError
from freightwire_client.errors import CommandError, TokenUnavailableError
from freightwire_client.items import Reload, ReloadReason
from freightwire_client.notices import Lost
from freightwire_client.ways import WAY_ERRORS, NotOfferedError, Report, TokenExpiredError

if TYPE_CHECKING:
    from freightwire_client.changes import ChangeSource
    from freightwire_client.core.ladder import Ladder
    from freightwire_client.core.messages import Verdict
    from freightwire_client.hub import Hub
    from freightwire_client.options import Options
    from freightwire_client.presence import PresenceOverHttp
    from freightwire_client.subscription import Subscription
    from freightwire_client.tokens import TokenSource

_log = get_logger()


class Follower(Protocol):
    """A way of getting one subscription's events; see ``ways``."""

    way: Way

    async def follow(self, subscription: Subscription, token: str, report: Report) -> None:
        """Feed ``subscription`` until there is a reason to begin anew."""


class ChangesWay:
    """Asks every now and then what has happened to orders. That is not all that a subscription may be about, so the
    subscription stays where it stands, and what it was sent meanwhile comes once there is a better way.
    """

    way = Way.CHANGES

    def __init__(self, http: httpx.AsyncClient, source: ChangeSource, options: Options) -> None:
        self._http = http
        self._source = source
        self._interval = options.changes_interval

    async def follow(self, subscription: Subscription, token: str, report: Report) -> None:
        """As ``EventStream.follow``; it never ends in good order."""
        cursor = subscription.mailbox.resume_from
        while True:
            changes = await self._source.changes(self._http, token, cursor)
            if changes.failure is not None:
                subscription.reload(Reload(reason=ReloadReason.NOT_RESUMED, detail=changes.failure))
            for event in changes.events:
                subscription.supply(event)
            cursor = changes.cursor
            report.flowing()
            await subscription.until_room()
            if not changes.more:
                await asyncio.sleep(self._interval)


class _Report:
    """Passes on how the following of one subscription goes."""

    def __init__(self, fallback: Fallback, subscription: Subscription) -> None:
        self._fallback = fallback
        self._subscription = subscription

    def begun(self, verdict: Verdict) -> None:
        self._fallback.hub.begun([self._subscription], verdict, self._fallback.way)
        self.flowing()

    def flowing(self) -> None:
        self._fallback.ladder.flowing(self._fallback.way)
        self._fallback.turned()


class Fallback:
    """Runs one way for all subscriptions, and says how it goes."""

    def __init__(
        self,
        follower: Follower,
        *,
        hub: Hub,
        ladder: Ladder,
        tokens: TokenSource,
        options: Options,
        turned: Callable[[], None],
        presence: PresenceOverHttp,
    ) -> None:
        """``turned`` is called after every piece of news for the ladder."""
        self.hub = hub
        self.ladder = ladder
        self.turned = turned
        self._follower = follower
        self._tokens = tokens
        self._options = options
        self._presence = presence

    @property
    def way(self) -> Way:
        """The way that it runs."""
        return self._follower.way

    async def run(self) -> NoReturn:
        """Until cancelled: the subscriptions then stand where the next way can take them up.

        Raises:
            GatewayRefusedError: the gateway does not want the client at all.
        """
        running: dict[Subscription, asyncio.Task[None]] = {}
        presence = asyncio.create_task(self._presence.run(), name="gateway-presence")
        try:
            while True:
                self.hub.changed.clear()
                self._adjust(running)
                changed = asyncio.create_task(self.hub.changed.wait())
                try:
                    tasks = {changed, presence, *running.values()}
                    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    changed.cancel()
                self._presence.changed()
                for task in done:
                    task.result()
                running = {subscription: task for subscription, task in running.items() if task not in done}
        finally:
            for ending in (presence, *running.values()):
                ending.cancel()
            await asyncio.gather(presence, *running.values(), return_exceptions=True)
            self.hub.lost()

    def _adjust(self, running: dict[Subscription, asyncio.Task[None]]) -> None:
        for gone in set(running).difference(self.hub.subscriptions):
            running.pop(gone).cancel()
        for subscription in self.hub.subscriptions:
            if subscription not in running:
                running[subscription] = asyncio.create_task(self._follow(subscription), name=f"gateway-{self.way}")

    async def _follow(self, subscription: Subscription) -> None:
        backoff = self._options.backoff()
        clock = asyncio.get_running_loop().time
        while True:
            await subscription.until_waiting()
            began = clock()
            try:
                await self._once(subscription)
                backoff.reset()
            except CommandError as error:
                self.hub.fail(subscription, error)
                return
            except (*WAY_ERRORS, TokenUnavailableError) as error:
                backoff.ended(clock() - began)
                delay = backoff.next_delay()
                reason = str(error) or type(error).__name__
                self.hub.notify(Lost(self.way, reason, delay))
                if isinstance(error, UnreadableMessageError):
                    subscription.reload(Reload(reason=ReloadReason.UNREADABLE, detail=reason))
                self.ladder.broke(self.way, offered=not isinstance(error, NotOfferedError))
                self.turned()
                await asyncio.sleep(delay)
            finally:
                subscription.mailbox.lost()

    async def _once(self, subscription: Subscription) -> None:
        token = await self._tokens.get()
        try:
            await self._follower.follow(subscription, token, _Report(self, subscription))
        except TokenExpiredError:
            self._tokens.expired(token)
            raise


class Detour:
    """Whatever runs beside the attempts at a WebSocket, as the ladder says."""

    def __init__(self, ladder: Ladder, make: Callable[[Way], Fallback], turned: Callable[[], None]) -> None:
        """``turned`` is called when a way came to an end by itself: see ``check``."""
        self._ladder = ladder
        self._make = make
        self._turned = turned
        self._way: Way | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether subscriptions are fed."""
        return self._way is not None

    @property
    def has_failed(self) -> bool:
        """Whether the gateway has refused the client."""
        task = self._task
        return task is not None and task.done() and not task.cancelled() and task.exception() is not None

    def check(self) -> None:
        """Raise what ended the way.

        Raises:
            GatewayRefusedError: the gateway does not want the client.
        """
        if self._task is not None and self.has_failed:
            self._task.result()

    def adjust(self) -> None:
        """Run what the ladder says, and nothing else."""
        if self._ladder.way is self._way:
            return
        self._way = self._ladder.way
        self._task = asyncio.create_task(self._change(self._task, self._way), name="gateway-detour")
        self._task.add_done_callback(lambda _: self._turned())

    async def stop(self) -> None:
        """Run nothing. Returns when the subscriptions are free to be taken up."""
        self._way, task, self._task = None, self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _change(self, before: asyncio.Task[None] | None, way: Way | None) -> None:
        if before is not None:
            before.cancel()
            await asyncio.gather(before, return_exceptions=True)
        if way is not None:
            await self._make(way).run()
