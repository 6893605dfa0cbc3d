"""Live events, tokens and limits through a real broker and a real socket."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from freightwire.auth import issue_development_token
from freightwire.cursor import Cursor
from freightwire.events.base import Text
from freightwire.events.envelope import Envelope
from freightwire.events.extraction import Stage
from freightwire.events.orders import OrderAiProcessing
from freightwire.events.system import SystemFault
from freightwire.telemetry import configure_logging
from gateway.testing import SECRET, Client, gateway, log, readiness, token, until
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


async def test_live_push(amqp_url: str) -> None:
    """What is published after the reply to a subscription is pushed, with all that the protocol promises."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.42.#")
        (sent,) = await orders.publish()
        await client.until(lambda: client.events)
        (event,) = client.events
        assert event["event"] == "order:status_changed"
        assert event["id"] == str(sent.id)
        assert event["key"] == "order.42.status_changed"
        assert event["version"] == 1
        assert event["data"] == json.loads(sent.data)
        assert Cursor.decode(event["cursor"]).position == sent.position
        assert set(event) >= {"event", "id", "cursor", "key", "version", "time", "data"}
        await client.leave()


async def test_reply_to_connect(amqp_url: str) -> None:
    """The reply says who the client is, where it stands, and when to expect pings."""
    async with gateway(amqp_url) as server:
        client = await Client.open(server)
        reply = (await client.connect("order.#"))["connected"]
        assert reply["user"] == {"id": "ana", "name": "ana", "org": "alpha", "roles": ["dispatcher"]}
        assert reply["resumed"] is None
        assert reply["replayed"] == 0
        assert reply["pingInterval"] == 25
        assert 3500 < reply["expiresIn"] <= 3600
        assert Cursor.decode(reply["cursor"])
        await client.leave()


async def test_same_bytes_in_the_same_order(amqp_url: str) -> None:
    """Two subscribers get the same bytes in the same order, each once, even where bindings overlap."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        one = await Client.connected(server, "order.#")
        two = await Client.connected(server, "order.*.status_changed", "order.42.#", "order.#")
        await orders.publish(50)
        for client in (one, two):
            await client.until(lambda one=client: len(one.events) >= 50)
        await orders.publish(1)
        for client in (one, two):
            await client.until(lambda one=client: len(one.events) >= 51)
        assert one.raw == two.raw
        assert one.versions() == list(range(1, 52))
        await one.leave()
        await two.leave()


async def test_other_organisation_sees_nothing(amqp_url: str) -> None:
    """An event goes to its own organisation only; system events of all organisations go to everybody."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        mine = await Client.connected(server, "order.#", "system.#")
        other = await Client.connected(server, "order.#", "system.#", bearer=token(org="beta"))
        await orders.publish(3)
        announcement = await _announce(orders, "all")
        for client in (mine, other):
            await client.until(lambda one=client: any(e["id"] == announcement for e in one.events))
        assert [event["key"] for event in other.events] == ["system.error"]
        assert len(mine.events) == 4
        await mine.leave()
        await other.leave()


async def _announce(orders: Any, org: str) -> str:
    envelope = Envelope.of(_system_error(), org=org, source="freightctl")
    await orders.again(envelope)
    return str(envelope.id)


def _system_error() -> SystemFault:
    return SystemFault(error="mail", message=Text(ro="fără poștă", en="no mail"))


FORGED = issue_development_token("another secret of at least 32 bytes!", org="alpha", user="ana", roles=["admin"])


@pytest.mark.parametrize(
    ("bearer", "code"),
    [
        ("garbage", 4500),
        (FORGED, 4500),
        (issue_development_token(SECRET, org="alpha", user="a", roles=[], audience="other"), 4500),
        (token(ttl_seconds=-60), 4401),
    ],
)
async def test_refused_tokens(amqp_url: str, bearer: str, code: int) -> None:
    """A bad token ends the connection; nothing is said of what is wrong with it but the code."""
    async with gateway(amqp_url) as server:
        client = await Client.open(server)
        reply = await client.connect("order.#", bearer=bearer)
        closed, reason = await client.until_closed()
        assert closed == code
        assert reply == {"id": 1, "error": {"code": reason, "message": reason, "retryable": False}}
        assert reason == ("token_expired" if code == 4401 else "token_invalid")


async def test_token_in_the_handshake(amqp_url: str) -> None:
    """A client that can set headers may show its token there; one that shows none at all is refused."""
    async with gateway(amqp_url) as server:
        client = await Client.open(server, additional_headers={"Authorization": f"Bearer {token(user='svc')}"})
        reply = await client.ask("connect", bindings=["order.#"])
        assert reply["connected"]["user"]["id"] == "svc"
        await client.leave()
        client = await Client.open(server)
        reply = await client.ask("connect", bindings=["order.#"])
        assert reply["error"]["code"] == "token_invalid"
        assert (await client.until_closed())[0] == 4500


@pytest.fixture
def written_log() -> Iterator[StringIO]:
    """The log as a process writes it."""
    root, written = logging.getLogger(), StringIO()
    handlers, level = root.handlers[:], root.level
    configure_logging("gateway", level="DEBUG")
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


async def test_tokens_are_not_logged(amqp_url: str, written_log: StringIO) -> None:
    """Neither good nor bad tokens get into the log, not even when something unforeseen happens."""
    good, expired = token(), token(ttl_seconds=-60)
    async with gateway(amqp_url) as server:
        client = await Client.connected(server, "order.#", bearer=good)
        await client.ask("refresh", token=good)
        for bad in (FORGED, expired, [good]):
            other = await Client.open(server)
            assert "error" in await other.ask("connect", token=bad, bindings=[])
            await other.connection.close()
        server.node.registry.admit = _unforeseen  # type: ignore[method-assign]
        other = await Client.open(server)
        await other.connection.send(json.dumps({"id": 1, "connect": {"token": good}}))
        assert (await other.until_closed())[0] == 4404
        await client.leave()
    written = written_log.getvalue()
    assert "session_failed" in written
    for shown in (good, FORGED, expired):
        assert shown not in written
        assert shown.split(".")[1] not in written


def _unforeseen(*_: object) -> bool:
    raise ValueError("something unforeseen")


@pytest.mark.parametrize(
    ("roles", "binding", "code"),
    [
        (("dispatcher",), "#", "forbidden"),
        (("dispatcher",), "*.42.#", "forbidden"),
        (("dispatcher",), "document.#", "forbidden"),
        (("admin",), "document.1.submitted", "forbidden"),
        (("dispatcher",), "user.bob.#", "forbidden"),
        (("dispatcher",), "user.#", "forbidden"),
        (("customer",), "order.42.#", "forbidden"),
        ((), "system.#", "forbidden"),
        (("dispatcher",), "order..x", "bad_request"),
        (("dispatcher",), "order.a*", "bad_request"),
    ],
)
async def test_refused_bindings(amqp_url: str, roles: tuple[str, ...], binding: str, code: str) -> None:
    """A binding that is not contained in what the token grants is refused; the connection stays."""
    async with gateway(amqp_url) as server:
        client = await Client.connected(server, bearer=token(roles=roles))
        reply = await client.ask("subscribe", bindings=[binding])
        assert reply["error"]["code"] == code
        assert reply["error"]["retryable"] is False
        await client.leave()


async def test_customer_reads_what_the_token_names(amqp_url: str) -> None:
    """A customer's token names the orders that it may read, and no others."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        bearer = token(user="cust", roles=("customer",), bindings=["order.7.#", "user.me.#"])
        client = await Client.connected(server, "order.7.#", "user.me.#", bearer=bearer)
        refused = await client.ask("subscribe", bindings=["order.8.#"])
        assert refused["error"]["code"] == "forbidden"
        await orders.publish(1, order="8")
        await orders.publish(1, order="7")
        await client.until(lambda: client.events)
        assert [event["key"] for event in client.events] == ["order.7.status_changed"]
        await client.leave()


async def test_unsubscribe(amqp_url: str) -> None:
    """After the reply to unsubscribe nothing comes for that binding."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.1.#", "order.2.#")
        await client.ask("unsubscribe", bindings=["order.1.#"])
        await orders.publish(1, order="1")
        await orders.publish(1, order="2")
        await client.until(lambda: client.events)
        assert [event["key"] for event in client.events] == ["order.2.status_changed"]
        await client.leave()


async def test_refresh_with_fewer_rights(amqp_url: str) -> None:
    """A newer token with fewer rights drops the bindings it no longer allows, and says which."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.1.#", "order.2.#")
        reply = await client.ask("refresh", token=token(bindings=["order.2.#"]))
        assert reply["refreshed"]["dropped"] == [{"binding": "order.1.#", "reason": "forbidden"}]
        await orders.publish(1, order="1")
        await orders.publish(1, order="2")
        await client.until(lambda: client.events)
        assert [event["key"] for event in client.events] == ["order.2.status_changed"]
        refused = await client.ask("refresh", token=token(user="bob"))
        assert refused["error"]["code"] == "forbidden"
        await client.leave()


async def test_expiry_ends_a_session_that_only_listens(amqp_url: str) -> None:
    """The token's end closes the connection though the client says nothing."""
    async with gateway(amqp_url) as server:
        client = await Client.connected(server, "order.#", bearer=token(ttl_seconds=4))
        assert await client.until_closed() == (4401, "token_expired")


async def test_connect_in_time(amqp_url: str) -> None:
    """A connection that says nothing is closed."""
    async with gateway(amqp_url, gateway_connect_seconds=0.2) as server:
        client = await Client.open(server)
        assert await client.until_closed() == (4502, "no_connect")


async def test_pings(amqp_url: str) -> None:
    """Pings carry a cursor; who answers stays, who does not is closed."""
    async with gateway(amqp_url, gateway_ping_seconds=0.3, gateway_pong_seconds=2) as server:
        client = await Client.connected(server, "order.#")
        for count in (1, 2, 3):
            await client.until(lambda so_far=count: len(client.others) >= so_far)
            assert Cursor.decode(client.others[-1]["ping"]["cursor"])
        client.answers_pings = False
        assert await client.until_closed() == (4403, "no_pong")


@pytest.mark.parametrize("frame", ["not json", "[]", '{"connect":{}}', '{"id":"1","connect":{}}', b"\x00"])
async def test_violations(amqp_url: str, frame: str | bytes) -> None:
    """What is not the protocol ends the connection."""
    async with gateway(amqp_url) as server:
        client = await Client.open(server)
        await client.connection.send(frame)
        assert await client.until_closed() == (4501, "protocol_error")


async def test_oversized_frame(amqp_url: str) -> None:
    """A frame beyond the limit is not read."""
    async with gateway(amqp_url) as server:
        client = await Client.open(server)
        await client.connection.send('{"id":1,"connect":{"token":"' + "x" * 70_000 + '"}}')
        assert (await client.until_closed())[0] == 1009


async def test_bad_commands(amqp_url: str) -> None:
    """A command that cannot be done is answered with an error that repeats its id."""
    async with gateway(amqp_url, gateway_bindings_per_session=3) as server:
        client = await Client.open(server)
        assert (await client.ask("subscribe", bindings=["order.#"]))["error"]["code"] == "not_connected"
        await client.connect()
        assert (await client.connect())["error"]["code"] == "already_connected"
        assert (await client.ask("dance"))["error"]["code"] == "bad_request"
        assert (await client.ask("subscribe", bindings=[]))["error"]["code"] == "bad_request"
        many = [f"order.{number}.#" for number in range(4)]
        assert (await client.ask("subscribe", bindings=many))["error"]["code"] == "limit"
        await client.leave()


async def test_rate_limit(amqp_url: str) -> None:
    """Commands beyond the rate are refused, and a client that goes on regardless is closed."""
    limits = {"gateway_commands_per_second": 1, "gateway_commands_burst": 3, "gateway_rate_strikes": 3}
    async with gateway(amqp_url, **limits) as server:
        client = await Client.connected(server)
        replies = [await client.ask("dance") for _ in range(4)]
        assert [reply["error"]["code"] for reply in replies][-1] == "rate_limited"
        await client.connection.send('{"id":90,"dance":{}}')
        await client.connection.send('{"id":91,"dance":{}}')
        assert await client.until_closed() == (4505, "rate_limited")


async def test_sessions_per_user(amqp_url: str) -> None:
    """One user has a limited number of sessions; a session that ends makes room."""
    async with gateway(amqp_url, gateway_sessions_per_user=1) as server:
        first = await Client.connected(server)
        second = await Client.open(server)
        assert (await second.connect())["error"]["code"] == "too_many_sessions"
        assert await second.until_closed() == (4504, "too_many_sessions")
        await Client.connected(server, bearer=token(user="bob"))
        await first.leave()
        await (await Client.connected(server)).leave()


async def test_slow_reader(amqp_url: str) -> None:
    """A client that does not read is closed and resumes later; nobody else waits for it."""
    async with (
        gateway(
            amqp_url,
            gateway_outbound_bytes=64 * 1024,
            gateway_socket_bytes=8192,
            gateway_replay_events=100_000,
        ) as server,
        log(amqp_url) as orders,
    ):
        quick = await Client.connected(server, "order.#")
        slow = await connect(
            f"ws://127.0.0.1:{server.port}/v1/ws",
            subprotocols=["freightwire.v1+json"],
            compression=None,
            max_queue=1,
            sock=_narrow_socket(server.port),
        )
        hello = {"token": token(user="slow"), "bindings": ["order.#"]}
        await slow.send(json.dumps({"id": 1, "connect": hello}))
        cursor = json.loads(await slow.recv())["connected"]["cursor"]
        total = 0
        while len(server.node.registry) == 2:
            await orders.publish(200)
            total += 200
            assert total < 100_000
        await quick.until(lambda: len(quick.events) == total)
        assert quick.versions() == list(range(1, total + 1))
        read = [json.loads(frame) async for frame in _until_the_end(slow)]
        assert slow.close_code == 4402
        assert len(read) < total
        again = await Client.open(server)
        bearer, cursor = token(user="slow"), read[-1]["cursor"] if read else cursor
        reply = await again.connect("order.#", bearer=bearer, cursor=cursor)
        assert reply["connected"]["resumed"] is True
        await again.until(lambda: len(again.events) >= total - len(read))
        assert again.versions() == list(range(len(read) + 1, total + 1))
        await again.leave()
        await quick.leave()


def _narrow_socket(port: int) -> socket.socket:
    """A connection whose kernel buffer is soon full."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    narrow.connect(("127.0.0.1", port))
    narrow.setblocking(False)
    return narrow


async def _until_the_end(connection: ClientConnection) -> AsyncIterator[str | bytes]:
    try:
        while True:
            yield await connection.recv()
    except ConnectionClosed:
        return


async def test_ephemeral_events_are_conflated(amqp_url: str) -> None:
    """Progress that waits is replaced by newer progress, and never overtakes what was published before it."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.#", flushMs=500)
        await client.until(lambda: True)
        for progress in (10, 20, 30):
            await orders.again(_progress(progress))
        await orders.publish(1)
        await orders.again(_progress(100))
        await client.until(lambda: client.events and client.events[-1]["data"].get("progress") == 100)
        seen = [event["data"].get("progress", "status") for event in client.events]
        assert seen == ["status", 100]
        await client.leave()


def _progress(percent: int) -> Envelope:
    event = OrderAiProcessing(
        order_id="42", document_id="d1", file_name="cmr.pdf", stage=Stage.EXTRACT, progress=percent
    )
    return Envelope.of(event, org="alpha", source="ai-processor")


async def test_handshake(amqp_url: str) -> None:
    """Another path, another sub-protocol or a foreign origin gets no WebSocket; an allowed origin does."""
    async with gateway(amqp_url, gateway_origins=["https://board.example"]) as server:
        url = f"ws://127.0.0.1:{server.port}"
        protocols = ["freightwire.v1+json"]
        with pytest.raises(InvalidStatus, match="404"):
            await connect(f"{url}/other", subprotocols=protocols)
        with pytest.raises(InvalidStatus, match="400"):
            await connect(f"{url}/v1/ws", subprotocols=["chat"])
        with pytest.raises(InvalidStatus, match="403"):
            await connect(f"{url}/v1/ws", subprotocols=protocols, origin="https://evil.example")
        async with connect(f"{url}/v1/ws", subprotocols=protocols, origin="https://board.example") as socket:
            assert socket.subprotocol == "freightwire.v1+json"
            assert not socket.protocol.extensions


async def test_drain(amqp_url: str) -> None:
    """A node that is told to go says so, takes nobody new, and closes everybody within the time it named."""
    async with gateway(amqp_url, gateway_drain_seconds=0.5) as server:
        clients = [await Client.connected(server, "order.#") for _ in range(5)]
        draining = asyncio.create_task(server.node.drain())
        for client in clients:
            await client.until(lambda one=client: one.others)
            assert 0 <= client.others[0]["drain"]["withinMs"] <= 500
        assert await readiness(server) == (503, {"status": "unavailable", "problems": ["draining"]})
        with pytest.raises(InvalidStatus, match="503"):
            await Client.open(server)
        for client in clients:
            assert await client.until_closed() == (4400, "draining")
        await draining


async def test_nothing_is_left_behind(amqp_url: str) -> None:
    """After everybody has left, the router is empty and the bindings go once the cooldown is over."""
    async with gateway(amqp_url, gateway_unbind_seconds=0.2) as server:
        clients = [
            await Client.connected(server, f"order.{number}.#", "user.me.#", bearer=token(user=f"u{number}"))
            for number in range(5)
        ]
        for client in clients:
            await client.leave()
        feed = server.node.feed
        await until(lambda: not feed._planner.bindings)
        assert feed._planner.wanted == 0
        assert len(server.node.registry) == 0
