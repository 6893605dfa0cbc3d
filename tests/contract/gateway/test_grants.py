"""What a token may read: a binding is granted if everything that it can match is granted. Every edge of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contract.gateway.peer import Peer

if TYPE_CHECKING:
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

CASES = [
    *((role, None, DESK_GRANTED, NEVER) for role in DESK),
    *(
        (role, NARROWED, [*NARROWED_GRANTED, "user.me.#", "system.#"], [*NEVER, *NARROWED_REFUSED])
        for role in ("dispatcher", "admin")
    ),
    *(
        (role, NARROWED, NARROWED_GRANTED, [*NEVER, *NARROWED_REFUSED, "user.me.#", "system.#", "user.ana.x"])
        for role in ("customer", "carrier")
    ),
    ("customer", ["order.42.#", "user.me.#"], ["order.42.#", "user.me.#", "user.ana.x"], [*NEVER, "system.#"]),
    ("customer", ["#"], [one for one in DESK_GRANTED if not one.startswith("system")], NEVER),
    ("dispatcher", [], ["user.me.#", "system.#"], [*NEVER, *EVERY, "batch.#"]),
    ("customer", None, [], [*NEVER, *DESK_GRANTED]),
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
    token = site.token(org, roles=("customer",), bindings=NARROWED)
    peer = await Peer.connected(site.next_url(), token, *NARROWED)
    for order in ("4", "42", "43", "420", "4-2"):
        await relay.publish(2, order=order)
    await relay.publish(1, order="42")
    await peer.has(3)
    assert peer.ids == relay.ids("42")
    await peer.leave()


MALFORMED = ["", ".", "order.", ".order", "order..x", "order.a*", "order.a#", "order.**", "order.##", "order.ș", "a b"]


async def test_malformed_bindings(site: Site, token: str) -> None:
    """What is no pattern is a bad request, not a matter of rights."""
    peer = await Peer.connected(site.next_url(), token)
    wide = ["order." + "x" * 200, ".".join(["order"] + ["x"] * 8), "order.#.#.#"]
    for binding in [*MALFORMED, *wide]:
        reply = await peer.ask("subscribe", bindings=[binding])
        assert reply["error"]["code"] == "bad_request", binding
    await peer.leave()
