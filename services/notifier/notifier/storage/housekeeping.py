"""Forgetting what nobody asks about any more, a bounded number of rows at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from notifier.storage.tables import DeliveryRow, DocumentInReadingRow, ScheduleRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

DELIVERIES_KEPT = timedelta(days=90)
SCHEDULES_KEPT = timedelta(days=400)
"""Longer than any order can wait for its payment: what was said of it must stay said."""
READINGS_KEPT = timedelta(days=7)
LIMIT = 1000


async def forget_old(session: AsyncSession, now: datetime) -> bool:
    """Forget old deliveries with their attempts, schedules that are done, and documents that were never read.

    Returns:
        Whether there may be more.
    """
    old = (
        select(DeliveryRow.id)
        .where(DeliveryRow.finished_at < now - DELIVERIES_KEPT)
        .order_by(DeliveryRow.finished_at)
        .limit(LIMIT)
    )
    forgotten = await session.scalars(delete(DeliveryRow).where(DeliveryRow.id.in_(old)).returning(DeliveryRow.id))
    count = len(forgotten.all())
    await session.execute(delete(ScheduleRow).where(ScheduleRow.done_at < now - SCHEDULES_KEPT))
    await session.execute(delete(DocumentInReadingRow).where(DocumentInReadingRow.since < now - READINGS_KEPT))
    return count == LIMIT
