"""What a reading process and the service say to each other: the work, its progress, its outcome."""

from __future__ import annotations

from pathlib import Path

from freightwire.events.base import Payload
from freightwire.events.extraction import Confidence, DocumentKind, FieldFound, FieldSource, Issue, Page, Stage
from freightwire.events.orders import Extractor, FieldSummary
from pydantic import Field

from ai_processor.failures import Failure


class Limits(Payload):
    """What reading one document may cost."""

    pages: int = 200
    scanned_pages: int = 40
    """Pages that have to be recognised."""
    pixels: int = 80_000_000
    """Of one image: more than a sheet of A3 at 600 dpi is a decompression bomb."""
    tessdata: Path | None = None
    """The directory of Tesseract's language data; None: pictures cannot be read."""
    attachments: int = 50
    """Documents that one e-mail may bring."""
    text_characters: int = 0
    """How much of the text is handed back, for whoever looks for fields after us; 0: none."""


class Job(Payload):
    """A document to read; its ``size`` bytes follow on the same stream."""

    size: int
    limits: Limits


class Progress(Payload):
    """How far a reading is: ``progress`` is percent of the known work (pages, fields)."""

    stage: Stage
    progress: int = Field(ge=0, le=100)
    page: int | None = None
    pages: int | None = None
    kind: DocumentKind | None = None
    confidence: Confidence | None = None
    fields_found: int | None = None
    fields: list[FieldSummary] = Field(default_factory=list)
    """All that is found so far."""
    extractor: Extractor | None = None


class Part(Payload):
    """A file in the document that is a document of its own: an e-mail's attachment.

    On its way from the reading process its bytes follow the answer, one part after the other.
    """

    index: int = Field(ge=0)
    file_name: str
    content_type: str
    size: int = Field(ge=0)
    sha256: str
    data: bytes = Field(default=b"", exclude=True, repr=False)


class TextLine(Payload):
    """A line of a page, or one of its columns: its words, and the box of each in PDF points from the top left.

    Columns of one visual line have the same ``row``.
    """

    row: int
    words: list[str]
    boxes: list[tuple[float, float, float, float]]


class TextPage(Payload):
    """A page's text as it was read."""

    number: int
    source: FieldSource
    lines: list[TextLine]


class Reading(Payload):
    """What was read. ``seconds`` are those of each stage."""

    kind: DocumentKind
    kind_confidence: Confidence
    confidence: Confidence
    pages: list[Page]
    fields: list[FieldFound]
    issues: list[Issue]
    seconds: dict[Stage, float]
    parts: list[Part] = Field(default_factory=list)
    text: list[TextPage] = Field(default_factory=list)
    """What extractors looked at, as far as it was asked for."""
    judged_as: DocumentKind | None = None
    """Whose rules its fields were checked by, where that is not its kind's: an e-mail may be an order."""


class Unreadable(Payload):
    """Why nothing could be read."""

    failure: Failure
    detail: str = ""
    page: int | None = None


class Answer(Payload):
    """One line from a reading process: exactly one of the three."""

    progress: Progress | None = None
    reading: Reading | None = None
    unreadable: Unreadable | None = None
