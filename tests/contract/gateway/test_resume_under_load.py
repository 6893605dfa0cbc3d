"""A thousand losses of the connection while a thousand events a second are published: no hole, no double."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest

from tests.contract.gateway.peer import Peer

if TYPE_CHECKING:
    from tests.contract.gateway.relay import Relay
    from tests.contract.gateway.site import Site

CLIENTS = 10
RESUMES = 100
"""Of each client."""
EVENTS_PER_SECOND = 1_000
WINDOW = 25
"""Events that are confirmed together."""


class Wanderer:
    """A client that follows one order, and keeps losing its connection."""

    def __init__(self, site: Site, token: str, order: str, seed: int) -> None:
        self.order = order
        self.received: list[str] = []
        self._site = site
        self._token = token
        self._binding = f"order.{order}.#"
        self._chance = random.Random(seed)
        self._cursor: str | None = None

    async def begin(self) -> None:
        """See where the log stands."""
        peer = await Peer.connected(self._site.next_url(), self._token, self._binding)
        self._cursor = peer.cursor
        await peer.leave()

    async def wander(self) -> None:
        """Resume, stay for a moment, and be cut off: at any point, also before anything has come."""
        for _ in range(RESUMES):
            peer = await self._resumed()
            await asyncio.sleep(self._chance.uniform(0, 0.05))
            await peer.vanish()
            self._take(peer)

    async def come_home(self, last: str) -> None:
        """Stay until the last event has come."""
        peer = await self._resumed()
        await peer.until(lambda: last in self.received or last in peer.ids)
        await peer.leave()
        self._take(peer)

    async def _resumed(self) -> Peer:
        """Resume; a gateway that cannot just now says so, and is asked again."""
        while True:
            peer = await Peer.open(self._site.next_url())
            reply = await peer.connect(self._token, self._binding, cursor=self._cursor)
            if reply.get("error", {}).get("retryable"):
                await peer.leave()
                continue
            assert reply["connected"]["resumed"] is True, reply
            return peer

    def _take(self, peer: Peer) -> None:
        self.received += peer.ids
        self._cursor = peer.cursor


@pytest.mark.timeout(900)  # three minutes where nothing else runs
async def test_a_thousand_resumes(site: Site, org: str, relay: Relay) -> None:
    """Every client gets every event of its order exactly once and in order, though no client drops duplicates."""
    wanderers = [
        Wanderer(site, site.token(org, user=f"user-{number}"), f"order-{number}", seed=number)
        for number in range(CLIENTS)
    ]
    await asyncio.gather(*(one.begin() for one in wanderers))
    stop = asyncio.Event()
    publishing = asyncio.create_task(publish_until(relay, [one.order for one in wanderers], stop))
    await asyncio.gather(*(one.wander() for one in wanderers))
    stop.set()
    await publishing
    for one in wanderers:
        await relay.publish(1, order=one.order)
    await asyncio.gather(*(one.come_home(relay.ids(one.order)[-1]) for one in wanderers))
    for one in wanderers:
        assert one.received == relay.ids(one.order)


async def publish_until(relay: Relay, orders: list[str], stop: asyncio.Event) -> None:
    """Publish at a steady rate, or as fast as the machine can where that is slower."""
    clock = asyncio.get_running_loop().time
    began, published = clock(), 0
    while not stop.is_set():
        await relay.publish_all([relay.next(orders[(published + at) % len(orders)]) for at in range(WINDOW)])
        published += WINDOW
        ahead = published / EVENTS_PER_SECOND - (clock() - began)
        await asyncio.sleep(max(0.0, ahead))
