"""From stored rows to what the domain's rules look at, and back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from freightwire.events.extraction import DocumentKind, Issue
from freightwire.events.order_data import OrderData
from freightwire.events.orders import OrderStatus

from orders.domain import issues as rules
from orders.domain.view import ConsignmentNote, OrderView, Payment, Problem, StopState, StopStatus
from orders.storage.tables import DocumentState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orders.domain.issues import OrderIssue
    from orders.domain.order_data import JsonObject
    from orders.storage.tables import DocumentRow, OrderRow

CONSIGNEE_SIGNATURE = "signatures.consignee"
"""The path under which the reader reports that the consignee's signature was found on a CMR."""


def view_of(order: OrderRow, documents: Sequence[DocumentRow]) -> OrderView:
    """The order as the lifecycle's rules see it."""
    overlays = order.overlays
    return OrderView(
        status=OrderStatus(order.status),
        data=OrderData.model_validate(order.data),
        path=tuple(OrderStatus(name) for name in overlays.get("path", [])),
        hold=overlays.get("hold"),
        problem=Problem(overlays["problem"]["kind"]) if overlays.get("problem") else None,
        payment=Payment(overlays.get("payment", Payment.NONE)),
        stops=stops_of(order),
        issues=tuple(issues_of(order, documents)),
        consignment_note=_consignment_note(documents),
    )


def stops_of(order: OrderRow) -> dict[str, StopState]:
    """Where each stop stands that was reported on."""
    return {
        stop_id: StopState(StopStatus(state["status"]), datetime.fromisoformat(state["at"]))
        for stop_id, state in order.overlays.get("stops", {}).items()
    }


def stored_stops(stops: dict[str, StopState]) -> JsonObject:
    """The stops' states as they are stored."""
    return {stop_id: {"status": state.status.value, "at": state.at.isoformat()} for stop_id, state in stops.items()}


def issues_of(order: OrderRow, documents: Sequence[DocumentRow]) -> list[OrderIssue]:
    """The issues of the order that wait for a person."""
    found: list[tuple[str | None, Issue]] = [
        (document.id, Issue.model_validate(issue))
        for document in documents
        for issue in (document.extraction or {}).get("issues", [])
    ]
    if rules.UIT_UPDATE in order.overlays.get("tasks", []):
        found.append((None, rules.uit_update_due()))
    return rules.open_issues(found, order.data, order.sources, order.acknowledged)


def _consignment_note(documents: Sequence[DocumentRow]) -> ConsignmentNote:
    notes = [
        document
        for document in documents
        if document.kind == DocumentKind.CONSIGNMENT_NOTE and document.state == DocumentState.READ
    ]
    if not notes:
        return ConsignmentNote.MISSING
    signed = any(
        field["path"] == CONSIGNEE_SIGNATURE and field["value"] is True
        for note in notes
        for field in (note.extraction or {}).get("fields", [])
    )
    return ConsignmentNote.SIGNED if signed else ConsignmentNote.READ
