"""What the services say to one another about documents. Clients never see these; they see the order's events."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from freightwire.events.base import Event, Payload, RoutingWord, Text
from freightwire.events.extraction import Confidence, DocumentKind, FieldFound, Issue, Page


class Urgency(StrEnum):
    """Whether somebody waits for a document, or it is one of many that may take their time."""

    INTERACTIVE = "interactive"
    BULK = "bulk"


class DocumentEvent(Event):
    """Base of what happens to one document; ``attempt`` counts from 1 each time that reading is asked for."""

    public = False

    document_id: RoutingWord
    order_id: RoutingWord
    attempt: int = Field(default=1, ge=1)


class DocumentSubmitted(DocumentEvent):
    """A claim check: the document lies in the object store under ``object_key`` and waits to be read.

    What may take its time has ``bulk`` as the last word of its routing key, and so a queue of its own.
    """

    type = "document:submitted"
    routing = "{org}.document.{document_id}.submitted"
    key_suffixes = (Urgency.BULK,)

    object_key: str
    file_name: str
    content_type: str
    size: int
    sha256: str
    batch_id: RoutingWord | None = None
    urgency: Urgency = Urgency.INTERACTIVE

    def routing_key(self, org: str) -> str:
        """The key, with ``bulk`` as its last word where nobody waits."""
        key = super().routing_key(org)
        return f"{key}.{self.urgency}" if self.urgency is Urgency.BULK else key


class DocumentPart(Payload):
    """A file that was found in a document: an e-mail's attachment. It lies in the object store under ``object_key``."""

    index: int = Field(ge=0)
    object_key: str
    file_name: str
    content_type: str
    size: int
    sha256: str


class DocumentExtracted(DocumentEvent):
    """What the reader found."""

    type = "document:extracted"
    routing = "{org}.document.{document_id}.extracted"

    kind: DocumentKind
    kind_confidence: Confidence
    confidence: Confidence
    """Of the document as a whole: the mean over its required fields, an absent one counting 0."""
    pages: list[Page]
    fields: list[FieldFound]
    issues: list[Issue]
    parts: list[DocumentPart] = Field(default_factory=list)
    """Files in it that are documents of their own, in the order in which they stand there."""


class DocumentFailed(DocumentEvent):
    """The document cannot be read, and why, in words for a dispatcher."""

    type = "document:failed"
    routing = "{org}.document.{document_id}.failed"

    error: str
    message: Text
    retryable: bool = False
    page: int | None = None
    """The page at fault, from 1, where it is one."""
