"""The door for files: each is streamed into the object store while its size, kind and checksum are checked.

Bytes first, row second: a document that is known can always be read. What is refused after its bytes are stored is
removed again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from freightwire.filetypes import HEAD_BYTES, detect
from freightwire.identifiers import new_id
from freightwire.telemetry import get_logger
from sqlalchemy.exc import IntegrityError

from orders.commands.documents import StoredFile, add_document, came_in_twice
from orders.domain.filetypes import ACCEPTED, safe_name

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from freightwire.objects import ObjectStore

    from orders.commands.documents import UploadPlace
    from orders.storage.numbers import Numbers
    from orders.storage.tables import DocumentRow
    from orders.storage.work import Work

_log = get_logger()


class EmptyFileError(Exception):
    """The file has no bytes."""


class FileTooLargeError(Exception):
    """The file has more bytes than ``limit``. What follows was not read."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"larger than {limit} bytes")
        self.limit = limit


class UnsupportedFileError(Exception):
    """By its content the file is of a kind that cannot be read. ``detected`` is its media type."""

    def __init__(self, detected: str) -> None:
        super().__init__(detected)
        self.detected = detected


class _Measure:
    """Counts and hashes what passes."""

    def __init__(self) -> None:
        self.size = 0
        self.digest = hashlib.sha256()

    async def watch(self, first: bytes, rest: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes]:
        """Pass on ``first`` and ``rest``; raise FileTooLargeError with the first byte beyond ``limit``."""
        self._count(first, limit)
        yield first
        async for chunk in rest:
            self._count(chunk, limit)
            yield chunk

    def _count(self, chunk: bytes, limit: int) -> None:
        self.size += len(chunk)
        if self.size > limit:
            raise FileTooLargeError(limit)
        self.digest.update(chunk)


async def receive(store: ObjectStore, *, org: str, name: str, chunks: AsyncIterator[bytes], limit: int) -> StoredFile:
    """Store a file as it comes in.

    Args:
        limit: bytes. Reading stops at the first byte beyond it.

    Raises:
        EmptyFileError, UnsupportedFileError, FileTooLargeError: nothing is stored.
    """
    head = b""
    async for chunk in chunks:
        head += chunk
        if len(head) >= HEAD_BYTES:
            break
    if not head:
        raise EmptyFileError
    media_type = detect(head)
    if media_type not in ACCEPTED:
        raise UnsupportedFileError(media_type)
    document_id = new_id()
    key = f"{org}/documents/{document_id}"
    measure = _Measure()
    await store.put(key, measure.watch(head, chunks, limit))
    return StoredFile(
        document_id=document_id,
        object_key=key,
        file_name=safe_name(name),
        content_type=media_type,
        size=measure.size,
        sha256=measure.digest.hexdigest(),
    )


@dataclass(frozen=True, slots=True)
class Upload:
    """Where files go: to an order, or each to a new one (``order_id`` None); to a batch, or none; by which user."""

    order_id: str | None
    batch_id: str | None
    user: str


async def keep(
    begin: Callable[[], AbstractAsyncContextManager[Work]],
    numbers: Numbers,
    store: ObjectStore,
    file: StoredFile,
    *,
    upload: Upload,
    place: UploadPlace | None,
) -> DocumentRow:
    """Make a document of a stored file. Its bytes are removed where that fails, or where they were here already.

    Args:
        begin: opens a transaction.

    Raises:
        NotFoundError, OrderEndedError, DuplicateFileError, KeyReusedError: as ``add_document``.
    """
    transaction = _Transaction(begin, numbers, file, upload, place)
    document: DocumentRow | None = None
    try:
        try:
            document = await transaction.run()
        except IntegrityError as error:
            if not came_in_twice(error):
                raise
            # The same file came in at the same moment, and is here now: the second look finds it.
            document = await transaction.run()
        return document
    finally:
        if document is None and transaction.committing:
            # The connection broke during the commit: if the document is there after all, it needs its bytes.
            _log.warning("upload_outcome_unknown", object_key=file.object_key, document_id=file.document_id)
        elif document is None or document.id != file.document_id:
            await store.delete(file.object_key)


@dataclass(slots=True)
class _Transaction:
    """Adding one file. ``committing``: it had got as far as the commit, and what came of that is not known."""

    begin: Callable[[], AbstractAsyncContextManager[Work]]
    numbers: Numbers
    file: StoredFile
    upload: Upload
    place: UploadPlace | None
    committing: bool = False

    async def run(self) -> DocumentRow:
        self.committing = False
        async with self.begin() as work:
            document = await add_document(
                work,
                self.numbers,
                self.file,
                order_id=self.upload.order_id,
                batch_id=self.upload.batch_id,
                user=self.upload.user,
                place=self.place,
            )
            await work.settle()
            self.committing = True
        return document
