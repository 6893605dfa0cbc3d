"""The object store: what is put comes back; what fails on the way leaves nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from freightwire.objects import CHUNK_BYTES, ObjectMissingError, ObjectStore


async def chunks(*parts: bytes, fail: bool = False) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    if fail:
        raise ConnectionResetError("the client went away")


async def test_an_object_comes_back_and_can_be_deleted(tmp_path: Path) -> None:
    store = ObjectStore(f"file://{tmp_path}/with%20space")
    await store.put("alpha/documents/d1", chunks(b"one", b"two" * 1000))
    assert await store.get("alpha/documents/d1") == b"one" + b"two" * 1000
    await store.delete("alpha/documents/d1")
    await store.delete("alpha/documents/d1")
    with pytest.raises(ObjectMissingError):
        await store.get("alpha/documents/d1")


async def test_a_large_object_comes_back_whole(tmp_path: Path) -> None:
    store = ObjectStore(f"file://{tmp_path}")
    parts = [bytes([number]) * (CHUNK_BYTES // 3) for number in range(10)]
    await store.put("alpha/documents/d1", chunks(*parts))
    assert await store.get("alpha/documents/d1") == b"".join(parts)


async def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    store = ObjectStore(f"file://{tmp_path}")
    with pytest.raises(ConnectionResetError):
        await store.put("alpha/documents/d1", chunks(b"x" * 20_000_000, fail=True))
    with pytest.raises(ObjectMissingError):
        await store.get("alpha/documents/d1")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_another_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="ftp"):
        ObjectStore("ftp://host/x")
