"""What goes over the wire. CamelCase; fields without a value are left out."""

from typing import Annotated, Any

from freightwire.events.base import Payload, RoutingWord, Text
from freightwire.events.extraction import Confidence, DocumentKind, FieldFound, Issue, OpenIssue, Page
from freightwire.events.order_data import Currency, ItemId, Line, OrderData
from freightwire.events.orders import FieldConflict, OrderStatus
from pydantic import AwareDatetime, ConfigDict, Field, JsonValue

from orders.domain.labels import Outcome
from orders.domain.view import Payment, Problem, RefusalKind, StopStatus
from orders.storage.tables import DocumentState


class FieldSourceOut(Payload):
    """Who set a field: ``person`` or ``document``, by which user or document, and how sure it is."""

    source: str
    by: str
    confidence: Confidence


class ProblemOnRoad(Payload):
    """A problem that was reported."""

    kind: Problem
    reason: str
    at: AwareDatetime
    by: str | None = None


class StopOut(Payload):
    """Where a stop stands, and since when by the report's own time."""

    status: StopStatus
    at: AwareDatetime


class DocumentSummary(Payload):
    """A document without what was read in it."""

    id: str
    order_id: str
    batch_id: str | None = None
    parent_id: str | None = Field(default=None, description="The e-mail that it was attached to.")
    file_name: str
    content_type: str
    size: int = Field(description="Bytes.")
    sha256: str
    state: DocumentState
    attempt: int
    kind: DocumentKind | None = None
    confidence: Confidence | None = None
    error: dict[str, JsonValue] | None = Field(
        default=None, description="Why it could not be read: code, message (ro, en), retryable."
    )
    uploaded_by: str
    created_at: AwareDatetime
    updated_at: AwareDatetime


class DocumentOut(DocumentSummary):
    """A document with what was read in it."""

    kind_confidence: Confidence | None = None
    pages: list[Page] = Field(default_factory=list)
    fields: list[FieldFound] = Field(default_factory=list)
    issues: list[Issue] = Field(default_factory=list)


class Margin(Payload):
    """What is left of the sale after the purchase; below 0 for a loss."""

    amount: float
    currency: Currency


class OrderSummary(Payload):
    """An order as it stands in a list."""

    id: str
    number: str
    status: OrderStatus
    version: int = Field(description="Counts the order's events without a gap; also its ETag.")
    data: OrderData
    margin: Margin | None = Field(default=None, description="For who sees both prices, where they are in one currency.")
    assignee: str | None = None
    processing: int = Field(description="Documents of the order that are being read; 0 for carriers and customers.")
    hold: str | None = Field(default=None, description="Why the order is on hold.")
    problem: ProblemOnRoad | None = None
    payment: Payment = Payment.NONE
    invoice_number: str | None = None
    created_by: str
    created_at: AwareDatetime
    updated_at: AwareDatetime


class OrderOut(OrderSummary):
    """An order with all that belongs to it. Carriers and customers get no `sources`, `issues` and `documents`."""

    stops: dict[str, StopOut] = Field(default_factory=dict, description="By the stop's id.")
    sources: dict[str, FieldSourceOut] | None = Field(
        default=None, description="Who set each field; list items by their id: `stops.<id>.city`."
    )
    issues: list[OpenIssue] | None = None
    documents: list[DocumentSummary] | None = None


class OrderPage(Payload):
    """Orders as they were asked for. ``nextCursor`` is absent on the last page."""

    items: list[OrderSummary]
    next_cursor: str | None = None


class NewOrder(Payload):
    """A new order."""

    model_config = ConfigDict(extra="forbid")

    data: OrderData = Field(default_factory=OrderData)


class TransitionIn(Payload):
    """What a transition may need; `GET …/transitions` says which."""

    model_config = ConfigDict(extra="forbid")

    reason: Line | None = None
    acknowledge: list[str] = Field(default_factory=list, max_length=500, description="Ids of issues (confirm).")
    stop_id: ItemId | None = Field(default=None, description="Reports from a stop.")
    at: AwareDatetime | None = Field(
        default=None, description="When it happened, for reports from the road. Late reports never move back."
    )
    problem: Problem | None = None
    payment: Payment | None = None
    invoice_number: Line | None = None
    signature_seen: bool = Field(default=False, description="I see the consignee's signature on the CMR.")
    truck_plate: Line | None = None
    trailer_plate: Line | None = None
    driver: Line | None = None
    driver_phone: Line | None = None


class RefusalOut(Payload):
    """A reason why not, or something that the command must bring."""

    kind: RefusalKind
    code: str
    message: Text
    fields: tuple[str, ...] = ()


class TransitionOut(Payload):
    """A transition, and whether it can be taken now."""

    name: str
    targets: list[OrderStatus] = Field(description="Empty: the status stays.")
    allowed: bool
    needs: list[RefusalOut]
    why_not: list[RefusalOut]


class TransitionList(Payload):
    """Every transition, for this order and this person."""

    status: OrderStatus
    version: int
    transitions: list[TransitionOut]


class HistoryEntry(Payload):
    """Something that happened to the order: what, when, who, and the event that tells of it."""

    version: int
    event_id: str
    type: str
    actor: str | None = Field(default=None, description="The user on whose behalf; absent: the service itself.")
    causation_id: str | None = Field(default=None, description="The event that led to it; absent: a person did.")
    at: AwareDatetime
    payload: dict[str, Any]


class History(Payload):
    """The order's events, oldest first."""

    items: list[HistoryEntry]
    next_after: int | None = Field(default=None, description="Ask for `?after=` this for more.")


class UploadResult(Payload):
    """What became of one file. ``problem`` (as application/problem+json) where it was refused."""

    file_name: str
    status: int
    order_id: str | None = None
    document_id: str | None = None
    problem: dict[str, JsonValue] | None = None


class UploadResults(Payload):
    """What became of each file, in the order in which they came."""

    batch_id: str | None = None
    results: list[UploadResult]


class BatchOut(Payload):
    """How far a batch of documents is."""

    id: str
    total: int
    processing: int
    done: int
    failed: int
    progress: int = Field(ge=0, le=100)
    documents: list[DocumentSummary]


class BatchRetried(Payload):
    """Ids of the documents that are read again, and of those that are not because their order has ended."""

    id: str
    retried: list[str]
    order_ended: list[str]


class MoveIn(Payload):
    """Where a document belongs."""

    model_config = ConfigDict(extra="forbid")

    order_id: RoutingWord


class Agreement(Payload):
    """Values that are right."""

    model_config = ConfigDict(extra="forbid")

    values: dict[Annotated[str, Field(max_length=200)], str | int | float | bool] = Field(
        min_length=1,
        max_length=500,
        description="By their stable paths, as `sources` has them: `stops.<id>.city`. As they were seen.",
    )


class ThresholdsOut(Payload):
    """How sure a value that was read must be before nobody needs to look at it."""

    auto_confirm: bool = Field(description="Whether an order may be confirmed without a person.")
    required: list[str] = Field(description="Fields without which an order is not; `*` stands for each stop.")
    critical: list[str] = Field(description="Fields that must reach their threshold for it, wherever they were read.")
    least: dict[str, Confidence] = Field(description="By field; `*` is for all that have none of their own.")


class LabelOut(Payload):
    """A value that a document gave, and a person's word on it."""

    id: str
    document_id: str
    order_id: str
    attempt: int
    path: str = Field(description="The field as the reader named it.")
    order_path: str = Field(description="The field in the order; list items by their id.")
    outcome: Outcome
    read: JsonValue
    raw: str | None = Field(default=None, description="What stands on the page.")
    right: JsonValue = Field(default=None, description="What the person says; absent where the field was emptied.")
    confidence: Confidence = Field(description="The reader's.")
    by: str
    at: AwareDatetime


class LabelPage(Payload):
    """Labels, oldest first."""

    items: list[LabelOut]
    next_after: str | None = Field(default=None, description="Ask for `?after=` this for more.")


class ProblemOut(Payload):
    """An error, RFC 9457. More members depending on ``code``."""

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str | None = None


class ConflictOut(ProblemOut):
    """An edit that was refused because somebody else had changed the same fields."""

    base_version: int
    current_version: int
    fields: list[FieldConflict]


class TransitionRefusedOut(ProblemOut):
    """A transition that was refused: why, what is allowed instead, and why the others are not."""

    transition: str
    current_status: OrderStatus
    version: int
    why_not: list[RefusalOut]
    allowed: list[str]
    transitions: list[TransitionOut]


class DocumentList(Payload):
    """The documents of an order, oldest first."""

    items: list[DocumentSummary]
