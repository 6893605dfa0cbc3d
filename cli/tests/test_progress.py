"""What becomes of documents, from events in whatever order they come."""

from __future__ import annotations

from typing import Any

import pytest
from freightctl.progress import Outcome, Shipment
from hypothesis import given
from hypothesis import strategies as st

ORDER, DOCUMENT = "order-1", "document-1"
TAKEN = {"fileName": "comanda.pdf", "status": 201, "orderId": ORDER, "documentId": DOCUMENT}
REFUSED = {
    "fileName": "x.exe",
    "status": 415,
    "problem": {"code": "unsupported_file", "title": "No.", "detail": "PDF."},
}


def event(name: str, second: int = 0, **data: Any) -> dict[str, Any]:
    return {
        "event": name,
        "time": f"2026-11-24T10:00:{second:02}.000Z",
        "data": {"orderId": ORDER, "documentId": DOCUMENT, **data},
    }


def stage(name: str, progress: int, second: int = 0) -> dict[str, Any]:
    return event("order:ai_processing", second, stage=name, progress=progress)


READ = event("order:validation_complete", 9, kind="transport_order", confidence=0.9, fields=[], issues=[])
FAILED = event("order:processing_failed", 9, error="encrypted", message={"ro": "Parolat.", "en": "Password."})
STAGES = [stage("received", 0, 1), stage("text", 20, 2), stage("extract", 70, 3), stage("done", 100, 4)]


def test_events_before_the_answer_to_the_upload_are_kept() -> None:
    shipment = Shipment()
    for early in (*STAGES, READ):
        shipment.take(early)
    assert not shipment.is_done
    shipment.announce([TAKEN])
    assert shipment.is_done
    assert not shipment.failed
    assert [step.stage for step in shipment.documents[0].steps] == [
        "received",
        "text",
        "extract",
        "done",
        "in the order",
    ]


@pytest.mark.parametrize(("end", "outcome"), [(READ, Outcome.READ), (FAILED, Outcome.FAILED)])
def test_an_end_is_final(end: dict[str, Any], outcome: Outcome) -> None:
    shipment = Shipment()
    shipment.announce([TAKEN])
    shipment.take(end)
    shipment.take(stage("text", 20))
    assert shipment.documents[0].outcome is outcome
    assert shipment.failed is (outcome is Outcome.FAILED)
    assert shipment.documents[0].stage != "text"


def test_a_refused_file_is_told_apart_from_those_taken() -> None:
    shipment = Shipment()
    shipment.announce([TAKEN, REFUSED])
    assert [document.outcome for document in shipment.documents] == [None, Outcome.REFUSED]
    assert shipment.order_ids == [ORDER]
    shipment.take(READ)
    assert shipment.is_done
    assert shipment.failed
    assert shipment.documents[1].as_json()["error"] == "unsupported_file"


def test_events_of_other_documents_are_passed_over() -> None:
    shipment = Shipment()
    shipment.announce([TAKEN])
    other = event("order:validation_complete", kind="cmr", confidence=1.0, fields=[], issues=[])
    other["data"]["documentId"] = "another"
    assert shipment.take(other) is None
    assert shipment.waiting() == shipment.documents


@given(st.permutations(STAGES))
def test_progress_never_goes_back(events: list[dict[str, Any]]) -> None:
    shipment = Shipment()
    shipment.announce([TAKEN])
    seen = []
    for one in events:
        shipment.take(one)
        seen.append(shipment.documents[0].progress)
    assert seen == sorted(seen)


def test_a_document_that_ended_unseen_is_settled_from_its_state() -> None:
    shipment = Shipment()
    shipment.announce([TAKEN, {**TAKEN, "documentId": "document-2"}])
    read, failed = shipment.documents
    shipment.settle(read, {"state": "read", "kind": "transport_order", "confidence": 0.8, "fields": [{"path": "x"}]})
    shipment.settle(failed, {"state": "failed", "error": {"code": "encrypted", "message": {"en": "Password."}}})
    assert read.outcome is Outcome.READ
    assert read.fields == [{"path": "x"}]
    assert failed.outcome is Outcome.FAILED
    assert failed.error_message == "Password."
    assert shipment.is_done
