"""A client of the gateway over WebSocket (docs/protocol.md): connects, resumes by cursor, reports what broke."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI
from websockets.typing import Subprotocol

SUBPROTOCOL = Subprotocol("freightwire.v1+json")
CLIENT_NAME = "freightctl"
OPEN_SECONDS = 10
REPLY_SECONDS = 40
FIRST_DELAY_SECONDS = 0.5
DELAY_LIMIT_SECONDS = 20.0
STABLE_SECONDS = 10
"""So long must a connection have lasted for the next attempt to count as the first."""
SILENCE_FACTOR = 2.5
"""A connection without a ping for so many intervals is dead, whatever TCP thinks."""
FINAL_CLOSE_CODES = range(4500, 4600)


class GatewayRefusedError(Exception):
    """The gateway does not want this client; trying again cannot help."""


@dataclass(frozen=True, slots=True)
class Connected:
    """A session began. ``resumed``: True without a hole, False with one (``reason``), None without a cursor."""

    resumed: bool | None
    replayed: int
    reason: str | None
    cursor: str


@dataclass(frozen=True, slots=True)
class Pushed:
    """An event, decoded and as it came."""

    event: dict[str, Any]
    raw: str


@dataclass(frozen=True, slots=True)
class Reset:
    """Live continuity broke: what is known may be stale."""

    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The session ended; the next attempt comes in ``retry_in`` seconds."""

    reason: str
    retry_in: float


Item = Connected | Pushed | Reset | Disconnected


class GatewayClient:
    """One subscription that outlives its connections."""

    def __init__(
        self, url: str, token: Callable[[], str], bindings: Sequence[str], *, cursor: str | None = None
    ) -> None:
        """Prepare; ``items`` connects.

        Args:
            url: the gateway's address, ``http://host:port``.
            token: gives a token that is valid now; asked before every connection.
            bindings: what to subscribe to.
            cursor: where to resume from.
        """
        self._url = f"{url.rstrip('/').replace('http', 'ws', 1)}/v1/ws"
        self._token = token
        self._bindings = list(bindings)
        self._cursor = cursor
        self._attempt = 0

    async def items(self) -> AsyncGenerator[Item]:
        """What happens, without end. Drops events that came already.

        Raises:
            GatewayRefusedError: trying again cannot help.
        """
        seen = _Seen()
        while True:
            began = asyncio.get_running_loop().time()
            try:
                async for item in self._session():
                    if not isinstance(item, Pushed) or seen.first_time(item.event["id"]):
                        yield item
                    reason = "the connection was closed"
            except ConnectionClosed as error:
                code, text = (error.rcvd.code, error.rcvd.reason) if error.rcvd else (1006, "connection lost")
                if code in FINAL_CLOSE_CODES:
                    raise GatewayRefusedError(f"the gateway closed the connection: {text or code} ({code})") from error
                reason = f"{text or 'closed'} ({code})"
            except (OSError, TimeoutError, InvalidHandshake) as error:
                reason = str(error) or type(error).__name__
            except InvalidURI as error:
                raise GatewayRefusedError(f"not a gateway's address: {self._url}") from error
            if asyncio.get_running_loop().time() - began > STABLE_SECONDS:
                self._attempt = 0
            delay = self._next_delay()
            yield Disconnected(reason, delay)
            await asyncio.sleep(delay)

    async def _session(self) -> AsyncGenerator[Item]:
        async with connect(
            self._url, subprotocols=[SUBPROTOCOL], open_timeout=OPEN_SECONDS, max_size=None, compression=None
        ) as socket:
            reply = await self._greet(socket)
            self._cursor = str(reply["cursor"])
            yield Connected(reply.get("resumed"), int(reply.get("replayed", 0)), reply.get("reason"), self._cursor)
            silence = float(reply.get("pingInterval", 25)) * SILENCE_FACTOR
            while True:
                async with asyncio.timeout(silence):
                    raw = str(await socket.recv())
                item = await self._take(socket, raw)
                if item is not None:
                    yield item

    async def _greet(self, socket: ClientConnection) -> dict[str, Any]:
        command: dict[str, Any] = {"token": self._token(), "client": CLIENT_NAME, "bindings": self._bindings}
        if self._cursor is not None:
            command["cursor"] = self._cursor
        await socket.send(json.dumps({"id": 1, "connect": command}))
        async with asyncio.timeout(REPLY_SECONDS):
            message: dict[str, Any] = json.loads(await socket.recv())
        error = message.get("error")
        if error is None:
            connected: dict[str, Any] = message["connected"]
            return connected
        if error.get("retryable"):
            raise TimeoutError(f"{error['code']}: {error['message']}")
        raise GatewayRefusedError(f"{error['code']}: {error['message']}")

    async def _take(self, socket: ClientConnection, raw: str) -> Item | None:
        message: dict[str, Any] = json.loads(raw)
        if "event" in message:
            self._cursor = message["cursor"]
            return Pushed(message, raw)
        if "ping" in message:
            self._cursor = message["ping"].get("cursor", self._cursor)
            await socket.send('{"pong":{}}')
        elif "reset" in message:
            self._cursor = message["reset"]["cursor"]
            return Reset(message["reset"]["reason"], raw)
        return None  # a drain is followed by a close, and that by the next connection

    def _next_delay(self) -> float:
        ceiling = min(DELAY_LIMIT_SECONDS, FIRST_DELAY_SECONDS * 2.0**self._attempt)
        self._attempt = min(self._attempt + 1, 16)
        return random.uniform(0, ceiling)  # noqa: S311  (spreads load; guards nothing)


class _Seen:
    """The ids of the last events: an event without a position may come twice around a resume."""

    LIMIT = 1000

    def __init__(self) -> None:
        self._ids: dict[str, None] = {}

    def first_time(self, event_id: str) -> bool:
        if event_id in self._ids:
            return False
        self._ids[event_id] = None
        if len(self._ids) > self.LIMIT:
            del self._ids[next(iter(self._ids))]
        return True
