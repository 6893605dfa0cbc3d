"""Stage 4: what a person should know about the values that were found. Pure rules over fields by path."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from freightwire.events.document_data import ROOTS
from freightwire.events.extraction import DocumentKind, FieldFound, Issue, Severity

from ai_processor.stages.rules import invoice, order, values
from ai_processor.stages.rules.base import Rule, missing, stops_of

if TYPE_CHECKING:
    from collections.abc import Sequence

REQUIRED_BESIDE: Mapping[DocumentKind, tuple[str, ...]] = MappingProxyType(
    {
        DocumentKind.INVOICE: (
            "invoice.number",
            "invoice.issuedOn",
            "invoice.seller.name",
            "invoice.gross",
            "invoice.currency",
        ),
        DocumentKind.CONSIGNMENT_NOTE: (
            "consignmentNote.sender.name",
            "consignmentNote.consignee.name",
            "consignmentNote.delivery.city",
        ),
        DocumentKind.DELIVERY_NOTE: ("deliveryNote.number", "deliveryNote.issuedOn", "deliveryNote.supplier.name"),
    }
)
"""What a document beside the order is little worth without."""
RULES_OF_ANY_KIND: tuple[Rule, ...] = (
    values.check_vat_ids,
    values.check_ibans,
    values.check_plates,
    values.check_load,
    values.check_sums,
    values.check_codes,
)
RULES_OF_A_TRANSPORT: tuple[Rule, ...] = (
    order.check_dates,
    order.check_times,
    order.check_places,
    order.check_price,
    order.check_temperature,
    *RULES_OF_ANY_KIND,
)
RULES_OF_KIND: Mapping[DocumentKind, tuple[Rule, ...]] = MappingProxyType(
    {
        DocumentKind.TRANSPORT_ORDER: (order.check_required, *RULES_OF_A_TRANSPORT),
        # An e-mail may say anything of an order, and need say nothing: the order itself is attached, or came before.
        DocumentKind.EMAIL: RULES_OF_A_TRANSPORT,
        DocumentKind.INVOICE: (
            invoice.check_totals,
            invoice.check_lines,
            invoice.check_rates,
            invoice.check_invoice_dates,
            invoice.check_invoice_currency,
            *RULES_OF_ANY_KIND,
        ),
    }
)


def validate(fields: Sequence[FieldFound], kind: DocumentKind, *, today: dt.date) -> list[Issue]:
    """All issues of a document, in the order of the rules. ``today`` makes dates plausible or not."""
    found = {field.path: field.value for field in fields}
    issues = [issue for rule in RULES_OF_KIND.get(kind, RULES_OF_ANY_KIND) for issue in rule(found, today)]
    if kind not in ROOTS:
        return issues
    absent = [path for path in REQUIRED_BESIDE[kind] if found.get(path) in (None, "")]
    # An error stops the order until somebody corrects the field; what stands beside it cannot be corrected in it.
    return [
        *(missing(path, Severity.WARNING) for path in absent),
        *(issue.model_copy(update={"severity": Severity.WARNING}) for issue in issues),
    ]


def confidence_of(fields: Sequence[FieldFound], kind: DocumentKind) -> float:
    """Of the document as a whole: the mean over its required fields, an absent one counting 0."""
    found = {field.path: field.confidence for field in fields}
    if kind is DocumentKind.TRANSPORT_ORDER:
        stops = max(2, stops_of(found))
        of_stops = (f"stops.{index}.{name}" for index in range(stops) for name in order.REQUIRED_OF_STOP)
        needed = [*order.REQUIRED, *of_stops]
    else:
        needed = list(REQUIRED_BESIDE.get(kind, found))
    return round(sum(found.get(path, 0.0) for path in needed) / len(needed), 4) if needed else 0.0
