"""A WebSocket client that does what it is told, and keeps everything that comes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Self
from uuid import UUID

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

SUBPROTOCOL = Subprotocol("freightwire.v1+json")
PATIENCE = 45.0
"""Seconds to wait for what must come. Never a measure of speed."""


class Peer:
    """One connection. It answers pings unless told otherwise, and does nothing else by itself: it neither drops
    duplicates nor reconnects.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.events: list[dict[str, Any]] = []
        self.raw: list[str] = []
        """The events as they came."""
        self.others: list[dict[str, Any]] = []
        self.replies: dict[int, dict[str, Any]] = {}
        self.cursor: str | None = None
        self.closed: tuple[int, str] | None = None
        self.answers_pings = True
        self._number = 0
        self._changed = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, url: str, **options: Any) -> Self:
        """Shake hands with the gateway at ``url`` (``http://…``); no command is sent."""
        options.setdefault("subprotocols", [SUBPROTOCOL])
        options.setdefault("compression", None)
        address = f"{url.replace('http', 'ws', 1)}/v1/ws"
        return cls(await connect(address, max_size=None, ping_interval=None, open_timeout=PATIENCE, **options))

    @classmethod
    async def connected(cls, url: str, token: str, *bindings: str, **fields: Any) -> Self:
        """Connect, and assert that it worked."""
        peer = await cls.open(url)
        reply = await peer.connect(token, *bindings, **fields)
        assert "connected" in reply, reply
        return peer

    @classmethod
    async def resumed(cls, url: str, token: str, *bindings: str, cursor: str | None) -> Self:
        """Resume, and assert the promise of no hole."""
        peer = await cls.open(url)
        reply = await peer.connect(token, *bindings, cursor=cursor)
        assert reply.get("connected", {}).get("resumed") is True, reply
        return peer

    async def connect(self, token: str, *bindings: str, **fields: Any) -> dict[str, Any]:
        """Send ``connect``."""
        return await self.ask("connect", token=token, bindings=list(bindings), **fields)

    async def ask(self, command: str, **fields: Any) -> dict[str, Any]:
        """Send a command and wait for its reply."""
        number = await self.tell(command, **fields)
        await self.until(lambda: number in self.replies)
        return self.replies[number]

    async def tell(self, command: str, **fields: Any) -> int:
        """Send a command; its id."""
        self._number += 1
        await self.socket.send(json.dumps({"id": self._number, command: fields}))
        return self._number

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until what came fulfils ``condition``; an end of the connection is an error then."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                assert self.closed is None, f"closed with {self.closed}"
                self._changed.clear()
                await self._changed.wait()

    async def has(self, count: int) -> list[dict[str, Any]]:
        """Wait for so many events; all that came."""
        await self.until(lambda: len(self.events) >= count)
        return self.events

    async def until_closed(self) -> tuple[int, str]:
        """Wait for the end of the connection; its code and reason."""
        await asyncio.wait_for(asyncio.shield(self._reader), PATIENCE)
        assert self.closed is not None
        return self.closed

    async def leave(self) -> None:
        """Close the connection in good order."""
        await self.socket.close()
        await self._reader

    async def vanish(self) -> None:
        """Cut the connection as a network does."""
        self.socket.transport.abort()
        await self._reader

    async def receives(self, event_id: UUID) -> None:
        """Wait until the event has come."""
        await self.until(lambda: str(event_id) in self.ids)

    @property
    def ids(self) -> list[str]:
        """Of the events, as they came."""
        return [event["id"] for event in self.events]

    async def _read(self) -> None:
        try:
            async for frame in self.socket:
                message = json.loads(frame)
                self._take(str(frame), message)
                if "ping" in message and self.answers_pings:
                    await self.socket.send('{"pong":{}}')
        except ConnectionClosed:
            pass
        self.closed = (self.socket.close_code or 0, self.socket.close_reason or "")
        self._changed.set()

    def _take(self, frame: str, message: dict[str, Any]) -> None:
        if "event" in message:
            self.events.append(message)
            self.raw.append(frame)
            self.cursor = message.get("cursor", self.cursor)  # what comes from a durable queue has none
        elif "id" in message:
            self.replies[message["id"]] = message
            body = message.get("connected") or message.get("subscribed") or {}
            self.cursor = body.get("cursor", self.cursor)
        else:
            self.others.append(message)
            if "ping" in message:
                self.cursor = message["ping"]["cursor"]
        self._changed.set()
