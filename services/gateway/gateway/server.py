"""The node and its port: HTTP, WebSockets beside it, and an orderly end."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from freightwire.garbage import spare_what_stays
from freightwire.http import HttpServer, make_app

from gateway import api
from gateway.node import Node

if TYPE_CHECKING:
    import asyncio

    from freightwire.http.server import SocketOption

    from gateway.settings import GatewaySettings


class GatewayServer:
    """A node with its port. ``start`` and ``stop`` for tests; ``run`` until told for a process."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.settings = settings
        self.node = Node(settings)
        app = make_app("Freightwire gateway", problems_of=self.node.checks)
        api.install(app, self.node)
        self._http = HttpServer(
            app,
            settings.http_host,
            settings.http_port,
            ws=self.node.websockets.protocol,
            head_limit=settings.gateway_head_bytes,
            socket_options=_socket_options(settings),
        )

    @property
    def port(self) -> int:
        """The port that the server listens on."""
        return self._http.port

    async def start(self) -> None:
        """Listen, and begin to connect to the broker; one that is away is waited for in the background.

        Raises:
            OSError: the port cannot be had.
        """
        await self._http.start()
        await self.node.start()

    async def stop(self) -> None:
        """Stop at once: what is connected is closed with 4400."""
        await self.node.stop()
        await self._http.stop()

    async def run(self, stopping: asyncio.Event) -> None:
        """Serve until ``stopping`` is set, then drain and stop; readiness says so meanwhile."""
        await self.start()
        spare_what_stays()
        try:
            await stopping.wait()
            await self.node.drain()
        finally:
            await self.stop()


def _socket_options(settings: GatewaySettings) -> list[SocketOption]:
    """What every connection inherits."""
    options = [(socket.SOL_SOCKET, socket.SO_SNDBUF, settings.gateway_socket_bytes)]
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
        milliseconds = int(settings.gateway_unacked_seconds * 1000)
        options.append((socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds))
    return options
