"""The broker stops and comes back: what is lost, what is doubled, what clients are told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
from gateway.server import GatewayServer
from gateway.testing import Client, Log, gateway, log, readiness, settings, token, until

if TYPE_CHECKING:
    from freightwire.testing import StoppableBroker

RECOVERY_SECONDS = 100
"""A broker takes some 10 s to start, on a busy machine longer, and who waits for it looks again every 10 s."""


async def _publish_until(orders: Log, stop: asyncio.Event) -> None:
    while not stop.is_set():
        await orders.publish_surely(5)
        await asyncio.sleep(0.01)  # a load, not a flood


async def test_broker_killed_under_load(broker_server: StoppableBroker) -> None:
    """A broker that dies and comes back costs no session anything: everything comes once, in order, unasked."""
    grace = {"gateway_broker_grace_seconds": RECOVERY_SECONDS}
    async with gateway(broker_server.url, **grace) as server, log(broker_server.url) as orders:
        clients = []
        for number in range(3):
            clients.append(await Client.open(server, patience=RECOVERY_SECONDS))
            await clients[-1].connect("order.#", bearer=token(user=f"u{number}"))
        stop = asyncio.Event()
        publishing = asyncio.create_task(_publish_until(orders, stop))
        await clients[0].until(lambda: len(clients[0].events) > 50)
        await broker_server.kill()
        await until(lambda: not server.node.feed.is_live)
        status, body = await readiness(server)
        assert status == 503
        assert any(problem.startswith("broker") for problem in body["problems"])
        await broker_server.start()
        await until(lambda: server.node.feed.is_live, RECOVERY_SECONDS)
        seen = len(clients[0].events)
        await clients[0].until(lambda: len(clients[0].events) > seen + 50)
        stop.set()
        await publishing
        for client in clients:
            await client.until(lambda one=client: len(one.events) >= orders.position)
            assert client.versions() == list(range(1, orders.position + 1))
            assert not [message for message in client.others if "reset" in message]
            await client.leave()


async def test_resume_across_a_restart(broker_server: StoppableBroker) -> None:
    """A cursor from before the broker's restart resumes after it, on a node that did not see the events either."""
    async with gateway(broker_server.url) as one, log(broker_server.url) as orders:
        client = await Client.connected(one, "order.#")
        await orders.publish(3)
        await client.until(lambda: len(client.events) == 3)
        await client.leave()
        await orders.publish(4)
    await broker_server.stop()
    await broker_server.start()
    async with gateway(broker_server.url) as two:
        again = await Client.open(two)
        reply = await again.connect("order.#", cursor=client.cursor)
        assert reply["connected"]["resumed"] is True
        await again.until(lambda: len(again.events) == 4)
        assert again.versions() == [4, 5, 6, 7]
        await again.leave()


async def test_start_without_broker(broker_server: StoppableBroker) -> None:
    """A node whose broker is away lives, is not ready and says why; clients wait or are refused; then all is well."""
    await broker_server.stop()
    server = GatewayServer(settings(broker_server.url, gateway_command_seconds=1))
    patient = GatewayServer(settings(broker_server.url, gateway_command_seconds=RECOVERY_SECONDS))
    await server.start()
    await patient.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as http:
            assert (await http.get("/healthz")).status_code == 200
            assert "freightwire_gateway_live 0.0" in (await http.get("/metrics")).text
        status, body = await readiness(server)
        assert status == 503
        assert body["problems"]
        hasty = await Client.open(server)
        reply = await hasty.connect("order.#")
        assert reply["error"]["code"] == "unavailable"
        assert reply["error"]["retryable"] is True
        assert await hasty.until_closed() == (4405, "broker_unavailable")
        waiting = await Client.open(patient, patience=RECOVERY_SECONDS)
        connecting = asyncio.create_task(waiting.ask("connect", token=token(), bindings=["order.#"]))
        await broker_server.start()
        assert "connected" in await connecting
        await until(lambda: server.node.feed.is_live, RECOVERY_SECONDS)
        assert await readiness(server) == (200, {"status": "ok"})
        async with log(broker_server.url) as orders:
            await orders.publish()
            await waiting.until(lambda: waiting.events)
        await waiting.leave()
    finally:
        await server.stop()
        await patient.stop()
