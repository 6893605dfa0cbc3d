"""An electronic invoice as fields. Where each value stands in the file is a table; what it must look like is here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING

from freightwire.events.extraction import FieldFound, FieldSource

from ai_processor.extractors.evidence import DISPROVED, HIGHEST
from ai_processor.values.identifiers import find_registrations, iban_is_valid, normal_vat_id, vat_id_is_valid

if TYPE_CHECKING:
    from pydantic import JsonValue

    from ai_processor.structured.xml_tree import Node

STRUCTURED = "structured"
"""The reason of a value that a machine wrote for machines."""
LINES_LIMIT = 500
TEXT_LIMIT = 300

Read = tuple["JsonValue", bool | None]
"""A value, and whether its check digits are right (None: it has none)."""


@dataclass(frozen=True, slots=True)
class Value:
    """A field: its path below ``invoice``, how its text is read, and the places where it may stand, best first."""

    path: str
    kind: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where an invoice's values stand in one of the formats."""

    values: tuple[Value, ...]
    lines: tuple[str, ...]
    """The elements that are lines."""
    line_values: tuple[Value, ...]
    address: tuple[str, ...]
    """The parts of a party's address, in the order in which they are written."""
    parties: Mapping[str, str]
    """The elements of ``seller`` and ``buyer``."""
    party_values: tuple[Value, ...]
    types: Callable[[Node], str]
    vat: Callable[[Node], Node | None]
    """The VAT total in the invoice's own currency."""
    rates: str


def invoice_fields(root: Node, layout: Layout) -> list[FieldFound]:
    """All fields of the invoice, in the order of its contract."""
    fields = [_field("invoice.type", layout.types(root), root.name)]
    fields += _values(root, layout.values, "invoice")
    for role, place in layout.parties.items():
        party = next(root.all(place), None)
        if party is not None:
            fields += _values(party, layout.party_values, f"invoice.{role}")
            fields += _address(party, layout, f"invoice.{role}.address")
    vat = layout.vat(root)
    if vat is not None:
        fields += _read(vat, "invoice.vat", "amount")
    rates = {node.text for node in root.all(layout.rates) if node.text}
    if len(rates) == 1:
        fields += _read(next(root.all(layout.rates)), "invoice.vatRate", "rate")
    lines = [line for name in layout.lines for line in root.all(name)]
    for index, line in enumerate(lines[:LINES_LIMIT]):
        fields += _values(line, layout.line_values, f"invoice.lines.{index}")
    return _without_repetition(fields)


def _values(node: Node, values: tuple[Value, ...], prefix: str) -> Iterator[FieldFound]:
    for value in values:
        for place in value.places:
            found = node.first(place)
            fields = _read(found, f"{prefix}.{value.path}", value.kind) if found is not None else []
            if fields:
                yield from fields
                break


def _read(node: Node, path: str, kind: str) -> list[FieldFound]:
    read = READERS[kind](node)
    if read is None or read[0] in (None, ""):
        return []
    value, check = read
    return [_field(path, value, str(value) if kind == "unit" else node.text, check=check)]


def _field(path: str, value: JsonValue, raw: str, *, check: bool | None = None) -> FieldFound:
    reasons = [STRUCTURED] if check is None else [STRUCTURED, "check_passed" if check else "check_failed"]
    confidence = DISPROVED if check is False else HIGHEST
    return FieldFound(
        path=path, value=value, raw=raw[:TEXT_LIMIT], confidence=confidence, source=FieldSource.TEXT, reasons=reasons
    )


def _address(party: Node, layout: Layout, path: str) -> Iterator[FieldFound]:
    parts = [node.text for place in layout.address if (node := party.first(place)) is not None]
    if parts:
        text = ", ".join(dict.fromkeys(parts))[:TEXT_LIMIT]
        yield _field(path, text, text)


def _without_repetition(fields: list[FieldFound]) -> list[FieldFound]:
    """What is left to be paid is said only where that is not all of it."""
    values = {found.path: found.value for found in fields}
    same = values.get("invoice.payable") == values.get("invoice.gross")
    return [found for found in fields if not (same and found.path == "invoice.payable")]


def _text(node: Node) -> Read | None:
    return node.text[:TEXT_LIMIT], None


def _date(node: Node) -> Read | None:
    """``2026-11-20`` with or without a zone, or ``20261120``."""
    digits = re.sub(r"\D", "", node.text[:10])
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).isoformat(), None
    except ValueError:
        return None


def _amount(node: Node) -> Read | None:
    number = _decimal(node.text)
    return None if number is None else (float(round(number, 4)), None)


def _rate(node: Node) -> Read | None:
    number = _decimal(node.text)
    return None if number is None or not 0 <= number <= 100 else (float(round(number, 2)), None)


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal(10) ** 10 else None


def _vat_id(node: Node) -> Read | None:
    vat_id = normal_vat_id(node.text)
    return (vat_id, vat_id_is_valid(vat_id)) if 2 <= len(vat_id) <= 20 else None


def _iban(node: Node) -> Read | None:
    iban = re.sub(r"\s", "", node.text.upper())
    # The account of a bank without IBANs may stand in the same place.
    return (iban, iban_is_valid(iban)) if re.fullmatch(r"[A-Z]{2}\d{2}[0-9A-Z]{8,30}", iban) else None


def _currency(node: Node) -> Read | None:
    code = node.text.upper()
    return (code, None) if re.fullmatch(r"[A-Z]{3}", code) else None


def _registration(node: Node) -> Read | None:
    spans = find_registrations(node.text)
    return (re.sub(r"\s", "", node.text[slice(*spans[0])].upper()), None) if spans else None


def _payment(node: Node) -> Read | None:
    """What the file says in words, else what its code (UNTDID 4461) means."""
    words = node.attributes.get("name") or _PAYMENT.get(node.text) or ("" if node.text.isdecimal() else node.text)
    return (words[:TEXT_LIMIT], None) if words else None


def _unit(node: Node) -> Read | None:
    code = node.attributes.get("unitCode")
    return (code, None) if code else None


_PAYMENT = {
    "10": "cash",
    "20": "cheque",
    "30": "credit transfer",
    "42": "credit transfer",
    "48": "card",
    "49": "direct debit",
    "54": "card",
    "55": "card",
    "57": "standing agreement",
    "58": "credit transfer",
    "59": "direct debit",
}
READERS: Mapping[str, Callable[[Node], Read | None]] = MappingProxyType(
    {
        "text": _text,
        "date": _date,
        "amount": _amount,
        "rate": _rate,
        "vat_id": _vat_id,
        "iban": _iban,
        "currency": _currency,
        "registration": _registration,
        "payment": _payment,
        "unit": _unit,
    }
)
