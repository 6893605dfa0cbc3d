"""What a load is measured in: weight, loading metres, pallets, volume."""

from __future__ import annotations

import re
from typing import NamedTuple

from ai_processor.extractors.cells import Span
from ai_processor.extractors.evidence import Finding, finding
from ai_processor.values.quantities import Kind, QuantityFound, bare_quantity, find_quantities

PACKAGES = re.compile(
    r"\b(europalet[ia]?|euro\s?palet[ia]?|epal|eur|ind|palet[ia]?|pallets?|paletten|colete|coleti|colli|bucati|buc"
    r"|cutii|cartoane|cartons?|big[- ]?bags?|saci|butoaie|ibc|role|pcs|boxe?s?|lazi)\b"
)
_TONNES = re.compile(r"\b(?:t|to|tone|tons|tonnes|tonaj)\b")


class Measure(NamedTuple):
    """A measure: the concept of its label, its kind of quantity, and its key in the order's data."""

    concept: str
    kind: Kind
    key: str


WEIGHT = Measure("gross_kg", "kg", "grossKg")
LOADING_METRES = Measure("loading_metres", "ldm", "loadingMetres")
PALLETS = Measure("pallets", "pallets", "pallets")
VOLUME = Measure("volume", "m3", "volumeM3")
MEASURES = (WEIGHT, LOADING_METRES, PALLETS, VOLUME)


def quantity(found: QuantityFound, span: Span, link: float, reason: str) -> Finding:
    """A finding of a quantity that stands in ``span``."""
    return finding(float(found.value), span.part(found.start, found.end), link, reason)


def measured(span: Span, measure: Measure, mark: str, *, heading: str = "", link: float = 0.95) -> Finding | None:
    """A quantity from a cell or a label's value: with its own unit, or with the heading's.

    Args:
        mark: the document's decimal mark.
        heading: the folded text of the column's heading or of the label.
    """
    found = next(iter(find_quantities(span.text, measure.kind, mark=mark)), None)
    if found is None:
        tonnes = measure is WEIGHT and _TONNES.search(heading) is not None and "kg" not in heading
        found = bare_quantity(span.text, measure.kind, mark=mark, tonnes=tonnes)
    if found is None:
        return None
    return quantity(found, span, link, f"{'column' if heading else 'label'}:{measure.concept}")
