"""Electronic invoices: every field from where it stands in the file, and nothing that a hostile file may do."""

from __future__ import annotations

import datetime as dt
import io
import itertools

import pypdfium2
import pytest
from ai_processor.failures import Failure, UnreadableError
from ai_processor.pipeline import read_document
from ai_processor.reading import Limits, Reading
from ai_processor.structured.xml_tree import DEPTH_LIMIT, ELEMENTS_LIMIT, parse_xml
from freightwire.events.document_data import DocumentData
from freightwire.events.extraction import DocumentKind

from .conftest import make_pdf
from .electronic import cii, ubl

TODAY = dt.date(2026, 11, 25)


def read(data: bytes) -> Reading:
    return read_document(data, limits=Limits(), today=TODAY, on_progress=lambda progress: None)


def values(reading: Reading) -> dict[str, object]:
    return {found.path: found.value for found in reading.fields}


def test_an_e_factura_is_read_whole() -> None:
    reading = read(ubl())
    assert (reading.kind, reading.kind_confidence, reading.pages) == (DocumentKind.INVOICE, 1.0, [])
    assert values(reading) == {
        "invoice.type": "invoice",
        "invoice.number": "TRX 000123",
        "invoice.issuedOn": "2026-11-20",
        "invoice.dueOn": "2027-01-04",
        "invoice.orderReference": "CT-77",
        "invoice.currency": "EUR",
        "invoice.seller.iban": "RO49AAAA1B31007593840000",
        "invoice.net": 1250.0,
        "invoice.gross": 1512.5,
        "invoice.paymentMethod": "credit transfer",
        "invoice.seller.name": "Moldova Cargo S.R.L.",
        "invoice.seller.vatId": "RO18547290",
        "invoice.seller.registration": "J22/1842/2015",
        "invoice.seller.email": "facturi@moldova-cargo.example",
        "invoice.seller.address": "Str. Fabricii 12, 700001, Iași, RO-IS, RO",
        "invoice.buyer.name": "Casa de Expediții Nord S.A.",
        "invoice.buyer.vatId": "RO18547291",
        "invoice.vat": 262.5,
        "invoice.vatRate": 21.0,
        "invoice.lines.0.description": "Transport Cluj-Napoca - Wien",
        "invoice.lines.0.quantity": 1.0,
        "invoice.lines.0.unit": "H87",
        "invoice.lines.0.unitPrice": 1250.0,
        "invoice.lines.0.net": 1250.0,
        "invoice.lines.0.vatRate": 21.0,
    }
    found = {each.path: each for each in reading.fields}
    assert found["invoice.seller.iban"].raw == "RO49 AAAA 1B31 0075 9384 0000"
    assert (found["invoice.number"].page, found["invoice.number"].box) == (None, None)
    assert found["invoice.number"].confidence > 0.98
    assert found["invoice.buyer.vatId"].confidence <= 0.3, (
        "a machine wrote it, and its check digit is wrong all the same"
    )


def test_every_field_fits_the_contract() -> None:
    for data in (ubl(), ubl(credit_note=True), cii()):
        tree: dict[str, object] = {}
        for path, value in values(read(data)).items():
            put(tree, path.split("."), value)
        DocumentData.model_validate(tree)


def put(tree: dict[str, object], words: list[str], value: object) -> None:
    """Set a value in nested objects and lists."""
    target: object = tree
    for word, following in itertools.pairwise(words):
        empty: object = [] if following.isdecimal() else {}
        if isinstance(target, list):
            if int(word) == len(target):
                target.append(empty)
            target = target[int(word)]
        elif isinstance(target, dict):
            target = target.setdefault(word, empty)
    assert isinstance(target, dict)
    target[words[-1]] = value


def test_a_credit_note_says_so() -> None:
    found = values(read(ubl(credit_note=True)))
    assert found["invoice.type"] == "credit_note"
    assert found["invoice.lines.0.quantity"] == 1.0


def test_a_cross_industry_invoice_is_read() -> None:
    found = values(read(cii()))
    assert found["invoice.issuedOn"] == "2026-11-20"
    assert found["invoice.seller.vatId"] == "DE136695976"
    assert found["invoice.seller.address"] == "Ringstraße 20, 80333, München, DE"
    assert (found["invoice.gross"], found["invoice.payable"]) == (1071.0, 71.0)


def with_attachment(pdf: bytes, name: str, data: bytes) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    document.new_attachment(name).set_data(data)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_the_invoice_in_a_pdf_is_believed_before_its_page() -> None:
    page = make_pdf(["FACTURA TRX 000123 (copie)", "Total de plata 9.999,00 EUR, scadenta la 45 de zile"])
    reading = read(with_attachment(page, "factur-x.xml", ubl()))
    assert reading.kind is DocumentKind.INVOICE
    assert len(reading.pages) == 1
    found = {each.path: each for each in reading.fields}
    assert found["invoice.gross"].value == 1512.5
    number = found["invoice.number"]
    assert number.page == 1
    assert number.box is not None, "what the page repeats is shown there"
    assert found["invoice.gross"].box is None


@pytest.mark.parametrize("embedded", [b"<broken", b"<other/>", b"no xml at all", b"<!DOCTYPE a><a/>"])
def test_what_else_a_pdf_carries_does_no_harm(embedded: bytes) -> None:
    page = make_pdf(["COMANDA DE TRANSPORT nr. 77 din 20.11.2026", "Client: Iveria Trans SRL, CUI RO18547290"])
    reading = read(with_attachment(page, "a.xml", embedded))
    assert reading.kind is DocumentKind.TRANSPORT_ORDER


def test_other_xml_is_no_document_that_we_know() -> None:
    reading = read(b'<?xml version="1.0"?><Waybill xmlns="urn:x"><ID>1</ID></Waybill>')
    assert (reading.kind, reading.fields) == (DocumentKind.OTHER, [])
    assert [issue.code for issue in reading.issues] == ["xml_not_known"]


BOMB = b"".join(
    [b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "ha">']
    + [f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">'.encode() for level in range(1, 12)]
    + [b"]><a>&e11;</a>"]
)


@pytest.mark.parametrize(
    ("data", "failure"),
    [
        (BOMB, Failure.XML_FORBIDDEN),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'.join([b"\n", b""]), Failure.XML_FORBIDDEN),
        (b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>', Failure.XML_FORBIDDEN),
        (b"<a>" * (DEPTH_LIMIT + 1), Failure.XML_TOO_COMPLEX),
        (b"<a>" + b"<b/>" * ELEMENTS_LIMIT + b"</a>", Failure.XML_TOO_COMPLEX),
        (b"<a><b></a>", Failure.XML_DAMAGED),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', Failure.XML_DAMAGED),
        (b"<a>&nothing;</a>", Failure.XML_DAMAGED),
        (b"<a>\x00</a>", Failure.XML_DAMAGED),
    ],
)
def test_hostile_and_broken_xml_has_a_name(data: bytes, failure: Failure) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_xml(data)
    assert caught.value.failure is failure
    assert caught.value.message.ro
    assert not caught.value.retryable


def test_places_with_conditions() -> None:
    root = parse_xml(
        b"<r><t><s><i>A</i></s><c>1</c></t><t><s><i>VAT</i></s><c>2</c></t><d k='x'>3</d><d k='y'>4</d></r>"
    )
    assert [node.text for node in root.all("t[s/i=VAT]/c")] == ["2"]
    assert [node.text for node in root.all("d[@k=y]")] == ["4"]
    assert root.first("nothing/here") is None
