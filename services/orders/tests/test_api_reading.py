"""Lists, pages, reading by ids, conditional reading, and what happened to an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from freightwire.events.base import Text
from freightwire.events.documents import DocumentFailed
from orders.storage.listing import Sort

if TYPE_CHECKING:
    from conftest import Desk, Person

PDF = b"%PDF-1.7\n"


def order_data(client: str, loading: str | None = None, unloading: str | None = None, **more: Any) -> dict[str, Any]:
    stops = [{"kind": "loading", "date": loading}] if loading else []
    stops += [{"kind": "unloading", "date": unloading}] if unloading else []
    return {"client": {"name": client, "vatId": f"ro{len(client)}"}, "stops": stops, **more}


async def ids_of(person: Person, **params: Any) -> list[str]:
    answer = await person.get("/orders", params=params)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def pages(person: Person, **params: Any) -> list[list[str]]:
    found, cursor = [], None
    while True:
        answer = await person.get("/orders", params=params | ({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        found.append([item["id"] for item in answer.json()["items"]])
        cursor = answer.json().get("nextCursor")
        if cursor is None:
            return found


async def test_the_list_is_narrowed_by_customer_and_dates(desk: Desk) -> None:
    near = (await desk.ana.create(order_data("Iveria Trans", "2026-11-24", "2026-11-26")))["id"]
    far = (await desk.ana.create(order_data("Carpat 100%", "2026-12-01", "2026-12-03")))["id"]
    open_ = (await desk.ana.create(order_data("Iveria Nord")))["id"]
    created = (await desk.ana.get(f"/orders/{far}")).json()["createdAt"]

    assert await ids_of(desk.ana, customer="IVERIA") == [open_, near]
    assert await ids_of(desk.ana, customer="100%") == [far]
    assert await ids_of(desk.ana, customer="RO12") == [near]
    assert await ids_of(desk.ana, loadingFrom="2026-11-24") == [far, near]
    assert await ids_of(desk.ana, loadingFrom="2026-11-25") == [far]
    assert await ids_of(desk.ana, loadingTo="2026-11-24") == [near]
    assert await ids_of(desk.ana, unloadingFrom="2026-11-26", unloadingTo="2026-11-30") == [near]
    assert await ids_of(desk.ana, createdFrom=created) == [open_, far]
    assert await ids_of(desk.ana, createdTo=created) == [far, near]
    assert await ids_of(desk.ana, customer="iveria", loadingFrom="2026-01-01") == [near]


async def test_a_carrier_cannot_find_out_the_clients_vat_id_by_asking(desk: Desk) -> None:
    order = await desk.ana.create(order_data("Iveria Trans"))
    carrier = desk.person("carrier", bindings=[f"order.{order['id']}.#"])

    assert await ids_of(carrier, customer="iveria") == [order["id"]]
    assert await ids_of(carrier, customer="RO12") == []


async def test_the_list_is_sorted_as_asked(desk: Desk) -> None:
    first = (await desk.ana.create(order_data("A", "2026-12-01")))["id"]
    second = (await desk.ana.create(order_data("B")))["id"]
    third = (await desk.ana.create(order_data("C", "2026-11-01")))["id"]
    await desk.ana.patch(first, {"reference": "changed last"}, 1)

    expected = {
        Sort.CREATED: [first, second, third],
        Sort.CREATED_FALLING: [third, second, first],
        Sort.UPDATED: [second, third, first],
        Sort.UPDATED_FALLING: [first, third, second],
        Sort.LOADING: [third, first, second],
        Sort.LOADING_FALLING: [second, first, third],
    }
    assert expected.keys() == set(Sort)
    for sort, ids in expected.items():
        assert await ids_of(desk.ana, sort=sort) == ids, sort
        assert await pages(desk.ana, sort=sort, limit=1) == [[one] for one in ids], sort


async def test_equal_dates_are_no_trouble_for_pages(desk: Desk) -> None:
    ids = [(await desk.ana.create(order_data("A", "2026-12-01")))["id"] for _ in range(5)]

    assert await pages(desk.ana, sort="loading", limit=2) == [ids[:2], ids[2:4], ids[4:]]


@pytest.mark.parametrize("sort", ["-created", "loading", "-updated"])
async def test_what_is_created_between_two_pages_shifts_nothing(desk: Desk, sort: str) -> None:
    ids = [(await desk.ana.create(order_data("A", f"2026-12-{day:02}")))["id"] for day in range(1, 7)]
    whole = await ids_of(desk.ana, sort=sort)

    seen: list[str] = []
    cursor = None
    while True:
        params = {"sort": sort, "limit": 2} | ({"cursor": cursor} if cursor else {})
        body = (await desk.ana.get("/orders", params=params)).json()
        seen += [item["id"] for item in body["items"]]
        cursor = body.get("nextCursor")
        if cursor is None:
            break
        await desk.ana.create(order_data("new", "2026-11-01"))

    assert [one for one in seen if one in ids] == whole
    assert len(seen) == len(set(seen))


async def test_a_cursor_is_good_for_its_own_sort_only(desk: Desk) -> None:
    for _ in range(2):
        await desk.ana.create()
    cursor = (await desk.ana.get("/orders", params={"limit": 1})).json()["nextCursor"]

    answer = await desk.ana.get("/orders", params={"cursor": cursor, "sort": "loading"})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "cursor")


async def test_a_misspelt_filter_is_an_error_and_not_the_whole_list(desk: Desk) -> None:
    for params in ({"custommer": "x"}, {"loadingFrom": "tomorrow"}, {"sort": "price"}, {"id": "a.b"}):
        answer = await desk.ana.get("/orders", params=params)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request"), params


async def test_orders_are_read_by_their_ids_at_once(desk: Desk) -> None:
    ids = [(await desk.ana.create())["id"] for _ in range(60)]
    wanted = [*ids[:55], "missing"]

    answer = await desk.ana.get("/orders", params={"id": wanted})
    too_many = await desk.ana.get("/orders", params={"id": [f"x{number}" for number in range(101)]})

    assert {item["id"] for item in answer.json()["items"]} == set(ids[:55])
    assert "nextCursor" not in answer.json()
    assert too_many.status_code == 400


async def test_an_order_that_is_known_is_not_sent_again(desk: Desk) -> None:
    order = await desk.ana.create()
    path = f"/orders/{order['id']}"
    first = await desk.ana.get(path)

    for known in (first.headers["ETag"], 'W/"1"', '"0", "1"', "*"):
        again = await desk.ana.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", '"1"'), known
    await desk.ana.patch(order["id"], {"reference": "x"}, 1)
    changed = await desk.ana.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert first.headers["Cache-Control"] == "private, no-cache"


async def test_a_list_that_is_known_is_not_sent_again(desk: Desk) -> None:
    await desk.ana.create()
    first = await desk.ana.get("/orders")

    again = await desk.ana.get("/orders", headers={"If-None-Match": first.headers["ETag"]})
    await desk.ana.create()
    changed = await desk.ana.get("/orders", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert (changed.status_code, len(changed.json()["items"])) == (200, 2)


async def test_the_history_says_who_what_when_and_because_of_which_event(desk: Desk) -> None:
    uploaded = (await desk.ana.upload(("a.pdf", PDF + desk.org.encode()))).json()["results"][0]
    failed = DocumentFailed(
        document_id=uploaded["documentId"],
        order_id=uploaded["orderId"],
        error="encrypted",
        message=Text(ro="criptat", en="encrypted"),
    )
    delivery = desk.delivery(failed)
    await desk.results.handle(delivery)

    entries = (await desk.ana.get(f"/orders/{uploaded['orderId']}/history")).json()["items"]

    assert [(entry["type"], entry.get("actor")) for entry in entries] == [
        ("order:created", "ana"),
        ("order:document_added", "ana"),
        ("order:processing_failed", None),
    ]
    assert [entry.get("causationId") for entry in entries] == [None, None, str(delivery.envelope.id)]
    assert len({entry["eventId"] for entry in entries}) == 3
    assert all(entry["at"] for entry in entries)
