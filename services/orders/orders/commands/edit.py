"""Change an order's data. Two people who edit at once lose nothing: see orders.domain.merging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.events.orders import FieldConflict, OrderConflict, OrderStatus
from freightwire.identifiers import new_id
from freightwire.merge_patch import apply_patch, diff

from orders.commands.create import store_data
from orders.commands.errors import EditConflictError, NotFoundError, OrderEndedError, VersionUnknownError
from orders.commands.labels import keep_labels
from orders.commands.telling import Snapshot, tell_data, tell_desk
from orders.domain import issues, merging, order_data, sources
from orders.domain.lifecycle import ENDED

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from orders.commands.telling import Author
    from orders.domain.order_data import JsonObject
    from orders.storage.tables import DocumentRow, OrderRow
    from orders.storage.work import Work


async def edit_order(
    work: Work,
    order_id: str,
    patch: JsonObject,
    *,
    base_version: int | None,
    user: str,
    operation_id: str | None = None,
) -> tuple[OrderRow, Sequence[DocumentRow]]:
    """Apply a merge patch that its author made against ``base_version`` (None: whatever is current).

    Returns:
        The order and its documents.

    Raises:
        NotFoundError: there is no such order.
        OrderEndedError: the order has ended.
        VersionUnknownError: the order never had that version.
        InvalidOrderDataError: the patched data does not fit the contract.
        EditConflictError: somebody else changed the same fields; the conflict event is recorded.
    """
    order = await work.orders.get(order_id, lock=True)
    if order is None:
        raise NotFoundError(order_id)
    if OrderStatus(order.status) in ENDED:
        raise OrderEndedError(order.status)
    if base_version is None:
        base_version = order.version
    if not 1 <= base_version <= order.version:
        raise VersionUnknownError(order.version)
    base = await data_at(work, order, base_version)
    mine = order_data.parse(apply_patch(base, patch), new_item_id=new_id)
    merged = merging.merge(base, order.data, mine)
    if merged.conflicts:
        work.tell(_conflict_event(order, user, base_version, merged.conflicts, operation_id))
        raise EditConflictError(base_version, order.version, merged.conflicts)
    confirmed = sources.confirmed_paths(order.data, patch, order.sources) if base_version == order.version else set()
    documents = await work.documents.of_order(order_id)
    store_edit(work, order, documents, merged.data, confirmed=confirmed, user=user, operation_id=operation_id)
    return order, documents


def store_edit(
    work: Work,
    order: OrderRow,
    documents: Sequence[DocumentRow],
    data: JsonObject,
    *,
    user: str,
    confirmed: Collection[str] = (),
    operation_id: str | None = None,
) -> None:
    """Store what a person made of the order's data and tell of it; nothing happens where nothing changed.

    Args:
        documents: all of the order's.
        confirmed: stable paths of fields that the person repeated, and so agreed to.
    """
    data = order_data.parse(data, new_item_id=new_id)
    changes = diff(order.data, data)
    if not changes and not confirmed:
        return
    before = Snapshot.of(order, documents)
    keep_labels(
        work,
        order,
        documents,
        before=before.data,
        sources=before.sources,
        after=data,
        confirmed=confirmed,
        user=user,
    )
    author: Author = {"user_id": user, "operation_id": operation_id}
    order.sources = sources.after_edit(order.sources, order.data, data, confirmed=confirmed, user=user)
    if "uit" in changes:
        order.overlays = order.overlays | {
            "tasks": [task for task in order.overlays.get("tasks", []) if task != issues.UIT_UPDATE]
        }
    store_data(order, data)
    tell_data(work, order, before, author)
    tell_desk(work, order, documents, before, author)


async def data_at(work: Work, order: OrderRow, version: int) -> JsonObject:
    """The order's data as it was at ``version``."""
    data = order.data
    if version < order.version:
        for row in reversed(await work.orders.history(order.id, after=version)):
            if row.undo is not None:
                data = apply_patch(data, row.undo)
    return data


def _conflict_event(
    order: OrderRow, user: str, base_version: int, conflicts: list[merging.Conflict], operation_id: str | None
) -> OrderConflict:
    return OrderConflict(
        order_id=order.id,
        user_id=user,
        base_version=base_version,
        current_version=order.version,
        fields=[
            FieldConflict(field=found.field, base=found.base, theirs=found.theirs, mine=found.mine)
            for found in conflicts
        ],
        operation_id=operation_id,
    )
