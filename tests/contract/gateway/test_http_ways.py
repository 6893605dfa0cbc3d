"""Server-Sent Events and long poll: the same events, the same promises, the same cursor."""

from __future__ import annotations

import asyncio
import json
import random
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.contract.gateway.cursors import altered
from tests.contract.gateway.peer import Peer
from tests.contract.gateway.reader import Stream, bearer, poll

if TYPE_CHECKING:
    from tests.contract.gateway.relay import Relay
    from tests.contract.gateway.site import Site


async def test_stream(site: Site, org: str, relay: Relay) -> None:
    """A stream begins with where it stands; its events are the same bytes as over WebSocket, their ids the cursors."""
    url = site.next_url()
    peer = await Peer.connected(url, site.token(org), "order.#")
    async with Stream.open(url, site.token(org, user="reader"), "order.#", "user.me.#") as stream:
        assert stream.response.headers["content-type"].startswith("text/event-stream")
        assert stream.response.headers["x-accel-buffering"] == "no"
        begun = await stream.connected()
        assert begun["resumed"] is None
        assert begun["user"]["id"] == "reader"
        await relay.publish(5)
        messages = await stream.until(5)
        await peer.has(5)
        assert [one.data for one in messages] == peer.raw
        assert [one.id for one in messages] == [event["cursor"] for event in peer.events]
    await peer.leave()


async def test_resumed_stream(site: Site, token: str, relay: Relay) -> None:
    """``Last-Event-ID`` goes before ``cursor``, and both resume without a hole."""
    async with Stream.open(site.next_url(), token, "order.#") as stream:
        await stream.connected()
        await relay.publish(2)
        await stream.until(2)
    early, late = (one.id for one in await stream.until(2))
    assert early is not None
    assert late is not None
    await relay.publish(2)
    async with Stream.open(site.next_url(), token, "order.#", cursor=early) as stream:
        assert (await stream.connected())["resumed"] is True
        await stream.until(3)
        assert [event["id"] for event in stream.events] == relay.ids()[1:]
    headers = {"Last-Event-ID": late}
    async with Stream.open(site.next_url(), token, "order.#", cursor=early, **headers) as stream:
        assert (await stream.connected())["replayed"] == 2
        await stream.until(2)
        assert [event["id"] for event in stream.events] == relay.ids()[2:]


async def test_poll(site: Site, token: str, relay: Relay) -> None:
    """Without a cursor a poll answers at once with one; with it, as soon as there is something, or when the time is
    over.
    """
    page = await poll(site.next_url(), token, "order.#")
    assert (page["events"], page["resumed"]) == ([], None)
    waiting = asyncio.create_task(poll(site.next_url(), token, "order.#", cursor=page["cursor"]))
    await relay.publish(1)
    page = await waiting
    assert page["resumed"] is True
    received = [event["id"] for event in page["events"]]
    assert received == relay.ids()
    await relay.publish(3)
    while len(received) < 4:
        page = await poll(site.next_url(), token, "order.#", cursor=page["cursor"])
        received += [event["id"] for event in page["events"]]
    assert received == relay.ids()
    page = await poll(site.next_url(), token, "order.#", cursor=page["cursor"], wait=0)
    assert (page["events"], page["resumed"]) == ([], True)


@pytest.mark.parametrize(
    ("change", "reason"), [({"hours": -25.0}, "too_old"), ({"ahead": 1_000_000}, "ahead"), ({"epoch": "x"}, "epoch")]
)
async def test_refused_cursors(site: Site, token: str, relay: Relay, change: dict[str, Any], reason: str) -> None:
    """The verdict is the same by every way."""
    peer = await Peer.connected(site.next_url(), token, "order.#")
    await relay.publish(1)
    await peer.has(1)
    await peer.leave()
    assert peer.cursor is not None
    cursor = altered(peer.cursor, **change)
    page = await poll(site.next_url(), token, "order.#", cursor=cursor)
    assert (page["resumed"], page["reason"], page["events"]) == (False, reason, [])
    async with Stream.open(site.next_url(), token, "order.#", cursor=cursor) as stream:
        begun = await stream.connected()
        assert (begun["resumed"], begun["reason"]) == (False, reason)


async def test_one_cursor_by_all_ways(site: Site, token: str, relay: Relay) -> None:
    """A client that changes its way all the time, while events flow, gets each once and in order."""
    chance = random.Random(1)
    peer = await Peer.connected(site.next_url(), token, "order.#")
    await peer.leave()
    cursor, received = peer.cursor, []
    stop = asyncio.Event()

    async def flow() -> None:
        while not stop.is_set():
            await relay.publish(3)
            await asyncio.sleep(0.01)  # a load, not a flood

    async def by_socket() -> tuple[list[str], str | None]:
        peer = await Peer.resumed(site.next_url(), token, "order.#", cursor=cursor)
        await peer.has(chance.randrange(10))
        await peer.vanish()
        return peer.ids, peer.cursor

    async def by_stream() -> tuple[list[str], str | None]:
        async with Stream.open(site.next_url(), token, "order.#", cursor=cursor) as stream:
            assert (await stream.connected())["resumed"] is True
            await stream.until(chance.randrange(10))
        return [event["id"] for event in stream.events], stream.cursor

    async def by_poll() -> tuple[list[str], str | None]:
        page = await poll(site.next_url(), token, "order.#", cursor=cursor)
        assert page["resumed"] is True
        return [event["id"] for event in page["events"]], page["cursor"]

    flowing = asyncio.create_task(flow())
    for _ in range(40):
        ids, cursor = await chance.choice((by_socket, by_stream, by_poll))()
        received += ids
    stop.set()
    await flowing
    peer = await Peer.resumed(site.next_url(), token, "order.#", cursor=cursor)
    await peer.has(len(relay.sent) - len(received))
    assert received + peer.ids == relay.ids()
    await peer.leave()


@pytest.mark.parametrize("path", ["/v1/sse", "/v1/poll"])
async def test_refusals(site: Site, org: str, token: str, path: str) -> None:
    """Problems with the codes of the protocol; a token in the address is refused whatever it is."""
    expired = site.token(org, ttl_seconds=-120)
    cases: list[tuple[dict[str, Any], str | None, int, str | None]] = [
        ({"binding": "order.#"}, None, 401, "token_missing"),
        ({"binding": "order.#"}, "garbage", 401, "token_invalid"),
        ({"binding": "order.#"}, expired, 401, "token_expired"),
        ({"binding": "document.#"}, token, 403, "forbidden"),
        ({"binding": ["order.#", "user.bob.#"]}, token, 403, "forbidden"),
        ({"binding": "order..x"}, token, 400, "bad_request"),
        ({"binding": "order.#", "token": token}, token, 400, "token_in_url"),
        ({}, token, 400, None),
    ]
    async with httpx.AsyncClient(base_url=site.next_url(), timeout=30) as http:
        for parameters, shown, status, code in cases:
            answer = await http.get(path, params=parameters, headers=bearer(shown) if shown else {})
            assert answer.status_code == status or (code is None and answer.status_code == 422), parameters
            assert code is None or answer.json()["code"] == code
            assert token not in answer.text
        answer = await http.get(path, params={"binding": "order.#"}, headers={**bearer(token), "Origin": "https://x.y"})
        assert answer.status_code == 403


async def test_expiry_ends_a_stream(site: Site, org: str, relay: Relay) -> None:
    """A stream ends with its token, and says so."""
    async with Stream.open(site.next_url(), site.token(org, ttl_seconds=4), "order.#") as stream:
        await stream.connected()
        (closed,) = await stream.until(1, of="close")
        assert json.loads(closed.data)["close"] == {"code": 4401, "reason": "token_expired"}
