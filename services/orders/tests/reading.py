"""Results of reading, as the ai-processor sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from freightwire.events.base import Text
from freightwire.events.documents import DocumentExtracted, DocumentFailed
from freightwire.events.extraction import DocumentKind, FieldFound, FieldSource, Page

if TYPE_CHECKING:
    from conftest import Desk

PDF = b"%PDF-1.7\n"


def found(path: str, value: Any, confidence: float = 0.97) -> FieldFound:
    return FieldFound(path=path, value=value, raw=f"«{value}»", confidence=confidence, source=FieldSource.TEXT)


def extracted(document: dict[str, Any], *fields: FieldFound, attempt: int = 1) -> DocumentExtracted:
    return DocumentExtracted(
        document_id=document["documentId"],
        order_id=document["orderId"],
        attempt=attempt,
        kind=DocumentKind.TRANSPORT_ORDER,
        kind_confidence=0.99,
        confidence=0.95,
        pages=[Page(number=1, width=595, height=842, source=FieldSource.TEXT)],
        fields=list(fields),
        issues=[],
    )


def failed(document: dict[str, Any], *, attempt: int = 1) -> DocumentFailed:
    return DocumentFailed(
        document_id=document["documentId"],
        order_id=document["orderId"],
        attempt=attempt,
        error="damaged",
        message=Text(ro="defect", en="damaged"),
        retryable=True,
    )


async def uploaded(desk: Desk, *names: str) -> list[dict[str, Any]]:
    """Documents with a draft each, in one batch; as many requests as it takes."""
    documents: list[dict[str, Any]] = []
    path = "/orders/documents"
    for start in range(0, len(names), desk.files_limit):
        some = names[start : start + desk.files_limit]
        answer = await desk.ana.upload(*((name, PDF + f"{name} {desk.org}".encode()) for name in some), path=path)
        assert answer.status_code == 201, answer.text
        batch = answer.json()["batchId"]
        path = f"/orders/documents?batch={batch}"
        documents += [result | {"batchId": batch} for result in answer.json()["results"]]
    return documents
