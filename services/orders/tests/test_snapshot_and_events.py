"""A client's copy, kept current with events alone, is what the client would read.

One harness for every command: read, do, apply the events that came of it to what was read, read again, compare. For the
desk, for the carrier and for the customer of the order, for whole orders and for those in a list.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from freightwire.events.applying import APPLICABLE, apply_event
from freightwire.events.audience import PARTNER_KEYS
from freightwire.events.base import Text
from freightwire.events.documents import DocumentExtracted, DocumentFailed
from freightwire.events.extraction import DocumentKind, FieldFound, FieldSource, Issue, Page, Severity
from freightwire.events.orders import OrderAiProcessing, OrderConflict, OrderEvent
from freightwire.events.registry import ALL_EVENTS
from orders.domain.lifecycle import SYSTEM, TRANSITIONS
from orders.openapi import openapi_document

if TYPE_CHECKING:
    from conftest import Desk, Person

PDF = b"%PDF-1.7\n"
PRICED: dict[str, Any] = {
    "reference": "CT-1",
    "client": {"name": "Iveria Trans SRL", "vatId": "RO18547290"},
    "carrier": {"name": "Carpat Cargo", "iban": "RO49AAAA1B31007593840000"},
    "sale": {"amount": 1250.5, "currency": "EUR"},
    "purchase": {"amount": 1000, "currency": "EUR"},
    "uit": "3V0P0L0P0T3JUW46",
    "stops": [
        {"id": "a", "kind": "loading", "city": "Cluj-Napoca", "country": "RO", "date": "2026-11-24"},
        {"id": "b", "kind": "unloading", "city": "Wien", "country": "AT", "date": "2026-11-26"},
    ],
}
Copies = dict[str, dict[str, Any]]


@dataclass
class Event:
    key: str
    type: str
    version: int | None
    data: dict[str, Any]


@dataclass
class Told:
    """What a command told the world."""

    events: list[Event] = field(default_factory=list)

    @property
    def types(self) -> set[str]:
        return {event.type for event in self.events}


async def whole_orders(person: Person, ids: list[str]) -> Copies:
    answers = {order_id: await person.get(f"/orders/{order_id}") for order_id in ids}
    return {order_id: answer.json() for order_id, answer in answers.items() if answer.status_code == 200}


async def listed(person: Person) -> Copies:
    page = (await person.get("/orders", params={"limit": 200})).json()
    return {item["id"]: item for item in page["items"]}


async def public_events(desk: Desk, since: int) -> list[Event]:
    rows = await desk.rows(
        "SELECT routing_key, headers, data FROM outbox WHERE seq > :since AND routing_key LIKE :org ORDER BY seq",
        since=since,
        org=f"{desk.org}.%",
    )
    events = [
        Event(
            row.routing_key.partition(".")[2],
            row.headers["cloudEvents_type"],
            row.headers.get("cloudEvents_version"),
            json.loads(row.data),
        )
        for row in rows
    ]
    return [event for event in events if event.key.startswith(("order.", "user."))]


def partner_reads(role: str, event: Event) -> bool:
    return any(event.key == f"order.{event.data['orderId']}.{rest}" for rest in PARTNER_KEYS[role])


def without_version(copies: Copies) -> Copies:
    hidden = {"version", "updatedAt"}
    return {
        order_id: {name: value for name, value in copy.items() if name not in hidden}
        for order_id, copy in copies.items()
    }


@asynccontextmanager
async def verified(desk: Desk) -> AsyncIterator[Told]:
    """Whatever is done inside: clients that apply its events have what clients that read afterwards have."""
    lia = desk.person("lead", user="lia")
    ids = list(await listed(lia))
    partners = {
        role: desk.person(role, user=role, bindings=[f"order.{order_id}.#" for order_id in ids])
        for role in PARTNER_KEYS
    }
    [(mark,)] = await desk.rows("SELECT coalesce(max(seq), 0) FROM outbox")
    wholes, rows = await whole_orders(lia, ids), await listed(lia)
    theirs = {role: await whole_orders(person, ids) for role, person in partners.items()}
    told = Told()

    yield told

    told.events = await public_events(desk, mark)
    counted = [event for event in told.events if event.version is not None]
    for event in counted:
        order_id = event.data["orderId"]
        assert event.version is not None
        wholes[order_id] = apply_event(wholes.get(order_id), event.type, event.version, event.data)
        if order_id in rows:
            rows[order_id] = apply_event(rows[order_id], event.type, event.version, event.data)
        for role, copies in theirs.items():
            if order_id in copies and partner_reads(role, event):
                # A hole is no harm here: what lies in it is not for this partner's eyes.
                copy = copies[order_id] | {"version": event.version - 1}
                copies[order_id] = apply_event(copy, event.type, event.version, event.data)
    now = list(await listed(lia))
    assert wholes == await whole_orders(lia, now)
    assert rows == {order_id: row for order_id, row in (await listed(lia)).items() if order_id in rows}
    for role, person in partners.items():
        assert without_version(theirs[role]) == without_version(await whole_orders(person, ids)), role


@dataclass(frozen=True)
class Case:
    """A command in a situation; ``tells`` are the types of all events that it must lead to."""

    command: str
    run: Callable[[Desk], Awaitable[Told]]
    tells: frozenset[str]


CASES: list[Case] = []


def case(command: str, *tells: str) -> Callable[[Callable[[Desk], Awaitable[Told]]], Callable[[Desk], Awaitable[Told]]]:
    def register(run: Callable[[Desk], Awaitable[Told]]) -> Callable[[Desk], Awaitable[Told]]:
        CASES.append(Case(command, run, frozenset(f"order:{name}" for name in tells)))
        return run

    return register


async def uploaded(desk: Desk, name: str = "a") -> dict[str, Any]:
    answer = await desk.ana.upload((f"{name}.pdf", PDF + f"{desk.org} {name}".encode()))
    assert answer.status_code == 201, answer.text
    result: dict[str, Any] = answer.json()["results"][0]
    return result


def extracted(document: dict[str, Any], **values: Any) -> DocumentExtracted:
    confidence = values.pop("confidence", 0.9)
    fields = [
        FieldFound(path=path, value=value, raw=str(value), confidence=confidence, source=FieldSource.OCR)
        for path, value in values.items()
    ]
    return DocumentExtracted(
        document_id=document["documentId"],
        order_id=document["orderId"],
        attempt=document.get("attempt", 1),
        kind=DocumentKind.TRANSPORT_ORDER,
        kind_confidence=0.99,
        confidence=confidence,
        pages=[Page(number=1, width=595, height=842, source=FieldSource.OCR)],
        fields=fields,
        issues=[
            Issue(code="plate", severity=Severity.WARNING, field="vehicle.truckPlate", message=Text(ro="r", en="e")),
            Issue(code="iban", severity=Severity.WARNING, field="client.iban", message=Text(ro="r", en="e")),
        ],
    )


def failure(document: dict[str, Any]) -> DocumentFailed:
    return DocumentFailed(
        document_id=document["documentId"],
        order_id=document["orderId"],
        attempt=document.get("attempt", 1),
        error="encrypted",
        message=Text(ro="criptat", en="encrypted"),
    )


async def read_document(desk: Desk) -> dict[str, Any]:
    """An order of a document that was read, with two warnings."""
    document = await uploaded(desk)
    await desk.results.handle(desk.delivery(extracted(document, reference="R1", **{"sale.amount": 900})))
    return document


@case("POST /orders", "created")
async def _create(desk: Desk) -> Told:
    async with verified(desk) as told:
        await desk.ana.create(PRICED)
    return told


@case("PATCH /orders/{order_id}", "updated")
async def _edit(desk: Desk) -> Told:
    order = await desk.ana.create(PRICED)
    stops = PRICED["stops"]
    async with verified(desk) as told:
        patch = {
            "reference": None,
            "assignee": "bogdan",
            "client": {"name": "Iveria", "phone": "+40 721"},
            "carrier": {"iban": None},
            "sale": {"amount": 1300},
            "stops": [stops[1], {**stops[0], "postcode": "400001"}, {"city": "Graz"}],
        }
        assert (await desk.ana.patch(order["id"], patch, 1)).status_code == 200
    return told


@case("PATCH /orders/{order_id}", "updated")
async def _edit_that_settles_an_issue(desk: Desk) -> Told:
    document = await read_document(desk)
    order = (await desk.ana.get(f"/orders/{document['orderId']}")).json()
    async with verified(desk) as told:
        patch = {"vehicle": {"truckPlate": "CJ10ABC"}, "reference": "R1"}
        assert (await desk.ana.patch(order["id"], patch, order["version"])).status_code == 200
    assert {event.data.get("audience") for event in told.events} == {None, "desk"}
    return told


@case("PATCH /orders/{order_id}", "updated", "conflict")
async def _edit_that_collides(desk: Desk) -> Told:
    order = await desk.ana.create(PRICED)
    async with verified(desk) as told:
        await desk.ana.patch(order["id"], {"reference": "A"}, 1)
        assert (await desk.ana.patch(order["id"], {"reference": "B"}, 1)).status_code == 409
    return told


@case("POST /orders/{order_id}/agreement", "updated")
async def _agree(desk: Desk) -> Told:
    document = await uploaded(desk)
    read = {"sale.amount": 900, "reference": "R1", "stops.0.city": "Cluj"}
    await desk.results.handle(desk.delivery(extracted(document, **read)))
    order = (await desk.ana.get(f"/orders/{document['orderId']}")).json()
    values = {f"stops.{order['data']['stops'][0]['id']}.city": "Cluj", "sale.amount": 900}
    async with verified(desk) as told:
        answer = await desk.ana.post(f"/orders/{order['id']}/agreement", {"values": values})
        assert answer.status_code == 200, answer.text
        assert {answer.json()["sources"][path]["source"] for path in values} == {"person"}
    return told


@case("POST /orders/documents", "created", "document_added")
async def _upload(desk: Desk) -> Told:
    async with verified(desk) as told:
        await uploaded(desk)
    return told


@case("POST /orders/{order_id}/documents", "document_added")
async def _upload_to_order(desk: Desk) -> Told:
    order = await desk.ana.create(PRICED)
    async with verified(desk) as told:
        answer = await desk.ana.upload(
            ("a.pdf", PDF + b"1" + desk.org.encode()),
            ("b.pdf", PDF + b"2" + desk.org.encode()),
            path=f"/orders/{order['id']}/documents?batch=b1",
        )
        assert answer.status_code == 201
    return told


@case("document:extracted", "updated", "validation_complete", "status_changed")
async def _extracted(desk: Desk) -> Told:
    document = await uploaded(desk)
    result = extracted(
        document,
        reference="R1",
        **{
            "sale.amount": 900,
            "sale.currency": "EUR",
            "carrier.name": "C",
            "stops.0.city": "Cluj",
            "sale.vatIncluded": 3,
        },
    )
    async with verified(desk) as told:
        await desk.results.handle(desk.delivery(result))
    return told


@case("document:extracted", "updated", "validation_complete")
async def _second_document_agrees(desk: Desk) -> Told:
    """Nothing in the order changes but who vouches for it, and how sure they are."""
    first = await read_document(desk)
    answer = await desk.ana.upload(
        ("b.pdf", PDF + b"b" + desk.org.encode()), path=f"/orders/{first['orderId']}/documents"
    )
    second = answer.json()["results"][0]
    async with verified(desk) as told:
        await desk.results.handle(desk.delivery(extracted(second, reference="R1", confidence=0.99)))
    return told


@case("document:extracted", "validation_complete")
async def _extracted_too_late(desk: Desk) -> Told:
    document = await uploaded(desk)
    await desk.ana.take(document["orderId"], "reject", reason="not ours")
    async with verified(desk) as told:
        await desk.results.handle(desk.delivery(extracted(document, reference="R1")))
    return told


@case("document:failed", "processing_failed")
async def _failed(desk: Desk) -> Told:
    document = await uploaded(desk)
    async with verified(desk) as told:
        await desk.results.handle(desk.delivery(failure(document)))
    return told


@case("POST /documents/{document_id}/retry", "document_retried")
async def _retry(desk: Desk) -> Told:
    document = await uploaded(desk)
    await desk.results.handle(desk.delivery(failure(document)))
    async with verified(desk) as told:
        assert (await desk.ana.post(f"/documents/{document['documentId']}/retry")).status_code == 202
    return told


@case("POST /batches/{batch_id}/retry", "document_retried")
async def _retry_batch(desk: Desk) -> Told:
    answer = await desk.ana.upload(("a.pdf", PDF + b"1" + desk.org.encode()), ("b.pdf", PDF + b"2" + desk.org.encode()))
    for document in answer.json()["results"]:
        await desk.results.handle(desk.delivery(failure(document)))
    async with verified(desk) as told:
        assert (await desk.ana.post(f"/batches/{answer.json()['batchId']}/retry")).status_code == 202
    return told


async def _moved(desk: Desk, document: dict[str, Any]) -> None:
    target = await desk.ana.create(PRICED)
    answer = await desk.ana.post(f"/documents/{document['documentId']}/move", {"orderId": target["id"]})
    assert answer.status_code == 200, answer.text


@case("POST /documents/{document_id}/move", "created", "updated", "document_removed", "document_moved_in")
async def _move_while_it_is_read(desk: Desk) -> Told:
    document = await uploaded(desk)
    async with verified(desk) as told:
        await desk.ana.patch(document["orderId"], {"instructions": "x"}, await _version(desk, document["orderId"]))
        await _moved(desk, document)
    return told


@case(
    "POST /documents/{document_id}/move",
    "created",
    "updated",
    "document_removed",
    "document_moved_in",
    "status_changed",
)
async def _move_after_it_was_read(desk: Desk) -> Told:
    document = await read_document(desk)
    async with verified(desk) as told:
        await _moved(desk, document)
    return told


@case("document:extracted", "validation_complete")
async def _read_again(desk: Desk) -> Told:
    document = await read_document(desk)
    await desk.ana.post(f"/documents/{document['documentId']}/retry")
    async with verified(desk) as told:
        await desk.results.handle(
            desk.delivery(extracted(document | {"attempt": 2}, reference="R1", **{"sale.amount": 900}))
        )
    return told


@case("transition confirm", "status_changed", "updated")
async def _confirm_with_a_nod(desk: Desk) -> Told:
    document = await read_document(desk)
    order_id = document["orderId"]
    await desk.ana.patch(order_id, PRICED | {"reference": "CT-2"}, (await _version(desk, order_id)))
    issues = (await desk.ana.get(f"/orders/{order_id}")).json()["issues"]
    async with verified(desk) as told:
        answer = await desk.ana.take(order_id, "confirm", acknowledge=[issue["id"] for issue in issues])
        assert answer.status_code == 200, answer.text
    return told


async def _version(desk: Desk, order_id: str) -> int:
    return int((await desk.ana.get(f"/orders/{order_id}")).json()["version"])


NOTE = "a consignment note was read"
WAYS: dict[str, tuple[list[tuple[str, dict[str, Any]]], dict[str, Any], tuple[str, ...]]] = {}
"""Transition: the way to where it can be taken, its own details, and what it tells beside ``status_changed``."""

_REASON = {"reason": "because"}
_CONFIRMED: list[tuple[str, dict[str, Any]]] = [("confirm", {})]
_ASSIGNED = [*_CONFIRMED, ("assign_direct", {})]
_UNLOADED: dict[str, Any] = {"stopId": "b", "at": "2026-11-20T10:00:00+02:00"}
_DELIVERED = [*_ASSIGNED, ("stop_done", _UNLOADED)]
_CHECKED = [*_DELIVERED, (NOTE, {}), ("documents_ok", {"signatureSeen": True})]
_INVOICED = [*_CHECKED, ("invoice", {"invoiceNumber": "F1"})]
_PROBLEM = {"problem": "delay", "reason": "traffic", "at": "2026-11-20T10:00:00+02:00"}
WAYS |= {
    "confirm": ([], {}, ()),
    "reject": ([], _REASON, ()),
    "offer": (_CONFIRMED, {}, ()),
    "accept": ([*_CONFIRMED, ("offer", {})], {}, ()),
    "decline": ([*_CONFIRMED, ("offer", {})], {}, ()),
    "assign_direct": (_CONFIRMED, {}, ()),
    "change_vehicle": (_ASSIGNED, {"truckPlate": "CJ99ABC", "driver": "Ion"}, ("order:updated",)),
    "unassign": (_ASSIGNED, _REASON, ()),
    "stop_en_route": (_ASSIGNED, {"stopId": "a", "at": "2026-11-20T10:00:00+02:00"}, ()),
    "stop_arrived": (_ASSIGNED, {"stopId": "a"}, ()),
    "stop_done": (_ASSIGNED, _UNLOADED, ()),
    "stop_failed": (_ASSIGNED, {"stopId": "b", "reason": "closed"}, ()),
    "documents_ok": (_CHECKED[:-1], {"signatureSeen": True}, ()),
    "invoice": (_CHECKED, {"invoiceNumber": "F1"}, ("order:updated",)),
    "record_payment": (_INVOICED, {"payment": "partial"}, ("order:updated",)),
    "close": ([*_INVOICED, ("record_payment", {"payment": "paid"})], {}, ()),
    "cancel": ([], _REASON, ()),
    "reopen": (_DELIVERED, _REASON, ()),
    "hold": ([], _REASON, ()),
    "release": ([("hold", _REASON)], {}, ()),
    "report_problem": (_ASSIGNED, _PROBLEM, ()),
    "resolve": ([*_ASSIGNED, ("report_problem", _PROBLEM)], {}, ()),
}


async def taken(desk: Desk, order_id: str, name: str, details: dict[str, Any]) -> None:
    if name == NOTE:
        answer = await desk.ana.upload(("c.pdf", PDF + desk.org.encode()), path=f"/orders/{order_id}/documents")
        result = extracted(answer.json()["results"][0])
        note = result.model_copy(update={"kind": DocumentKind.CONSIGNMENT_NOTE, "issues": []})
        await desk.results.handle(desk.delivery(note))
        return
    everybody = desk.person("dispatcher", "lead", "accountant", user="lia")
    answer = await everybody.take(order_id, name, **details)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("name", sorted(WAYS))
async def test_every_transition(desk: Desk, name: str) -> None:
    way, details, tells = WAYS[name]
    order = await desk.ana.create(PRICED)
    for step, given in way:
        await taken(desk, order["id"], step, given)

    async with verified(desk) as told:
        await taken(desk, order["id"], name, details)

    assert told.types == {"order:status_changed", *tells}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[one.run.__name__.strip("_") for one in CASES])
async def test_every_command(desk: Desk, number: int) -> None:
    one = CASES[number]

    told = await one.run(desk)

    assert told.types == one.tells


def test_no_command_and_no_event_is_left_out() -> None:
    """A new endpoint, transition, result or event type needs a case here."""
    paths = json.loads(openapi_document())["paths"]
    commands = {
        f"{method.upper()} {path}" for path, operations in paths.items() for method in operations if method != "get"
    }
    commands.remove("POST /orders/{order_id}/transitions/{name}")
    results = {DocumentExtracted.type, DocumentFailed.type}
    assert commands | results <= {one.command for one in CASES}
    assert {name for name, row in TRANSITIONS.items() if row.roles != SYSTEM} == set(WAYS)

    types = {event.type for event in ALL_EVENTS if issubclass(event, OrderEvent)}
    told = {kind for one in CASES for kind in one.tells} | {"order:status_changed"}
    # Only the ai-processor tells of progress, and it is gone when it was seen.
    assert types - {OrderAiProcessing.type} == told
    assert told - {OrderConflict.type} == APPLICABLE
