"""Resuming by cursor, through a real broker."""

from __future__ import annotations

import time

import pytest
from freightwire.cursor import Cursor
from gateway.testing import Client, gateway, log, token


async def test_resume_after_one_event(amqp_url: str) -> None:
    """A client that comes back gets exactly what it missed, in order, and the promise of no hole."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.#")
        await orders.publish()
        await client.until(lambda: client.events)
        await client.leave()
        await orders.publish(3)
        again = await Client.open(server)
        reply = await again.connect("order.#", cursor=client.cursor)
        assert reply["connected"]["resumed"] is True
        assert reply["connected"]["replayed"] == 3
        await again.until(lambda: len(again.events) == 3)
        await orders.publish()
        await again.until(lambda: len(again.events) == 4)
        assert again.versions() == [2, 3, 4, 5]
        await again.leave()


async def test_resume_twice_in_a_row(amqp_url: str) -> None:
    """A cursor from a resumed session resumes again."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.#")
        await orders.publish()
        await client.until(lambda: client.events)
        await client.leave()
        cursor, seen = client.cursor, [1]
        for _ in range(2):
            await orders.publish(2)
            client = await Client.open(server)
            reply = await client.connect("order.#", cursor=cursor)
            assert reply["connected"]["resumed"] is True
            expected = 2
            await client.until(lambda: len(client.events) == expected)  # noqa: B023  (awaited at once)
            seen += client.versions()
            cursor = client.cursor
            await client.leave()
        assert seen == [1, 2, 3, 4, 5]


async def test_resume_without_any_event(amqp_url: str) -> None:
    """A session that never saw an event has a cursor all the same, and resumes by time."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.#")
        await client.leave()
        await orders.publish(2)
        again = await Client.open(server)
        reply = await again.connect("order.#", cursor=client.cursor)
        assert reply["connected"]["resumed"] is True
        await again.until(lambda: len(again.events) >= 2)
        assert again.versions()[-2:] == [1, 2]
        await again.leave()


async def test_resume_on_another_node(amqp_url: str) -> None:
    """A cursor of one node is good on another, which had no binding for what was missed."""
    async with gateway(amqp_url) as one, gateway(amqp_url) as two, log(amqp_url) as orders:
        client = await Client.connected(one, "order.42.#")
        await orders.publish()
        await client.until(lambda: client.events)
        await client.leave()
        await orders.publish(2)
        await orders.publish(1, order="43")
        again = await Client.open(two)
        reply = await again.connect("order.42.#", cursor=client.cursor)
        assert reply["connected"]["resumed"] is True
        assert reply["connected"]["replayed"] == 2
        await again.until(lambda: len(again.events) == 2)
        assert again.versions() == [2, 3]
        await again.leave()


async def test_resume_with_unpositioned_events(amqp_url: str) -> None:
    """An event without a position is never missed, though it may come again."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.#")
        await orders.publish()
        await client.until(lambda: client.events)
        await client.leave()
        (direct,) = await orders.publish(positioned=False)
        again = await Client.open(server)
        reply = await again.connect("order.#", cursor=client.cursor)
        assert reply["connected"]["resumed"] is True
        await again.until(lambda: any(event["id"] == str(direct.id) for event in again.events))
        await again.leave()


async def test_subscribe_with_cursor(amqp_url: str) -> None:
    """A binding that is added with a cursor is replayed before it is live; nothing is doubled on the way."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.42.#")
        await orders.publish()
        await client.until(lambda: client.events)
        cursor = client.cursor
        await orders.publish(2, order="43")
        reply = await client.ask("subscribe", bindings=["order.43.#"], cursor=cursor)
        assert reply["subscribed"]["resumed"] is True
        assert reply["subscribed"]["replayed"] == 2
        await orders.publish(1, order="43")
        await client.until(lambda: len(client.events) == 4)
        assert client.versions() == [1, 2, 3, 4]
        await client.leave()


@pytest.mark.parametrize(
    ("position", "epoch", "age_seconds", "reason"),
    [
        (1, None, 25 * 3600, "too_old"),
        (1, "another-epoch", 0, "epoch"),
        (1_000_000, None, 0, "ahead"),
        (1, None, -3600, "ahead"),
    ],
)
async def test_refused_cursors(amqp_url: str, position: int, epoch: str | None, age_seconds: int, reason: str) -> None:
    """A cursor of no use is refused with its reason; nothing is replayed, and live events flow."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        await orders.publish(3)
        cursor = Cursor(epoch or orders.epoch, position, int((time.time() - age_seconds) * 1000))
        client = await Client.open(server)
        reply = await client.connect("order.#", cursor=cursor.encode())
        assert reply["connected"]["resumed"] is False
        assert reply["connected"]["reason"] == reason
        assert reply["connected"]["replayed"] == 0
        await orders.publish()
        await client.until(lambda: client.events)
        assert client.versions() == [4]
        await client.leave()


@pytest.mark.parametrize("cursor", ["", "garbage", "MS4uMC4w=", "a" * 1000])
async def test_malformed_cursors(amqp_url: str, cursor: str) -> None:
    """A string that is no cursor is told so."""
    async with gateway(amqp_url) as server:
        client = await Client.open(server)
        reply = await client.connect("order.#", cursor=cursor)
        assert reply["connected"]["resumed"] is False
        assert reply["connected"]["reason"] == "malformed"
        await client.leave()


async def test_replay_limit(amqp_url: str) -> None:
    """More than the limit is refused as a whole, from the ring and from the history alike."""
    async with (
        gateway(amqp_url, gateway_replay_events=5) as one,
        gateway(amqp_url, gateway_replay_events=5) as two,
        log(amqp_url) as orders,
    ):
        client = await Client.connected(one, "order.#")
        await orders.publish()
        await client.until(lambda: client.events)
        await client.leave()
        await orders.publish(6)
        for server in (one, two):
            again = await Client.open(server)
            reply = await again.connect("order.#", cursor=client.cursor)
            assert reply["connected"]["resumed"] is False
            assert reply["connected"]["reason"] == "limit"
            assert not again.events
            await again.leave()


async def test_shared_replay_while_events_flow(amqp_url: str) -> None:
    """Many who come back at once while events are being published all get everything once, in order."""
    bearer = token(org="beta")
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.#", bearer=bearer)
        await orders.publish(org="beta")
        await client.until(lambda: client.events)
        await client.leave()
        await orders.publish(50, org="beta")
        clients = [await Client.open(server) for _ in range(10)]
        for again in clients:
            await orders.publish(5, org="beta")
            reply = await again.connect("order.#", bearer=bearer, cursor=client.cursor)
            assert reply["connected"]["resumed"] is True
        await orders.publish(10, org="beta")
        for again in clients:
            await again.until(lambda: len(again.events) >= 110)  # noqa: B023  (awaited at once)
            assert again.versions() == list(range(2, 112))
            await again.leave()
