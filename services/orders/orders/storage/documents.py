"""Queries about documents, all within one organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from orders.storage.scope import BEYOND_RIGHTS
from orders.storage.tables import DocumentRow, DocumentState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession


class Documents:
    """The documents of one organisation."""

    def __init__(self, session: AsyncSession, org: str) -> None:
        self._session = session
        self._org = org

    def add(self, document: DocumentRow) -> None:
        """Keep a new document."""
        if document.org != self._org:
            raise ValueError("a document of another organisation")
        self._session.add(document)

    async def get(self, document_id: str, *, lock: bool = False) -> DocumentRow | None:
        """The document, or None. ``lock`` keeps others from changing it until the transaction ends."""
        query = select(DocumentRow).where(DocumentRow.org == self._org, DocumentRow.id == document_id)
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        return (await self._session.scalars(query)).one_or_none()

    async def same_file(self, sha256: str) -> DocumentRow | None:
        """The document with the same bytes, if the organisation has it already."""
        query = select(DocumentRow).where(DocumentRow.org == self._org, DocumentRow.sha256 == sha256)
        query = query.execution_options(**{BEYOND_RIGHTS: True})
        return (await self._session.scalars(query)).one_or_none()

    async def of_upload(self, user: str, key: str, index: int) -> DocumentRow | None:
        """The document that an upload with this ``Idempotency-Key`` brought as its file number ``index``."""
        query = select(DocumentRow).where(
            DocumentRow.org == self._org,
            DocumentRow.uploaded_by == user,
            DocumentRow.upload_key == key,
            DocumentRow.upload_index == index,
        )
        return (await self._session.scalars(query)).one_or_none()

    async def of_order(self, order_id: str) -> Sequence[DocumentRow]:
        """The documents of an order, oldest first."""
        query = select(DocumentRow).where(DocumentRow.org == self._org, DocumentRow.order_id == order_id)
        return (await self._session.scalars(query.order_by(DocumentRow.id))).all()

    async def of_batch(self, batch_id: str) -> Sequence[DocumentRow]:
        """The documents of a batch, oldest first."""
        query = select(DocumentRow).where(DocumentRow.org == self._org, DocumentRow.batch_id == batch_id)
        return (await self._session.scalars(query.order_by(DocumentRow.id))).all()

    async def states_of_batch(self, batch_id: str) -> Sequence[str]:
        """Where the reading of each document of a batch stands."""
        query = select(DocumentRow.state).where(DocumentRow.org == self._org, DocumentRow.batch_id == batch_id)
        return (await self._session.scalars(query)).all()

    async def being_read(self, order_ids: Sequence[str]) -> dict[str, int]:
        """How many documents of each order are being read; orders without any are left out."""
        query = (
            select(DocumentRow.order_id, func.count())
            .where(
                DocumentRow.org == self._org,
                DocumentRow.order_id.in_(order_ids),
                DocumentRow.state == DocumentState.PROCESSING,
            )
            .group_by(DocumentRow.order_id)
        )
        return {row.order_id: row[1] for row in await self._session.execute(query)}
