"""Documents: add one to an order, and ask for one to be read again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from freightwire.events.base import now
from freightwire.events.documents import DocumentSubmitted, Urgency
from freightwire.events.orders import OrderDocumentAdded, OrderDocumentRetried, OrderStatus

from orders.commands.batches import tell_progress
from orders.commands.create import create_order
from orders.commands.errors import (
    DuplicateFileError,
    KeyReusedError,
    MovedMeanwhileError,
    NotFoundError,
    NotRetryableError,
    OrderEndedError,
)
from orders.domain import order_data
from orders.domain.lifecycle import ENDED
from orders.storage.tables import DocumentRow, DocumentState

if TYPE_CHECKING:
    from datetime import timedelta

    from sqlalchemy.exc import IntegrityError

    from orders.storage.numbers import Numbers
    from orders.storage.tables import OrderRow
    from orders.storage.work import Work

WATCHED_BATCH = 20
"""Documents of a batch that somebody is taken to wait for; what comes after them is read when there is time."""
UNIQUE = ("uq_documents_org_sha256", "uq_documents_upload")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file that lies in the object store and has passed the checks at the door. ``sha256`` in hex, ``size`` in
    bytes."""

    document_id: str
    object_key: str
    file_name: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class UploadPlace:
    """Which file of which request: the request's ``Idempotency-Key``, and the file's index in it from 0."""

    key: str
    index: int


async def add_document(
    work: Work,
    numbers: Numbers,
    file: StoredFile,
    *,
    order_id: str | None,
    batch_id: str | None,
    user: str,
    place: UploadPlace | None = None,
) -> DocumentRow:
    """Add a stored file to an order, or to a new draft, and ask for it to be read.

    Returns:
        The document. Where the same request had brought it before, that one: its id is not ``file.document_id``.

    Raises:
        NotFoundError: there is no such order.
        OrderEndedError: the order has ended.
        DuplicateFileError: the organisation has this file already.
        KeyReusedError: a request with the same key had brought another file in this place.
    """
    # Before the look for its place: a twin of this request that is committed in between is found there.
    existing = await work.documents.same_file(file.sha256)
    if place is not None:
        brought = await work.documents.of_upload(user, place.key, place.index)
        if brought is not None:
            if brought.sha256 != file.sha256 or order_id not in (None, brought.order_id):
                raise KeyReusedError(place.key)
            return brought
    if existing is not None:
        raise DuplicateFileError(existing, visible=work.by.sees(existing.order_id))
    if order_id is None:
        order = await create_order(work, numbers, order_data.empty(), user=user)
    else:
        order = await locked_order(work, order_id)
        if OrderStatus(order.status) in ENDED:
            raise OrderEndedError(order.status)
    return await put_document(work, order, file, batch_id=batch_id, user=user, place=place)


async def put_document(
    work: Work,
    order: OrderRow,
    file: StoredFile,
    *,
    batch_id: str | None,
    user: str,
    place: UploadPlace | None = None,
    parent_id: str | None = None,
) -> DocumentRow:
    """Add a stored file that is new to an order that is locked, and ask for it to be read.

    Args:
        parent_id: the e-mail that it was attached to.
    """
    time = now()
    document = DocumentRow(
        id=file.document_id,
        org=work.by.org,
        order_id=order.id,
        order=order,
        batch_id=batch_id,
        parent_id=parent_id,
        object_key=file.object_key,
        file_name=file.file_name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        state=DocumentState.PROCESSING,
        attempt=1,
        uploaded_by=user,
        upload_key=place.key if place else None,
        upload_index=place.index if place else None,
        created_at=time,
        updated_at=time,
    )
    work.documents.add(document)
    work.record(
        order,
        OrderDocumentAdded(
            order_id=order.id,
            document_id=document.id,
            file_name=file.file_name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            batch_id=batch_id,
            parent_id=parent_id,
            user_id=user,
            timestamp=time,
        ),
    )
    earlier = await tell_progress(work, batch_id, added=True) - 1
    work.tell(submission(document, urgency_of(earlier)))
    return document


def came_in_twice(error: IntegrityError) -> bool:
    """Whether adding a document failed because the same file came in at the same moment."""
    return any(name in str(error.orig) for name in UNIQUE)


async def retry_document(work: Work, document_id: str, *, stuck_after: timedelta) -> DocumentRow:
    """Ask for a document to be read again.

    Args:
        stuck_after: how long a document may be waited for; after that its reading counts as lost.

    Raises:
        NotFoundError: there is no such document.
        NotRetryableError: it is being read just now.
        OrderEndedError: its order has ended.
        MovedMeanwhileError: somebody moved it to another order at the same moment.
    """
    document = await work.documents.get(document_id)
    if document is None:
        raise NotFoundError(document_id)
    # The order first, then the document: everybody locks in this order.
    order = await locked_order(work, document.order_id)
    document = await work.documents.get(document_id, lock=True)
    if document is None:
        raise NotFoundError(document_id)
    if document.order_id != order.id:
        raise MovedMeanwhileError(document_id)
    if OrderStatus(order.status) in ENDED:
        raise OrderEndedError(order.status)
    wait = waits(document, stuck_after)
    if wait is not None:
        raise NotRetryableError(document_id, wait)
    read_again(work, order, document)
    await tell_progress(work, document.batch_id)
    return document


def waits(document: DocumentRow, stuck_after: timedelta) -> int | None:
    """For how many more seconds its result is waited for; None where it may be read again now."""
    if document.state != DocumentState.PROCESSING:
        return None
    left = (document.updated_at + stuck_after - now()).total_seconds()
    return max(1, int(left)) if left > 0 else None


def urgency_of(earlier: int) -> Urgency:
    """Whether somebody waits for a document, by the number of documents that came before it in the same go."""
    return Urgency.INTERACTIVE if earlier < WATCHED_BATCH else Urgency.BULK


def read_again(work: Work, order: OrderRow, document: DocumentRow, urgency: Urgency = Urgency.INTERACTIVE) -> None:
    """Ask for a document to be read as its next attempt; a result of the last one is stale from now on.

    The caller holds both rows, and tells the progress of the document's batch.
    """
    was_processing = document.state == DocumentState.PROCESSING
    document.attempt += 1
    document.state = DocumentState.PROCESSING
    document.error = None
    document.updated_at = now()
    work.record(
        order,
        OrderDocumentRetried(
            order_id=order.id,
            document_id=document.id,
            attempt=document.attempt,
            was_processing=was_processing,
            user_id=work.by.user,
            timestamp=document.updated_at,
        ),
    )
    work.tell(submission(document, urgency))


def submission(document: DocumentRow, urgency: Urgency) -> DocumentSubmitted:
    """The claim check by which the reader finds the document."""
    return DocumentSubmitted(
        document_id=document.id,
        order_id=document.order_id,
        attempt=document.attempt,
        object_key=document.object_key,
        file_name=document.file_name,
        content_type=document.content_type,
        size=document.size,
        sha256=document.sha256,
        batch_id=document.batch_id,
        urgency=urgency,
    )


async def locked_order(work: Work, order_id: str) -> OrderRow:
    """The order, locked until the transaction ends.

    Raises:
        NotFoundError: there is no such order.
    """
    order = await work.orders.get(order_id, lock=True)
    if order is None:
        raise NotFoundError(order_id)
    return order
