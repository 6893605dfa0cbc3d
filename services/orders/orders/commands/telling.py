"""Telling what changed: one event for each audience that may see its part (freightwire.events.audience)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from freightwire.events.audience import Audience, split_data, split_paths
from freightwire.events.orders import OrderUpdated
from freightwire.merge_patch import diff

from orders.commands.views import open_issues_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orders.domain.order_data import JsonObject
    from orders.domain.sources import Sources
    from orders.storage.tables import DocumentRow, OrderRow
    from orders.storage.work import Work


class Author(TypedDict, total=False):
    """Who changed the order: a person, perhaps with an operation of theirs, or a document."""

    user_id: str | None
    operation_id: str | None
    document_id: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An order as it was before a command changed it."""

    data: JsonObject
    sources: Sources
    for_desk: JsonObject

    @classmethod
    def of(cls, order: OrderRow, documents: Sequence[DocumentRow]) -> Snapshot:
        """The order as it is now; rows are changed by replacing values, never within them."""
        return cls(order.data, order.sources, seen_by_desk(order, documents))


def seen_by_desk(order: OrderRow, documents: Sequence[DocumentRow]) -> JsonObject:
    """The members of an order that only the desk sees, beside the commercial sides."""
    overlays = order.overlays
    return {
        "payment": overlays.get("payment", "none"),
        "issues": [issue.model_dump(mode="json", exclude_none=True) for issue in open_issues_of(order, documents)],
        **({"invoiceNumber": overlays["invoiceNumber"]} if "invoiceNumber" in overlays else {}),
    }


def tell_data(work: Work, order: OrderRow, before: Snapshot, author: Author) -> None:
    """Record what changed in the order's data and in who set it: a value that was agreed to is another person's now."""
    changes = split_data(diff(before.data, order.data))
    undo = split_data(diff(order.data, before.data))
    sources = split_paths(diff(before.sources, order.sources))
    for audience in (None, Audience.SALE, Audience.PURCHASE):
        set_by = sources.get(audience)
        if not set_by and audience not in changes:
            continue
        work.record(
            order,
            OrderUpdated(
                order_id=order.id,
                audience=audience,
                changes=changes.get(audience, {}),
                state={"sources": set_by} if set_by else {},
                **author,
            ),
            undo=undo.get(audience),
        )


def tell_desk(work: Work, order: OrderRow, documents: Sequence[DocumentRow], before: Snapshot, author: Author) -> None:
    """Record what changed of that which only the desk sees."""
    state = diff(before.for_desk, seen_by_desk(order, documents))
    if state:
        work.record(order, OrderUpdated(order_id=order.id, audience=Audience.DESK, state=state, **author))
