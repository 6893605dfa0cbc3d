"""The client: one connection to a gateway, kept up, for all that an application wants of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NoReturn, Self
from urllib.parse import urlsplit, urlunsplit

import httpx
from freightwire.telemetry import get_logger
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from freightwire_client.core.ladder import Ladder, State, Way
from freightwire_client.errors import (
    FINAL_CLOSE_CODES,
    ClientClosedError,
    TokenUnavailableError,
    refusal,
)
from freightwire_client.fallback import ChangesWay, Detour, Fallback, Follower
from freightwire_client.hub import Hub
from freightwire_client.notices import Lost, StateChanged
from freightwire_client.options import Options
from freightwire_client.presence import Presence, PresenceOverHttp, PresenceState
from freightwire_client.queues import DurableQueue
from freightwire_client.session import AttemptFailedError, Session
from freightwire_client.subscription import Subscription
from freightwire_client.tokens import TokenProvider, TokenSource
from freightwire_client.ways import EventStream, LongPoll

if TYPE_CHECKING:
    from collections.abc import Callable

    from freightwire_client.changes import ChangeSource
    from freightwire_client.notices import Listener, Notice

SUBPROTOCOL = Subprotocol("freightwire.v1+json")
FRAME_LIMIT = 16 * 1024 * 1024
"""Bytes of one message from the gateway."""
CLOSE_SECONDS = 2
DRAINING = 4400
TOKEN_EXPIRED = 4401
ATTEMPT_ERRORS = (OSError, TimeoutError, InvalidHandshake, AttemptFailedError, TokenUnavailableError)
"""Why a connection may not come about, or end, this time."""
_SCHEMES = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}

_log = get_logger()


class FreightwireClient:
    """``async with`` it; what is asked of it meanwhile outlives lost connections.

    It reconnects with growing random pauses, resumes by cursor, takes Server-Sent Events, long poll and at last REST
    polling where WebSockets do not get through, and goes back to WebSocket when they do.
    """

    def __init__(
        self,
        url: str,
        token: str | TokenProvider,
        *,
        changes: ChangeSource | None = None,
        options: Options | None = None,
        on_notice: Listener | None = None,
        ways: tuple[Way, ...] = (Way.SSE, Way.POLL, Way.CHANGES),
    ) -> None:
        """Prepare; ``async with`` connects.

        Args:
            url: the gateway's address, ``http://host:port`` (or ``https``, ``ws``, ``wss``), with a path before ``/v1``
                if there is one.
            token: a token, or a function (plain or asynchronous) that gives one that is valid now. Only with a function
                can a client outlive its first token.
            changes: asked what has happened to orders when nothing else works: ``OrdersChanges(orders_url)``.
            on_notice: told what happens to the connection.
            ways: what may be used besides WebSocket, the best first.

        Raises:
            ValueError: not an address.
        """
        parts = urlsplit(url)
        scheme = _SCHEMES.get(parts.scheme)
        if scheme is None or not parts.hostname:
            raise ValueError(f"not a gateway's address: {url!r}")
        path = parts.path.rstrip("/")
        self._socket_url = urlunsplit((scheme, parts.netloc, f"{path}/v1/ws", "", ""))
        self._http_url = urlunsplit((scheme.replace("ws", "http", 1), parts.netloc, path, "", ""))
        self._options = options or Options()
        self._tokens = TokenSource(token)
        self._changes = changes
        self._listener = on_notice
        self._hub = Hub(self._notify)
        self._ladder = Ladder([way for way in ways if way is not Way.CHANGES or changes is not None])
        self._backoff = self._options.backoff()
        self._said_state = State.CONNECTING
        self._http: httpx.AsyncClient | None = None
        self._runner: asyncio.Task[NoReturn] | None = None
        self._detour: Detour | None = None
        self._presence: PresenceOverHttp | None = None
        self._woken = asyncio.Event()
        self._error: Exception | None = None
        self._closed = False

    # The application's side

    @property
    def state(self) -> State:
        """How the client is connected just now."""
        return self._ladder.state

    def subscribe(
        self, *bindings: str, cursor: str | None = None, limit: int = 1000, presence: bool = False
    ) -> Subscription:
        """Begin a live subscription. Returns at once; iterate over what it returns.

        ``async with client.subscribe(…) as subscription`` unsubscribes at the end of the block; without it the
        subscription lasts as long as the client.

        Args:
            bindings: topic patterns relative to the token's organisation: ``order.#``, ``user.me.#``.
            cursor: where to go on; without one, from now on.
            limit: how many events may wait to be taken. A subscription that is further behind is caught up from the
                gateway's history when there is room again.
            presence: whether to give a ``Snapshot`` of who is where whenever the subscription begins.

        Raises:
            ClientClosedError: the client is not open.
            GatewayRefusedError: the gateway does not want it.
        """
        self._check_open()
        subscription = Subscription(
            bindings, cursor=cursor, limit=limit, presence=presence, changed=self._hub.wants_change
        )
        self._hub.subscriptions.append(subscription)
        self._hub.changed.set()
        return subscription

    def open(self, queue: str, bindings: list[str], *, prefetch: int = 20, ack_timeout: int = 60) -> DurableQueue:
        """Consume a durable queue of the token's user, which is made if it is not there. Returns at once.

        Args:
            queue: its name, one word.
            prefetch: how many deliveries may be unacknowledged at a time.
            ack_timeout: seconds after which an unacknowledged delivery is given out again.

        Raises:
            ValueError: this client has the queue open already.
            ClientClosedError, GatewayRefusedError: as ``subscribe``.
        """
        self._check_open()
        opened = DurableQueue(
            queue, bindings, prefetch=prefetch, ack_timeout=ack_timeout, changed=self._hub.remove_queue
        )
        self._hub.add_queue(opened)
        return opened

    def presence(self, order: str, state: PresenceState = "viewing", *, field: str | None = None) -> None:
        """Say what the user does with an order; repeated as needed until ``left`` is said, or the client is closed.

        Returns at once. What the gateway refuses is logged: presence is a courtesy, nothing depends on it.

        Args:
            field: which one is being edited.

        Raises:
            ClientClosedError, GatewayRefusedError: as ``subscribe``.
        """
        self._check_open()
        self._hub.presence[order] = Presence(order, state, field)
        self._hub.changed.set()

    def reconnect_now(self) -> None:
        """Do not wait for the next attempt: the network has just come back."""
        self._backoff.reset()
        self._woken.set()

    async def close(self) -> None:
        """Leave the gateway; iterators end."""
        self._closed = True
        self._ladder.stop()
        if self._runner is not None:
            self._runner.cancel()
            await asyncio.gather(self._runner, return_exceptions=True)
        self._hub.end(None)
        self._tell_state()
        if self._http is not None:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        if self._runner is not None:
            raise ClientClosedError("a client is opened once")
        self._http = httpx.AsyncClient(timeout=self._options.reply_seconds)
        self._runner = asyncio.create_task(self._run(self._http), name="freightwire-client")
        self._runner.add_done_callback(self._ended)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _check_open(self) -> None:
        if self._error is not None:
            raise self._error
        if self._runner is None or self._closed:
            raise ClientClosedError("the client is not open: async with FreightwireClient(…) as client")

    # Keeping connected

    async def _run(self, http: httpx.AsyncClient) -> NoReturn:
        detour = self._detour = Detour(self._ladder, self._make_fallback(http), self._turned)
        try:
            while True:
                delay = await self._attempt(detour)
                detour.adjust()
                self._tell_state()
                detour.check()
                await self._pause(delay)
                detour.check()
        finally:
            await detour.stop()
            if self._presence is not None:
                await self._presence.stop()

    async def _attempt(self, detour: Detour) -> float:
        """One connection, from opening to end; seconds to wait before the next.

        Raises:
            GatewayRefusedError: there is no use in a next one.
        """
        clock = asyncio.get_running_loop().time
        began, session, is_connected = clock(), None, False
        try:
            async with self._connection() as socket:
                session = Session(socket, self._hub, self._tokens, self._options)
                await session.greet(bare=detour.is_running)
                is_connected, began = True, clock()
                self._ladder.connected()
                self._tell_state()
                await detour.stop()
                if self._presence is not None:
                    self._presence.withdraw()
                await session.serve()
        except ConnectionClosed as error:
            code, text = (error.rcvd.code, error.rcvd.reason) if error.rcvd else (1006, "connection lost")
            if code in FINAL_CLOSE_CODES:
                raise refusal(code, text) from error
            if session is not None and code == TOKEN_EXPIRED:
                session.token_expired()
            reason, is_orderly = f"{text or 'closed'} ({code})", code == DRAINING
        except ATTEMPT_ERRORS as error:
            reason, is_orderly = str(error) or type(error).__name__, False
        is_draining = session is not None and session.is_draining
        if is_connected:
            lasted = clock() - began
            self._hub.lost()
            self._ladder.lost(stable=is_draining or is_orderly or self._backoff.is_stable(lasted))
            self._backoff.ended(lasted)
        else:
            self._ladder.failed()
        delay = 0.0 if is_draining and is_connected else self._backoff.next_delay()
        self._notify(Lost(Way.WEBSOCKET, reason, delay))
        return delay

    def _connection(self) -> connect:
        return connect(
            self._socket_url,
            subprotocols=[SUBPROTOCOL],
            open_timeout=self._options.open_seconds,
            close_timeout=CLOSE_SECONDS,
            ping_interval=None,  # the gateway pings, and its silence is noticed
            max_size=FRAME_LIMIT,
            compression=None,
        )

    async def _pause(self, seconds: float) -> None:
        """Wait for the next attempt's time, or until somebody wakes us."""
        self._woken.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return

    def _make_fallback(self, http: httpx.AsyncClient) -> Callable[[Way], Fallback]:
        presence = self._presence = PresenceOverHttp(http, self._http_url, self._hub, self._tokens, self._options)

        def make(way: Way) -> Fallback:
            return Fallback(
                self._follower(way, http),
                hub=self._hub,
                ladder=self._ladder,
                tokens=self._tokens,
                options=self._options,
                turned=self._turned,
                presence=presence,
            )

        return make

    def _follower(self, way: Way, http: httpx.AsyncClient) -> Follower:
        if way is Way.SSE:
            return EventStream(http, self._http_url, self._options)
        if way is Way.POLL:
            return LongPoll(http, self._http_url, self._options)
        if self._changes is None:
            raise AssertionError("the ladder has no such way")
        return ChangesWay(http, self._changes, self._options)

    def _turned(self) -> None:
        """There is news of the other ways."""
        if self._detour is not None:
            self._detour.adjust()
            if self._detour.has_failed:
                self._woken.set()
        self._tell_state()

    def _ended(self, task: asyncio.Task[NoReturn]) -> None:
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            _log.error("gateway_client_stopped", reason=str(error))
            self._error = error
            self._ladder.stop()
            self._hub.end(error)
            self._tell_state()

    def _tell_state(self) -> None:
        if self.state is not self._said_state:
            self._said_state = self.state
            self._notify(StateChanged(self.state))

    def _notify(self, notice: Notice) -> None:
        if isinstance(notice, Lost):
            _log.info("gateway_lost", way=str(notice.way), reason=notice.reason, retry_in=round(notice.retry_in, 2))
        if self._listener is not None:
            self._listener(notice)
