"""FastAPI's WebSocket on uvicorn, as its documentation sends to many: one after the other."""

from __future__ import annotations

import asyncio

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from pacing import FRAMES, TEXT, listen, take_turns

app = FastAPI()
connections: list[WebSocket] = []


@app.websocket("/")
async def take(websocket: WebSocket) -> None:
    await websocket.accept()
    connections.append(websocket)
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        return


async def main() -> None:
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="websockets", ws_per_message_deflate=False))
    serving = asyncio.create_task(server.serve(sockets=[listen()]))

    async def send() -> None:
        for _ in range(FRAMES):
            for connection in connections:
                await connection.send_text(TEXT)

    await take_turns(send)
    serving.cancel()


asyncio.run(main())
