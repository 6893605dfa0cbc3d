"""After everybody has left, however they left, nothing is left behind."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from freightwire.testing import eventually

from tests.contract.gateway.peer import PATIENCE, Peer
from tests.contract.gateway.scrape import metric

if TYPE_CHECKING:
    from tests.contract.gateway.relay import Relay
    from tests.contract.gateway.site import Site

ROUNDS = 5


async def churn(url: str, site: Site, org: str, relay: Relay) -> None:
    """Clients that come and go in every way that there is."""
    await asyncio.gather(*(come_and_go(url, site, org, relay, number) for number in range(ROUNDS)))


async def come_and_go(url: str, site: Site, org: str, relay: Relay, number: int) -> None:
    """Every way once."""
    token = site.token(org, user=f"user-{number}")
    expiring = await Peer.connected(url, site.token(org, user="brief", ttl_seconds=4), "order.#")
    orderly = await Peer.connected(url, token, f"order.{number}.#", "user.me.#")
    abrupt = await Peer.connected(url, token, f"order.{number}.#", "order.*.updated")
    violating = await Peer.connected(url, token, "system.#")
    silent = await Peer.open(url)
    refused = await Peer.open(url)
    assert "error" in await refused.connect("garbage")
    forbidden = await Peer.open(url)
    assert "error" in await forbidden.connect(token, "document.#")
    resumed = await Peer.resumed(url, token, f"order.{number}.#", cursor=orderly.cursor)
    assert "error" in await resumed.ask("subscribe", bindings=["order.x.#", "document.#"])
    in_between = await Peer.connected(url, token)
    await in_between.tell("subscribe", bindings=[f"order.between-{number}.#"], cursor=orderly.cursor)
    await in_between.vanish()
    await relay.publish(1, order=str(number))
    await violating.socket.send("no")
    await violating.until_closed()
    for peer in (orderly, silent, forbidden, resumed):
        await peer.leave()
    await abrupt.vanish()
    await expiring.until_closed()


async def test_sessions_and_subscriptions_settle(site: Site, org: str, relay: Relay) -> None:
    """What is counted as present goes back to what it was before."""
    url = site.next_url()
    before = {name: metric(url, name) for name in ("sessions", "subscriptions")}
    await churn(url, site, org, relay)

    await settled(url, before)


@pytest.mark.needs_own_nodes
async def test_bindings_are_let_go(site: Site, org: str, relay: Relay) -> None:
    """A node whose clients have all gone asks nothing of the broker any more."""
    node = site.spawn(unbind_seconds=0.5)
    await churn(node.url, site, org, relay)
    await settled(node.url, {"sessions": 0, "subscriptions": 0, "bindings": 0})
    await asyncio.to_thread(node.stop)


async def settled(url: str, values: dict[str, float]) -> None:
    """Wait until the node's metrics are these."""

    async def are_these() -> bool:
        assert {name: await asyncio.to_thread(metric, url, name) for name in values} == values
        return True

    await eventually(are_these, PATIENCE)
