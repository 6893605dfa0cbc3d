"""The data of an order as documents state it and people edit it (research: Romanian orders, Trans.eu, G-Track).

All amounts are decimal numbers in the currency's main unit, weights in kilograms, lengths in metres, times in ISO 8601.
Every field is optional: an order grows from whatever is known; the lifecycle's guards say what is needed when.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import ConfigDict, Field, PlainSerializer, StringConstraints

from freightwire.events.base import Payload

Amount = Annotated[
    Decimal,
    Field(ge=0, max_digits=14, decimal_places=3),
    PlainSerializer(float, return_type=float, when_used="json"),
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
ItemId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Part(Payload):
    """A part of an order; unlike events, what comes from outside must not carry unknown fields."""

    model_config = ConfigDict(extra="forbid")


class Party(Part):
    """A firm: the client who pays, or the carrier who drives."""

    name: Line | None = None
    vat_id: Line | None = None
    """VAT id or CUI, as printed: with country prefix where there is one (``RO18547290``)."""
    registration: Line | None = None
    """Trade register number (``J12/1842/2015`` or ``J2012000750528``)."""
    address: Line | None = None
    iban: Line | None = None
    contact: Line | None = None
    email: Line | None = None
    phone: Line | None = None


class Price(Part):
    """One commercial side of the order."""

    amount: Amount | None = None
    currency: Currency | None = None
    vat_included: bool | None = None
    payment_days: Annotated[int, Field(ge=0, le=365)] | None = None
    payment_method: Line | None = None


class Vehicle(Part):
    """Who drives what."""

    truck_plate: Line | None = None
    trailer_plate: Line | None = None
    body: Line | None = None
    driver: Line | None = None
    driver_phone: Line | None = None


class StopKind(StrEnum):
    """What happens at a stop."""

    LOADING = "loading"
    UNLOADING = "unloading"
    CUSTOMS = "customs"


class Stop(Part):
    """A place where the vehicle calls, in driving order. ``id`` never changes once given."""

    id: ItemId | None = None
    kind: StopKind | None = None
    date: dt.date | None = None
    time_from: dt.time | None = None
    time_to: dt.time | None = None
    company: Line | None = None
    street: Line | None = None
    postcode: Line | None = None
    city: Line | None = None
    county: Line | None = None
    country: Country | None = None
    contact: Line | None = None
    phone: Line | None = None
    reference: Line | None = None
    instructions: Note | None = None


class Goods(Part):
    """A line of goods. ``id`` never changes once given."""

    id: ItemId | None = None
    description: Line | None = None
    quantity: Amount | None = None
    package: Line | None = None
    gross_kg: Amount | None = None
    loading_metres: Amount | None = None
    un_number: Annotated[str, StringConstraints(pattern=r"^\d{4}$")] | None = None


class Totals(Part):
    """What the whole load adds up to."""

    gross_kg: Amount | None = None
    loading_metres: Amount | None = None
    pallets: Amount | None = None
    volume_m3: Amount | None = None
    goods_value: Amount | None = None
    goods_currency: Currency | None = None


class Temperature(Part):
    """The range that the goods must be kept in, degrees Celsius."""

    min: float | None = None
    max: float | None = None


class OrderData(Part):
    """Everything about an order that people and documents fill in."""

    reference: Line | None = None
    """The client's own number of the transport order."""
    issued_on: dt.date | None = None
    client: Party = Field(default_factory=Party)
    carrier: Party = Field(default_factory=Party)
    sale: Price = Field(default_factory=Price)
    """What the client pays us."""
    purchase: Price = Field(default_factory=Price)
    """What we pay the carrier."""
    vehicle: Vehicle = Field(default_factory=Vehicle)
    stops: Annotated[list[Stop], Field(max_length=50)] = Field(default_factory=list)
    goods: Annotated[list[Goods], Field(max_length=200)] = Field(default_factory=list)
    totals: Totals = Field(default_factory=Totals)
    temperature: Temperature = Field(default_factory=Temperature)
    uit: Line | None = None
    """RO e-Transport code of the consignment."""
    instructions: Note | None = None
    assignee: Line | None = None
    """User id of the dispatcher who works this order."""


def margin_of(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is left of the sale after the purchase, ``{"amount", "currency"}``.

    None where a price is not known or not seen, or where the two are in different currencies.

    Args:
        data: an order's data as JSON.
    """
    sale, purchase = data.get("sale", {}), data.get("purchase", {})
    amounts = sale.get("amount"), purchase.get("amount")
    if None in amounts or sale.get("currency") != purchase.get("currency") or not sale.get("currency"):
        return None
    return {"amount": float(Decimal(str(amounts[0])) - Decimal(str(amounts[1]))), "currency": sale["currency"]}
