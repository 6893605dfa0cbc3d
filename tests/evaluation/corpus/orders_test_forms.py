"""Test and calibration layouts of transport orders that are forms. Rules are never worked out against these."""

from __future__ import annotations

from random import Random

from freightwire.events.extraction import DocumentKind
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from tests.evaluation.corpus.draft import Written, gap, new_page
from tests.evaluation.corpus.facts import StopFact, order_facts
from tests.evaluation.corpus.layouts import Register, Split, draft
from tests.evaluation.corpus.terms import terms
from tests.evaluation.corpus.wording import OrderPieces, company, contact, goods_name, place, stop, town, when

order = Register(DocumentKind.TRANSPORT_ORDER, Split.TEST)
calibration = Register(DocumentKind.TRANSPORT_ORDER, Split.CALIBRATION)


@order
def numbered_boxes(rng: Random) -> Written:
    """A bilingual form with numbered boxes of unequal width, drawn with frames; the label stands in small above."""
    facts = order_facts(rng, domestic=False)
    d = draft(rng, "ro", ("source_sans", "manrope"), size=9)
    say = OrderPieces(d, facts)
    loading, unloading = facts.stops

    def where(index: int, fact: StopFact) -> str:
        path = stop(d, index, fact)
        return "\n".join([company(d, path, fact), *place(d, path, fact.address)])

    def hours(index: int, fact: StopFact) -> str:
        return d.window(f"stops.{index}", fact.time_from, fact.time_to)

    boxes = [
        (
            0,
            0,
            95,
            28,
            "1 Ordonator / Principal",
            f"{say.name('client')}\n{say.vat('client')}\n{say.address('client')}",
        ),
        (95, 0, 79, 14, "2 Comanda nr. / Order no.", say.reference()),
        (95, 14, 79, 14, "3 Data comenzii / Order date", say.issued()),
        (0, 28, 95, 22, "4 Transportator / Carrier", f"{say.name('carrier')}\n{say.vat('carrier')}"),
        (95, 28, 79, 22, "5 Vehicul / Vehicle", f"{say.truck()} / {say.trailer()}\n{say.body()}"),
        (0, 50, 87, 30, "6 Locul încărcării / Place of loading", where(0, loading)),
        (87, 50, 87, 30, "7 Locul descărcării / Place of unloading", where(1, unloading)),
        (0, 80, 45, 13, "8 Data încărcării / Loading date", d.date("stops.0.date", loading.date)),
        (45, 80, 42, 13, "9 Ora / Hour", hours(0, loading)),
        (87, 80, 45, 13, "10 Data descărcării / Unloading date", d.date("stops.1.date", unloading.date)),
        (132, 80, 42, 13, "11 Ora / Hour", hours(1, unloading)),
        (0, 93, 84, 13, "12 Denumirea mărfii / Nature of goods", say.goods()),
        (84, 93, 30, 13, "13 Colete / Packages", say.pallets()),
        (114, 93, 35, 13, "14 Greutate / Weight kg", say.kg("")),
        (149, 93, 25, 13, "15 LDM", say.ldm()),
        (0, 106, 60, 13, "16 Preț convenit / Agreed price", say.price()),
        (60, 106, 54, 13, "17 Termen de plată / Payment", f"{say.days()} zile / days"),
        (114, 106, 60, 13, "18 Cod UIT / UIT code", say.uit()),
    ]
    say.totals_implied()

    def draw(canvas: Canvas) -> None:
        canvas.setFont(d.face.bold, 13)
        canvas.drawString(18 * mm, 280 * mm, d.spell("COMANDĂ DE TRANSPORT INTERNAȚIONAL / TRANSPORT ORDER"))
        for x, y, width, height, label, value in boxes:
            left, top = (18 + x) * mm, (272 - y) * mm
            canvas.rect(left, top - height * mm, width * mm, height * mm)
            canvas.setFont(d.face.regular, 6)
            canvas.drawString(left + 1.2 * mm, top - 2.8 * mm, d.spell(label))
            canvas.setFont(d.face.regular, d.size)
            for at, text in enumerate(value.split("\n")):
                canvas.drawString(left + 2 * mm, top - (7.5 + at * 4.3) * mm, text)
        canvas.setFont(d.face.regular, 7)
        for at, text in enumerate(terms(rng, "ro", 6)):
            canvas.drawString(18 * mm, (145 - at * 4) * mm, d.spell(text))

    return d.drawn(draw)


@order
def german_side_by_side(rng: Random) -> Written:
    """A German order: loading and unloading as the two columns of one table, labels in a third at the left."""
    facts = order_facts(rng, domestic=False, client_country=rng.choice(("DE", "AT")))
    d = draft(rng, "de", ("roboto", "source_serif", "helvetica"), size=9)
    say = OrderPieces(d, facts)
    paths = [stop(d, index, fact) for index, fact in enumerate(facts.stops)]
    pairs = list(zip(paths, facts.stops, strict=True))
    prefix = rng.choice(("sign", "code"))
    rows = [
        ["", "Beladung", "Entladung"],
        ["Firma", *[company(d, path, fact) for path, fact in pairs]],
        ["Straße", *[d.says(f"{path}.street", fact.address.street) for path, fact in pairs]],
        ["PLZ / Ort", *[town(d, path, fact.address, prefix=prefix) for path, fact in pairs]],
        ["Datum", *[d.date(f"{path}.date", fact.date) for path, fact in pairs]],
        ["Uhrzeit", *[d.window(path, fact.time_from, fact.time_to) for path, fact in pairs]],
        ["Referenz", *[d.says(f"{path}.reference", fact.reference) for path, fact in pairs]],
    ]
    cargo = [
        ["Anzahl", "Verpackung", "Warenbezeichnung", "Bruttogewicht kg", "Lademeter"],
        [say.pallets(), say.package(), say.goods(), say.kg(""), say.ldm()],
    ]
    say.totals_implied()
    story = [
        d.table(
            [
                [
                    f"**{say.name('client')}**\n{say.address('client')}\nUSt-IdNr. {say.vat('client')}",
                    f"Auftragsnummer: {say.reference()}\nAuftragsdatum: {say.issued()}\n"
                    f"Sachbearbeiter: {facts.client.contact}",
                ]
            ],
            [104, 70], ruled="none", head=False,
        ),
        gap(6),
        d.line("SPEDITIONSAUFTRAG", 14, bold=True),
        d.line(f"Frachtführer: {say.name('carrier')}"),
        gap(3),
        d.table(rows, [24, 75, 75]),
        gap(3),
        d.table(cargo, [18, 32, 66, 34, 24]),
        gap(3),
        *d.lines(
            [
                f"Fahrzeug: {say.body()}, {say.truck()} / {say.trailer()}",
                f"Vereinbarte Fracht: {say.net_price('zzgl. MwSt.')}",
                f"Zahlungsbedingungen: {say.days()} Tage netto nach Erhalt der Rechnung",
                "",
                *terms(rng, "de", 8),
            ], 9,
        ),
    ]  # fmt: skip
    return d.written(story)


@calibration
def stop_blocks(rng: Random) -> Written:
    """Several stops as numbered bars, each with its own goods below; the parties at the foot of the page."""
    facts = order_facts(rng, loadings=rng.choice((1, 2)), unloadings=rng.choice((2, 3)), lines=2)
    d = draft(rng, "ro", ("manrope", "source_sans"), size=9)
    say = OrderPieces(d, facts)
    story = [
        d.line(f"COMANDĂ TRANSPORT {say.reference()}", 14, bold=True),
        d.line(f"emisă la {say.issued()} de {facts.client.contact}", 8),
        gap(3),
    ]
    for index, fact in enumerate(facts.stops):
        path = stop(d, index, fact)
        name = "ÎNCĂRCARE" if fact.kind == "loading" else "DESCĂRCARE"
        story += [
            d.table([[f"PUNCT {index + 1} - {name}", when(d, path, fact)]], [87, 87], padding=2),
            d.line(f"{company(d, path, fact)} · {' · '.join(place(d, path, fact.address, country='code'))}"),
            d.line(f"Persoană de contact: {contact(d, path, fact)}"),
            gap(2),
        ]  # fmt: skip
    rows = [["Marfa", "Nr. paleți", "Greutate brută", "ML"]]
    for index, line in enumerate(facts.goods):
        path = f"goods.{index}"
        rows.append(
            [
                goods_name(d, index, line),
                d.number(f"{path}.quantity", line.quantity),
                d.kilograms(f"{path}.grossKg", line.gross_kg),
                d.number(f"{path}.loadingMetres", line.ldm),
            ]
        )
    rows.append(["Total", say.pallets(), say.kg(), say.ldm()])
    story += [
        gap(2),
        d.table(rows, [84, 30, 36, 24], ruled="rows"),
        gap(3),
        *d.lines(
            [
                f"Cap tractor: {say.truck()}    Semiremorcă: {say.trailer()}    "
                f"Șofer: {say.driver()}, {say.driver_phone()}",
                f"Valoare transport: {say.net_price('fără TVA')}    Scadență: {say.days()} zile",
                f"UIT: {say.uit()}",
            ]
        ),
        gap(5),
        d.table(
            [
                ["Beneficiar", "Executant"],
                [
                    f"{say.name('client')}\nCIF {say.vat('client')}\n{say.registration('client')}\n"
                    f"{say.address('client')}",
                    f"{say.name('carrier')}\nCIF {say.vat('carrier')}\n{say.registration('carrier')}\n"
                    f"{say.email('carrier')}",
                ],
            ],
            [87, 87],
        ),
        new_page(),
        d.line("Condiții de transport", 11, bold=True),
        *d.lines(terms(rng, "ro", 12), 8),
    ]  # fmt: skip
    return d.written(story)


@calibration
def reefer_english(rng: Random) -> Written:
    """A chilled load in English: two tables of label and value beside each other."""
    facts = order_facts(rng, cold=True, domestic=False, client_country=rng.choice(("NL", "BE", "IT")))
    d = draft(rng, "en", ("roboto", "source_sans", "times"), size=9)
    say = OrderPieces(d, facts)
    assert facts.temperature is not None

    def half(index: int, title: str) -> object:
        fact = facts.stops[index]
        path = stop(d, index, fact)
        rows = [
            [title, ""],
            ["Company", company(d, path, fact)],
            ["Street", d.says(f"{path}.street", fact.address.street)],
            ["ZIP / City", town(d, path, fact.address)],
            ["Country", d.country(f"{path}.country", fact.address.town.country)],
            ["Date", d.date(f"{path}.date", fact.date)],
            ["Time", d.window(path, fact.time_from, fact.time_to)],
        ]
        return d.table(rows, [24, 60], size=8.5, padding=1.5)

    low, high = facts.temperature
    degrees = rng.choice(("{:+d}/{:+d} °C", "from {:+d} to {:+d} °C", "{:+d} °C / {:+d} °C")).format(low, high)
    d.says("temperature.min", degrees, float(low))
    d.says("temperature.max", degrees, float(high))
    story = [
        d.line(f"{say.name('client')}", 12, bold=True),
        d.line(f"{say.address('client')}, VAT no. {say.vat('client')}", 8),
        gap(4),
        d.line(f"Freight order {say.reference()} of {say.issued()}", 13, bold=True),
        d.line(f"to {say.name('carrier')}"),
        gap(3),
        d.table([[half(0, "Pick-up"), half(1, "Delivery")]], [88, 88], ruled="none", head=False),
        gap(3),
        d.table(
            [
                ["Commodity", say.goods()],
                ["Temperature", d.spell(degrees)],
                ["Pallets", say.pallets()],
                ["Gross weight", say.kg()],
                ["Trailer type", say.body()],
                ["Truck / trailer", f"{say.truck()} / {say.trailer()}"],
                ["Freight charge", say.price(rng.choice(("after", "before", "symbol")))],
                ["Terms of payment", f"{say.days()} days"],
            ],
            [40, 134], head=False,
        ),
        gap(3),
        *d.lines(terms(rng, "en", 10), 8),
    ]  # fmt: skip
    say.totals_implied()
    return d.written(story)
