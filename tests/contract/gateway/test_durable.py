"""Durable queues: what is in one reaches its reader, however long that takes, and goes when it was acknowledged."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from freightwire.events.base import Text
from freightwire.events.users import UserNotification

from tests.contract.gateway.peer import Peer

if TYPE_CHECKING:
    from tests.contract.gateway.relay import Relay
    from tests.contract.gateway.site import Site


async def notify(relay: Relay, *numbers: int, user: str = "ana") -> None:
    for number in numbers:
        await relay.publish_aside(
            UserNotification(
                user_id=user, notification_id=f"n{number}", kind="note", message=Text(ro="Bună.", en="Hello.")
            )
        )


async def opened(url: str, token: str, **fields: Any) -> Peer:
    """A session with the queue open."""
    peer = await Peer.connected(url, token)
    reply = await peer.ask("open", queue="inbox", bindings=["user.me.#"], **fields)
    assert "opened" in reply, reply
    return peer


def numbers(peer: Peer) -> list[str]:
    return [event["data"]["notificationId"] for event in peer.events]


async def test_it_waits_for_its_reader(site: Site, org: str, relay: Relay) -> None:
    """What came while nobody was connected is delivered, in order, on whichever node; what was acknowledged is not."""
    token = site.token(org)
    first = await opened(site.next_url(), token)
    await first.leave()
    await notify(relay, 1, 2, 3)
    second = await opened(site.next_url(), token)
    await second.has(3)
    assert numbers(second) == ["n1", "n2", "n3"]
    assert [event["redelivered"] for event in second.events] == [False] * 3
    assert all("cursor" not in event for event in second.events)
    reply = await second.ask("ack", queue="inbox", tag=second.events[1]["tag"], multiple=True)
    assert reply["acked"]["count"] == 2
    await second.vanish()
    third = await opened(site.next_url(), token)
    await third.has(1)
    assert numbers(third) == ["n3"]
    assert third.events[0]["redelivered"] is True
    assert "acked" in await third.ask("ack", queue="inbox", tag=third.events[0]["tag"])
    await third.leave()


async def test_prefetch(site: Site, org: str, relay: Relay) -> None:
    """A reader holds so many and no more, and gets the next for each that it acknowledges or gives up."""
    peer = await opened(site.next_url(), site.token(org), prefetch=2)
    await notify(relay, *range(5))
    await peer.has(2)
    await peer.ask("unsubscribe", bindings=["order.never.#"])  # a round trip: nothing else has come by then
    assert len(peer.events) == 2
    tags = [event["tag"] for event in peer.events]
    assert "acked" in await peer.ask("ack", queue="inbox", tag=tags[0])
    await peer.has(3)
    assert "nacked" in await peer.ask("nack", queue="inbox", tag=tags[1], requeue=False, reason="cannot parse")
    await peer.has(4)
    assert numbers(peer) == ["n0", "n1", "n2", "n3"]
    await peer.leave()


async def test_given_back(site: Site, org: str, relay: Relay) -> None:
    """What was tried and failed comes again under another tag; the old one is of no use."""
    peer = await opened(site.next_url(), site.token(org))
    await notify(relay, 1)
    (event,) = await peer.has(1)
    assert "nacked" in await peer.ask("nack", queue="inbox", tag=event["tag"])
    again = (await peer.has(2))[1]
    assert again["id"] == event["id"]
    assert again["redelivered"] is True
    assert again["tag"] != event["tag"]
    assert (await peer.ask("ack", queue="inbox", tag=event["tag"]))["error"]["code"] in ("unknown_tag", "stale_tag")
    assert "acked" in await peer.ask("ack", queue="inbox", tag=again["tag"])
    await peer.leave()


async def test_too_long(site: Site, org: str, relay: Relay) -> None:
    """Who holds a message beyond its time loses it to the next."""
    token = site.token(org)
    slow = await opened(site.next_url(), token, ackTimeout=1, prefetch=1)
    await notify(relay, 1)
    (event,) = await slow.has(1)
    again = (await slow.has(2))[1]
    assert (again["id"], again["redelivered"]) == (event["id"], True)
    assert (await slow.ask("ack", queue="inbox", tag=event["tag"]))["error"]["code"] == "stale_tag"
    await slow.leave()


async def test_tabs_share_a_queue(site: Site, org: str, relay: Relay) -> None:
    """Two tabs of a user, on whichever nodes, get each message once between them; another user has another queue."""
    tabs = [await opened(site.next_url(), site.token(org), prefetch=1) for _ in range(2)]
    bob = await opened(site.next_url(), site.token(org, user="bob"))
    await notify(relay, *range(10))
    await notify(relay, 99, user="bob")

    async def work(tab: Peer) -> None:
        done = 0
        while True:
            await tab.has(done + 1)
            await tab.ask("ack", queue="inbox", tag=tab.events[done]["tag"])
            done += 1

    working = [asyncio.create_task(work(tab)) for tab in tabs]
    for tab in tabs:
        await tab.until(lambda: sum(len(one.events) for one in tabs) >= 10)
    for task in working:
        task.cancel()
    await asyncio.gather(*working, return_exceptions=True)
    assert sorted(numbers(tabs[0]) + numbers(tabs[1])) == [f"n{number}" for number in range(10)]
    await bob.has(1)
    assert numbers(bob) == ["n99"]
    for peer in (*tabs, bob):
        await peer.leave()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"queue": "spy", "bindings": ["user.bob.#"]}, "forbidden"),
        ({"queue": "spy", "bindings": ["#"]}, "forbidden"),
        ({"queue": "a.b", "bindings": ["user.me.#"]}, "bad_request"),
        ({"queue": "q" * 65, "bindings": ["user.me.#"]}, "bad_request"),
        ({"queue": "inbox", "bindings": []}, "bad_request"),
        ({"queue": "inbox", "bindings": ["user.me.#"], "prefetch": 0}, "bad_request"),
        ({"queue": "inbox", "bindings": ["user.me.#"], "prefetch": 101}, "limit"),
        ({"queue": "inbox", "bindings": ["user.me.#"], "ackTimeout": 601}, "limit"),
    ],
)
async def test_refused(site: Site, token: str, fields: dict[str, Any], code: str) -> None:
    """A queue holds only what its user may read, within limits."""
    peer = await Peer.connected(site.next_url(), token)
    assert (await peer.ask("open", **fields))["error"]["code"] == code
    assert (await peer.ask("ack", queue=fields["queue"], tag=1))["error"]["code"] in ("not_open", "bad_request")
    await peer.leave()


@pytest.mark.needs_own_nodes
async def test_node_is_killed(site: Site, org: str, relay: Relay) -> None:
    """What a node had given out when it died comes again on another; what was acknowledged before does not."""
    node = await asyncio.to_thread(site.spawn)
    token = site.token(org)
    lost = await opened(node.url, token)
    await notify(relay, 1, 2)
    await lost.has(2)
    assert "acked" in await lost.ask("ack", queue="inbox", tag=lost.events[0]["tag"])
    await asyncio.to_thread(node.kill)
    await lost.until_closed()
    again = await opened(site.next_url(), token)
    await again.has(1)
    assert numbers(again) == ["n2"]
    assert again.events[0]["redelivered"] is True
    await again.leave()
