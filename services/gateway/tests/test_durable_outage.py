"""Durable queues while the broker or the node goes away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from freightwire.identifiers import new_id
from freightwire.messaging.topology import client_queue
from freightwire.testing import eventually
from gateway.testing import Client, gateway, log, token, until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from freightwire.testing import StoppableBroker, TcpProxy

RECOVERY_SECONDS = 100


async def test_broker_restart_in_between(broker_server: StoppableBroker) -> None:
    """The broker dies while a client holds messages: what was acknowledged is done, the rest comes again, then what is
    new; and nothing had to be asked for.
    """
    grace = {"gateway_broker_grace_seconds": RECOVERY_SECONDS, "gateway_command_seconds": RECOVERY_SECONDS}
    async with gateway(broker_server.url, **grace) as server, log(broker_server.url) as orders:
        client = await Client.open(server, patience=RECOVERY_SECONDS)
        await client.connect(bearer=token())
        await client.ask("open", queue="inbox", bindings=["order.#"])
        await orders.publish(4)
        await client.until(lambda: len(client.from_queue()) == 4)
        assert (await client.ask("ack", queue="inbox", tag=2, multiple=True))["acked"]["count"] == 2
        await broker_server.kill()
        await until(lambda: not server.node.feed.is_live)
        assert (await client.ask("ack", queue="inbox", tag=3))["error"]["code"] == "stale_tag"
        await broker_server.start()
        await client.until(lambda: len(client.from_queue()) >= 6)
        await orders.publish_surely()
        await client.until(lambda: len(client.from_queue()) >= 7)
        again = client.from_queue()[4:]
        assert [(push["version"], push["redelivered"]) for push in again] == [(3, True), (4, True), (5, False)]
        assert [push["tag"] for push in again] == [5, 6, 7]
        reply = await client.ask("ack", queue="inbox", tag=7, multiple=True)
        assert reply["acked"]["count"] == 3
        await client.leave()


async def test_open_while_the_broker_is_away(broker_server: StoppableBroker) -> None:
    """An ``open`` waits for the broker as long as a command may, and is refused as retryable."""
    limits = {"gateway_broker_grace_seconds": RECOVERY_SECONDS, "gateway_command_seconds": 1}
    async with gateway(broker_server.url, **limits) as server:
        client = await Client.open(server, patience=RECOVERY_SECONDS)
        await client.connect(bearer=token())
        await broker_server.stop()
        await until(lambda: not server.node.feed.is_live)
        reply = await client.ask("open", queue="inbox", bindings=["order.#"])
        assert reply["error"]["code"] == "unavailable"
        assert reply["error"]["retryable"] is True
        await broker_server.start()
        await until(lambda: server.node.feed.is_live, RECOVERY_SECONDS)

        async def opens() -> bool:
            """The connection for queues may come back a little later than the feed's."""
            return "opened" in await client.ask("open", queue="inbox", bindings=["order.#"])

        await eventually(opens, RECOVERY_SECONDS)
        await client.leave()


async def test_an_unconfirmed_ack_is_no_ack(
    amqp_url: str, tcp_proxy: Callable[[str], Awaitable[TcpProxy]], user: str
) -> None:
    """A network that swallows the acknowledgement: the client is told that the message may come again, and it does."""
    proxy = await tcp_proxy(amqp_url)
    async with gateway(proxy.url(amqp_url)) as server, log(amqp_url) as orders:
        client = await Client.open(server, patience=RECOVERY_SECONDS)
        await client.connect(bearer=token(user=user))
        await client.ask("open", queue="inbox", bindings=["order.#"])
        await orders.publish()
        await client.until(client.from_queue)
        proxy.stall()
        reply = await client.ask("ack", queue="inbox", tag=1)
        assert reply["error"]["code"] == "stale_tag"
        proxy.reset()
        proxy.mend()
        await client.until(lambda: len(client.from_queue()) == 2)
        assert client.from_queue()[1]["redelivered"] is True
        await client.leave()


@pytest.fixture
def user() -> str:
    """A user of this test alone."""
    return f"u-{new_id()}"


async def test_node_stops(amqp_url: str, user: str) -> None:
    """A node that stops gives back what its sessions hold before it leaves the broker."""
    async with gateway(amqp_url) as other, log(amqp_url) as orders:
        async with gateway(amqp_url) as server:
            client = await Client.connected(server, bearer=token(user=user))
            await client.ask("open", queue="inbox", bindings=["order.#"])
            await orders.publish(3)
            await client.until(lambda: len(client.from_queue()) == 3)
        assert (await client.until_closed())[0] == 4400
        again = await Client.connected(other, bearer=token(user=user))
        reply = await again.ask("open", queue="inbox", bindings=["order.#"])
        assert reply["opened"]["pending"] == 3
        await again.until(lambda: len(again.from_queue()) == 3)
        await again.leave()
        assert client_queue("alpha", user, "inbox").name == f"client.alpha.{user}.inbox"
