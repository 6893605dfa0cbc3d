"""What the service says about a document, as events. Pure.

A result's id follows from the document and the attempt, not from the delivery: a document that is delivered twice
yields the same ids, and whoever consumes them sees one result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from freightwire.events.documents import DocumentExtracted, DocumentFailed, DocumentPart, DocumentSubmitted
from freightwire.events.envelope import Envelope
from freightwire.events.orders import PROGRESS_FIELDS, OrderAiProcessing

if TYPE_CHECKING:
    from freightwire.events.base import Event

    from ai_processor.failures import UnreadableError
    from ai_processor.reading import Part, Progress, Reading

SERVICE = "ai-processor"
NAMESPACE = uuid5(NAMESPACE_URL, "https://freightwire.dev/ai-processor")


def result_id(document: DocumentSubmitted, result: type[Event]) -> UUID:
    """The id of a result of this attempt, always the same."""
    return uuid5(NAMESPACE, f"{document.document_id}:{document.attempt}:{result.type}")


def part_key(org: str, document: DocumentSubmitted, part: Part) -> str:
    """Where a part of the document lies: the same place each time that the document is read, for the same bytes."""
    return f"{org}/parts/{document.document_id}/{part.sha256}"


def extracted(document: DocumentSubmitted, reading: Reading, cause: Envelope) -> Envelope:
    """The event that a document was read."""
    event = DocumentExtracted(
        document_id=document.document_id,
        order_id=document.order_id,
        attempt=document.attempt,
        kind=reading.kind,
        kind_confidence=reading.kind_confidence,
        confidence=reading.confidence,
        pages=reading.pages,
        fields=reading.fields,
        issues=reading.issues,
        parts=[
            DocumentPart(
                index=part.index,
                object_key=part_key(cause.org, document, part),
                file_name=part.file_name,
                content_type=part.content_type,
                size=part.size,
                sha256=part.sha256,
            )
            for part in reading.parts
        ],
    )
    return _envelope(event, document, cause)


def failed(document: DocumentSubmitted, error: UnreadableError, cause: Envelope) -> Envelope:
    """The event that a document cannot be read."""
    event = DocumentFailed(
        document_id=document.document_id,
        order_id=document.order_id,
        attempt=document.attempt,
        error=str(error.failure),
        message=error.message,
        retryable=error.retryable,
        page=error.page,
    )
    return _envelope(event, document, cause)


def progressed(document: DocumentSubmitted, progress: Progress, cause: Envelope) -> Envelope:
    """The event of how far the reading is; ephemeral, with a new id each."""
    event = OrderAiProcessing(
        order_id=document.order_id,
        document_id=document.document_id,
        file_name=document.file_name,
        stage=progress.stage,
        progress=progress.progress,
        page=progress.page,
        pages=progress.pages,
        kind=progress.kind,
        confidence=progress.confidence,
        fields_found=progress.fields_found,
        fields=progress.fields[-PROGRESS_FIELDS:],
        extractor=progress.extractor,
    )
    return Envelope.of(event, org=cause.org, source=SERVICE, causation=cause)


def _envelope(event: DocumentExtracted | DocumentFailed, document: DocumentSubmitted, cause: Envelope) -> Envelope:
    return Envelope.of(event, org=cause.org, source=SERVICE, id=result_id(document, type(event)), causation=cause)
