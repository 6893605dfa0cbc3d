"""A file's bytes and its row: what is left of one where the other fails."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from freightwire.objects import ObjectStore
from orders.storage.work import By, Work, working
from orders.uploading import Upload, keep, receive

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from orders.commands.documents import StoredFile
    from orders.settings import OrdersSettings

    from conftest import Desk

UPLOAD = Upload(order_id=None, batch_id=None, user="ana")


@pytest.fixture
def store(settings: OrdersSettings) -> ObjectStore:
    return ObjectStore(settings.object_store_url)


async def stored(desk: Desk, store: ObjectStore) -> StoredFile:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"%PDF-1.7\n" + desk.org.encode()

    return await receive(store, org=desk.org, name="a.pdf", chunks=chunks(), limit=1000)


async def test_where_the_transaction_fails_the_bytes_go(desk: Desk, store: ObjectStore) -> None:
    @asynccontextmanager
    async def fails() -> AsyncIterator[Work]:
        async with working(desk.database.sessions, By(desk.org, "ana")) as work:
            await work.session.close()
            raise ConnectionError("the database went away")
            yield work

    file = await stored(desk, store)
    with pytest.raises(ConnectionError):
        await keep(fails, desk.numbers, store, file, upload=UPLOAD, place=None)

    assert desk.stored_objects() == []


async def test_where_the_answer_to_the_commit_is_lost_the_bytes_stay(desk: Desk, store: ObjectStore) -> None:
    @asynccontextmanager
    async def commits_and_breaks() -> AsyncIterator[Work]:
        async with working(desk.database.sessions, By(desk.org, "ana")) as work:
            yield work
        raise ConnectionError("the connection broke before the answer came")

    file = await stored(desk, store)
    with pytest.raises(ConnectionError):
        await keep(commits_and_breaks, desk.numbers, store, file, upload=UPLOAD, place=None)

    answer = await desk.ana.get(f"/documents/{file.document_id}/content")
    assert answer.status_code == 200
