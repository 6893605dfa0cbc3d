"""Transport orders: which extractor looks for which fields."""

from __future__ import annotations

from ai_processor.extractors.closing import extract_closing
from ai_processor.extractors.contract_parties import extract_contract_parties
from ai_processor.extractors.goods import extract_goods, extract_temperature
from ai_processor.extractors.particulars import (
    extract_instructions,
    extract_price,
    extract_reference,
    extract_uit,
    extract_vehicle,
)
from ai_processor.extractors.parties import extract_parties
from ai_processor.extractors.prefixed import Extractor
from ai_processor.extractors.stops import extract_stops

TRANSPORT_ORDER: tuple[tuple[Extractor, int], ...] = (
    (extract_reference, 2),
    (extract_parties, 16),
    (extract_contract_parties, 8),
    (extract_closing, 6),
    (extract_stops, 24),
    (extract_goods, 12),
    (extract_temperature, 2),
    (extract_vehicle, 5),
    (extract_price, 5),
    (extract_uit, 1),
    (extract_instructions, 1),
)
"""The extractors in their order, each with the number of fields that it tries: the known work of this stage."""
