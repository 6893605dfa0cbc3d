"""Resuming by cursor: exactly what was missed, or a plain no."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from freightwire.events.base import Text
from freightwire.events.system import SystemFault
from freightwire.identifiers import new_id

from tests.contract.gateway.cursors import altered
from tests.contract.gateway.peer import Peer

if TYPE_CHECKING:
    from tests.contract.gateway.relay import Relay
    from tests.contract.gateway.site import Site


async def leave_after(site: Site, token: str, relay: Relay, events: int) -> str:
    """A session that saw so many events and left; its cursor."""
    peer = await Peer.connected(site.next_url(), token, "order.#")
    if events:
        await relay.publish(events)
        await peer.has(events)
    await peer.leave()
    assert peer.cursor is not None
    return peer.cursor


@pytest.mark.parametrize("before", [0, 1, 3])
@pytest.mark.parametrize("missed", [0, 1, 7])
async def test_what_was_missed_comes(site: Site, token: str, relay: Relay, before: int, missed: int) -> None:
    """Whatever was seen before, if anything: exactly what was missed comes, then what is new."""
    cursor = await leave_after(site, token, relay, before)
    await relay.publish(missed)
    peer = await Peer.open(site.next_url())
    reply = (await peer.connect(token, "order.#", cursor=cursor))["connected"]
    assert (reply["resumed"], reply["replayed"]) == (True, missed)
    await relay.publish(2)
    await peer.has(missed + 2)
    assert peer.ids == relay.ids()[before:]
    await peer.leave()


async def test_twice_in_a_row(site: Site, token: str, relay: Relay) -> None:
    """A resumed session can be resumed, again and again, also without an event in between."""
    cursor, seen = await leave_after(site, token, relay, 1), relay.ids()
    for missed in (2, 0, 3, 0, 1):
        await relay.publish(missed)
        peer = await Peer.resumed(site.next_url(), token, "order.#", cursor=cursor)
        await peer.has(missed)
        seen += peer.ids
        assert peer.cursor is not None
        cursor = peer.cursor
        await peer.leave()
    assert seen == relay.ids()


async def test_half_open_old_socket(site: Site, token: str, relay: Relay, tcp_proxy: Any) -> None:
    """A client comes back while the gateway still believes in its old connection: both get everything, once."""
    url = site.next_url()
    proxy = await tcp_proxy(url)
    old = await Peer.connected(proxy.url(url), token, "order.#")
    await relay.publish(2)
    await old.has(2)
    proxy.stall()
    await relay.publish(2)
    new = await Peer.resumed(site.next_url(), token, "order.#", cursor=old.cursor)
    await relay.publish(2)
    await new.has(4)
    proxy.mend()
    await old.has(6)
    assert new.ids == relay.ids()[2:]
    assert old.ids == relay.ids()
    await old.leave()
    await new.leave()


async def test_narrower_and_wider_than_before(site: Site, token: str, relay: Relay) -> None:
    """A cursor is where the client stands, not what it had asked for: it may resume with other bindings."""
    cursor = await leave_after(site, token, relay, 1)
    await relay.publish(2, order="1")
    await relay.publish(2, order="2")
    for bindings, orders in ((["order.1.#"], ["1"]), (["order.#", "user.me.#"], ["1", "2"])):
        peer = await Peer.resumed(site.next_url(), token, *bindings, cursor=cursor)
        await peer.has(2 * len(orders))
        assert peer.ids == relay.ids(*orders)
        await peer.leave()


async def test_resume_on_subscribe(site: Site, token: str, relay: Relay) -> None:
    """A binding that is added with a cursor is replayed before it is live, while others go on being live."""
    peer = await Peer.connected(site.next_url(), token, "order.1.#")
    cursor = peer.cursor
    await relay.publish(3, order="2")
    await relay.publish(1, order="1")
    await peer.has(1)
    reply = (await peer.ask("subscribe", bindings=["order.2.#"], cursor=cursor))["subscribed"]
    assert (reply["resumed"], reply["replayed"]) == (True, 3)
    await relay.publish(1, order="2")
    await relay.publish(1, order="1")
    await peer.has(6)
    ids = {order: [event["id"] for event in peer.events if event["data"]["orderId"] == order] for order in ("1", "2")}
    assert ids == {order: relay.ids(order) for order in ("1", "2")}
    await peer.leave()


async def test_events_without_a_position_are_not_missed(site: Site, org: str, relay: Relay) -> None:
    """What a service publishes directly is resumed too; it may come again."""
    token = site.token(org)
    peer = await Peer.connected(site.next_url(), token, "order.#", "system.#")
    await relay.publish(1)
    await peer.has(1)
    await peer.leave()
    fault = SystemFault(error="mail", message=Text(ro="Fără poștă.", en="No mail."))
    aside = await relay.publish_aside(fault)
    again = await Peer.resumed(site.next_url(), token, "order.#", "system.#", cursor=peer.cursor)
    await again.until(lambda: str(aside.id) in again.ids)
    assert set(again.ids) == {str(aside.id)}
    await again.leave()


async def test_a_resume_sees_only_what_is_granted_now(site: Site, org: str, relay: Relay) -> None:
    """Rights are those of today's token, also for what was published under yesterday's."""
    cursor = await leave_after(site, site.token(org), relay, 1)
    await relay.publish(1, order="1")
    await relay.publish(1, order="2")
    narrowed = site.token(org, bindings=["order.2.#"])
    peer = await Peer.open(site.next_url())
    assert (await peer.connect(narrowed, "order.#", cursor=cursor))["error"]["code"] == "forbidden"
    reply = await peer.connect(narrowed, "order.2.#", cursor=cursor)
    assert reply["connected"]["replayed"] == 1
    await peer.has(1)
    assert peer.ids == relay.ids("2")
    await peer.leave()


REFUSED = [
    ({"hours": -25.0}, "too_old"),
    ({"epoch": "another-log"}, "epoch"),
    ({"ahead": 1_000_000}, "ahead"),
    ({"hours": 1.0}, "ahead"),
]


@pytest.mark.parametrize(("change", "reason"), REFUSED)
async def test_refused_cursors(site: Site, token: str, relay: Relay, change: dict[str, Any], reason: str) -> None:
    """A cursor that cannot be resumed from is refused with its reason; nothing is replayed, and live events flow."""
    cursor = await leave_after(site, token, relay, 1)
    await relay.publish(3)
    peer = await Peer.open(site.next_url())
    reply = (await peer.connect(token, "order.#", cursor=altered(cursor, **change)))["connected"]
    assert (reply["resumed"], reply["replayed"], reply["reason"]) == (False, 0, reason)
    await relay.publish(1)
    await peer.has(1)
    assert peer.ids == relay.ids()[-1:]
    await peer.leave()
    again = await Peer.resumed(site.next_url(), token, "order.#", cursor=reply["cursor"])
    last = relay.ids()[-1]
    await again.until(lambda: last in again.ids)
    # The node may not have seen quite all when it refused: its cursor promises no hole, and may bring a little more.
    assert again.ids == relay.ids()[-len(again.ids) :]
    await again.leave()


@pytest.mark.parametrize("cursor", ["", "nonsense", "AAAA", "1.x.1.1", "MS4uMC4w=", "ș", "a" * 1000])
async def test_malformed_cursors(site: Site, token: str, cursor: str) -> None:
    """A string that is no cursor is told so."""
    peer = await Peer.open(site.next_url())
    reply = (await peer.connect(token, "order.#", cursor=cursor))["connected"]
    assert (reply["resumed"], reply["reason"]) == (False, "malformed")
    await peer.leave()


async def test_cursor_of_another_organisation(site: Site, token: str, relay: Relay) -> None:
    """A cursor is a place in the log, no right: with another's one sees one's own events only."""
    cursor = await leave_after(site, token, relay, 1)
    other = f"{relay.org}-other"
    await relay.publish(2)
    (theirs,) = await relay.publish(1, org=other)
    peer = await Peer.resumed(site.next_url(), site.token(other), "order.#", cursor=cursor)
    await peer.has(1)
    assert peer.ids == [str(theirs.id)]
    await peer.leave()


async def test_many_come_back_at_once(site: Site, org: str, relay: Relay) -> None:
    """After a loss of the network everybody resumes at the same moment, while events flow."""
    tokens = [site.token(org, user=f"user-{number}") for number in range(30)]
    cursor = await leave_after(site, tokens[0], relay, 1)
    await relay.publish(100)
    stop = asyncio.Event()

    async def flow() -> None:
        while not stop.is_set():
            await relay.publish(5)
            await asyncio.sleep(0.005)  # a load, not a flood

    flowing = asyncio.create_task(flow())
    peers = await asyncio.gather(*(Peer.resumed(site.next_url(), one, "order.#", cursor=cursor) for one in tokens))
    stop.set()
    await flowing
    missed = relay.ids()[1:]
    for peer in peers:
        await peer.has(len(missed))
        assert peer.ids == missed
        await peer.leave()


async def test_replay_limit(site: Site, token: str, relay: Relay) -> None:
    """More than 5,000 events are refused as a whole, never in part."""
    cursor = await leave_after(site, token, relay, 1)
    for _ in range(11):
        await relay.publish(500, order=new_id())
    url = site.next_url()
    # What the node has not taken in yet would come live after the refusal: whoever has the last one shows it has.
    witness = await Peer.open(url)
    assert "connected" in await witness.connect(token, "order.#")
    await relay.publish(1)
    await witness.until(lambda: witness.ids[-1:] == relay.ids()[-1:])
    await witness.leave()
    peer = await Peer.open(url)
    reply = (await peer.connect(token, "order.#", cursor=cursor))["connected"]
    assert (reply["resumed"], reply["replayed"], reply["reason"]) == (False, 0, "limit")
    await relay.publish(1)
    await peer.has(1)
    assert peer.ids == relay.ids()[-1:]
    await peer.leave()
