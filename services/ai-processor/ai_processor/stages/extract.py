"""Stage 3: the fields of the document, by the extractors of its kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from freightwire.events.extraction import DocumentKind

from ai_processor.confidence import calibrated
from ai_processor.extractors.consignment_note import (
    extract_goods_of_note,
    extract_particulars_of_note,
    extract_parties_of_note,
    extract_places_of_note,
    extract_vehicle_of_note,
)
from ai_processor.extractors.consignment_note_words import CONSIGNMENT_NOTE
from ai_processor.extractors.delivery_note import (
    extract_firms_of_delivery,
    extract_goods_of_delivery,
    extract_title_of_delivery,
    extract_vehicle_of_delivery,
)
from ai_processor.extractors.delivery_note_words import DELIVERY_NOTE
from ai_processor.extractors.evidence import Findings
from ai_processor.extractors.invoice import extract_firms, extract_title
from ai_processor.extractors.invoice_lines import extract_lines
from ai_processor.extractors.invoice_sums import extract_sums
from ai_processor.extractors.invoice_words import INVOICE
from ai_processor.extractors.particulars import extract_uit, extract_vehicle
from ai_processor.extractors.prefixed import Extractor
from ai_processor.extractors.transport_order import TRANSPORT_ORDER
from ai_processor.extractors.view import View
from ai_processor.extractors.vocabulary import ORDER, Vocabulary

if TYPE_CHECKING:
    from freightwire.events.extraction import FieldFound

    from ai_processor.layout import PageText

PAGES_READ = 20
"""Documents say what matters on their first pages; what follows are general conditions."""


class Reader(NamedTuple):
    """How a kind of document is read: its words, and its extractors, each with the number of fields that it tries."""

    vocabulary: Vocabulary
    extractors: tuple[tuple[Extractor, int], ...]


READERS: MappingProxyType[DocumentKind, Reader] = MappingProxyType(
    {
        DocumentKind.TRANSPORT_ORDER: Reader(ORDER, TRANSPORT_ORDER),
        DocumentKind.CONSIGNMENT_NOTE: Reader(
            CONSIGNMENT_NOTE,
            (
                (extract_parties_of_note, 20),
                (extract_places_of_note, 14),
                (extract_particulars_of_note, 8),
                (extract_goods_of_note, 10),
                (extract_vehicle_of_note, 5),
            ),
        ),
        DocumentKind.INVOICE: Reader(
            INVOICE,
            ((extract_title, 5), (extract_firms, 16), (extract_lines, 12), (extract_sums, 7)),
        ),
        DocumentKind.DELIVERY_NOTE: Reader(
            DELIVERY_NOTE,
            (
                (extract_title_of_delivery, 3),
                (extract_firms_of_delivery, 20),
                (extract_goods_of_delivery, 8),
                (extract_vehicle_of_delivery, 6),
            ),
        ),
        # Carriers send their plates, and clients a UIT code, in a line of text.
        DocumentKind.EMAIL: Reader(ORDER, ((extract_vehicle, 5), (extract_uit, 1))),
    }
)
"""Other kinds yield no fields."""
NONE = Reader(ORDER, ())

OnProgress = Callable[[int, int, Findings], None]
"""Called with the fields tried, the fields known, and what was found so far."""


def extract(
    pages: Sequence[PageText],
    kind: DocumentKind,
    *,
    on_progress: OnProgress = lambda tried, known, found: None,
) -> list[FieldFound]:
    """Find the fields of a document of ``kind``."""
    reader = READERS.get(kind, NONE)
    view = View(pages[:PAGES_READ], reader.vocabulary)
    findings = Findings()
    known, tried = sum(fields for _, fields in reader.extractors), 0
    for extractor, fields in reader.extractors:
        extractor(view, findings)
        tried += fields
        on_progress(tried, known, findings)
    return calibrated(findings.fields(view))
