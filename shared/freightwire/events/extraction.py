"""What reading a document yields: fields with their evidence, and issues. Shared by the AI processor and orders."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, JsonValue

from freightwire.events.base import Payload, Text

Confidence = Annotated[float, Field(ge=0, le=1)]
"""How sure the reader is that a value is right, 0 to 1: 0.9 means right nine times in ten."""


class DocumentKind(StrEnum):
    """The kinds of document that the desk works with; OTHER is not processed further."""

    TRANSPORT_ORDER = "transport_order"
    CONSIGNMENT_NOTE = "consignment_note"
    INVOICE = "invoice"
    DELIVERY_NOTE = "delivery_note"
    EMAIL = "email"
    OTHER = "other"


class Stage(StrEnum):
    """The stages of reading that a person sees, in order; FAILED can follow any."""

    RECEIVED = "received"
    TEXT = "text"
    CLASSIFY = "classify"
    EXTRACT = "extract"
    VALIDATE = "validate"
    DONE = "done"
    FAILED = "failed"


class FieldSource(StrEnum):
    """Where a value came from."""

    TEXT = "text"
    OCR = "ocr"
    MODEL = "model"
    PERSON = "person"


class Severity(StrEnum):
    """An error stops an order from being confirmed; a warning needs a person's nod; info does neither."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Box(Payload):
    """A rectangle on a page, in PDF points (1/72 inch) from the top left corner."""

    x0: float
    y0: float
    x1: float
    y1: float


class Page(Payload):
    """A page that was read: its number from 1, its size in points, and how its text was got."""

    number: int = Field(ge=1)
    width: float
    height: float
    source: FieldSource


class FieldFound(Payload):
    """A field as the reader found it.

    ``path`` addresses the field of an order in ``freightwire.events.order_data.OrderData``: camelCase names joined by
    dots, list items by their index, for example ``stops.0.postcode`` or ``client.vatId``. What an invoice, a
    consignment note or a delivery note states is not part of the order; its path begins with the document's own word
    and leads into ``freightwire.events.document_data.DocumentData``: ``invoice.number``,
    ``consignmentNote.sender.name``, ``deliveryNote.goods.0.grossKg``. ``value`` is normalised (ISO dates, numbers as
    numbers, plates without spaces); ``raw`` is what stands on the page.
    """

    path: str
    value: JsonValue
    raw: str
    page: int | None = None
    box: Box | None = None
    confidence: Confidence
    source: FieldSource
    reasons: list[str] = Field(default_factory=list)


class Issue(Payload):
    """Something about the document that a person should know, with a stable code and both languages."""

    code: str
    severity: Severity
    field: str | None = None
    message: Text


class OpenIssue(Issue):
    """An issue of an order that waits for a person. ``id`` is what ``acknowledge`` names."""

    id: str
    document_id: str | None = None
    """None: an issue of the order itself."""
    acknowledged: bool
