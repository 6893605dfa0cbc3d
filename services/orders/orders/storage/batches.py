"""Batches: when their progress was told, and whether something is untold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert

from orders.storage.scope import EVERYWHERE, set_scope
from orders.storage.tables import BatchRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

# Only in a row that was there before does the lock leave a trace, in xmax.
_TOLD_BEFORE = case((literal_column("xmax") == literal_column("0"), None), else_=BatchRow.told_at)
_LOCK = (
    insert(BatchRow.__table__)  # type: ignore[arg-type]
    .values(org=bindparam("org"), id=bindparam("id"), told_at=bindparam("told_at"), due=False)
    .on_conflict_do_update(index_elements=[BatchRow.org, BatchRow.id], set_={"due": BatchRow.due})
    .returning(_TOLD_BEFORE)
)


class Batches:
    """The batches of one organisation."""

    def __init__(self, session: AsyncSession, org: str) -> None:
        self._session = session
        self._org = org

    async def lock(self, batch_id: str, time: datetime) -> datetime | None:
        """Make others who count this batch wait until this transaction ends. Taken after every other lock.

        Returns:
            When its progress was last told. None: it is a new batch, and noted as told at ``time``.
        """
        told_at: datetime | None = await self._session.scalar(
            _LOCK, {"org": self._org, "id": batch_id, "told_at": time}
        )
        return told_at

    async def told(self, batch_id: str, time: datetime) -> None:
        """Note that its progress is told."""
        await self._note(batch_id, told_at=time, due=False)

    async def leave_due(self, batch_id: str) -> None:
        """Note that its progress is to be told later."""
        await self._note(batch_id, due=True)

    async def _note(self, batch_id: str, **values: object) -> None:
        await self._session.execute(update(BatchRow).where(BatchRow.id == batch_id).values(**values))


async def due_batches(session: AsyncSession, *, told_before: datetime, limit: int) -> Sequence[tuple[str, str]]:
    """Organisation and id of batches whose progress is to be told; nobody else tells them meanwhile."""
    set_scope(session, EVERYWHERE)
    query = (
        select(BatchRow.org, BatchRow.id)
        .where(BatchRow.due, BatchRow.told_at < told_before)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(row.org, row.id) for row in await session.execute(query)]
