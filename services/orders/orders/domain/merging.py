"""The three-way merge of two people's edits.

A merge patch replaces a list as a whole. The three-way merge knows better: items of ``stops`` and ``goods`` carry
stable ids, so two people who edit different stops do not get in each other's way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from freightwire.merge_patch import ABSENT, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orders.domain.order_data import JsonObject


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both sides changed, each to something else. None stands for a value that is not there.

    ``field`` names list items by their ids (``stops.a.city``): their places differ from side to side.
    """

    field: str
    base: Any
    theirs: Any
    mine: Any


@dataclass(slots=True)
class Merge:
    """The outcome of a three-way merge. ``data`` holds theirs where there is a conflict."""

    data: JsonObject
    conflicts: list[Conflict] = field(default_factory=list)


def leaves(patch: JsonObject, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The fields that a merge patch names, with their new values: ``("client.vatId", "RO18547290")``."""
    for name, value in patch.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict) and value:
            yield from leaves(value, f"{path}.")
        else:
            yield path, value


def merge(base: JsonObject, theirs: JsonObject, mine: JsonObject) -> Merge:
    """Bring together what two sides made of ``base``.

    A field that one side changed takes that side's value; a field that both changed alike takes it too; a field
    that they changed differently is a conflict.
    """
    conflicts: list[Conflict] = []
    data = _merge_objects(base, theirs, mine, "", conflicts)
    return Merge(data, sorted(conflicts, key=lambda conflict: conflict.field))


def _merge_objects(
    base: JsonObject, theirs: JsonObject, mine: JsonObject, prefix: str, conflicts: list[Conflict]
) -> JsonObject:
    result: JsonObject = {}
    for name in dict.fromkeys([*theirs, *mine, *base]):
        sides = base.get(name, ABSENT), theirs.get(name, ABSENT), mine.get(name, ABSENT)
        merged = _merge_values(*sides, f"{prefix}{name}", conflicts)
        if merged is not ABSENT:
            result[name] = merged
    return result


def _merge_values(base: Any, theirs: Any, mine: Any, path: str, conflicts: list[Conflict]) -> Any:
    if same(base, mine) or same(theirs, mine):
        return theirs
    if same(base, theirs):
        return mine
    if isinstance(theirs, dict) and isinstance(mine, dict):
        return _merge_objects(base if isinstance(base, dict) else {}, theirs, mine, f"{path}.", conflicts)
    if _has_items(base) and _has_items(theirs) and _has_items(mine):
        merged = _merge_items(base, theirs, mine, path, conflicts)
        if merged is not None:
            return merged
    conflicts.append(Conflict(path, *(None if side is ABSENT else side for side in (base, theirs, mine))))
    return theirs


def _has_items(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) and "id" in item for item in value)


def _merge_items(
    base: list[JsonObject],
    theirs: list[JsonObject],
    mine: list[JsonObject],
    path: str,
    conflicts: list[Conflict],
) -> list[JsonObject] | None:
    """The merged list; None where both sides reordered it, or one removed an item that the other changed."""
    old, ours, yours = ({item["id"]: item for item in side} for side in (base, theirs, mine))
    for removed in (old.keys() - ours.keys()) | (old.keys() - yours.keys()):
        left = ours.get(removed) or yours.get(removed)
        if left is not None and not same(left, old[removed]):
            return None
    kept = [item_id for item_id in old if item_id in ours and item_id in yours]
    their_order = [item_id for item_id in ours if item_id in kept]
    my_order = [item_id for item_id in yours if item_id in kept]
    if their_order not in (kept, my_order) and my_order != kept:
        return None
    # The side that reordered leads; what only the other side added follows after its own predecessor.
    lead, follow = (ours, yours) if my_order == kept else (yours, ours)
    order = [item_id for item_id in lead if item_id in kept or item_id not in old]
    for position, item_id in enumerate(follow):
        if item_id not in old and item_id not in order:
            ahead = [other for other in list(follow)[:position] if other in order]
            order.insert(order.index(ahead[-1]) + 1 if ahead else 0, item_id)
    result = []
    for item_id in order:
        where = f"{path}.{item_id}"
        if item_id in ours and item_id in yours:
            before = old.get(item_id, ABSENT)
            result.append(_merge_values(before, ours[item_id], yours[item_id], where, conflicts))
        else:
            result.append(ours.get(item_id) or yours[item_id])
    return result
