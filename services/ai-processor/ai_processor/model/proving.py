"""A model's value, taken from its quote by the same parsers that the rules use: a value that is not in it is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from ai_processor.model.catalogue import Asked, ValueKind
from ai_processor.values.contacts import normal_phone
from ai_processor.values.countries import country_of
from ai_processor.values.dates import find_dates, find_windows
from ai_processor.values.identifiers import (
    iban_is_valid,
    normal_uit,
    normal_vat_id,
    uit_is_valid,
    vat_id_is_valid,
)
from ai_processor.values.money import find_currency
from ai_processor.values.numbers import NUMBER, parse_number
from ai_processor.values.plates import normal_plate
from ai_processor.values.text import comma_below, fold

if TYPE_CHECKING:
    from pydantic import JsonValue

Proved = tuple["JsonValue", bool | None]
"""A value as it is kept, and whether its check digits are right (None: it has none)."""
Prover = Callable[[str, str], Proved | None]
"""From what the model says and what the page says to a value; None where the one is not in the other."""

TEXT_LIMIT = 300
_TONNES = re.compile(r"\d\s*(?:t|to|tone|tonnes?|tons?)\b", re.IGNORECASE)


def prove(asked: Asked, said: str, quoted: str) -> Proved | None:
    """The value, if the quote bears it out.

    Args:
        said: the model's value, as text.
        quoted: the page's own words.
    """
    if asked.kind is ValueKind.CHOICE:
        return (said, None) if said in asked.choices else None
    return _PROVERS[asked.kind](said.strip(), quoted)


def _text(said: str, quoted: str) -> Proved | None:
    return (comma_below(said), None) if _compact(said) and _compact(said) in _compact(quoted) else None


def _date(said: str, quoted: str) -> Proved | None:
    dates = {found.value.isoformat() for found in find_dates(quoted)}
    return (said[:10], None) if said[:10] in dates else None


def _time(said: str, quoted: str) -> Proved | None:
    times = {
        time.isoformat() for window in find_windows(quoted) for time in (window.since, window.until) if time is not None
    }
    whole = said if len(said) == len("08:00:00") else f"{said}:00"
    return (whole, None) if whole in times else None


def _number(said: str, quoted: str) -> Proved | None:
    number = parse_number(said, mark=".")
    if number is None:
        return None
    texts = re.findall(NUMBER, quoted)
    readings = {parse_number(text, mark=mark) for text in texts for mark in ",."}
    in_tonnes = _TONNES.search(fold(quoted)) is not None and number / Decimal(1000) in readings
    return (float(number), None) if number in readings or in_tonnes else None


def _yes_no(said: str, _: str) -> Proved | None:
    value = {"true": True, "false": False, "yes": True, "no": False}.get(said.lower())
    return None if value is None else (value, None)


def _currency(said: str, quoted: str) -> Proved | None:
    found = find_currency(quoted)
    return (said.upper(), None) if found and found[0] == said.upper() else None


def _country(said: str, quoted: str) -> Proved | None:
    code = country_of(said)
    words = re.findall(r"[^\W\d_]+", quoted)
    named = {country_of(" ".join(words[start : start + length])) for length in (1, 2) for start in range(len(words))}
    return (code, None) if code and code in named else None


def _vat_id(said: str, quoted: str) -> Proved | None:
    value = normal_vat_id(said)
    digits = value.removeprefix("RO")
    inside = len(digits) >= 2 and digits in normal_vat_id(quoted)
    return (value, vat_id_is_valid(value)) if inside else None


def _iban(said: str, quoted: str) -> Proved | None:
    value = re.sub(r"[^0-9A-Z]", "", said.upper())
    return (value, iban_is_valid(value)) if value and value in re.sub(r"[^0-9A-Z]", "", quoted.upper()) else None


def _uit(said: str, quoted: str) -> Proved | None:
    value = normal_uit(said)
    return (value, uit_is_valid(value)) if value and value in normal_uit(quoted) else None


def _plate(said: str, quoted: str) -> Proved | None:
    value = normal_plate(said)
    return (value, None) if 4 <= len(value) <= 12 and value in normal_plate(quoted) else None


def _phone(said: str, quoted: str) -> Proved | None:
    value = normal_phone(said)
    digits = value.lstrip("+")
    return (value, None) if len(digits) >= 9 and digits in re.sub(r"\D", "", quoted) else None


def _compact(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text[:TEXT_LIMIT]))


_PROVERS: Mapping[ValueKind, Prover] = MappingProxyType(
    {
        ValueKind.TEXT: _text,
        ValueKind.DATE: _date,
        ValueKind.TIME: _time,
        ValueKind.NUMBER: _number,
        ValueKind.YES_NO: _yes_no,
        ValueKind.CURRENCY: _currency,
        ValueKind.COUNTRY: _country,
        ValueKind.VAT_ID: _vat_id,
        ValueKind.IBAN: _iban,
        ValueKind.UIT: _uit,
        ValueKind.PLATE: _plate,
        ValueKind.PHONE: _phone,
    }
)
