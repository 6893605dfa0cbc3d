"""WebSockets through the board's port: bytes both ways to the gateway, which are not looked into.

Only the handshake is read, by the HTTP server. Frames, compression, pings and close codes stay between the page and the
gateway, and a slow page is as slow to the gateway as it would be without the tunnel.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

from freightwire.telemetry import get_logger

if TYPE_CHECKING:
    from collections.abc import Callable

_log = get_logger()
UNREACHABLE = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Tunnel(asyncio.Protocol):
    """The page's side. What it sends before the gateway answers the telephone is kept."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._page: asyncio.Transport | None = None
        self._far: _Far | None = None
        self._early = bytearray()
        self._connecting: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A handshake arrives: call the gateway."""
        self._page = cast("asyncio.Transport", transport)
        # Until the gateway is there, nothing more than the handshake is taken.
        self._page.pause_reading()
        self._connecting = asyncio.get_running_loop().create_task(self._connect(), name="tunnel")

    def data_received(self, data: bytes) -> None:
        """From the page."""
        if self._far is None or self._far.transport is None:
            self._early += data
        else:
            self._far.transport.write(data)

    def eof_received(self) -> bool:
        """The page sends no more; what comes from the gateway still goes to it."""
        if self._far is not None and self._far.transport is not None and self._far.transport.can_write_eof():
            self._far.transport.write_eof()
        return True

    def pause_writing(self) -> None:
        """The page is slow: so be it for the gateway."""
        if self._far is not None and self._far.transport is not None:
            self._far.transport.pause_reading()

    def resume_writing(self) -> None:
        """The page has caught up."""
        if self._far is not None and self._far.transport is not None:
            self._far.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """The page is gone."""
        if self._connecting is not None:
            self._connecting.cancel()
        if self._far is not None and self._far.transport is not None:
            self._far.transport.close()

    async def _connect(self) -> None:
        assert self._page is not None  # noqa: S101
        page = self._page
        try:
            _, far = await asyncio.get_running_loop().create_connection(lambda: _Far(page), *self._address)
        except OSError as error:
            _log.warning("gateway_unreachable", error=str(error))
            page.write(UNREACHABLE)
            page.close()
            return
        self._far = far
        assert far.transport is not None  # noqa: S101
        far.transport.write(bytes(self._early))
        self._early.clear()
        page.resume_reading()


class _Far(asyncio.Protocol):
    """The gateway's side."""

    def __init__(self, page: asyncio.Transport) -> None:
        self._page = page
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._page.write(data)

    def pause_writing(self) -> None:
        self._page.pause_reading()

    def resume_writing(self) -> None:
        self._page.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        # A gateway that was killed must look killed to the page, too.
        if exc is not None:
            self._page.abort()
        else:
            self._page.close()


def tunnel_to(host: str, port: int) -> Callable[..., Tunnel]:
    """What uvicorn hands WebSocket handshakes to."""

    def protocol(**_: Any) -> Tunnel:
        return Tunnel(host, port)

    return protocol
