"""Keep what people's edits say about what was read: labels, by which the reader is judged and learns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from freightwire.events.base import now
from freightwire.identifiers import new_id
from freightwire.merge_patch import same

from orders.domain.labels import Judgement, Outcome, judge
from orders.storage.tables import LabelRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from orders.domain.order_data import JsonObject
    from orders.domain.sources import Sources
    from orders.storage.tables import DocumentRow, OrderRow
    from orders.storage.work import Work


def keep_labels(
    work: Work,
    order: OrderRow,
    documents: Sequence[DocumentRow],
    *,
    before: JsonObject,
    sources: Sources,
    after: JsonObject,
    confirmed: Collection[str],
    user: str,
) -> None:
    """Keep a label for each value of a document that the edit from ``before`` to ``after`` judges.

    Args:
        documents: all of the order's.
        sources: who had set what before the edit.
        confirmed: stable paths that the person repeated.
    """
    by_id = {document.id: document for document in documents}
    for judgement in judge(before, after, sources, confirmed=confirmed):
        document = by_id.get(judgement.document_id)
        if document is not None:  # else it was moved away since
            work.session.add(_label(order, document, judgement, user))


def _label(order: OrderRow, document: DocumentRow, judgement: Judgement, user: str) -> LabelRow:
    found = _as_found(document, judgement)
    values: dict[str, Any] = {"read": judgement.read}
    if found is not None:
        values["raw"] = found["raw"]
    if judgement.outcome is not Outcome.REMOVED:
        values["right"] = judgement.right
    return LabelRow(
        id=new_id(),
        org=order.org,
        order_id=order.id,
        document_id=document.id,
        attempt=document.attempt,
        path=found["path"] if found else judgement.path,
        order_path=judgement.order_path,
        outcome=judgement.outcome,
        values=values,
        confidence=judgement.confidence,
        by=user,
        at=now(),
    )


def _as_found(document: DocumentRow, judgement: Judgement) -> dict[str, Any] | None:
    """The field as the reader sent it. The order's list may be longer than the document's: then by its value."""
    head, _, leaf = judgement.path.rpartition(".")
    kind = head.partition(".")[0]
    found = [
        field
        for field in (document.extraction or {}).get("fields", [])
        if field["path"] == judgement.path
        or (field["path"].partition(".")[0] == kind and field["path"].rpartition(".")[2] == leaf)
    ]
    exact = [field for field in found if field["path"] == judgement.path and same(field["value"], judgement.read)]
    alike = [field for field in found if same(field["value"], judgement.read)]
    return next(iter(exact or alike), None)
