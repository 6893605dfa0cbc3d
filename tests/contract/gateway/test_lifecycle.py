"""Nodes that stop, nodes that start again, brokers that are gone for a while."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import httpx
import pytest
from freightwire.testing import eventually
from websockets.exceptions import InvalidStatus

from tests.contract.gateway.conftest import own_nodes, relay_of
from tests.contract.gateway.node import is_ready
from tests.contract.gateway.peer import Peer
from tests.contract.gateway.scrape import metric

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from freightwire.testing import StoppableBroker

    from tests.contract.gateway.relay import Relay
    from tests.contract.gateway.site import Site

DRAIN_SECONDS = 3.0
SESSIONS = 20
BROKER_SECONDS = 100


@pytest.mark.needs_own_nodes(every_site=True)
async def test_drain(site: Site, org: str, relay: Relay) -> None:
    """On SIGTERM a node first says that it is not ready and takes nobody new; every session is told when to go, each at
    a time of its own; those that stay are closed by then with 4400, and resume elsewhere without a hole.
    """
    node = site.spawn(drain_seconds=DRAIN_SECONDS)
    tokens = [site.token(org, user=f"user-{number}") for number in range(SESSIONS)]
    peers = [await Peer.connected(node.url, token, "order.#") for token in tokens]
    await relay.publish(3)
    for peer in peers:
        await peer.has(3)
    node.ask_to_stop()
    clock = asyncio.get_running_loop().time
    await peers[0].until(lambda: peers[0].others)
    readiness = await asyncio.to_thread(httpx.get, f"{node.url}/readyz")
    assert readiness.status_code == 503
    assert "draining" in readiness.text
    with pytest.raises(InvalidStatus, match="503"):
        await Peer.open(node.url)
    within = []
    for peer in peers:
        await _is_told(peer)
        within.append(peer.others[0]["drain"]["withinMs"])
    told = clock()
    assert all(0 <= one <= DRAIN_SECONDS * 1000 for one in within)
    assert max(within) - min(within) > DRAIN_SECONDS * 1000 / 4, "they are to go one by one"
    await relay.publish(2)
    ends: list[float] = []

    async def end(peer: Peer) -> None:
        assert await peer.until_closed() == (4400, "draining")
        ends.append(clock() - told)

    await asyncio.gather(*(end(peer) for peer in peers))
    assert max(ends) - min(ends) > DRAIN_SECONDS / 4, "they were closed one by one"
    assert await asyncio.to_thread(node.wait) == 0
    for peer, token in zip(peers, tokens, strict=True):
        again = await Peer.resumed(site.next_url(), token, "order.#", cursor=peer.cursor)
        await again.has(5 - len(peer.events))
        assert peer.ids + again.ids == relay.ids()
        await again.leave()


@pytest.mark.needs_own_nodes
async def test_node_restart(site: Site, org: str, relay: Relay) -> None:
    """A node that starts again, after it was stopped or killed, knows nothing of before, and resumes its clients all
    the same.
    """
    node = site.spawn(drain_seconds=0)
    token, received = site.token(org), []
    peer = await Peer.connected(node.url, token, "order.#")
    for end in (node.stop, node.kill):
        await relay.publish(2)
        await peer.has(2)
        await asyncio.to_thread(end)
        await peer.until_closed()
        received += peer.ids
        await relay.publish(3)
        await asyncio.to_thread(node.start)
        peer = await Peer.resumed(node.url, token, "order.#", cursor=peer.cursor)
        await peer.has(3)
        received += peer.ids
        peer.events.clear()
    assert received == relay.ids()
    await peer.leave()
    await asyncio.to_thread(node.stop)


@pytest.mark.needs_own_nodes
async def test_no_pong(site: Site, token: str) -> None:
    """Pings carry a cursor; who answers stays, who does not is closed with 4403."""
    node = site.spawn(ping_seconds=0.5, pong_seconds=2)
    peer = await Peer.connected(node.url, token, "order.#")
    await peer.until(lambda: len(peer.others) >= 4)
    for message in peer.others:
        assert isinstance(message["ping"]["cursor"], str)
    peer.answers_pings = False
    assert await peer.until_closed() == (4403, "no_pong")
    again = await Peer.resumed(node.url, token, "order.#", cursor=peer.cursor)
    await again.leave()
    await asyncio.to_thread(node.stop)


@pytest.mark.needs_own_nodes(every_site=True)
async def test_broker_restart(broker_server: StoppableBroker, tmp_path: Path, org: str, site: Site) -> None:
    """A broker that is killed and comes back costs a connected client nothing, and one that was away resumes. Nodes say
    meanwhile that they are not ready.
    """
    size = len(site.urls)
    with own_nodes(tmp_path, broker_server.url) as nodes:
        own = await asyncio.to_thread(nodes.site, size)
        token = own.token(org)
        async with relay_of(own.amqp_url, own.log, org) as relay:
            staying = await Peer.connected(own.next_url(), token, "order.#")
            leaving = await Peer.connected(own.next_url(), token, "order.#")
            await relay.publish(3)
            await leaving.has(3)
            await leaving.leave()
            await relay.publish(2)
            await staying.has(5)
            await broker_server.kill()
            for url in own.urls:
                await _until(partial(_is_out, url))
            await broker_server.start()
            await relay.publish(4)
            for url in own.urls:
                await _until(partial(_is_live, url))
            await staying.has(9)
            assert staying.ids == relay.ids()
            assert not [message for message in staying.others if "reset" in message]
            again = await Peer.resumed(own.next_url(), token, "order.#", cursor=leaving.cursor)
            await again.has(6)
            assert leaving.ids + again.ids == relay.ids()
            for peer in (staying, again):
                await peer.leave()


async def _is_told(peer: Peer) -> None:
    await peer.until(lambda: bool(peer.others))


def _is_out(url: str) -> bool:
    return not is_ready(url)


def _is_live(url: str) -> bool:
    return metric(url, "live") == 1


async def _until(condition: Callable[[], bool]) -> None:
    """Wait for what nothing announces. A broker that starts is looked for every 10 s."""
    await eventually(lambda: asyncio.to_thread(condition), BROKER_SECONDS)
