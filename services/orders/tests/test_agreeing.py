"""A person agrees to values that documents gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .reading import extracted, found, uploaded

if TYPE_CHECKING:
    from conftest import Desk

READ = (
    found("reference", "CT-9", 0.6),
    found("sale.amount", 1250),
    found("stops.0.city", "Cluj-Napoca", 0.4),
    found("stops.1.city", "Wien", 0.5),
)


async def read_order(desk: Desk) -> dict[str, Any]:
    [document] = await uploaded(desk, "a.pdf")
    await desk.results.handle(desk.delivery(extracted(document, *READ)))
    order: dict[str, Any] = (await desk.ana.get(f"/orders/{document['orderId']}")).json()
    return order


async def agree(desk: Desk, order: dict[str, Any], values: dict[str, Any], **headers: str) -> Any:
    return await desk.ana.post(f"/orders/{order['id']}/agreement", {"values": values}, headers=headers)


async def test_what_is_agreed_to_is_the_persons_also_of_a_single_stop(desk: Desk) -> None:
    order = await read_order(desk)
    first, second = (f"stops.{stop['id']}.city" for stop in order["data"]["stops"])

    answer = await agree(desk, order, {first: "Cluj-Napoca", "sale.amount": 1250.0}, **{"Operation-Id": "op"})

    after = answer.json()
    assert (answer.status_code, after["data"]) == (200, order["data"])
    assert {path: after["sources"][path]["source"] for path in (first, second, "sale.amount", "reference")} == {
        first: "person",
        "sale.amount": "person",
        second: "document",
        "reference": "document",
    }
    assert after["sources"][first] == {"source": "person", "by": "ana", "confidence": 1.0}
    labels = (await desk.person("lead", user="lia").get("/labels")).json()["items"]
    assert {label["orderPath"]: label["outcome"] for label in labels} == {
        first: "confirmed",
        "sale.amount": "confirmed",
    }


async def test_copies_that_follow_the_events_know_of_it(desk: Desk) -> None:
    order = await read_order(desk)
    path = f"stops.{order['data']['stops'][0]['id']}.city"

    after = (await agree(desk, order, {path: "Cluj-Napoca"}, **{"Operation-Id": "op"})).json()

    told = [event for event in await desk.events(order["id"]) if event["version"] > order["version"]]
    assert [event["type"] for event in told] == ["order:updated"] * len(told)
    assert [event["version"] for event in told] == list(range(order["version"] + 1, after["version"] + 1))
    assert {event["data"]["operationId"] for event in told} == {"op"}
    assert [event["data"].get("changes", {}) for event in told] == [{}] * len(told)
    assert told[0]["data"]["state"]["sources"] == {path: after["sources"][path]}


async def test_repeated_it_tells_nothing_new(desk: Desk) -> None:
    order = await read_order(desk)
    once = (await agree(desk, order, {"reference": "CT-9"})).json()
    again = (await agree(desk, order, {"reference": "CT-9"})).json()
    assert again["version"] == once["version"] > order["version"]


async def test_nobody_agrees_to_a_value_that_they_did_not_see(desk: Desk) -> None:
    order = await read_order(desk)
    await desk.ana.patch(order["id"], {"reference": "CT-91"}, order["version"])

    answer = await agree(desk, order, {"sale.amount": 1250, "reference": "CT-9", "stops.gone.city": "Linz"})

    assert (answer.status_code, answer.json()["code"]) == (409, "value_changed")
    assert answer.json()["fields"] == ["reference", "stops.gone.city"]
    assert (await desk.ana.get(f"/orders/{order['id']}")).json()["sources"]["sale.amount"]["source"] == "document"


async def test_only_who_may_edit_and_while_the_order_goes_on(desk: Desk) -> None:
    order = await read_order(desk)
    path = f"/orders/{order['id']}/agreement"
    for role in ("viewer", "carrier"):
        assert (await desk.person(role, user="x").post(path, {"values": {"reference": "CT-9"}})).status_code == 403
    assert (await desk.ana.post("/orders/none/agreement", {"values": {"reference": "CT-9"}})).status_code == 404
    assert (await desk.ana.post(path, {"values": {}})).status_code == 400
    await desk.ana.take(order["id"], "reject", reason="no")
    assert (await agree(desk, order, {"reference": "CT-9"})).json()["code"] == "order_ended"
