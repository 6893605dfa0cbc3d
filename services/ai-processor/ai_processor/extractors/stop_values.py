"""A stop in the making, and what reads a stop's value by the concept of its label or column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ai_processor.extractors.cells import Span
from ai_processor.extractors.evidence import Finding, finding
from ai_processor.extractors.labelled import Reader, as_it_stands, read_contact, read_phone
from ai_processor.extractors.places import read_place
from ai_processor.values.contacts import normal_phone
from ai_processor.values.countries import country_of
from ai_processor.values.dates import find_dates, find_windows
from ai_processor.values.text import fold

HOUR = "ora "
_POSTCODE = re.compile(r"(?:[A-Z]{1,2}-)?([0-9A-Z][0-9A-Z -]{2,8}[0-9A-Z])")


@dataclass(slots=True)
class Draft:
    """A stop in the making."""

    kind: str
    number: int | None
    span: Span
    fields: dict[str, Finding] = field(default_factory=dict)
    beside: bool = False
    """Its heading stands beside that of another kind."""

    def put(self, name: str, found: Finding | None) -> None:
        """Note a field unless a surer value is there."""
        if found is None or found.value in (None, ""):
            return
        held = self.fields.get(name)
        if held is None or found.confidence > held.confidence:
            self.fields[name] = found


def read_labelled(concept: str, span: Span, link: float) -> Iterator[tuple[str, Finding]]:
    """The fields that a value under this label, or in this column, holds; none where it cannot be that value."""
    if reader := _READERS.get(concept):
        yield from reader(span, link, f"label:{concept}")


def read_address(spans: list[Span], *, link: float, company: bool) -> Iterator[tuple[str, Finding]]:
    """The parts of an address block, with its telephone number in the normal form."""
    for name, found in read_place(spans, link=link, company=company).items():
        yield name, replace(found, value=normal_phone(str(found.value))) if name == "phone" else found


def _read_moment(span: Span, link: float, reason: str) -> Iterator[tuple[str, Finding]]:
    for date in find_dates(span.text)[:1]:
        yield "date", finding(date.value.isoformat(), span.part(date.start, date.end), link, reason)
    windows = find_windows(span.text)
    offset = 0
    if not windows and reason == "label:time":
        # "Interval orar: 9-17": the label says that these are hours
        offset = len(HOUR)
        windows = find_windows(HOUR + span.text)
    for window in windows[:1]:
        part = span.part(max(0, window.start - offset), window.end - offset)
        for name, clock in (("timeFrom", window.since), ("timeTo", window.until)):
            if clock is not None:
                yield name, finding(clock.isoformat(), part, link, reason)


def _read_one_line_address(span: Span, link: float, _reason: str) -> Iterator[tuple[str, Finding]]:
    yield from read_address([span], link=link, company=False)


def _read_company(span: Span, link: float, reason: str) -> Iterator[tuple[str, Finding]]:
    place = dict(read_address([span], link=link, company=True))
    if "company" not in place and span.text and "street" not in place:
        place["company"] = finding(span.text, span, link, reason)
    yield from place.items()


def _read_city(span: Span, link: float, reason: str) -> Iterator[tuple[str, Finding]]:
    place = dict(read_address([span], link=link, company=False))
    if "city" not in place and span.text and not any(char.isdigit() for char in span.text):
        place["city"] = finding(span.text, span, link, reason)
    yield from place.items()


def _read_postcode(span: Span, link: float, reason: str) -> Iterator[tuple[str, Finding]]:
    place = dict(read_address([span], link=link, company=False))
    if "postcode" in place:
        yield from place.items()
    elif match := _POSTCODE.match(span.text):
        part = span.part(match.start(1), match.end(1))
        yield "postcode", finding(part.text, part, link, reason)


def _read_country(span: Span, link: float, reason: str) -> Iterator[tuple[str, Finding]]:
    if code := country_of(span.text):
        yield "country", finding(code, span, link, reason)


def _read_reference(span: Span, link: float, reason: str) -> Iterator[tuple[str, Finding]]:
    part = span.part(0, _reference_length(span.text))
    if any(char.isdigit() for char in part.text):
        yield "reference", finding(part.text, part, link, reason)


def _reference_length(text: str) -> int:
    """A reference ends at a comma, a bracket or two blanks; a date after it is none of it."""
    match = re.search(r"[,;(]|\s{2,}|\s(?:din|vom|of|dated)\s", fold(text))
    return match.start() if match else len(text)


_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "date": _read_moment,
        "time": _read_moment,
        "address": _read_one_line_address,
        "company": _read_company,
        "contact": read_contact,
        "phone": read_phone,
        "stop_reference": _read_reference,
        "reference": _read_reference,
        "country": _read_country,
        "postcode": _read_postcode,
        "city": _read_city,
        "county": as_it_stands("county"),
        "instructions": as_it_stands("instructions"),
    }
)
"""What reads a stop's value, by the concept of its label. "email" has no field of a stop."""
OWN_CONCEPTS = frozenset({*_READERS, "email"})
"""Labels that a stop's section may hold; another one ends its free text."""
