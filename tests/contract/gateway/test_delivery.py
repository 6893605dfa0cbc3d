"""Live events: to whom they come, how often, in which order."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import TYPE_CHECKING

from freightwire.events.base import Text
from freightwire.events.extraction import Stage
from freightwire.events.orders import OrderAiProcessing
from freightwire.events.registry import EVENT_TYPES
from freightwire.events.system import SystemFault
from freightwire.events.users import UserNotification

from tests.contract.gateway.peer import Peer

if TYPE_CHECKING:
    from tests.contract.gateway.relay import Relay
    from tests.contract.gateway.site import Site


def fault() -> SystemFault:
    return SystemFault(error="mail", message=Text(ro="Fără poștă.", en="No mail."))


async def test_reply_to_connect(site: Site, org: str) -> None:
    """It says who the client is, where it stands, and when to expect pings."""
    peer = await Peer.open(site.next_url())
    token = site.token(org, user="svc", roles=("dispatcher", "lead"), name="A service", ttl_seconds=600)
    reply = (await peer.connect(token, "order.#", client="conformance/1"))["connected"]
    assert reply["user"] == {"id": "svc", "name": "A service", "org": org, "roles": ["dispatcher", "lead"]}
    assert reply["session"]
    assert reply["node"]
    assert reply["cursor"]
    assert (reply["resumed"], reply["replayed"]) == (None, 0)
    assert reply["pingInterval"] > 0
    assert 0 < reply["expiresIn"] <= 600
    await peer.leave()


async def test_push(site: Site, token: str, relay: Relay) -> None:
    """An event comes with all that the protocol promises, its data as they were published."""
    peer = await Peer.connected(site.next_url(), token, "order.42.#")
    (sent,) = await relay.publish()
    (event,) = await peer.has(1)
    assert event["event"] == sent.type
    assert event["id"] == str(sent.id)
    assert event["key"] == "order.42.status_changed"
    assert event["version"] == 1
    assert abs((datetime.fromisoformat(event["time"]) - sent.time).total_seconds()) < 0.001
    assert event["data"] == json.loads(sent.data)
    assert isinstance(event["cursor"], str)
    EVENT_TYPES[event["event"]].model_validate(event["data"])
    await peer.leave()


async def test_same_bytes_for_everybody_once_in_order(site: Site, org: str, relay: Relay) -> None:
    """However many bindings of a client match, an event comes once; and the same to all, in the order of the log."""
    wanted = [["order.#"], ["order.*.status_changed", "order.1.#", "order.2.*", "order.#"], ["order.*.*"]]
    peers = [
        await Peer.connected(site.next_url(), site.token(org, user=f"user-{number}"), *bindings)
        for number, bindings in enumerate(wanted)
    ]
    await relay.publish_all([relay.next(str(number % 7)) for number in range(300)])
    for peer in peers:
        await peer.has(300)
    await relay.publish(1)
    for peer in peers:
        await peer.has(301)
        assert peer.ids == relay.ids()
    by_node = [[_without_cursor(raw) for raw in peer.raw] for peer in peers]
    assert by_node[0] == by_node[1] == by_node[2]
    for peer in peers:
        await peer.leave()


def _without_cursor(raw: str) -> str:
    event = json.loads(raw)
    del event["cursor"]  # nodes may differ by the time of what they saw besides
    return json.dumps(event)


async def test_order_per_routing_key(site: Site, org: str, relay: Relay) -> None:
    """Two publishers at once: of each routing key, everything comes in the order in which it was published."""
    peers = [await Peer.connected(site.next_url(), site.token(org, user=f"u{n}"), "order.#") for n in range(3)]
    keys = [f"key-{number}" for number in range(20)]

    async def publish(orders: list[str]) -> None:
        for _ in range(10):
            await relay.publish_all([relay.next(order) for order in orders])

    await asyncio.gather(publish(keys[:10]), publish(keys[10:]))
    for peer in peers:
        await peer.has(200)
        for key in keys:
            versions = [event["version"] for event in peer.events if event["key"].startswith(f"order.{key}.")]
            assert versions == list(range(1, 11))
        await peer.leave()


async def test_what_is_published_after_the_reply_is_delivered(site: Site, token: str, relay: Relay) -> None:
    """The reply to a subscription is a promise: there is no moment after it in which an event can be missed."""
    peer = await Peer.connected(site.next_url(), token)
    for number in range(20):
        order = f"late-{number}"
        assert "subscribed" in await peer.ask("subscribe", bindings=[f"order.{order}.#"])
        await relay.publish(1, order=order)
        await peer.has(number + 1)
    assert peer.ids == relay.ids()
    await peer.leave()


async def test_subscribing_amid_a_flow(site: Site, token: str, relay: Relay) -> None:
    """A binding that begins with a cursor while events flow brings all from there on: no hole, no double, in order."""
    peer = await Peer.connected(site.next_url(), token, "order.steady.#")
    added = [f"added-{number}" for number in range(10)]
    stop = asyncio.Event()

    async def flow() -> None:
        while not stop.is_set():
            await relay.publish_all([relay.next(order) for order in ("steady", *added)])

    flowing = asyncio.create_task(flow())
    for order in added:
        await peer.has(len(peer.events) + 10)
        reply = await peer.ask("subscribe", bindings=[f"order.{order}.#"], cursor=peer.cursor)
        assert reply["subscribed"]["resumed"] is True
    stop.set()
    await flowing
    last = relay.ids()[-1]
    await peer.until(lambda: last in peer.ids)
    assert _of_order(peer, "steady") == relay.ids("steady")
    for order in added:
        received = _of_order(peer, order)
        assert received == relay.ids(order)[-len(received) :]
    await peer.leave()


def _of_order(peer: Peer, order: str) -> list[str]:
    return [event["id"] for event in peer.events if event["data"]["orderId"] == order]


async def test_unsubscribe(site: Site, token: str, relay: Relay) -> None:
    """After the reply nothing comes for that binding, unless another one matches too."""
    peer = await Peer.connected(site.next_url(), token, "order.1.#", "order.2.#", "order.2.status_changed")
    reply = await peer.ask("unsubscribe", bindings=["order.1.#", "order.2.#", "order.never.#"])
    assert "unsubscribed" in reply
    await relay.publish(3, order="1")
    await relay.publish(1, order="2")
    await peer.has(1)
    assert peer.ids == relay.ids("2")
    await peer.leave()


async def test_a_foreign_organisation_sees_nothing(site: Site, org: str, relay: Relay) -> None:
    """With the widest bindings that there are, nothing of another organisation comes; what concerns all does."""
    other = f"{org}-other"
    theirs = await Peer.connected(
        site.next_url(), site.token(other, roles=("admin",)), "order.#", "batch.#", "user.me.#", "system.#"
    )
    mine = await Peer.connected(site.next_url(), site.token(org), "order.#", "user.me.#", "system.#")
    await relay.publish(5)
    note = UserNotification(user_id="ana", notification_id="n1", kind="note", message=Text(ro="Bună.", en="Hello."))
    await relay.publish_aside(note)
    await relay.publish_aside(fault())
    everybody = await relay.publish_aside(fault(), org="all")
    for peer in (mine, theirs):
        await peer.receives(everybody.id)
    assert theirs.ids == [str(everybody.id)]
    assert len(mine.events) == 8
    for peer in (mine, theirs):
        await peer.leave()


async def test_user_events_go_to_that_user(site: Site, org: str, relay: Relay) -> None:
    """``user.me`` is the token's own user, and nobody else's events come to it."""
    ana = await Peer.connected(site.next_url(), site.token(org, user="ana"), "user.me.#")
    bob = await Peer.connected(site.next_url(), site.token(org, user="bob"), "user.bob.notification")
    for user in ("ana", "bob"):
        await relay.publish_aside(
            UserNotification(user_id=user, notification_id="n1", kind="note", message=Text(ro="Bună.", en="Hello."))
        )
    await ana.has(1)
    await bob.has(1)
    assert [event["key"] for event in ana.events] == ["user.ana.notification"]
    assert [event["key"] for event in bob.events] == ["user.bob.notification"]
    await ana.leave()
    await bob.leave()


async def test_relay_republishes(site: Site, org: str, relay: Relay) -> None:
    """A relay that did not see a confirm publishes again: nobody sees it twice, neither live nor on resume."""
    peer = await Peer.connected(site.next_url(), site.token(org), "order.#")
    cursor = peer.cursor
    sent = await relay.publish(5)
    await relay.publish_all(sent[2:])
    del relay.sent[5:]
    await relay.publish(1)
    await peer.has(6)
    assert peer.ids == relay.ids()
    again = await Peer.resumed(site.next_url(), site.token(org), "order.#", cursor=cursor)
    await again.has(6)
    assert again.ids == relay.ids()
    await peer.leave()
    await again.leave()


async def test_waiting_progress_is_conflated(site: Site, token: str, relay: Relay) -> None:
    """Of progress that waits only the newest is sent, and it overtakes nothing."""
    peer = await Peer.connected(site.next_url(), token, "order.#", flushMs=1000)
    for progress in (10, 20, 30):
        await relay.publish_aside(_progress(progress))
    await relay.publish(1)
    await relay.publish_aside(_progress(100))
    await peer.until(lambda: peer.events and peer.events[-1]["data"].get("progress") == 100)
    seen = [event["data"].get("progress", "status") for event in peer.events]
    assert seen[-2:] == ["status", 100]
    assert len(seen) < 5
    await peer.leave()


def _progress(percent: int) -> OrderAiProcessing:
    return OrderAiProcessing(
        order_id="42", document_id="d1", file_name="cmr.pdf", stage=Stage.EXTRACT, progress=percent
    )
