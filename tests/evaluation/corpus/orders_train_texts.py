"""Train layouts of transport orders that are written line by line: letters, labelled lines, sections."""

from __future__ import annotations

from random import Random

from freightwire.events.extraction import DocumentKind
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from tests.evaluation.corpus.draft import Draft, Written, gap, wrapped
from tests.evaluation.corpus.facts import StopFact, order_facts
from tests.evaluation.corpus.layouts import Register, Split, draft
from tests.evaluation.corpus.terms import terms
from tests.evaluation.corpus.wording import OrderPieces, company, contact, place, stop, town, when

order = Register(DocumentKind.TRANSPORT_ORDER, Split.TRAIN)


@order
def prose_letter(rng: Random) -> Written:
    """A letter in whole sentences on the client's letterhead."""
    facts = order_facts(rng)
    d = draft(
        rng,
        "ro",
        ("source_serif", "caladea", "times"),
        size=10.5,
        fixed={"date_pattern": rng.choice(("{d} {month} {y}", "{d:02}.{m:02}.{y}"))},
    )
    say = OrderPieces(d, facts)
    client, (loading, unloading) = facts.client, facts.stops

    def sentence(index: int, fact: StopFact) -> str:
        path = stop(d, index, fact)
        where = ", ".join([company(d, path, fact), *place(d, path, fact.address)])
        window = (
            "între "
            + f"{d.says(f'{path}.timeFrom', f'{fact.time_from:%H:%M}', fact.time_from.isoformat())} și "
            + d.says(f"{path}.timeTo", f"{fact.time_to:%H:%M}", fact.time_to.isoformat())
        )
        verb = "Încărcarea" if fact.kind == "loading" else "Descărcarea"
        return f"{verb} se face la {where}, în data de {d.date(f'{path}.date', fact.date)}, {window}."

    story = [
        d.line(say.name("client"), 14, bold=True),
        *d.lines(
            [
                say.address("client", county=True),
                f"CUI {say.vat('client')}, {say.registration('client')}",
                f"Tel. {say.phone('client')}, e-mail {say.email('client')}",
                "", "",
            ], 9,
        ),
        d.line(f"Comandă de transport nr. {say.reference()} din {say.issued()}", 12, bold=True),
        gap(),
        *d.lines(
            [
                f"Către: {say.name('carrier')}", "",
                "Stimate colaborator,", "",
                f"Vă comandăm transportul a {say.pallets()} {say.package()} cu "
                f"{say.goods().lower()}, în greutate totală de {say.kg()}.", "",
                sentence(0, loading), "",
                sentence(1, unloading), "",
                f"Prețul convenit este de {say.net_price(', la care se adaugă TVA')}. Plata se face la "
                f"{say.days()} de zile de la primirea facturii și a "
                "documentelor de transport în original.", "",
                "Vă rugăm să ne comunicați numărul mașinii și numele șoferului.", "", "",
                "Cu stimă,", client.contact,
            ]
        ),
    ]  # fmt: skip
    say.totals_implied()
    return d.written(story, margin=25)


@order
def german_order(rng: Random) -> Written:
    """A German forwarder's order, labels left without rules."""
    facts = order_facts(rng, domestic=False, client_country="DE")
    d = draft(rng, "de", ("source_sans", "helvetica", "times"), size=10)
    say = OrderPieces(d, facts)
    loading, unloading = facts.stops

    def at_stop(index: int, title: str, fact: StopFact) -> list[list[str]]:
        path = stop(d, index, fact)
        return [
            [f"**{title}**", company(d, path, fact)],
            ["", d.says(f"{path}.street", fact.address.street)],
            ["", town(d, path, fact.address, prefix=rng.choice(("code", "sign")))],
            ["Termin", f"{when(d, path, fact)}"],
            ["Referenz", d.says(f"{path}.reference", fact.reference)],
        ]

    rows = [
        *at_stop(0, "Beladestelle", loading),
        ["", ""],
        *at_stop(1, "Entladestelle", unloading),
        ["", ""],
        ["Ware", say.goods()],
        ["Menge", f"{say.pallets()} {say.package()}"],
        ["Gewicht", say.kg()],
        ["Lademeter", say.ldm()],
        ["Fahrzeug", say.body()],
        [
            "Kennzeichen",
            f"{say.truck()} / {say.trailer()}",
        ],
        ["Frachtpreis", say.price()],
        [
            "Zahlungsziel",
            f"{say.days()} Tage nach Rechnungseingang",
        ],
    ]
    say.totals_implied()
    story = [
        *d.lines(
            [
                f"**{say.name('client')}**",
                say.address("client"),
                f"USt-IdNr.: {say.vat('client')}",
                "", "",
                "An",
                say.name("carrier"),
                say.address("carrier"),
                "", "",
            ], 9.5,
        ),
        d.line(f"Transportauftrag Nr. {say.reference()}", 14, bold=True),
        d.line(f"Datum: {say.issued()}"),
        gap(),
        d.table(rows, [40, 130], ruled="none", head=False, padding=1),
        gap(),
        *d.lines(["Es gelten folgende Bedingungen:", *terms(rng, "de", 8)], 8),
    ]  # fmt: skip
    return d.written(story, margin=22)


@order
def english_order(rng: Random) -> Written:
    """An English order, its number and date in a block at the top right, sections with bars."""
    facts = order_facts(
        rng, domestic=False, unloadings=rng.choice((1, 2)), client_country=rng.choice(("NL", "AT", "RO"))
    )
    d = draft(rng, "en", ("roboto", "manrope", "helvetica"), size=9)
    say = OrderPieces(d, facts)

    def at_stop(index: int, number: int, fact: StopFact) -> list[Flowable]:
        path = stop(d, index, fact)
        title = "COLLECTION" if fact.kind == "loading" else f"DELIVERY {number}"
        where = ", ".join([company(d, path, fact), *place(d, path, fact.address)])
        return [
            d.line(title, 10, bold=True),
            d.table(
                [
                    ["Address:", where],
                    ["Date / time:", f"{when(d, path, fact)}"],
                    ["Contact:", contact(d, path, fact)],
                    ["Reference:", d.says(f"{path}.reference", fact.reference)],
                ],
                [30, 144], ruled="rows", head=False, padding=2,
            ),
            gap(3),
        ]  # fmt: skip

    stops = [part for index, fact in enumerate(facts.stops) for part in at_stop(index, index, fact)]
    head = d.table(
        [
            [
                f"**{say.name('client')}**\n{say.address('client')}\nVAT: {say.vat('client')}",
                f"Order no.: {say.reference()}\nDate: {say.issued()}",
            ]
        ],
        [114, 60], ruled="none", head=False,
    )  # fmt: skip
    say.totals_implied()
    story = [
        head,
        gap(),
        d.line("TRANSPORT ORDER", 15, bold=True, align=1),
        gap(2),
        d.line(f"Carrier: {say.name('carrier')}"),
        gap(3),
        *stops,
        d.line("CARGO", 10, bold=True),
        *d.lines(
            [
                f"Goods: {say.goods()}",
                f"Quantity: {say.pallets()} {say.package()}",
                f"Gross weight: {say.kg()}",
                f"Loading metres: {say.ldm()}",
                f"Equipment: {say.body()}",
                "",
                f"**Agreed price:** {say.net_price('excl. VAT', rng.choice(('before', 'after')))}",
                f"**Payment terms:** {say.days()} days after receipt of invoice and CMR",
                "",
                "TERMS AND CONDITIONS",
                *terms(rng, "en", 9),
            ]
        ),
    ]
    return d.written(story)


@order
def reefer_sections(rng: Random) -> Written:
    """A chilled load, bilingual headings with bars, label and value in one line; the instructions are long."""
    facts = order_facts(rng, cold=True, unloadings=rng.choice((1, 1, 2)))
    d = draft(rng, "ro", ("manrope", "roboto"), size=9)
    say = OrderPieces(d, facts)
    assert facts.temperature is not None

    def at_stop(index: int, fact: StopFact) -> list[str]:
        path = stop(d, index, fact)
        loading = fact.kind == "loading"
        return [
            f"**{'LOC ÎNCĂRCARE / LOADING PLACE' if loading else 'LOC DESCĂRCARE / UNLOADING PLACE'}**",
            f"Firma / Company: {company(d, path, fact)}",
            f"Adresa / Address: {', '.join(place(d, path, fact.address, county=True))}",
            f"Data / Date: {d.date(f'{path}.date', fact.date)}   "
            f"Ora / Time: {d.window(path, fact.time_from, fact.time_to)}",
            "",
        ]

    low, high = facts.temperature
    degrees = f"{low:+d}°C / {high:+d}°C" if rng.random() < 0.5 else f"{low:+d}...{high:+d} °C"
    d.says("temperature.min", degrees, float(low))
    d.says("temperature.max", degrees, float(high))
    story = [
        d.line(
            f"COMANDĂ DE TRANSPORT FRIGORIFIC Nr. {say.reference()} / {say.issued()}",
            12,
            bold=True,
        ),
        gap(3),
        *d.lines(
            [
                f"Client: {say.name('client')}, CUI {say.vat('client')}",
                f"Transportator: {say.name('carrier')}, CUI {say.vat('carrier')}, tel. {say.phone('carrier')}",
                "",
                *[text for index, fact in enumerate(facts.stops) for text in at_stop(index, fact)],
                "**MARFA / GOODS**",
                f"Descriere / Description: {say.goods()}",
                f"Greutate / Weight: {say.kg()}   Nr. paleți / Pallets: {say.pallets()}",
                f"Temperatura / Temperature: {d.spell(degrees)}",
                f"Camion / Truck: {say.truck()}   Semiremorcă / Trailer: {say.trailer()}",
                "",
                "**TARIF / PRICE**",
                f"Navlu / Freight: {say.net_price('+ TVA')}",
                f"Plata / Payment: {say.days()} zile / days",
                "Instrucțiuni / Instructions: "
                + d.says("instructions", "Se verifică temperatura mărfii la încărcare și se notează în CMR."),
                "",
                "**CONDIȚII**",
                *terms(rng, "ro", 6),
            ]
        ),
    ]
    say.totals_implied()
    return d.written(story)


@order
def typed_dangerous(rng: Random) -> Written:
    """Typed in a fixed pitch without diacritics, labels aligned with dots; dangerous goods."""
    facts = order_facts(rng, dangerous=True)
    d = draft(rng, "ro", ("courier",), size=9.5)
    say = OrderPieces(d, facts)
    loading, unloading = facts.stops

    def at_stop(index: int, fact: StopFact) -> list[tuple[str, str]]:
        path = stop(d, index, fact)
        return [
            ("", "INCARCARE" if fact.kind == "loading" else "DESCARCARE"),
            ("Firma", company(d, path, fact)),
            ("Adresa", ", ".join(place(d, path, fact.address))),
            ("Data", d.date(f"{path}.date", fact.date)),
            ("Ora", d.window(path, fact.time_from, fact.time_to)),
            ("", ""),
        ]

    rows = [
        ("", say.name("client")),
        ("", f"CUI {say.vat('client')}   {say.registration('client')}"),
        ("", say.address("client")),
        ("", ""),
        ("", f"COMANDA DE TRANSPORT NR. {say.reference()}"),
        ("Data emiterii", say.issued()),
        ("Transportator", say.name("carrier")),
        ("", ""),
        *at_stop(0, loading),
        *at_stop(1, unloading),
        ("Marfa", f"UN {say.un_number()} {say.goods()}"),
        ("ADR", "DA"),
        ("Greutate bruta", say.kg()),
        ("Nr. paleti", say.pallets()),
        ("Nr. auto", say.truck()),
        ("Nr. remorca", say.trailer()),
        ("Sofer", f"{say.driver()} {say.driver_phone()}"),
        ("Cod UIT", say.uit()),
        ("", ""),
        ("Pret", f"{say.net_price('+ TVA')}"),
        ("Plata la", f"{say.days()} zile"),
    ]
    say.totals_implied()

    def draw(canvas: Canvas) -> None:
        typed_rows(canvas, d, rows)

    return d.drawn(draw)


def typed_rows(canvas: Canvas, d: Draft, rows: list[tuple[str, str]]) -> None:
    """Label, dots, value; line under line."""
    y = 280 * mm
    canvas.setFont(d.face.regular, d.size)
    for label, value in rows:
        for at, piece in enumerate(wrapped(value, 60)):
            text = f"{label + ' ':.<18}: {piece}" if label and at == 0 else (" " * 20 if label else "") + piece
            canvas.drawString(20 * mm, y, d.spell(text))
            y -= 5.4 * mm
