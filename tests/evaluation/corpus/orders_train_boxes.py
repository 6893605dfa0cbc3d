"""Train layouts of transport orders whose boxes and rows are numbered, paired or side by side."""

from __future__ import annotations

from random import Random

from freightwire.events.extraction import DocumentKind
from reportlab.platypus import Flowable

from tests.evaluation.corpus.draft import Written, gap
from tests.evaluation.corpus.facts import StopFact, order_facts
from tests.evaluation.corpus.layouts import Register, Split, draft
from tests.evaluation.corpus.terms import terms
from tests.evaluation.corpus.wording import OrderPieces, Party, company, contact, place, postcode, stop, when

order = Register(DocumentKind.TRANSPORT_ORDER, Split.TRAIN)


@order
def framed_numbers(rng: Random) -> Written:
    """An English form of ruled fields, each with its number and caption, the value under it."""
    facts = order_facts(rng, domestic=False)
    d = draft(rng, "en", ("helvetica", "roboto", "source_sans"), size=9)
    say = OrderPieces(d, facts)
    at = iter(range(1, 40))
    dot = rng.choice((".", "", ")"))

    def field(caption: str, *values: str) -> list[Flowable]:
        return [d.line(f"{next(at)}{dot} {caption}", 7), *(d.line(value) for value in values)]

    def firm(caption: str, party: Party) -> list[Flowable]:
        return field(caption, say.name(party), say.address(party), f"VAT: {say.vat(party)}")

    def stops(fact: StopFact, index: int, where: str, moment: str) -> list[list[Flowable]]:
        path = stop(d, index, fact)
        return [field(where, company(d, path, fact), *place(d, path, fact.address)), field(moment, when(d, path, fact))]

    rows: list[tuple[list[list[Flowable]], list[int]]] = [
        ([field("Order number", say.reference()), field("Date of issue", say.issued())], [87, 87]),
        ([firm("Principal", "client"), firm("Carrier", "carrier")], [87, 87]),
        (stops(facts.stops[0], 0, "Place of loading", "Date and time of loading"), [100, 74]),
        (stops(facts.stops[1], 1, "Place of delivery", "Date and time of delivery"), [100, 74]),
        ([field("Nature of the goods", say.goods()), field("Number of pallets", say.pallets()),
          field("Gross weight in kg", say.kg("")), field("Loading metres", say.ldm())], [66, 36, 40, 32]),
        ([field("Type of vehicle", say.body()), field("Registration numbers", f"{say.truck()} / {say.trailer()}"),
          field("Driver", say.driver())], [58, 58, 58]),
        ([field("Freight", say.price(rng.choice(("after", "before")))),
          field("Terms of payment", f"{say.days()} days from receipt of invoice")], [87, 87]),
    ]  # fmt: skip
    say.totals_implied()
    return d.written(
        [
            d.line(rng.choice(("TRANSPORT ORDER", "FREIGHT ORDER", "FORWARDING ORDER")), 14, bold=True, align=1),
            gap(3),
            *[d.table([row], widths, head=False, padding=2) for row, widths in rows],
            gap(),
            *d.lines(["Special conditions", *terms(rng, "en", 5)], 7.5),
        ]
    )


@order
def paired_rows(rng: Random) -> Written:
    """A ruled table of four columns: label, value, label, value."""
    facts = order_facts(rng)
    d = draft(rng, "ro", ("source_sans", "roboto", "helvetica"), size=8.5)
    say = OrderPieces(d, facts)
    loading, unloading = facts.stops

    def where(index: int, fact: StopFact) -> str:
        path = stop(d, index, fact)
        return "\n".join([company(d, path, fact), *place(d, path, fact.address)])

    rows = [
        ["Comanda nr.", say.reference(), "Din data", say.issued()],
        ["Expeditor", say.name("client"), "Transportator", say.name("carrier")],
        ["CUI", say.vat("client"), "CUI", say.vat("carrier")],
        ["Persoană de contact", say.contact("client"), "Persoană de contact", say.contact("carrier")],
        ["Telefon", say.phone("client"), "Telefon", say.phone("carrier")],
        ["Adresa de încărcare", where(0, loading), "Adresa de descărcare", where(1, unloading)],
        ["Data încărcării", d.date("stops.0.date", loading.date),
         "Data descărcării", d.date("stops.1.date", unloading.date)],
        ["Ora", d.window("stops.0", loading.time_from, loading.time_to),
         "Ora", d.window("stops.1", unloading.time_from, unloading.time_to)],
        ["Contact încărcare", contact(d, "stops.0", loading), "Contact descărcare", contact(d, "stops.1", unloading)],
        ["Felul mărfii", say.goods(), "Nr. paleți", say.pallets()],
        ["Greutate (kg)", say.kg(""), "Metri liniari", say.ldm()],
        ["Nr. cap tractor", say.truck(), "Nr. semiremorcă", say.trailer()],
        ["Șofer", say.driver(), "Tel. șofer", say.driver_phone()],
        ["Preț", say.net_price("+ TVA"), "Termen de plată", f"{say.days()} zile"],
    ]  # fmt: skip
    say.totals_implied()
    return d.written(
        [
            d.line(
                rng.choice(("Comandă fermă de transport", "COMANDĂ TRANSPORT", "Comandă de expediție")), 13, bold=True
            ),
            gap(),
            d.table(rows, [32, 56, 32, 56], head=False),
            gap(),
            *d.lines(terms(rng, "ro", 6), 8),
        ]
    )


@order
def german_pairs(rng: Random) -> Written:
    """A German order: both stops in one table, a row for each detail, a column for each stop."""
    facts = order_facts(rng, domestic=False, client_country="DE")
    d = draft(rng, "de", ("source_sans", "helvetica"), size=9)
    say = OrderPieces(d, facts)
    loading, unloading = (stop(d, index, fact) for index, fact in enumerate(facts.stops))
    pair = ((loading, facts.stops[0]), (unloading, facts.stops[1]))
    rows = [
        ["", "Beladung", "Entladung"],
        ["Firma", *(company(d, path, fact) for path, fact in pair)],
        ["Straße", *(d.says(f"{path}.street", fact.address.street) for path, fact in pair)],
        ["PLZ / Ort", *(f"{postcode(d, path, fact.address)} {d.says(f'{path}.city', fact.address.town.name)}"
                        for path, fact in pair)],
        ["Land", *(d.country(f"{path}.country", fact.address.town.country) for path, fact in pair)],
        ["Datum", *(d.date(f"{path}.date", fact.date) for path, fact in pair)],
        ["Uhrzeit", *(d.window(path, fact.time_from, fact.time_to) for path, fact in pair)],
        ["Referenz", *(d.says(f"{path}.reference", fact.reference) for path, fact in pair)],
        ["Ansprechpartner", *(contact(d, path, fact) for path, fact in pair)],
    ]  # fmt: skip
    for path, fact in pair:
        if fact.address.town.county:
            d.implies(f"{path}.county", d.spell(fact.address.town.county))
    say.totals_implied()
    load = [
        ["Ladung", f"{say.pallets()} {say.package()} {say.goods()}"],
        ["Gewicht", f"{say.kg()}"],
        ["Lademeter", say.ldm()],
        ["Fahrzeugtyp", say.body()],
        ["LKW-Kennzeichen", f"{say.truck()} / {say.trailer()}"],
        ["Fahrer", f"{say.driver()}, {say.driver_phone()}"],
        ["Frachtpreis", say.net_price("zzgl. MwSt.")],
        ["Zahlungsziel", f"{say.days()} Tage nach Erhalt der Rechnung"],
    ]
    return d.written(
        [
            *d.lines([f"**{say.name('client')}**", say.address("client"), f"USt-IdNr. {say.vat('client')}", ""], 9),
            d.line(f"Speditionsauftrag {say.reference()}", 14, bold=True),
            d.line(f"vom {say.issued()}"),
            gap(),
            *d.lines([f"Frachtführer: {say.name('carrier')}, {say.address('carrier')}", ""]),
            d.table(rows, [34, 70, 70], ruled=rng.choice(("grid", "rows"))),
            gap(),
            d.table(load, [40, 134], ruled="rows", head=False),
            gap(),
            *d.lines(terms(rng, "de", 6), 8),
        ]
    )


@order
def columns_of_labels(rng: Random) -> Written:
    """English, no rules at all: loading at the left and unloading at the right, each with labels and values."""
    facts = order_facts(rng, domestic=False)
    d = draft(rng, "en", ("source_sans", "manrope", "times"), size=9.5)
    say = OrderPieces(d, facts)

    def column(index: int, fact: StopFact, title: str) -> str:
        path = stop(d, index, fact)
        street, *rest = place(d, path, fact.address, prefix=rng.choice(("", "code")))
        return "\n".join(
            [
                f"**{title}**",
                f"Company: {company(d, path, fact)}",
                f"Address: {street}",
                *rest,
                f"Date: {d.date(f'{path}.date', fact.date)}",
                f"Time: {d.window(path, fact.time_from, fact.time_to)}",
                f"Reference: {d.says(f'{path}.reference', fact.reference)}",
            ]
        )

    titles = rng.choice((("Collection", "Delivery"), ("Loading", "Unloading"), ("PICK-UP", "DROP-OFF")))
    columns = [[column(index, fact, titles[index]) for index, fact in enumerate(facts.stops)]]
    say.totals_implied()
    return d.written(
        [
            d.line("Carriage Order", 16, bold=True),
            d.line(f"Order no. {say.reference()}    Date: {say.issued()}"),
            gap(),
            d.table(
                [
                    [
                        f"**Customer**\n{say.name('client')}\n{say.address('client')}\nVAT ID {say.vat('client')}",
                        f"**Haulier**\n{say.name('carrier')}\n{say.address('carrier')}\nE-mail: {say.email('carrier')}",
                    ]
                ],
                [87, 87], ruled="none", head=False,
            ),
            gap(),
            d.table(columns, [87, 87], ruled="none", head=False),
            gap(),
            *d.lines(
                [
                    f"**Cargo:** {say.goods()}",
                    f"**Quantity:** {say.pallets()} {say.package()}",
                    f"**Weight:** {say.kg()}   **Loading metres:** {say.ldm()}",
                    f"**Equipment:** {say.body()}",
                    f"**Truck / trailer:** {say.truck()} / {say.trailer()}",
                    f"**Agreed rate:** {say.price('before')} all in",
                    f"**Payment:** {say.days()} days after receipt of original documents",
                ]
            ),
            gap(),
            *d.lines(terms(rng, "en", 6), 8),
        ]
    )  # fmt: skip
