"""Transport orders to which confidences are fitted, and two more to judge by. No rule is worked out against these."""

from __future__ import annotations

from random import Random

from freightwire.events.extraction import DocumentKind
from reportlab.platypus import Flowable

from tests.evaluation.corpus.draft import Written, gap
from tests.evaluation.corpus.facts import StopFact, order_facts
from tests.evaluation.corpus.layouts import Register, Split, draft
from tests.evaluation.corpus.terms import terms
from tests.evaluation.corpus.wording import OrderPieces, company, contact, goods_name, place, stop, town, when

order = Register(DocumentKind.TRANSPORT_ORDER, Split.CALIBRATION)
test = Register(DocumentKind.TRANSPORT_ORDER, Split.TEST)


@order
def cards(rng: Random) -> Written:
    """An English order of a platform: cards with a title and the values under it, no rules between them."""
    facts = order_facts(rng, domestic=False, client_country=rng.choice(("DE", "RO", "SI")))
    d = draft(rng, "en", ("manrope", "source_sans", "roboto"), size=9)
    say = OrderPieces(d, facts)

    def card(title: str, *lines: str) -> list[Flowable]:
        return [d.line(title, 7.5, bold=True), *[d.line(each) for each in lines]]

    def at_stop(index: int) -> list[Flowable]:
        fact = facts.stops[index]
        path = stop(d, index, fact)
        title = "LOADING" if fact.kind == "loading" else "UNLOADING"
        return card(title, company(d, path, fact), *place(d, path, fact.address), when(d, path, fact))

    client = card("CUSTOMER", say.name("client"), say.address("client"), f"VAT ID {say.vat('client')}")
    carrier = card("CARRIER", say.name("carrier"), say.address("carrier"), f"VAT ID {say.vat('carrier')}")
    cargo = card("GOODS", say.goods(), f"{say.pallets()} {say.package()}", f"{say.kg()} gross", f"{say.ldm()} ldm")
    money = card("FREIGHT", say.net_price("net"), f"payable in {say.days()} days")
    truck = card("VEHICLE", say.body(), f"{say.truck()} / {say.trailer()}", f"{say.driver()}, {say.driver_phone()}")
    say.totals_implied()
    return d.written(
        [
            d.line(f"Transport order {say.reference()}", 16, bold=True),
            d.line(f"created {say.issued()}", 8),
            gap(5),
            d.table(
                [[client, carrier], [at_stop(0), at_stop(1)], [cargo, money], [truck, ""]],
                [87, 87],
                ruled="none",
                head=False,
                padding=6,
            ),
            gap(5),
            *d.lines(terms(rng, "en", 6), 7.5),
        ]
    )


@order
def german_lines(rng: Random) -> Written:
    """A German order: one line for each piece, the stops' addresses in one line with the country behind."""
    facts = order_facts(rng, domestic=False, client_country=rng.choice(("DE", "AT")))
    d = draft(rng, "de", ("roboto", "times", "source_serif"), size=10)
    say = OrderPieces(d, facts)

    def at_stop(index: int) -> list[str]:
        fact = facts.stops[index]
        path = stop(d, index, fact)
        loads = fact.kind == "loading"
        return [
            f"{'Ladestelle' if loads else 'Lieferadresse'}: {company(d, path, fact)}, {', '.join(place(d, path, fact.address))}",
            f"{'Ladedatum' if loads else 'Lieferdatum'}: {d.date(f'{path}.date', fact.date)}",
            f"{'Ladezeit' if loads else 'Lieferzeit'}: {d.window(path, fact.time_from, fact.time_to)}",
            "",
        ]

    story = [
        d.line(f"Frachtauftrag {say.reference()} vom {say.issued()}", 14, bold=True),
        gap(),
        *d.lines(
            [
                f"Auftraggeber: {say.name('client')}, {say.address('client')}",
                f"USt-IdNr.: {say.vat('client')}",
                f"Frachtführer: {say.name('carrier')}",
                "",
                *at_stop(0),
                *at_stop(1),
                f"Ware: {say.goods()}",
                f"Gewicht: {say.kg()}",
                f"Paletten: {say.pallets()}",
                f"Fahrzeugtyp: {say.body()}",
                f"Kennzeichen: {say.truck()} / {say.trailer()}",
                f"Fahrer: {say.driver()}, Tel. {say.driver_phone()}",
                "",
                f"Preis: {say.net_price('zzgl. MwSt.')}",
                f"Zahlungsziel: {say.days()} Tage",
                "",
                *terms(rng, "de", 7),
            ]
        ),
    ]
    say.totals_implied()
    return d.written(story, margin=20)


@order
def bullets(rng: Random) -> Written:
    """A Romanian order as a list with bullets under three headings."""
    facts = order_facts(rng, unloadings=rng.choice((1, 2)))
    d = draft(rng, "ro", ("source_sans", "helvetica", "caladea"), size=10)
    say = OrderPieces(d, facts)

    def at_stop(index: int, fact: StopFact) -> list[str]:
        path = stop(d, index, fact)
        name = "încărcare" if fact.kind == "loading" else "descărcare"
        return [
            f"• Adresă {name}: {company(d, path, fact)}, {', '.join(place(d, path, fact.address, county=True))}",
            f"• Data {name}: {when(d, path, fact)}",
            f"• Contact {name}: {contact(d, path, fact)}",
        ]

    story = [
        d.line(f"{say.name('client')} - comandă transport nr. {say.reference()}", 13, bold=True),
        d.line(f"Data: {say.issued()}"),
        gap(),
        *d.lines(
            [
                "**PĂRȚILE**",
                f"• Client: {say.name('client')}, CUI {say.vat('client')}, {say.address('client')}",
                f"• Transportator: {say.name('carrier')}, CUI {say.vat('carrier')}",
                "",
                "**TRASEUL**",
                *[text for index, fact in enumerate(facts.stops) for text in at_stop(index, fact)],
                "",
                "**MARFA ȘI PREȚUL**",
                f"• Tip marfă: {say.goods()}, {say.pallets()} {say.package()}",
                f"• Greutate totală: {say.kg()}",
                f"• Mașina: {say.truck()}, remorca {say.trailer()}",
                f"• Preț agreat: {say.net_price('+ TVA')}",
                f"• Plata: {say.days()} zile de la primirea documentelor",
                f"• Cod UIT: {say.uit()}",
                "",
                *terms(rng, "ro", 6),
            ]
        ),
    ]
    say.totals_implied()
    return d.written(story)


@order
def one_row_table(rng: Random) -> Written:
    """A bilingual order whose transport is one row of a wide table."""
    facts = order_facts(rng)
    d = draft(rng, "ro", ("roboto", "source_sans"), size=8.5)
    say = OrderPieces(d, facts)

    def where(index: int) -> str:
        fact = facts.stops[index]
        path = stop(d, index, fact)
        return "\n".join([company(d, path, fact), *place(d, path, fact.address)])

    head = ["Încărcare / Loading", "Data / Date", "Descărcare / Unloading", "Data / Date", "Marfa / Goods", "Kg"]
    first, last = (d.date(f"stops.{at}.date", facts.stops[at].date) for at in (0, 1))
    row = [where(0), first, where(1), last, f"{say.goods()}\n{say.pallets()} {say.package()}", say.kg("")]
    say.totals_implied()
    return d.written(
        [
            d.line(f"Comandă de transport / Transport order nr. {say.reference()}", 13, bold=True),
            d.line(f"Data: {say.issued()}"),
            gap(3),
            *d.lines(
                [
                    f"Client / Customer: {say.name('client')}, CUI {say.vat('client')}",
                    f"Cărăuș / Carrier: {say.name('carrier')}, CUI {say.vat('carrier')}",
                    "",
                ]
            ),
            d.table([head, row], [44, 21, 44, 21, 30, 14]),
            gap(3),
            *d.lines(
                [
                    f"Auto / Truck: {say.truck()} / {say.trailer()}",
                    f"Preț / Price: {say.price()}    Termen de plată / Payment: {say.days()} zile / days",
                    "",
                    *terms(rng, "ro", 5),
                ]
            ),
        ]
    )


@test
def pickup_and_delivery(rng: Random) -> Written:
    """A Romanian order that says preluare and livrare; goods in a table with one total, the letterhead at the right."""
    facts = order_facts(rng, lines=rng.choice((2, 3)))
    d = draft(rng, "ro", ("manrope", "roboto", "source_serif"), size=9.5)
    say = OrderPieces(d, facts)

    def at_stop(index: int) -> list[list[str]]:
        fact = facts.stops[index]
        path = stop(d, index, fact)
        name = "Preluare" if fact.kind == "loading" else "Livrare"
        return [
            [name, company(d, path, fact)],
            [
                "Adresa",
                f"{d.says(f'{path}.street', fact.address.street)}, {town(d, path, fact.address, prefix='code')}",
            ],
            ["Program", when(d, path, fact)],
        ]

    goods = [["Articol", "Cantitate", "Ambalaj", "Greutate (kg)"]]
    for index, line in enumerate(facts.goods):
        path = f"goods.{index}"
        goods.append(
            [
                goods_name(d, index, line),
                d.number(f"{path}.quantity", line.quantity),
                d.says(f"{path}.package", line.package["ro"]),
                d.kilograms(f"{path}.grossKg", line.gross_kg, unit=""),
            ]
        )
    story = [
        *[
            d.line(text, align=2)
            for text in (f"**{say.name('client')}**", say.address("client"), f"CIF {say.vat('client')}", f"Tel. {say.phone('client')}")
        ],
        gap(3),
        d.line(f"COMANDĂ TRANSPORT nr. {say.reference()} / {say.issued()}", 13, bold=True),
        d.line(f"către {say.name('carrier')}, CIF {say.vat('carrier')}"),
        gap(3),
        d.table([*at_stop(0), *at_stop(1)], [30, 144], ruled="rows", head=False),
        gap(3),
        d.table(goods, [84, 26, 34, 30]),
        d.line(f"Total greutate: {say.kg()}"),
        gap(3),
        *d.lines(
            [
                f"Mijloc de transport: {say.body()}, nr. {say.truck()} / {say.trailer()}",
                f"Preț negociat: {say.net_price('fără TVA')}, termen de plată {say.days()} zile",
                "",
                *terms(rng, "ro", 7),
            ]
        ),
    ]  # fmt: skip
    say.totals_implied()
    return d.written(story)


@test
def trilingual_labels(rng: Random) -> Written:
    """A form for hauliers of all countries: each label in Romanian, English and German above its line."""
    facts = order_facts(rng, domestic=False, client_country=rng.choice(("RO", "AT", "HU")))
    d = draft(rng, "ro", ("roboto", "source_sans"), size=9.5, fixed={"date_pattern": "{d:02}.{m:02}.{y}"})
    say = OrderPieces(d, facts)

    def at_stop(index: int) -> str:
        fact = facts.stops[index]
        path = stop(d, index, fact)
        return ", ".join([company(d, path, fact), *place(d, path, fact.address, country="code")])

    rows = [
        ("Nr. comandă / Order no. / Auftragsnr.", say.reference()),
        ("Data / Date / Datum", say.issued()),
        ("Client / Customer / Auftraggeber", f"{say.name('client')}, {say.vat('client')}"),
        ("Transportator / Carrier / Frachtführer", f"{say.name('carrier')}, {say.vat('carrier')}"),
        ("Loc de încărcare / Place of loading / Ladestelle", at_stop(0)),
        ("Data încărcării / Loading date / Ladedatum", when(d, "stops.0", facts.stops[0])),
        ("Loc de descărcare / Place of unloading / Entladestelle", at_stop(1)),
        ("Data descărcării / Unloading date / Entladedatum", when(d, "stops.1", facts.stops[1])),
        ("Marfa / Goods / Ware", say.goods()),
        ("Greutate brută / Gross weight / Bruttogewicht", say.kg()),
        ("Paleți / Pallets / Paletten", say.pallets()),
        ("Nr. auto / Truck no. / Kennzeichen", f"{say.truck()} / {say.trailer()}"),
        ("Preț / Price / Preis", say.price(rng.choice(("after", "before")))),
        ("Termen de plată / Payment term / Zahlungsziel", f"{say.days()} zile / days / Tage"),
    ]
    say.totals_implied()
    story = [d.line("COMANDĂ DE TRANSPORT / TRANSPORT ORDER / TRANSPORTAUFTRAG", 11, bold=True), gap(3)]
    for label, value in rows:
        story += [d.line(label, 6.5), d.line(value), gap(1.5)]
    return d.written([*story, gap(3), *d.lines(terms(rng, "en", 6), 7.5)])
