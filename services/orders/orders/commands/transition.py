"""Move an order on in its lifecycle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from freightwire.events.base import now
from freightwire.events.orders import OrderStatus, OrderStatusChanged

from orders.commands.edit import store_edit
from orders.commands.errors import NotFoundError, VersionUnknownError
from orders.commands.views import stored_stops, view_of
from orders.domain import issues, lifecycle, stops
from orders.domain.merging import apply_patch
from orders.domain.view import Command

if TYPE_CHECKING:
    from freightwire.events.order_data import OrderData

    from orders.domain.lifecycle import Possibility
    from orders.domain.order_data import JsonObject
    from orders.domain.view import OrderView
    from orders.storage.tables import OrderRow
    from orders.storage.work import Work


async def take_transition(
    work: Work,
    order_id: str,
    name: str,
    command: Command,
    *,
    user: str,
    vehicle: JsonObject | None = None,
    expected_version: int | None = None,
    operation_id: str | None = None,
) -> OrderRow:
    """Take the transition ``name``.

    Args:
        vehicle: for ``change_vehicle``, a merge patch of the order's vehicle.
        expected_version: refuse when the order has another one.

    Raises:
        NotFoundError: there is no such order.
        UnknownTransitionError: there is no such transition.
        TransitionRefusedError: it is not possible now, with every reason.
        VersionUnknownError: the order is not at ``expected_version``.
    """
    order = await work.orders.get(order_id, lock=True)
    if order is None:
        raise NotFoundError(order_id)
    if expected_version is not None and expected_version != order.version:
        raise VersionUnknownError(order.version)
    view = view_of(order, await work.documents.of_order(order_id))
    target = lifecycle.decide(name, view, command)
    if name == "change_vehicle" and vehicle is not None:
        store_edit(work, order, apply_patch(order.data, {"vehicle": vehicle}), user=user, operation_id=operation_id)
    move(work, order, view, name=name, target=target, command=command, user=user, operation_id=operation_id)
    return order


def move(
    work: Work,
    order: OrderRow,
    view: OrderView,
    *,
    name: str,
    target: OrderStatus,
    command: Command,
    user: str | None,
    operation_id: str | None = None,
) -> None:
    """Store a transition that was decided, and tell of it."""
    previous = OrderStatus(order.status)
    known = {found.id for found in view.issues}
    order.overlays = _overlays_after(order, view, name, target, command, user=user)
    order.acknowledged = sorted({*order.acknowledged, *(command.acknowledge & known)})
    order.status = target
    work.record(
        order,
        OrderStatusChanged(
            order_id=order.id,
            status=target,
            previous_status=previous,
            transition=name,
            reason=command.reason,
            user_id=user,
            operation_id=operation_id,
        ),
    )


def possibilities(view: OrderView, roles: frozenset[str]) -> list[Possibility]:
    """Every transition, for somebody with these roles."""
    return lifecycle.possible(view, Command(roles=roles, at=now()))


def extraction_done(view: OrderView, order: OrderRow, *, threshold: float | None) -> Command:
    """The service's own command after a document was read.

    Args:
        threshold: where the organisation lets orders be confirmed without a person, how sure each critical field must
            be; None where it does not.
    """
    command = Command(roles=lifecycle.SYSTEM, at=now())
    if threshold is None or view.issues:
        return command
    try:
        lifecycle.decide("confirm", view, replace(command, roles=lifecycle.DISPATCHER))
    except lifecycle.TransitionRefusedError:
        return command
    sure = all(
        path in order.sources and order.sources[path]["confidence"] >= threshold for path in _critical_paths(view.data)
    )
    return replace(command, automatic=sure)


def _critical_paths(data: OrderData) -> list[str]:
    stops_paths = [f"stops.{stop.id}.{name}" for stop in data.stops for name in ("kind", "city", "country", "date")]
    return ["client.name", "sale.amount", "sale.currency", *stops_paths]


def _overlays_after(
    order: OrderRow,
    view: OrderView,
    name: str,
    target: OrderStatus,
    command: Command,
    *,
    user: str | None,
) -> JsonObject:
    result = dict(order.overlays)
    if target is not view.status:
        result["path"] = [status.value for status in lifecycle.path_after(view, target)]
    if name in stops.REPORTS:
        after = stops.after_report(view.stops, command.stop_id or "", stops.REPORTS[name], command)
        result["stops"] = stored_stops(after)
    elif name == "hold":
        result["hold"] = command.reason
    elif name == "release":
        result.pop("hold", None)
    elif name == "report_problem" and command.problem is not None:
        result["problem"] = {
            "kind": command.problem.value,
            "reason": command.reason,
            "at": command.at.isoformat(),
            "by": user,
        }
    elif name == "resolve":
        result.pop("problem", None)
    elif name == "invoice":
        result["invoiceNumber"] = command.invoice_number
    elif name == "record_payment" and command.payment is not None:
        result["payment"] = command.payment.value
    elif name == "change_vehicle" and view.data.uit:
        result["tasks"] = sorted({*result.get("tasks", []), issues.UIT_UPDATE})
    return result
