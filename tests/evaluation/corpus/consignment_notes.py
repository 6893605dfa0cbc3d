"""CMR consignment notes: one form in the three numberings of its boxes that are in use, filled by machine.

Labels are printed in two or three languages. The form of 1976 is the commonest; the Romanian template swaps its boxes
19 and 20 and keeps the plates in box 18; the form of 2007 begins another order at box 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from freightwire.events.extraction import DocumentKind
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from tests.evaluation.corpus.consignment_labels import NAMES, TITLES
from tests.evaluation.corpus.draft import Draft, Written, wrapped
from tests.evaluation.corpus.facts import OrderFacts, order_facts
from tests.evaluation.corpus.firms import Firm, firm
from tests.evaluation.corpus.layouts import Register, Split, draft
from tests.evaluation.corpus.places import COUNTRY_NAMES, Address

train = Register(DocumentKind.CONSIGNMENT_NOTE, Split.TRAIN)
calibration = Register(DocumentKind.CONSIGNMENT_NOTE, Split.CALIBRATION)
test = Register(DocumentKind.CONSIGNMENT_NOTE, Split.TEST)
ROOT = "consignmentNote"


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number of each box; ``order`` of the boxes down the left side of the form."""

    boxes: dict[str, int]
    left: tuple[str, ...]
    plates_in_reservations: bool = False


_GOODS_1976 = {"marks": 6, "quantity": 7, "package": 8, "nature": 9, "statistical": 10, "gross": 11, "volume": 12}
_1976 = {
    "sender": 1, "consignee": 2, "delivery": 3, "taking_over": 4, "documents": 5, **_GOODS_1976, "instructions": 13,
    "payment": 14, "cash": 15, "carrier": 16, "successive": 17, "reservations": 18, "to_be_paid": 19, "special": 20,
    "established": 21, "sign_sender": 22, "sign_carrier": 23, "received": 24,
}  # fmt: skip
IRU_1976 = Numbering(_1976, ("sender", "consignee", "delivery", "taking_over", "documents"))
ROMANIAN = Numbering({**_1976, "special": 19, "to_be_paid": 20}, IRU_1976.left, plates_in_reservations=True)
IRU_2007 = Numbering(
    {
        "sender": 1, "consignee": 2, "taking_over": 3, "delivery": 4, "instructions": 5, "carrier": 6, "successive": 7,
        "reservations": 8, "documents": 9, "marks": 10, "quantity": 11, "package": 12, "nature": 13, "statistical": 14,
        "gross": 15, "volume": 16, "special": 17, "to_be_paid": 18, "payment": 19, "cash": 20, "established": 21,
        "sign_sender": 22, "sign_carrier": 23, "received": 24,
    },
    ("sender", "consignee", "taking_over", "delivery", "documents"),
)  # fmt: skip


class Form:
    """A consignment note being filled."""

    def __init__(
        self, d: Draft, facts: OrderFacts, numbering: Numbering, languages: tuple[int, ...], joint: str
    ) -> None:
        self.d = d
        self.facts = facts
        self.numbering = numbering
        self.languages = languages
        self.joint = joint

    def label(self, box: str) -> str:
        """A box's number and its name in the form's languages."""
        names = self.joint.join(NAMES[box][language] for language in self.languages)
        return f"{self.numbering.boxes[box]} {names}"

    def party(self, path: str, holder: Firm) -> list[str]:
        """A firm's name and address, line by line; ``path`` under the note."""
        d, town = self.d, holder.address.town
        country = COUNTRY_NAMES[d.language][town.country]
        place = f"{holder.address.street}, {town.postcode} {town.name}"
        name = d.says(f"{ROOT}.{path}.name", holder.name)
        d.says(f"{ROOT}.{path}.address", place, also=(f"{place}, {country}",))
        return [name, d.spell(holder.address.street), d.spell(f"{town.postcode} {town.name}"), d.spell(country)]

    def place(self, path: str, address: Address) -> str:
        """Postal code, town and country of a place under the note."""
        d, town = self.d, address.town
        d.implies(f"{ROOT}.{path}.street", d.spell(address.street))
        if town.county:
            d.implies(f"{ROOT}.{path}.county", d.spell(town.county))
        code = d.says(f"{ROOT}.{path}.postcode", town.postcode)
        return f"{code} {d.says(f'{ROOT}.{path}.city', town.name)}, {d.country(f'{ROOT}.{path}.country', town.country)}"

    def contents(self) -> dict[str, list[str]]:
        """What stands in each box."""
        d, facts = self.d, self.facts
        loading, unloading = facts.stops[0], facts.stops[-1]
        sender, consignee = (firm(d.rng, "shipper", stop.address.town.country) for stop in (loading, unloading))
        d.implies(f"{ROOT}.takingOver.company", d.spell(sender.name))
        d.implies(f"{ROOT}.delivery.company", d.spell(consignee.name))
        plates = f"{d.plate(f'{ROOT}.vehicle.truckPlate', facts.truck)} / {d.plate(f'{ROOT}.vehicle.trailerPlate', facts.trailer)}"
        carrier, reservations = self.party("carrier", facts.carrier), [""]
        if self.numbering.plates_in_reservations:
            reservations = [f"AUTO NR / SEMIREMORCĂ NR: {plates}"]
            reservations.append(f"CONDUCĂTOR: {d.says(f'{ROOT}.vehicle.driver', facts.driver)}")
        else:
            carrier.append(plates)
        attached = d.rng.choice(("Factura nr. {}", "Aviz {}, packing list", "Invoice {}, CMR")).format(
            d.rng.randint(100, 9999)
        )
        return {
            "sender": self.party("sender", sender),
            "consignee": self.party("consignee", consignee),
            "delivery": [self.place("delivery", unloading.address)],
            "taking_over": [
                f"{self.place('takingOver', loading.address)}, {d.date(f'{ROOT}.takingOver.date', loading.date)}"
            ],
            "documents": [d.says(f"{ROOT}.documents", attached)],
            "carrier": carrier,
            "reservations": reservations,
            "established": [
                f"{d.says(f'{ROOT}.issuedAt', loading.address.town.name)}, {d.date(f'{ROOT}.issuedOn', loading.date)}"
            ],
        }

    def goods(self) -> list[list[str]]:
        """The rows of the goods, a column for each box from marks to volume, and their total."""
        d, rows = self.d, []
        for index, line in enumerate(self.facts.goods):
            path = f"{ROOT}.goods.{index}"
            rows.append(
                [
                    "",
                    d.number(f"{path}.quantity", line.quantity),
                    d.says(f"{path}.package", line.package[d.language]),
                    d.says(f"{path}.description", line.name[d.language]),
                    "",
                    d.kilograms(f"{path}.grossKg", line.gross_kg, unit=""),
                    "",
                ]
            )
        d.implies(f"{ROOT}.totals.packages", float(self.facts.pallets))
        d.implies(f"{ROOT}.totals.grossKg", float(self.facts.kg))
        return rows

    def draw(self, canvas: Canvas, number: str) -> None:
        """The whole form."""
        contents, goods = self.contents(), self.goods()
        d = self.d
        canvas.setFont(d.face.bold, 10)
        for at, language in enumerate(self.languages):
            canvas.drawString((108) * mm, (284 - 4.5 * at) * mm, d.spell(TITLES[language]))
        canvas.setFont(d.face.bold, 14)
        canvas.drawString(170 * mm, 268 * mm, "CMR")
        canvas.setFont(d.face.regular, 9)
        canvas.drawString(108 * mm, 268 * mm, f"Nr. {number}")
        rest = [box for box in ("carrier", "successive", "reservations") if box not in self.numbering.left]
        for at, box in enumerate(self.numbering.left):
            self._box(canvas, box, (12, 264 - at * 27 + 27 - 3, 92, 27), contents.get(box, [""]))
        for at, box in enumerate(rest):
            self._box(canvas, box, (104, 264 - at * 34, 92, 34), contents.get(box, [""]))
        self._goods(canvas, goods)
        lower = [("instructions", 12), ("special", 104)]
        for box, x in lower:
            self._box(canvas, box, (x, 96, 92, 20), [""])
        for box, x in (("payment", 12), ("to_be_paid", 104)):
            self._box(canvas, box, (x, 76, 92, 14), ["franco" if box == "payment" else ""])
        self._box(canvas, "established", (12, 62, 92, 12), contents["established"])
        self._box(canvas, "cash", (104, 62, 92, 12), [""])
        for at, box in enumerate(("sign_sender", "sign_carrier", "received")):
            self._box(canvas, box, (12 + at * 61.3, 50, 61.3, 34), [""])

    def _goods(self, canvas: Canvas, goods: list[list[str]]) -> None:
        columns = ("marks", "quantity", "package", "nature", "statistical", "gross", "volume")
        x = 12.0
        for at, (box, width) in enumerate(zip(columns, (22, 20, 28, 50, 20, 26, 18), strict=True)):
            self._box(canvas, box, (x, 152, width, 56), [row[at] for row in goods], size=8)
            x += width

    def _box(
        self, canvas: Canvas, box: str, where: tuple[float, float, float, float], lines: list[str], size: float = 9
    ) -> None:
        left, top, width, height = (each * mm for each in where)
        d = self.d
        canvas.setLineWidth(0.6)
        canvas.rect(left, top - height, width, height)
        y = top - 2.6 * mm
        canvas.setFont(d.face.regular, 5.6)
        for piece in wrapped(self.label(box), int(where[2] * 0.83)):
            canvas.drawString(left + 1 * mm, y, d.spell(piece))
            y -= 2.3 * mm
        canvas.setFont(d.face.regular, size)
        y -= 1.6 * mm
        for text in lines:
            for piece in wrapped(text, int(where[2] / (size * 0.185))):
                canvas.drawString(left + 2 * mm, y, piece)
                y -= size * 0.42 * mm


def _note(
    rng: Random, language: str, faces: tuple[str, ...], numbering: Numbering, languages: tuple[int, ...], joint: str
) -> Written:
    facts = order_facts(rng, domestic=False, lines=rng.choice((1, 1, 2, 3)))
    d = draft(rng, language, faces)
    digits = str(rng.randint(10_000, 9_999_999))
    number = d.says(f"{ROOT}.number", rng.choice(("{}", "RO {}", "CMR-{}")).format(digits), also=(digits,))
    form = Form(d, facts, numbering, languages, joint)
    return d.drawn(lambda canvas: form.draw(canvas, number))


@train
def cmr_1976(rng: Random) -> Written:
    """The form of 1976 with Romanian, English and French labels."""
    return _note(rng, "ro", ("helvetica", "roboto"), IRU_1976, (0, 1, 2), " / ")


@train
def cmr_2007(rng: Random) -> Written:
    """The form of 2007 with English, German and French labels."""
    return _note(rng, "en", ("roboto", "source_sans"), IRU_2007, (1, 3, 2), " | ")


@test
def cmr_romanian_template(rng: Random) -> Written:
    """The Romanian template: boxes 19 and 20 swapped, the plates in box 18."""
    return _note(rng, "ro", ("source_sans", "manrope"), ROMANIAN, (0, 1), " | ")


@calibration
def cmr_german(rng: Random) -> Written:
    """The form of 1976 with German and English labels, typed."""
    return _note(rng, "de", ("courier", "times"), IRU_1976, (3, 1), " / ")
