"""What a person's edit says about the values that documents had given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from freightwire.merge_patch import ABSENT, same

from orders.domain.order_data import ITEM_LISTS
from orders.domain.sources import DOCUMENT, values_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from orders.domain.order_data import JsonObject
    from orders.domain.sources import Sources


class Outcome(StrEnum):
    """A person's word on a value that was read."""

    CORRECTED = "corrected"
    REMOVED = "removed"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A value that the document ``document_id`` gave, and what a person made of it. ``right`` is None where the person
    emptied the field. ``path`` has indexes for list items, ``order_path`` their ids."""

    document_id: str
    path: str
    order_path: str
    outcome: Outcome
    read: Any
    right: Any
    confidence: float


def judge(
    before: JsonObject, after: JsonObject, sources: Sources, *, confirmed: Collection[str] = ()
) -> Iterator[Judgement]:
    """What an edit says about each value that came from a document.

    Args:
        before: the order's data before the edit, and ``sources`` who had set it.
        confirmed: stable paths that the person repeated.
    """
    old, new = values_of(before), values_of(after)
    for stable, source in sources.items():
        if source["source"] != DOCUMENT or stable not in old:
            continue
        read, right = old[stable], new.get(stable, ABSENT)
        if not same(read, right):
            outcome = Outcome.REMOVED if right is ABSENT else Outcome.CORRECTED
        elif stable in confirmed:
            outcome = Outcome.CONFIRMED
        else:
            continue
        yield Judgement(
            document_id=source["by"],
            path=_with_index(before, stable),
            order_path=stable,
            outcome=outcome,
            read=read,
            right=None if right is ABSENT else right,
            confidence=source["confidence"],
        )


def _with_index(data: JsonObject, stable: str) -> str:
    name, _, rest = stable.partition(".")
    item_id, _, field = rest.partition(".")
    if name not in ITEM_LISTS:
        return stable
    ids = [item["id"] for item in data[name]]
    return f"{name}.{ids.index(item_id)}.{field}"
