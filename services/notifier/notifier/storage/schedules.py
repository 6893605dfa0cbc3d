"""What is to be said at a time. Whoever takes a row says it in the same transaction, so it is said once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from notifier.storage.tables import ScheduleRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One thing to be said. ``slot`` is its place among its subject's; with another ``basis`` it is said anew."""

    slot: str
    kind: str
    basis: str
    due_at: datetime


class Schedules:
    """The schedules of one organisation."""

    def __init__(self, session: AsyncSession, org: str) -> None:
        self._session = session
        self._org = org

    async def plan(self, subject: str, planned: Sequence[Planned]) -> None:
        """Let exactly these be said of a subject. What was said already, and stands as it did, stays said."""
        waiting = delete(ScheduleRow).where(
            ScheduleRow.org == self._org,
            ScheduleRow.subject == subject,
            ScheduleRow.done_at.is_(None),
            ScheduleRow.slot.not_in([one.slot for one in planned]),
        )
        await self._session.execute(waiting)
        if not planned:
            return
        statement = insert(ScheduleRow).values(
            [
                {
                    "org": self._org,
                    "subject": subject,
                    "slot": one.slot,
                    "kind": one.kind,
                    "basis": one.basis,
                    "due_at": one.due_at,
                }
                for one in planned
            ]
        )
        new = statement.excluded
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=[ScheduleRow.org, ScheduleRow.subject, ScheduleRow.slot],
                set_={"kind": new.kind, "basis": new.basis, "due_at": new.due_at, "done_at": None},
                where=or_(
                    ScheduleRow.basis != new.basis,
                    ScheduleRow.done_at.is_(None) & (ScheduleRow.due_at != new.due_at),
                ),
            )
        )


async def next_due(session: AsyncSession, now: datetime) -> ScheduleRow | None:
    """The schedule that has been due longest, locked; those that others have locked are passed over."""
    query = (
        select(ScheduleRow)
        .where(ScheduleRow.done_at.is_(None), ScheduleRow.due_at <= now)
        .order_by(ScheduleRow.due_at, ScheduleRow.subject, ScheduleRow.slot)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return await session.scalar(query)
