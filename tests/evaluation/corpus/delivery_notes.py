"""Delivery notes: the Romanian aviz in two layouts, and an English note."""

from __future__ import annotations

from random import Random

from freightwire.events.extraction import DocumentKind

from tests.evaluation.corpus.draft import Draft, Written, gap
from tests.evaluation.corpus.facts import OrderFacts, order_facts
from tests.evaluation.corpus.firms import Firm, firm
from tests.evaluation.corpus.layouts import Register, Split, draft

train = Register(DocumentKind.DELIVERY_NOTE, Split.TRAIN)
calibration = Register(DocumentKind.DELIVERY_NOTE, Split.CALIBRATION)
test = Register(DocumentKind.DELIVERY_NOTE, Split.TEST)
ROOT = "deliveryNote"


def _party(d: Draft, side: str, holder: Firm, *, details: bool = True) -> dict[str, str]:
    path, town = f"{ROOT}.{side}", holder.address.town
    shown = {
        "name": d.says(f"{path}.name", holder.name),
        "address": d.says(f"{path}.address", f"{holder.address.street}, {town.postcode} {town.name}"),
    }
    if details:
        shown["vat"] = d.vat(f"{path}.vatId", holder)
        if holder.country == "RO":
            shown["registration"] = d.says(f"{path}.registration", holder.registration)
    return shown


def _facts(rng: Random, *, domestic: bool) -> tuple[OrderFacts, Firm, Firm]:
    facts = order_facts(rng, lines=rng.choice((1, 2, 3)), domestic=domestic)
    return facts, firm(rng, "shipper"), firm(rng, "shipper")


def _goods(d: Draft, facts: OrderFacts) -> list[list[str]]:
    rows = []
    for index, line in enumerate(facts.goods):
        path = f"{ROOT}.goods.{index}"
        name = d.says(f"{path}.description", line.name[d.language])
        unit = d.says(f"{path}.package", line.package[d.language])
        rows.append(
            [
                name,
                unit,
                d.number(f"{path}.quantity", line.quantity),
                d.kilograms(f"{path}.grossKg", line.gross_kg, unit=""),
            ]
        )
    d.implies(f"{ROOT}.totals.packages", float(facts.pallets))
    d.implies(f"{ROOT}.totals.grossKg", float(facts.kg))
    return rows


@train
def aviz_form(rng: Random) -> Written:
    """The Romanian form: supplier and buyer side by side, goods, delegate and vehicle at the foot."""
    facts, supplier, buyer = _facts(rng, domestic=True)
    d = draft(rng, "ro", ("roboto", "helvetica", "caladea"), size=9)
    left, right = _party(d, "supplier", supplier), _party(d, "buyer", buyer)
    number = d.says(f"{ROOT}.number", rng.choice(("AVZ {}", "{}", "AG {}")).format(rng.randint(1000, 99999)))

    def block(title: str, side: dict[str, str]) -> str:
        return f"{title}: {side['name']}\nNr. ord. reg. com.: {side['registration']}\nC.I.F.: {side['vat']}\nSediul: {side['address']}"

    story = [
        d.table([[block("Furnizor", left), block("Cumpărător", right)]], [87, 87], ruled="none", head=False),
        gap(3),
        d.line("AVIZ DE ÎNSOȚIRE A MĂRFII", 14, bold=True, align=1),
        d.line(f"Seria și numărul: {number}", align=1),
        d.line(f"Data: {d.date(f'{ROOT}.issuedOn', facts.stops[0].date)}", align=1),
        gap(3),
        d.table([["Denumirea produselor", "U.M.", "Cantitatea livrată", "Greutate brută kg"], *_goods(d, facts)], [84, 34, 28, 28]),
        gap(4),
        *d.lines(
            [
                "Date privind expediția",
                f"Numele delegatului: {d.says(f'{ROOT}.delegate', facts.driver)}",
                f"Mijlocul de transport nr.: {d.plate(f'{ROOT}.vehicle.truckPlate', facts.truck)}",
                f"Cod UIT: {d.says(f'{ROOT}.uit', facts.uit)}",
                "Semnătura de primire",
            ]
        ),
    ]  # fmt: skip
    return d.written(story)


@test
def aviz_plain(rng: Random) -> Written:
    """A Romanian note without frames, labels and values line by line."""
    facts, supplier, buyer = _facts(rng, domestic=True)
    d = draft(rng, "ro", ("source_sans", "times"), size=10)
    left, right = _party(d, "supplier", supplier), _party(d, "buyer", buyer)
    number = d.says(f"{ROOT}.number", f"{rng.randint(100, 9999)}")
    goods = _goods(d, facts)
    truck, trailer = (
        d.plate(f"{ROOT}.vehicle.{name}", parts)
        for name, parts in (("truckPlate", facts.truck), ("trailerPlate", facts.trailer))
    )
    story = [
        d.line(f"Aviz de însoțire a mărfii nr. {number} din {d.date(f'{ROOT}.issuedOn', facts.stops[0].date)}", 13, bold=True),
        gap(3),
        *d.lines(
            [
                f"Expeditor: {left['name']}, CUI {left['vat']}, {left['registration']}",
                left["address"],
                "",
                f"Destinatar: {right['name']}, CUI {right['vat']}, {right['registration']}",
                right["address"],
                "",
            ]
        ),
        d.table([["Produs", "Ambalaj", "Cantitate", "Kg brut"], *goods], [90, 34, 24, 26], ruled="rows"),
        gap(4),
        *d.lines(
            [
                f"Auto: {truck} / {trailer}",
                f"Delegat: {d.says(f'{ROOT}.delegate', facts.driver)}",
                "Am predat,                                        Am primit,",
            ]
        ),
    ]  # fmt: skip
    return d.written(story)


@calibration
def delivery_note_english(rng: Random) -> Written:
    """An English delivery note: ship-to block, order reference, packages and weight."""
    facts, supplier, buyer = _facts(rng, domestic=False)
    d = draft(rng, "en", ("manrope", "roboto"), size=9.5)
    left, right = _party(d, "supplier", supplier, details=False), _party(d, "buyer", buyer, details=False)
    number = d.says(f"{ROOT}.number", f"DN-{rng.randint(10000, 99999)}")
    reference = d.says(f"{ROOT}.orderReference", f"SO{rng.randint(100000, 999999)}")
    story = [
        d.line(left["name"], 13, bold=True),
        d.line(left["address"], 8),
        gap(5),
        d.line("DELIVERY NOTE", 16, bold=True),
        d.table(
            [
                ["Delivery note no.", number],
                ["Date", d.date(f"{ROOT}.issuedOn", facts.stops[0].date)],
                ["Order no.", reference],
                ["Ship to", f"{right['name']}\n{right['address']}"],
                ["Truck", d.plate(f"{ROOT}.vehicle.truckPlate", facts.truck)],
            ],
            [40, 134], head=False,
        ),
        gap(4),
        d.table([["Description", "Packaging", "Quantity", "Gross weight kg"], *_goods(d, facts)], [84, 34, 24, 32]),
        gap(6),
        d.line("Received in good condition: ______________________"),
    ]  # fmt: skip
    return d.written(story)
