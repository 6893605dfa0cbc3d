"""Opening a WebSocket, and what else the port answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.contract.gateway.peer import Peer
from tests.contract.gateway.site import ORIGIN

if TYPE_CHECKING:
    from tests.contract.gateway.site import Site


async def test_handshake(site: Site) -> None:
    """The sub-protocol is agreed upon, and nothing is compressed although the client offers it."""
    peer = await Peer.open(site.next_url(), compression="deflate")
    assert peer.socket.subprotocol == "freightwire.v1+json"
    assert not peer.socket.protocol.extensions
    await peer.leave()


@pytest.mark.parametrize("protocols", [["chat"], ["freightwire.v2+json"]])
async def test_other_sub_protocols(site: Site, protocols: list[Any]) -> None:
    """Who speaks something else is told at once."""
    with pytest.raises(InvalidStatus, match="400"):
        await Peer.open(site.next_url(), subprotocols=protocols)


async def test_other_path(site: Site) -> None:
    """There is one WebSocket endpoint."""
    with pytest.raises(InvalidStatus, match="404"):
        await Peer.open(f"{site.next_url()}/other")


async def test_health(site: Site) -> None:
    """Liveness, readiness and metrics."""
    async with httpx.AsyncClient(base_url=site.next_url()) as http:
        assert (await http.get("/healthz")).status_code == 200
        assert (await http.get("/readyz")).status_code == 200
        metrics = (await http.get("/metrics")).text
        assert "freightwire_gateway_live 1.0" in metrics
        assert (await http.get("/v1/ws")).status_code in (400, 404, 426)
        assert (await http.get("/nothing")).status_code == 404


@pytest.fixture(scope="module")
def guarded(site: Site) -> Iterator[str]:
    """A node that lets browsers come from one origin."""
    node = site.spawn(origins=f'["{ORIGIN}"]')
    yield node.url
    node.stop()


@pytest.mark.needs_own_nodes
@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://board.example",
        "https://board.example:8443",
        "https://board.example.evil.example",
        "https://sub.board.example",
        "null",
        "",
    ],
)
async def test_foreign_origins(guarded: str, origin: str) -> None:
    """A browser that comes from elsewhere gets no WebSocket: the origin must be on the list, letter by letter."""
    with pytest.raises(InvalidStatus, match="403"):
        await Peer.open(guarded, additional_headers={"Origin": origin})


@pytest.mark.needs_own_nodes
async def test_allowed_origins(guarded: str) -> None:
    """One on the list does, and so does a client that is no browser."""
    await (await Peer.open(guarded, origin=ORIGIN)).leave()
    await (await Peer.open(guarded)).leave()


@pytest.mark.needs_own_nodes
async def test_two_origins(guarded: str) -> None:
    """An allowed origin does not bring another one in with it."""
    headers = [("Origin", ORIGIN), ("Origin", "https://evil.example")]
    with pytest.raises(InvalidStatus, match="40"):
        await Peer.open(guarded, additional_headers=headers)


@pytest.mark.needs_own_nodes
async def test_no_list_means_no_browsers(site: Site) -> None:
    """By default no origin is allowed."""
    with pytest.raises(InvalidStatus, match="403"):
        await Peer.open(site.next_url(), origin=ORIGIN)
