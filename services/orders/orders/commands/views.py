"""From stored rows to what the domain's rules look at, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from freightwire.events.extraction import DocumentKind, Issue, OpenIssue
from freightwire.events.order_data import OrderData
from freightwire.events.orders import OrderStatus

from orders.domain import issues as rules
from orders.domain.cross_checks import ReadDocument, cross_check
from orders.domain.view import (
    ConsignmentNote,
    OrderView,
    Payment,
    Problem,
    ReportedProblem,
    StopState,
    StopStatus,
)
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
        problem=_problem_of(overlays.get("problem")),
        payment=Payment(overlays.get("payment", Payment.NONE)),
        invoice_number=overlays.get("invoiceNumber"),
        tasks=frozenset(overlays.get("tasks", [])),
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


def overlays_of(view: OrderView) -> JsonObject:
    """What stands beside the status, as it is stored; what has no value is left out."""
    problem = view.problem
    values: JsonObject = {
        "path": [status.value for status in view.path],
        "hold": view.hold,
        "problem": problem
        and {"kind": problem.kind.value, "reason": problem.reason, "at": _instant(problem.at)}
        | ({"by": problem.by} if problem.by else {}),
        "payment": view.payment.value,
        "invoiceNumber": view.invoice_number,
        "tasks": sorted(view.tasks),
        "stops": {
            stop_id: {"status": state.status.value, "at": _instant(state.at)} for stop_id, state in view.stops.items()
        },
    }
    return {name: value for name, value in values.items() if value}


def _problem_of(stored: JsonObject | None) -> ReportedProblem | None:
    if stored is None:
        return None
    at = datetime.fromisoformat(stored["at"])
    return ReportedProblem(Problem(stored["kind"]), stored["reason"], at, stored.get("by"))


def _instant(time: datetime) -> str:
    """As REST shows it, so that what is stored, shown and sent is one and the same text."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def issues_of(order: OrderRow, documents: Sequence[DocumentRow]) -> list[OrderIssue]:
    """The issues of the order that wait for a person."""
    found: list[tuple[str | None, Issue]] = [
        (document.id, Issue.model_validate(issue))
        for document in documents
        for issue in (document.extraction or {}).get("issues", [])
    ]
    if rules.UIT_UPDATE in order.overlays.get("tasks", []):
        found.append((None, rules.uit_update_due()))
    disagreements = cross_check(order.data, order.sources, [_read(one) for one in documents if one.extraction])
    return [
        *rules.open_issues(found, order.data, order.sources, order.acknowledged),
        *rules.named(disagreements, order.acknowledged),
    ]


def _read(document: DocumentRow) -> ReadDocument:
    fields = (document.extraction or {}).get("fields", [])
    kind = DocumentKind(document.kind or DocumentKind.OTHER)
    return ReadDocument(document.id, kind, {found["path"]: found["value"] for found in fields})


def open_issues_of(order: OrderRow, documents: Sequence[DocumentRow]) -> list[OpenIssue]:
    """The same as clients see them."""
    return [
        OpenIssue(**dict(found.issue), id=found.id, document_id=found.document_id, acknowledged=found.acknowledged)
        for found in issues_of(order, documents)
    ]


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
