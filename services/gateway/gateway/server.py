"""The node and its port: health and metrics over HTTP, WebSockets beside them, and an orderly end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.http import HttpServer, bearer, make_app

from gateway.api.admin import admin_router
from gateway.api.presence import presence_router
from gateway.node import Node

if TYPE_CHECKING:
    import asyncio

    from gateway.settings import GatewaySettings


class GatewayServer:
    """A node with its port. ``start`` and ``stop`` for tests; ``run`` until told for a process."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.settings = settings
        self.node = Node(settings)
        app = make_app("Freightwire gateway", problems_of=self.node.checks)
        app.include_router(presence_router(self.node.presence, self.node.fallback, bearer(self.node.verifier)))
        app.include_router(admin_router(self.node.administration, bearer(self.node.verifier)))
        self._http = HttpServer(app, settings.http_host, settings.http_port, ws=self.node.websockets.protocol)

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
        try:
            await stopping.wait()
            await self.node.drain()
        finally:
            await self.stop()
