"""What a transition makes of an order, beside its data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from orders.domain import lifecycle, stops
from orders.domain.issues import UIT_UPDATE
from orders.domain.view import ReportedProblem

if TYPE_CHECKING:
    from freightwire.events.orders import OrderStatus

    from orders.domain.view import Command, OrderView


def after(view: OrderView, name: str, target: OrderStatus, command: Command, *, user: str | None) -> OrderView:
    """The order after the transition ``name``, which was decided to lead to ``target``."""
    changed: dict[str, Any] = {}
    if name in stops.REPORTS:
        changed["stops"] = stops.after_report(view.stops, command.stop_id or "", stops.REPORTS[name], command.at)
    match name:
        case "hold":
            changed["hold"] = command.reason
        case "release":
            changed["hold"] = None
        case "report_problem" if command.problem is not None:
            changed["problem"] = ReportedProblem(command.problem, command.reason or "", command.at, user)
        case "resolve":
            changed["problem"] = None
        case "invoice":
            changed["invoice_number"] = command.invoice_number
        case "record_payment" if command.payment is not None:
            changed["payment"] = command.payment
        case "change_vehicle" if view.data.uit:
            changed["tasks"] = view.tasks | {UIT_UPDATE}
    return replace(view, status=target, path=lifecycle.path_after(view, target), **changed)


def is_repetition(view: OrderView, name: str, command: Command) -> bool:
    """Whether a stop's report says again what the last one said: the road's systems send many things twice."""
    known = view.stops.get(command.stop_id or "")
    return known is not None and (stops.REPORTS.get(name), command.at) == (known.status, known.at)
