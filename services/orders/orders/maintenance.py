"""What an operator does to the database by hand (docs/operations/restore.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg
from freightwire.database import Database
from freightwire.outbox.epoch import begin_epoch
from sqlalchemy import select

from orders.commands.batches import tell_progress
from orders.commands.documents import locked_order, read_again
from orders.domain.lifecycle import ENDED
from orders.storage.scope import EVERYWHERE, set_scope
from orders.storage.tables import DocumentRow, DocumentState
from orders.storage.work import By, working

if TYPE_CHECKING:
    from freightwire.settings import DatabaseSettings


async def new_epoch(settings: DatabaseSettings) -> str:
    """Begin a new epoch of the log: every client loads its state anew. Returns its name."""
    url = settings.database_url.get_secret_value().replace("postgresql+asyncpg://", "postgresql://", 1)
    connection = await asyncpg.connect(url)
    try:
        return await begin_epoch(connection)
    finally:
        await connection.close()


async def read_documents_again(settings: DatabaseSettings) -> int:
    """Ask again for every document that is being read: after a restore nobody may be reading it. Returns how many."""
    database = Database(settings, application_name="orders-maintenance")
    try:
        async with database.sessions() as session:
            set_scope(session, EVERYWHERE)
            query = select(DocumentRow.org, DocumentRow.id).where(DocumentRow.state == DocumentState.PROCESSING)
            waiting = list(await session.execute(query.order_by(DocumentRow.id)))
        return sum([await _read_again(database, row.org, row.id) for row in waiting])
    finally:
        await database.close()


async def _read_again(database: Database, org: str, document_id: str) -> bool:
    async with working(database.sessions, By(org, None)) as work:
        document = await work.documents.get(document_id)
        if document is None:
            return False
        order = await locked_order(work, document.order_id)
        document = await work.documents.get(document_id, lock=True)
        if (
            document is None
            or document.state != DocumentState.PROCESSING
            or order.status in ENDED
            or document.order_id != order.id
        ):
            return False
        read_again(work, order, document)
        await tell_progress(work, document.batch_id)
        return True
