"""Events about orders, as clients see them."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime, Field, JsonValue

from freightwire.events.audience import Audience
from freightwire.events.base import Event, Payload, RoutingWord, Text
from freightwire.events.extraction import Confidence, DocumentKind, FieldFound, Issue, Stage
from freightwire.events.order_data import OrderData


class OrderStatus(StrEnum):
    """The states of an order's lifecycle (docs/orders.md)."""

    DRAFT = "draft"
    NEEDS_REVIEW = "needs_review"
    CONFIRMED = "confirmed"
    OFFERED = "offered"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    DELIVERED = "delivered"
    DOCUMENTS_OK = "documents_ok"
    INVOICED = "invoiced"
    CLOSED = "closed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class OrderEvent(Event):
    """Base of what happens to one order.

    ``patches`` names the fields that hold merge patches (RFC 7396): a null inside one removes something, so it travels.
    """

    patches: ClassVar[tuple[str, ...]] = ()

    order_id: RoutingWord

    def to_bytes(self) -> bytes:
        """As every event, but a null inside a merge patch stays; a patch that changes nothing is left out."""
        if not self.patches:
            return super().to_bytes()
        data = self.model_dump(mode="json", exclude_none=True, exclude=set(self.patches))
        data |= {name: patch for name in self.patches if (patch := getattr(self, name))}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


State = dict[str, JsonValue]
"""A merge patch of the order as ``GET /orders/{id}`` shows it, without its ``data``: only what the event changed."""


class OrderCreated(OrderEvent):
    """A new order, with everything that is known of it."""

    type = "order:created"
    routing = "{org}.order.{order_id}.created"

    patches = ("state",)

    number: str
    status: OrderStatus
    data: OrderData
    state: State = Field(default_factory=dict)
    user_id: str | None = None
    operation_id: str | None = None


class OrderStatusChanged(OrderEvent):
    """A transition was taken. The status may be as it was: a report from a stop, a hold, a problem."""

    type = "order:status_changed"
    routing = "{org}.order.{order_id}.status_changed"
    patches = ("state",)

    status: OrderStatus
    previous_status: OrderStatus
    transition: str
    reason: str | None = None
    stop_id: str | None = None
    """Reports from a stop: which."""
    occurred_at: AwareDatetime | None = None
    """Reports from a stop: when it happened, by the report itself. A late one changes nothing, so without ``state``."""
    state: State = Field(default_factory=dict)
    user_id: str | None = None
    operation_id: str | None = None


class OrderUpdated(OrderEvent):
    """Fields of the order changed: ``changes`` is a merge patch (RFC 7396) of its data with only what changed.

    What not everybody with the order may see comes in an event of its own, with its ``audience`` as the last word of
    its routing key (``order.<id>.updated.sale``, ``.purchase``, ``.desk``).
    """

    type = "order:updated"
    routing = "{org}.order.{order_id}.updated"
    key_suffixes = tuple(Audience)
    patches = ("changes", "state")

    audience: Audience | None = None
    changes: dict[str, JsonValue] = Field(default_factory=dict)
    state: State = Field(default_factory=dict)
    user_id: str | None = None
    document_id: str | None = None
    operation_id: str | None = None

    def routing_key(self, org: str) -> str:
        """The key, with the audience as its last word where not everybody with the order may see it."""
        key = super().routing_key(org)
        return f"{key}.{self.audience}" if self.audience else key


class OrderDocumentAdded(OrderEvent):
    """A document was stored with the order; reading it has not begun yet."""

    type = "order:document_added"
    routing = "{org}.order.{order_id}.document_added"

    document_id: RoutingWord
    file_name: str
    content_type: str
    size: int
    sha256: str
    batch_id: RoutingWord | None = None
    parent_id: RoutingWord | None = None
    """The e-mail that it was attached to."""
    user_id: str | None = None


class OrderDocumentRetried(OrderEvent):
    """A document of the order is read again, as the next ``attempt``."""

    type = "order:document_retried"
    routing = "{org}.order.{order_id}.document_retried"

    document_id: RoutingWord
    attempt: int = Field(ge=1)
    was_processing: bool = False
    """Whether the attempt before had not ended: it counts as lost."""
    user_id: str | None = None


class OrderDocumentRemoved(OrderEvent):
    """A document was taken from the order, and put to the order ``moved_to``. What it alone had said goes with it."""

    type = "order:document_removed"
    routing = "{org}.order.{order_id}.document_removed"

    document_id: RoutingWord
    was_processing: bool
    """Whether it is being read just now: then it counts there from now on."""
    moved_to: RoutingWord
    user_id: str | None = None


class OrderDocumentMovedIn(OrderEvent):
    """A document that belonged to the order ``moved_from`` belongs to this one now."""

    type = "order:document_moved_in"
    routing = "{org}.order.{order_id}.document_moved_in"

    document: dict[str, JsonValue]
    """As REST shows it in the order."""
    moved_from: RoutingWord
    user_id: str | None = None


class Extractor(StrEnum):
    """Who looks for fields: rules over the page, or a language model."""

    RULES = "rules"
    MODEL = "model"


PROGRESS_FIELDS = 100
"""Fields that one event of progress names."""


class FieldSummary(Payload):
    """A field and how sure the reader is of it; the evidence is read over REST."""

    path: str
    value: JsonValue
    confidence: Confidence

    @classmethod
    def of(cls, found: FieldFound) -> FieldSummary:
        """The summary of a field that was found."""
        return cls(path=found.path, value=found.value, confidence=found.confidence)


class OrderAiProcessing(OrderEvent):
    """How far the reading of a document is. Ephemeral: of one document and stage the newest replaces those before it,
    so that a busy client still sees each stage.
    """

    type = "order:ai_processing"
    routing = "{org}.order.{order_id}.ai_processing"
    conflation = "{org}.ai.{document_id}.{stage}"

    document_id: RoutingWord
    file_name: str
    stage: Stage
    progress: int = Field(ge=0, le=100)
    """Percent of the known work (pages, fields) that is done."""
    page: int | None = None
    pages: int | None = None
    kind: DocumentKind | None = None
    confidence: Confidence | None = None
    fields_found: int | None = None
    fields: list[FieldSummary] = Field(default_factory=list, max_length=PROGRESS_FIELDS)
    """What this stage has found so far, or is surer or less sure of: whoever sees only the newest misses nothing. Of
    more than ``PROGRESS_FIELDS`` the newest; all of them come with ``order:validation_complete``."""
    extractor: Extractor | None = None
    """Which of them is at work, where there are two."""


class OrderValidationComplete(OrderEvent):
    """A document of the order was read and checked; its fields are in the order."""

    type = "order:validation_complete"
    routing = "{org}.order.{order_id}.validation_complete"
    patches = ("state",)

    document_id: RoutingWord
    kind: DocumentKind
    confidence: Confidence
    issues: list[Issue]
    """Of this document; those of the whole order that still wait for a person are in ``state``."""
    fields: list[FieldSummary]
    state: State = Field(default_factory=dict)


class OrderProcessingFailed(OrderEvent):
    """A document could not be read; the order is as it was."""

    type = "order:processing_failed"
    routing = "{org}.order.{order_id}.processing_failed"

    document_id: RoutingWord
    error: str
    """A stable code, for example ``encrypted`` or ``too_many_pages``."""
    message: Text
    retryable: bool = False


class FieldConflict(Payload):
    """One field that two people changed: what both started from, what is stored now, and what was asked for."""

    field: str
    base: JsonValue = None
    theirs: JsonValue = None
    mine: JsonValue = None


class OrderConflict(OrderEvent):
    """An edit was refused because somebody else had changed the same fields. Goes to its author only."""

    type = "order:conflict"
    routing = "{org}.user.{user_id}.order_conflict"

    user_id: RoutingWord
    base_version: int
    current_version: int
    fields: list[FieldConflict]
    operation_id: str | None = None


class BatchProgress(Event):
    """How far a batch of documents is. Ephemeral: the newest replaces those before it."""

    type = "batch:progress"
    routing = "{org}.batch.{batch_id}.progress"
    conflation: ClassVar[str | None] = "{org}.batch.{batch_id}"

    batch_id: RoutingWord
    total: int
    processing: int
    done: int
    failed: int
    progress: int = Field(ge=0, le=100)
