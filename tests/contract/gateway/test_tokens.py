"""Who a client is, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from freightwire.auth import issue_development_token

from tests.contract.gateway.peer import Peer

if TYPE_CHECKING:
    from tests.contract.gateway.relay import Relay
    from tests.contract.gateway.site import Site

FORGED = issue_development_token("another secret of at least 32 bytes!", org="alpha", user="ana", roles=["admin"])
UNSIGNED = "eyJhbGciOiJub25lIn0." + FORGED.split(".")[1] + "."


@pytest.mark.parametrize("bearer", ["garbage", "a.b.c", FORGED, UNSIGNED, "x" * 8192])
async def test_tokens_that_prove_nothing(site: Site, bearer: str) -> None:
    """They end the connection with 4500; nothing is said of what is wrong."""
    peer = await Peer.open(site.next_url())
    reply = await peer.connect(bearer, "order.#")
    assert reply["error"] == {"code": "token_invalid", "message": "token_invalid", "retryable": False}
    assert await peer.until_closed() == (4500, "token_invalid")


@pytest.mark.parametrize("claims", [{"audience": "other"}, {"issuer": "other"}])
async def test_tokens_for_others(site: Site, org: str, claims: dict[str, Any]) -> None:
    """A token of another issuer, or for another audience, proves nothing here."""
    peer = await Peer.open(site.next_url())
    assert (await peer.connect(site.token(org, **claims)))["error"]["code"] == "token_invalid"
    assert (await peer.until_closed())[0] == 4500


async def test_expired_token(site: Site, org: str) -> None:
    """It is told apart from a bad one: with a new token one may come back."""
    peer = await Peer.open(site.next_url())
    assert (await peer.connect(site.token(org, ttl_seconds=-120)))["error"]["code"] == "token_expired"
    assert await peer.until_closed() == (4401, "token_expired")


async def test_no_token(site: Site) -> None:
    """Nobody is nobody."""
    peer = await Peer.open(site.next_url())
    assert (await peer.ask("connect", bindings=["order.#"]))["error"]["code"] == "token_invalid"
    assert (await peer.until_closed())[0] == 4500


async def test_token_in_the_handshake(site: Site, org: str) -> None:
    """A client that can set headers may show its token there; one in ``connect`` goes before it."""
    headers = {"Authorization": f"Bearer {site.token(org, user='svc')}"}
    peer = await Peer.open(site.next_url(), additional_headers=headers)
    assert (await peer.ask("connect", bindings=["order.#"]))["connected"]["user"]["id"] == "svc"
    await peer.leave()
    peer = await Peer.open(site.next_url(), additional_headers=headers)
    assert (await peer.connect(site.token(org, user="ana")))["connected"]["user"]["id"] == "ana"
    await peer.leave()


async def test_expiry_ends_a_session_that_only_listens(site: Site, org: str, relay: Relay) -> None:
    """The token's end closes the connection though the client says nothing and is being sent events; with a new token
    it goes on without a hole.
    """
    peer = await Peer.connected(site.next_url(), site.token(org, ttl_seconds=3), "order.#")
    await relay.publish(2)
    assert await peer.until_closed() == (4401, "token_expired")
    await relay.publish(2)
    again = await Peer.resumed(site.next_url(), site.token(org), "order.#", cursor=peer.cursor)
    await again.has(2)
    assert peer.ids + again.ids == relay.ids()
    await again.leave()


async def test_refresh_prolongs(site: Site, org: str, relay: Relay) -> None:
    """A newer token keeps the session beyond the old one's end."""
    peer = await Peer.connected(site.next_url(), site.token(org, ttl_seconds=4), "order.#")
    reply = (await peer.ask("refresh", token=site.token(org, ttl_seconds=600)))["refreshed"]
    assert 500 < reply["expiresIn"] <= 600
    assert reply["dropped"] == []
    other = await Peer.connected(site.next_url(), site.token(org, ttl_seconds=5), "order.#")
    assert (await other.until_closed())[0] == 4401  # by now the first token has expired too
    await relay.publish(1)
    await peer.has(1)
    await peer.leave()


async def test_downgrade_on_refresh(site: Site, org: str, relay: Relay) -> None:
    """Bindings that the newer token does not grant are dropped and named; what they would bring does not come."""
    bindings = ["order.1.#", "order.2.#", "order.*.status_changed", "system.#"]
    peer = await Peer.connected(site.next_url(), site.token(org), *bindings)
    reply = (await peer.ask("refresh", token=site.token(org, bindings=["order.2.#"])))["refreshed"]
    assert sorted(one["binding"] for one in reply["dropped"]) == ["order.*.status_changed", "order.1.#"]
    assert {one["reason"] for one in reply["dropped"]} == {"forbidden"}
    await relay.publish(2, order="1")
    await relay.publish(2, order="2")
    await peer.has(2)
    assert peer.ids == relay.ids("2")
    assert (await peer.ask("subscribe", bindings=["order.1.#"]))["error"]["code"] == "forbidden"
    await peer.leave()


async def test_refresh_for_somebody_else(site: Site, org: str) -> None:
    """A session never becomes another user's, nor another organisation's."""
    peer = await Peer.connected(site.next_url(), site.token(org), "order.#")
    for other in (site.token(org, user="bob"), site.token(f"{org}-other")):
        assert (await peer.ask("refresh", token=other))["error"]["code"] == "forbidden"
    assert "refreshed" in await peer.ask("refresh", token=site.token(org))
    await peer.leave()


async def test_refresh_with_a_bad_token(site: Site, org: str) -> None:
    """It ends the session, as at the beginning."""
    peer = await Peer.connected(site.next_url(), site.token(org), "order.#")
    assert (await peer.ask("refresh", token=FORGED))["error"]["code"] == "token_invalid"
    assert await peer.until_closed() == (4500, "token_invalid")


async def test_connect_in_time(site: Site) -> None:
    """A connection that says nothing is closed within 10 s."""
    peer = await Peer.open(site.next_url())
    assert await peer.until_closed() == (4502, "no_connect")
