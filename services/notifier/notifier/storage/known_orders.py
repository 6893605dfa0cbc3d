"""The orders that the notifier knows of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from notifier.rules.known_order import Fact, KnownOrder
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
        row = (await self._session.scalars(query)).one()
        return KnownOrder(
            number=row.number,
            created_by=row.created_by,
            assignee=Fact(row.assignee, row.assignee_version),
            reference=Fact(row.reference, row.reference_version),
            version=row.version,
        )

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
            )
        )
        await self._session.execute(statement)

    def _is(self, order_id: str) -> ColumnElement[bool]:
        return (KnownOrderRow.org == self._org) & (KnownOrderRow.order_id == order_id)
