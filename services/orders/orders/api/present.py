"""From stored rows to what goes over the wire, as far as its reader may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.events.order_data import OrderData, margin_of

from orders.api.schemas import (
    BatchOut,
    DocumentOut,
    DocumentSummary,
    HistoryEntry,
    LabelOut,
    OrderOut,
    OrderSummary,
    RefusalOut,
    TransitionOut,
)
from orders.commands.batches import Counts
from orders.commands.views import open_issues_of
from orders.domain.labels import Outcome
from orders.domain.view import RefusalKind
from orders.storage.tables import DocumentState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from orders.access import Access
    from orders.domain.lifecycle import Possibility
    from orders.domain.view import Refusal
    from orders.storage.tables import DocumentRow, HistoryRow, LabelRow, OrderRow


def _summary_values(order: OrderRow, processing: int, access: Access) -> dict[str, Any]:
    overlays = order.overlays
    data = access.shown(order.data)
    return {
        "id": order.id,
        "number": order.number,
        "status": order.status,
        "version": order.version,
        "data": OrderData.model_validate(data),
        "margin": margin_of(data),
        "assignee": order.assignee,
        "processing": processing if access.on_desk else 0,
        "hold": overlays.get("hold"),
        "problem": overlays.get("problem"),
        "payment": overlays.get("payment", "none") if access.on_desk else "none",
        "invoice_number": overlays.get("invoiceNumber") if access.on_desk else None,
        "created_by": order.created_by,
        "created_at": order.created_at,
        "updated_at": order.updated_at,
    }


def order_summary(order: OrderRow, processing: int, access: Access) -> OrderSummary:
    """An order in a list."""
    return OrderSummary(**_summary_values(order, processing, access))


def order_out(order: OrderRow, documents: Sequence[DocumentRow], access: Access) -> OrderOut:
    """An order with all that belongs to it. Carriers and customers see neither sources, issues nor documents."""
    processing = sum(document.state == DocumentState.PROCESSING for document in documents)
    values = _summary_values(order, processing, access) | {"stops": order.overlays.get("stops", {})}
    if access.on_desk:
        values |= {
            "sources": order.sources,
            "issues": open_issues_of(order, documents),
            "documents": [document_summary(document) for document in documents],
        }
    return OrderOut(**values)


def document_summary(document: DocumentRow) -> DocumentSummary:
    """A document without what was read in it."""
    return DocumentSummary.model_validate(document, from_attributes=True)


def document_out(document: DocumentRow) -> DocumentOut:
    """A document with what was read in it."""
    summary = document_summary(document)
    return DocumentOut(**dict(summary), kind_confidence=document.kind_confidence, **(document.extraction or {}))


def batch_out(batch_id: str, documents: Sequence[DocumentRow]) -> BatchOut:
    """The counts of a batch and its documents."""
    counts = Counts.of([document.state for document in documents])
    return BatchOut(
        id=batch_id,
        total=counts.total,
        processing=counts.processing,
        done=counts.done,
        failed=counts.failed,
        progress=counts.progress,
        documents=[document_summary(document) for document in documents],
    )


def label_out(label: LabelRow) -> LabelOut:
    """A person's word on a value that was read."""
    return LabelOut(
        id=label.id,
        document_id=label.document_id,
        order_id=label.order_id,
        attempt=label.attempt,
        path=label.path,
        order_path=label.order_path,
        outcome=Outcome(label.outcome),
        confidence=label.confidence,
        by=label.by,
        at=label.at,
        **label.values,
    )


def told_to(access: Access, refusals: Sequence[Refusal]) -> Sequence[Refusal]:
    """Of the reasons why not those that concern who asks: what is the desk's business says nothing to others."""
    by_role = [refusal for refusal in refusals if refusal.kind is RefusalKind.ROLE]
    return by_role if by_role and not access.on_desk else refusals


def transition_out(entry: Possibility, access: Access) -> TransitionOut:
    """A transition, and whether it can be taken now."""
    why_not = told_to(access, entry.why_not)
    return TransitionOut(
        name=entry.transition.name,
        targets=sorted(entry.transition.targets),
        allowed=entry.allowed,
        needs=[refusal_out(refusal) for refusal in entry.needs] if why_not is entry.why_not else [],
        why_not=[refusal_out(refusal) for refusal in why_not],
    )


def refusal_out(refusal: Refusal) -> RefusalOut:
    """A reason why not."""
    return RefusalOut(kind=refusal.kind, code=refusal.code, message=refusal.message, fields=refusal.fields)


def history_entry(row: HistoryRow) -> HistoryEntry:
    """Something that happened to an order."""
    return HistoryEntry.model_validate(row, from_attributes=True)
