"""The lifecycle over REST. Its rules are tested in test_lifecycle."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conftest import Desk


async def test_an_order_walks_through_its_lifecycle(desk: Desk, complete: dict[str, Any]) -> None:
    lead = desk.person("lead", user="lia")
    order = await desk.ana.create(
        complete | {"carrier": {"name": "Carpat Cargo"}, "purchase": {"amount": 1000, "currency": "EUR"}}
    )
    path: list[tuple[str, dict[str, Any]]] = [
        ("confirm", {}),
        ("offer", {}),
        ("accept", {}),
        ("stop_arrived", {"stopId": "a"}),
        ("stop_done", {"stopId": "a"}),
        ("stop_done", {"stopId": "b"}),
        ("reopen", {"reason": "the wrong order"}),
    ]

    statuses = []
    for name, details in path:
        answer = await lead.take(order["id"], name, **details)
        assert answer.status_code == 200, answer.text
        statuses.append(answer.json()["status"])

    assert statuses == [
        "confirmed",
        "offered",
        "assigned",
        "in_progress",
        "in_progress",
        "delivered",
        "in_progress",
    ]
    events = await desk.events(order["id"])
    assert [event["version"] for event in events] == list(range(1, 9))
    assert events[1]["data"] | {"timestamp": ""} == {
        "orderId": order["id"],
        "status": "confirmed",
        "previousStatus": "draft",
        "transition": "confirm",
        "userId": "lia",
        "timestamp": "",
    }


async def test_a_forbidden_transition_names_the_allowed_ones_and_why_the_others_are_not(desk: Desk) -> None:
    order = await desk.ana.create()

    answer = await desk.ana.take(order["id"], "offer")

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "transition_refused")
    assert (problem["transition"], problem["currentStatus"], problem["version"]) == ("offer", "draft", 1)
    assert [reason["code"] for reason in problem["whyNot"]] == ["wrong_status"]
    assert "reject" in problem["allowed"]
    assert "confirm" not in problem["allowed"]
    others = {entry["name"]: entry for entry in problem["transitions"]}
    assert "extract_done" not in others
    confirm = {reason["code"]: reason for reason in others["confirm"]["whyNot"]}
    assert set(confirm) == {"fields_missing", "stops_incomplete"}
    assert confirm["fields_missing"]["fields"] == ["client.name", "sale.amount", "sale.currency"]
    assert set(confirm["fields_missing"]["message"]) == {"ro", "en"}
    assert (await desk.ana.get(f"/orders/{order['id']}")).json()["version"] == 1


async def test_the_status_tells_the_weightiest_reason(desk: Desk) -> None:
    order = await desk.ana.create()

    by_role = await desk.person("accountant", user="carol").take(order["id"], "reject", reason="x")
    by_input = await desk.ana.take(order["id"], "reject")
    unknown = await desk.ana.take(order["id"], "fly")
    by_itself = await desk.ana.take(order["id"], "extract_done")

    assert (by_role.status_code, by_role.json()["whyNot"][0]["code"]) == (403, "role_needed")
    assert (by_input.status_code, by_input.json()["whyNot"][0]["code"]) == (422, "reason_missing")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_transition")
    assert by_itself.status_code == 403


async def test_a_list_of_transitions_tells_what_each_needs(desk: Desk) -> None:
    order = await desk.ana.create()

    answer = (await desk.ana.get(f"/orders/{order['id']}/transitions")).json()

    reject = next(entry for entry in answer["transitions"] if entry["name"] == "reject")
    assert (answer["status"], answer["version"]) == ("draft", 1)
    assert reject["allowed"]
    assert [need["code"] for need in reject["needs"]] == ["reason_missing"]


async def test_a_transition_against_a_version_that_has_passed_is_refused(desk: Desk, complete: dict[str, Any]) -> None:
    order = await desk.ana.create(complete)
    await desk.ana.patch(order["id"], {"instructions": "call first"}, 1)
    path = f"/orders/{order['id']}/transitions/confirm"

    late = await desk.ana.post(path, headers={"If-Match": '"1"'})
    current = await desk.ana.post(path, headers={"If-Match": '"2"'})

    assert (late.status_code, late.json()["currentVersion"]) == (412, 2)
    assert current.status_code == 200


async def test_of_two_who_take_the_same_transition_one_is_told_that_it_is_taken(
    desk: Desk, complete: dict[str, Any]
) -> None:
    order = await desk.ana.create(complete)

    answers = await asyncio.gather(*(desk.ana.take(order["id"], "confirm") for _ in range(3)))

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]


async def test_a_report_from_the_future_counts_as_of_now(desk: Desk, complete: dict[str, Any]) -> None:
    carrier = complete | {"carrier": {"name": "Carpat Cargo"}, "purchase": {"amount": 1000, "currency": "EUR"}}
    order = await desk.ana.create(carrier)
    await desk.ana.take(order["id"], "confirm")
    await desk.ana.take(order["id"], "assign_direct")

    await desk.ana.take(order["id"], "stop_arrived", stopId="a", at="2199-01-01T00:00:00Z")
    after = await desk.ana.take(order["id"], "stop_done", stopId="a")

    assert after.json()["stops"]["a"]["status"] == "done"


async def test_holding_shows_and_blocks(desk: Desk, complete: dict[str, Any]) -> None:
    order = await desk.ana.create(complete)

    held = await desk.ana.take(order["id"], "hold", reason="client does not answer")
    refused = await desk.ana.take(order["id"], "confirm")

    assert held.json()["hold"] == "client does not answer"
    assert refused.json()["whyNot"][0]["code"] == "on_hold"


async def test_details_that_are_not_known_are_refused(desk: Desk) -> None:
    order = await desk.ana.create()

    answer = await desk.ana.take(order["id"], "reject", because="x")

    assert answer.status_code == 400
