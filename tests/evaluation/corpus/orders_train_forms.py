"""Train layouts of transport orders that are forms: frames and tables."""

from __future__ import annotations

from random import Random

from freightwire.events.extraction import DocumentKind
from reportlab.platypus import Flowable

from tests.evaluation.corpus.draft import Written, gap, new_page
from tests.evaluation.corpus.facts import StopFact, order_facts
from tests.evaluation.corpus.layouts import Register, Split, draft
from tests.evaluation.corpus.terms import terms
from tests.evaluation.corpus.wording import OrderPieces, Party, company, goods_name, place, postcode, stop

order = Register(DocumentKind.TRANSPORT_ORDER, Split.TRAIN)


@order
def outbound_two_columns(rng: Random) -> Written:
    """A Romanian forwarder's order to its haulier: boxes of the parties, stops in two columns, a page of conditions."""
    facts = order_facts(rng, loadings=rng.choice((1, 1, 2)), unloadings=rng.choice((1, 1, 2)))
    d = draft(rng, "ro", ("roboto", "source_sans", "caladea"), size=9, fixed={"date_pattern": "{d:02}.{m:02}.{y}"})
    say = OrderPieces(d, facts)

    def party(title: str, path: Party) -> list[str]:
        rows = [
            f"**{title}**",
            f"**{say.name(path)}**",
            f"Reg. com.: {say.registration(path)}",
            f"CIF: {say.vat(path)}",
            f"Adresa: {say.address(path)}",
            f"IBAN EUR: {say.iban(path)}",
            f"Banca: {say.bank(path)}",
        ]
        if path == "carrier":
            rows.append(f"Persoană contact: {say.contact('carrier')}, {say.phone('carrier')}")
            rows.append(f"E-mail: {say.email('carrier')}")
        return rows

    def at_stop(index: int, number: int, fact: StopFact) -> str:
        path = stop(d, index, fact)
        title = "ÎNCĂRCARE" if fact.kind == "loading" else "DESCĂRCARE"
        hours = d.window(path, fact.time_from, fact.time_to)
        between = hours if "ore" in hours else f"ora {hours}"
        rows = [
            f"**{title} {number}**",
            f"Data {d.date(f'{path}.date', fact.date)}, {between}",
            company(d, path, fact),
            *place(d, path, fact.address, country=rng.choice(("name", "absent"))),
        ]
        if rng.random() < 0.5:
            rows.append(f"Referință: {d.says(f'{path}.reference', fact.reference)}")
        return "\n".join(rows)

    loadings = [at_stop(at, at + 1, fact) for at, fact in enumerate(facts.at("loading"))]
    first = len(loadings)
    unloadings = [at_stop(first + at, at + 1, fact) for at, fact in enumerate(facts.at("unloading"))]
    while len(loadings) != len(unloadings):
        min(loadings, unloadings, key=len).append("")
    cargo = f"{say.goods()}, {say.pallets()} {say.package()}, {say.kg()} brut, {say.ldm()} LDM"
    say.totals_implied()
    story = [
        d.line(f"COMANDĂ NUMĂR {say.reference()} / {say.issued()}", 14, bold=True, align=1),
        gap(),
        d.table(
            [["\n".join(party("CASA DE EXPEDIȚII:", "client")), "\n".join(party("TRANSPORTATOR:", "carrier"))]],
            [87, 87], head=False, padding=5,
        ),
        gap(),
        d.table([list(pair) for pair in zip(loadings, unloadings, strict=True)], [87, 87], head=False, padding=5),
        gap(),
        *d.lines(
            [
                "**DESCRIERE MARFĂ**",
                cargo,
                "",
                f"**NUMĂR AUTO:** {say.truck()} / semiremorcă: {say.trailer()}",
                f"**CONDUCĂTOR:** {say.driver()}",
                f"**NUMĂR TELEFON:** {say.driver_phone()}",
                "",
                f"**PREȚ TRANSPORT:** {say.net_price('+TVA')}",
                "**MODALITATE DE PLATĂ:** " + d.says("sale.paymentMethod", "ordin de plată"),
                f"**TERMEN DE PLATĂ:** la {say.days()} de zile de la primirea "
                "facturii și a documentelor în original (2 CMR)",
            ]
        ),
        new_page(),
        d.line("CONDIȚII GENERALE", 11, bold=True, align=1),
        d.line("ACEASTĂ PAGINĂ NU SE ÎNMÂNEAZĂ ȘOFERULUI", 9, bold=True, align=1),
        gap(),
        *d.lines(terms(rng, "ro", 15), 8.5),
    ]  # fmt: skip
    return d.written(story)


@order
def two_column_table(rng: Random) -> Written:
    """One ruled table, label left and value right."""
    facts = order_facts(rng)
    d = draft(rng, "ro", ("source_sans", "manrope", "helvetica"), size=9)
    say = OrderPieces(d, facts)
    loading, unloading = facts.stops
    tonnes = rng.random() < 0.3

    def where(index: int, fact: StopFact) -> str:
        path = stop(d, index, fact)
        return "\n".join([company(d, path, fact), *place(d, path, fact.address, county=rng.random() < 0.5)])

    rows = [
        ["Nr. comandă", say.reference()],
        ["Data comenzii", say.issued()],
        ["Beneficiar transport", say.name("client")],
        ["CUI / CIF", say.vat("client")],
        ["Cărăuș", say.name("carrier")],
        ["Loc de încărcare", where(0, loading)],
        ["Data încărcării", d.date("stops.0.date", loading.date)],
        ["Interval orar încărcare", d.window("stops.0", loading.time_from, loading.time_to)],
        ["Loc de descărcare", where(1, unloading)],
        ["Data descărcării", d.date("stops.1.date", unloading.date)],
        ["Interval orar descărcare", d.window("stops.1", unloading.time_from, unloading.time_to)],
        ["Denumirea mărfii", say.goods()],
        ["Număr paleți", say.pallets()],
        ["Greutate brută (t)" if tonnes else "Greutate brută (kg)",
         say.kg("t").removesuffix(" t") if tonnes
         else say.kg("")],
        ["Tip vehicul", say.body()],
        ["Nr. înmatriculare", f"{say.truck()} / {say.trailer()}"],
        ["Șofer / telefon", f"{say.driver()}, {say.driver_phone()}"],
        ["Cod UIT", say.uit()],
        ["Tarif", say.price(rng.choice(("after", "symbol")))],
        ["Scadență", f"{say.days()} zile"],
    ]  # fmt: skip
    say.totals_implied()
    return d.written(
        [
            d.line("COMANDĂ DE TRANSPORT" if rng.random() < 0.5 else "COMANDĂ TRANSPORT MARFĂ", 13, bold=True, align=1),
            gap(),
            d.table(rows, [56, 116], head=False),
            gap(8),
            *d.lines(["Semnătura și ștampila beneficiarului", "", *terms(rng, "ro", 4)], 8),
        ]
    )


@order
def labels_above(rng: Random) -> Written:
    """A form: frames with a small label in their top left corner and the value below it; Romanian and English."""
    facts = order_facts(rng, domestic=False)
    d = draft(rng, "ro", ("roboto", "source_sans"), size=9.5)
    say = OrderPieces(d, facts)

    def box(label: str, value: str) -> list[Flowable]:
        return [d.line(label, 6.5), *[d.line(text) for text in value.split("\n")]]

    def at_stop(index: int) -> list[Flowable]:
        fact = facts.stops[index]
        path = stop(d, index, fact)
        title = "Loc încărcare / Loading place" if fact.kind == "loading" else "Loc descărcare / Delivery place"
        return box(title, "\n".join([company(d, path, fact), *place(d, path, fact.address)]))

    def when(index: int) -> list[Flowable]:
        fact, path = facts.stops[index], f"stops.{index}"
        title = "Data încărcării / Loading date" if index == 0 else "Data descărcării / Delivery date"
        return box(title, f"{d.date(f'{path}.date', fact.date)}\n{d.window(path, fact.time_from, fact.time_to)}")

    tables = [
        ([box("Client / Customer", say.name("client")), box("Transportator / Carrier", say.name("carrier"))], [87, 87]),
        ([box("CUI / VAT no.", say.vat("client")), box("CUI / VAT no.", say.vat("carrier"))], [87, 87]),
        ([at_stop(0), at_stop(1)], [87, 87]),
        ([when(0), when(1)], [87, 87]),
        ([box("Marfa / Goods", say.goods()), box("Paleți / Pallets", say.pallets()),
          box("Greutate brută / Gross weight", say.kg()), box("LDM", say.ldm())], [74, 30, 45, 25]),
        ([box("Nr. auto / Truck", say.truck()), box("Remorcă / Trailer", say.trailer()),
          box("Șofer / Driver", say.driver()), box("Telefon / Phone", say.driver_phone())], [40, 40, 50, 44]),
        ([box("Preț / Freight", say.price(rng.choice(("after", "before")))),
          box("Termen de plată / Payment term", f"{say.days()} zile / days"),
          box("Cod UIT", say.uit())], [60, 57, 57]),
    ]  # fmt: skip
    say.totals_implied()
    title = f"COMANDĂ DE TRANSPORT / TRANSPORT ORDER  nr. {say.reference()}"
    return d.written(
        [
            d.line(title, 12, bold=True),
            d.line(f"Data / Date: {say.issued()}"),
            gap(3),
            *[d.table([row], widths, head=False, padding=2) for row, widths in tables],
            gap(),
            *d.lines(terms(rng, "ro", 5), 7.5),
        ]
    )


@order
def stop_table(rng: Random) -> Written:
    """Groupage: a table of stops, a table of several lines of goods with their total."""
    facts = order_facts(rng, loadings=rng.choice((1, 2)), unloadings=rng.choice((1, 2, 3)), lines=rng.randint(2, 5))
    d = draft(
        rng,
        "ro",
        ("roboto", "source_sans"),
        size=8,
        fixed={"date_pattern": "{d:02}.{m:02}.{y}", "window_pattern": "{f:%H:%M}-{t:%H:%M}"},
    )
    say = OrderPieces(d, facts)
    stops = [["Nr.", "Operațiune", "Data", "Interval", "Firma", "Adresa", "Cod poștal", "Localitate", "Țara"]]
    for index, fact in enumerate(facts.stops):
        path = stop(d, index, fact)
        stops.append(
            [
                str(index + 1),
                "Încărcare" if fact.kind == "loading" else "Descărcare",
                d.date(f"{path}.date", fact.date),
                d.window(path, fact.time_from, fact.time_to),
                company(d, path, fact),
                d.says(f"{path}.street", fact.address.street),
                postcode(d, path, fact.address),
                d.says(f"{path}.city", fact.address.town.name),
                d.country(f"{path}.country", fact.address.town.country, shown="code"),
            ]
        )
        if fact.address.town.county:
            d.implies(f"{path}.county", d.spell(fact.address.town.county))
    goods = [["Nr.", "Descriere marfă", "Cantitate", "Ambalaj", "Greutate brută (kg)", "LDM"]]
    for index, line in enumerate(facts.goods):
        path = f"goods.{index}"
        goods.append(
            [
                str(index + 1),
                goods_name(d, index, line),
                d.number(f"{path}.quantity", line.quantity),
                d.says(f"{path}.package", line.package["ro"]),
                d.kilograms(f"{path}.grossKg", line.gross_kg, unit=""),
                d.number(f"{path}.loadingMetres", line.ldm),
            ]
        )
    goods.append(
        ["", "TOTAL", say.pallets(), "", say.kg(""),
         say.ldm()]
    )  # fmt: skip
    story = [
        d.line(f"COMANDĂ DE TRANSPORT nr. {say.reference()}", 13, bold=True),
        d.line(f"Data: {say.issued()}"),
        gap(3),
        d.table(
            [
                ["CLIENT", "TRANSPORTATOR"],
                [
                    f"{say.name('client')}\nC.U.I.: {say.vat('client')}\n"
                    f"{say.registration('client')}\n{say.address('client')}",
                    f"{say.name('carrier')}\nC.U.I.: {say.vat('carrier')}\n"
                    f"{say.address('carrier')}\nTel: {say.phone('carrier')}",
                ],
            ],
            [87, 87],
        ),
        gap(),
        d.table(stops, [8, 20, 18, 20, 32, 30, 16, 21, 11], size=7),
        gap(),
        d.table(goods, [10, 66, 22, 28, 30, 18]),
        gap(),
        *d.lines(
            [
                f"Vehicul: {say.body()}, {say.truck()} / {say.trailer()}",
                f"Tarif convenit: {say.net_price('fără TVA')}",
                f"Termen de plată: {say.days()} zile de la primirea facturii",
                "",
                "**CONDIȚII**",
                *terms(rng, "ro", 7),
            ]
        ),
    ]  # fmt: skip
    return d.written(story)
