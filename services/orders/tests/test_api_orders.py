"""Creating, reading, listing and editing orders over REST."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from conftest import Desk


async def test_a_new_order_is_a_draft_with_a_number_and_its_own_event(desk: Desk, complete: dict[str, Any]) -> None:
    answer = await desk.ana.post("/orders", {"data": complete}, headers={"Operation-Id": "op-1"})

    order = answer.json()
    assert answer.status_code == 201
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Location"] == f"/orders/{order['id']}"
    assert order["status"] == "draft"
    assert order["number"].endswith("-000001")
    assert order["data"]["sale"] == {"amount": 1250.0, "currency": "EUR"}
    assert order["sources"]["client.name"] == {"source": "person", "by": "ana", "confidence": 1.0}
    [created] = await desk.events(order["id"])
    assert (created["type"], created["version"], created["actor"]) == ("order:created", 1, "ana")
    assert created["data"]["operationId"] == "op-1"
    assert created["data"]["data"]["client"]["vatId"] == "RO18547290"


async def test_what_was_created_reads_back(desk: Desk, complete: dict[str, Any]) -> None:
    order = await desk.ana.create(complete)

    answer = await desk.ana.get(f"/orders/{order['id']}")

    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"1"'
    assert answer.json() == order


async def test_an_unknown_field_or_a_wrong_value_is_named(desk: Desk) -> None:
    answer = await desk.ana.post("/orders", {"data": {"stops": [{"country": "Romania"}], "colour": "red"}})

    problem = answer.json()
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["code"] == "invalid_request"
    assert {error["field"] for error in problem["errors"]} == {"data.stops.0.country", "data.colour"}


async def test_a_null_character_is_refused_and_not_a_server_error(desk: Desk) -> None:
    created = await desk.ana.post("/orders", {"data": {"reference": "a\x00b"}})
    listed = await desk.ana.get("/orders", params={"q": "a\x00b"})

    assert (created.status_code, listed.status_code) == (400, 400)


async def test_the_same_client_and_reference_is_a_duplicate(desk: Desk, complete: dict[str, Any]) -> None:
    first = await desk.ana.create(complete)

    answer = await desk.ana.post("/orders", {"data": complete})

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "duplicate_order")
    assert (problem["orderId"], problem["number"]) == (first["id"], first["number"])


async def test_the_same_reference_is_free_again_when_the_first_order_was_rejected(
    desk: Desk, complete: dict[str, Any]
) -> None:
    first = await desk.ana.create(complete)
    await desk.ana.take(first["id"], "reject", reason="by mistake")

    await desk.ana.create(complete)


async def test_two_equal_orders_at_the_same_moment_become_one(desk: Desk, complete: dict[str, Any]) -> None:
    answers = await asyncio.gather(*(desk.ana.post("/orders", {"data": complete}) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_pages_follow_one_another_without_gap_or_repetition(desk: Desk) -> None:
    ids = [(await desk.ana.create())["id"] for _ in range(5)]
    seen: list[str] = []
    cursor = None
    sizes = []
    while True:
        page = (await desk.ana.get("/orders", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        sizes.append(len(page["items"]))
        seen += [item["id"] for item in page["items"]]
        cursor = page.get("nextCursor")
        if cursor is None:
            break

    assert seen == ids[::-1]
    assert sizes == [2, 2, 1]


async def test_a_last_page_that_is_just_full_has_no_cursor(desk: Desk) -> None:
    await desk.ana.create()

    page = (await desk.ana.get("/orders", params={"limit": 1})).json()

    assert len(page["items"]) == 1
    assert "nextCursor" not in page


async def test_a_foreign_cursor_is_refused(desk: Desk) -> None:
    for cursor in ("%%%", "bm90IGFuIGlkIQ", "ă"):
        answer = await desk.ana.get("/orders", params={"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request"), cursor


async def test_the_list_is_narrowed_by_status_assignee_and_text(desk: Desk, complete: dict[str, Any]) -> None:
    mine = await desk.ana.create({"assignee": "ana"})
    confirmed = await desk.ana.create(complete)
    assert (await desk.ana.take(confirmed["id"], "confirm")).status_code == 200

    async def found(**narrowed: Any) -> list[str]:
        answer = await desk.ana.get("/orders", params=narrowed)
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    assert await found(status="confirmed") == [confirmed["id"]]
    assert await found(status=["confirmed", "draft"]) == [confirmed["id"], mine["id"]]
    assert await found(assignee="me") == [mine["id"]]
    assert await found(assignee="bogdan") == []
    assert await found(q="IVERIA") == [confirmed["id"]]
    assert await found(q="wien") == [confirmed["id"]]
    assert await found(q=mine["number"]) == [mine["id"]]
    assert await found(q="%") == []
    assert (await desk.ana.get("/orders", params={"status": "lost"})).status_code == 400


async def test_an_edit_changes_only_what_it_names(desk: Desk, complete: dict[str, Any]) -> None:
    order = await desk.ana.create(complete)

    answer = await desk.ana.patch(
        order["id"], {"client": {"phone": "+40 721 000 000"}, "reference": None}, 1, **{"Operation-Id": "op-2"}
    )

    edited = answer.json()
    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"3"'
    assert edited["data"]["client"] == complete["client"] | {"phone": "+40 721 000 000"}
    assert "reference" not in edited["data"]
    _, everybodys, clients = await desk.events(order["id"])
    assert (everybodys["type"], everybodys["version"], everybodys["key"]) == ("order:updated", 2, "updated")
    assert (clients["type"], clients["version"], clients["key"]) == ("order:updated", 3, "updated.sale")
    assert everybodys["data"]["changes"] == {"reference": None}
    assert clients["data"]["changes"] == {"client": {"phone": "+40 721 000 000"}}
    assert {everybodys["data"]["operationId"], clients["data"]["operationId"]} == {"op-2"}


async def test_an_edit_that_changes_nothing_is_no_event(desk: Desk, complete: dict[str, Any]) -> None:
    order = await desk.ana.create(complete)

    answer = await desk.ana.patch(order["id"], {"reference": "CT-1"}, 1)

    assert (answer.status_code, answer.headers["ETag"]) == (200, '"1"')
    assert len(await desk.events(order["id"])) == 1


async def test_edits_of_different_fields_from_the_same_version_are_both_kept(
    desk: Desk, complete: dict[str, Any]
) -> None:
    order = await desk.ana.create(complete)
    bogdan = desk.person("dispatcher", user="bogdan")
    stops = complete["stops"]

    first = await desk.ana.patch(order["id"], {"stops": [stops[0] | {"postcode": "400001"}, stops[1]]}, 1)
    second = await bogdan.patch(order["id"], {"stops": [stops[0], stops[1] | {"postcode": "1010"}]}, 1)

    assert (first.status_code, second.status_code) == (200, 200)
    assert [stop["postcode"] for stop in second.json()["data"]["stops"]] == ["400001", "1010"]
    assert second.headers["ETag"] == '"3"'


async def test_edits_of_the_same_field_are_a_conflict_that_tells_all_three_values(
    desk: Desk, complete: dict[str, Any]
) -> None:
    order = await desk.ana.create(complete)
    bogdan = desk.person("dispatcher", user="bogdan")
    await desk.ana.patch(order["id"], {"reference": "CT-2"}, 1)

    answer = await bogdan.patch(order["id"], {"reference": "CT-3"}, 1, **{"Operation-Id": "op-3"})

    problem = answer.json()
    field = {"field": "reference", "base": "CT-1", "theirs": "CT-2", "mine": "CT-3"}
    assert (answer.status_code, problem["code"]) == (409, "edit_conflict")
    assert (problem["baseVersion"], problem["currentVersion"]) == (1, 2)
    assert problem["fields"] == [field]
    assert (await desk.ana.get(f"/orders/{order['id']}")).json()["data"]["reference"] == "CT-2"
    [row] = await desk.rows(
        "SELECT headers, data FROM outbox WHERE routing_key = :key", key=f"{desk.org}.user.bogdan.order_conflict"
    )
    assert row.headers["cloudEvents_type"] == "order:conflict"
    assert b'"operationId":"op-3"' in row.data
    assert "cloudEvents_version" not in row.headers


async def test_an_edit_needs_the_version_it_was_made_against(desk: Desk) -> None:
    order = await desk.ana.create()

    answers = {
        header: await desk.ana.send(
            "PATCH",
            f"/orders/{order['id']}",
            content=b'{"reference":"x"}',
            headers={"Content-Type": "application/merge-patch+json"} | ({"If-Match": header} if header else {}),
        )
        for header in ("", "17", '"9"', "*")
    }

    assert {header: answer.status_code for header, answer in answers.items()} == {
        "": 428,
        "17": 400,
        '"9"': 412,
        "*": 200,
    }
    assert answers[""].json()["code"] == "if_match_needed"
    assert answers['"9"'].json()["currentVersion"] == 1


async def test_a_patch_must_be_a_merge_patch(desk: Desk) -> None:
    order = await desk.ana.create()
    path, match = f"/orders/{order['id']}", {"If-Match": '"1"'}
    merge_patch = match | {"Content-Type": "application/merge-patch+json"}

    plain = await desk.ana.send("PATCH", path, json={"reference": "x"}, headers=match)
    broken = await desk.ana.send("PATCH", path, content=b"{", headers=merge_patch)
    array = await desk.ana.send("PATCH", path, content=b"[]", headers=merge_patch)
    constant = await desk.ana.send("PATCH", path, content=b'{"temperature":{"min":NaN}}', headers=merge_patch)
    deep = await desk.ana.send("PATCH", path, content=b'{"a":' * 500 + b"1" + b"}" * 500, headers=merge_patch)
    value = await desk.ana.send("PATCH", path, content=b'{"sale":{"currency":"euro"}}', headers=merge_patch)

    assert (plain.status_code, plain.headers["Accept-Patch"]) == (415, "application/merge-patch+json")
    assert [answer.status_code for answer in (broken, array, constant, deep, value)] == [400] * 5
    assert value.json()["errors"][0]["field"] == "sale.currency"


async def test_an_ended_order_is_not_edited(desk: Desk) -> None:
    order = await desk.ana.create()
    await desk.ana.take(order["id"], "reject", reason="not ours")

    answer = await desk.ana.patch(order["id"], {"reference": "x"}, 2)

    assert (answer.status_code, answer.json()["code"]) == (409, "order_ended")


async def test_versions_have_no_gap_and_no_double_under_concurrent_edits(desk: Desk, complete: dict[str, Any]) -> None:
    order = await desk.ana.create(complete)
    fields = ["instructions", "uit", "assignee", "issuedOn"]
    values = {"issuedOn": "2026-11-20"}

    async def edit(number: int) -> int:
        field = fields[number % len(fields)]
        answer = await desk.ana.patch(order["id"], {field: values.get(field, f"{field}-{number}")}, 1)
        return answer.status_code

    statuses = await asyncio.gather(*(edit(number) for number in range(24)), desk.ana.take(order["id"], "confirm"))

    events = await desk.events(order["id"])
    history = (await desk.ana.get(f"/orders/{order['id']}/history")).json()["items"]
    now = (await desk.ana.get(f"/orders/{order['id']}")).json()
    assert set(statuses[:-1]) <= {200, 409}
    assert statuses.count(200) >= len(fields)
    assert [event["version"] for event in events] == list(range(1, now["version"] + 1))
    assert [entry["version"] for entry in history] == [event["version"] for event in events]
    data: dict[str, Any] = events[0]["data"]["data"]
    for event in events:
        data = data | event["data"].get("changes", {})
    assert data == now["data"]


async def test_history_reads_back_what_was_sent_and_comes_in_pages(desk: Desk) -> None:
    order = await desk.ana.create()
    await desk.ana.patch(order["id"], {"reference": "CT-9"}, 1)
    await desk.ana.patch(order["id"], {"reference": None}, 2)

    first = (await desk.ana.get(f"/orders/{order['id']}/history", params={"limit": 2})).json()
    rest = (
        await desk.ana.get(f"/orders/{order['id']}/history", params={"limit": 2, "after": first["nextAfter"]})
    ).json()

    assert [entry["type"] for entry in first["items"]] == ["order:created", "order:updated"]
    assert first["nextAfter"] == 2
    assert rest["items"][0]["payload"]["changes"] == {"reference": None}
    assert rest["items"][0]["actor"] == "ana"
    assert "nextAfter" not in rest


async def test_a_command_that_waits_too_long_for_others_may_be_sent_again(impatient_desk: Desk) -> None:
    desk = impatient_desk
    order = await desk.ana.create()
    async with desk.database.sessions() as session:
        await session.execute(text("SELECT 1 FROM orders WHERE id = :id FOR UPDATE"), {"id": order["id"]})

        answer = await desk.ana.patch(order["id"], {"reference": "x"}, 1)

    assert (answer.status_code, answer.json()["code"]) == (503, "database_busy")
    assert answer.headers["Retry-After"] == "1"


async def test_unknown_paths_methods_and_large_bodies_are_problems(desk: Desk) -> None:
    missing = await desk.ana.get("/nothing")
    method = await desk.ana.send("DELETE", "/orders")
    large = await desk.ana.post("/orders", {"data": {"instructions": "x" * 1_100_000}})

    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    assert (method.status_code, method.json()["code"]) == (405, "method_not_allowed")
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")
