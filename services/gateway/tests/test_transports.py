"""One cursor for all transports: who moves between them, and between nodes, loses nothing and gets nothing twice."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from freightwire.identifiers import new_id
from gateway.testing import Client, Log, gateway, log, token
from gateway.testing_http import Stream, poll

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from gateway.server import GatewayServer

BINDINGS = ("order.#", "user.me.#")


@dataclass
class Traveller:
    """One reader that goes from transport to transport with nothing but its cursor."""

    org: str
    cursor: str | None = None
    versions: list[int] = field(default_factory=list)
    journey: list[str] = field(default_factory=list)

    @property
    def bearer(self) -> str:
        """Its token."""
        return token(org=self.org)

    async def websocket(self, server: GatewayServer, events: int) -> None:
        """Over a WebSocket until ``events`` have come."""
        client = await Client.open(server)
        reply = await client.connect(*BINDINGS, bearer=self.bearer, cursor=self.cursor)
        self._expect(reply["connected"])
        await client.until(lambda: len(client.events) >= events)
        await client.leave()
        self._take(client.events, client.cursor)

    async def sse(self, server: GatewayServer, events: int) -> None:
        """Over an event stream until ``events`` have come."""
        headers = {"Last-Event-ID": self.cursor} if self.cursor else {}
        async with Stream.open(server, *BINDINGS, bearer=self.bearer, headers=headers) as stream:
            await stream.until(lambda: stream.messages("connected") and len(stream.events) >= events)
            self._expect(stream.connected)
        self._take(stream.events, stream.cursor)

    async def poll(self, server: GatewayServer, events: int) -> None:
        """By polls until ``events`` have come."""
        came = -1
        while came < events:
            came = max(came, 0)
            body = await self.ask(server, wait=10)
            self._expect(body)
            self._take(body["events"], body["cursor"])
            came += len(body["events"])

    async def ask(self, server: GatewayServer, wait: float) -> dict[str, Any]:
        """One poll."""
        query = {"cursor": self.cursor} if self.cursor else {}
        answer = await poll(server, *BINDINGS, bearer=self.bearer, wait=wait, **query)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def _expect(self, verdict: dict[str, Any]) -> None:
        assert verdict["resumed"] is (True if self.cursor else None), (verdict, self.journey)

    def _take(self, events: list[dict[str, Any]], cursor: str | None) -> None:
        self.versions += [event["version"] for event in events]
        self.cursor = cursor


async def _publish(orders: Log, org: str, chance: random.Random, stop: asyncio.Event) -> None:
    while not stop.is_set():
        await orders.publish_surely(chance.randint(1, 5), order=str(chance.randint(1, 3)), org=org)
        await asyncio.sleep(chance.uniform(0.001, 0.03))  # a load of some unevenness, not a flood


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
async def test_moving_between_transports(amqp_url: str, seed: int) -> None:
    """While events are published, one reader changes its transport and its node at random; then its versions are
    exactly what was published.
    """
    chance, stop = random.Random(seed), asyncio.Event()
    traveller = Traveller(f"t{new_id()[-12:]}")
    settings = {
        "gateway_replay_slack_seconds": chance.choice([0.5, 10.0]),
        "gateway_poll_events": chance.choice([7, 1_000]),
        "gateway_connects_burst": 10_000,
    }
    async with gateway(amqp_url, **settings) as one, gateway(amqp_url, **settings) as two, log(amqp_url) as orders:
        await traveller.websocket(one, 0)
        await traveller.websocket(two, 0)
        publishing = asyncio.create_task(_publish(orders, traveller.org, chance, stop))
        for _ in range(40):
            ways: list[Callable[[GatewayServer, int], Awaitable[None]]] = [
                traveller.websocket,
                traveller.sse,
                traveller.poll,
            ]
            way, node, events = chance.choice(ways), chance.choice([one, one, two]), chance.choice([0, 1, 1, 3, 20])
            traveller.journey.append(f"{way.__name__} on {'one' if node is one else 'two'} for {events}")
            await way(node, events)
        stop.set()
        await publishing
        while len(traveller.versions) < orders.position:
            await traveller.poll(two, 1)
        assert traveller.versions == list(range(1, orders.position + 1)), traveller.journey
        assert (await traveller.ask(one, wait=0))["events"] == []


@pytest.mark.parametrize("way", ["websocket", "sse", "poll"])
async def test_a_node_that_saw_less_does_not_set_a_reader_back(amqp_url: str, way: str) -> None:
    """A node that had no binding for what a reader saw elsewhere gives it no cursor from before that."""
    settings = {"gateway_ping_seconds": 0.2, "gateway_heartbeat_seconds": 60}
    reader = Traveller(f"s{new_id()[-12:]}")
    async with gateway(amqp_url) as one, gateway(amqp_url, **settings) as two, log(amqp_url) as orders:
        client = await Client.connected(one, *BINDINGS, bearer=reader.bearer)
        await orders.publish(5, org=reader.org)
        await client.until(lambda: len(client.events) == 5)
        await client.leave()
        reader.cursor = client.cursor
        if way == "poll":
            reader.cursor = (await reader.ask(two, wait=0))["cursor"]
        elif way == "sse":
            headers = {"Last-Event-ID": reader.cursor or ""}
            async with Stream.open(two, *BINDINGS, bearer=reader.bearer, headers=headers) as stream:
                await stream.until(lambda: stream.messages("ping"))
            reader.cursor = stream.cursor
        else:
            again = await Client.open(two)
            await again.connect(*BINDINGS, bearer=reader.bearer, cursor=reader.cursor)
            await again.until(lambda: any("ping" in message for message in again.others))
            await again.leave()
            reader.cursor = again.cursor
        body = await reader.ask(one, wait=0)
        assert body["resumed"] is True
        assert body["events"] == []
