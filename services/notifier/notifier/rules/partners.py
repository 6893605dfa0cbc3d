"""What customers and carriers hear: only of orders that their tokens name, and nothing of what the desk says to itself.

No reasons (they are the desk's own words), no document details, and to carriers not the client's reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.events.orders import OrderStatus, OrderStatusChanged

from notifier.rules.occurrence import Notice, Occurrence
from notifier.templates import render, status_name

if TYPE_CHECKING:
    from collections.abc import Iterator

SHIPMENT_UPDATE = "shipment_update"
OFFERED = "order_offered"
ENTRUSTED = "order_entrusted"
WITHDRAWN = "order_withdrawn"

S = OrderStatus
TOLD_TO_CUSTOMERS = frozenset({S.CONFIRMED, S.IN_PROGRESS, S.DELIVERED, S.CANCELLED})
WITH_THE_CARRIER = frozenset({S.OFFERED, S.ASSIGNED, S.IN_PROGRESS})
TAKEN_BACK = frozenset({S.CONFIRMED, S.CANCELLED})


def customer_news(occurrence: Occurrence) -> Iterator[Notice]:
    """Tell the order's customers how their shipment goes."""
    event = _moved(occurrence)
    if event is None or event.status not in TOLD_TO_CUSTOMERS:
        return
    # Back to confirmed is the desk's search for another carrier, and no news to a customer.
    if event.status is S.CONFIRMED and event.previous_status in WITH_THE_CARRIER:
        return
    message = render(SHIPMENT_UPDATE, order=occurrence.order, status=status_name(event.status))
    for user in sorted(occurrence.audience.customers):
        yield Notice(user=user, kind=SHIPMENT_UPDATE, message=message)


def carrier_news(occurrence: Occurrence) -> Iterator[Notice]:
    """Tell the order's carriers that it is offered to them, theirs, or theirs no longer."""
    event = _moved(occurrence)
    kind = _carrier_kind(event) if event is not None else None
    if kind is None:
        return
    message = render(kind, order=occurrence.after.number or occurrence.event.order_id)
    for user in sorted(occurrence.audience.carriers):
        yield Notice(user=user, kind=kind, message=message)


def _moved(occurrence: Occurrence) -> OrderStatusChanged | None:
    event = occurrence.event
    if isinstance(event, OrderStatusChanged) and event.status is not event.previous_status:
        return event
    return None


def _carrier_kind(event: OrderStatusChanged) -> str | None:
    if event.status is S.OFFERED:
        return OFFERED
    if event.status is S.ASSIGNED and event.previous_status is S.CONFIRMED:
        return ENTRUSTED
    if event.previous_status in WITH_THE_CARRIER and event.status in TAKEN_BACK:
        return WITHDRAWN
    return None
