"""What comes back from reading a document, applied to its order: once, in order, and never over a person's edit."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from freightwire.database import Database
from freightwire.events.base import Text
from freightwire.events.documents import DocumentExtracted, DocumentFailed
from freightwire.events.extraction import (
    Box,
    DocumentKind,
    FieldFound,
    FieldSource,
    Issue,
    Page,
    Severity,
)
from freightwire.events.orders import OrderCreated
from freightwire.messaging import PermanentError, TransientError
from orders.handlers.ai_results import AiResults
from pydantic import SecretStr

if TYPE_CHECKING:
    from orders.settings import OrdersSettings

    from conftest import Desk

PDF = b"%PDF-1.7\n"


def found(path: str, value: Any, confidence: float = 0.97) -> FieldFound:
    return FieldFound(
        path=path,
        value=value,
        raw=str(value),
        page=1,
        box=Box(x0=1, y0=2, x1=3, y1=4),
        confidence=confidence,
        source=FieldSource.TEXT,
    )


SURE = [
    found("reference", "CT-77"),
    found("client.name", "Iveria Trans SRL"),
    found("sale.amount", 1250),
    found("sale.currency", "EUR"),
    *(
        found(f"stops.{index}.{name}", value)
        for index, stop in enumerate(
            (
                {"kind": "loading", "city": "Cluj-Napoca", "country": "RO", "date": "2026-11-24"},
                {"kind": "unloading", "city": "Wien", "country": "AT", "date": "2026-11-26"},
            )
        )
        for name, value in stop.items()
    ),
]
WARNING = Issue(
    code="plate_format", severity=Severity.WARNING, field="vehicle.truckPlate", message=Text(ro="număr", en="plate")
)


def extracted(
    uploaded: dict[str, Any], *, attempt: int = 1, fields: list[FieldFound] = SURE, issues: tuple[Issue, ...] = ()
) -> DocumentExtracted:
    return DocumentExtracted(
        document_id=uploaded["documentId"],
        order_id=uploaded["orderId"],
        attempt=attempt,
        kind=DocumentKind.TRANSPORT_ORDER,
        kind_confidence=0.99,
        confidence=0.95,
        pages=[Page(number=1, width=595, height=842, source=FieldSource.TEXT)],
        fields=fields,
        issues=list(issues),
    )


def failed(uploaded: dict[str, Any], *, attempt: int = 1) -> DocumentFailed:
    return DocumentFailed(
        document_id=uploaded["documentId"],
        order_id=uploaded["orderId"],
        attempt=attempt,
        error="encrypted",
        message=Text(ro="criptat", en="encrypted"),
        retryable=False,
    )


async def upload(desk: Desk, **headers: str) -> dict[str, Any]:
    answer = await desk.ana.upload(("a.pdf", PDF + desk.org.encode()), **headers)
    assert answer.status_code == 201, answer.text
    return answer.json()["results"][0] | {"batchId": answer.json()["batchId"]}


async def test_what_was_read_is_in_the_order_and_told_in_order(desk: Desk) -> None:
    uploaded = await upload(desk)

    await desk.results.handle(desk.delivery(extracted(uploaded, issues=(WARNING,))))

    order = (await desk.ana.get(f"/orders/{uploaded['orderId']}")).json()
    events = await desk.events(order["id"])
    assert [(event["version"], event["type"], event["data"].get("audience")) for event in events] == [
        (1, "order:created", None),
        (2, "order:document_added", None),
        (3, "order:updated", None),
        (4, "order:updated", "sale"),
        (5, "order:validation_complete", None),
        (6, "order:status_changed", None),
    ]
    assert order["version"] == 6
    assert (order["status"], order["processing"]) == ("needs_review", 0)
    assert order["data"]["client"]["name"] == "Iveria Trans SRL"
    assert [stop["city"] for stop in order["data"]["stops"]] == ["Cluj-Napoca", "Wien"]
    assert order["sources"]["reference"] == {
        "source": "document",
        "by": uploaded["documentId"],
        "confidence": 0.97,
    }
    assert [issue["code"] for issue in order["issues"]] == ["plate_format"]
    assert {event["data"]["documentId"] for event in events[1:5]} == {uploaded["documentId"]}
    assert events[4]["data"]["confidence"] == 0.95


async def test_a_document_shows_where_on_the_page_each_field_stands(desk: Desk) -> None:
    uploaded = await upload(desk)
    await desk.results.handle(desk.delivery(extracted(uploaded)))

    document = (await desk.ana.get(f"/documents/{uploaded['documentId']}")).json()

    assert (document["state"], document["kind"], document["confidence"]) == ("read", "transport_order", 0.95)
    assert document["fields"][0]["box"] == {"x0": 1, "y0": 2, "x1": 3, "y1": 4}
    assert document["pages"][0]["width"] == 595


async def test_a_result_that_comes_again_changes_nothing(desk: Desk) -> None:
    uploaded = await upload(desk)
    delivery = desk.delivery(extracted(uploaded))

    await desk.results.handle(delivery)
    before = await desk.events(uploaded["orderId"])
    await desk.results.handle(replace(delivery, redelivered=True))
    await asyncio.gather(*(desk.results.handle(delivery) for _ in range(3)))

    assert await desk.events(uploaded["orderId"]) == before


async def test_a_result_that_comes_twice_at_once_is_applied_once(desk: Desk) -> None:
    uploaded = await upload(desk)
    delivery = desk.delivery(extracted(uploaded))

    await asyncio.gather(*(desk.results.handle(delivery) for _ in range(4)))

    assert len(await desk.events(uploaded["orderId"])) == 6


async def test_what_a_person_wrote_meanwhile_stays(desk: Desk) -> None:
    uploaded = await upload(desk)
    await desk.ana.patch(uploaded["orderId"], {"reference": "by hand"}, 2)

    await desk.results.handle(desk.delivery(extracted(uploaded)))

    order = (await desk.ana.get(f"/orders/{uploaded['orderId']}")).json()
    assert order["data"]["reference"] == "by hand"
    assert order["data"]["client"]["name"] == "Iveria Trans SRL"


async def test_an_edit_made_before_the_result_came_is_merged_with_it(desk: Desk) -> None:
    uploaded = await upload(desk)
    await desk.results.handle(desk.delivery(extracted(uploaded)))

    other = await desk.ana.patch(uploaded["orderId"], {"instructions": "call first"}, 2)
    same = await desk.ana.patch(uploaded["orderId"], {"reference": "CT-78"}, 2)

    assert (other.status_code, other.json()["data"]["reference"]) == (200, "CT-77")
    assert (same.status_code, same.json()["fields"][0]["theirs"]) == (409, "CT-77")


async def test_where_all_is_sure_an_organisation_may_let_orders_be_confirmed(
    desk: Desk, settings: OrdersSettings
) -> None:
    trusting = settings.model_copy(update={"auto_confirm_orgs": frozenset({desk.org})})
    uploaded = await upload(desk)

    await AiResults(desk.database.sessions, trusting).handle(desk.delivery(extracted(uploaded)))

    order = (await desk.ana.get(f"/orders/{uploaded['orderId']}")).json()
    assert order["status"] == "confirmed"


async def test_a_document_that_cannot_be_read_says_why_and_can_be_retried(desk: Desk) -> None:
    uploaded = await upload(desk)
    path = f"/documents/{uploaded['documentId']}"
    await desk.results.handle(desk.delivery(failed(uploaded)))

    document = (await desk.ana.get(path)).json()
    event = (await desk.events(uploaded["orderId"]))[-1]
    again = await desk.ana.post(f"{path}/retry")
    too_soon = await desk.ana.post(f"{path}/retry")

    assert (document["state"], document["error"]["code"]) == ("failed", "encrypted")
    assert (event["type"], event["version"], event["data"]["error"]) == ("order:processing_failed", 3, "encrypted")
    assert (again.status_code, again.json()["state"], again.json()["attempt"]) == (202, "processing", 2)
    assert (too_soon.status_code, too_soon.json()["code"]) == (409, "being_read")
    assert [one["attempt"] for one in await desk.submissions(uploaded["documentId"])] == [1, 2]


async def test_the_answer_to_an_earlier_attempt_is_left_aside(desk: Desk) -> None:
    uploaded = await upload(desk)
    await desk.results.handle(desk.delivery(failed(uploaded)))
    await desk.ana.post(f"/documents/{uploaded['documentId']}/retry")

    await desk.results.handle(desk.delivery(extracted(uploaded, attempt=1)))
    stale = (await desk.ana.get(f"/documents/{uploaded['documentId']}")).json()
    await desk.results.handle(desk.delivery(extracted(uploaded, attempt=2)))
    current = (await desk.ana.get(f"/documents/{uploaded['documentId']}")).json()

    assert (stale["state"], current["state"]) == ("processing", "read")


async def test_an_unknown_document_can_never_be_applied(desk: Desk) -> None:
    uploaded = await upload(desk)
    unknown = uploaded | {"documentId": "nothing"}

    for delivery in (desk.delivery(extracted(unknown)), desk.delivery(extracted(uploaded), org=f"{desk.org}-2")):
        with pytest.raises(PermanentError) as refused:
            await desk.results.handle(delivery)
        assert refused.value.code == "document_unknown"


async def test_another_kind_of_event_can_never_be_applied(desk: Desk) -> None:
    event = OrderCreated.model_validate({"orderId": "x", "number": "1", "status": "draft", "data": {}})

    with pytest.raises(PermanentError) as refused:
        await desk.results.handle(desk.delivery(event))  # type: ignore[arg-type]
    assert refused.value.code == "unexpected_event"


async def test_a_refused_result_may_be_put_back_later(desk: Desk) -> None:
    uploaded = await upload(desk)
    delivery = desk.delivery(extracted(uploaded))
    with pytest.raises(PermanentError):
        await desk.results.handle(replace(delivery, envelope=replace(delivery.envelope, org=f"{desk.org}-2")))

    await desk.results.handle(delivery)

    assert (await desk.ana.get(f"/orders/{uploaded['orderId']}")).json()["status"] == "needs_review"


async def test_without_a_database_a_result_waits(desk: Desk, settings: OrdersSettings) -> None:
    uploaded = await upload(desk)
    away = Database(
        settings.model_copy(update={"database_url": SecretStr("postgresql+asyncpg://u:p@127.0.0.1:1/none")}),
        application_name="orders-tests",
    )

    with pytest.raises(TransientError):
        await AiResults(away.sessions, settings).handle(desk.delivery(extracted(uploaded)))
    await away.close()


async def test_a_result_for_a_rejected_order_leaves_its_data_alone(desk: Desk) -> None:
    uploaded = await upload(desk)
    await desk.ana.take(uploaded["orderId"], "reject", reason="not ours")

    await desk.results.handle(desk.delivery(extracted(uploaded)))

    order = (await desk.ana.get(f"/orders/{uploaded['orderId']}")).json()
    assert (order["status"], order["processing"]) == ("rejected", 0)
    assert "reference" not in order["data"]


async def test_a_null_character_on_a_page_does_not_stop_its_document(desk: Desk) -> None:
    uploaded = await upload(desk)

    await desk.results.handle(desk.delivery(extracted(uploaded, fields=[found("reference", "CT\x0077")])))

    order = (await desk.ana.get(f"/orders/{uploaded['orderId']}")).json()
    assert order["data"]["reference"] == "CT77"


async def test_the_progress_of_a_batch_ends_at_a_hundred_also_when_all_end_at_once(desk: Desk) -> None:
    files = [(f"{index}.pdf", PDF + f"{desk.org}{index}".encode()) for index in range(3)]
    answer = (await desk.ana.upload(*files)).json()
    fields = [found("instructions", "x")]

    await asyncio.gather(
        *(desk.results.handle(desk.delivery(extracted(result, fields=fields))) for result in answer["results"][:2]),
        desk.results.handle(desk.delivery(failed(answer["results"][2]))),
    )

    rows = await desk.rows(
        "SELECT data FROM outbox WHERE routing_key = :key ORDER BY seq",
        key=f"{desk.org}.batch.{answer['batchId']}.progress",
    )
    told = [json.loads(row.data) for row in rows]
    counts = [(one["total"], one["processing"], one["done"] + one["failed"], one["progress"]) for one in told]
    assert counts[0] == (1, 1, 0, 0)
    assert counts[-1] == (3, 0, 3, 100)
    assert counts == sorted(counts, key=lambda count: (count[0], count[2]))
    seen = (await desk.ana.get(f"/batches/{answer['batchId']}")).json()
    assert (seen["done"], seen["failed"], seen["progress"]) == (2, 1, 100)
