"""Who looks at what, seen from several nodes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.contract.gateway.peer import Peer

if TYPE_CHECKING:
    from tests.contract.gateway.site import Site

QUICK = {"presence_leave_seconds": 0.5, "presence_lease_seconds": 3}


def heard(peer: Peer) -> list[tuple[str, str, str | None]]:
    """The presence events that came: who, what, in which field."""
    return [
        (event["data"]["userId"], event["event"], event["data"].get("field"))
        for event in peer.events
        if event["event"].startswith("user:")
    ]


def member(user: str, state: str = "viewing", **field: str) -> dict[str, str]:
    """One entry of a snapshot."""
    return {"orderId": "42", "userId": user, "username": user, "state": state, **field}


async def present(peer: Peer, state: str = "viewing", **fields: str) -> None:
    """Say what one does, and assert that it was taken."""
    assert "error" not in await peer.ask("presence", order="42", state=state, **fields)


async def snapshot(site: Site, org: str) -> list[dict[str, Any]]:
    """Who is where, as a newcomer is told."""
    peer = await Peer.open(site.next_url())
    reply = await peer.connect(site.token(org, user="newcomer"), "order.42.#")
    await peer.leave()
    members: list[dict[str, Any]] = reply["connected"]["presence"]
    return members


async def test_who_comes_and_what_they_do(site: Site, org: str) -> None:
    """A board is told who opens an order and which field they are in; a newcomer gets it all in the reply. Several
    tabs, on whichever nodes, are one member.
    """
    board = await Peer.connected(site.next_url(), site.token(org, user="board"), "order.#")
    ana = await Peer.connected(site.next_url(), site.token(org, user="ana"))
    await present(ana)
    await board.until(lambda: ("ana", "user:joined_order", None) in heard(board))
    bob = await Peer.connected(site.next_url(), site.token(org, user="bob"))
    await present(bob, "editing", field="price")
    await board.until(lambda: ("bob", "user:editing", "price") in heard(board))
    second_tab = await Peer.connected(site.next_url(), site.token(org, user="ana"))
    await present(second_tab, "editing", field="weight")
    await board.until(lambda: ("ana", "user:editing", "weight") in heard(board))
    found = sorted(await snapshot(site, org), key=lambda one: one["userId"])
    assert found == [member("ana", "editing", field="weight"), member("bob", "editing", field="price")]
    await second_tab.leave()
    await bob.leave()
    await ana.leave()
    await board.leave()


async def test_presence_is_no_right(site: Site, org: str) -> None:
    """One can be present only in what one may read, and foreign organisations see nothing."""
    foreign = await Peer.connected(site.next_url(), site.token(f"{org}-other", user="spy"), "order.#")
    narrow = await Peer.connected(site.next_url(), site.token(org, user="eve", bindings=["order.7.#"]))
    refused = await narrow.ask("presence", order="42", state="viewing")
    assert refused["error"]["code"] == "forbidden"
    ana = await Peer.connected(site.next_url(), site.token(org, user="ana"), "order.42.#")
    await present(ana)
    await ana.until(lambda: ("ana", "user:joined_order", None) in heard(ana))
    assert await snapshot(site, f"{org}-other") == []
    assert foreign.events == []
    for peer in (foreign, narrow, ana):
        await peer.leave()


async def test_over_http(site: Site, org: str) -> None:
    """A client without a socket says it over HTTP, and withdraws it there, on any node."""
    board = await Peer.connected(site.next_url(), site.token(org, user="board"), "order.#")
    headers = {"Authorization": f"Bearer {site.token(org, user='ana')}"}
    async with httpx.AsyncClient(headers=headers, timeout=30) as http:
        body = {"order": "42", "state": "editing", "field": "price", "client": "tab-1"}
        answer = await http.post(f"{site.next_url()}/v1/presence", json=body)
        assert answer.status_code == 200
        assert answer.json()["expiresIn"] > 0
        await board.until(lambda: ("ana", "user:editing", "price") in heard(board))
        assert await snapshot(site, org) == [member("ana", "editing", field="price")]
        answer = await http.delete(f"{site.next_url()}/v1/presence/42", params={"client": "tab-1"})
        assert answer.status_code == 204
        await board.until(lambda: ("ana", "user:left_order", None) in heard(board))
        answer = await http.post(f"{site.next_url()}/v1/presence", json=body, headers={"Authorization": "Bearer no"})
        assert answer.status_code == 401
    await board.leave()


@pytest.mark.needs_own_nodes
async def test_short_absences_show_nothing_long_ones_do(site: Site, org: str) -> None:
    """Who comes back soon, also to another node, was never gone; who does not is gone for all."""
    one, two = await asyncio.to_thread(site.spawn, **QUICK), await asyncio.to_thread(site.spawn, **QUICK)
    board = await Peer.connected(one.url, site.token(org, user="board"), "order.#")
    ana = await Peer.connected(one.url, site.token(org, user="ana"))
    await present(ana)
    other = await Peer.connected(two.url, site.token(org, user="ana"))
    await present(other)
    await ana.vanish()
    bob = await Peer.connected(two.url, site.token(org, user="bob"))
    await present(bob)
    await board.until(lambda: ("bob", "user:joined_order", None) in heard(board))
    await other.vanish()
    await board.until(lambda: ("ana", "user:left_order", None) in heard(board))
    assert [what for who, what, _ in heard(board) if who == "ana"] == ["user:joined_order", "user:left_order"]
    await bob.leave()
    await board.leave()
    for node in (one, two):
        await asyncio.to_thread(node.stop)


@pytest.mark.needs_own_nodes
async def test_node_is_killed(site: Site, org: str) -> None:
    """The members of a node that dies without a word are gone when its lease is over; nobody else is."""
    one, two = await asyncio.to_thread(site.spawn, **QUICK), await asyncio.to_thread(site.spawn, **QUICK)
    board = await Peer.connected(one.url, site.token(org, user="board"), "order.#")
    staying = await Peer.connected(one.url, site.token(org, user="staying"))
    await present(staying)
    lost = await Peer.connected(two.url, site.token(org, user="lost"))
    await present(lost)
    await board.until(lambda: {who for who, _, _ in heard(board)} == {"staying", "lost"})
    await asyncio.to_thread(two.kill)
    await lost.until_closed()
    await board.until(lambda: ("lost", "user:left_order", None) in heard(board))
    assert ("staying", "user:left_order", None) not in heard(board)
    newcomer = await Peer.open(one.url)
    reply = await newcomer.connect(site.token(org, user="newcomer"), "order.42.#")
    assert reply["connected"]["presence"] == [member("staying")]
    for peer in (newcomer, staying, board):
        await peer.leave()
    await asyncio.to_thread(one.stop)
