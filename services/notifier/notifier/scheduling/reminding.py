"""Reminders of orders: planned with each event, told when they are due."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid5

from notifier.news import NAMESPACE, News
from notifier.rules.reminders import Patience, Reminder, plan_reminders, remind
from notifier.storage.known_orders import KnownOrders
from notifier.storage.people import People
from notifier.storage.schedules import Planned, Schedules

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from notifier.rules.known_order import KnownOrder
    from notifier.storage.tables import ScheduleRow
    from notifier.working_hours import WorkingHours


class Reminders:
    """Plans and words the reminders of orders."""

    def __init__(self, hours: WorkingHours, patience: Patience | None = None) -> None:
        self._hours = hours
        self._patience = patience or Patience()

    async def plan(
        self, session: AsyncSession, org: str, order_id: str, *, before: KnownOrder, after: KnownOrder
    ) -> None:
        """Let exactly what the order needs now be due. Most events change nothing of that."""
        wanted = plan_reminders(after, self._hours, self._patience)
        if wanted == plan_reminders(before, self._hours, self._patience):
            return
        planned = [Planned(slot=one.slot, kind=one.kind, basis=one.basis, due_at=one.due_at) for one in wanted]
        await Schedules(session, org).plan(order_id, planned)

    async def news(self, session: AsyncSession, row: ScheduleRow, now: datetime) -> News | None:
        """What a reminder that is due has to say; None where it has nothing to say any more."""
        known = await KnownOrders(session, row.org).get(row.subject)
        reminder = Reminder(slot=row.slot, kind=row.kind, basis=row.basis, due_at=row.due_at)
        audience = await People(session, row.org).audience(row.subject)
        notices = list(remind(reminder, known, row.subject, audience, now=now, zone=self._hours.zone))
        if not notices:
            return None
        cause_id = uuid5(NAMESPACE, f"{row.org}:{row.subject}:{row.slot}:{row.basis}")
        return News(org=row.org, notices=notices, cause_id=cause_id, order_id=row.subject)
