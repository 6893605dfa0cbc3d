"""What the tests of the client share."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from freightwire_client import Event, FreightwireClient, Options
from gateway.testing import token

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from freightwire_client import Item, Subscription, TokenProvider
    from gateway.server import GatewayServer

PATIENCE = 30.0
QUICK = Options(first_delay=0.05, delay_limit=0.2)


def client_of(
    org: str, where: GatewayServer | str, bearer: str | TokenProvider = "", options: Options = QUICK, **how: Any
) -> FreightwireClient:
    """A client that is quick to try again, of a dispatcher of ``org``."""
    url = where if isinstance(where, str) else f"http://127.0.0.1:{where.port}"
    return FreightwireClient(url, bearer or token(org=org), options=options, **how)


async def take(subscription: Subscription, count: int) -> list[Item]:
    """The next ``count`` items."""
    async with asyncio.timeout(PATIENCE):
        return [await anext(subscription) for _ in range(count)]


async def ready(subscription: Subscription) -> None:
    """Wait for the subscription to begin."""
    async with asyncio.timeout(PATIENCE):
        await subscription.ready()


def versions(items: list[Item]) -> list[int | None]:
    """Of events; None for other items."""
    return [item.version if isinstance(item, Event) else None for item in items]


class Front:
    """A front before gateways: passes connections on to the node of the moment, except to paths that it blocks."""

    def __init__(self, target: GatewayServer) -> None:
        self.target = target
        self.url = ""
        self._blocked: tuple[str, ...] = ()
        self._writers: set[asyncio.StreamWriter] = set()

    def block(self, *paths: str) -> None:
        """Let nobody through to these paths from now on; what stands is cut."""
        self._blocked = paths
        self.cut()

    def cut(self) -> None:
        """Cut all connections."""
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection. What it asks for first is what it is for."""
        try:
            first = await reader.readuntil(b"\r\n")
        except (OSError, asyncio.IncompleteReadError):
            writer.close()
            return
        if first.split(b" ")[1].decode().startswith(self._blocked or ("-",)):
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target.port)
        far_writer.write(first)
        pair = {writer, far_writer}
        self._writers |= pair
        await asyncio.gather(_pass_on(reader, far_writer), _pass_on(far_reader, writer))
        self._writers -= pair


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
    except OSError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def front_of(target: GatewayServer) -> AsyncIterator[Front]:
    """A front that listens until the end of the block."""
    front = Front(target)
    server = await asyncio.start_server(front.serve, "127.0.0.1", 0)
    front.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield front
    finally:
        server.close()
        front.cut()
