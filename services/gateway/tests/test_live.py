"""Live events through a real broker and a real socket."""

from __future__ import annotations

from gateway.testing import Client, gateway, log, token


async def test_live_push(amqp_url: str) -> None:
    """What is published after the reply to a subscription is pushed, with everything the protocol promises."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.42.#")
        (sent,) = await orders.publish()
        await client.until(lambda: client.events)
        (event,) = client.events
        assert event["event"] == "order:status_changed"
        assert event["id"] == str(sent.id)
        assert event["key"] == "order.42.status_changed"
        assert event["version"] == 1
        assert event["data"]["status"] == "in_progress"
        await client.leave()
