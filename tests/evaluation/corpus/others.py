"""Documents that look like orders and are none: taking one of them for an order is the costliest mistake of a desk."""

from __future__ import annotations

from random import Random

from freightwire.events.extraction import DocumentKind

from tests.evaluation.corpus.draft import Draft, Written, gap
from tests.evaluation.corpus.facts import OrderFacts, StopFact, order_facts
from tests.evaluation.corpus.layouts import Register, Split, draft
from tests.evaluation.corpus.places import COUNTRY_NAMES
from tests.evaluation.corpus.terms import terms

_LISTS = (DocumentKind.DELIVERY_NOTE,)
train = Register(DocumentKind.OTHER, Split.TRAIN)
train_list = Register(DocumentKind.OTHER, Split.TRAIN, also=_LISTS)
calibration = Register(DocumentKind.OTHER, Split.CALIBRATION)
test = Register(DocumentKind.OTHER, Split.TEST)
test_list = Register(DocumentKind.OTHER, Split.TEST, also=_LISTS)


def _where(d: Draft, fact: StopFact) -> str:
    town = fact.address.town
    return f"{town.postcode} {town.name}, {COUNTRY_NAMES[d.language][town.country]}"


def _items(facts: OrderFacts, d: Draft) -> list[list[str]]:
    return [
        [str(at), line.name[d.language], str(line.quantity), line.package[d.language], d.formats.number(line.gross_kg)]
        for at, line in enumerate(facts.goods, 1)
    ]


@train_list
def loading_list(rng: Random) -> Written:
    """A shipper's loading list: what goes onto the truck, with its plates and times."""
    facts = order_facts(rng, lines=5)
    d = draft(rng, "ro", ("roboto", "helvetica"))
    loading, unloading = facts.stops
    return d.written(
        [
            d.line("LISTĂ DE ÎNCĂRCARE", 14, bold=True),
            *d.lines(
                [
                    f"Data încărcării: {d.formats.date(loading.date)}   Rampa: {rng.randint(1, 24)}",
                    f"Camion: {d.formats.plate(facts.truck)} / {d.formats.plate(facts.trailer)}   Șofer: {facts.driver}",
                    f"Destinație: {unloading.company}, {_where(d, unloading)}",
                    "",
                ]
            ),
            d.table([["Poz.", "Articol", "Buc.", "Ambalaj", "Greutate kg"], *_items(facts, d)], [14, 80, 20, 34, 26]),
            gap(),
            d.line(f"Total greutate: {d.formats.number(facts.kg)} kg   Total colete: {facts.pallets}"),
            d.line("Încărcat de: ____________   Verificat de: ____________"),
        ]
    )


@train_list
def packing_list(rng: Random) -> Written:
    """An English packing list."""
    facts = order_facts(rng, lines=4, domestic=False)
    d = draft(rng, "en", ("source_sans", "times"))
    return d.written(
        [
            d.line(facts.stops[0].company, 13, bold=True),
            d.line("PACKING LIST", 16, bold=True, align=1),
            *d.lines(
                [
                    f"Packing list no.: PL{rng.randint(1000, 9999)}   Date: {d.formats.date(facts.issued)}",
                    f"Invoice no.: {rng.randint(10000, 99999)}   Order no.: {facts.reference}",
                    f"Consignee: {facts.stops[1].company}, {_where(d, facts.stops[1])}",
                    "",
                ]
            ),
            d.table([["No.", "Description", "Qty", "Packaging", "Gross kg"], *_items(facts, d)], [14, 80, 20, 34, 26]),
            gap(),
            d.line(f"Total gross weight: {d.formats.number(facts.kg)} kg, {facts.pallets} packages"),
        ]
    )


@train
def price_request(rng: Random) -> Written:
    """A Romanian request for a price: everything but an order."""
    facts = order_facts(rng)
    d = draft(rng, "ro", ("source_serif", "roboto"), size=10.5)
    loading, unloading = facts.stops
    return d.written(
        [
            d.line("Cerere de ofertă transport", 14, bold=True),
            gap(),
            *d.lines(
                [
                    "Bună ziua,",
                    "",
                    "Vă rugăm să ne transmiteți cea mai bună ofertă de preț pentru următorul transport:",
                    "",
                    f"Încărcare: {_where(d, loading)}, {d.formats.date(loading.date)}",
                    f"Descărcare: {_where(d, unloading)}, {d.formats.date(unloading.date)}",
                    f"Marfă: {facts.goods[0].name['ro']}, {facts.pallets} paleți, {d.formats.number(facts.kg)} kg",
                    f"Tip camion: {facts.body['ro']}",
                    "",
                    "Așteptăm oferta dumneavoastră până mâine la ora 12:00. Prezenta nu constituie comandă.",
                    "",
                    "Cu stimă,",
                    facts.client.contact,
                    facts.client.name,
                ]
            ),
        ]
    )


@train
def complaint_letter(rng: Random) -> Written:
    """A letter about an order that was late."""
    facts = order_facts(rng)
    d = draft(rng, "ro", ("source_serif", "caladea", "times"), size=10.5)
    return d.written(
        [
            *d.lines([f"**{facts.client.name}**", f"CUI {facts.client.vat}", "", f"Către {facts.carrier.name}", ""]),
            d.line("Notificare privind întârzierea la descărcare", 13, bold=True),
            gap(),
            *d.lines(
                [
                    f"Referitor la comanda de transport nr. {facts.reference} din {d.formats.date(facts.issued)}, vă aducem la "
                    f"cunoștință că vehiculul {d.formats.plate(facts.truck)} a ajuns la descărcare cu o întârziere de 5 ore.",
                    "",
                    "Conform condițiilor agreate, vom reține penalități de 50 EUR pentru fiecare oră de întârziere, în total "
                    "250 EUR, din factura dumneavoastră.",
                    "",
                    "Vă rugăm să ne transmiteți un punct de vedere în termen de 5 zile lucrătoare.",
                    "",
                    "Cu stimă,",
                    facts.client.contact,
                ]
            ),
        ]
    )


@test
def bill_of_lading(rng: Random) -> Written:
    """A bill of lading, as American shippers write them."""
    facts = order_facts(rng, lines=3, domestic=False)
    d = draft(rng, "en", ("roboto", "helvetica"), size=9)
    loading, unloading = facts.stops
    return d.written(
        [
            d.line("BILL OF LADING - SHORT FORM - NOT NEGOTIABLE", 12, bold=True, align=1),
            d.line(f"BOL number: {rng.randint(10**9, 10**10)}   Date: {d.formats.date(loading.date)}", align=1),
            gap(3),
            d.table(
                [
                    ["Ship from", "Ship to"],
                    [f"{loading.company}\n{_where(d, loading)}", f"{unloading.company}\n{_where(d, unloading)}"],
                    [f"Carrier name: {facts.carrier.name}", f"Trailer number: {d.formats.plate(facts.trailer)}"],
                    ["Freight charge terms: prepaid", "Seal number(s): " + str(rng.randint(10000, 99999))],
                ],
                [87, 87],
            ),
            gap(3),
            d.table(
                [["Line", "Commodity description", "Qty", "Type", "Weight"], *_items(facts, d)], [14, 80, 20, 34, 26]
            ),
            gap(3),
            d.line("Shipper signature / date          Carrier signature / pickup date"),
        ]
    )


@test
def general_conditions(rng: Random) -> Written:
    """The general conditions of a forwarder, without an order before them."""
    facts = order_facts(rng)
    d = draft(rng, "ro", ("source_sans", "times"), size=9.5)
    return d.written(
        [
            d.line(facts.client.name, 12, bold=True),
            d.line("CONDIȚII GENERALE DE TRANSPORT", 14, bold=True, align=1),
            d.line("parte integrantă din fiecare comandă de transport", 9, align=1),
            gap(),
            *d.lines([text for each in terms(rng, "ro", 15) for text in (each, "")]),
        ]
    )


@test
def price_offer(rng: Random) -> Written:
    """An offer in English, with places, dates and a price: not yet an order."""
    facts = order_facts(rng, domestic=False)
    d = draft(rng, "en", ("manrope", "source_serif"), size=10)
    loading, unloading = facts.stops
    return d.written(
        [
            d.line(facts.carrier.name, 13, bold=True),
            gap(),
            d.line(f"Quotation no. Q{rng.randint(1000, 9999)}", 14, bold=True),
            d.line(f"valid until {d.formats.date(unloading.date)}"),
            gap(),
            *d.lines(
                [
                    f"Dear {facts.client.contact},",
                    "",
                    "thank you for your enquiry. We are pleased to offer the following:",
                    "",
                    f"Loading: {_where(d, loading)}",
                    f"Unloading: {_where(d, unloading)}",
                    f"Goods: {facts.goods[0].name['en']}, {d.formats.number(facts.kg)} kg",
                    f"Our price: {d.formats.amount(facts.price)} EUR plus VAT",
                    f"Payment terms: {facts.payment_days} days",
                    "",
                    "We look forward to receiving your order.",
                ]
            ),
        ]
    )


@calibration
def payment_reminder(rng: Random) -> Written:
    """A reminder of unpaid invoices, in German."""
    facts = order_facts(rng, client_country="DE")
    d = draft(rng, "de", ("helvetica", "source_sans"), size=10)
    rows = [
        [str(rng.randint(10000, 99999)), d.formats.date(facts.issued), d.formats.amount(facts.price + 100 * at), "EUR"]
        for at in range(3)
    ]
    return d.written(
        [
            d.line(facts.client.name, 12, bold=True),
            gap(8),
            d.line("Zahlungserinnerung", 14, bold=True),
            gap(),
            *d.lines(
                ["Sehr geehrte Damen und Herren,", "", "folgende Beträge aus Transportaufträgen sind noch offen:", ""]
            ),
            d.table([["Beleg", "Datum", "Betrag", "Währung"], *rows], [40, 40, 40, 30]),
            gap(),
            *d.lines(["Wir bitten um Ausgleich innerhalb von 7 Tagen.", "", "Mit freundlichen Grüßen"]),
        ]
    )


@test_list
def picking_list(rng: Random) -> Written:
    """A German loading list of a warehouse."""
    facts = order_facts(rng, lines=5)
    d = draft(rng, "de", ("courier", "roboto"), size=9)
    return d.written(
        [
            d.line("Ladeliste / Kommissionierliste", 13, bold=True),
            d.line(
                f"Tor {rng.randint(1, 40)}   LKW {d.formats.plate(facts.truck)}   Abfahrt {d.formats.date(facts.stops[0].date)}"
            ),
            gap(3),
            d.table([["Pos", "Artikel", "Menge", "Einheit", "kg"], *_items(facts, d)], [14, 80, 20, 34, 26]),
        ]
    )
