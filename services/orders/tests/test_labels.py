"""What people make of values that were read is kept, for judging and teaching the reader."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from freightwire.events.base import now

from .reading import extracted, found, uploaded

if TYPE_CHECKING:
    from conftest import Desk, Person

READ = (
    found("reference", "CT-9", 0.6),
    found("client.name", "Iveria"),
    found("vehicle.driver", "Ion"),
    found("stops.0.city", "Cluj-Napoca"),
    found("stops.1.city", "Wein", 0.55),
)


async def read_order(desk: Desk) -> dict[str, Any]:
    [document] = await uploaded(desk, "a.pdf")
    await desk.results.handle(desk.delivery(extracted(document, *READ)))
    order = (await desk.ana.get(f"/orders/{document['orderId']}")).json()
    return document | {"order": order}


def lead(desk: Desk) -> Person:
    return desk.person("lead", user="lia")


async def test_corrected_removed_and_confirmed(desk: Desk) -> None:
    document = await read_order(desk)
    order = document["order"]
    stops = [{**stop, "city": stop["city"].replace("Wein", "Wien")} for stop in order["data"]["stops"]]
    patch = {"reference": "CT-91", "client": {"name": "Iveria"}, "vehicle": {"driver": None}, "stops": stops}

    answer = await desk.ana.patch(order["id"], patch, order["version"])
    labels = (await lead(desk).get("/labels")).json()["items"]

    assert answer.status_code == 200, answer.text
    by_path = {label["path"]: label for label in labels}
    assert by_path.keys() == {"reference", "client.name", "vehicle.driver", "stops.1.city"}
    assert {path: label["outcome"] for path, label in by_path.items()} == {
        "reference": "corrected",
        "client.name": "confirmed",
        "vehicle.driver": "removed",
        "stops.1.city": "corrected",
    }
    reference, city = by_path["reference"], by_path["stops.1.city"]
    assert (reference["read"], reference["raw"], reference["right"]) == ("CT-9", "«CT-9»", "CT-91")
    assert (reference["confidence"], reference["by"], reference["documentId"]) == (0.6, "ana", document["documentId"])
    assert (city["read"], city["right"], city["orderPath"]) == ("Wein", "Wien", f"stops.{stops[1]['id']}.city")
    assert "right" not in by_path["vehicle.driver"]


async def test_a_second_edit_judges_no_document(desk: Desk) -> None:
    document = await read_order(desk)
    order = document["order"]
    for reference in ("one", "two"):
        await desk.ana.patch(order["id"], {"reference": reference}, None, **{"If-Match": "*"})

    assert [label["right"] for label in (await lead(desk).get("/labels")).json()["items"]] == ["one"]


async def test_they_are_read_page_by_page_and_from_a_time_on(desk: Desk) -> None:
    before = now()
    for value in ("a", "b", "c"):
        order = (await read_order_of(desk, value))["order"]
        await desk.ana.patch(order["id"], {"reference": f"right {value}"}, order["version"])

    first = (await lead(desk).get("/labels", params={"limit": 2, "since": before.isoformat()})).json()
    second = (await lead(desk).get("/labels", params={"limit": 2, "after": first["nextAfter"]})).json()
    later = (await lead(desk).get("/labels", params={"since": (now() + timedelta(hours=1)).isoformat()})).json()

    assert [label["right"] for label in first["items"] + second["items"]] == ["right a", "right b", "right c"]
    assert "nextAfter" not in second
    assert later == {"items": []}


async def read_order_of(desk: Desk, value: str) -> dict[str, Any]:
    [document] = await uploaded(desk, f"{value}.pdf")
    await desk.results.handle(desk.delivery(extracted(document, found("reference", value))))
    return document | {"order": (await desk.ana.get(f"/orders/{document['orderId']}")).json()}


async def test_only_leads_and_administrators_read_them(desk: Desk) -> None:
    await read_order(desk)
    for role, status in {"dispatcher": 403, "viewer": 403, "carrier": 403, "lead": 200, "admin": 200}.items():
        assert (await desk.person(role, user="x", bindings=None).get("/labels")).status_code == status
    limited = desk.person("lead", user="x", bindings=["order.abc.#"])
    assert (await limited.get("/labels")).status_code == 403
    assert (await lead(desk).get("/labels", params={"since": "2026-01-01"})).status_code == 400
    other = desk.person("lead", org="another")
    assert (await other.get("/labels")).json() == {"items": []}
