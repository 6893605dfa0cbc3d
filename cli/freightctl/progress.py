"""What becomes of uploaded documents, put together from the events about them. Knows no socket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

REFUSED_STAGE = "refused"


class Outcome(StrEnum):
    """How a document ended."""

    READ = "read"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(slots=True)
class Step:
    """A stage as it was first heard of."""

    stage: str
    at: datetime
    progress: int


@dataclass(slots=True)
class Document:
    """One document on its way."""

    file_name: str
    order_id: str | None = None
    document_id: str | None = None
    stage: str = "sent"
    progress: int = 0
    steps: list[Step] = field(default_factory=list)
    outcome: Outcome | None = None
    kind: str | None = None
    confidence: float | None = None
    fields: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    error: str | None = None
    error_message: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The document as ``--json`` prints it; members without a value are left out."""
        values: dict[str, Any] = {
            "fileName": self.file_name,
            "orderId": self.order_id,
            "documentId": self.document_id,
            "outcome": self.outcome,
            "kind": self.kind,
            "confidence": self.confidence,
            "fields": self.fields,
            "issues": self.issues,
            "error": self.error,
            "message": self.error_message,
            "steps": [
                {"stage": step.stage, "at": step.at.isoformat(), "progress": step.progress} for step in self.steps
            ],
        }
        return {name: value for name, value in values.items() if value is not None}


class Shipment:
    """The documents of one upload.

    Events may come before the answer to the upload names their documents: they are kept until then.
    """

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self._early: list[Mapping[str, Any]] = []
        self._by_id: dict[str, Document] = {}
        self._announced = False

    @property
    def is_done(self) -> bool:
        """Whether every document has ended."""
        return self._announced and all(document.outcome for document in self.documents)

    @property
    def failed(self) -> bool:
        """Whether any document ended otherwise than read."""
        return any(document.outcome is not Outcome.READ for document in self.documents)

    @property
    def order_ids(self) -> list[str]:
        """The orders that the documents belong to."""
        return list(dict.fromkeys(document.order_id for document in self.documents if document.order_id))

    def announce(self, results: list[Mapping[str, Any]]) -> None:
        """Take the upload's answer: one result per file."""
        for result in results:
            document = Document(str(result["fileName"]), result.get("orderId"), result.get("documentId"))
            self.documents.append(document)
            if document.document_id is None:
                problem = result.get("problem", {})
                document.outcome = Outcome.REFUSED
                document.stage = REFUSED_STAGE
                document.error = problem.get("code", "refused")
                document.error_message = problem.get("detail") or problem.get("title")
            else:
                self._by_id[document.document_id] = document
        self._announced = True
        early, self._early = self._early, []
        for event in early:
            self.take(event)

    def take(self, event: Mapping[str, Any]) -> Document | None:
        """Take one pushed event.

        Returns:
            The document that it is about, if it is one of ours.
        """
        if not self._announced:
            self._early.append(event)
            return None
        data = event["data"]
        document = self._by_id.get(data.get("documentId", ""))
        if document is None:
            return None
        at = datetime.fromisoformat(event["time"])
        match event["event"]:
            case "order:document_added":
                _step(document, "stored", at, 0)
            case "order:ai_processing":
                _step(document, data["stage"], at, data["progress"])
                document.kind = data.get("kind", document.kind)
                document.confidence = data.get("confidence", document.confidence)
            case "order:validation_complete":
                _step(document, "in the order", at, 100)
                document.outcome = Outcome.READ
                document.kind, document.confidence = data["kind"], data["confidence"]
                document.fields, document.issues = data["fields"], data["issues"]
            case "order:processing_failed":
                _step(document, "failed", at, document.progress)
                document.outcome = Outcome.FAILED
                document.error, document.error_message = data["error"], data["message"]["en"]
        return document

    def waiting(self) -> list[Document]:
        """Documents that have not ended."""
        return [document for document in self.documents if document.outcome is None]

    def settle(self, document: Document, stored: Mapping[str, Any]) -> None:
        """Take a document's state as REST gives it, where events may have been missed."""
        document.kind, document.confidence = stored.get("kind"), stored.get("confidence")
        match stored["state"]:
            case "read":
                document.outcome, document.stage, document.progress = Outcome.READ, "in the order", 100
                document.fields, document.issues = stored.get("fields", []), stored.get("issues", [])
            case "failed":
                error = stored.get("error", {})
                document.outcome, document.stage = Outcome.FAILED, "failed"
                document.error = error.get("code", "failed")
                document.error_message = error.get("message", {}).get("en")


def _step(document: Document, stage: str, at: datetime, progress: int) -> None:
    """Note a stage. What was published later but arrives first must not be set back by what is late."""
    if document.outcome is not None:
        return
    document.stage = stage
    document.progress = max(document.progress, progress)
    if not document.steps or document.steps[-1].stage != stage:
        document.steps.append(Step(stage, at, progress))
