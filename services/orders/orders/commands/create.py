"""Create an order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from freightwire.events.base import now
from freightwire.events.order_data import OrderData, StopKind
from freightwire.events.orders import OrderCreated, OrderStatus
from freightwire.identifiers import new_id

from orders.commands.errors import DuplicateOrderError
from orders.domain import order_data
from orders.domain.folding import folded
from orders.domain.sources import after_edit
from orders.storage.tables import UNKNOWN_DATE, OrderRow
from orders.storage.work import current_year

if TYPE_CHECKING:
    from collections.abc import Callable

    from orders.domain.order_data import JsonObject
    from orders.storage.numbers import Numbers
    from orders.storage.work import Work


async def create_order(
    work: Work, numbers: Numbers, data: JsonObject, *, user: str, operation_id: str | None = None
) -> OrderRow:
    """Create a draft with ``data``.

    Raises:
        InvalidOrderDataError: the data does not fit the contract.
        DuplicateOrderError: the client has an order with this reference.
    """
    parsed = order_data.parse(data, new_item_id=new_id)
    client = parsed["client"]
    if parsed.get("reference") and (client.get("vatId") or client.get("name")):
        await work.orders.claim_reference(parsed["reference"])
        existing = await work.orders.same_reference(parsed["reference"], (client.get("vatId"), client.get("name")))
        if existing is not None:
            raise DuplicateOrderError(existing)
    sources = after_edit({}, order_data.empty(), parsed, confirmed=(), user=user)
    contract = OrderData.model_validate(parsed)
    number = await numbers.take(work.by.org, current_year())
    time = now()
    order = OrderRow(
        id=new_id(),
        org=work.by.org,
        number=number,
        status=OrderStatus.DRAFT,
        version=0,
        data={},
        sources=sources,
        overlays={},
        acknowledged=[],
        created_by=user,
        created_at=time,
        updated_at=time,
    )
    store_data(order, parsed)
    work.orders.add(order)
    work.record(
        order,
        OrderCreated(
            order_id=order.id,
            number=number,
            status=OrderStatus.DRAFT,
            data=contract,
            state={"sources": order.sources} if order.sources else {},
            user_id=user,
            operation_id=operation_id,
            timestamp=time,
        ),
    )
    return order


def store_data(order: OrderRow, data: JsonObject) -> None:
    """Set the order's data and what is derived from it for finding it."""
    order.data = data
    order.assignee = data.get("assignee")
    order.reference = data.get("reference")
    order.customer = folded(data["client"].get("name", ""))
    order.customer_vat_id = data["client"].get("vatId", "").upper() or None
    order.loading_on = _date_of(data, StopKind.LOADING, min)
    order.unloading_on = _date_of(data, StopKind.UNLOADING, max)
    vehicle = data["vehicle"]
    words = [
        order.number,
        data.get("reference"),
        data["client"].get("name"),
        data["carrier"].get("name"),
        vehicle.get("truckPlate"),
        vehicle.get("trailerPlate"),
        data.get("uit"),
        *(stop.get(name) for stop in data["stops"] for name in ("city", "company", "reference")),
    ]
    order.search = "".join(f"\n{folded(word)}" for word in words if word)


def _date_of(data: JsonObject, kind: StopKind, choose: Callable[[list[date]], date]) -> date:
    dates = [date.fromisoformat(stop["date"]) for stop in data["stops"] if stop.get("kind") == kind and "date" in stop]
    return choose(dates) if dates else UNKNOWN_DATE
