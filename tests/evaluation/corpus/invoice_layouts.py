"""Invoices in six layouts: Romanian, English and German, two each, one to train and one to test."""

from __future__ import annotations

from random import Random

from freightwire.events.extraction import DocumentKind
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from tests.evaluation.corpus.draft import Written, gap
from tests.evaluation.corpus.invoices import InvoicePieces, invoice_facts
from tests.evaluation.corpus.layouts import Register, Split, draft

train = Register(DocumentKind.INVOICE, Split.TRAIN)
calibration = Register(DocumentKind.INVOICE, Split.CALIBRATION)
test = Register(DocumentKind.INVOICE, Split.TEST)


def _block(title: str, party: dict[str, str], labels: dict[str, str]) -> str:
    lines = [f"**{title}**", f"**{party['name']}**"]
    lines += [f"{label}{party[key]}" for key, label in labels.items() if key in party]
    return "\n".join(lines)


@train
def invoice_ro_classic(rng: Random) -> Written:
    """The usual Romanian form: supplier left, buyer right, a table with net and VAT of each line."""
    facts = invoice_facts(rng)
    d = draft(rng, "ro", ("roboto", "helvetica", "caladea"), size=9)
    say = InvoicePieces(d, facts)
    labels = {
        "registration": "Nr. ord. reg. com.: ",
        "vat": "C.I.F.: ",
        "address": "Sediul: ",
        "iban": "Cont: ",
        "bank": "Banca: ",
    }
    seller, buyer = say.party("seller"), say.party("buyer")
    rows = [
        [
            "Nr. crt.",
            "Denumirea produselor sau a serviciilor",
            "U.M.",
            "Cant.",
            "Preț unitar (fără TVA)",
            "Valoarea",
            "Valoarea TVA",
        ],
        *[
            [str(at), *row]
            for at, row in enumerate(say.lines("description", "unit", "quantity", "unitPrice", "net", "vat"), 1)
        ],
        ["", f"Cota TVA: {say.rate()}", "", "", "TOTAL", say.net(), say.vat()],
        ["", "", "", "", "Total de plată", f"{say.gross()} {say.currency()}", ""],
    ]
    story = [
        d.table([[_block("Furnizor:", seller, labels), _block("Cumpărător:", buyer, labels)]], [87, 87], ruled="none", head=False),
        gap(3),
        d.line("FACTURA", 15, bold=True, align=1),
        d.line(f"Seria și nr. facturii: {say.number()}", align=1),
        d.line(f"Data facturii: {say.issued()}", align=1),
        d.line(f"Termen de plată: {say.due()}", align=1),
        gap(3),
        d.table(rows, [10, 62, 14, 14, 28, 26, 20]),
        gap(4),
        *d.lines(["Semnătura și ștampila furnizorului", "", "Factura circulă fără semnătură și ștampilă cf. art. 319 Cod fiscal."], 8),
    ]  # fmt: skip
    return d.written(story)


@test
def invoice_ro_modern(rng: Random) -> Written:
    """A Romanian invoice out of an online service: big number, dates in a row, the totals alone at the right."""
    facts = invoice_facts(rng)
    d = draft(rng, "ro", ("manrope", "source_sans"), size=9)
    say = InvoicePieces(d, facts)
    labels = {"vat": "CIF ", "registration": "Reg. com. ", "address": "", "iban": "IBAN ", "bank": ""}
    seller, buyer = say.party("seller"), say.party("buyer")
    totals = [["Subtotal", say.net()], [f"TVA {say.rate()}", say.vat()], ["Total", f"{say.gross()} {say.currency()}"]]
    story = [
        d.line(f"Factura fiscală {say.number()}", 17, bold=True),
        d.table([["Data emiterii", "Data scadenței"], [say.issued(), say.due()]], [45, 45], ruled="none", head=False, padding=1),
        gap(5),
        d.table([[_block("FURNIZOR", seller, labels), _block("CLIENT", buyer, labels)]], [87, 87], ruled="none", head=False),
        gap(5),
        d.table(
            [
                ["#", "Produs / serviciu", "Cantitate", "UM", "Preț unitar", "Valoare", "TVA"],
                *[[str(at), *row] for at, row in enumerate(say.lines("description", "quantity", "unit", "unitPrice", "net", "vat"), 1)],
            ],
            [8, 70, 20, 16, 22, 20, 18], ruled="rows",
        ),
        gap(4),
        d.table([["", "", *row] for row in totals], [60, 44, 34, 36], ruled="none", head=False),
    ]  # fmt: skip
    return d.written(story)


@train
def invoice_en_services(rng: Random) -> Written:
    """An English invoice: labels and values in a block at the right, lines without rules."""
    facts = invoice_facts(rng, country=rng.choice(("NL", "PL", "RO")))
    d = draft(rng, "en", ("source_sans", "helvetica"), size=9.5)
    say = InvoicePieces(d, facts)
    seller, buyer = say.party("seller"), say.party("buyer")
    head = [
        ["Invoice number", say.number()],
        ["Invoice date", say.issued()],
        ["Due date", say.due()],
    ]
    story = [
        d.line(seller["name"], 14, bold=True),
        d.line(f"{seller['address']}\nVAT number: {seller['vat']}", 8.5),
        gap(4),
        d.line("INVOICE", 18, bold=True),
        gap(2),
        d.table([[f"Bill to:\n**{buyer['name']}**\n{buyer['address']}\nVAT number: {buyer['vat']}", d.table(head, [32, 40], ruled="none", head=False, padding=1)]],
                [98, 76], ruled="none", head=False),
        gap(5),
        d.table([["Description", "Qty", "Unit price", "Amount"], *say.lines("description", "quantity", "unitPrice", "net")], [94, 20, 30, 30], ruled="rows"),
        gap(3),
        *[
            d.line(text, align=2, bold=bold)
            for text, bold in (
                (f"Subtotal: {say.net()}", False),
                (f"VAT {say.rate()}: {say.vat()}", False),
                (f"Total due: {say.currency()} {say.gross()}", True),
            )
        ],
        gap(5),
        d.line(f"Payment by {d.says('invoice.paymentMethod', 'bank transfer')} to {seller['bank']}, IBAN {seller['iban']}"),
    ]  # fmt: skip
    for unprinted in ("invoice.seller.registration", "invoice.buyer.registration"):
        d.truth.pop(unprinted, None)
    return d.written(story)


@calibration
def invoice_en_freight(rng: Random) -> Written:
    """A freight invoice in English: a ruled head with the parties, VAT in a summary table."""
    facts = invoice_facts(rng, country=rng.choice(("HU", "CZ", "RO", "BE")))
    d = draft(rng, "en", ("roboto", "times", "manrope"), size=9)
    say = InvoicePieces(d, facts)
    seller, buyer = say.party("seller"), say.party("buyer")
    labels = {"address": "", "vat": "VAT ID: "}
    story = [
        d.table(
            [
                [f"FREIGHT INVOICE No. {say.number()}", f"Date: {say.issued()}\nPayable until: {say.due()}"],
                [_block("Issuer", seller, labels), _block("Customer", buyer, labels)],
            ],
            [87, 87],
        ),
        gap(4),
        d.table(
            [["Service", "Quantity", "Unit", "Price", "VAT %", "Net amount"], *say.lines("description", "quantity", "unit", "unitPrice", "rate", "net")],
            [74, 20, 18, 22, 16, 24],
        ),
        gap(4),
        d.table(
            [["VAT rate", "Net", "VAT", "Gross"], [say.rate(), say.net(), say.vat(), say.gross()]], [30, 36, 36, 36], ruled="rows"
        ),
        gap(2),
        d.line(f"Grand total: {d.formats.number(facts.net + facts.vat, places=2)} {say.currency()}", 11, bold=True),
        gap(4),
        d.line(f"Bank: {seller['bank']}   IBAN: {seller['iban']}"),
    ]  # fmt: skip
    for unprinted in ("invoice.seller.registration", "invoice.buyer.registration"):
        d.truth.pop(unprinted, None)
    return d.written(story)


@train
def invoice_de_letter(rng: Random) -> Written:
    """A German invoice as a letter: address window, a block of references, the account in the foot of the page."""
    facts = invoice_facts(rng, country="DE")
    d = draft(rng, "de", ("source_serif", "helvetica"), size=10)
    say = InvoicePieces(d, facts)
    seller, buyer = say.party("seller"), say.party("buyer")
    d.truth.pop("invoice.buyer.registration", None)
    story = [
        d.line(f"{seller['name']} · {seller['address']}", 7.5),
        gap(3),
        d.line(f"{buyer['name']}\n{buyer['address']}\nUSt-IdNr.: {buyer['vat']}"),
        gap(10),
        d.line(f"Rechnungsnummer: {say.number()}", align=2),
        d.line(f"Rechnungsdatum: {say.issued()}", align=2),
        gap(4),
        d.line("Rechnung", 15, bold=True),
        gap(3),
        d.table(
            [["Bezeichnung", "Menge", "Einheit", "Einzelpreis", "Betrag"], *say.lines("description", "quantity", "unit", "unitPrice", "net")],
            [78, 20, 20, 26, 26], ruled="rows",
        ),
        gap(3),
        d.line(f"Nettobetrag: {say.net()} {say.currency()}", align=2),
        d.line(f"zzgl. {say.rate()} MwSt.: {say.vat()} EUR", align=2),
        d.line(f"Rechnungsbetrag: {say.gross()} EUR", bold=True, align=2),
        gap(4),
        d.line(f"Zahlbar bis {say.due()} ohne Abzug."),
    ]  # fmt: skip
    foot = f"{seller['bank']} · IBAN {seller['iban']} · USt-IdNr. {seller['vat']}"

    def footer(canvas: Canvas, _: int) -> None:
        canvas.setFont(d.face.regular, 7.5)
        canvas.drawCentredString(105 * mm, 12 * mm, foot)

    return d.written(story, margin=22, drawing=footer)


@test
def invoice_de_table(rng: Random) -> Written:
    """A German invoice whose head and totals are tables."""
    facts = invoice_facts(rng, country=rng.choice(("DE", "AT")))
    d = draft(rng, "de", ("roboto", "manrope"), size=9)
    say = InvoicePieces(d, facts)
    seller, buyer = say.party("seller"), say.party("buyer")
    d.truth.pop("invoice.buyer.registration", None)
    story = [
        d.line(f"**{seller['name']}**\n{seller['address']}\nUSt-ID: {seller['vat']}", align=2),
        gap(3),
        d.line(f"Rechnung an\n{buyer['name']}\n{buyer['address']}\nUSt-ID: {buyer['vat']}"),
        gap(4),
        d.table([["Rechnung Nr.", "Datum", "Fällig am"], [say.number(), say.issued(), say.due()]], [58, 58, 58]),
        gap(4),
        d.table(
            [["Pos.", "Leistung", "Menge", "Preis", "Gesamt"],
             *[[str(at), *row] for at, row in enumerate(say.lines("description", "quantity", "unitPrice", "net"), 1)]],
            [14, 88, 20, 26, 26],
        ),
        gap(3),
        d.table(
            [["Zwischensumme", f"{say.net()} {say.currency()}"], [f"MwSt. {say.rate()}", f"{say.vat()} EUR"], ["Gesamtbetrag", f"{say.gross()} EUR"]],
            [60, 40], head=False,
        ),
        gap(4),
        d.line(f"Bankverbindung: {seller['bank']}, IBAN: {seller['iban']}"),
    ]  # fmt: skip
    return d.written(story)
