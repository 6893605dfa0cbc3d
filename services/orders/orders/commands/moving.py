"""Move a document to the order that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.events.base import now
from freightwire.events.extraction import FieldFound
from freightwire.events.orders import OrderDocumentMovedIn, OrderDocumentRemoved, OrderStatus
from freightwire.identifiers import new_id

from orders.commands.create import store_data
from orders.commands.documents import locked_order
from orders.commands.errors import AlreadyThereError, MovedMeanwhileError, NotFoundError, OrderEndedError
from orders.commands.telling import Snapshot, tell_data, tell_desk
from orders.commands.transition import move
from orders.commands.views import view_of
from orders.domain import lifecycle, order_data
from orders.domain.applying import OWN_ISSUES, apply_document
from orders.domain.view import Command
from orders.domain.withdrawing import withdraw_document
from orders.storage.tables import DocumentState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from orders.commands.telling import Author
    from orders.domain.order_data import JsonObject
    from orders.storage.tables import DocumentRow, OrderRow
    from orders.storage.work import Work

UNTOUCHED = frozenset({OrderStatus.DRAFT, OrderStatus.NEEDS_REVIEW})


async def move_document(
    work: Work,
    document_id: str,
    target_id: str,
    *,
    user: str,
    shown: Callable[[DocumentRow], JsonObject],
) -> DocumentRow:
    """Move a document, and with it what it alone had said. Both orders tell of it.

    A document that is being read may be moved: its result goes to where it then is. A draft that came of this document
    alone, and that nothing is left of, is rejected.

    Args:
        shown: the document as REST shows it in an order.

    Raises:
        NotFoundError: there is no such document, or no such order.
        AlreadyThereError: it belongs to that order.
        OrderEndedError: one of the two orders has ended.
        MovedMeanwhileError: somebody else moved it at the same moment.
    """
    document = await work.documents.get(document_id)
    if document is None:
        raise NotFoundError(document_id)
    source_id = document.order_id
    if source_id == target_id:
        raise AlreadyThereError(target_id)
    # Sorted: two who move between the same orders must not wait for one another.
    locked = {order_id: await locked_order(work, order_id) for order_id in sorted((source_id, target_id))}
    source, target = locked[source_id], locked[target_id]
    document = await work.documents.get(document_id, lock=True)
    if document is None or document.order_id != source_id:
        raise MovedMeanwhileError(document_id)
    for order in (source, target):
        if OrderStatus(order.status) in lifecycle.ENDED:
            raise OrderEndedError(order.status)
    staying = await work.documents.of_order(source_id)
    receiving = await work.documents.of_order(target_id)
    before_source, before_target = Snapshot.of(source, staying), Snapshot.of(target, receiving)
    author: Author = {"user_id": user}

    document.order_id = target_id
    document.updated_at = now()
    staying = [one for one in staying if one.id != document_id]
    receiving = sorted([*receiving, document], key=lambda one: one.id)
    work.record(
        source,
        OrderDocumentRemoved(
            order_id=source_id,
            document_id=document_id,
            was_processing=document.state == DocumentState.PROCESSING,
            moved_to=target_id,
            user_id=user,
        ),
    )
    _withdraw(work, source, document_id, before_source, author)
    tell_desk(work, source, staying, before_source, author)
    work.record(
        target,
        OrderDocumentMovedIn(
            order_id=target_id,
            document=shown(document),
            moved_from=source_id,
            user_id=user,
            timestamp=document.updated_at,
        ),
    )
    if document.state == DocumentState.READ:
        _apply(work, target, document, before_target)
    tell_desk(work, target, receiving, before_target, author)
    _reject_what_is_empty(work, source, staying, target, user)
    return document


def _withdraw(work: Work, order: OrderRow, document_id: str, before: Snapshot, author: Author) -> None:
    """Take out of the order what the document alone had said; what a person has confirmed since is the order's own."""
    if OrderStatus(order.status) not in UNTOUCHED:
        return
    data, sources = withdraw_document(order.data, order.sources, document_id)
    order.sources = sources
    store_data(order, order_data.parse(data, new_item_id=new_id))
    tell_data(work, order, before, author)


def _apply(work: Work, order: OrderRow, document: DocumentRow, before: Snapshot) -> None:
    """Put into the order what was read. What the order before had made of it is forgotten."""
    extraction = document.extraction or {}
    fields = [FieldFound.model_validate(field) for field in extraction.get("fields", [])]
    outcome = apply_document(order.data, order.sources, fields, document_id=document.id, new_item_id=new_id)
    readers_own = [issue for issue in extraction.get("issues", []) if issue["code"] not in OWN_ISSUES]
    ours = [issue.model_dump(mode="json", by_alias=True) for issue in outcome.issues]
    document.extraction = {**extraction, "issues": readers_own + ours}
    order.sources = outcome.sources
    if outcome.changes:
        store_data(order, outcome.data)
    tell_data(work, order, before, {"document_id": document.id})


def _reject_what_is_empty(
    work: Work, order: OrderRow, documents: Sequence[DocumentRow], target: OrderRow, user: str
) -> None:
    nothing_left = not documents and order.data == order_data.empty() and not order.sources
    if not nothing_left or OrderStatus(order.status) not in UNTOUCHED:
        return
    command = Command(roles=lifecycle.DISPATCHER, at=now(), reason=f"Its document belongs to {target.number}.")
    goal = lifecycle.decide("reject", view_of(order, documents), command)
    move(work, order, documents, name="reject", target=goal, command=command, user=user)
