"""Clients that want too much: told so, stopped in the end, and nobody else notices."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from websockets.exceptions import ConnectionClosed

from tests.contract.gateway.node import is_ready
from tests.contract.gateway.peer import Peer
from tests.contract.gateway.scrape import metric

if TYPE_CHECKING:
    from tests.contract.gateway.relay import Relay
    from tests.contract.gateway.site import Site

FLOOD = 10_000
BURST, STRIKES = 50, 50
SESSIONS_PER_USER = 20
BINDINGS_PER_SESSION, BINDINGS_PER_COMMAND = 200, 100


async def test_flood_of_subscribe_commands(site: Site, org: str, relay: Relay) -> None:
    """Of 10,000 commands at once the first are done and the next refused; then the connection ends with 4505. Whoever
    else is on that node gets all events, and the node is well afterwards.
    """
    url = site.next_url()
    witness = await Peer.connected(url, site.token(org, user="witness"), "order.#")
    flooder = await Peer.connected(url, site.token(org, user="flooder"))
    try:
        for number in range(FLOOD):
            command = {"id": number + 1000, "subscribe": {"bindings": [f"order.{number}.#"]}}
            await flooder.socket.send(json.dumps(command))
    except ConnectionClosed:
        pass  # it may be over before all is sent
    await relay.publish(10)
    assert (await flooder.until_closed())[0] == 4505
    answers = [reply for number, reply in flooder.replies.items() if number >= 1000]
    done = [reply for reply in answers if "subscribed" in reply]
    refused = [reply["error"] for reply in answers if "error" in reply]
    assert BURST // 2 <= len(done) < BURST * 4
    assert {error["code"] for error in refused} == {"rate_limited"}
    assert all(error["retryable"] for error in refused)
    assert len(refused) <= STRIKES
    await witness.has(10)
    await relay.publish(10)
    await witness.has(20)
    assert witness.ids == relay.ids()
    assert is_ready(url)
    again = await Peer.connected(url, site.token(org, user="flooder"), "order.#")
    await again.leave()
    await witness.leave()


async def test_bindings_per_session(site: Site, org: str, relay: Relay) -> None:
    """Up to 200 bindings, 100 with one command; one more is refused, and those that there are go on working."""
    peer = await Peer.connected(site.next_url(), site.token(org))
    for part in range(BINDINGS_PER_SESSION // BINDINGS_PER_COMMAND):
        bindings = [f"order.{part}-{number}.#" for number in range(BINDINGS_PER_COMMAND)]
        assert "subscribed" in await peer.ask("subscribe", bindings=bindings)
    error = (await peer.ask("subscribe", bindings=["order.one-more.#"]))["error"]
    assert (error["code"], error["retryable"]) == ("limit", False)
    assert "subscribed" in await peer.ask("subscribe", bindings=["order.0-0.#"]), "binding again takes no room"
    await relay.publish(1, order="one-more")
    for order in ("0-0", "1-99"):
        await relay.publish(1, order=order)
    await peer.has(2)
    assert peer.ids == relay.ids("0-0", "1-99")
    await peer.leave()


async def test_sessions_per_user(site: Site, org: str) -> None:
    """A user has 20 sessions on a node; the next is refused and closed, until one of them ends. Others are not
    concerned.
    """
    url = site.next_url()
    token = site.token(org, user="many")
    peers = [await Peer.connected(url, token) for _ in range(SESSIONS_PER_USER)]
    late = await Peer.open(url)
    assert (await late.connect(token))["error"]["code"] == "too_many_sessions"
    assert await late.until_closed() == (4504, "too_many_sessions")
    await (await Peer.connected(url, site.token(org, user="other"))).leave()
    await (await Peer.connected(url, site.token(f"{org}-other", user="many"))).leave()
    await peers.pop().leave()
    await (await Peer.connected(url, token)).leave()
    for peer in peers:
        await peer.leave()


async def test_refusals_are_counted(site: Site, org: str) -> None:
    """Every refusal shows in the metrics, by its code."""
    url = site.next_url()
    before = metric(url, "refusals_total", code="forbidden")
    peer = await Peer.connected(url, site.token(org))
    await peer.ask("subscribe", bindings=["document.#"])
    assert metric(url, "refusals_total", code="forbidden") == before + 1
    await peer.leave()
