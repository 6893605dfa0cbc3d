"""Reports from the stops. They come late, doubled and out of order: the report's own time decides."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from freightwire.events.order_data import StopKind
from freightwire.events.orders import OrderStatus

from orders.domain.view import OrderView, StopState, StopStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

REPORTS: Mapping[str, StopStatus] = MappingProxyType(
    {
        "stop_en_route": StopStatus.EN_ROUTE,
        "stop_arrived": StopStatus.ARRIVED,
        "stop_done": StopStatus.DONE,
        "stop_failed": StopStatus.FAILED,
    }
)
_RANK = {
    StopStatus.PLANNED: 0,
    StopStatus.EN_ROUTE: 1,
    StopStatus.ARRIVED: 2,
    StopStatus.FAILED: 3,
    StopStatus.DONE: 3,
}


def after_report(
    stops: Mapping[str, StopState], stop_id: str, report: StopStatus, at: datetime
) -> Mapping[str, StopState]:
    """The stops after a report; the very same where it changes nothing.

    Of two reports the one that is further along counts, whatever came first: an arrival says nothing against an end. Of
    two that are equally far along the one that happened later counts. So the outcome is the same in whatever order
    reports come in, and however often.
    """
    new, known = StopState(report, at), stops.get(stop_id)
    if known is not None and _weight(new) <= _weight(known):
        return stops
    return {**stops, stop_id: new}


def _weight(state: StopState) -> tuple[int, datetime, str]:
    return _RANK[state.status], state.at, state.status


def status_after(view: OrderView, stops: Mapping[str, StopState]) -> OrderStatus:
    """In progress from the first report on; delivered when the last unloading is done. Never back.

    A report that changes no stop does not move the order either: doubled, it must not undo a ``reopen``.
    """
    if view.status not in (OrderStatus.ASSIGNED, OrderStatus.IN_PROGRESS) or stops is view.stops:
        return view.status
    unloading = [stop.id for stop in view.data.stops if stop.kind is StopKind.UNLOADING and stop.id]
    done = [stop_id for stop_id in unloading if stop_id in stops and stops[stop_id].status is StopStatus.DONE]
    if unloading and done == unloading:
        return OrderStatus.DELIVERED
    return OrderStatus.IN_PROGRESS
