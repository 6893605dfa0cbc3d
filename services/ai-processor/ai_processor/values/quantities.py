"""Weights, pallets, loading metres, volumes, temperatures: a number and its unit."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from ai_processor.values.numbers import NUMBER, parse_number
from ai_processor.values.text import fold

Kind = Literal["kg", "pallets", "ldm", "m3"]

_UNITS: dict[Kind, str] = {
    "kg": r"(?P<kg>kgs?\b|kilograme?\b)|(?P<t>to\b|tone?\b|tons?\b|tonnes?\b|tonnen\b|t\b)",
    "pallets": (
        r"(?:euro?[- ]?|epal\s|ind(?:ustrial)?\.?\s|fin\s)?"
        r"(?:palet[ia]?\b|paleti\b|europal\w*|pal\.?(?![a-z])|plt\b|pallets?\b|palett?en?\b|epal\b)"
        r"|industriepaletten?\b|eur[- ]?pal\w*|epal\b|eur\s(?=epal)"
    ),
    "ldm": (
        r"ldm\b|lm\b|ml\b|metri?\s+liniari|metri?\s+de\s+podea|lademeter\b"
        r"|loading\s+met(?:er|re)s?\b|linear\s+met(?:er|re)s?\b|m\.?\s?l\b"
    ),
    "m3": r"m3\b|mc\b|cbm\b|metri?\s+cubi|m³",
}
_NUMBERED = {kind: re.compile(rf"(?<![\w.,/])(?P<number>{NUMBER})\s?(?P<unit>{unit})") for kind, unit in _UNITS.items()}
LIMITS: dict[Kind, tuple[Decimal, Decimal]] = {
    "kg": (Decimal(1), Decimal(60_000)),
    "pallets": (Decimal(0), Decimal(500)),
    "ldm": (Decimal("0.1"), Decimal(30)),
    "m3": (Decimal("0.01"), Decimal(500)),
}
"""Plausible ranges: wide enough for what is wrong but meant, and for a part load's small numbers."""


class QuantityFound(NamedTuple):
    """A quantity in its base unit (kg, pieces, metres, cubic metres) and where number and unit stand."""

    value: Decimal
    start: int
    end: int
    unit: str


def find_quantities(text: str, kind: Kind, *, mark: str) -> list[QuantityFound]:
    """All numbers followed by a unit of ``kind``; tonnes come back as kilograms."""
    found = []
    for match in _NUMBERED[kind].finditer(fold(text)):
        tonnes = kind == "kg" and bool(match["t"])
        value = _value(match["number"], kind, mark, tonnes=tonnes)
        if value is not None:
            found.append(QuantityFound(value, match.start(), match.end(), match["unit"]))
    return found


def bare_quantity(text: str, kind: Kind, *, mark: str, tonnes: bool = False) -> QuantityFound | None:
    """The first number of ``text`` where a label or a column names the unit."""
    match = re.search(rf"(?<![\w.,/])(?P<number>{NUMBER})", text)
    if not match:
        return None
    value = _value(match["number"], kind, mark, tonnes=tonnes)
    return QuantityFound(value, match.start(), match.end(), "") if value is not None else None


def _value(number: str, kind: Kind, mark: str, *, tonnes: bool) -> Decimal | None:
    low, high = LIMITS[kind]
    if tonnes:
        value = parse_number(number, mark=mark, low=Decimal("0.01"), high=Decimal(60))
        return value * 1000 if value is not None else None
    if kind == "kg" and (lone := re.fullmatch(r"[1-9]\d{0,2}([.,])\d{3}", number)):
        mark = "." if lone[1] == "," else ","  # nobody weighs a load to the gram: the mark groups thousands
    return parse_number(number, mark=mark, low=low, high=high)


_DEGREE = r"(?:°\s?c?|º\s?c?|grade\s?c?|gr\.?\s?c\b|c\b)"
_SIGNED = r"(?P<{0}>[+-]?\s?\d{{1,2}}(?:[.,]\d)?)"
_RANGE = re.compile(
    rf"{_SIGNED.format('a')}\s?{_DEGREE}?\s*(?:/|\.{{2,3}}|…|÷|-|~|si|and|pana la|la|to|bis)\s*"
    rf"{_SIGNED.format('b')}\s?{_DEGREE}"
)
_ONE = re.compile(rf"{_SIGNED.format('a')}\s?{_DEGREE}")


def find_temperature(text: str) -> tuple[float, float, int, int] | None:
    """The range in degrees Celsius (both ends alike for one value) and where it stands."""
    folded = fold(text)
    for pattern in (_RANGE, _ONE):
        if match := pattern.search(folded):
            ends = [float(re.sub(r"\s", "", value).replace(",", ".")) for value in match.groups()]
            return min(ends), max(ends), match.start(), match.end()
    return None


def find_un_number(text: str) -> tuple[str, int, int] | None:
    """A UN number (``UN 1263``): its four digits and where they stand."""
    match = re.search(r"\bun\s?(?:nr\.?|no\.?|-)?\s?:?\s?(\d{4})\b", fold(text))
    return (match[1], match.start(1), match.end(1)) if match else None
