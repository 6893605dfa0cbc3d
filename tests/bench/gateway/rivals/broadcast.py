"""``websockets.broadcast``."""

from __future__ import annotations

import asyncio

from pacing import FRAMES, TEXT, listen, take_turns
from websockets.asyncio.server import ServerConnection, broadcast, serve


async def main() -> None:
    connections: set[ServerConnection] = set()

    async def handler(connection: ServerConnection) -> None:
        connections.add(connection)
        await connection.wait_closed()

    async def send() -> None:
        for _ in range(FRAMES):
            broadcast(connections, TEXT)

    async with serve(handler, sock=listen(), compression=None, ping_interval=None):
        await take_turns(send)


asyncio.run(main())
