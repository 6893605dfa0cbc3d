"""What a carrier is pushed, and a client that changes from pushes to polling and back."""

from __future__ import annotations

import json
from typing import Any

from freightwire.events.applying import apply_event

from tests.support.desk import Desk
from tests.support.system import System

SALE, PURCHASE = 98_765, 43_210


async def test_a_carrier_is_pushed_its_own_side_and_never_the_clients(system: System) -> None:
    ana = Desk(system)
    order = await ana.create("RIGHTS-1")
    carrier = Desk(system, user="driver", role="carrier", bindings=[f"order.{order}.#"])
    watcher = await carrier.watch(f"order.{order}.#")
    desk = await ana.watch(f"order.{order}.#")

    prices = {"sale": {"amount": SALE, "currency": "EUR"}, "purchase": {"amount": PURCHASE, "currency": "EUR"}}
    client = {"name": "Iveria", "vatId": "RO18547290", "iban": "RO49AAAA1B31007593840000"}
    (await ana.patch(order, prices | {"client": client, "instructions": "ring twice"})).raise_for_status()
    held = await ana.http.post(f"/orders/{order}/transitions/hold", json={"reason": "waits"})
    held.raise_for_status()
    await desk.until(lambda: any(event["event"] == "order:status_changed" for event in desk.events))
    await watcher.until(lambda: any(event["event"] == "order:status_changed" for event in watcher.events))
    await watcher.leave()
    await desk.leave()

    pushed = json.dumps(watcher.events)
    assert {event["key"].removeprefix(f"order.{order}.") for event in watcher.events} == {
        "updated",
        "updated.purchase",
        "status_changed",
    }
    assert str(PURCHASE) in pushed
    assert str(SALE) not in pushed
    assert "RO18547290" not in pushed
    assert str(SALE) in json.dumps(desk.events)
    read = json.dumps(await carrier.order(order))
    assert str(PURCHASE) in read
    assert str(SALE) not in read


async def test_a_client_changes_from_pushes_to_polling_and_back_without_losing_its_place(system: System) -> None:
    ana = Desk(system)
    watcher = await ana.watch("order.#")
    order = await ana.create("POLL-1")
    await watcher.until(lambda: any(event["data"].get("orderId") == order for event in watcher.events))
    await watcher.leave()
    seen = [event for event in watcher.events if event["data"].get("orderId") == order]
    copy: dict[str, Any] | None = None
    for event in seen:
        copy = apply_event(copy, event["event"], event["version"], event["data"])

    (await ana.patch(order, {"reference": "POLL-2", "sale": {"amount": 1}})).raise_for_status()
    polled = (await ana.http.get("/orders/changes", params={"cursor": seen[-1]["cursor"]})).json()
    for event in polled["events"]:
        if event["data"].get("orderId") == order:
            copy = apply_event(copy, event["event"], event["version"], event["data"])

    assert polled["resumed"] is True
    assert copy == await ana.order(order)

    (await ana.patch(order, {"reference": "POLL-3"})).raise_for_status()
    back = await ana.watch("order.#", cursor=polled["nextCursor"])
    await back.until(lambda: any(event["data"].get("orderId") == order for event in back.events))
    await back.leave()
    for event in back.events:
        if event["data"].get("orderId") == order:
            copy = apply_event(copy, event["event"], event["version"], event["data"])

    assert copy == await ana.order(order)
