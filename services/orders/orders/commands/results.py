"""What comes back from reading a document: fields for its order, or why it could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.events.orders import (
    FieldSummary,
    OrderProcessingFailed,
    OrderStatus,
    OrderValidationComplete,
)
from freightwire.identifiers import new_id
from freightwire.merge_patch import diff
from freightwire.telemetry import get_logger

from orders.commands.batches import tell_progress
from orders.commands.create import store_data
from orders.commands.documents import locked_order
from orders.commands.errors import MovedMeanwhileError, NotFoundError
from orders.commands.parts import add_parts, sort_out
from orders.commands.telling import Snapshot, seen_by_desk, tell_data
from orders.commands.transition import extraction_done, move
from orders.commands.views import view_of
from orders.domain import lifecycle
from orders.domain.applying import apply_document
from orders.storage.tables import DocumentRow, DocumentState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from freightwire.events.documents import DocumentEvent, DocumentExtracted, DocumentFailed

    from orders.domain.thresholds import Thresholds
    from orders.storage.tables import OrderRow
    from orders.storage.work import Work

_log = get_logger()


async def apply_extraction(
    work: Work, result: DocumentExtracted, *, thresholds: Thresholds | None = None
) -> DocumentRow | None:
    """Put what was read into the order. None where the result is stale and was left aside.

    Raises:
        NotFoundError: there is no such document.
        MovedMeanwhileError: somebody moved it to another order at the same moment.
    """
    order, document = await _awaiting(work, result)
    if document is None:
        return None
    documents = await work.documents.of_order(order.id)
    before = Snapshot.of(order, documents)
    parts, known = await sort_out(work, document, result.parts)
    issues = [*result.issues, *known]
    if OrderStatus(order.status) not in lifecycle.ENDED:
        outcome = apply_document(order.data, order.sources, result.fields, document_id=document.id, new_item_id=new_id)
        issues += outcome.issues
        _log.info(
            "extraction_applied",
            order_id=order.id,
            document_id=document.id,
            unknown_fields=outcome.unknown,
            fields_beside=outcome.beside,
            kept_fields=outcome.kept,
        )
        order.sources = outcome.sources
        if outcome.changes:
            store_data(order, outcome.data)
        tell_data(work, order, before, {"document_id": document.id})
    complete = OrderValidationComplete(
        order_id=order.id,
        document_id=document.id,
        kind=result.kind,
        confidence=result.confidence,
        issues=issues,
        fields=[FieldSummary.of(found) for found in result.fields],
    )
    _store(document, result, [issue.model_dump(mode="json", by_alias=True) for issue in issues], complete.timestamp)
    state = diff(before.for_desk, seen_by_desk(order, documents))
    work.record(order, complete.model_copy(update={"state": state}))
    await add_parts(work, order, document, parts)
    if not parts:  # else the order is what its attachments say, once they are read
        _extraction_done(work, order, documents, thresholds=thresholds)
    await tell_progress(work, document.batch_id)
    return document


def _extraction_done(
    work: Work, order: OrderRow, documents: Sequence[DocumentRow], *, thresholds: Thresholds | None
) -> None:
    """A draft that was read goes to a person, or on by itself."""
    if OrderStatus(order.status) is not OrderStatus.DRAFT:
        return
    view = view_of(order, documents)
    command = extraction_done(view, order, thresholds=thresholds)
    target = lifecycle.decide("extract_done", view, command)
    move(work, order, documents, name="extract_done", target=target, command=command, user=None)


async def fail_document(work: Work, result: DocumentFailed) -> DocumentRow | None:
    """Note that the document could not be read; its order stays as it is. None where the result is stale.

    Raises:
        NotFoundError: there is no such document.
    """
    order, document = await _awaiting(work, result)
    if document is None:
        return None
    failed = OrderProcessingFailed(
        order_id=order.id,
        document_id=document.id,
        error=result.error,
        message=result.message,
        retryable=result.retryable,
    )
    document.state = DocumentState.FAILED
    document.updated_at = failed.timestamp
    document.error = {
        "code": result.error,
        "message": result.message.model_dump(mode="json"),
        "retryable": result.retryable,
    }
    work.record(order, failed)
    if document.parent_id is not None:
        documents = await work.documents.of_order(order.id)
        states = {one.state for one in documents}
        if DocumentState.READ in states and DocumentState.PROCESSING not in states:
            _extraction_done(work, order, documents, thresholds=None)  # the e-mail itself is left
    await tell_progress(work, document.batch_id)
    return document


async def _awaiting(work: Work, result: DocumentEvent) -> tuple[OrderRow, DocumentRow | None]:
    """The order and the document that wait for this result; no document where it answers an earlier attempt."""
    document = await work.documents.get(result.document_id)
    if document is None:
        raise NotFoundError(result.document_id)
    order = await locked_order(work, document.order_id)
    document = await work.documents.get(result.document_id, lock=True)
    if document is None:
        raise NotFoundError(result.document_id)
    if document.order_id != order.id:
        raise MovedMeanwhileError(result.document_id)
    if document.state != DocumentState.PROCESSING or document.attempt != result.attempt:
        _log.warning(
            "stale_result_ignored",
            order_id=order.id,
            document_id=document.id,
            attempt=result.attempt,
            current_attempt=document.attempt,
            state=document.state,
        )
        return order, None
    return order, document


def _store(document: DocumentRow, result: DocumentExtracted, issues: list[dict[str, object]], time: datetime) -> None:
    document.state = DocumentState.READ
    document.updated_at = time
    document.error = None
    document.kind = result.kind
    document.kind_confidence = result.kind_confidence
    document.confidence = result.confidence
    document.extraction = {
        "pages": [page.model_dump(mode="json", by_alias=True) for page in result.pages],
        "fields": [found.model_dump(mode="json", by_alias=True) for found in result.fields],
        "issues": issues,
    }
