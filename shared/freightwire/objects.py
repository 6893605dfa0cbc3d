"""The object store for documents: a local directory, or S3 in production. Events carry keys, never bytes."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, S3Store
from typing_extensions import Buffer

CHUNK_BYTES = 256 * 1024


class ObjectMissingError(LookupError):
    """There is no object under that key."""


class ObjectStore:
    """Objects by key. Keys are made by the service from ids, never from what a user sends."""

    def __init__(self, url: str) -> None:
        """Open a store.

        Args:
            url: ``file:///absolute/directory`` (made if missing) or ``s3://bucket/prefix`` (credentials from the
                environment, as AWS's own tools read them).

        Raises:
            ValueError: another scheme.
        """
        parts = urlsplit(url)
        if parts.scheme == "file":
            directory = Path(unquote(parts.path))
            directory.mkdir(parents=True, exist_ok=True)
            self._store: LocalStore | S3Store = LocalStore(str(directory))
        elif parts.scheme == "s3":
            self._store = S3Store(parts.netloc, prefix=parts.path.strip("/") or None)
        else:
            raise ValueError(f"FREIGHTWIRE_OBJECT_STORE_URL has scheme {parts.scheme!r}: use file:// or s3://")

    async def put(self, key: str, chunks: AsyncIterator[bytes]) -> None:
        """Store what ``chunks`` yields under ``key``, piece by piece; it is visible only when it is complete."""
        head = bytearray()
        async for chunk in chunks:
            head += chunk
            if len(head) > CHUNK_BYTES:
                await obstore.put_async(self._store, key, _behind(bytes(head), chunks))
                return
        # Most documents end here: one request to S3 instead of three.
        await obstore.put_async(self._store, key, bytes(head))

    async def get(self, key: str) -> bytes:
        """The object's bytes.

        Raises:
            ObjectMissingError: there is none.
        """
        try:
            result = await obstore.get_async(self._store, key)
            return bytes(await result.bytes_async())
        except (NotFoundError, FileNotFoundError) as error:
            raise ObjectMissingError(key) from error

    async def open(self, key: str, *, start: int, end: int) -> AsyncIterator[bytes]:
        """The object's bytes from ``start`` up to and without ``end``, piece by piece.

        Raises:
            ObjectMissingError: there is none.
        """
        try:
            result = await obstore.get_async(self._store, key, options={"range": (start, end)})
        except (NotFoundError, FileNotFoundError) as error:
            raise ObjectMissingError(key) from error
        return _pieces(result.stream(min_chunk_size=CHUNK_BYTES))

    async def delete(self, key: str) -> None:
        """Remove the object; nothing happens where there is none."""
        try:
            await obstore.delete_async(self._store, key)
        except (NotFoundError, FileNotFoundError):
            return


async def _behind(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for chunk in rest:
        yield chunk


async def _pieces(stream: AsyncIterable[Buffer]) -> AsyncIterator[bytes]:
    async for piece in stream:
        yield bytes(piece)
