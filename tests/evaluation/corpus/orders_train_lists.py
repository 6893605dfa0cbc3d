"""Train layouts of transport orders in rows, blocks and short lines, in one language or in three at once."""

from __future__ import annotations

from random import Random

from freightwire.events.extraction import DocumentKind
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from tests.evaluation.corpus.draft import Draft, Written, gap
from tests.evaluation.corpus.facts import StopFact, order_facts
from tests.evaluation.corpus.layouts import Register, Split, draft
from tests.evaluation.corpus.terms import terms
from tests.evaluation.corpus.wording import OrderPieces, Party, company, place, stop, town, when

order = Register(DocumentKind.TRANSPORT_ORDER, Split.TRAIN)


@order
def row_of_a_transport(rng: Random) -> Written:
    """A table with one row for the whole transport: both stops, the goods, the price, each a column."""
    facts = order_facts(rng)
    d = draft(rng, "ro", ("source_sans", "roboto"), size=7.5)
    say = OrderPieces(d, facts)
    loading, unloading = facts.stops

    def where(index: int, fact: StopFact) -> str:
        path = stop(d, index, fact)
        return "\n".join([company(d, path, fact), *place(d, path, fact.address)])

    heads = rng.choice(
        (
            ["Data încărcare", "Loc încărcare", "Data descărcare", "Loc descărcare", "Marfă", "Greutate kg", "Preț"],
            ["Încărcare la data", "Adresa încărcare", "Livrare la data", "Adresa livrare", "Descriere marfă", "Masa brută (kg)",
             "Tarif"],
        )
    )  # fmt: skip
    row = [
        f"{d.date('stops.0.date', loading.date)}\n{d.window('stops.0', loading.time_from, loading.time_to)}",
        where(0, loading),
        f"{d.date('stops.1.date', unloading.date)}\n{d.window('stops.1', unloading.time_from, unloading.time_to)}",
        where(1, unloading),
        f"{say.goods()}\n{say.pallets()} {say.package()}",
        say.kg(""),
        say.price(),
    ]
    say.totals_implied()
    return d.written(
        [
            d.line(f"Comandă de transport nr. {say.reference()} din {say.issued()}", 13, bold=True),
            gap(),
            *d.lines(
                [
                    f"Beneficiar: {say.name('client')}, CUI {say.vat('client')}, {say.address('client')}",
                    f"Transportator: {say.name('carrier')}, CUI {say.vat('carrier')}, {say.address('carrier')}", "",
                ], 9,
            ),
            d.table([heads, row], [21, 33, 21, 33, 27, 19, 20]),
            gap(),
            *d.lines(
                [
                    f"Autovehicul: {say.truck()} / {say.trailer()}, șofer {say.driver()}, tel. {say.driver_phone()}",
                    f"Plata se face în {say.days()} zile de la primirea facturii.", "",
                    *terms(rng, "ro", 6),
                ], 8.5,
            ),
        ],
        margin=17,
    )  # fmt: skip


@order
def dated_headings(rng: Random) -> Written:
    """English: each stop a numbered heading with its date, below it the address and what is loaded there."""
    facts = order_facts(rng, domestic=False, loadings=rng.choice((1, 2)), unloadings=rng.choice((1, 2)))
    d = draft(rng, "en", ("roboto", "manrope", "helvetica"), size=9.5)
    say = OrderPieces(d, facts)
    dash = rng.choice((" - ", ", ", ": "))

    def block(index: int, fact: StopFact) -> list[str]:
        path = stop(d, index, fact)
        word = "LOADING" if fact.kind == "loading" else "UNLOADING"
        return [
            f"**{index + 1}. {word}{dash}{when(d, path, fact)}**",
            company(d, path, fact),
            *place(d, path, fact.address),
            f"Contact: {d.says(f'{path}.contact', fact.contact)}, phone {d.phone(f'{path}.phone', fact.phone)}",
            f"{'Loading' if fact.kind == 'loading' else 'Delivery'} reference: "
            f"{d.says(f'{path}.reference', fact.reference)}",
            "",
        ]

    blocks = [line for index, fact in enumerate(facts.stops) for line in block(index, fact)]
    party = f"{say.name('carrier')}, {say.address('carrier')}, VAT {say.vat('carrier')}"
    lines = [
        f"Ordered by: {say.name('client')}, {say.address('client')}, VAT {say.vat('client')}",
        f"Carrier: {party}",
        "",
        *blocks,
        f"Goods: {say.goods()}, {say.pallets()} {say.package()}, gross weight {say.kg()}, {say.ldm()} ldm",
        f"Vehicle: {say.body()}",
        f"Plates: {say.truck()} / {say.trailer()}",
        f"Freight rate: {say.net_price('excl. VAT')}",
        f"Payment terms: {say.days()} days",
        "",
        *terms(rng, "en", 5),
    ]
    say.totals_implied()
    return d.written(
        [
            d.line(f"TRANSPORT ORDER {say.reference()}", 15, bold=True),
            d.line(f"Date of order: {say.issued()}"),
            gap(),
            *d.lines(lines),
        ]
    )


@order
def upper_printout(rng: Random) -> Written:
    """A program's printout in fixed pitch and capitals: rules of characters, labels with colons."""
    facts = order_facts(rng)
    d = draft(rng, "ro", ("courier",), size=9)
    say = OrderPieces(d, facts)
    rule = rng.choice(("=", "-", "*")) * 78

    def firm(title: str, party: Party) -> list[str]:
        return [
            f"{title:<22}: {say.name(party)}",
            f"{'COD FISCAL':<22}: {say.vat(party)}",
            f"{'ADRESA':<22}: {say.address(party)}",
        ]

    def at_stop(index: int, fact: StopFact) -> list[str]:
        path = stop(d, index, fact)
        word = "INCARCARE" if fact.kind == "loading" else "DESCARCARE"
        return [
            f"{f'LOC {word}':<22}: {company(d, path, fact)}",
            *(f"{'':<22}  {line}" for line in place(d, path, fact.address)),
            f"{f'DATA {word}':<22}: {d.date(f'{path}.date', fact.date)}",
            f"{'INTERVAL ORAR':<22}: {d.window(path, fact.time_from, fact.time_to)}",
        ]

    lines = [
        rule,
        f"   COMANDA TRANSPORT NR. {say.reference()}      DATA: {say.issued()}",
        rule,
        *firm("CLIENT", "client"),
        *firm("CARAUS", "carrier"),
        rule,
        *at_stop(0, facts.stops[0]),
        *at_stop(1, facts.stops[1]),
        rule,
        f"{'MARFA':<22}: {say.goods()}",
        f"{'NR. PALETI':<22}: {say.pallets():<16}{'GREUTATE KG':<14}: {say.kg('')}",
        f"{'METRI LINIARI':<22}: {say.ldm():<16}{'COD UIT':<14}: {say.uit()}",
        f"{'NR. AUTO':<22}: {say.truck():<16}{'NR. REMORCA':<14}: {say.trailer()}",
        rule,
        f"{'TARIF':<22}: {say.net_price('FARA TVA')}",
        f"{'TERMEN PLATA':<22}: {say.days()} ZILE",
        rule,
    ]
    say.totals_implied()

    def draw(canvas: Canvas) -> None:
        canvas.setFont(d.face.regular, d.size)
        for at, line in enumerate(lines):
            canvas.drawString(18 * mm, (282 - 4.6 * at) * mm, d.spell(line))

    return d.drawn(draw)


@order
def short_german_mail(rng: Random) -> Written:
    """A German dispatcher's few lines."""
    facts = order_facts(rng, domestic=False, client_country=rng.choice(("DE", "AT")))
    d = draft(rng, "de", ("helvetica", "roboto"), size=10.5)
    say = OrderPieces(d, facts)
    verbs = rng.choice((("Laden", "Entladen"), ("Beladung", "Entladung"), ("Ladestelle", "Entladestelle")))

    def at_stop(index: int, fact: StopFact) -> str:
        path = stop(d, index, fact)
        street = d.says(f"{path}.street", fact.address.street)
        where = town(d, path, fact.address, prefix=rng.choice(("code", "sign")))
        return f"{verbs[index]}: {company(d, path, fact)}, {street}, {where}, {when(d, path, fact)}"

    lines = [
        f"Hallo {facts.carrier.contact.split()[0]},",
        "",
        f"hier der Transportauftrag {say.reference()} vom {say.issued()} für {say.name('carrier')}:",
        "",
        at_stop(0, facts.stops[0]),
        at_stop(1, facts.stops[1]),
        f"Ladung: {say.pallets()} {say.package()} {say.goods()}, {say.kg()}, {say.ldm()} LDM",
        f"Fahrzeug: {say.body()}",
        f"Fracht: {say.net_price('netto')}, Zahlungsziel {say.days()} Tage",
        "",
        "Bitte Kennzeichen und Fahrer durchgeben.",
        "",
        "Viele Grüße",
        say.contact("client"),
        say.name("client"),
        f"Tel. {say.phone('client')}",
        say.email("client"),
    ]
    say.totals_implied()
    return d.written(d.lines(lines))


def _three(ro: str, en: str, de: str) -> str:
    return f"{ro} / {en} / {de}"


@order
def three_languages(rng: Random) -> Written:
    """Each label in three languages before its colon, line under line."""
    facts = order_facts(rng, domestic=False)
    d: Draft = draft(rng, "en", ("roboto", "source_sans"), size=9)
    say = OrderPieces(d, facts)

    def at_stop(index: int, fact: StopFact) -> list[str]:
        path = stop(d, index, fact)
        first = fact.kind == "loading"
        title = _three("Loc de încărcare", "Place of loading", "Beladeort") if first else _three(
            "Loc de descărcare", "Place of unloading", "Entladeort")  # fmt: skip
        moment = _three("Data și ora încărcării", "Loading date and time", "Ladetermin") if first else _three(
            "Data și ora descărcării", "Unloading date and time", "Entladetermin")  # fmt: skip
        return [
            f"{title}: {', '.join([company(d, path, fact), *place(d, path, fact.address)])}",
            f"{moment}: {when(d, path, fact)}",
        ]

    lines = [
        f"{_three('Client', 'Customer', 'Auftraggeber')}: {say.name('client')}, {say.address('client')}",
        f"{_three('Cod TVA', 'VAT no.', 'USt-IdNr.')}: {say.vat('client')}",
        f"{_three('Transportator', 'Carrier', 'Frachtführer')}: {say.name('carrier')}, {say.address('carrier')}",
        f"{_three('Cod TVA', 'VAT no.', 'USt-IdNr.')}: {say.vat('carrier')}",
        "",
        *at_stop(0, facts.stops[0]),
        *at_stop(1, facts.stops[1]),
        "",
        f"{_three('Marfa', 'Goods', 'Ware')}: {say.goods()}",
        f"{_three('Paleți', 'Pallets', 'Paletten')}: {say.pallets()}",
        f"{_three('Greutate brută', 'Gross weight', 'Bruttogewicht')}: {say.kg()}",
        f"{_three('Nr. auto', 'Truck plate', 'Kennzeichen')}: {say.truck()} / {say.trailer()}",
        f"{_three('Șofer', 'Driver', 'Fahrer')}: {say.driver()}, {say.driver_phone()}",
        f"{_three('Preț', 'Price', 'Frachtpreis')}: {say.price()}",
        f"{_three('Termen de plată', 'Payment term', 'Zahlungsziel')}: {say.days()} zile / days / Tage",
    ]
    say.totals_implied()
    return d.written(
        [
            d.line(_three("COMANDĂ DE TRANSPORT", "TRANSPORT ORDER", "TRANSPORTAUFTRAG"), 12, bold=True),
            d.line(f"Nr. / No.: {say.reference()}    Data / Date / Datum: {say.issued()}"),
            gap(),
            *d.lines(lines),
            gap(),
            *d.lines(terms(rng, "en", 5), 8),
        ]
    )
