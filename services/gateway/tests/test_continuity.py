"""Continuity of live sessions while the node loses its broker, its channel or its queue."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from freightwire.cursor import Cursor
from freightwire.testing import TcpProxy
from gateway.testing import Client, Log, gateway, log, readiness, token, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from gateway.server import GatewayServer


Proxies = Callable[[str], Awaitable[TcpProxy]]


@asynccontextmanager
async def behind_proxy(
    amqp_url: str, tcp_proxy: Proxies, **changes: object
) -> AsyncIterator[tuple[GatewayServer, TcpProxy]]:
    """A node whose way to the broker can be cut."""
    proxy = await tcp_proxy(amqp_url)
    async with gateway(proxy.url(amqp_url), **changes) as server:
        yield server, proxy


async def _publish_until(orders: Log, org: str, stop: asyncio.Event) -> None:
    while not stop.is_set():
        await orders.publish_surely(3, org=org)
        await asyncio.sleep(0.005)  # a load, not a flood


async def test_connection_lost_under_load(amqp_url: str, tcp_proxy: Proxies) -> None:
    """A cut connection costs no session anything: what was published meanwhile comes once, in order."""
    async with behind_proxy(amqp_url, tcp_proxy) as (server, proxy), log(amqp_url) as orders:
        clients = [
            await Client.connected(server, "order.#", bearer=token(org="cut", user=f"u{number}")) for number in range(3)
        ]
        stop = asyncio.Event()
        publishing = asyncio.create_task(_publish_until(orders, "cut", stop))
        for _ in range(2):
            seen = len(clients[0].events)
            await clients[0].until(lambda so_far=seen: len(clients[0].events) > so_far + 50)
            proxy.cut()
            await until(lambda: not server.node.feed.is_live)
            missed_from = orders.position
            await until(lambda so_far=missed_from: orders.position > so_far + 50)
            proxy.mend()
            await until(lambda: server.node.feed.is_live)
        stop.set()
        await publishing
        for client in clients:
            await client.until(lambda one=client: len(one.events) >= orders.position)
            assert client.versions() == list(range(1, orders.position + 1))
            assert not [message for message in client.others if "reset" in message]
            await client.leave()


async def test_queue_deleted(amqp_url: str) -> None:
    """A node whose queue an operator deletes makes a new one and closes the gap."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.#", bearer=token(org="gone"))
        await orders.publish(5, org="gone")
        await client.until(lambda: len(client.events) == 5)
        queue = server.node.feed._queue
        assert queue is not None
        await queue._usable().queue_delete(queue.name)
        await orders.publish(5, org="gone")
        await until(lambda: server.node.feed.is_live and server.node.feed._queue is not queue)
        await orders.publish(5, org="gone")
        await client.until(lambda: len(client.events) >= 15)
        assert client.versions() == list(range(1, 16))
        assert not [message for message in client.others if "reset" in message]
        await client.leave()


async def test_gap_that_cannot_be_closed(amqp_url: str, tcp_proxy: Proxies) -> None:
    """Where the gap holds more than the node backfills, sessions are told to load their state anew."""
    async with (
        behind_proxy(amqp_url, tcp_proxy, gateway_backfill_events=5) as (server, proxy),
        log(amqp_url) as orders,
    ):
        client = await Client.connected(server, "order.#", bearer=token(org="wide"))
        await orders.publish(1, org="wide")
        await client.until(lambda: client.events)
        proxy.cut()
        await until(lambda: not server.node.feed.is_live)
        await orders.publish(10, org="wide")
        proxy.mend()
        await client.until(lambda: any("reset" in message for message in client.others))
        (reset,) = [message["reset"] for message in client.others if "reset" in message]
        assert reset["reason"] == "broker"
        assert reset["bindings"] == ["order.#"]
        await orders.publish(1, org="wide")
        await client.until(lambda: client.versions()[-1] == orders.position)
        await client.leave()


async def test_commands_during_an_outage(amqp_url: str, tcp_proxy: Proxies) -> None:
    """Without a broker a subscription is refused as unavailable; the session stays and works again later."""
    async with (
        behind_proxy(amqp_url, tcp_proxy, gateway_command_seconds=3) as (server, proxy),
        log(amqp_url) as orders,
    ):
        client = await Client.connected(server, "order.1.#", bearer=token(org="out"))
        proxy.cut()
        await until(lambda: not server.node.feed.is_live)
        reply = await client.ask("subscribe", bindings=["order.2.#"])
        assert reply["error"]["code"] == "unavailable"
        assert reply["error"]["retryable"] is True
        status, body = await readiness(server)
        assert status == 503
        assert body["status"] == "unavailable"
        assert any("broker" in problem for problem in body["problems"])
        proxy.mend()
        await until(lambda: server.node.feed.is_live)
        reply = await client.ask("subscribe", bindings=["order.2.#"])
        assert "subscribed" in reply
        await orders.publish(1, order="2", org="out")
        await client.until(lambda: client.events)
        await client.leave()


async def test_grace_time(amqp_url: str, tcp_proxy: Proxies) -> None:
    """When the broker stays away beyond the grace time, clients are sent elsewhere."""
    async with behind_proxy(amqp_url, tcp_proxy, gateway_broker_grace_seconds=0.5) as (server, proxy):
        client = await Client.connected(server, "order.#")
        proxy.cut()
        assert await client.until_closed() == (4405, "broker_unavailable")
        late = await Client.open(server)
        reply = await late.connect("order.#")
        assert reply["error"]["code"] == "unavailable"
        assert reply["error"]["retryable"] is True
        assert await late.until_closed() == (4405, "broker_unavailable")


async def test_relay_republishes(amqp_url: str) -> None:
    """A relay that restarts publishes again what it had published; nobody sees it twice."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.#", bearer=token(org="again"))
        sent = await orders.publish(5, org="again")
        await orders.again(*sent[2:])
        await orders.publish(1, org="again")
        await client.until(lambda: len(client.events) >= 6)
        assert client.versions() == [1, 2, 3, 4, 5, 6]
        await client.leave()


async def test_overrun(amqp_url: str) -> None:
    """A node that does not keep up with its queue learns that events gave way, and says so."""
    async with gateway(amqp_url) as server:
        client = await Client.connected(server, "order.#", bearer=token(org="over"))
        queue = server.node.feed._queue
        assert queue is not None
        wire = queue._usable()
        # What the broker does with the oldest message of a full queue.
        await wire.basic_publish(b"", routing_key=f"{queue.name}.overflow")
        await client.until(lambda: any("reset" in message for message in client.others))
        assert client.others[-1]["reset"]["reason"] == "overrun"
        await client.leave()


async def test_a_log_that_begins_anew_resets_live_clients(amqp_url: str) -> None:
    """After a restore from a backup, what clients show may never have been: they reload before the first new event."""
    async with gateway(amqp_url) as server, log(amqp_url) as before, log(amqp_url) as after:
        client = await Client.connected(server, "order.#")
        await before.publish(3)
        await client.until(lambda: len(client.events) == 3)
        assert not [message for message in client.others if "reset" in message]
        await after.publish(2)
        await client.until(lambda: len(client.events) == 5)
        resets = [message["reset"] for message in client.others if "reset" in message]
        assert [(reset["reason"], reset["bindings"]) for reset in resets] == [("epoch", ["order.#"])]
        assert Cursor.decode(resets[0]["cursor"]).epoch == after.epoch
        await client.leave()
