"""Pieces of text that several layouts write: places, firms, goods. Each notes what it says."""

from __future__ import annotations

from typing import Literal

from tests.evaluation.corpus.draft import Draft
from tests.evaluation.corpus.facts import GoodsFact, OrderFacts, StopFact
from tests.evaluation.corpus.firms import BANK_NAMES, Firm
from tests.evaluation.corpus.places import Address

Party = Literal["client", "carrier"]
_ROAD_SIGNS = {"DE": "D", "AT": "A", "HU": "H", "IT": "I", "FR": "F", "ES": "E", "BE": "B", "SI": "SLO"}


def postcode(draft: Draft, path: str, address: Address, *, prefix: str = "") -> str:
    """The postal code: alone, or behind the country's ``code`` (DE-85748) or its road ``sign`` (D-85748)."""
    code = draft.says(f"{path}.postcode", address.town.postcode)
    if not prefix:
        return code
    letters = address.town.country
    if prefix == "sign":
        letters = _ROAD_SIGNS.get(letters, letters)
    draft.says(f"{path}.country", letters, address.town.country)
    return f"{letters}-{code}"


def town(draft: Draft, path: str, address: Address, *, prefix: str = "", county: bool = False) -> str:
    """Postal code, town and, where asked for and known, the county."""
    text = f"{postcode(draft, path, address, prefix=prefix)} {draft.says(f'{path}.city', address.town.name)}"
    if address.town.county:
        if county:
            return f"{text}, jud. {draft.says(f'{path}.county', address.town.county)}"
        draft.implies(f"{path}.county", draft.spell(address.town.county))
    return text


def place(
    draft: Draft, path: str, address: Address, *, prefix: str = "", country: str = "name", county: bool = False
) -> list[str]:
    """A stop's street, its town and its country, a line each."""
    lines = [draft.says(f"{path}.street", address.street), town(draft, path, address, prefix=prefix, county=county)]
    if prefix:
        draft.implies(f"{path}.country", address.town.country)
        return lines
    shown = draft.country(f"{path}.country", address.town.country, shown=country)
    return [*lines, shown] if shown else lines


def company(draft: Draft, path: str, fact: StopFact) -> str:
    """The firm at a stop."""
    return draft.says(f"{path}.company", fact.company)


def contact(draft: Draft, path: str, fact: StopFact) -> str:
    """Whom to ask for at a stop, and their phone number."""
    return f"{draft.says(f'{path}.contact', fact.contact)}, {draft.phone(f'{path}.phone', fact.phone)}"


def when(draft: Draft, path: str, fact: StopFact) -> str:
    """Date and time window of a stop."""
    return f"{draft.date(f'{path}.date', fact.date)}, {draft.window(path, fact.time_from, fact.time_to)}"


def stop(draft: Draft, index: int, fact: StopFact) -> str:
    """Note the kind of the stop at ``index`` (its heading says it) and return its path."""
    path = f"stops.{index}"
    draft.says(f"{path}.kind", "", fact.kind)
    return path


def goods_name(draft: Draft, index: int, line: GoodsFact) -> str:
    """What a line of goods is called."""
    return draft.says(f"goods.{index}.description", line.name[draft.language])


class OrderPieces:
    """The single values of an order, each noted as it is written."""

    def __init__(self, draft: Draft, facts: OrderFacts) -> None:
        self._draft = draft
        self._facts = facts

    def reference(self) -> str:
        """The client's number of the order."""
        return self._draft.says("reference", self._facts.reference)

    def issued(self) -> str:
        """The order's date."""
        return self._draft.date("issuedOn", self._facts.issued)

    # ---- the firms

    def name(self, party: Party) -> str:
        """A firm's name."""
        return self._draft.says(f"{party}.name", self._firm(party).name)

    def vat(self, party: Party) -> str:
        """A firm's VAT id."""
        return self._draft.vat(f"{party}.vatId", self._firm(party))

    def registration(self, party: Party) -> str:
        """A firm's number in the trade register."""
        return self._draft.says(f"{party}.registration", self._firm(party).registration)

    def address(self, party: Party, *, county: bool = False) -> str:
        """A firm's address in one line, as one field."""
        address = self._firm(party).address
        text = f"{address.street}, {address.town.postcode} {address.town.name}"
        if county and address.town.county:
            text += f", jud. {address.town.county}"
        return self._draft.says(f"{party}.address", text)

    def iban(self, party: Party) -> str:
        """A firm's account."""
        return self._draft.iban(f"{party}.iban", self._firm(party).iban)

    def bank(self, party: Party) -> str:
        """The bank of that account, which is no field."""
        return BANK_NAMES[self._firm(party).bank]

    def contact(self, party: Party) -> str:
        """Whom to ask for at a firm."""
        return self._draft.says(f"{party}.contact", self._firm(party).contact)

    def phone(self, party: Party) -> str:
        """A firm's phone number."""
        return self._draft.phone(f"{party}.phone", self._firm(party).phone)

    def email(self, party: Party) -> str:
        """A firm's e-mail address."""
        return self._draft.says(f"{party}.email", self._firm(party).email)

    def _firm(self, party: Party) -> Firm:
        return self._facts.client if party == "client" else self._facts.carrier

    # ---- goods

    def goods(self) -> str:
        """What the first line of goods is called."""
        return goods_name(self._draft, 0, self._facts.goods[0])

    def un_number(self) -> str:
        """The UN number of dangerous goods."""
        number = self._facts.goods[0].un
        assert number is not None
        return self._draft.says("goods.0.unNumber", number)

    def package(self) -> str:
        """What the first line of goods is packed in."""
        return self._draft.says("goods.0.package", self._facts.goods[0].package[self._draft.language])

    def pallets(self) -> str:
        """Number of pallets."""
        return self._draft.number("totals.pallets", self._facts.pallets)

    def kg(self, unit: str = "kg") -> str:
        """Gross weight."""
        return self._draft.kilograms("totals.grossKg", self._facts.kg, unit=unit)

    def ldm(self) -> str:
        """Loading metres."""
        return self._draft.number("totals.loadingMetres", self._facts.ldm)

    def totals_implied(self) -> None:
        """What the lines add up to where no total is printed, and the single line where only totals are."""
        draft, facts = self._draft, self._facts
        draft.implies("totals.grossKg", float(facts.kg))
        draft.implies("totals.pallets", float(facts.pallets))
        draft.implies("totals.loadingMetres", float(facts.ldm))
        if len(facts.goods) == 1:
            line = facts.goods[0]
            draft.implies("goods.0.grossKg", float(line.gross_kg))
            draft.implies("goods.0.quantity", float(line.quantity))
            draft.implies("goods.0.loadingMetres", float(line.ldm))
            draft.implies("goods.0.package", draft.spell(line.package[draft.language]))

    # ---- vehicle, price

    def body(self) -> str:
        """What vehicle is asked for."""
        return self._draft.says("vehicle.body", self._facts.body[self._draft.language])

    def truck(self) -> str:
        """The truck's plate."""
        return self._draft.plate("vehicle.truckPlate", self._facts.truck)

    def trailer(self) -> str:
        """The trailer's plate."""
        return self._draft.plate("vehicle.trailerPlate", self._facts.trailer)

    def driver(self) -> str:
        """The driver's name."""
        return self._draft.says("vehicle.driver", self._facts.driver)

    def driver_phone(self) -> str:
        """The driver's phone number."""
        return self._draft.phone("vehicle.driverPhone", self._facts.driver_phone)

    def price(self, style: str = "after") -> str:
        """The price with its currency."""
        return self._draft.money("sale", self._facts.price, self._facts.currency, style=style)

    def net_price(self, marked: str, style: str = "after") -> str:
        """The price, ``marked`` as without VAT."""
        marked = self._draft.says("sale.vatIncluded", marked, value=False)
        return f"{self.price(style)} {marked}"

    def days(self) -> str:
        """Days until payment."""
        return self._draft.says("sale.paymentDays", self._facts.payment_days, self._facts.payment_days)

    def uit(self) -> str:
        """The UIT code."""
        return self._draft.says("uit", self._facts.uit)
