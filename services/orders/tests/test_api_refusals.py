"""Another organisation's ids lead nowhere, on any endpoint; who went too far or too fast is told so, and it is kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from freightwire.http import Problem
from orders.api.rate import RateLimiter
from orders.openapi import openapi_document

from .conftest import desks

if TYPE_CHECKING:
    import httpx
    from orders.settings import OrdersSettings

    from conftest import Desk, Person

PDF = b"%PDF-1.7\n"
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("patch", "/orders/{order_id}"): {
        "content": b'{"reference":"mine"}',
        "headers": {"If-Match": "*", "Content-Type": "application/merge-patch+json"},
    },
    ("post", "/orders/{order_id}/documents"): {"files": [("file", ("x.pdf", PDF, "application/pdf"))]},
    ("post", "/orders/{order_id}/agreement"): {"json": {"values": {"reference": "any"}}},
    ("post", "/documents/{document_id}/move"): {"json": {"orderId": "any"}},
    ("post", "/orders/{order_id}/transitions/{name}"): {"json": {"reason": "mine"}},
}


async def ask_everything(person: Person, ids: dict[str, str]) -> dict[str, httpx.Response]:
    """Every operation of the OpenAPI document that takes an id, with these ids."""
    answers = {}
    for path, operations in json.loads(openapi_document())["paths"].items():
        if "{" not in path:
            continue
        for method in operations:
            given = BODIES.get((method, path), {})
            answers[f"{method} {path}"] = await person.send(method.upper(), path.format(**ids), **given)
    return answers


async def things_of(desk: Desk) -> dict[str, str]:
    uploaded = (await desk.ana.upload(("a.pdf", PDF + desk.org.encode()))).json()
    [result] = uploaded["results"]
    return {
        "order_id": result["orderId"],
        "document_id": result["documentId"],
        "batch_id": uploaded["batchId"],
        "name": "cancel",
    }


async def test_every_endpoint_answers_404_for_another_organisations_ids(desk: Desk) -> None:
    ids = await things_of(desk)
    before = (await desk.ana.get(f"/orders/{ids['order_id']}")).json()
    everything = ("dispatcher", "lead", "accountant", "admin", "viewer", "carrier", "customer")
    stranger = desk.person(*everything, org=f"{desk.org}-2")
    named = desk.person(*everything, org=f"{desk.org}-2", bindings=[f"order.{ids['order_id']}.#", "#"])

    for person in (stranger, named):
        answers = await ask_everything(person, ids)
        assert len(answers) >= 10
        for operation, answer in answers.items():
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), operation
        listed = await person.get("/orders", params={"id": ids["order_id"]})
        assert listed.json() == {"items": []}

    assert (await desk.ana.get(f"/orders/{ids['order_id']}")).json() == before


async def test_every_endpoint_answers_404_for_orders_that_a_limited_token_does_not_name(desk: Desk) -> None:
    ids = await things_of(desk)
    own = await desk.ana.create()
    limited = desk.person("dispatcher", "lead", user="temp", bindings=[f"order.{own['id']}.#"])

    for operation, answer in (await ask_everything(limited, ids)).items():
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), operation
    page = (await limited.get("/orders", params={"id": [ids["order_id"], own["id"]]})).json()
    assert [item["id"] for item in page["items"]] == [own["id"]]


@pytest.mark.parametrize("role", ["carrier", "customer"])
async def test_partners_reach_nothing_of_other_orders_and_no_documents(desk: Desk, role: str) -> None:
    ids = await things_of(desk)
    own = await desk.ana.create()
    partner = desk.person(role, bindings=[f"order.{own['id']}.#"])

    for operation, answer in (await ask_everything(partner, ids)).items():
        assert answer.status_code in (403, 404), operation


async def test_refusals_are_kept_with_who_wanted_what(desk: Desk) -> None:
    order = await desk.ana.create()
    other = await desk.ana.create()
    limited = desk.person("carrier", user="driver", bindings=[f"order.{order['id']}.#"])

    await desk.person("viewer", user="vera").patch(order["id"], {"reference": "x"}, 1)
    await desk.ana.take(order["id"], "unassign", reason="x")
    await limited.get(f"/orders/{other['id']}")
    await desk.ana.get("/orders/none")

    rows = await desk.rows('SELECT "user", roles, method, path, code FROM refusals WHERE org = :org ORDER BY id')
    assert [tuple(row) for row in rows] == [
        ("vera", ["viewer"], "PATCH", f"/orders/{order['id']}", "forbidden"),
        ("ana", ["dispatcher"], "POST", f"/orders/{order['id']}/transitions/unassign", "transition_refused"),
        ("driver", ["carrier"], "GET", f"/orders/{other['id']}", "not_found"),
    ]


async def test_who_sends_too_many_requests_is_told_when_to_come_back(settings: OrdersSettings) -> None:
    few = settings.model_copy(update={"orders_requests_per_second": 0.01, "orders_requests_burst": 3})
    async with desks(few) as open_desk:
        desk = open_desk()
        answers = [await desk.ana.get("/orders") for _ in range(4)]
        neighbour = await desk.person("dispatcher", user="bogdan").get("/orders")

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["code"] == "too_many_requests"
    assert 90 <= int(answers[-1].headers["Retry-After"]) <= 100
    assert neighbour.status_code == 200


def test_a_bucket_fills_again_with_time_and_not_beyond_its_size() -> None:
    time = [0.0]
    limiter = RateLimiter(per_second=2, burst=4, clock=lambda: time[0])

    def allowed() -> int:
        for count in range(100):
            try:
                limiter.take("org", "user")
            except Problem:
                return count
        return 100

    assert allowed() == 4
    time[0] = 1.0
    assert allowed() == 2
    time[0] = 1000.0
    assert allowed() == 4
