"""Queries about orders. Whose orders is a matter of the session's scope (orders.storage.scope)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.events.orders import OrderStatus
from sqlalchemy import func, select

from orders.storage.listing import page_query
from orders.storage.tables import HistoryRow, OrderRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from orders.storage.listing import OrderFilter, Place, Sort

NOT_COUNTED_AS_DUPLICATES = (OrderStatus.REJECTED, OrderStatus.CANCELLED)


class Orders:
    """The orders within the session's scope."""

    def __init__(self, session: AsyncSession, org: str) -> None:
        self._session = session
        self._org = org

    def add(self, order: OrderRow) -> None:
        """Keep a new order."""
        self._session.add(order)

    async def get(self, order_id: str, *, lock: bool = False) -> OrderRow | None:
        """The order, or None. ``lock`` keeps others from changing it until the transaction ends."""
        query = select(OrderRow).where(OrderRow.id == order_id)
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        return (await self._session.scalars(query)).one_or_none()

    async def page(self, narrowed: OrderFilter, *, sort: Sort, after: Place | None, limit: int) -> Sequence[OrderRow]:
        """The orders of a list, from behind ``after`` on."""
        query = page_query(select(OrderRow), narrowed, sort, after)
        return (await self._session.scalars(query.limit(limit))).all()

    async def same_reference(self, reference: str, client: tuple[str | None, str | None]) -> OrderRow | None:
        """An order of the same client (VAT id, or name where there is none) with the same reference."""
        vat_id, name = client
        query = select(OrderRow).where(
            OrderRow.reference == reference, OrderRow.status.not_in(NOT_COUNTED_AS_DUPLICATES)
        )
        if vat_id:
            query = query.where(OrderRow.data["client"]["vatId"].astext == vat_id)
        else:
            query = query.where(func.lower(OrderRow.data["client"]["name"].astext) == (name or "").lower())
        return (await self._session.scalars(query.limit(1))).one_or_none()

    async def claim_reference(self, reference: str) -> None:
        """Make others who create an order with this reference wait until this transaction ends."""
        key = func.hashtextextended(f"{self._org} {reference}", 0)
        await self._session.execute(select(func.pg_advisory_xact_lock(key)))

    async def history(self, order_id: str, *, after: int = 0, limit: int | None = None) -> Sequence[HistoryRow]:
        """What happened to the order, oldest first, from the version ``after`` on."""
        query = (
            select(HistoryRow)
            .where(HistoryRow.order_id == order_id, HistoryRow.version > after)
            .order_by(HistoryRow.version)
            .limit(limit)
        )
        return (await self._session.scalars(query)).all()
