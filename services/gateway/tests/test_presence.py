"""Presence through a real broker and real sockets, on one node and between several."""

from __future__ import annotations

import asyncio
import json
import random
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aio_pika
import httpx
import pytest
from freightwire.messaging.topology import PRESENCE
from gateway.presence import metrics
from gateway.server import GatewayServer
from gateway.testing import Client, gateway, log, settings, token, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from freightwire.testing import StoppableBroker
    from freightwire.testing.proxy import TcpProxy

LEAVE = 3.0
"""Seconds that somebody may be away in these tests, who is told to come back at once."""
RECOVERY_SECONDS = 100
"""A broker takes some 10 s to start, on a busy machine longer, and who waits for it looks again every 10 s."""


async def board(server: GatewayServer, *bindings: str, user: str = "watcher") -> Client:
    """A client that only looks on."""
    return await Client.connected(server, *(bindings or ("order.#",)), bearer=token(user=user))


async def visitor(server: GatewayServer, order: str = "42", user: str = "ana", **state: str) -> Client:
    """A client that has opened an order."""
    client = await Client.connected(server, bearer=token(user=user, name=user.capitalize()))
    await say(client, order, **state)
    return client


async def say(client: Client, order: str = "42", state: str = "viewing", **fields: str) -> None:
    """Announce, and assert that it was accepted."""
    reply = await client.ask("presence", order=order, state=state, **fields)
    assert reply["announced"] == {"order": order, "state": state}


def heard(client: Client, user: str = "") -> list[str]:
    """The presence events that came, in words."""
    return [
        " ".join(filter(None, (data["userId"], event["event"].partition(":")[2], data["orderId"], data.get("field"))))
        for event in client.events
        for data in [event["data"]]
        if event["event"].startswith("user:") and user in ("", data["userId"])
    ]


def member(order: str = "42", user: str = "ana", state: str = "viewing", **field: str) -> dict[str, str]:
    """One entry of a snapshot."""
    return {"orderId": order, "userId": user, "username": user.capitalize(), "state": state, **field}


async def test_joined_editing_left(amqp_url: str) -> None:
    """A board sees who opens an order, which field they are in, and that they have gone."""
    async with gateway(amqp_url, gateway_presence_leave_seconds=0.1) as server:
        watcher = await board(server)
        ana = await visitor(server)
        await say(ana, state="editing", field="price")
        await say(ana, state="editing", field="price")
        await say(ana, state="editing", field="stops[0].city")
        await say(ana)
        await say(ana, state="left")
        await watcher.until(lambda: len(heard(watcher)) == 5)
        assert heard(watcher) == [
            "ana joined_order 42",
            "ana editing 42 price",
            "ana editing 42 stops[0].city",
            "ana editing 42",
            "ana left_order 42",
        ]
        joined = watcher.events[0]
        assert joined["key"] == "order.42.user_joined"
        assert joined["data"]["username"] == "Ana"
        assert "version" not in joined
        await ana.leave()
        await watcher.leave()


async def test_only_those_who_may_know(amqp_url: str) -> None:
    """Another organisation, another order and another kind of binding bring nothing."""
    async with gateway(amqp_url) as server:
        watcher = await board(server, "order.42.#")
        others = [
            await Client.connected(server, "order.#", bearer=token(org="beta")),
            await board(server, "order.43.#"),
            await board(server, "order.*.status_changed", "user.me.#"),
        ]
        ana = await visitor(server)
        await watcher.until(lambda: heard(watcher) == ["ana joined_order 42"])
        async with log(amqp_url) as orders:
            for order, org in (("43", "alpha"), ("1", "beta")):
                await orders.publish(order=order, org=org)
        for client in others:
            await client.until(lambda one=client: one.events)
            assert heard(client) == []
            reply = await client.ask("subscribe", bindings=["order.43.#"])
            assert reply["subscribed"]["presence"] == []
        for client in (ana, watcher, *others):
            await client.leave()


async def test_snapshot_on_another_node(amqp_url: str) -> None:
    """Whoever connects or subscribes is told who is there already, also where this node did not care before."""
    async with gateway(amqp_url) as one, gateway(amqp_url) as two:
        ana = await visitor(one, state="editing", field="price")
        bob = await visitor(one, "43", "bob")
        reply = await (watcher := await Client.open(two)).connect("order.42.#", "user.me.#")
        assert reply["connected"]["presence"] == [member(state="editing", field="price")]
        reply = await watcher.ask("subscribe", bindings=["order.43.#"])
        assert reply["subscribed"]["presence"] == [member("43", "bob")]
        reply = await watcher.ask("subscribe", bindings=["order.*.user_joined"])
        assert {one["userId"] for one in reply["subscribed"]["presence"]} == {"ana", "bob"}
        assert "presenceTruncated" not in reply["subscribed"]
        await say(bob, "43", "editing", field="weight")
        await watcher.until(lambda: heard(watcher) == ["bob editing 43 weight"])
        for client in (ana, bob, watcher):
            await client.leave()


class Follower(Client):
    """Knows who is where, in which field, from snapshots and events alone, as the protocol tells clients to."""

    known: dict[tuple[str, str], str | None]
    named: str | None
    """The order that the binding of the next reply names; None for all orders."""

    def _take(self, frame: str, message: dict[str, Any]) -> None:
        body = message.get("connected") or message.get("subscribed")
        if body is not None:
            kept = {} if self.named is None else {who: at for who, at in self.known.items() if who[0] != self.named}
            told = {(one["orderId"], one["userId"]): one.get("field") for one in body["presence"]}
            self.known = {**kept, **told}
        data = message.get("data", {})
        who = (data.get("orderId", ""), data.get("userId", ""))
        match message.get("event"):
            # Each event says how it is now; of those that wait for a slow client some are left out.
            case "user:joined_order":
                self.known[who] = None
            case "user:editing":
                self.known[who] = data.get("field")
            case "user:left_order":
                self.known.pop(who, None)
        super()._take(frame, message)

    @classmethod
    async def begin(cls, server: GatewayServer, number: int) -> Follower:
        """First one order, then all of them; with a cursor, so that events are held back for a while."""
        follower = await cls.open(server)
        follower.known, follower.named = {}, "1"
        await follower.connect("order.1.#", bearer=token(user=f"w{number}"))
        follower.named = None
        await follower.ask("subscribe", bindings=["order.#"], cursor=follower.cursor)
        return follower


async def test_snapshot_and_events_make_the_truth(amqp_url: str) -> None:
    """Clients that come while everybody moves about, on either node, all know in the end what is the case."""
    quick = {
        "gateway_presence_leave_seconds": 0.05,
        "gateway_presence_per_second": 1000,
        "gateway_presence_burst": 1000,
        "gateway_commands_per_second": 1000,
        "gateway_commands_burst": 1000,
    }
    chance = random.Random(1)
    async with gateway(amqp_url, **quick) as one, gateway(amqp_url, **quick) as two:
        people = [await Client.connected((one, two)[at % 2], bearer=token(user=f"u{at}")) for at in range(6)]

        async def move_about(client: Client) -> None:
            for _ in range(200):
                order, field = chance.choice("12"), chance.choice([None, "price", "weight"])
                state = chance.choice(["viewing", "left"]) if field is None else "editing"
                await say(client, order, state, **({} if field is None else {"field": field}))

        followers = [await Follower.begin(server, at) for at, server in enumerate((one, two))]
        moving = [asyncio.create_task(move_about(client)) for client in people]
        while not all(task.done() for task in moving):
            followers.append(await Follower.begin((one, two)[len(followers) % 2], len(followers)))
        await asyncio.gather(*moving)
        for client in people:
            await say(client, "1", "left")
            await say(client, "2", "left")
        last = await visitor(one, "3", "last")
        await until(lambda: all(present(server) == {("3", "last")} for server in (one, two)))
        for follower in followers:
            await follower.until(lambda one=follower: one.known == {("3", "last"): None})
        for client in (last, *people, *followers):
            await client.leave()


def present(server: GatewayServer) -> set[tuple[str, str]]:
    """Who is where, as a node sees it."""
    taken = server.node.presence.snapshot(["alpha.order.#"]).present
    return {(one.order, one.member.user) for one in taken}


async def test_snapshot_is_bounded(amqp_url: str) -> None:
    """More members than a reply may hold: orders are left out as a whole, and the client is told."""
    async with gateway(amqp_url, gateway_presence_snapshot=3) as server:
        visitors = [await visitor(server, order, user) for order in ("1", "2") for user in ("ana", "bob")]
        watcher = await Client.open(server)
        connected = (await watcher.connect("order.#"))["connected"]
        assert connected["presenceTruncated"] is True
        assert len(connected["presence"]) == 2
        assert len({one["orderId"] for one in connected["presence"]}) == 1
        for client in (watcher, *visitors):
            await client.leave()


async def test_reload_shows_nothing(amqp_url: str) -> None:
    """Who comes back within the time, on the same node or another, was never away; who does not has left."""
    async with (
        gateway(amqp_url, gateway_presence_leave_seconds=LEAVE) as one,
        gateway(amqp_url, gateway_presence_leave_seconds=LEAVE) as two,
    ):
        watchers = [await board(one), await board(two)]
        ana, bob = await visitor(one), await visitor(one, user="bob")
        await ana.leave()
        ana = await visitor(one)
        await ana.leave()
        ana = await visitor(two)
        await bob.leave()
        for watcher in watchers:
            await watcher.until(lambda one=watcher: "bob left_order 42" in heard(one))
            assert heard(watcher, "ana") == ["ana joined_order 42"]
            await watcher.leave()
        await ana.leave()


async def test_reload_while_editing(amqp_url: str) -> None:
    """The field stays taken while the connection is away, and is free when the person is back and only looks."""
    async with gateway(amqp_url) as server:
        watcher = await board(server)
        ana = await visitor(server, state="editing", field="price")
        await ana.leave()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", headers=bearer()) as http:
            present = (await http.get("/v1/presence", params={"order": "42"})).json()["presence"]
        assert present == [member(state="editing", field="price")]
        ana = await visitor(server)
        await watcher.until(lambda: len(heard(watcher)) == 3)
        assert heard(watcher) == ["ana joined_order 42", "ana editing 42 price", "ana editing 42"]
        await ana.leave()
        await watcher.leave()


async def test_tabs_on_two_nodes(amqp_url: str) -> None:
    """Several tabs of one person, wherever they are, are one member: the busiest counts, the last one leaves."""
    async with (
        gateway(amqp_url, gateway_presence_leave_seconds=0.1) as one,
        gateway(amqp_url, gateway_presence_leave_seconds=0.1) as two,
        gateway(amqp_url, gateway_presence_leave_seconds=0.1) as three,
    ):
        watcher = await board(three)
        left, right = await visitor(one), await visitor(two, state="editing", field="price")
        await watcher.until(lambda: "ana editing 42 price" in heard(watcher))
        await say(left)
        await say(right)
        await watcher.until(lambda: len(heard(watcher)) == 3)
        await right.leave()
        bob = await visitor(two, user="bob")
        await bob.leave()
        await watcher.until(lambda: "bob left_order 42" in heard(watcher))
        assert heard(watcher, "ana") == ["ana joined_order 42", "ana editing 42 price", "ana editing 42"]
        await left.leave()
        await watcher.until(lambda: heard(watcher)[-1] == "ana left_order 42")
        await watcher.leave()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"order": "43", "state": "viewing"}, "forbidden"),
        ({"order": "*", "state": "viewing"}, "bad_request"),
        ({"order": "42.#", "state": "viewing"}, "bad_request"),
        ({"order": "", "state": "viewing"}, "bad_request"),
        ({"order": 42, "state": "viewing"}, "bad_request"),
        ({"order": "42", "state": "sleeping"}, "bad_request"),
        ({"order": "42", "state": "editing"}, "bad_request"),
        ({"order": "42", "state": "viewing", "field": "price"}, "bad_request"),
        ({"order": "42", "state": "editing", "field": "x" * 101}, "bad_request"),
        ({"order": "42", "state": "editing", "field": "a\nb"}, "bad_request"),
    ],
)
async def test_refused(amqp_url: str, fields: dict[str, Any], code: str) -> None:
    """What is not allowed or makes no sense is answered, and changes nothing."""
    async with gateway(amqp_url) as server:
        watcher = await board(server)
        carrier = await Client.connected(server, bearer=token(roles=("carrier",), bindings=["order.42.#"]))
        assert (await carrier.ask("presence", **fields))["error"]["code"] == code
        await say(carrier)
        await watcher.until(lambda: heard(watcher) == ["ana joined_order 42"])
        await carrier.leave()
        await watcher.leave()


async def test_part_of_an_order_is_not_enough(amqp_url: str) -> None:
    """Only who may read all of an order may be seen in it; before ``connect`` nobody."""
    async with gateway(amqp_url) as server:
        narrow = await Client.connected(server, bearer=token(bindings=["order.*.status_changed"]))
        assert (await narrow.ask("presence", order="42", state="viewing"))["error"]["code"] == "forbidden"
        await narrow.leave()
        stranger = await Client.open(server)
        reply = await stranger.ask("presence", order="42", state="viewing")
        assert reply["error"]["code"] == "not_connected"
        await stranger.leave()


async def test_fewer_rights(amqp_url: str) -> None:
    """A newer token that does not grant an order any more ends the presence there."""
    async with gateway(amqp_url, gateway_presence_leave_seconds=0.1) as server:
        watcher = await board(server)
        ana = await visitor(server)
        await say(ana, "43")
        await ana.ask("refresh", token=token(bindings=["order.43.#"]))
        await watcher.until(lambda: heard(watcher)[-1] == "ana left_order 42")
        assert "ana left_order 43" not in heard(watcher)
        await ana.leave()
        await watcher.leave()


async def test_limits(amqp_url: str) -> None:
    """So many changes at once, so many orders; beyond it a clear answer, counted, and the connection stays."""
    limits = {"gateway_presence_burst": 4, "gateway_presence_per_second": 0.001, "gateway_presence_orders": 2}
    before = metrics.refused.labels("rate_limited")._value.get()
    async with gateway(amqp_url, **limits) as server:
        ana = await visitor(server, "1")
        await say(ana, "2")
        error = (await ana.ask("presence", order="3", state="viewing"))["error"]
        assert error["code"] == "limit"
        assert "FREIGHTWIRE_GATEWAY_PRESENCE_ORDERS" in error["message"]
        await say(ana, "2", "left")
        error = (await ana.ask("presence", order="3", state="viewing"))["error"]
        assert error == {
            "code": "rate_limited",
            "message": "too many presence changes (FREIGHTWIRE_GATEWAY_PRESENCE_PER_SECOND)",
            "retryable": True,
        }
        assert metrics.refused.labels("rate_limited")._value.get() == before + 1
        await ana.ask("subscribe", bindings=["order.#"])
        await ana.leave()


async def test_not_replayed(amqp_url: str) -> None:
    """Presence is told to those who are there; whoever resumes gets a snapshot in its place."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        watcher = await board(server)
        await orders.publish()
        await watcher.until(lambda: watcher.events)
        await watcher.leave()
        ana = await visitor(server)
        await orders.publish()
        again = await Client.open(server)
        connected = (await again.connect("order.#", cursor=watcher.cursor))["connected"]
        assert connected["resumed"] is True
        assert connected["replayed"] == 1
        assert connected["presence"] == [member()]
        await again.until(lambda: len(again.events) == 1)
        assert heard(again) == []
        await ana.leave()
        await again.leave()


def bearer(**claims: Any) -> dict[str, str]:
    """The header of a request."""
    return {"Authorization": f"Bearer {token(name='Ana', **claims)}"}


@asynccontextmanager
async def http_client(server: GatewayServer, **claims: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a socket."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", headers=bearer(**claims)) as client:
        yield client


async def test_without_socket(amqp_url: str) -> None:
    """Over HTTP: say where you are, see who is there, and leave, each on another node."""
    short = {"gateway_presence_leave_seconds": 0.1}
    async with gateway(amqp_url, **short) as one, gateway(amqp_url, **short) as two:
        watcher = await board(two)
        async with http_client(one) as near, http_client(two) as far:
            answer = await near.post("/v1/presence", json={"order": "42", "state": "editing", "field": "price"})
            assert answer.json() == {"order": "42", "state": "editing", "expiresIn": 45}
            await watcher.until(lambda: len(heard(watcher)) == 2)
            there = await far.get("/v1/presence", params={"order": ["42", "43"]})
            assert there.json() == {"presence": [member(state="editing", field="price")]}
            await far.post("/v1/presence", json={"order": "42", "state": "viewing"})
            await watcher.until(lambda: len(heard(watcher)) == 3)
            assert (await near.delete("/v1/presence/42")).status_code == 204
            await watcher.until(lambda: heard(watcher)[-1] == "ana left_order 42")
        assert heard(watcher) == [
            "ana joined_order 42",
            "ana editing 42 price",
            "ana editing 42",
            "ana left_order 42",
        ]
        await watcher.leave()


async def test_without_socket_expires(amqp_url: str) -> None:
    """Unless it is said again in time; another client of the same person stays."""
    before = metrics.expired.labels("client")._value.get()
    async with gateway(amqp_url, gateway_presence_rest_seconds=0.5) as one, gateway(amqp_url) as two:
        watcher = await board(two)
        async with http_client(one) as http:
            for order in ("42", "43"):
                await http.post("/v1/presence", json={"order": order, "state": "viewing", "client": "phone"})
        ana = await visitor(two, "43")
        await watcher.until(lambda: "ana left_order 42" in heard(watcher))
        await until(lambda: metrics.expired.labels("client")._value.get() == before + 2)
        assert "ana left_order 43" not in heard(watcher)
        await ana.leave()
        await watcher.leave()


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (("POST", "/v1/presence", {"order": "43", "state": "viewing"}), 403, "forbidden"),
        (("POST", "/v1/presence", {"order": "4.2", "state": "viewing"}), 400, "invalid_request"),
        (("POST", "/v1/presence", {"order": "42", "state": "editing"}), 400, "invalid_request"),
        (("POST", "/v1/presence", {"order": "42", "state": "viewing", "client": "x" * 101}), 400, "invalid_request"),
        (("GET", "/v1/presence?order=42&order=43", None), 403, "forbidden"),
        (("GET", "/v1/presence", None), 400, "invalid_request"),
        (("DELETE", "/v1/presence/4.2", None), 400, "invalid_request"),
    ],
)
async def test_http_refusals(amqp_url: str, request_: tuple[str, str, Any], status: int, code: str) -> None:
    """As problems, like every error over HTTP."""
    method, path, body = request_
    async with gateway(amqp_url) as server, http_client(server, roles=("carrier",), bindings=["order.42.#"]) as http:
        answer = await http.request(method, path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["content-type"] == "application/problem+json"
        nobody = await http.request(method, path, json=body, headers={"Authorization": ""})
        assert (nobody.status_code, nobody.json()["code"]) == (401, "token_missing")


async def test_http_limits(amqp_url: str) -> None:
    """Rate and number of orders as over the socket, and so many clients of one person."""
    limits = {"gateway_presence_burst": 2, "gateway_presence_per_second": 0.001, "gateway_sessions_per_user": 1}
    async with gateway(amqp_url, gateway_presence_orders=1, **limits) as server, http_client(server) as http:

        async def post(**body: str) -> tuple[int, str]:
            answer = await http.post("/v1/presence", json={"state": "viewing", **body})
            return answer.status_code, answer.json().get("code", "")

        assert await post(order="1") == (200, "")
        assert await post(order="2") == (409, "limit")
        assert await post(order="1") == (429, "rate_limited")
        assert await post(order="1", client="other") == (409, "limit")


async def test_node_stops(amqp_url: str) -> None:
    """A node that drains shows nothing: its clients come back on another one within the time."""
    slow = {"gateway_presence_leave_seconds": LEAVE}
    async with gateway(amqp_url, **slow) as one, gateway(amqp_url, **slow) as three:
        watcher = await board(one)
        two = GatewayServer(settings(amqp_url, **slow))
        await two.start()
        await until(lambda: two.node.feed.is_live)
        ana, bob = await visitor(two), await visitor(two, user="bob")
        async with http_client(two, user="cleo") as http:
            await http.post("/v1/presence", json={"order": "42", "state": "viewing"})
        await watcher.until(lambda: len(heard(watcher)) == 3)
        await two.stop()
        assert (await ana.until_closed())[0] == 4400
        await bob.until_closed()
        again = await visitor(three)
        await watcher.until(lambda: "bob left_order 42" in heard(watcher))
        assert heard(watcher, "ana") == ["ana joined_order 42"]
        assert heard(watcher, "cleo") == ["cleo joined_order 42"]  # has 45 s to be heard of again
        await again.leave()
        await watcher.leave()


async def test_node_dies(amqp_url: str, tcp_proxy: Callable[[str], Awaitable[TcpProxy]]) -> None:
    """A node that is cut off without a word: its members are gone within its lease, and counted."""
    lease = {"gateway_presence_lease_seconds": 2}
    before = metrics.expired.labels("node")._value.get()
    proxy = await tcp_proxy(amqp_url)
    doomed = GatewayServer(settings(proxy.url(amqp_url), **lease))
    async with gateway(amqp_url, **lease) as server:
        watcher = await board(server)
        await doomed.start()
        await until(lambda: doomed.node.feed.is_live)
        ana = await visitor(doomed, state="editing", field="price")
        bob = await visitor(server, user="bob")
        await watcher.until(lambda: len(heard(watcher)) == 3)
        proxy.cut()
        try:
            await watcher.until(lambda: "ana left_order 42" in heard(watcher))
            assert heard(watcher, "bob") == ["bob joined_order 42"]
            assert metrics.expired.labels("node")._value.get() > before
            assert (await ana.ask("presence", order="42", state="viewing"))["announced"]  # it does not know yet
        finally:
            await ana.leave()
            await doomed.stop()
        await bob.leave()
        await watcher.leave()


async def test_node_was_away(amqp_url: str, tcp_proxy: Callable[[str], Awaitable[TcpProxy]]) -> None:
    """Cut off for longer than the lease and back: both sides have let go of one another, and see each other again."""
    lease = {"gateway_presence_lease_seconds": 1, "gateway_presence_leave_seconds": 0.1}
    proxy = await tcp_proxy(amqp_url)
    async with gateway(amqp_url, **lease) as here, gateway(proxy.url(amqp_url), **lease) as there:
        near, far = await board(here), await board(there)
        ana, bob = await visitor(here), await visitor(there, user="bob")
        for watcher in (near, far):
            await watcher.until(lambda one=watcher: len(heard(one)) == 2)
        proxy.cut()
        await near.until(lambda: heard(near)[-1] == "bob left_order 42")
        await far.until(lambda: heard(far)[-1] == "ana left_order 42")
        await say(bob, state="editing", field="price")
        await say(ana, "43")
        proxy.mend()
        await near.until(lambda: heard(near)[-1] == "bob editing 42 price")
        await far.until(lambda: {"ana joined_order 42", "ana joined_order 43"} <= set(heard(far, "ana")[2:]))
        for client in (ana, bob, near, far):
            await client.leave()


async def test_broker_restarts(broker_server: StoppableBroker) -> None:
    """Presence outlives the broker: who changed meanwhile is seen as they are when it is back."""
    grace = {"gateway_broker_grace_seconds": RECOVERY_SECONDS, "gateway_presence_leave_seconds": 0.1}
    async with gateway(broker_server.url, **grace) as one, gateway(broker_server.url, **grace) as two:
        watcher = await Client.open(two, patience=RECOVERY_SECONDS)
        await watcher.connect("order.#", bearer=token(user="watcher"))
        ana, bob = await visitor(one), await visitor(one, user="bob")
        await watcher.until(lambda: len(heard(watcher)) == 2)
        await broker_server.stop()
        await until(lambda: not one.node.feed.is_live and not two.node.feed.is_live)
        await say(ana, state="editing", field="price")
        await bob.leave()
        await broker_server.start()
        await watcher.until(lambda: "ana editing 42 price" in heard(watcher))
        await watcher.until(lambda: "bob left_order 42" in heard(watcher))
        reply = await watcher.ask("subscribe", bindings=["order.42.#"])
        assert reply["subscribed"]["presence"] == [member(state="editing", field="price")]
        cleo = await visitor(one, user="cleo")
        await watcher.until(lambda: heard(watcher)[-1] == "cleo joined_order 42")
        for client in (ana, cleo, watcher):
            await client.leave()


async def test_what_is_not_ours_is_dropped(amqp_url: str) -> None:
    """A message on the exchange that cannot be read is counted, and presence goes on."""
    before = metrics.malformed._value.get()
    async with gateway(amqp_url) as server:
        watcher = await board(server)
        connection = await aio_pika.connect(amqp_url)
        async with connection, connection.channel() as channel:
            exchange = await channel.get_exchange(PRESENCE.name)
            for body in (b"", b"[]", b'{"kind":"announced","node":"x","number":1,"lease_ms":1,"org":"*"}'):
                await exchange.publish(aio_pika.Message(body), "org.alpha")
        await until(lambda: metrics.malformed._value.get() == before + 3)
        ana = await visitor(server)
        await watcher.until(lambda: heard(watcher) == ["ana joined_order 42"])
        await ana.leave()
        await watcher.leave()


async def test_client_that_goes_while_it_subscribes(amqp_url: str) -> None:
    """Nothing is kept for a connection that ended while its command was waiting for the broker."""
    short = {"gateway_presence_lease_seconds": 0.3}
    server = GatewayServer(settings(amqp_url, **short))
    await server.start()
    try:
        client = await Client.open(server)  # before events flow: the command has to wait
        hello = {"token": token(), "bindings": ["order.#"]}
        await client.connection.send(json.dumps({"id": 1, "connect": hello}))
        await client.leave()
        await until(lambda: server.node.feed.is_live and server.node.presence.listeners == 0)
    finally:
        await server.stop()


async def test_nothing_stays_behind(amqp_url: str) -> None:
    """After everybody has gone, nothing is left: no member, no organisation, no queue of a node that stopped."""
    short = {"gateway_presence_leave_seconds": 0.05, "gateway_presence_lease_seconds": 0.3}
    async with gateway(amqp_url, **short) as server:
        clients = [await board(server)]
        clients += [await visitor(server, str(order), f"u{order}") for order in range(5)]
        await clients[0].until(lambda: len(heard(clients[0])) == 5)
        await asyncio.gather(*(client.leave() for client in clients))
        await until(lambda: metrics.members._value.get() == 0 and metrics.organisations._value.get() == 0)
        assert server.node.presence.snapshot(["alpha.order.#"]).present == ()
