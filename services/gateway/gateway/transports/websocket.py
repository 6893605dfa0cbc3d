"""WebSocket: the handshake and control frames are the websockets library's, event frames go straight to the
socket.

uvicorn hands an upgrade to whatever its ``ws`` setting names. Here that is a ``websockets`` server
connection, with the endpoint standing in for the server that it expects around it. So WebSockets share the
port of the HTTP application, and writing an event costs no more than the socket itself.
"""

from __future__ import annotations

import asyncio
import re
import socket
from http import HTTPStatus
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State as WireState
from websockets.server import ServerProtocol
from websockets.typing import Origin, Subprotocol

from gateway import metrics
from gateway.access import NEVER_IN_URL, bearer_of, names_token
from gateway.protocol import SUBPROTOCOL
from gateway.protocol.codes import CloseCode
from gateway.protocol.frames import text_frame
from gateway.sessions.session import Session
from gateway.sessions.wire import Wire
from gateway.transports.faults import log_fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from websockets.asyncio.server import Server
    from websockets.http11 import Request, Response

    from gateway.protocol.push import Push
    from gateway.sessions.burst import Send
    from gateway.sessions.services import Services

PATH = "/v1/ws"
PRIVATE_CODES = 4000
"""From here on close codes are the application's."""
OPEN_SECONDS = 10
CLOSE_SECONDS = 5
WRITE_LIMITS = (0, 0)
"""Bytes that the transport may hold of what the socket did not take: none, before everything else waits in the session,
where it can be conflated. So what is written to the socket itself never comes into the middle of another frame."""


def _message(message: bytes, cursor: str | None) -> bytes:
    return text_frame(message)


WIRE = Wire("websocket", event=attrgetter("frame"), message=_message)


class WebSocketSession(Session):
    """A session whose every frame is made already."""

    def __init__(self, link: SessionLink, services: Services, bearer: str | None = None) -> None:
        super().__init__(link, services, WIRE, bearer)
        self._socket = link

    def deliver(self, push: Push) -> None:
        """As any session does, without the call that would ask how events are framed: it is a sixth of this path."""
        if self._subscribing.held is None:
            self._outbox.append(push.frame, push.conflation_key)
        else:
            self._subscribing.hold(push)

    @property
    def member(self) -> WebSocketSession:
        """It settles the burst before whatever else it says."""
        return self

    @property
    def socket_send(self) -> Send:
        """Past the outbox, where nothing waits."""
        return self._socket.send

    def unsent(self, rest: bytes) -> None:
        """The socket is full, or broken."""
        if self._socket.is_open:
            self._outbox.write_rest(rest)

    def reconsider(self) -> None:
        """Events wait in the outbox while a subscription is begun, for ``flushMs``, and for a socket that is full."""
        self._services.flusher.decide(
            self,
            excepted=self._subscribing.held is not None or self._outbox.is_unhurried or self._link.is_congested,
        )

    def ended(self) -> None:
        """The connection is gone, or about to go."""
        super().ended()
        self._services.flusher.decide(self, excepted=False)


class GatewayConnection(ServerConnection):
    """One WebSocket connection that tells its session what becomes of the socket."""

    session: WebSocketSession | None = None

    def pause_writing(self) -> None:
        """Called by asyncio when the socket is full: what is written from now on must wait behind what it left."""
        super().pause_writing()
        if self.session is not None:
            self.session.reconsider()

    def resume_writing(self) -> None:
        """Called by asyncio when the socket has taken all that was left."""
        super().resume_writing()
        if self.session is not None:
            self.session.reconsider()
            self.session.writable()

    def data_received(self, data: bytes) -> None:
        """Called by asyncio with what the client sent; it may have begun to close."""
        super().data_received(data)
        self._closing_perhaps()

    def eof_received(self) -> None:
        """Called by asyncio when the client sends no more."""
        super().eof_received()
        self._closing_perhaps()

    def _closing_perhaps(self) -> None:
        if self.session is not None and self.protocol.state is not WireState.OPEN:
            self.session.reconsider()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio when the connection is gone, maybe while a command is still being handled."""
        try:
            super().connection_lost(exc)
        finally:
            if self.session is not None:
                self.session.ended()


class SessionLink:
    """What a session sees of its connection: closing takes a handshake, which must not be waited for."""

    __slots__ = ("_closing", "_connection", "_protocol", "buffered", "send", "write")

    def __init__(self, connection: GatewayConnection, closing: set[asyncio.Task[None]]) -> None:
        self._connection = connection
        self._protocol = connection.protocol
        self._closing = closing
        self.write = connection.transport.write
        self.buffered = connection.transport.get_write_buffer_size
        self.send: Send = _socket_of(connection.transport).send

    @property
    def is_open(self) -> bool:
        """Whether the connection is not closing."""
        return self._protocol.state is WireState.OPEN

    @property
    def is_congested(self) -> bool:
        """Whether the socket takes no more just now, or never again because the connection is closing."""
        return self._connection.paused or not self.is_open

    def close(self, code: int, reason: str) -> None:
        """Begin the closing handshake; a client that does not answer is cut off."""
        task = asyncio.get_running_loop().create_task(self._connection.close(code, reason))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


class WebSocketEndpoint:
    """Makes connections for uvicorn and runs their sessions."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._settings = services.settings
        self._closing: set[asyncio.Task[None]] = set()
        self.handler_tasks: set[asyncio.Task[None]] = set()

    def protocol(self, **_: Any) -> asyncio.Protocol:
        """A new connection, as uvicorn asks for one (with its configuration, which is not needed)."""
        protocol = ServerProtocol(
            origins=self._origins(),
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            max_size=self._settings.gateway_frame_bytes,
        )
        return GatewayConnection(
            protocol,
            cast("Server", self),
            ping_interval=None,
            close_timeout=CLOSE_SECONDS,
            write_limit=WRITE_LIMITS,
        )

    def is_serving(self) -> bool:
        """Whether new connections are taken; asked by the handshake, which answers 503 if not."""
        return not self._services.registry.is_draining

    async def handler(self, connection: ServerConnection) -> None:
        """The life of one connection; called by it as soon as it is made."""
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                await connection.handshake(_only_our_path, server_header=None)
            if connection.protocol.state is WireState.OPEN:
                await self._run(cast("GatewayConnection", connection))
            else:
                connection.transport.close()
        except TimeoutError:
            connection.transport.abort()
        finally:
            task = asyncio.current_task()
            if task is not None:
                self.handler_tasks.discard(task)

    async def stop(self) -> None:
        """Wait for the closing handshakes; connections still open are cut off."""
        if self._closing:
            await asyncio.wait(self._closing, timeout=CLOSE_SECONDS)
        for task in tuple(self.handler_tasks):
            task.cancel()
        await asyncio.gather(*self.handler_tasks, return_exceptions=True)

    async def _run(self, connection: GatewayConnection) -> None:
        link = SessionLink(connection, self._closing)
        session = connection.session = WebSocketSession(link, self._services, _bearer(connection))
        try:
            async for frame in connection:
                if isinstance(frame, bytes):
                    session.close(CloseCode.PROTOCOL_ERROR)
                else:
                    await session.received(frame)
        except ConnectionClosed:
            _count_close_by_the_library(connection)  # else a client leaves as it likes
        except Exception as error:  # noqa: BLE001  (see below)
            # The edge of one client's loop: a fault ends its session, nobody else's.
            log_fault(session.id, error)
            session.close(CloseCode.INTERNAL_ERROR)
        finally:
            session.ended()

    def _origins(self) -> Sequence[Origin | re.Pattern[str] | None]:
        allowed = self._settings.gateway_origins
        if "*" in allowed:
            return [None, re.compile(".*")]
        return [None, *(Origin(origin) for origin in allowed)]


def _socket_of(transport: asyncio.Transport) -> socket.socket:
    """The socket itself: asyncio hands out a wrapper that cannot send.

    Not its descriptor, which may be another connection's later; a socket that was closed refuses.

    Raises:
        TypeError: the transport is not a plain socket's.
    """
    inner = getattr(transport.get_extra_info("socket"), "_sock", None)
    if not isinstance(inner, socket.socket) or transport.get_extra_info("sslcontext") is not None:
        raise TypeError(f"{transport!r} has no socket that can be written to")
    return inner


def _count_close_by_the_library(connection: GatewayConnection) -> None:
    """An oversized frame (1009) and other breaches of RFC 6455 never reach the session."""
    sent = connection.protocol.close_sent
    if sent is not None and sent.code < PRIVATE_CODES and not connection.protocol.close_rcvd_then_sent:
        metrics.closes.labels(str(int(sent.code))).inc()


def _bearer(connection: GatewayConnection) -> str | None:
    return bearer_of(connection.request.headers.get("Authorization", "")) if connection.request else None


def _only_our_path(connection: ServerConnection, request: Request) -> Response | None:
    path, _, query = request.path.partition("?")
    if path != PATH:
        return connection.respond(HTTPStatus.NOT_FOUND, "Not found.\n")
    if names_token(query):
        return connection.respond(HTTPStatus.BAD_REQUEST, NEVER_IN_URL + "\n")
    return None
