"""Train layouts of transport orders in running words: contracts, messages, a block of lines for each stop."""

from __future__ import annotations

from random import Random

from freightwire.events.extraction import DocumentKind

from tests.evaluation.corpus.draft import Draft, Written, gap
from tests.evaluation.corpus.facts import StopFact, order_facts
from tests.evaluation.corpus.layouts import Register, Split, draft
from tests.evaluation.corpus.terms import terms
from tests.evaluation.corpus.wording import OrderPieces, company, goods_name, place, stop, when

order = Register(DocumentKind.TRANSPORT_ORDER, Split.TRAIN)


@order
def contract_of_articles(rng: Random) -> Written:
    """A contract for one transport: the parties in a preamble, the rest in articles."""
    facts = order_facts(rng)
    d = draft(
        rng, "ro", ("times", "caladea", "source_serif"), size=10.5,
        fixed={"date_pattern": rng.choice(("{d:02}.{m:02}.{y}", "{d} {month} {y}"))},
    )  # fmt: skip
    say = OrderPieces(d, facts)
    loading, unloading = facts.stops

    def where(index: int, fact: StopFact) -> str:
        path = stop(d, index, fact)
        return ", ".join([company(d, path, fact), *place(d, path, fact.address)])

    story = [
        d.line(f"CONTRACT DE TRANSPORT RUTIER NR. {say.reference()}", 13, bold=True, align=1),
        d.line(f"încheiat astăzi, {say.issued()}", align=1),
        gap(),
        *d.lines(
            [
                f"1. {say.name('client')}, cu sediul în {say.address('client')}, înregistrată la Registrul Comerțului sub nr. "
                f"{say.registration('client')}, cod fiscal {say.vat('client')}, cont IBAN {say.iban('client')}, "
                "în calitate de beneficiar,", "",
                "și", "",
                f"2. {say.name('carrier')}, cu sediul în {say.address('carrier')}, înregistrată la Registrul Comerțului sub nr. "
                f"{say.registration('carrier')}, cod fiscal {say.vat('carrier')}, în calitate de transportator,", "",
                "au convenit următoarele:", "",
                f"**Art. 1.** Obiectul contractului îl constituie transportul mărfii: {say.goods()}, {say.pallets()} "
                f"{say.package()}, greutate {say.kg()}.", "",
                f"**Art. 2.** Locul încărcării: {where(0, loading)}. Data și ora încărcării: {when(d, 'stops.0', loading)}.",
                "",
                f"**Art. 3.** Locul descărcării: {where(1, unloading)}. Data și ora descărcării: "
                f"{when(d, 'stops.1', unloading)}.", "",
                f"**Art. 4.** Transportul se efectuează cu autovehiculul {say.truck()} și semiremorca {say.trailer()}, "
                f"conducător auto {say.driver()}.", "",
                f"**Art. 5.** Prețul transportului este de {say.net_price('fără TVA')}. Termenul de plată este de {say.days()} "
                "de zile de la primirea facturii.", "",
                *terms(rng, "ro", 5),
            ]
        ),
    ]  # fmt: skip
    say.totals_implied()
    return d.written(story, margin=22)


@order
def message_lines(rng: Random) -> Written:
    """A message as dispatchers write it: a line for each stop, a line for everything else."""
    facts = order_facts(rng, unloadings=rng.choice((1, 1, 2)))
    d = draft(rng, "ro", ("roboto", "helvetica"), size=10.5)
    say = OrderPieces(d, facts)

    def stop_line(index: int, fact: StopFact) -> str:
        path = stop(d, index, fact)
        word = "Încărcare" if fact.kind == "loading" else "Descărcare"
        return f"{word}: {when(d, path, fact)} - " + ", ".join([company(d, path, fact), *place(d, path, fact.address)])

    lines = [
        "Bună ziua,", "",
        f"Vă trimitem comanda de transport {say.reference()} din {say.issued()}:", "",
        *[stop_line(index, fact) for index, fact in enumerate(facts.stops)],
        f"Marfă: {say.pallets()} {say.package()} {say.goods().lower()}, {say.kg()}, {say.ldm()} ldm",
        f"Camion: {say.body()}",
        f"Preț: {say.net_price('+ tva')}, plata la {say.days()} zile",
        "",
        "Vă rog confirmați și trimiteți numărul mașinii.", "",
        "Mulțumesc,",
        say.contact("client"),
        say.name("client"),
        f"CUI {say.vat('client')}",
        f"Mobil {say.phone('client')}",
        say.email("client"),
    ]  # fmt: skip
    say.totals_implied()
    return d.written(d.lines(lines))


def _block(d: Draft, index: int, fact: StopFact, title: str) -> list[str]:
    path = stop(d, index, fact)
    return [
        f"**{title}**",
        f"Data/ora: {when(d, path, fact)}",
        f"Firma: {company(d, path, fact)}",
        f"Adresa: {', '.join(place(d, path, fact.address))}",
        f"Persoana de contact: {d.says(f'{path}.contact', fact.contact)}, tel. {d.phone(f'{path}.phone', fact.phone)}",
        f"Ref.: {d.says(f'{path}.reference', fact.reference)}",
    ]


@order
def blocks_of_stops(rng: Random) -> Written:
    """Several places of loading and unloading, each a block of labelled lines; the goods of each line by line."""
    facts = order_facts(rng, loadings=rng.choice((1, 2)), unloadings=rng.choice((1, 2, 3)), lines=rng.choice((1, 2)))
    d = draft(rng, "ro", ("source_sans", "manrope"), size=9.5)
    say = OrderPieces(d, facts)
    words = rng.choice((("PUNCT DE ÎNCĂRCARE", "PUNCT DE DESCĂRCARE"), ("Loc încărcare", "Loc descărcare")))
    rows: list[str] = []
    counts = {"loading": 0, "unloading": 0}
    for index, fact in enumerate(facts.stops):
        counts[fact.kind] += 1
        title = words[0] if fact.kind == "loading" else words[1]
        rows += [*_block(d, index, fact, f"{title} {counts[fact.kind]}"), ""]
    goods = []
    for index, line in enumerate(facts.goods):
        path = f"goods.{index}"
        goods.append(
            f"- {goods_name(d, index, line)}: {d.number(f'{path}.quantity', line.quantity)} "
            f"{d.says(f'{path}.package', line.package['ro'])}, {d.kilograms(f'{path}.grossKg', line.gross_kg)}"
        )
    say.totals_implied()
    return d.written(
        [
            d.line(f"COMANDĂ DE TRANSPORT NR. {say.reference()} / {say.issued()}", 13, bold=True),
            gap(),
            *d.lines(
                [
                    f"Beneficiar: {say.name('client')}, CUI {say.vat('client')}",
                    f"Adresa: {say.address('client')}",
                    f"Transportator: {say.name('carrier')}, CUI {say.vat('carrier')}",
                    "",
                    *rows,
                    "**MARFĂ**",
                    *goods,
                    "",
                    f"Mijloc de transport: {say.body()}, nr. {say.truck()} / {say.trailer()}",
                    f"Tarif: {say.net_price('+ TVA')}",
                    f"Plata: {say.days()} zile de la primirea documentelor",
                    "",
                    *terms(rng, "ro", 6),
                ]
            ),
        ]
    )


@order
def load_tender(rng: Random) -> Written:
    """An English confirmation to the carrier: short labels, the stops as paragraphs under their heading."""
    facts = order_facts(rng, domestic=False, loadings=rng.choice((1, 2)))
    d = draft(rng, "en", ("roboto", "helvetica", "source_sans"), size=10)
    say = OrderPieces(d, facts)
    numbered = len(facts.at("loading")) > 1

    def stop_lines(index: int, fact: StopFact) -> list[str]:
        path = stop(d, index, fact)
        title = "Pick up" if fact.kind == "loading" else "Deliver to"
        if numbered and fact.kind == "loading":
            title += f" {index + 1}"
        return [
            f"**{title}**",
            company(d, path, fact),
            *place(d, path, fact.address),
            f"{d.date(f'{path}.date', fact.date)} {d.window(path, fact.time_from, fact.time_to)}",
            f"Booking ref {d.says(f'{path}.reference', fact.reference)}",
            "",
        ]

    stops = [line for index, fact in enumerate(facts.stops) for line in stop_lines(index, fact)]
    story = [
        d.line(say.name("client"), 13, bold=True),
        *d.lines([say.address("client"), f"VAT no. {say.vat('client')}", f"Phone {say.phone('client')}", ""], 8.5),
        d.line(rng.choice(("LOAD CONFIRMATION", "CARRIER CONFIRMATION", "RATE CONFIRMATION")), 15, bold=True),
        *d.lines(
            [
                f"Load number {say.reference()}",
                f"Issued {say.issued()}",
                f"Carrier {say.name('carrier')}",
                "",
                *stops,
                f"Commodity {say.goods()}",
                f"Pieces {say.pallets()} {say.package()}",
                f"Weight {say.kg()}",
                f"Trailer type {say.body()}",
                f"Truck reg. {say.truck()}",
                f"Trailer reg. {say.trailer()}",
                f"Driver {say.driver()} {say.driver_phone()}",
                "",
                f"Rate {say.price()}",
                f"Payment {say.days()} days",
                "",
                *terms(rng, "en", 5),
            ]
        ),
    ]
    say.totals_implied()
    return d.written(story, margin=20)
