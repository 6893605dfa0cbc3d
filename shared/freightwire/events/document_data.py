"""What invoices, consignment notes and delivery notes state: fields beside the order, never part of it.

A field's path begins with the document's own word, one of ``ROOTS``: ``invoice.number``,
``consignmentNote.sender.name``, ``deliveryNote.goods.0.grossKg``. After it, as for an order: camelCase names joined by
dots, list items by their index from 0 in reading order. Values are normalised alike: ISO dates and times, decimal
numbers in the main unit, kilograms, plates and codes without spaces, currencies as ISO 4217, countries as ISO 3166.

An order's own fields keep the paths of ``freightwire.events.order_data``; no path of the one is a path of the other.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, PlainSerializer

from freightwire.events.extraction import DocumentKind
from freightwire.events.order_data import Amount, Country, Currency, Line, Note, Part, Party, Vehicle

SignedAmount = Annotated[
    Decimal,
    Field(max_digits=14, decimal_places=4),
    PlainSerializer(float, return_type=float, when_used="json"),
]
"""An amount that may be below nothing: a discount, a credit note."""
Rate = Annotated[
    Decimal,
    Field(ge=0, le=100, decimal_places=2),
    PlainSerializer(float, return_type=float, when_used="json"),
]
"""Percent."""


class Place(Part):
    """Where goods are taken over or delivered, and when."""

    company: Line | None = None
    street: Line | None = None
    postcode: Line | None = None
    city: Line | None = None
    county: Line | None = None
    country: Country | None = None
    date: dt.date | None = None
    time: dt.time | None = None


class GoodsLine(Part):
    """A line of goods as a document that travels with them states it."""

    description: Line | None = None
    marks: Line | None = None
    quantity: Amount | None = None
    package: Line | None = None
    """What the quantity counts: a packing ("paleți"), or a unit of measure ("kg")."""
    gross_kg: Amount | None = None
    net_kg: Amount | None = None
    volume_m3: Amount | None = None
    value: Amount | None = None
    un_number: Line | None = None


class GoodsTotals(Part):
    """What the lines of goods add up to."""

    packages: Amount | None = None
    gross_kg: Amount | None = None
    volume_m3: Amount | None = None


class InvoiceType(StrEnum):
    """What an invoice is for the books; only INVOICE and CREDIT_NOTE are booked."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PROFORMA = "proforma"


class InvoiceLine(Part):
    """A line of an invoice. ``net`` is without VAT."""

    description: Line | None = None
    quantity: SignedAmount | None = None
    unit: Line | None = None
    unit_price: SignedAmount | None = None
    net: SignedAmount | None = None
    vat_rate: Rate | None = None
    vat: SignedAmount | None = None
    gross: SignedAmount | None = None


class Invoice(Part):
    """An invoice: who asks whom for how much, and by when."""

    type: InvoiceType | None = None
    number: Line | None = None
    """With its series, as printed: ``TRX 000123``."""
    issued_on: dt.date | None = None
    due_on: dt.date | None = None
    order_reference: Line | None = None
    """The order or contract that the invoice names."""
    seller: Party = Field(default_factory=Party)
    """Whose ``iban`` is to be paid to."""
    buyer: Party = Field(default_factory=Party)
    currency: Currency | None = None
    net: SignedAmount | None = None
    vat_rate: Rate | None = None
    """Where all lines have the same."""
    vat: SignedAmount | None = None
    gross: SignedAmount | None = None
    """Net and VAT together: the invoice's total."""
    payable: SignedAmount | None = None
    """What is left to be paid, where that is not all of it."""
    payment_method: Line | None = None
    lines: Annotated[list[InvoiceLine], Field(max_length=500)] = Field(default_factory=list)


class Signatures(Part):
    """Who has signed, where that can be seen; absent: it cannot be told."""

    sender: bool | None = None
    carrier: bool | None = None
    consignee: bool | None = None


class ConsignmentNote(Part):
    """A CMR consignment note. Boxes are meant by what they say: their numbers differ between the forms in use."""

    number: Line | None = None
    issued_on: dt.date | None = None
    issued_at: Line | None = None
    """The place where it was made out."""
    sender: Party = Field(default_factory=Party)
    consignee: Party = Field(default_factory=Party)
    carrier: Party = Field(default_factory=Party)
    successive_carriers: Line | None = None
    taking_over: Place = Field(default_factory=Place)
    delivery: Place = Field(default_factory=Place)
    documents: Line | None = None
    """Documents attached."""
    goods: Annotated[list[GoodsLine], Field(max_length=200)] = Field(default_factory=list)
    totals: GoodsTotals = Field(default_factory=GoodsTotals)
    vehicle: Vehicle = Field(default_factory=Vehicle)
    uit: Line | None = None
    order_reference: Line | None = None
    instructions: Note | None = None
    """The sender's."""
    reservations: Note | None = None
    """The carrier's: what was wrong with the goods when they were taken over."""
    signed: Signatures = Field(default_factory=Signatures)
    received_on: dt.date | None = None
    """When the consignee took the goods in."""


class DeliveryNote(Part):
    """A delivery note (aviz de însoțire a mărfii)."""

    number: Line | None = None
    """With its series, as printed."""
    issued_on: dt.date | None = None
    supplier: Party = Field(default_factory=Party)
    buyer: Party = Field(default_factory=Party)
    loading: Place = Field(default_factory=Place)
    delivery: Place = Field(default_factory=Place)
    goods: Annotated[list[GoodsLine], Field(max_length=200)] = Field(default_factory=list)
    totals: GoodsTotals = Field(default_factory=GoodsTotals)
    vehicle: Vehicle = Field(default_factory=Vehicle)
    delegate: Line | None = None
    """The person who took the goods along."""
    uit: Line | None = None
    order_reference: Line | None = None


class DocumentData(Part):
    """Everything that a document beside the order may state; its own part is filled, the others stay empty."""

    invoice: Invoice = Field(default_factory=Invoice)
    consignment_note: ConsignmentNote = Field(default_factory=ConsignmentNote)
    delivery_note: DeliveryNote = Field(default_factory=DeliveryNote)


ROOTS = MappingProxyType(
    {
        DocumentKind.INVOICE: "invoice",
        DocumentKind.CONSIGNMENT_NOTE: "consignmentNote",
        DocumentKind.DELIVERY_NOTE: "deliveryNote",
    }
)
"""The first word of the paths of each kind; the kinds that are not here state an order, or nothing."""
_BESIDE = frozenset(ROOTS.values())


def is_beside(path: str) -> bool:
    """Whether the path is of a document beside the order."""
    return path.partition(".")[0] in _BESIDE
