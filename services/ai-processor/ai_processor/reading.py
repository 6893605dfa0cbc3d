"""What a reading process and the service say to each other: the work, its progress, its outcome."""

from __future__ import annotations

from freightwire.events.base import Payload
from freightwire.events.extraction import Confidence, DocumentKind, FieldFound, Issue, Page, Stage
from pydantic import Field

from ai_processor.failures import Failure


class Limits(Payload):
    """What reading one document may cost."""

    pages: int = 200


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


class Answer(Payload):
    """One line from a reading process: exactly one of the three."""

    progress: Progress | None = None
    reading: Reading | None = None
    unreadable: Unreadable | None = None
