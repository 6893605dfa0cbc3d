"""Test and calibration layouts of transport orders written line by line. Rules are never worked out against these."""

from __future__ import annotations

from random import Random

from freightwire.events.extraction import DocumentKind
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from tests.evaluation.corpus.draft import Written, gap, new_page
from tests.evaluation.corpus.facts import StopFact, order_facts
from tests.evaluation.corpus.layouts import Register, Split, draft
from tests.evaluation.corpus.terms import terms
from tests.evaluation.corpus.wording import OrderPieces, company, place, postcode, stop, when

order = Register(DocumentKind.TRANSPORT_ORDER, Split.TEST)
calibration = Register(DocumentKind.TRANSPORT_ORDER, Split.CALIBRATION)


@order
def contract_preamble(rng: Random) -> Written:
    """A Romanian order that begins like a contract, then numbered articles that hold the data."""
    facts = order_facts(rng, client_country="RO")
    d = draft(rng, "ro", ("source_serif", "caladea", "times"), size=10)
    say = OrderPieces(d, facts)
    loading, unloading = facts.stops

    def article(number: int, index: int, fact: StopFact) -> list[str]:
        path = stop(d, index, fact)
        loads = fact.kind == "loading"
        return [
            f"**{number}. {'Încărcare' if loads else 'Descărcare'}**",
            f"Adresa: {', '.join([company(d, path, fact), *place(d, path, fact.address, county=True)])}",
            f"Data și ora: {when(d, path, fact)}",
            f"Referință: {d.says(f'{path}.reference', fact.reference)}",
            "",
        ]

    story = [
        d.line(f"COMANDĂ FERMĂ DE TRANSPORT nr. {say.reference()} din {say.issued()}", 13, bold=True, align=1),
        gap(),
        *d.lines(
            [
                f"{say.name('client')}, cu sediul în {say.address('client', county=True)}, CUI {say.vat('client')}, "
                f"număr de înregistrare {say.registration('client')}, cont IBAN {say.iban('client')}, în calitate de "
                "client,",
                "și",
                f"{say.name('carrier')}, cu sediul în {say.address('carrier')}, CUI {say.vat('carrier')}, în calitate "
                "de transportator, au convenit efectuarea următorului transport:",
                "",
                *article(1, 0, loading),
                *article(2, 1, unloading),
                "**3. Marfa**",
                f"{say.goods()}, {say.pallets()} {say.package()}, greutate brută {say.kg()}, {say.ldm()} ml",
                "",
                "**4. Vehiculul**",
                f"Tip: {say.body()}. Număr de înmatriculare: {say.truck()} / {say.trailer()}. "
                f"Conducător auto: {say.driver()}, telefon {say.driver_phone()}.",
                "",
                "**5. Prețul**",
                f"Prețul transportului: {say.net_price('plus TVA')}, plătibil la {say.days()} de zile de la primirea "
                "facturii.",
                "",
                "**6. Alte condiții**",
                *terms(rng, "ro", 8),
            ]
        ),
    ]
    say.totals_implied()
    return d.written(story, margin=22)


@order
def english_confirmation(rng: Random) -> Written:
    """A load confirmation: the number in the header of the page, pick-up and drop-off as indented blocks."""
    facts = order_facts(rng, domestic=False, client_country=rng.choice(("PL", "CZ", "FR", "RO")))
    d = draft(rng, "en", ("source_sans", "helvetica", "manrope"), size=10)
    say = OrderPieces(d, facts)

    def at_stop(index: int) -> list[str]:
        fact = facts.stops[index]
        path = stop(d, index, fact)
        return [
            "**Pick-up**" if fact.kind == "loading" else "**Drop-off**",
            company(d, path, fact),
            *place(d, path, fact.address),
            f"{d.date(f'{path}.date', fact.date)} {d.window(path, fact.time_from, fact.time_to)}",
            f"Ref. {d.says(f'{path}.reference', fact.reference)}",
            "",
        ]

    heading = f"Load confirmation no. {say.reference()}  |  {say.issued()}"
    story = [
        gap(8),
        d.line("LOAD CONFIRMATION", 15, bold=True),
        gap(2),
        *d.lines(
            [
                f"Customer: {say.name('client')}, {say.address('client')}, VAT {say.vat('client')}",
                f"Carrier: {say.name('carrier')}, attn. {say.contact('carrier')}, {say.phone('carrier')}",
                "",
                *at_stop(0),
                *at_stop(1),
                f"**Goods:** {say.goods()}, {say.pallets()} {say.package()}, {say.kg()} gross, {say.ldm()} ldm",
                f"**Vehicle:** {say.body()}",
                f"**Rate:** {say.net_price('all in, excl. VAT', rng.choice(('after', 'before')))}",
                f"**Payment:** {say.days()} days from receipt of invoice with CMR",
                "",
                "Please sign and return this confirmation within one hour.",
            ]
        ),
        new_page(),
        d.line("General terms", 11, bold=True),
        *d.lines(terms(rng, "en", 12), 8.5),
    ]
    say.totals_implied()

    def header(canvas: Canvas, page: int) -> None:
        canvas.setFont(d.face.regular, 8)
        canvas.drawRightString(192 * mm, 287 * mm, d.spell(heading))
        canvas.drawCentredString(105 * mm, 10 * mm, f"page {page}")

    return d.written(story, margin=20, drawing=header)


@calibration
def short_note(rng: Random) -> Written:
    """What a dispatcher types in a hurry and prints: abbreviations, everything about a stop in two lines."""
    facts = order_facts(rng)
    d = draft(rng, "ro", ("helvetica", "courier", "roboto"), size=10.5)
    say = OrderPieces(d, facts)

    def at_stop(index: int, mark: str) -> list[str]:
        fact = facts.stops[index]
        path = stop(d, index, fact)
        where = f"{postcode(d, path, fact.address, prefix='code')} {d.says(f'{path}.city', fact.address.town.name)}"
        if fact.address.town.county:
            d.implies(f"{path}.county", d.spell(fact.address.town.county))
        return [
            f"{mark}: {company(d, path, fact)}, {d.says(f'{path}.street', fact.address.street)}, {where}",
            f"       {when(d, path, fact)}",
            "",
        ]

    story = d.lines(
        [
            f"De la: {say.name('client')}, CUI {say.vat('client')}",
            f"Către: {say.name('carrier')}",
            f"Subiect: comandă transport {say.reference()} / {say.issued()}",
            "",
            "Bună ziua,",
            "conform discuției telefonice vă transmit comanda:",
            "",
            *at_stop(0, "ÎNC"),
            *at_stop(1, "DESC"),
            f"Marfă: {say.goods()}, {say.pallets()} {say.package()}, {say.kg()}",
            f"Auto: {say.truck()} + {say.trailer()}, șofer {say.driver()} {say.driver_phone()}",
            f"Preț: {say.net_price('+ TVA', rng.choice(('after', 'symbol')))}, plata la {say.days()} zile",
            "",
            "Aștept confirmarea.",
            "Mulțumesc,",
            facts.client.contact,
            f"tel. {say.phone('client')}, {say.email('client')}",
        ]
    )
    say.totals_implied()
    return d.written(story, margin=20)


@order
def system_report(rng: Random) -> Written:
    """What a transport management system prints: labels with colons in two columns, dense, ISO dates."""
    facts = order_facts(rng, loadings=rng.choice((1, 2)))
    d = draft(rng, "ro", ("source_sans", "roboto"), size=8, fixed={"date_pattern": "{y}-{m:02}-{d:02}"})
    say = OrderPieces(d, facts)

    def block(index: int, fact: StopFact) -> Flowable:
        path = stop(d, index, fact)
        address, operation = fact.address, "Încărcare" if fact.kind == "loading" else "Descărcare"
        postal, country = postcode(d, path, address), d.country(f"{path}.country", address.town.country, shown="code")
        city, phone = d.says(f"{path}.city", address.town.name), d.phone(f"{path}.phone", fact.phone)
        rows = [
            ["Operațiune:", operation, "Data:", d.date(f"{path}.date", fact.date)],
            ["Companie:", company(d, path, fact), "Interval:", d.window(path, fact.time_from, fact.time_to)],
            ["Stradă:", d.says(f"{path}.street", address.street), "Contact:", d.says(f"{path}.contact", fact.contact)],
            ["Localitate:", city, "Telefon:", phone],
            ["Cod poștal:", postal, "Țara:", country],
        ]  # fmt: skip
        if address.town.county:
            d.implies(f"{path}.county", d.spell(address.town.county))
        return d.table(rows, [22, 72, 20, 60], ruled="none", head=False, padding=0.5)

    head = [
        ["Client:", say.name("client"), "Nr. comandă:", say.reference()],
        ["CUI:", say.vat("client"), "Dată emitere:", say.issued()],
        ["Adresă:", say.address("client"), "Dispecer:", facts.client.contact],
        ["Transportator:", say.name("carrier"), "Nr. auto:", say.truck()],
        ["CUI:", say.vat("carrier"), "Nr. remorcă:", say.trailer()],
        ["Tip auto:", say.body(), "Șofer:", say.driver()],
    ]
    tail = [
        ["Marfă:", say.goods(), "Greutate (kg):", say.kg("")],
        ["Nr. colete:", say.pallets(), "Metri liniari:", say.ldm()],
        ["Tarif:", say.price(), "Termen plată:", f"{say.days()} zile"],
        ["Cod UIT:", say.uit(), "", ""],
    ]
    story = [
        d.line("COMANDĂ DE TRANSPORT", 12, bold=True),
        gap(2),
        d.table(head, [22, 72, 24, 56], ruled="none", head=False, padding=0.5),
    ]
    for index, fact in enumerate(facts.stops):
        story += [gap(3), block(index, fact)]
    story += [gap(3), d.table(tail, [22, 72, 24, 56], ruled="none", head=False, padding=0.5), gap(5)]
    story += d.lines(["Condiții:", *terms(rng, "ro", 10)], 7)
    say.totals_implied()
    return d.written(story, margin=15)
