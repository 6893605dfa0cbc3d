"""The inbox: an event's effect is committed once, however often the event comes."""

from __future__ import annotations

from uuid import UUID

from prometheus_client import Counter
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from freightwire.outbox.tables import InboxRow

_duplicates = Counter("freightwire_inbox_duplicates_total", "Events that were applied already", ["consumer"])


class Inbox:
    """What a consumer has applied."""

    @staticmethod
    async def first_time(session: AsyncSession, *, consumer: str, event_id: UUID) -> bool:
        """Record the event in the session's transaction, which must hold its effect too.

        Returns:
            False when it was recorded before. A transaction that is recording it at the same time is waited for.
        """
        statement = (
            insert(InboxRow)
            .values(consumer=consumer, event_id=event_id)
            .on_conflict_do_nothing()
            .returning(InboxRow.event_id)
        )
        recorded = await session.scalar(statement) is not None
        if not recorded:
            _duplicates.labels(consumer).inc()
        return recorded
