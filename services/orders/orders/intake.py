"""The door for files: each is streamed into the object store while its size, kind and checksum are
checked."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from freightwire.identifiers import new_id

from orders.commands.documents import StoredFile
from orders.domain.filetypes import ACCEPTED, HEAD_BYTES, detect, safe_name

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from freightwire.objects import ObjectStore


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


async def receive(
    store: ObjectStore, *, org: str, name: str, chunks: AsyncIterator[bytes], limit: int
) -> StoredFile:
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
