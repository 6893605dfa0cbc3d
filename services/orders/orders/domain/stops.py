"""Reports from the stops. They come late, doubled and out of order: the report's own time decides."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from freightwire.events.order_data import StopKind
from freightwire.events.orders import OrderStatus

from orders.domain.view import Command, OrderView, StopState, StopStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

REPORTS: Mapping[str, StopStatus] = MappingProxyType(
    {
        "stop_en_route": StopStatus.EN_ROUTE,
        "stop_arrived": StopStatus.ARRIVED,
        "stop_done": StopStatus.DONE,
        "stop_failed": StopStatus.FAILED,
    }
)
ENDS = frozenset({StopStatus.DONE, StopStatus.FAILED})


def after_report(
    stops: Mapping[str, StopState], stop_id: str, report: StopStatus, command: Command
) -> dict[str, StopState]:
    """The stops after a report. One that is older than what is known changes nothing, nor does one that goes back."""
    known = stops.get(stop_id)
    if known is not None and (known.at >= command.at or (known.status in ENDS and report not in ENDS)):
        return dict(stops)
    return {**stops, stop_id: StopState(report, command.at)}


def status_after(view: OrderView, stops: Mapping[str, StopState]) -> OrderStatus:
    """In progress from the first report on; delivered when the last unloading is done. Never back."""
    if view.status not in (OrderStatus.ASSIGNED, OrderStatus.IN_PROGRESS):
        return view.status
    unloading = [stop.id for stop in view.data.stops if stop.kind is StopKind.UNLOADING and stop.id]
    done = [stop_id for stop_id in unloading if stop_id in stops and stops[stop_id].status is StopStatus.DONE]
    if unloading and done == unloading:
        return OrderStatus.DELIVERED
    return OrderStatus.IN_PROGRESS
