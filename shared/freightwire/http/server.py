"""Running a service: its HTTP server and its life between the start and the signal to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TYPE_CHECKING, cast

import uvicorn

from freightwire.telemetry import configure_logging, get_logger

if TYPE_CHECKING:
    from fastapi import FastAPI

    from freightwire.settings import ServiceSettings

HEAD_LIMIT = 16 * 1024
SocketOption = tuple[int, int, int]
"""Level, name and value, as ``setsockopt`` takes them."""

_log = get_logger()


class _Server(uvicorn.Server):
    """uvicorn without its signal handling: a stopping service drains its other work too."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the process."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self.listening.set()


class HttpServer:
    """An application on a port."""

    def __init__(
        self,
        app: FastAPI,
        host: str,
        port: int,
        *,
        ws: type[asyncio.Protocol] | Callable[..., asyncio.Protocol] | None = None,
        grace_seconds: int = 10,
        head_limit: int = HEAD_LIMIT,
        socket_options: Sequence[SocketOption] = (),
    ) -> None:
        """Prepare a server; nothing happens before ``start``.

        Args:
            port: 0 takes a free one.
            ws: makes the protocol that WebSocket handshakes are handed to; None refuses them.
            grace_seconds: how long requests may take to end when the server stops.
            head_limit: bytes of a request's line and headers that are gathered before it is refused as no request.
            socket_options: of the listening socket; connections inherit what the system lets them.
        """
        self._options = socket_options
        self._config = uvicorn.Config(
            app,
            host=host,
            port=port,
            http="h11",  # the one whose requests can be bounded
            h11_max_incomplete_event_size=head_limit,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=grace_seconds,
        )
        if ws is not None:
            self._config.ws = cast("type[asyncio.Protocol]", ws)
        self._socket: socket.socket | None = None
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port that the server listens on."""
        if self._socket is None:
            raise RuntimeError("the server is not running")
        return int(self._socket.getsockname()[1])

    async def start(self) -> None:
        """Listen.

        Raises:
            OSError: the port cannot be had.
        """
        # Bound here: uvicorn leaves the process when it cannot bind.
        self._socket = _listening_socket(self._config.host, self._config.port, self._options)
        self._server = _Server(self._config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]), name="http")
        listening = asyncio.create_task(self._server.listening.wait())
        await asyncio.wait({self._serving, listening}, return_when=asyncio.FIRST_COMPLETED)
        if not listening.done():
            listening.cancel()
            self._serving.result()
        _log.info("http_listening", host=self._config.host, port=self.port)

    async def stop(self) -> None:
        """Accept no more, let requests end within the grace time, close."""
        if self._server is None or self._serving is None:
            return
        self._server.should_exit = True
        await self._serving
        self._server = self._serving = self._socket = None


def _listening_socket(host: str, port: int, options: Sequence[SocketOption]) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for option in options:
            listener.setsockopt(*option)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


def run_service(name: str, settings: ServiceSettings, serve: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run a service as a process. ``serve`` gets an event that SIGTERM or SIGINT sets, and returns when it is done."""
    configure_logging(name, level=settings.log_level, form=settings.log_format)

    async def main() -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        _log.info("service_starting")
        await serve(stopping)
        _log.info("service_stopped")

    asyncio.run(main())
