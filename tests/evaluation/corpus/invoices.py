"""Invoices: what they state, and the pieces that their layouts share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from tests.evaluation.corpus.draft import Draft
from tests.evaluation.corpus.facts import TODAY, words
from tests.evaluation.corpus.firms import BANK_NAMES, Firm, firm

ROOT = "invoice"
_CENT = Decimal("0.01")
_SERVICES = (
    words("Transport intern {}", "Domestic transport {}", "Inlandstransport {}"),
    words("Prestări servicii transport cf. comenzii {}", "Transport services as per order {}", "Transportleistung gemäß Auftrag {}"),
    words("Transport internațional marfă, CMR {}", "International road freight, CMR {}", "Internationaler Transport, CMR {}"),
    words("Staționare {}", "Standstill {}", "Standgeld {}"),
    words("Manipulare marfă {}", "Cargo handling {}", "Warenumschlag {}"),
    words("Taxe de drum {}", "Road tolls {}", "Mautgebühren {}"),
)  # fmt: skip
_UNITS = {
    "ro": ("buc", "cursă", "ore", "km"),
    "en": ("pcs", "trip", "hours", "km"),
    "de": ("Stk", "Fahrt", "Std", "km"),
}


@dataclass(frozen=True, slots=True)
class LineFact:
    """A line of an invoice."""

    description: dict[str, str]
    unit: int
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """An invoice."""

    number: str
    issued: dt.date
    due: dt.date
    seller: Firm
    buyer: Firm
    currency: str
    rate: int
    lines: tuple[LineFact, ...]

    @property
    def net(self) -> Decimal:
        """Without VAT."""
        return sum((line.net for line in self.lines), Decimal(0))

    @property
    def vat(self) -> Decimal:
        """The VAT."""
        return sum((line.vat for line in self.lines), Decimal(0))


def invoice_facts(rng: Random, *, country: str = "RO") -> InvoiceFacts:
    """An invoice whose sums are right."""
    abroad = country != "RO"
    rate = rng.choice((0, {"DE": 19, "AT": 20}.get(country, 21))) if abroad else rng.choice((21, 21, 21, 11, 0))
    lines = []
    for description in rng.sample(_SERVICES, rng.choice((1, 1, 2, 3))):
        quantity = Decimal(rng.choice((1, 1, 1, 2, 3, 12)))
        price = Decimal(rng.randint(40, 2400)) if rng.random() < 0.6 else Decimal(rng.randint(4_000, 240_000)) / 100
        net = quantity * price
        vat = (net * rate / 100).quantize(_CENT, ROUND_HALF_UP)
        named = {language: text.format(rng.randint(1000, 99999)) for language, text in description.items()}
        lines.append(LineFact(named, 0 if quantity == 1 else rng.randint(0, 3), quantity, price, net, vat))
    issued = TODAY - dt.timedelta(days=rng.randint(0, 60))
    series = rng.choice(("TRX {}", "FCT-{}", "{}", "2026/{}", "AB {}", "RE-2026-{}"))
    return InvoiceFacts(
        number=series.format(f"{rng.randint(1, 99999):05d}"),
        issued=issued,
        due=issued + dt.timedelta(days=rng.choice((14, 30, 45, 60))),
        seller=firm(rng, "carrier", country),
        buyer=firm(rng, "forwarder", "RO" if abroad or rng.random() < 0.8 else "DE"),
        currency="EUR" if abroad or rng.random() < 0.3 else "RON",
        rate=rate,
        lines=tuple(lines),
    )


class InvoicePieces:
    """The single values of an invoice, each noted as it is written."""

    def __init__(self, draft: Draft, facts: InvoiceFacts) -> None:
        self._draft = draft
        self._facts = facts
        draft.implies(f"{ROOT}.type", "invoice")

    def number(self) -> str:
        """The invoice's number with its series."""
        return self._draft.says(f"{ROOT}.number", self._facts.number)

    def issued(self) -> str:
        """The invoice's date."""
        return self._draft.date(f"{ROOT}.issuedOn", self._facts.issued)

    def due(self) -> str:
        """When it is to be paid."""
        return self._draft.date(f"{ROOT}.dueOn", self._facts.due)

    def party(self, side: str) -> dict[str, str]:
        """Name, address, vat, registration, iban and bank of the ``seller`` or ``buyer``."""
        draft, path = self._draft, f"{ROOT}.{side}"
        holder = self._facts.seller if side == "seller" else self._facts.buyer
        town = holder.address.town
        shown = {
            "name": draft.says(f"{path}.name", holder.name),
            "address": draft.says(f"{path}.address", f"{holder.address.street}, {town.postcode} {town.name}"),
            "vat": draft.vat(f"{path}.vatId", holder),
        }
        if side == "seller":
            shown["iban"] = draft.iban(f"{path}.iban", holder.iban)
            shown["bank"] = draft.spell(BANK_NAMES[holder.bank])
        if holder.country == "RO":
            shown["registration"] = draft.says(f"{path}.registration", holder.registration)
        return shown

    def currency(self) -> str:
        """The currency's code."""
        return self._draft.says(f"{ROOT}.currency", self._facts.currency)

    def rate(self) -> str:
        """The VAT rate with its sign."""
        return f"{self._draft.says(f'{ROOT}.vatRate', self._facts.rate, float(self._facts.rate))}%"

    def net(self) -> str:
        """The sum without VAT."""
        return self._amount("net", self._facts.net)

    def vat(self) -> str:
        """The sum of VAT."""
        return self._amount("vat", self._facts.vat)

    def gross(self) -> str:
        """The total."""
        total = self._facts.net + self._facts.vat
        self._draft.implies(f"{ROOT}.payable", float(total))
        return self._amount("gross", total)

    def lines(self, *columns: str) -> list[list[str]]:
        """The lines, a row each; columns: description, unit, quantity, unitPrice, net, rate, vat, gross."""
        return [[self._cell(index, line, column) for column in columns] for index, line in enumerate(self._facts.lines)]

    def _cell(self, index: int, line: LineFact, column: str) -> str:
        draft, path = self._draft, f"{ROOT}.lines.{index}"
        if column == "description":
            return draft.says(f"{path}.description", line.description[draft.language])
        if column == "unit":
            return draft.says(f"{path}.unit", _UNITS[draft.language][line.unit])
        if column == "quantity":
            return draft.number(f"{path}.quantity", line.quantity)
        if column == "rate":
            return f"{draft.says(f'{path}.vatRate', self._facts.rate, float(self._facts.rate))}%"
        values = {"unitPrice": line.unit_price, "net": line.net, "vat": line.vat, "gross": line.net + line.vat}
        return draft.number(f"{path}.{column}", values[column], places=2)

    def _amount(self, path: str, value: Decimal) -> str:
        return self._draft.number(f"{ROOT}.{path}", value, places=2)
