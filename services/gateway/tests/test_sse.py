"""Server-Sent Events through a real broker and a real socket."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx
import pytest
from freightwire.cursor import Cursor
from gateway.sessions.session import Session
from gateway.testing import Client, gateway, log, token, until
from gateway.testing_http import Stream, authorization
from prometheus_client import REGISTRY

if TYPE_CHECKING:
    from gateway.server import GatewayServer


async def test_events_are_the_same_bytes_as_on_the_websocket(amqp_url: str) -> None:
    """A block's data is the frame's payload, its id the event's cursor; order and number are the same too."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.#")
        async with Stream.open(server, "order.#", "order.42.#") as stream:
            await stream.until(lambda: stream.messages("connected"))
            await orders.publish(30)
            await stream.until(lambda: len(stream.events) >= 30)
            await client.until(lambda: len(client.events) >= 30)
            assert stream.raw == client.raw
            assert stream.cursor == stream.events[-1]["cursor"] == client.cursor
        await client.leave()


async def test_beginning(amqp_url: str) -> None:
    """The head says how the answer is to be handled; then comes the pause before coming back, then ``connected``."""
    async with gateway(amqp_url) as server, Stream.open(server, "order.#") as stream:
        await stream.until(lambda: stream.messages("connected"))
        headers = stream.response.headers
        assert headers["content-type"] == "text/event-stream; charset=utf-8"
        assert headers["cache-control"] == "no-store"
        assert headers["x-accel-buffering"] == "no"
        assert stream.response.http_version == "HTTP/1.1"
        first, second = stream.others[:2]
        assert first.retry is not None
        assert 1_000 <= first.retry <= 4_000
        assert second.id == stream.connected["cursor"]
        assert stream.connected["user"]["id"] == "ana"
        assert stream.connected["resumed"] is None
        assert 3500 < stream.connected["expiresIn"] <= 3600


async def test_first_byte_comes_before_the_broker(amqp_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer begins at once, though the binding takes its time."""
    async with gateway(amqp_url) as server:
        go_on, ensure = asyncio.Event(), server.node.feed.ensure

        async def slowly(patterns: tuple[str, ...]) -> None:
            await go_on.wait()
            await ensure(patterns)

        monkeypatch.setattr(server.node.feed, "ensure", slowly)
        async with Stream.open(server, "order.#") as stream:
            await stream.until(lambda: stream.others)
            assert stream.others[0].retry is not None
            assert not stream.messages("connected")
            go_on.set()
            await stream.until(lambda: stream.messages("connected"))


async def test_silence_is_broken_and_the_cursor_moves_on(amqp_url: str) -> None:
    """Comments show that the stream lives; pings need no answer, and their id moves the cursor on."""
    settings = {"gateway_comment_seconds": 0.1, "gateway_ping_seconds": 0.6, "gateway_pong_seconds": 0.1}
    async with gateway(amqp_url, **settings) as server:
        url = f"http://127.0.0.1:{server.port}/v1/sse?binding=order.%23"
        async with httpx.AsyncClient() as http, http.stream("GET", url, headers=authorization()) as response:
            lines: list[str] = []
            async for line in response.aiter_lines():
                lines.append(line)
                if lines.count("event: ping") == 3:
                    break
        assert lines.count(":") >= 3
        pings = [at for at, line in enumerate(lines) if line == "event: ping"]
        cursors = [Cursor.decode(lines[at - 1].removeprefix("id: ")) for at in pings]
        assert cursors[0].time_ms < cursors[-1].time_ms


@pytest.mark.parametrize("how", ["header", "query", "both"])
async def test_resume(amqp_url: str, how: str) -> None:
    """``Last-Event-ID`` goes before the query; what was missed comes, then what is live."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        async with Stream.open(server, "order.#") as stream:
            await stream.until(lambda: stream.messages("connected"))
            await orders.publish(2)
            await stream.until(lambda: len(stream.events) == 2)
            first, second = (event["cursor"] for event in stream.events)
        await orders.publish(3)
        headers = {} if how == "query" else {"Last-Event-ID": second}
        query = {"query": {"cursor": second}, "both": {"cursor": first}}.get(how, {})
        async with Stream.open(server, "order.#", headers=headers, **query) as stream:
            await stream.until(lambda: stream.messages("connected"))
            assert stream.connected["resumed"] is True
            assert stream.connected["replayed"] == 3
            await orders.publish()
            await stream.until(lambda: len(stream.events) == 4)
            assert stream.versions() == [3, 4, 5, 6]


async def test_cursor_of_no_use(amqp_url: str) -> None:
    """A cursor of no use is said to be so, and live events flow."""
    async with (
        gateway(amqp_url) as server,
        log(amqp_url) as orders,
        Stream.open(server, "order.#", headers={"Last-Event-ID": "garbage"}) as stream,
    ):
        await stream.until(lambda: stream.messages("connected"))
        assert (stream.connected["resumed"], stream.connected["reason"]) == (False, "malformed")
        await orders.publish()
        await stream.until(lambda: stream.events)


async def test_expiry_ends_the_stream(amqp_url: str) -> None:
    """The token's end is said, and is the end of the stream."""
    async with gateway(amqp_url) as server, Stream.open(server, "order.#", bearer=token(ttl_seconds=4)) as stream:
        assert await stream.until_over() == (4401, "token_expired")


async def test_administrator_ends_the_stream(amqp_url: str) -> None:
    """A stream is listed with the other sessions, and is told that it was disconnected."""
    async with gateway(amqp_url) as server, Stream.open(server, "order.#", bearer=token(user="bob")) as stream:
        await stream.until(lambda: stream.messages("connected"))
        url = f"http://127.0.0.1:{server.port}/v1/admin/sessions"
        headers = authorization(token(user="root", roles=("admin",)))
        async with httpx.AsyncClient() as http:
            (listed,) = (await http.get(url, headers=headers)).json()["sessions"]
            assert (listed["id"], listed["bindings"]) == (stream.connected["session"], ["order.#"])
            assert (await http.delete(f"{url}/{listed['id']}", headers=headers)).status_code == 200
        assert await stream.until_over() == (4503, "disconnected")


async def test_drain(amqp_url: str) -> None:
    """A node that goes says so, ends its streams in waves, and takes no new ones."""
    async with gateway(amqp_url, gateway_drain_seconds=0.5) as server, contextlib.AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(Stream.open(server, "order.#")) for _ in range(4)]
        for stream in streams:
            await stream.until(lambda one=stream: one.messages("connected"))
        draining = asyncio.create_task(server.node.drain())
        for stream in streams:
            assert await stream.until_over() == (4400, "draining")
            (drain,) = stream.messages("drain")
            assert 0 <= drain["withinMs"] <= 500
        await draining
        async with Stream.open(server, "order.#") as late:
            assert late.response.status_code == 503


async def test_reset(amqp_url: str) -> None:
    """A break of continuity is told, with a cursor to go on from."""
    async with gateway(amqp_url) as server, Stream.open(server, "order.#") as stream:
        await stream.until(lambda: stream.messages("connected"))
        server.node.feed._overran()
        await stream.until(lambda: stream.messages("reset"))
        (reset,) = stream.messages("reset")
        assert reset["reason"] == "overrun"
        assert reset["bindings"] == ["order.#"]
        assert stream.cursor == reset["cursor"]


async def test_nothing_is_left_of_a_client_that_goes(amqp_url: str) -> None:
    """A client that closes its connection is noticed, and everything it had is released."""
    async with gateway(amqp_url, gateway_unbind_seconds=0.2) as server:
        async with Stream.open(server, "order.77.#") as stream:
            await stream.until(lambda: stream.messages("connected"))
            assert len(server.node.registry) == 1
        await until(lambda: len(server.node.registry) == 0)
        await until(lambda: not server.node.feed._planner.bindings)
        assert server.node.feed._planner.wanted == 0
        assert not server.node.registry._users


async def test_broker_away(amqp_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that does not come ends the stream with its code; beyond the grace time there is no stream at all."""
    async with gateway(amqp_url, gateway_command_seconds=0.2) as server:

        async def never(patterns: tuple[str, ...]) -> None:
            await asyncio.Event().wait()

        monkeypatch.setattr(server.node.feed, "ensure", never)
        async with Stream.open(server, "order.#") as stream:
            assert await stream.until_over() == (4405, "broker_unavailable")
        monkeypatch.setattr(type(server.node.feed), "down_seconds", property(lambda _: 1_000.0))
        async with Stream.open(server, "order.#") as stream:
            assert stream.response.status_code == 503


async def test_a_fault_ends_its_own_stream(amqp_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something unforeseen in one session ends that one, with the code for it."""
    async with gateway(amqp_url) as server, Stream.open(server, "order.#") as other:
        await other.until(lambda: other.messages("connected"))

        async def fault(*_: object) -> None:
            raise ValueError("unforeseen")

        monkeypatch.setattr(Session, "_establish", fault)
        async with Stream.open(server, "order.#") as stream:
            assert await stream.until_over() == (4404, "internal_error")
        assert not other.is_over


async def test_slow_reader(amqp_url: str) -> None:
    """A client that does not read is cut off, nobody else waits, and it resumes where it stopped."""
    before = _closes(4402)
    async with (
        gateway(
            amqp_url,
            gateway_outbound_bytes=64 * 1024,
            gateway_socket_bytes=8192,
            gateway_replay_events=100_000,
        ) as server,
        log(amqp_url) as orders,
        Stream.open(server, "order.#") as quick,
    ):
        await quick.until(lambda: quick.messages("connected"))
        narrow = _narrow_request(server, token(user="slow"))
        await until(lambda: len(server.node.registry) == 2)
        await until(lambda: all(one._subscribing.held is None for one in server.node.registry._sessions))
        total = 0
        while len(server.node.registry) == 2:
            await orders.publish(200)
            total += 200
            assert total < 100_000
        await quick.until(lambda: len(quick.events) == total)
        assert quick.versions() == list(range(1, total + 1))
        assert _closes(4402) == before + 1
        read = await _read_to_the_end(narrow)
        data = [json.loads(line[6:]) for line in read.splitlines() if line.startswith("data: {") and line.endswith("}")]
        events = [one for one in data if "event" in one]
        versions = [event["version"] for event in events]
        assert versions == list(range(1, len(versions) + 1))
        assert len(versions) < total
        cursor = events[-1]["cursor"]
        async with Stream.open(server, "order.#", bearer=token(user="slow"), cursor=cursor) as again:
            await again.until(lambda: len(again.events) == total - len(versions))
            assert again.versions() == list(range(len(versions) + 1, total + 1))


def _closes(code: int) -> float:
    return REGISTRY.get_sample_value("freightwire_gateway_closes_total", {"code": str(code)}) or 0.0


def _narrow_request(server: GatewayServer, bearer: str) -> socket.socket:
    """A request for a stream on a connection whose kernel buffer is soon full."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    narrow.connect(("127.0.0.1", server.port))
    query = urlencode({"binding": "order.#"})
    narrow.sendall(f"GET /v1/sse?{query} HTTP/1.0\r\nHost: x\r\nAuthorization: Bearer {bearer}\r\n\r\n".encode())
    narrow.setblocking(False)
    return narrow


async def _read_to_the_end(connection: socket.socket) -> str:
    loop, parts = asyncio.get_running_loop(), []
    with connection:
        async with asyncio.timeout(60):
            while part := await loop.sock_recv(connection, 65536):
                parts.append(part)
    return b"".join(parts).decode()


async def test_connection_of_a_client_that_takes_nothing_ends(amqp_url: str) -> None:
    """After the session the connection itself goes too, though its client neither reads nor closes it."""
    limits = {"gateway_outbound_bytes": 64 * 1024, "gateway_socket_bytes": 8192, "gateway_unacked_seconds": 1}
    async with gateway(amqp_url, **limits) as server, log(amqp_url) as orders:
        with _narrow_request(server, token(user="stuck")):
            await until(lambda: len(server.node.registry) == 1)
            while len(server.node.registry):
                await orders.publish(200)
            http = server._http._server
            assert http is not None
            await until(lambda: not http.server_state.connections, seconds=60)
