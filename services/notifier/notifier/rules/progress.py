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
OVERLAYS: Mapping[str, str] = MappingProxyType(
    {
        "hold": "order_on_hold",
        "release": "order_released",
        "report_problem": "order_problem",
        "resolve": "order_problem_resolved",
    }
)
"""Kind by transition, for those that leave the status as it is and are still worth a word."""
READING_DONE = "extract_done"


def progress(occurrence: Occurrence) -> Iterator[Notice]:
    """Tell who is responsible for the order."""
    event = occurrence.event
    if not isinstance(event, OrderStatusChanged):
        return
    kind = STATUS_CHANGED if event.status is not event.previous_status else OVERLAYS.get(event.transition)
    # That a document was read is said already, with how much there is to look at.
    if kind is None or (event.transition == READING_DONE and event.status is OrderStatus.NEEDS_REVIEW):
        return
    message = render(kind, order=occurrence.order, status=status_name(event.status), because=because(event.reason))
    for user in occurrence.responsible:
        yield Notice(user=user, kind=kind, message=message)
