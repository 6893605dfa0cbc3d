"""Lists of orders: what they are narrowed to, how they are sorted, and where a page ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, or_, tuple_

from orders.domain.folding import INDEXED_LENGTH, folded
from orders.storage.tables import UNKNOWN_DATE, OrderRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


class Sort(StrEnum):
    """How a list is sorted; a minus means falling. Orders that are equal follow in the order of their creation."""

    CREATED = "created"
    CREATED_FALLING = "-created"
    UPDATED = "updated"
    UPDATED_FALLING = "-updated"
    LOADING = "loading"
    LOADING_FALLING = "-loading"

    @property
    def falling(self) -> bool:
        """Whether the greatest comes first."""
        return self.startswith("-")

    @property
    def column(self) -> Any:
        """What is sorted by before the id; None where the id, which grows with time, is enough."""
        return {"created": None, "updated": OrderRow.updated_at, "loading": OrderRow.loading_on}[self.lstrip("-")]


@dataclass(frozen=True, slots=True)
class Place:
    """The last order of a page: the next page begins behind it. ``value`` is what the list is sorted by."""

    id: str
    value: datetime | date | None = None

    @classmethod
    def of(cls, order: OrderRow, sort: Sort) -> Place:
        """The place of ``order`` in a list."""
        column = sort.column
        return cls(order.id, None if column is None else getattr(order, column.key))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """What a list of orders is narrowed to; all that is given must hold. Dates are inclusive.

    ``customer`` is part of the client's name or, with ``by_vat_id``, its whole VAT id.
    """

    ids: Collection[str] = ()
    statuses: Collection[str] = ()
    assignee: str | None = None
    customer: str | None = None
    by_vat_id: bool = True
    text: str | None = None
    loading_from: date | None = None
    loading_to: date | None = None
    unloading_from: date | None = None
    unloading_to: date | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None


def page_query(query: Select[OrderRow], narrowed: OrderFilter, sort: Sort, after: Place | None) -> Select[OrderRow]:
    """``query`` narrowed and sorted, from behind ``after`` on.

    Pages follow one another by value, not by number, so what is created or removed meanwhile shifts nothing.
    """
    query = query.where(*_conditions(narrowed))
    keys = [OrderRow.id] if sort.column is None else [sort.column, OrderRow.id]
    if after is not None:
        here = [after.id] if sort.column is None else [after.value, after.id]
        query = query.where(tuple_(*keys) < tuple_(*here) if sort.falling else tuple_(*keys) > tuple_(*here))
    return query.order_by(*(key.desc() if sort.falling else key for key in keys))


def _conditions(narrowed: OrderFilter) -> Iterator[ColumnElement[bool]]:
    if narrowed.ids:
        yield OrderRow.id.in_(narrowed.ids)
    if narrowed.statuses:
        yield OrderRow.status.in_(narrowed.statuses)
    if narrowed.assignee is not None:
        yield OrderRow.assignee == narrowed.assignee
    if narrowed.customer:
        named = and_(OrderRow.customer.contains(folded(narrowed.customer), autoescape=True), _found(narrowed.customer))
        yield or_(named, OrderRow.customer_vat_id == narrowed.customer.upper()) if narrowed.by_vat_id else named
    if narrowed.text:
        yield _found(narrowed.text)
    for column, first, last in (
        (OrderRow.loading_on, narrowed.loading_from, narrowed.loading_to),
        (OrderRow.unloading_on, narrowed.unloading_from, narrowed.unloading_to),
    ):
        if first or last:
            yield column.between(first or date.min, last or UNKNOWN_DATE)
            yield column < UNKNOWN_DATE
    if narrowed.created_from:
        yield OrderRow.created_at >= narrowed.created_from
    if narrowed.created_to:
        yield OrderRow.created_at <= narrowed.created_to


def _found(text: str) -> ColumnElement[bool]:
    """Orders with ``text`` in what is looked through. Too short for the index, it must be the beginning of a word."""
    wanted = folded(text)
    if len(wanted) >= INDEXED_LENGTH:
        return OrderRow.search.contains(wanted, autoescape=True)
    return or_(*(OrderRow.search.contains(f"{before}{wanted}", autoescape=True) for before in ("\n", " ", "-")))
