"""The order moved on in its lifecycle, or something was noted beside its status."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from freightwire.events.orders import OrderStatus, OrderStatusChanged

from notifier.rules.occurrence import Notice, Occurrence
from notifier.templates import because, render, status_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STATUS_CHANGED = "order_status_changed"
PROBLEM = "order_problem"
OVERLAYS: Mapping[str, str] = MappingProxyType(
    {
        "hold": "order_on_hold",
        "release": "order_released",
        "report_problem": PROBLEM,
        "resolve": "order_problem_resolved",
    }
)
"""Kind by transition, for those that leave the status as it is and are still worth a word."""
READING_DONE = "extract_done"
READY_TO_INVOICE = "order_ready_to_invoice"
FOR_LEADS = frozenset({OrderStatus.CANCELLED, OrderStatus.REJECTED})
"""Where an order's end is the team lead's business too."""


def progress(occurrence: Occurrence) -> Iterator[Notice]:
    """Tell who is responsible for the order and who watches it; of problems and sad ends the team leads too."""
    event = occurrence.event
    if not isinstance(event, OrderStatusChanged):
        return
    kind = STATUS_CHANGED if event.status is not event.previous_status else OVERLAYS.get(event.transition)
    # That a document was read is said already, with how much there is to look at.
    if kind is None or (event.transition == READING_DONE and event.status is OrderStatus.NEEDS_REVIEW):
        return
    message = render(kind, order=occurrence.order, status=status_name(event.status), because=because(event.reason))
    leads = occurrence.audience.leads if kind == PROBLEM or _ended_badly(event) else ()
    for user in (*occurrence.interested, *sorted(leads)):
        yield Notice(user=user, kind=kind, message=message)


def ready_to_invoice(occurrence: Occurrence) -> Iterator[Notice]:
    """Tell the accountants that the papers are complete."""
    event = occurrence.event
    if isinstance(event, OrderStatusChanged) and _became(event, OrderStatus.DOCUMENTS_OK):
        message = render(READY_TO_INVOICE, order=occurrence.order)
        for user in sorted(occurrence.audience.accountants):
            yield Notice(user=user, kind=READY_TO_INVOICE, message=message)


def _ended_badly(event: OrderStatusChanged) -> bool:
    return event.status in FOR_LEADS and event.status is not event.previous_status


def _became(event: OrderStatusChanged, status: OrderStatus) -> bool:
    return event.status is status and event.previous_status is not status
