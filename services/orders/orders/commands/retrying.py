"""Read again what could not be read, of a whole batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from freightwire.events.orders import OrderStatus

from orders.commands.batches import tell_progress
from orders.commands.documents import locked_order, read_again, urgency_of, waits
from orders.commands.errors import NotFoundError
from orders.domain.lifecycle import ENDED
from orders.storage.tables import DocumentState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from orders.storage.tables import DocumentRow
    from orders.storage.work import Work


@dataclass(slots=True)
class Retried:
    """The documents that are read again, and those that are not because their order has ended."""

    documents: list[DocumentRow] = field(default_factory=list)
    ended: list[DocumentRow] = field(default_factory=list)


async def retry_batch(work: Work, batch_id: str, *, sees: Callable[[str], bool], stuck_after: timedelta) -> Retried:
    """Ask for every document of the batch to be read again whose reading failed, or counts as lost.

    Args:
        sees: whether an order, by its id, is within the rights of who asks.
        stuck_after: how long a document may be waited for.

    Raises:
        NotFoundError: there is no document of such a batch.
    """
    known = [document for document in await work.documents.of_batch(batch_id) if sees(document.order_id)]
    if not known:
        raise NotFoundError(batch_id)
    result = Retried()
    # All orders in one order of locking, then the documents: as everybody does, so that nobody waits in a circle.
    wanted = [document for document in known if _may_be_retried(document, stuck_after)]
    orders = {order_id: await locked_order(work, order_id) for order_id in sorted({one.order_id for one in wanted})}
    for one in sorted(wanted, key=lambda document: document.id):
        document = await work.documents.get(one.id, lock=True)
        order = orders.get(document.order_id) if document is not None else None
        if document is None or order is None or not _may_be_retried(document, stuck_after):
            continue  # read, retried or moved meanwhile
        if OrderStatus(order.status) in ENDED:
            result.ended.append(document)
            continue
        read_again(work, order, document, urgency_of(len(result.documents)))
        result.documents.append(document)
    if result.documents:
        await tell_progress(work, batch_id)
    return result


def _may_be_retried(document: DocumentRow, stuck_after: timedelta) -> bool:
    return document.state != DocumentState.READ and waits(document, stuck_after) is None
