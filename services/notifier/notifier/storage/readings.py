"""Documents whose reading is awaited: which orders wait when nobody reads."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from notifier.storage.tables import DocumentInReadingRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

WAITING_LIMIT = 500


async def note_reading(
    session: AsyncSession, *, org: str, order_id: str, document_id: str, version: int, waiting: bool, at: datetime
) -> None:
    """Note that a document waits to be read, or does no longer; the order's newer event wins."""
    statement = insert(DocumentInReadingRow).values(
        org=org, document_id=document_id, order_id=order_id, version=version, waiting=waiting, since=at
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[DocumentInReadingRow.org, DocumentInReadingRow.document_id],
            set_={"version": version, "waiting": waiting, "since": at},
            where=DocumentInReadingRow.version < version,
        )
    )


async def orders_waiting(session: AsyncSession) -> Mapping[str, list[str]]:
    """The orders with documents that wait, longest first, by organisation; at most so many that an event can name."""
    query = (
        select(DocumentInReadingRow.org, DocumentInReadingRow.order_id)
        .where(DocumentInReadingRow.waiting)
        .order_by(DocumentInReadingRow.since)
        .limit(WAITING_LIMIT)
    )
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for org, order_id in await session.execute(query):
        found[org][order_id] = None
    return {org: list(orders) for org, orders in found.items()}
