"""What an order's events make of a client's copy of the order.

A client reads an order over REST once and keeps it current with the order's events alone: what ``apply_event`` makes of
its copy is what ``GET /orders/{id}`` would show. A copy is JSON as REST gives it, a whole order or one of a list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from freightwire.events.order_data import margin_of
from freightwire.events.orders import (
    OrderCreated,
    OrderDocumentAdded,
    OrderDocumentMovedIn,
    OrderDocumentRemoved,
    OrderDocumentRetried,
    OrderProcessingFailed,
    OrderStatusChanged,
    OrderUpdated,
    OrderValidationComplete,
)
from freightwire.merge_patch import apply_patch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from freightwire.merge_patch import JsonObject

IN_WHOLE_ORDERS = frozenset({"stops", "sources", "issues", "documents"})
"""Members that only a whole order has, and ``sources``, ``issues`` and ``documents`` only for the desk."""


class ReloadNeededError(Exception):
    """The copy cannot be kept current with this event: read the order again."""


class MissedEventsError(ReloadNeededError):
    """Events between the copy and this one did not come."""


class UnknownEventError(ReloadNeededError):
    """The event is newer than this code."""


def apply_event(order: JsonObject | None, event: str, version: int, data: Mapping[str, Any]) -> JsonObject:
    """The copy after an event; the same copy where the event is in it already. Arguments are not changed.

    Args:
        order: the copy; None where there is none yet.
        event: the event's type, for example ``order:updated``.
        version: the order's version after it.
        data: the event's data.

    Raises:
        MissedEventsError: there is a hole before this event.
        UnknownEventError: the type is not known here.
    """
    if order is not None and version <= order["version"]:
        return order
    if version != (order["version"] if order else 0) + 1:
        raise MissedEventsError(f"version {version} follows {order['version'] if order else 'nothing'}")
    if order is None:
        if event != OrderCreated.type:
            raise UnknownEventError(f"{event} cannot be an order's first event")
        return _created(data)
    change = _CHANGES.get(event)
    if change is None:
        raise UnknownEventError(event)
    result = order | {"version": version, "updatedAt": data["timestamp"]}
    change(result, data)
    return result


def _created(data: Mapping[str, Any]) -> JsonObject:
    order: JsonObject = {
        "id": data["orderId"],
        "number": data["number"],
        "status": data["status"],
        "version": 1,
        "data": data["data"],
        "processing": 0,
        "payment": "none",
        "createdBy": data["userId"],
        "createdAt": data["timestamp"],
        "updatedAt": data["timestamp"],
        "stops": {},
        "sources": {},
        "issues": [],
        "documents": [],
    }
    _apply_state(order, data)
    _derive(order)
    return order


def _status_changed(order: JsonObject, data: Mapping[str, Any]) -> None:
    order["status"] = data["status"]
    _apply_state(order, data)


def _updated(order: JsonObject, data: Mapping[str, Any]) -> None:
    order["data"] = apply_patch(order["data"], data.get("changes", {}))
    _apply_state(order, data)
    _derive(order)


def _document_added(order: JsonObject, data: Mapping[str, Any]) -> None:
    order["processing"] += 1
    if "documents" in order:
        names = ("orderId", "batchId", "parentId", "fileName", "contentType", "size", "sha256")
        added = {name: data[name] for name in names if name in data} | {
            "id": data["documentId"],
            "state": "processing",
            "attempt": 1,
            "uploadedBy": data["userId"],
            "createdAt": data["timestamp"],
            "updatedAt": data["timestamp"],
        }
        order["documents"] = sorted([*order["documents"], added], key=lambda document: str(document["id"]))


def _document_retried(order: JsonObject, data: Mapping[str, Any]) -> None:
    order["processing"] += int(not data.get("wasProcessing", False))
    _patch_document(order, data, {"state": "processing", "attempt": data["attempt"], "error": None})


def _document_removed(order: JsonObject, data: Mapping[str, Any]) -> None:
    order["processing"] -= int(data["wasProcessing"])
    if "documents" in order:
        order["documents"] = [document for document in order["documents"] if document["id"] != data["documentId"]]


def _document_moved_in(order: JsonObject, data: Mapping[str, Any]) -> None:
    document = data["document"]
    order["processing"] += int(document["state"] == "processing")
    if "documents" in order:
        order["documents"] = sorted([*order["documents"], document], key=lambda document: str(document["id"]))


def _validation_complete(order: JsonObject, data: Mapping[str, Any]) -> None:
    order["processing"] -= 1
    read = {"state": "read", "kind": data["kind"], "confidence": data["confidence"], "error": None}
    _patch_document(order, data, read)
    _apply_state(order, data)


def _processing_failed(order: JsonObject, data: Mapping[str, Any]) -> None:
    order["processing"] -= 1
    error = {"code": data["error"], "message": data["message"], "retryable": data["retryable"]}
    _patch_document(order, data, {"state": "failed", "error": error})


def _patch_document(order: JsonObject, data: Mapping[str, Any], patch: JsonObject) -> None:
    if "documents" in order:
        patch = {**patch, "updatedAt": data["timestamp"]}
        order["documents"] = [
            apply_patch(document, patch) if document["id"] == data["documentId"] else document
            for document in order["documents"]
        ]


def _apply_state(order: JsonObject, data: Mapping[str, Any]) -> None:
    state = {
        name: value for name, value in data.get("state", {}).items() if name in order or name not in IN_WHOLE_ORDERS
    }
    patched = apply_patch(order, state)
    order.clear()
    order.update(patched)


def _derive(order: JsonObject) -> None:
    """What follows from the data alone."""
    for name, value in (("assignee", order["data"].get("assignee")), ("margin", margin_of(order["data"]))):
        if value is None:
            order.pop(name, None)
        else:
            order[name] = value


_CHANGES: dict[str, Callable[[JsonObject, Mapping[str, Any]], None]] = {
    OrderStatusChanged.type: _status_changed,
    OrderUpdated.type: _updated,
    OrderDocumentAdded.type: _document_added,
    OrderDocumentMovedIn.type: _document_moved_in,
    OrderDocumentRemoved.type: _document_removed,
    OrderDocumentRetried.type: _document_retried,
    OrderValidationComplete.type: _validation_complete,
    OrderProcessingFailed.type: _processing_failed,
}
APPLICABLE = frozenset({OrderCreated.type, *_CHANGES})
"""The types of all events that count in an order's versions."""
