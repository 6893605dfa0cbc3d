"""Stage 3: the fields of the document, by the extractors of its kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from freightwire.events.extraction import DocumentKind

from ai_processor.confidence import calibrated
from ai_processor.extractors.evidence import Findings
from ai_processor.extractors.goods import extract_goods
from ai_processor.extractors.particulars import extract_uit, extract_vehicle
from ai_processor.extractors.transport_order import TRANSPORT_ORDER, Extractor
from ai_processor.extractors.view import View

if TYPE_CHECKING:
    from freightwire.events.extraction import FieldFound

    from ai_processor.layout import PageText

PAGES_READ = 20
"""Orders say what matters on their first pages; what follows are general conditions."""

EXTRACTORS: MappingProxyType[DocumentKind, tuple[tuple[Extractor, int], ...]] = MappingProxyType(
    {
        DocumentKind.TRANSPORT_ORDER: TRANSPORT_ORDER,
        DocumentKind.CONSIGNMENT_NOTE: ((extract_goods, 12), (extract_vehicle, 5), (extract_uit, 1)),
        DocumentKind.DELIVERY_NOTE: ((extract_vehicle, 5), (extract_uit, 1)),
        # Carriers send their plates, and clients a UIT code, in a line of text.
        DocumentKind.EMAIL: ((extract_vehicle, 5), (extract_uit, 1)),
    }
)
"""Extractors by kind, each with the number of fields that it tries. Other kinds yield no fields."""

OnProgress = Callable[[int, int, Findings], None]
"""Called with the fields tried, the fields known, and what was found so far."""


def extract(
    pages: Sequence[PageText],
    kind: DocumentKind,
    *,
    on_progress: OnProgress = lambda tried, known, found: None,
) -> list[FieldFound]:
    """Find the fields of a document of ``kind``."""
    view = View(pages[:PAGES_READ])
    findings = Findings()
    extractors = EXTRACTORS.get(kind, ())
    known, tried = sum(fields for _, fields in extractors), 0
    for extractor, fields in extractors:
        extractor(view, findings)
        tried += fields
        on_progress(tried, known, findings)
    return calibrated(findings.fields(view))
