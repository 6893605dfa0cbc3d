"""What a reading process and the service say to each other: the work, its progress, its outcome."""

from __future__ import annotations

from pathlib import Path

from freightwire.events.base import Payload
from freightwire.events.extraction import Confidence, DocumentKind, FieldFound, Issue, Page, Stage
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


class Reading(Payload):
    """What was read. ``seconds`` are those of each stage."""

    kind: DocumentKind
    kind_confidence: Confidence
    confidence: Confidence
    pages: list[Page]
    fields: list[FieldFound]
    issues: list[Issue]
    seconds: dict[Stage, float]


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
