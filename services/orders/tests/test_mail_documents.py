"""Attachments of an e-mail become documents: once, all of them, and in one step with the e-mail itself."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from freightwire.events.applying import apply_event
from freightwire.events.documents import DocumentExtracted, DocumentFailed, DocumentPart
from freightwire.events.extraction import DocumentKind
from sqlalchemy.exc import SQLAlchemyError

from .reading import PDF, extracted, failed, found, uploaded

if TYPE_CHECKING:
    from freightwire.events.extraction import FieldFound

    from conftest import Desk

MAIL = b"From: ana@client.example\r\nSubject: Comanda\r\n\r\nVezi atasat."


async def uploaded_mail(desk: Desk) -> dict[str, Any]:
    answer = await desk.ana.upload(("mail.eml", MAIL + desk.org.encode()))
    assert answer.status_code == 201, answer.text
    result: dict[str, Any] = answer.json()["results"][0]
    return result | {"batchId": answer.json()["batchId"]}


def part(index: int, content: str, name: str = "comandă.pdf", media_type: str = "application/pdf") -> DocumentPart:
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    return DocumentPart(
        index=index,
        object_key=f"parts/{sha256}",
        file_name=name,
        content_type=media_type,
        size=len(content),
        sha256=sha256,
    )


def read_mail(
    document: dict[str, Any], *parts: DocumentPart, fields: tuple[FieldFound, ...] = (), attempt: int = 1
) -> DocumentExtracted:
    result = extracted(document, *fields, attempt=attempt)
    return result.model_copy(update={"kind": DocumentKind.EMAIL, "pages": [], "parts": list(parts)})


async def order_of(desk: Desk, document: dict[str, Any]) -> dict[str, Any]:
    order: dict[str, Any] = (await desk.ana.get(f"/orders/{document['orderId']}")).json()
    return order


async def test_attachments_are_documents_of_the_mails_order_and_batch(desk: Desk) -> None:
    mail = await uploaded_mail(desk)
    await desk.results.handle(
        desk.delivery(read_mail(mail, part(0, f"a{desk.org}"), part(1, f"b{desk.org}", "../cmr.png", "image/png")))
    )
    order = await order_of(desk, mail)
    parent, first, second = order["documents"]
    assert (parent["state"], parent["kind"], parent["contentType"]) == ("read", "email", "message/rfc822")
    assert [one["parentId"] for one in (first, second)] == [mail["documentId"]] * 2
    assert [(one["fileName"], one["state"], one["batchId"]) for one in (first, second)] == [
        ("comandă.pdf", "processing", mail["batchId"]),
        ("cmr.png", "processing", mail["batchId"]),
    ]
    assert first["uploadedBy"] == "ana"
    (submission,) = await desk.submissions(first["id"])
    assert submission["objectKey"] == part(0, f"a{desk.org}").object_key
    batch = (await desk.ana.get(f"/batches/{mail['batchId']}")).json()
    assert (batch["total"], batch["processing"], batch["done"]) == (3, 2, 1)
    assert order["processing"] == 2


async def test_events_alone_tell_of_them(desk: Desk) -> None:
    mail = await uploaded_mail(desk)
    await desk.results.handle(desk.delivery(read_mail(mail, part(0, f"a{desk.org}"))))
    copy: dict[str, Any] | None = None
    for event in await desk.events(mail["orderId"]):
        copy = apply_event(copy, event["type"], event["version"], event["data"])
    assert copy == await order_of(desk, mail)


async def test_a_result_that_comes_twice_or_is_asked_for_again_adds_nothing(desk: Desk) -> None:
    mail = await uploaded_mail(desk)
    delivery = desk.delivery(read_mail(mail, part(0, f"a{desk.org}")))
    await asyncio.gather(*(desk.results.handle(delivery) for _ in range(3)))
    await desk.ana.post(f"/documents/{mail['documentId']}/retry")
    await desk.results.handle(
        desk.delivery(read_mail(mail, part(0, f"b{desk.org}"), part(1, f"a{desk.org}"), attempt=2))
    )
    order = await order_of(desk, mail)
    assert len(order["documents"]) == 3
    assert order["issues"] == [], "its own attachments are no news"
    rows = await desk.rows("SELECT count(*) FROM documents WHERE org = :org")
    assert rows[0][0] == 3


async def test_a_crash_in_between_leaves_nothing_half_done(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail is not read before its attachments are documents, and the other way round."""
    mail = await uploaded_mail(desk)
    delivery = desk.delivery(read_mail(mail, part(0, f"a{desk.org}"), part(1, f"b{desk.org}")))

    async def broken(*_: Any, **__: Any) -> None:
        raise SQLAlchemyError("the connection broke")

    with monkeypatch.context() as patched:
        patched.setattr("orders.commands.results.tell_progress", broken)
        with pytest.raises(SQLAlchemyError):
            await desk.results.handle(delivery)
    assert [one["state"] for one in (await order_of(desk, mail))["documents"]] == ["processing"]
    await desk.results.handle(delivery)
    assert len((await order_of(desk, mail))["documents"]) == 3


async def test_a_file_that_is_here_already_is_said(desk: Desk) -> None:
    (before,) = await uploaded(desk, "here.pdf")
    mail = await uploaded_mail(desk)
    same = part(0, (PDF + f"here.pdf {desk.org}".encode()).decode(), "again.pdf")
    await desk.results.handle(desk.delivery(read_mail(mail, same)))
    order = await order_of(desk, mail)
    assert len(order["documents"]) == 1
    (issue,) = order["issues"]
    assert (issue["code"], issue["severity"]) == ("attachment_known", "info")
    assert "again.pdf" in issue["message"]["ro"]
    assert "here.pdf" in issue["message"]["ro"]
    assert before["orderId"] != mail["orderId"]


async def test_the_draft_waits_for_what_is_attached(desk: Desk) -> None:
    mail = await uploaded_mail(desk)
    await desk.results.handle(desk.delivery(read_mail(mail, part(0, f"a{desk.org}"))))
    order = await order_of(desk, mail)
    assert order["status"] == "draft"
    child = order["documents"][1]
    document = {"documentId": child["id"], "orderId": order["id"]}
    await desk.results.handle(desk.delivery(extracted(document, found("reference", "CT-9"))))
    assert (await order_of(desk, mail))["status"] == "needs_review"


async def test_a_mail_whose_attachments_all_fail_goes_to_a_person(desk: Desk) -> None:
    mail = await uploaded_mail(desk)
    await desk.results.handle(
        desk.delivery(read_mail(mail, part(0, f"a{desk.org}"), part(1, f"b{desk.org}"), fields=(found("uit", "U"),)))
    )
    children = (await order_of(desk, mail))["documents"][1:]
    for number, child in enumerate(children):
        assert (await order_of(desk, mail))["status"] == "draft", number
        failure: DocumentFailed = failed({"documentId": child["id"], "orderId": mail["orderId"]})
        await desk.results.handle(desk.delivery(failure))
    assert (await order_of(desk, mail))["status"] == "needs_review"


async def test_a_disagreement_is_there_until_it_is_gone(desk: Desk) -> None:
    """Between two documents of the order: told of in events, and resolved by an edit without anybody's nod."""
    (sent,) = await uploaded(desk, "order.pdf")
    order_id = sent["orderId"]
    await desk.results.handle(desk.delivery(extracted(sent, found("totals.grossKg", 21_500))))
    answer = await desk.ana.upload(("cmr.pdf", PDF + b"cmr" + desk.org.encode()), path=f"/orders/{order_id}/documents")
    cmr = answer.json()["results"][0]
    note = extracted(cmr, found("consignmentNote.totals.grossKg", 23_000))
    note = note.model_copy(update={"kind": DocumentKind.CONSIGNMENT_NOTE})
    await desk.results.handle(desk.delivery(note))
    order = await order_of(desk, sent)
    (issue,) = order["issues"]
    assert (issue["code"], issue["documentId"], issue["severity"]) == ("weight_disagrees", cmr["documentId"], "warning")

    version = order["version"]
    assert (await desk.ana.patch(order_id, {"totals": {"grossKg": 22_000}}, version)).status_code == 200
    (issue,) = (await order_of(desk, sent))["issues"]
    assert issue["severity"] == "info", "a person has decided"
    version = (await order_of(desk, sent))["version"]
    assert (await desk.ana.patch(order_id, {"totals": {"grossKg": 23_000}}, version)).status_code == 200
    assert (await order_of(desk, sent))["issues"] == []
    copy: dict[str, Any] | None = None
    for event in await desk.events(order_id):
        copy = apply_event(copy, event["type"], event["version"], event["data"])
    assert copy == await order_of(desk, sent)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [("mail.eml", MAIL, "message/rfc822"), ("factura.xml", b"<?xml version='1.0'?><Invoice/>", "application/xml")],
)
async def test_mails_and_electronic_invoices_are_taken_in(desk: Desk, name: str, data: bytes, media_type: str) -> None:
    """By their content; and what came from outside is never shown as a page of ours."""
    answer = await desk.ana.upload((name, data + desk.org.encode()))
    document_id = answer.json()["results"][0]["documentId"]
    assert (await desk.ana.get(f"/documents/{document_id}")).json()["contentType"] == media_type
    content = await desk.ana.get(f"/documents/{document_id}/content")
    assert content.headers["content-disposition"].startswith("attachment")
