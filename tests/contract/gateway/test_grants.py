"""What a token may read: a binding is granted if everything that it can match is granted. Every edge of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from freightwire.events.audience import Audience

from tests.contract.gateway.peer import Peer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.contract.gateway.relay import Relay
    from tests.contract.gateway.site import Site

DESK = ["dispatcher", "lead", "accountant", "viewer", "admin"]
EVERY = ["order.#", "order.42.#", "order.*.status_changed", "order.42.status_changed", "order.*", "order", "order.#.x"]
DESK_GRANTED = [
    *EVERY,
    "batch.#",
    "batch.7.progress",
    "user.me.#",
    "user.me.*",
    "user.me",
    "user.ana.#",
    "user.ana.notification",
    "system.#",
    "system.maintenance",
    "system.*",
]
NEVER = [
    "#",
    "*",
    "*.#",
    "#.#",
    "*.42.#",
    "#.status_changed",
    "*.*.*",
    "#.order.#",
    "document.#",
    "document.1.submitted",
    "user.#",
    "user.*.#",
    "user.*.notification",
    "user.bob.#",
    "user.anna.#",
    "user.me2.#",
    "users.me.#",
    "orders.#",
    "order-x.#",
    "presence.#",
    "all.system.#",
    "dlx.#",
]
"""Of these nobody may read anything, whatever the role."""

NARROWED = ["order.42.#", "order.*.created", "batch.7.*"]
NARROWED_GRANTED = [
    "order.42.#",
    "order.42.status_changed",
    "order.42.*",
    "order.42",
    "order.42.a.b",
    "order.*.created",
    "order.43.created",
    "batch.7.progress",
    "batch.7.*",
]
NARROWED_REFUSED = [
    "order.#",
    "order.*.#",
    "order.*",
    "order.*.*",
    "order.43.#",
    "order.43.*",
    "order.43.status_changed",
    "order.#.created",
    "order.*.created.#",
    "order.42x.#",
    "order.4.#",
    "batch.7",
    "batch.7.#",
    "batch.7.a.b",
    "batch.*.progress",
]

PARTNERS = {"customer": "sale", "carrier": "purchase"}
"""Whose side of an order each of them sees."""
SIDES = {"sale", "purchase", "desk"}
PARTNER_CLAIM = ["order.42.#", "order.*.status_changed", "batch.7.#", "user.me.#"]


def partner_cases(role: str) -> Iterator[tuple[str, list[str] | None, list[str], list[str]]]:
    """Of the orders that are named, a partner reads some keys; all of one order is narrowed to these."""
    own, others = PARTNERS[role], sorted(SIDES - {PARTNERS[role]})
    some = [
        "order.42.#",
        "order.42.status_changed",
        "order.42.updated",
        f"order.42.updated.{own}",
        "order.*.status_changed",
        "order.43.status_changed",
    ]
    never = [
        *NEVER,
        *(f"order.42.updated.{side}" for side in others),
        "order.#",
        "order.*.#",
        "order.42",
        "order.42.*",
        "order.42.created",
        "order.42.ai_processing",
        "order.42.updated.#",
        "order.42.updated.*",
        "order.42.#.status_changed",
        "batch.7.#",
    ]
    yield role, PARTNER_CLAIM, [*some, "user.me.#"], [*never, "order.43.#", "order.43.updated", "system.#"]
    yield role, ["#"], [*some, "order.43.#", "order.*.updated", f"order.*.updated.{own}", "user.me.#"], never
    yield role, None, [], [*never, *some, "user.me.#", "system.#"]


CASES = [
    *((role, None, DESK_GRANTED, NEVER) for role in DESK),
    *(
        (role, NARROWED, [*NARROWED_GRANTED, "user.me.#", "system.#"], [*NEVER, *NARROWED_REFUSED])
        for role in ("dispatcher", "admin")
    ),
    *(case for role in PARTNERS for case in partner_cases(role)),
    ("dispatcher", [], ["user.me.#", "system.#"], [*NEVER, *EVERY, "batch.#"]),
    ("stranger", None, [], [*NEVER, *DESK_GRANTED]),
    ("stranger", ["#"], [], [*NEVER, *DESK_GRANTED]),
]


@pytest.mark.parametrize(("role", "claim", "granted", "refused"), CASES)
async def test_containment(
    site: Site, org: str, role: str, claim: list[str] | None, granted: list[str], refused: list[str]
) -> None:
    """Each binding by itself is granted or refused; a refusal changes nothing, and the connection stays."""
    token = site.token(org, roles=(role,), bindings=claim)
    outcomes: dict[str, str] = {}
    bindings = [*granted, *refused]
    for at in range(0, len(bindings), BATCH):
        peer = await Peer.connected(site.next_url(), token)
        for binding in bindings[at : at + BATCH]:
            reply = await peer.ask("subscribe", bindings=[binding])
            outcomes[binding] = reply["error"]["code"] if "error" in reply else "subscribed"
        await peer.leave()
    assert outcomes == {**dict.fromkeys(granted, "subscribed"), **dict.fromkeys(refused, "forbidden")}


BATCH = 40
"""Commands on one connection: fewer than may be sent at once."""


async def test_roles_add_up(site: Site, org: str) -> None:
    """Several roles grant what each of them grants."""
    both = site.token(org, roles=("stranger", "viewer"))
    peer = await Peer.connected(site.next_url(), both, "order.#", "system.#")
    await peer.leave()


async def test_all_or_none(site: Site, org: str, relay: Relay) -> None:
    """One binding that is not granted refuses the whole command, also in ``connect``."""
    token = site.token(org)
    peer = await Peer.open(site.next_url())
    assert (await peer.connect(token, "order.1.#", "user.bob.#"))["error"]["code"] == "forbidden"
    assert "connected" in await peer.connect(token, "order.2.#")
    refused = await peer.ask("subscribe", bindings=["order.1.#", "document.#"])
    assert refused["error"]["code"] == "forbidden"
    assert refused["error"]["retryable"] is False
    await relay.publish(1, order="1")
    await relay.publish(1, order="2")
    await peer.has(1)
    assert peer.ids == relay.ids("2")
    await peer.leave()


async def test_nothing_comes_beyond_what_is_granted(site: Site, org: str, relay: Relay) -> None:
    """What a narrowed token subscribes to with wildcards brings exactly what they match."""
    token = site.token(org, bindings=["order.42.#"])
    peer = await Peer.connected(site.next_url(), token, "order.42.#")
    for order in ("4", "42", "43", "420", "4-2"):
        await relay.publish(2, order=order)
    await relay.publish(1, order="42")
    await peer.has(3)
    assert peer.ids == relay.ids("42")
    await peer.leave()


@pytest.mark.parametrize("role", PARTNERS)
async def test_partners_see_their_side(site: Site, org: str, relay: Relay, role: str) -> None:
    """A partner who asks for all of its order gets what everybody may see and its own side of it, live and resumed."""
    token = site.token(org, roles=(role,), bindings=["order.42.#"])
    peer = await Peer.connected(site.next_url(), token, "order.42.#")
    cursor = peer.cursor
    everything = [await relay.publish_side(side) for side in (None, Audience.SALE, Audience.PURCHASE, Audience.DESK)]
    (last,) = await relay.publish(1, order="42")
    expected = [str(everything[0].id), str(everything[1 if role == "customer" else 2].id), str(last.id)]
    await peer.has(3)
    assert peer.ids == expected
    again = await Peer.resumed(site.next_url(), token, "order.42.#", cursor=cursor)
    await again.has(3)
    assert again.ids == expected
    await peer.leave()
    await again.leave()


MALFORMED = ["", ".", "order.", ".order", "order..x", "order.a*", "order.a#", "order.**", "order.##", "order.ș", "a b"]


async def test_malformed_bindings(site: Site, token: str) -> None:
    """What is no pattern is a bad request, not a matter of rights."""
    peer = await Peer.connected(site.next_url(), token)
    wide = ["order." + "x" * 200, ".".join(["order"] + ["x"] * 8), "order.#.#.#"]
    for binding in [*MALFORMED, *wide]:
        reply = await peer.ask("subscribe", bindings=[binding])
        assert reply["error"]["code"] == "bad_request", binding
    await peer.leave()
