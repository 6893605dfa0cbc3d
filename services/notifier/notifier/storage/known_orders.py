"""The orders that the notifier knows of."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from notifier.rules.known_order import Fact, KnownOrder, Plan, Progress
from notifier.rules.unloading import Unloading
from notifier.storage.tables import KnownOrderRow

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession


class KnownOrders:
    """The known orders of one organisation."""

    def __init__(self, session: AsyncSession, org: str) -> None:
        self._session = session
        self._org = org

    async def lock(self, order_id: str) -> KnownOrder:
        """What is known of the order; others who want it wait until this transaction ends."""
        await self._session.execute(
            insert(KnownOrderRow).values(org=self._org, order_id=order_id).on_conflict_do_nothing()
        )
        query = select(KnownOrderRow).where(self._is(order_id)).with_for_update()
        return _known((await self._session.scalars(query)).one())

    async def get(self, order_id: str) -> KnownOrder:
        """What is known of the order, perhaps nothing."""
        row = await self._session.scalar(select(KnownOrderRow).where(self._is(order_id)))
        return KnownOrder() if row is None else _known(row)

    async def store(self, order_id: str, known: KnownOrder) -> None:
        """Keep what is known now of an order that this transaction has locked."""
        statement = (
            update(KnownOrderRow)
            .where(self._is(order_id))
            .values(
                version=known.version,
                number=known.number,
                created_by=known.created_by,
                assignee=known.assignee.value,
                assignee_version=known.assignee.version,
                reference=known.reference.value,
                reference_version=known.reference.version,
                status=known.progress.status.value,
                status_version=known.progress.status.version,
                moved_at=known.progress.moved_at.value,
                moved_at_version=known.progress.moved_at.version,
                held=known.progress.held.value,
                held_version=known.progress.held.version,
                unloadings=[[window.at.isoformat(), window.zone, window.city] for window in known.plan.unloadings],
                unloadings_version=known.plan.unloadings_version,
                payment_days=known.plan.payment_days.value,
                payment_days_version=known.plan.payment_days.version,
            )
        )
        await self._session.execute(statement)

    def _is(self, order_id: str) -> ColumnElement[bool]:
        return (KnownOrderRow.org == self._org) & (KnownOrderRow.order_id == order_id)


def _known(row: KnownOrderRow) -> KnownOrder:
    return KnownOrder(
        number=row.number,
        created_by=row.created_by,
        assignee=Fact(row.assignee, row.assignee_version),
        reference=Fact(row.reference, row.reference_version),
        progress=Progress(
            status=Fact(row.status, row.status_version),
            moved_at=Fact(row.moved_at, row.moved_at_version),
            held=Fact(row.held, row.held_version),
        ),
        plan=Plan(
            unloadings=tuple(Unloading(datetime.fromisoformat(at), zone, city) for at, zone, city in row.unloadings),
            unloadings_version=row.unloadings_version,
            payment_days=Fact(row.payment_days, row.payment_days_version),
        ),
        version=row.version,
    )
