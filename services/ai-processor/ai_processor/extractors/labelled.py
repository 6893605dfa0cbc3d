"""Readers of a label's value that stops and parties share: from a piece of text to named findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ai_processor.extractors.cells import Span
from ai_processor.extractors.evidence import Finding, finding
from ai_processor.values.contacts import find_phones, normal_phone, person_length

Reader = Callable[[Span, float, str], Iterator[tuple[str, Finding]]]
"""Takes the text, how surely it belongs to the label, and the reason to give; yields the fields that it holds."""


def as_it_stands(name: str) -> Reader:
    """A reader that takes the whole text as the field ``name``."""

    def read(span: Span, link: float, reason: str) -> Iterator[tuple[str, Finding]]:
        if span.text:
            yield name, finding(span.text, span, link, reason)

    return read


def read_contact(span: Span, link: float, reason: str) -> Iterator[tuple[str, Finding]]:
    """A person, and the telephone number beside the name."""
    if length := person_length(span.text):
        part = span.part(0, length)
        yield "contact", finding(part.text, part, link, reason)
    yield from read_phone(span, link, reason)


def read_phone(span: Span, link: float, reason: str) -> Iterator[tuple[str, Finding]]:
    """The first telephone number."""
    for start, end in find_phones(span.text)[:1]:
        part = span.part(start, end)
        yield "phone", finding(normal_phone(part.text), part, link, reason)
