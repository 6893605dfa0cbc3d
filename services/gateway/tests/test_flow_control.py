"""Limits that protect the node from its clients: each with its answer, its metric, and nothing left behind."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from freightwire.cursor import Cursor
from freightwire.events.envelope import Envelope
from freightwire.events.extraction import Stage
from freightwire.events.orders import OrderAiProcessing
from gateway.protocol.push import push_of
from gateway.sessions import session as sessions
from gateway.sessions import subscribing
from gateway.testing import Client, gateway, log, token, until
from gateway.testing_http import Stream, poll
from prometheus_client import REGISTRY

if TYPE_CHECKING:
    from gateway.protocol.push import Push


def sample(name: str, **labels: str) -> float:
    """The value of one of the gateway's metrics."""
    return REGISTRY.get_sample_value(f"freightwire_gateway_{name}", labels) or 0.0


async def test_frame_size(amqp_url: str) -> None:
    """An oversized frame closes with the WebSocket's own code, which is counted with ours."""
    before = sample("closes_total", code="1009")
    async with gateway(amqp_url, gateway_frame_bytes=1024) as server:
        client = await Client.open(server)
        await client.connection.send('{"id":1,"connect":{"token":"' + "x" * 1024 + '"}}')
        assert (await client.until_closed())[0] == 1009
    assert sample("closes_total", code="1009") == before + 1


async def test_refusals_and_closes_are_counted(amqp_url: str) -> None:
    """Each limit shows in the metrics by its code."""
    limits = {
        "gateway_bindings_per_session": 2,
        "gateway_commands_burst": 5,
        "gateway_commands_per_second": 0.001,
        "gateway_rate_strikes": 2,
    }
    codes = ("limit", "bad_request", "rate_limited")
    before = {code: sample("refusals_total", code=code) for code in codes}
    closed = sample("closes_total", code="4505")
    async with gateway(amqp_url, **limits) as server:
        client = await Client.connected(server)
        assert (await client.ask("subscribe", bindings=["order.#"] * 101))["error"]["code"] == "bad_request"
        many = [f"order.{number}.#" for number in range(3)]
        error = (await client.ask("subscribe", bindings=many))["error"]
        assert error["code"] == "limit"
        assert "FREIGHTWIRE_GATEWAY_BINDINGS_PER_SESSION" in error["message"]
        for _ in range(2):
            await client.ask("unsubscribe", bindings=["order.#"])
        error = (await client.ask("unsubscribe", bindings=["order.#"]))["error"]
        assert (error["code"], error["retryable"]) == ("rate_limited", True)
        assert "FREIGHTWIRE_GATEWAY_COMMANDS_PER_SECOND" in error["message"]
        await client.connection.send('{"id":90,"unsubscribe":{"bindings":["order.#"]}}')
        assert await client.until_closed() == (4505, "rate_limited")
    assert {code: sample("refusals_total", code=code) - before[code] for code in codes} == {
        "limit": 1,
        "bad_request": 1,
        "rate_limited": 2,
    }
    assert sample("closes_total", code="4505") == closed + 1


async def test_old_refusals_for_the_rate_are_forgotten(amqp_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that lives for days is not closed for a refusal now and then."""
    now = 1_000.0
    limits = {"gateway_commands_burst": 1, "gateway_commands_per_second": 0.05, "gateway_rate_strikes": 2}
    async with gateway(amqp_url, **limits) as server:
        monkeypatch.setattr(sessions, "time", SimpleNamespace(monotonic=lambda: now))
        client = await Client.connected(server)
        for _ in range(5):
            assert (await client.ask("dance"))["error"]["code"] == "rate_limited"
            now += sessions.STRIKES_SECONDS
            assert (await client.ask("dance"))["error"]["code"] == "bad_request"
        await client.leave()


async def test_held_events_are_bounded(amqp_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session for which too much comes while its cursor is being answered is too slow, and resumes later."""
    monkeypatch.setattr(subscribing, "HELD_LIMIT", 3)
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.#", bearer=token(org="held"))
        (session,) = server.node.registry._sessions
        session._subscribing.held = []
        session.reconsider()
        await orders.publish(4, org="held")
        assert await client.until_closed() == (4402, "slow_consumer")


@pytest.mark.parametrize("transport", ["websocket", "sse"])
async def test_conflation(amqp_url: str, transport: str) -> None:
    """Of progress that waits only the newest goes out, over every transport; what was left out is counted."""
    org = f"conflate{transport}"
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        durable = orders.event(org=org)

        def flood() -> None:
            """All in one turn of the loop."""
            for envelope in (_progress(org, 1), _progress(org, 2), durable, _progress(org, 3), _progress(org, 4)):
                server.node.services.router.deliver(_push(envelope))

        if transport == "sse":
            async with Stream.open(server, "order.#", bearer=token(org=org)) as stream:
                await stream.until(lambda: stream.messages("connected"))
                before = sample("conflated_total")
                flood()
                await stream.until(lambda: len(stream.events) == 2)
                events = stream.events
        else:
            client = await Client.connected(server, "order.#", bearer=token(org=org))
            before = sample("conflated_total")
            flood()
            await client.until(lambda: len(client.events) == 2)
            events = client.events
            await client.leave()
        assert [event["data"].get("progress", "status") for event in events] == ["status", 4]
        assert sample("conflated_total") == before + 3


def _progress(org: str, percent: int) -> Envelope:
    event = OrderAiProcessing(
        order_id="42", document_id="d1", file_name="cmr.pdf", stage=Stage.EXTRACT, progress=percent
    )
    return Envelope.of(event, org=org, source="ai-processor")


def _push(envelope: Envelope) -> Push:
    return push_of(envelope, Cursor("e", 1, 1), envelope.position)


async def test_flush_ms_gathers(amqp_url: str) -> None:
    """Events of a while leave together, over a WebSocket and a stream alike, and a poll gathers its answer."""
    org = "gather"
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        bearer = token(org=org)
        client = await Client.connected(server, "order.#", bearer=bearer, flushMs=1000)
        cursor = (await poll(server, "order.#", bearer=bearer)).json()["cursor"]
        writes: list[int] = []
        (session,) = server.node.registry._sessions
        write = session._link.write

        def counted(data: bytes) -> None:
            writes.append(data.count(b'{"event"'))
            write(data)

        session._link.write = counted  # type: ignore[method-assign]
        for _ in range(3):
            await orders.publish(org=org)
        await client.until(lambda: len(client.events) == 3)
        assert sum(writes) == 3
        assert json.loads(client.raw[-1])["version"] == 3
        body = (await poll(server, "order.#", bearer=bearer, cursor=cursor, flushMs=1000, wait=30)).json()
        assert [event["version"] for event in body["events"]] == [1, 2, 3]
        await client.leave()


async def test_metrics_settle(amqp_url: str) -> None:
    """After many have come and gone over all transports, what is counted as present is none."""
    async with gateway(amqp_url, gateway_unbind_seconds=0.1) as server:
        subscriptions = sample("subscriptions")
        for number in range(5):
            bearer = token(user=f"u{number}")
            client = await Client.connected(server, "order.#", f"order.{number}.#", bearer=bearer)
            async with Stream.open(server, "order.#", "user.me.#", bearer=bearer) as stream:
                await stream.until(lambda one=stream: one.messages("connected"))
                await poll(server, "batch.#", bearer=bearer)
                assert sample("subscriptions") == subscriptions + 4
            await client.leave()
        await until(lambda: len(server.node.registry) == 0)
        await until(lambda: sample("bindings") == 0)
        assert sample("subscriptions") == subscriptions
        assert server.node.services.router._trie.is_empty
    for transport in ("websocket", "sse", "poll"):
        assert sample("sessions", transport=transport) == 0
