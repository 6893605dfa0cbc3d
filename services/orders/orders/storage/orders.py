"""Queries about orders, all within one organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from freightwire.events.orders import OrderStatus
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from orders.storage.tables import HistoryRow, NumberRow, OrderRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

NOT_COUNTED_AS_DUPLICATES = (OrderStatus.REJECTED, OrderStatus.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """What a list of orders is narrowed to. ``only`` holds the ids that a limited token may see; None means all."""

    statuses: Collection[str] = ()
    assignee: str | None = None
    text: str | None = None
    only: Collection[str] | None = None


class Orders:
    """The orders of one organisation."""

    def __init__(self, session: AsyncSession, org: str) -> None:
        self._session = session
        self._org = org

    def add(self, order: OrderRow) -> None:
        """Keep a new order."""
        if order.org != self._org:
            raise ValueError("an order of another organisation")
        self._session.add(order)

    async def get(self, order_id: str, *, lock: bool = False) -> OrderRow | None:
        """The order, or None. ``lock`` keeps others from changing it until the transaction ends."""
        query = select(OrderRow).where(OrderRow.org == self._org, OrderRow.id == order_id)
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        return (await self._session.scalars(query)).one_or_none()

    async def page(self, narrowed: OrderFilter, *, before: str | None, limit: int) -> Sequence[OrderRow]:
        """The newest orders, or those older than the order with the id ``before``."""
        query = select(OrderRow).where(OrderRow.org == self._org)
        if narrowed.statuses:
            query = query.where(OrderRow.status.in_(narrowed.statuses))
        if narrowed.assignee is not None:
            query = query.where(OrderRow.assignee == narrowed.assignee)
        if narrowed.text:
            query = query.where(OrderRow.search.contains(narrowed.text.lower(), autoescape=True))
        if narrowed.only is not None:
            query = query.where(OrderRow.id.in_(narrowed.only))
        if before is not None:
            query = query.where(OrderRow.id < before)
        return (await self._session.scalars(query.order_by(OrderRow.id.desc()).limit(limit))).all()

    async def same_reference(self, reference: str, client: tuple[str | None, str | None]) -> OrderRow | None:
        """An order of the same client (VAT id, or name where there is none) with the same reference."""
        vat_id, name = client
        query = select(OrderRow).where(
            OrderRow.org == self._org,
            OrderRow.reference == reference,
            OrderRow.status.not_in(NOT_COUNTED_AS_DUPLICATES),
        )
        if vat_id:
            query = query.where(OrderRow.data["client"]["vatId"].astext == vat_id)
        else:
            query = query.where(func.lower(OrderRow.data["client"]["name"].astext) == (name or "").lower())
        return (await self._session.scalars(query.limit(1))).one_or_none()

    async def next_number(self, year: int) -> str:
        """The next order number. Makes other new orders of the organisation wait until this transaction ends."""
        statement = insert(NumberRow).values(org=self._org, year=year, last=1)
        statement = statement.on_conflict_do_update(
            index_elements=[NumberRow.org, NumberRow.year], set_={"last": NumberRow.last + 1}
        )
        last = await self._session.scalar(statement.returning(NumberRow.last))
        return f"FW-{year}-{last:06d}"

    async def history(self, order_id: str, *, after: int = 0, limit: int | None = None) -> Sequence[HistoryRow]:
        """What happened to the order, oldest first, from the version ``after`` on."""
        query = (
            select(HistoryRow)
            .where(HistoryRow.org == self._org, HistoryRow.order_id == order_id, HistoryRow.version > after)
            .order_by(HistoryRow.version)
            .limit(limit)
        )
        return (await self._session.scalars(query)).all()
