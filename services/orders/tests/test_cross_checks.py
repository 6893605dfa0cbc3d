"""What the documents of one order say against one another. Pure."""

from __future__ import annotations

from typing import Any

import pytest
from freightwire.events.extraction import DocumentKind, Severity
from orders.domain.cross_checks import ReadDocument, cross_check
from orders.domain.order_data import empty
from orders.domain.sources import document, person

ORDER: dict[str, Any] = {
    **empty(),
    "reference": "CT-77",
    "client": {"name": "Iveria Trans SRL", "vatId": "RO18547290"},
    "carrier": {"name": "Moldova Cargo S.R.L.", "vatId": "RO1234567"},
    "sale": {"amount": 1250.0, "currency": "EUR"},
    "purchase": {"amount": 1100.0, "currency": "EUR", "vatIncluded": False},
    "vehicle": {"truckPlate": "IS18SOM", "trailerPlate": "IS19XYZ"},
    "totals": {"grossKg": 21500.0},
    "uit": "3V0P0L0P0T3JUW46",
    "stops": [
        {"id": "a", "kind": "loading", "city": "Cluj-Napoca", "date": "2026-11-24"},
        {"id": "b", "kind": "unloading", "city": "Wien", "date": "2026-11-26"},
    ],
}


def found(
    kind: DocumentKind, values: dict[str, Any], sources: dict[str, Any] | None = None, **changes: Any
) -> list[tuple[str, str | None, Severity]]:
    issues = cross_check(ORDER | changes, sources or {}, [ReadDocument("d1", kind, values)])
    assert all(document_id == "d1" and issue.message.ro and issue.message.en for document_id, issue in issues)
    return [(issue.code, issue.field, issue.severity) for _, issue in issues]


CMR, AVIZ, INVOICE = DocumentKind.CONSIGNMENT_NOTE, DocumentKind.DELIVERY_NOTE, DocumentKind.INVOICE


@pytest.mark.parametrize(
    ("kind", "values", "code", "field"),
    [
        (CMR, {"consignmentNote.totals.grossKg": 21_490}, None, None),
        (CMR, {"consignmentNote.totals.grossKg": 23_000}, "weight_disagrees", "totals.grossKg"),
        (AVIZ, {"deliveryNote.goods.0.grossKg": 11_000, "deliveryNote.goods.1.grossKg": 10_500}, None, None),
        (AVIZ, {"deliveryNote.goods.0.grossKg": 11_000}, "weight_disagrees", "totals.grossKg"),
        (CMR, {"consignmentNote.vehicle.truckPlate": "IS 18 SOM"}, None, None),
        (CMR, {"consignmentNote.vehicle.truckPlate": "IS19XYZ"}, None, None),
        (CMR, {"consignmentNote.vehicle.truckPlate": "B123ABC"}, "plate_disagrees", "vehicle.truckPlate"),
        (CMR, {"consignmentNote.uit": "3V0P0L0P0T3JUW46"}, None, None),
        (AVIZ, {"deliveryNote.uit": "0000000000000000"}, "uit_disagrees", "uit"),
        (CMR, {"consignmentNote.takingOver.date": "2026-11-24"}, None, None),
        (CMR, {"consignmentNote.takingOver.date": "2026-11-25"}, "date_disagrees", "stops.0.date"),
        (CMR, {"consignmentNote.delivery.date": "2026-11-25"}, "date_disagrees", "stops.1.date"),
        (AVIZ, {"deliveryNote.loading.date": "2026-11-20"}, "date_disagrees", "stops.0.date"),
        (CMR, {"consignmentNote.carrier.name": "SC MOLDOVA CARGO SRL"}, None, None),
        (CMR, {"consignmentNote.carrier.name": "Transilvania Log SRL"}, "party_disagrees", "carrier.name"),
    ],
)
def test_what_travels_and_what_was_ordered(
    kind: DocumentKind, values: dict[str, Any], code: str | None, field: str | None
) -> None:
    assert found(kind, values) == ([(code, field, Severity.WARNING)] if code else [])


def invoice(**values: Any) -> dict[str, Any]:
    own = {"seller.vatId": "1234567", "currency": "EUR", "net": 1100.0, "gross": 1331.0}
    return {f"invoice.{name}": value for name, value in (own | values).items()}


def test_the_carriers_invoice_is_held_against_the_purchase() -> None:
    assert found(INVOICE, invoice()) == []
    assert found(INVOICE, invoice(net=1200.0)) == [("invoice_total_disagrees", "purchase.amount", Severity.WARNING)]
    assert found(INVOICE, invoice(net=None)) == [("invoice_total_disagrees", "purchase.amount", Severity.WARNING)]
    with_vat = {"amount": 1331.0, "currency": "EUR", "vatIncluded": True}
    assert found(INVOICE, invoice(), purchase=with_vat) == []
    unsaid = {"amount": 1331.0, "currency": "EUR"}
    assert found(INVOICE, invoice(), purchase=unsaid) == [], "nobody says whether VAT is in it: either total will do"
    assert found(INVOICE, invoice(currency="RON", net=5478.0)) == [
        ("currency_disagrees", "purchase.currency", Severity.WARNING)
    ]
    assert found(INVOICE, invoice(type="credit_note", net=100.0)) == []


def test_our_own_invoice_is_held_against_the_sale() -> None:
    ours = {"invoice.buyer.name": "IVERIA TRANS", "invoice.net": 1250.0, "invoice.gross": 1512.5}
    assert found(INVOICE, ours) == []
    assert found(INVOICE, ours | {"invoice.net": 1300.0, "invoice.gross": 1573.0}) == [
        ("invoice_total_disagrees", "sale.amount", Severity.WARNING)
    ]


def test_somebody_elses_invoice() -> None:
    assert found(INVOICE, {"invoice.seller.vatId": "RO999", "invoice.seller.name": "Alt Transport SRL"}) == [
        ("party_disagrees", "carrier.name", Severity.WARNING)
    ]
    assert found(INVOICE, {"invoice.seller.name": "Alt Transport SRL"}, carrier={}, client={}) == []


def test_two_documents_with_the_orders_own_fields() -> None:
    """The order follows one of them; the other is named, until they agree."""
    values = {"sale.amount": 1300, "reference": "CT 77", "client.name": "Iveria Trans S.R.L.", "instructions": "x"}
    order = DocumentKind.TRANSPORT_ORDER
    from_other = {"sale.amount": document("d2", 0.9)}
    assert found(order, values, from_other) == [("documents_disagree", "sale.amount", Severity.WARNING)]
    assert found(order, values, from_other, sale={"amount": 1300.0, "currency": "EUR"}) == []
    assert found(order, values, {"sale.amount": person("ana")}) == [], "a person has decided what it is"


def test_against_a_persons_word_a_document_is_only_information() -> None:
    values = {"consignmentNote.totals.grossKg": 23_000, "consignmentNote.takingOver.date": "2026-11-25"}
    sources = {"totals.grossKg": person("ana"), "stops.a.date": person("ana")}
    assert found(CMR, values, sources) == [
        ("weight_disagrees", "totals.grossKg", Severity.INFO),
        ("date_disagrees", "stops.0.date", Severity.INFO),
    ]


@pytest.mark.parametrize("kind", list(DocumentKind))
@pytest.mark.parametrize("value", [None, "", "x", 5, -1.5, True, [], {}])
def test_whatever_stands_there(kind: DocumentKind, value: Any) -> None:
    """Values come from outside: nothing of it may break looking at an order."""
    paths = ["invoice.net", "invoice.gross", "invoice.seller.name", "invoice.seller.vatId", "invoice.currency"]
    paths += [
        f"{root}.{rest}"
        for root in ("consignmentNote", "deliveryNote")
        for rest in (
            "totals.grossKg",
            "goods.0.grossKg",
            "vehicle.truckPlate",
            "uit",
            "takingOver.date",
            "delivery.date",
            "carrier.name",
        )
    ]
    paths += ["sale.amount", "client.name", "reference", "stops.0.city"]
    cross_check(ORDER, {}, [ReadDocument("d", kind, dict.fromkeys(paths, value))])
    cross_check(empty(), {}, [ReadDocument("d", kind, dict.fromkeys(paths, value))])
