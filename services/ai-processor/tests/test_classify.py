"""What kind of document: by its words, in three languages."""

from __future__ import annotations

import pytest
from ai_processor.reading import Limits
from ai_processor.stages.classify import classify
from ai_processor.stages.formats import read_pages
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
