"""A person says that values which documents gave are right, without changing any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from freightwire.events.orders import OrderStatus
from freightwire.merge_patch import ABSENT, same

from orders.commands.edit import store_edit
from orders.commands.errors import NotFoundError, OrderEndedError, ValueChangedError
from orders.domain.lifecycle import ENDED
from orders.domain.sources import DOCUMENT, is_from, values_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orders.storage.tables import OrderRow
    from orders.storage.work import Work


async def agree(
    work: Work, order_id: str, values: Mapping[str, Any], *, user: str, operation_id: str | None = None
) -> OrderRow:
    """Take ``values``, by their stable paths, as the person's own word; those of a person already stay as they are.

    Raises:
        NotFoundError: there is no such order.
        OrderEndedError: the order has ended.
        ValueChangedError: a value is another one by now; nothing is changed.
    """
    order = await work.orders.get(order_id, lock=True)
    if order is None:
        raise NotFoundError(order_id)
    if OrderStatus(order.status) in ENDED:
        raise OrderEndedError(order.status)
    known = values_of(order.data)
    changed = sorted(path for path, value in values.items() if not same(known.get(path, ABSENT), value))
    if changed:
        raise ValueChangedError(changed)
    confirmed = {path for path in values if is_from(order.sources, path, DOCUMENT)}
    documents = await work.documents.of_order(order_id)
    store_edit(work, order, documents, order.data, confirmed=confirmed, user=user, operation_id=operation_id)
    return order
