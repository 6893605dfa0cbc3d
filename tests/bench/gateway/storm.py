"""A node dies under 5,000 sessions: all resume on another while events flow, and each counts what it got."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from pathlib import Path
from typing import Any

from tests.bench.gateway.stage import Stage, hello

SESSIONS = 5_000
ORDERS = 1_000
RATE = 200
BEFORE_SECONDS = 5
AFTER_SECONDS = 20
LAST_SECONDS = 30
CONNECT_SECONDS = 120
MOST_JITTER = 10
CONNECTING = 200
"""Clients that shake hands at the same time before the storm; in the storm all do at once."""


class StormClient(asyncio.Protocol):
    """The least client that resumes: events of one order, told apart by their version."""

    def __init__(self, number: int) -> None:
        self.order = str(number % ORDERS)
        self._user = number % 500
        self.versions: list[int] = []
        self.cursor: str | None = None
        self.verdict: object = None
        self.attempts = 0
        self._verdict: asyncio.Future[bool]
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._is_open = False

    async def connect(self, port: int) -> None:
        """Connect to a node, with the cursor if there is one, until it answers; refused, again with full jitter."""
        async with asyncio.timeout(CONNECT_SECONDS):
            for attempt in itertools.count():
                self._verdict = asyncio.get_running_loop().create_future()
                self._buffer, self._is_open = b"", False
                await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", port)
                self.attempts += 1
                if await self._verdict:
                    return
                await asyncio.sleep(random.uniform(0, min(MOST_JITTER, 0.5 * 2**attempt)))

    def connection_lost(self, error: Exception | None) -> None:
        """Closed before the node answered: try again."""
        if not self._verdict.done():
            self._verdict.set_result(False)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Shake hands."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(
            b"GET /v1/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Protocol: freightwire.v1+json\r\n\r\n"
        )

    def data_received(self, data: bytes) -> None:
        """Frames, after the handshake."""
        self._buffer += data
        if not self._is_open:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head:
                self.drop()
                return
            self._buffer, self._is_open = rest, True
            message = json.loads(hello([f"order.{self.order}.#"], self._user))
            if self.cursor is not None:
                message["connect"]["cursor"] = self.cursor
            self._send(json.dumps(message).encode())
        while (frame := self._next_frame()) is not None:
            self._take(json.loads(frame))

    def drop(self) -> None:
        """As a lost network does."""
        if self._transport is not None:
            self._transport.abort()

    def _next_frame(self) -> bytes | None:
        if len(self._buffer) < 2:
            return None
        size, at = self._buffer[1], 2
        if size >= 126:
            at = 4 if size == 126 else 10
            size = int.from_bytes(self._buffer[2:at], "big")
        if len(self._buffer) < at + size:
            return None
        frame, self._buffer = self._buffer[at : at + size], self._buffer[at + size :]
        return frame

    def _take(self, message: dict[str, Any]) -> None:
        if "event" in message:
            self.cursor = message["cursor"]
            self.versions.append(message["version"])
        elif "connected" in message:
            self.cursor = self.cursor or message["connected"]["cursor"]
            self.verdict = message["connected"]["resumed"]
            self._verdict.set_result(True)
        elif "ping" in message:
            self.cursor = message["ping"]["cursor"]
            self._send(b'{"pong":{}}')

    def _send(self, payload: bytes) -> None:
        assert self._transport is not None
        size = len(payload)
        length = bytes((0x80 | size,)) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
        self._transport.write(b"\x81" + length + bytes(4) + payload)


async def storm(directory: Path) -> dict[str, Any]:
    """The storm; holes and duplicates are counted over every client's events from its first to its last."""
    async with Stage(directory) as stage:
        first, second = await stage.node(), await stage.node()
        clients = [StormClient(number) for number in range(SESSIONS)]
        for at in range(0, SESSIONS, CONNECTING):
            await asyncio.gather(*(client.connect(first.port) for client in clients[at : at + CONNECTING]))
        orders = [str(number % ORDERS) for number in range(RATE * (BEFORE_SECONDS + AFTER_SECONDS))]
        publishing = asyncio.create_task(stage.publish_evenly(orders, RATE / 10, together=10))
        await asyncio.sleep(BEFORE_SECONDS)
        await first.kill()
        began = time.monotonic()
        await asyncio.gather(*(client.connect(second.port) for client in clients))
        recovered = time.monotonic() - began
        await publishing
        expected: dict[str, list[int]] = {}
        for version, order in enumerate(orders, 1):
            expected.setdefault(order, []).append(version)
        deadline = time.monotonic() + LAST_SECONDS
        # Whoever lacks the last one even then is counted below.
        waiting = clients
        while waiting and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
            waiting = [client for client in waiting if client.versions[-1:] != expected[client.order][-1:]]
        holes = sum(len(set(expected[client.order]) - set(client.versions)) for client in clients)
        twice = sum(len(client.versions) - len(set(client.versions)) for client in clients)
        for client in clients:
            client.drop()
        return {
            "sessions": SESSIONS,
            "rate": RATE,
            "all_resumed_s": recovered,
            "attempts": sum(client.attempts for client in clients) - SESSIONS,
            "resumed": sum(client.verdict is True for client in clients),
            "holes": holes,
            "duplicates": twice,
        }
