"""What kind of document: by its words, in three languages."""

from __future__ import annotations

import pytest
from ai_processor.reading import Limits
from ai_processor.stages.classify import classify
from ai_processor.stages.formats import read_pages
from ai_processor.stages.substance import LEAST_OF_AN_ORDER, substance
from freightwire.events.extraction import DocumentKind

from .conftest import make_pdf

ORDER = ["Loading place: Cluj", "Unloading place: Linz", "Truck plate: CJ 12 ABC", "Payment terms: 30 days"]


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (
            ["COMANDA DE TRANSPORT NR. 12", "Incarcare: Cluj", "Descarcare: Linz", "Tarif: 900 EUR"],
            DocumentKind.TRANSPORT_ORDER,
        ),
        (["TRANSPORT ORDER No. 12", *ORDER], DocumentKind.TRANSPORT_ORDER),
        (
            ["Transportauftrag Nr. 12", "Beladestelle: Linz", "Entladestelle: Arad", "Frachtpreis: 900 EUR"],
            DocumentKind.TRANSPORT_ORDER,
        ),
        (
            [
                "FACTURA",
                "Seria AB nr. 12",
                "Furnizor: X SRL",
                "Cumparator: Y SRL",
                "Cota TVA 21%",
                "Total de plata 1.210,00",
            ],
            DocumentKind.INVOICE,
        ),
        (
            [
                "INVOICE",
                "Invoice number 12",
                "Unit price",
                "VAT rate 20 %",
                "Amount due 120.00",
                "Transport order 4711",
            ],
            DocumentKind.INVOICE,
        ),
        (["RECHNUNG", "Rechnungsnummer 12", "Einzelpreis", "MwSt 19 %", "Gesamtbetrag 119,00"], DocumentKind.INVOICE),
        (
            [
                "SCRISOARE DE TRASURA INTERNATIONALA",
                "CMR nr. 1234567",
                "1 Expeditor",
                "2 Destinatar",
                "5 Documente anexate",
                "16 Transportator",
            ],
            DocumentKind.CONSIGNMENT_NOTE,
        ),
        (
            ["INTERNATIONAL CONSIGNMENT NOTE", "Carrier's reservations and observations", "Successive carriers"],
            DocumentKind.CONSIGNMENT_NOTE,
        ),
        (
            ["AVIZ DE INSOTIRE A MARFII", "Seria X nr. 77", "Delegat: Ion Pop", "Furnizor: X SRL"],
            DocumentKind.DELIVERY_NOTE,
        ),
        (["LIEFERSCHEIN Nr. 55", "Kunde: Bau GmbH", "Artikel und Menge wie bestellt"], DocumentKind.DELIVERY_NOTE),
        (
            ["Minutes of the yearly meeting of the choir", "Present: seven people", "Nothing was decided"],
            DocumentKind.OTHER,
        ),
    ],
)
def test_kinds(lines: list[str], kind: DocumentKind) -> None:
    found = classify(read_pages(make_pdf(lines), Limits(pages=3)))
    assert found.kind is kind
    assert 0.5 < found.confidence <= 1


@pytest.mark.parametrize(
    "lines",
    [
        ["CONTRACT DE TRANSPORT", "nr. 7 din 02.11.2026", "Art. 1 Locul de incarcare si de descarcare sunt in comanda.",
         "Art. 2 Tariful este cel din comanda, termen de plata 45 de zile.", "Penalitate 100 EUR pe zi."],
        ["Transport order terms", "The carrier reports at the loading place.", "Payment terms: 60 days.",
         "At the unloading place pallets are exchanged at 12 EUR each."],
        ["Ihr Transportauftrag 4711", "die Beladung in Linz am 03.11.2026 ist erfolgt.",
         "Die Entladung in 310001 Arad ist am 05.11.2026."],
        ["Extras de cont", "Factura F1", "Comanda nr. 12", "1.200,00 EUR", "scadent 03.11.2026", "IBAN"],
        ["Invoice no. 5 of 03/11/2026 for transport order 12", "has not been paid.", "due date 10/11/2026", "IBAN"],
    ],
)  # fmt: skip
def test_what_only_speaks_of_orders_or_invoices_is_none(lines: list[str]) -> None:
    assert classify(read_pages(make_pdf(lines), Limits())).kind is DocumentKind.OTHER


def test_an_order_tells_a_transport() -> None:
    assert substance(["Incarcare: Cluj", "Descarcare: Linz", "Tarif: 900 EUR"]) == LEAST_OF_AN_ORDER
    assert substance(["RO-400001 Cluj, 12.11.2026, 08:00-12:00", "4020 Linz, 14.11.2026", "22 paleti"]) == 4
    assert substance(["COMANDA DE TRANSPORT nr. 77 din 20.11.2026", "Client: Iveria Trans SRL"]) == LEAST_OF_AN_ORDER
    assert substance(["Transportauftrag 4711: Verspatung", "Sehr geehrte Damen und Herren"]) == 0
    assert substance(["Incarcarea si descarcarea se fac conform comenzii.", "Tarif conform comenzii."]) == 0
