"""python-socketio on uvicorn."""

from __future__ import annotations

import asyncio

import socketio
import uvicorn
from pacing import FRAMES, TEXT, listen, take_turns


async def main() -> None:
    io = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins="*", ping_interval=300)
    server = uvicorn.Server(uvicorn.Config(socketio.ASGIApp(io), log_level="error", ws_per_message_deflate=False))
    serving = asyncio.create_task(server.serve(sockets=[listen()]))

    async def send() -> None:
        for _ in range(FRAMES):
            await io.emit("event", TEXT)

    await take_turns(send)
    serving.cancel()


asyncio.run(main())
