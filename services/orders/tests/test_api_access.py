"""Who may see and do what: organisations, roles and limited tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Desk

PDF = b"%PDF-1.7\n"


async def test_nothing_crosses_organisations(desk: Desk, complete: dict[str, Any]) -> None:
    order = await desk.ana.create(complete)
    uploaded = (await desk.ana.upload(("a.pdf", PDF + b"access"))).json()
    document, batch = uploaded["results"][0]["documentId"], uploaded["batchId"]
    stranger = desk.person("dispatcher", "lead", "admin", org=f"{desk.org}-2")
    order_id = order["id"]

    answers = [
        await stranger.get(f"/orders/{order_id}"),
        await stranger.patch(order_id, {"reference": "mine"}, 1),
        await stranger.get(f"/orders/{order_id}/transitions"),
        await stranger.take(order_id, "confirm"),
        await stranger.get(f"/orders/{order_id}/history"),
        await stranger.get(f"/orders/{order_id}/documents"),
        await stranger.upload(("b.pdf", PDF), path=f"/orders/{order_id}/documents"),
        await stranger.get(f"/documents/{document}"),
        await stranger.get(f"/documents/{document}/content"),
        await stranger.post(f"/documents/{document}/retry"),
        await stranger.get(f"/batches/{batch}"),
    ]

    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert {answer.json()["code"] for answer in answers} == {"not_found"}
    assert (await stranger.get("/orders")).json()["items"] == []
    assert (await stranger.create(complete))["number"].endswith("-000001")
    assert (await stranger.upload(("a.pdf", PDF + b"access"))).status_code == 201


async def test_without_a_good_token_there_is_nothing(desk: Desk) -> None:
    order = await desk.ana.create()
    forged = desk.ana
    forged.token = forged.token[:-4] + "AAAA"

    missing = await desk.client.get(f"/orders/{order['id']}")
    invalid = await forged.get("/orders")
    nobody = await desk.person("cook").get("/orders")

    assert (missing.status_code, missing.json()["code"]) == (401, "token_missing")
    assert missing.headers["WWW-Authenticate"].startswith("Bearer")
    assert (invalid.status_code, invalid.json()["code"]) == (401, "token_invalid")
    assert (nobody.status_code, nobody.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("role", ["viewer", "accountant"])
async def test_who_may_read_may_not_thereby_write(desk: Desk, role: str) -> None:
    order = await desk.ana.create()
    reader = desk.person(role, user="carol")

    answers = [
        await reader.post("/orders", {"data": {}}),
        await reader.patch(order["id"], {"reference": "x"}, 1),
        await reader.upload(("a.pdf", PDF)),
        await reader.upload(("a.pdf", PDF), path=f"/orders/{order['id']}/documents"),
        await reader.take(order["id"], "reject", reason="x"),
    ]

    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert (await reader.get(f"/orders/{order['id']}")).status_code == 200
    assert desk.stored_objects() == []


async def test_a_token_that_claims_to_be_the_system_is_not_believed(desk: Desk) -> None:
    order = await desk.ana.create()

    alone = await desk.person("system").take(order["id"], "extract_done")
    beside = await desk.person("viewer", "system").take(order["id"], "extract_done")

    assert (alone.status_code, beside.status_code) == (403, 403)


async def test_a_carrier_sees_its_own_order_without_the_clients_price(desk: Desk, complete: dict[str, Any]) -> None:
    prices = complete | {"carrier": {"name": "Carpat Cargo", "iban": "RO49AAAA1B31007593840000"}}
    order = await desk.ana.create(prices | {"purchase": {"amount": 1000, "currency": "EUR"}})
    other = await desk.ana.create()
    carrier = desk.person("carrier", user="driver", bindings=[f"order.{order['id']}.#"])

    own = (await carrier.get(f"/orders/{order['id']}")).json()

    assert own["data"]["purchase"]["amount"] == 1000
    assert own["data"]["sale"] == {}
    assert own["data"]["client"] == {"name": "Iveria Trans SRL"}
    assert not {"sources", "issues", "documents", "margin"} & own.keys()
    assert (await carrier.get(f"/orders/{other['id']}")).status_code == 404
    assert [item["id"] for item in (await carrier.get("/orders")).json()["items"]] == [order["id"]]
    assert (await carrier.get(f"/orders/{order['id']}/history")).status_code == 403
    assert (await carrier.get(f"/orders/{order['id']}/documents")).status_code == 403


async def test_a_carrier_takes_only_a_carriers_transitions(desk: Desk, complete: dict[str, Any]) -> None:
    order = await desk.ana.create(
        complete | {"carrier": {"name": "Carpat Cargo"}, "purchase": {"amount": 1000, "currency": "EUR"}}
    )
    await desk.ana.take(order["id"], "confirm")
    await desk.ana.take(order["id"], "offer")
    carrier = desk.person("carrier", user="driver", bindings=[f"order.{order['id']}.#"])

    cancelled = await carrier.take(order["id"], "cancel", reason="no")
    accepted = await carrier.take(order["id"], "accept")

    assert cancelled.status_code == 403
    assert accepted.json()["status"] == "assigned"


async def test_a_carrier_is_not_told_what_keeps_the_desk_from_its_own_steps(desk: Desk) -> None:
    order = await desk.ana.create()
    carrier = desk.person("carrier", user="driver", bindings=[f"order.{order['id']}.#"])

    listed = (await carrier.get(f"/orders/{order['id']}/transitions")).json()["transitions"]
    refused = (await carrier.take(order["id"], "confirm")).json()

    confirm = next(one for one in listed if one["name"] == "confirm")
    assert [reason["code"] for reason in confirm["whyNot"]] == ["role_needed"]
    assert (confirm["needs"], [reason["code"] for reason in refused["whyNot"]]) == ([], ["role_needed"])


async def test_a_dispatcher_limited_to_an_order_makes_no_others(desk: Desk) -> None:
    order = await desk.ana.create()
    limited = desk.person("dispatcher", user="temp", bindings=[f"order.{order['id']}.#"])

    assert (await limited.post("/orders", {"data": {}})).status_code == 403
    assert (await limited.upload(("a.pdf", PDF))).status_code == 403
    assert (await limited.patch(order["id"], {"reference": "x"}, 1)).status_code == 200


async def test_where_a_file_is_already_is_told_to_those_only_who_may_see_it(desk: Desk) -> None:
    own = await desk.ana.create()
    limited = desk.person("dispatcher", user="temp", bindings=[f"order.{own['id']}.#"])
    path = f"/orders/{own['id']}/documents"
    assert (await desk.ana.upload(("a.pdf", PDF + b"elsewhere"))).status_code == 201
    assert (await desk.ana.upload(("b.pdf", PDF + b"here"), path=path)).status_code == 201

    hidden = (await limited.upload(("c.pdf", PDF + b"elsewhere"), path=path)).json()
    shown = (await limited.upload(("d.pdf", PDF + b"here"), path=path)).json()

    assert (hidden["code"], shown["code"]) == ("duplicate_file", "duplicate_file")
    assert not {"orderId", "documentId"} & hidden.keys()
    assert shown["orderId"] == own["id"]
    assert own["id"] in shown["detail"]


async def test_a_partner_without_bindings_sees_nothing(desk: Desk) -> None:
    await desk.ana.create()

    assert (await desk.person("customer").get("/orders")).json()["items"] == []
