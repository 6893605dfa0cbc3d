"""For tests: a node in this process, a real WebSocket client, and a publisher that does what a relay does."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self

import httpx
from freightwire.auth import issue_development_token
from freightwire.events.envelope import Envelope
from freightwire.events.orders import OrderStatus, OrderStatusChanged
from freightwire.identifiers import new_id
from freightwire.messaging.connection import BrokerConnection
from freightwire.messaging.publisher import Publisher
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from gateway.protocol import SUBPROTOCOL
from gateway.server import GatewayServer
from gateway.settings import GatewaySettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

SECRET = "a secret of thirty-two bytes or so"  # noqa: S105  (for tests only)
PATIENCE = 45.0


def token(org: str = "alpha", user: str = "ana", roles: tuple[str, ...] = ("dispatcher",), **claims: Any) -> str:
    """A token for the tests."""
    return issue_development_token(SECRET, org=org, user=user, roles=list(roles), **claims)


def settings(amqp_url: str, **changes: Any) -> GatewaySettings:
    """Settings for a node on a free port, quick to let go."""
    values: dict[str, Any] = {
        "amqp_url": amqp_url,
        "token_secret": SECRET,
        "gateway_drain_seconds": 0.2,
        "gateway_heartbeat_seconds": 0.5,
        **changes,
    }
    return GatewaySettings(**values)


@asynccontextmanager
async def gateway(amqp_url: str, **changes: Any) -> AsyncIterator[GatewayServer]:
    """A running node whose feed is live."""
    server = GatewayServer(settings(amqp_url, **changes))
    await server.start()
    try:
        await until(lambda: server.node.feed.is_live)
        yield server
    finally:
        await server.stop()


async def until(condition: Any, seconds: float = PATIENCE) -> None:
    """Wait for a condition that nothing announces."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  (nothing announces it)
            await asyncio.sleep(0.01)


async def readiness(server: GatewayServer) -> tuple[int, dict[str, Any]]:
    """What ``/readyz`` answers: status and body."""
    return await _get(server, "/readyz")


async def _get(server: GatewayServer, path: str) -> tuple[int, dict[str, Any]]:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{server.port}{path}")
    return answer.status_code, answer.json()


class Client:
    """A WebSocket client that keeps what comes."""

    def __init__(self, connection: ClientConnection, patience: float = PATIENCE) -> None:
        self.connection = connection
        self.events: list[dict[str, Any]] = []
        self.raw: list[str] = []
        self.others: list[dict[str, Any]] = []
        self.replies: dict[int, dict[str, Any]] = {}
        self.cursor: str | None = None
        self.closed: tuple[int, str] | None = None
        self.answers_pings = True
        self.on_message: Callable[[dict[str, Any]], None] = lambda _: None
        """Called with every message, in order."""
        self._patience = patience
        self._next = 0
        self._changed = asyncio.Event()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(
        cls, server: GatewayServer, *, patience: float = PATIENCE, port: int | None = None, **options: Any
    ) -> Self:
        """Shake hands; no command is sent. Whoever waits for the client gives up after ``patience`` seconds.

        ``port`` is given where the way to the server leads through a proxy.
        """
        options.setdefault("subprotocols", [SUBPROTOCOL])
        url = f"ws://127.0.0.1:{port or server.port}/v1/ws"
        return cls(await connect(url, compression=None, max_size=None, **options), patience)

    @classmethod
    async def connected(cls, server: GatewayServer, *bindings: str, bearer: str = "", **fields: Any) -> Self:
        """Connect with a token, and assert that it worked."""
        client = await cls.open(server)
        reply = await client.connect(*bindings, bearer=bearer, **fields)
        if "connected" not in reply:
            raise AssertionError(reply)
        return client

    async def connect(self, *bindings: str, bearer: str = "", **fields: Any) -> dict[str, Any]:
        """Send ``connect``."""
        return await self.ask("connect", token=bearer or token(), bindings=list(bindings), **fields)

    async def ask(self, command: str, **fields: Any) -> dict[str, Any]:
        """Send a command and wait for its reply."""
        self._next += 1
        number = self._next
        await self.connection.send(json.dumps({"id": number, command: fields}))
        await self.until(lambda: number in self.replies)
        return self.replies[number]

    async def until(self, condition: Any) -> None:
        """Wait until what came fulfils ``condition``; an end of the connection is an error then."""
        async with asyncio.timeout(self._patience):
            while not condition():
                if self.closed is not None:
                    raise AssertionError(f"closed with {self.closed}")
                self._changed.clear()
                await self._changed.wait()

    async def until_closed(self) -> tuple[int, str]:
        """Wait for the end of the connection; its code and reason."""
        await asyncio.wait_for(asyncio.shield(self._reader), self._patience)
        if self.closed is None:
            raise AssertionError("the reader ended without a close code")
        return self.closed

    async def leave(self) -> None:
        """Close the connection."""
        await self.connection.close()
        await self._reader

    def from_queue(self, queue: str = "inbox") -> list[dict[str, Any]]:
        """What came from a durable queue, in order."""
        return [event for event in self.events if event.get("queue") == queue]

    def versions(self) -> list[int]:
        """The versions of the events that came, in order."""
        return [event["version"] for event in self.events]

    async def _read(self) -> None:
        try:
            async for frame in self.connection:
                message = json.loads(frame)
                self.on_message(message)
                self._take(str(frame), message)
                if "ping" in message and self.answers_pings:
                    await self.connection.send('{"pong":{}}')
        except ConnectionClosed:
            pass
        self.closed = (self.connection.close_code or 0, self.connection.close_reason or "")
        self._changed.set()

    def _take(self, frame: str, message: dict[str, Any]) -> None:
        if "event" in message:
            self.events.append(message)
            self.raw.append(frame)
            self.cursor = message.get("cursor", self.cursor)
        elif "id" in message:
            self.replies[message["id"]] = message
            body = message.get("connected") or message.get("subscribed") or {}
            self.cursor = body.get("cursor", self.cursor)
        else:
            self.others.append(message)
            if "ping" in message:
                self.cursor = message["ping"]["cursor"]
        self._changed.set()


class Log:
    """Publishes events with positions, as the relay of an outbox does."""

    def __init__(self, broker: BrokerConnection, epoch: str = "e1") -> None:
        self._publisher = Publisher(broker)
        self.epoch = epoch
        self.position = 0
        self.published: list[Envelope] = []

    def event(self, order: str = "42", org: str = "alpha", *, positioned: bool = True) -> Envelope:
        """The next event of the log."""
        envelope = Envelope.of(
            OrderStatusChanged(
                order_id=order,
                status=OrderStatus.IN_PROGRESS,
                previous_status=OrderStatus.ASSIGNED,
                transition="start",
            ),
            org=org,
            source="orders",
            version=self.position + 1,
        )
        if not positioned:
            return envelope
        self.position += 1
        return envelope.at(epoch=self.epoch, position=self.position)

    async def publish(self, count: int = 1, order: str = "42", org: str = "alpha", **how: Any) -> list[Envelope]:
        """Publish the next events and wait for the broker."""
        envelopes = [self.event(order, org, **how) for _ in range(count)]
        await self.again(*envelopes)
        self.published += envelopes
        return envelopes

    async def publish_surely(self, count: int = 1, order: str = "42", org: str = "alpha") -> None:
        """Publish the next events as a relay does: again from the first unconfirmed one, until all are confirmed."""
        due = [self.event(order, org) for _ in range(count)]
        self.published += due
        while due:
            outcomes = await self._publisher.publish_window(due)
            confirmed = next((at for at, outcome in enumerate(outcomes) if outcome is not None), len(due))
            due = due[confirmed:]

    async def again(self, *envelopes: Envelope) -> None:
        """Publish ready-made events."""
        for outcome in await self._publisher.publish_window(envelopes):
            if outcome is not None:
                raise outcome


@asynccontextmanager
async def log(amqp_url: str, epoch: str | None = None) -> AsyncIterator[Log]:
    """A publisher of its own epoch."""
    broker = BrokerConnection(amqp_url, name="test-publish")
    await broker.start()
    await broker.wait_ready()
    try:
        yield Log(broker, epoch or new_id())
    finally:
        await broker.stop()
