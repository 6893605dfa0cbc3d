"""A document is moved to the order that it belongs to, and what it said goes with it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from orders.domain import order_data
from orders.domain.applying import apply_document
from orders.domain.withdrawing import withdraw_document

from .reading import PDF, extracted, found, uploaded

if TYPE_CHECKING:
    from conftest import Desk

READ = (
    found("reference", "CT-9"),
    found("client.name", "Iveria Trans SRL"),
    found("stops.0.city", "Cluj-Napoca"),
    found("stops.0.kind", "loading"),
    found("stops.1.city", "Wien"),
)


async def move(desk: Desk, document: dict[str, Any], order_id: str, **headers: str) -> Any:
    return await desk.ana.post(f"/documents/{document['documentId']}/move", {"orderId": order_id}, headers=headers)


async def order_of(desk: Desk, order_id: str) -> dict[str, Any]:
    order: dict[str, Any] = (await desk.ana.get(f"/orders/{order_id}")).json()
    return order


async def test_a_draft_that_came_of_the_document_alone_is_rejected(desk: Desk) -> None:
    [document] = await uploaded(desk, "a.pdf")
    await desk.results.handle(desk.delivery(extracted(document, *READ)))
    target = await desk.ana.create({"instructions": "call first"})

    answer = await move(desk, document, target["id"])

    assert (answer.status_code, answer.json()["orderId"]) == (200, target["id"])
    left, right = await order_of(desk, document["orderId"]), await order_of(desk, target["id"])
    assert (left["status"], left["documents"], left["data"]["stops"]) == ("rejected", [], [])
    assert "reference" not in left["data"]
    assert right["data"]["reference"] == "CT-9"
    assert right["data"]["instructions"] == "call first"
    assert [stop["city"] for stop in right["data"]["stops"]] == ["Cluj-Napoca", "Wien"]
    assert right["sources"]["reference"]["by"] == document["documentId"]
    removed = (await desk.events(document["orderId"]))[-1]
    assert removed["type"] == "order:status_changed"
    versions = [event["version"] for event in await desk.events(target["id"])]
    assert versions == list(range(1, right["version"] + 1))


async def test_what_a_person_set_or_another_document_said_stays(desk: Desk) -> None:
    [document] = await uploaded(desk, "a.pdf")
    order_id = document["orderId"]
    await desk.results.handle(desk.delivery(extracted(document, *READ)))
    order = await order_of(desk, order_id)
    await desk.ana.patch(order_id, {"client": {"name": "Iveria SRL"}}, order["version"])
    target = await desk.ana.create()

    await move(desk, document, target["id"])

    left = await order_of(desk, order_id)
    assert left["status"] == "needs_review"
    assert left["data"]["client"] == {"name": "Iveria SRL"}
    assert "reference" not in left["data"]


async def test_a_confirmed_order_keeps_its_data(desk: Desk, complete: dict[str, Any]) -> None:
    order = await desk.ana.create(complete)
    answer = await desk.ana.upload(("a.pdf", PDF + desk.org.encode()), path=f"/orders/{order['id']}/documents")
    document = answer.json()["results"][0]
    await desk.results.handle(desk.delivery(extracted(document, found("vehicle.driver", "Ion"))))
    confirmed = await desk.ana.take(order["id"], "confirm")
    assert confirmed.status_code == 200, confirmed.text
    target = await desk.ana.create()

    await move(desk, document, target["id"])

    assert (await order_of(desk, order["id"]))["data"]["vehicle"]["driver"] == "Ion"
    assert (await order_of(desk, target["id"]))["data"]["vehicle"]["driver"] == "Ion"


async def test_a_result_goes_to_where_the_document_is_by_then(desk: Desk) -> None:
    [document] = await uploaded(desk, "a.pdf")
    target = await desk.ana.create()
    await move(desk, document, target["id"])

    # The reader was asked before the move, and names the order of then.
    await desk.results.handle(desk.delivery(extracted(document, *READ)))

    right = await order_of(desk, target["id"])
    assert right["data"]["reference"] == "CT-9"
    assert right["processing"] == 0
    assert "reference" not in (await order_of(desk, document["orderId"]))["data"]


async def test_results_and_moves_at_the_same_moment(desk: Desk) -> None:
    targets = [await desk.ana.create() for _ in range(2)]
    for number in range(5):
        [document] = await uploaded(desk, f"{number}.pdf")
        outcomes = await asyncio.gather(
            desk.results.handle(desk.delivery(extracted(document, found("instructions", f"n{number}")))),
            *(move(desk, document, target["id"]) for target in targets),
            return_exceptions=True,
        )
        moves = [outcome for outcome in outcomes[1:] if not isinstance(outcome, BaseException)]
        assert {answer.status_code for answer in moves} <= {200, 409}
        if outcomes[0] is not None:  # it waits on the ladder and comes again
            await desk.results.handle(desk.delivery(extracted(document, found("instructions", f"n{number}"))))
        now_in = (await desk.ana.get(f"/documents/{document['documentId']}")).json()["orderId"]
        order = await order_of(desk, now_in)
        assert order["processing"] == 0
        assert order["data"]["instructions"] == f"n{number}"


@pytest.mark.parametrize("ended", ["source", "target"])
async def test_orders_that_have_ended_are_left_alone(desk: Desk, ended: str) -> None:
    [document] = await uploaded(desk, "a.pdf")
    target = await desk.ana.create()
    await desk.ana.take(target["id"] if ended == "target" else document["orderId"], "reject", reason="x")

    answer = await move(desk, document, target["id"])

    assert (answer.status_code, answer.json()["code"]) == (409, "order_ended")
    assert (await desk.ana.get(f"/documents/{document['documentId']}")).json()["orderId"] == document["orderId"]


async def test_refusals(desk: Desk) -> None:
    [document] = await uploaded(desk, "a.pdf")
    elsewhere = await desk.person("dispatcher", org="another").create()
    limited = desk.person("dispatcher", user="lim", bindings=[f"order.{document['orderId']}.#"])
    target = await desk.ana.create()
    body = {"orderId": target["id"]}

    same = await move(desk, document, document["orderId"])
    strange = await move(desk, document, elsewhere["id"])
    hidden = await limited.post(f"/documents/{document['documentId']}/move", body)
    viewer = await desk.person("viewer").post(f"/documents/{document['documentId']}/move", body)

    assert (same.status_code, same.json()["code"]) == (409, "already_there")
    assert (strange.status_code, hidden.status_code, viewer.status_code) == (404, 404, 403)


async def test_a_move_that_is_sent_twice_is_done_once(desk: Desk) -> None:
    [document] = await uploaded(desk, "a.pdf")
    target = await desk.ana.create()

    first = await move(desk, document, target["id"], **{"Idempotency-Key": "m"})
    second = await move(desk, document, target["id"], **{"Idempotency-Key": "m"})

    assert (first.status_code, second.status_code) == (200, 200)
    assert second.headers["Idempotency-Replayed"] == "true"


PATHS = st.sampled_from(
    ["reference", "client.name", "client.vatId", "vehicle.driver", "instructions"]
    + [f"stops.{index}.{name}" for index in range(3) for name in ("city", "street", "reference")]
    + [f"goods.{index}.description" for index in range(2)]
)


@given(st.lists(st.tuples(PATHS, st.text("abc", min_size=1, max_size=3)), max_size=12))
def test_what_a_document_alone_said_is_gone_without_trace(fields: list[tuple[str, str]]) -> None:
    ids = iter(range(1000))
    applied = apply_document(
        order_data.empty(),
        {},
        [found(path, value) for path, value in fields],
        document_id="d",
        new_item_id=lambda: f"i{next(ids)}",
    )

    data, sources = withdraw_document(applied.data, applied.sources, "d")

    assert order_data.parse(data, new_item_id=str) == order_data.empty()
    assert sources == {}
    assert withdraw_document(applied.data, applied.sources, "another") == (applied.data, applied.sources)
