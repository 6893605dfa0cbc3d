"""The HTTP server around a node: uvicorn, with WebSockets handed to the endpoint, and an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, cast

import uvicorn

from gateway.app import make_app
from gateway.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gateway.settings import GatewaySettings


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the process's: sessions leave before the listening socket does."""
        yield


class GatewayServer:
    """A node with its port. ``start`` and ``stop`` for tests; ``run`` until told for a process."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.settings = settings
        self.node = Node(settings)
        config = uvicorn.Config(
            make_app(self.node),
            host=settings.http_host,
            port=settings.http_port,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=5,
        )
        config.ws = cast("type[asyncio.Protocol]", self.node.websockets.protocol)
        self._server = _Server(config)
        self._serving: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port that the server listens on."""
        return int(self._server.servers[0].sockets[0].getsockname()[1])

    async def start(self) -> None:
        """Listen, and begin to connect to the broker.

        Raises:
            OSError: the port cannot be had.
        """
        await self.node.start()
        self._serving = asyncio.create_task(self._server.serve(), name="http")
        while not self._server.started:
            if self._serving.done():
                self._serving.result()
                raise OSError(f"cannot listen on {self.settings.http_host}:{self.settings.http_port}")
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Stop at once: what is connected is closed with 4400."""
        await self.node.stop()
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving

    async def run(self, stopping: asyncio.Event) -> None:
        """Serve until ``stopping`` is set, then drain and stop."""
        await self.start()
        await stopping.wait()
        await self.node.drain()
        await self.stop()
