"""Move an order on in its lifecycle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from freightwire.events.base import now
from freightwire.events.orders import OrderStatusChanged
from freightwire.merge_patch import apply_patch, diff

from orders.commands.edit import store_edit
from orders.commands.errors import NotFoundError, VersionUnknownError
from orders.commands.telling import Snapshot, tell_desk
from orders.commands.views import overlays_of, view_of
from orders.domain import issues, lifecycle, stops
from orders.domain.moving import after, is_repetition
from orders.domain.view import Command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freightwire.events.orders import OrderStatus

    from orders.domain.lifecycle import Possibility
    from orders.domain.order_data import JsonObject
    from orders.domain.thresholds import Thresholds
    from orders.domain.view import OrderView
    from orders.storage.tables import DocumentRow, OrderRow
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
) -> tuple[OrderRow, Sequence[DocumentRow]]:
    """Take the transition ``name``.

    Args:
        vehicle: for ``change_vehicle``, a merge patch of the order's vehicle.
        expected_version: refuse when the order has another one.

    Returns:
        The order and its documents.

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
    documents = await work.documents.of_order(order_id)
    view = view_of(order, documents)
    target = lifecycle.decide(name, view, command)
    if is_repetition(view, name, command):
        return order, documents
    if name == "change_vehicle" and vehicle is not None:
        data = apply_patch(order.data, {"vehicle": vehicle})
        store_edit(work, order, documents, data, user=user, operation_id=operation_id)
    move(work, order, documents, name=name, target=target, command=command, user=user, operation_id=operation_id)
    return order, documents


def move(
    work: Work,
    order: OrderRow,
    documents: Sequence[DocumentRow],
    *,
    name: str,
    target: OrderStatus,
    command: Command,
    user: str | None,
    operation_id: str | None = None,
) -> None:
    """Store a transition that was decided, and tell of it.

    Args:
        documents: all of the order's.
    """
    before, shown = Snapshot.of(order, documents), _seen_by_all(order)
    view = view_of(order, documents)
    moved = after(view, name, target, command, user=user)
    known = {found.id for found in view.issues}
    acknowledged = {*order.acknowledged, *(command.acknowledge & known)}
    if name == "change_vehicle":
        acknowledged.discard(issues.issue_id(None, issues.uit_update_due()))  # due again, whoever nodded before
    order.overlays, order.acknowledged, order.status = overlays_of(moved), sorted(acknowledged), target
    is_report = name in stops.REPORTS
    work.record(
        order,
        OrderStatusChanged(
            order_id=order.id,
            status=target,
            previous_status=view.status,
            transition=name,
            reason=command.reason,
            stop_id=command.stop_id if is_report else None,
            occurred_at=command.at if is_report else None,
            state=diff(shown, _seen_by_all(order)),
            user_id=user,
            operation_id=operation_id,
        ),
    )
    tell_desk(work, order, documents, before, {"user_id": user, "operation_id": operation_id})


def _seen_by_all(order: OrderRow) -> JsonObject:
    """The members of an order that a transition may change and that everybody with the order sees."""
    shown = {name: order.overlays[name] for name in ("hold", "problem") if name in order.overlays}
    return shown | {"stops": order.overlays.get("stops", {})}


def possibilities(view: OrderView, roles: frozenset[str]) -> list[Possibility]:
    """Every transition, for somebody with these roles."""
    return lifecycle.possible(view, Command(roles=roles, at=now()))


def extraction_done(view: OrderView, order: OrderRow, *, thresholds: Thresholds | None) -> Command:
    """The service's own command after a document was read.

    Args:
        thresholds: where the organisation lets orders be confirmed without a person, how sure each field must be; None
            where it does not.
    """
    command = Command(roles=lifecycle.SYSTEM, at=now())
    if thresholds is None or view.issues:
        return command
    try:
        lifecycle.decide("confirm", view, replace(command, roles=lifecycle.DISPATCHER))
    except lifecycle.TransitionRefusedError:
        return command
    return replace(command, automatic=thresholds.suffice(view.data, order.sources))
