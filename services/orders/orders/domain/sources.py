"""Who gave each field of an order its value: a person or a document.

Sources are kept by *stable path*: as a field's path, but with a list item's id in place of its index
(``stops.0190f0c2.postcode``), so that they survive reordering.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from freightwire.merge_patch import ABSENT, same

from orders.domain.merging import leaves
from orders.domain.order_data import ITEM_LISTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orders.domain.order_data import JsonObject

PERSON = "person"
DOCUMENT = "document"


class Source(TypedDict):
    """Where a value came from, and the user's or document's id. ``confidence`` 0 to 1, 1 for a person's."""

    source: str
    by: str
    confidence: float


Sources = dict[str, Source]


def person(user: str) -> Source:
    """A value that a person set."""
    return {"source": PERSON, "by": user, "confidence": 1.0}


def document(document_id: str, confidence: float) -> Source:
    """A value that a document gave."""
    return {"source": DOCUMENT, "by": document_id, "confidence": confidence}


def is_from(sources: Sources, path: str, kind: str) -> bool:
    """Whether the value under the stable ``path`` came from ``kind``: PERSON or DOCUMENT."""
    return path in sources and sources[path]["source"] == kind


def values_of(data: JsonObject) -> dict[str, Any]:
    """Every value of an order by its stable path."""
    result: dict[str, Any] = {}
    for name, value in data.items():
        if name in ITEM_LISTS:
            for item in value:
                rest = {key: inner for key, inner in item.items() if key != "id"}
                result.update(leaves(rest, f"{name}.{item['id']}."))
        elif not (isinstance(value, dict) and not value):
            result.update(leaves({name: value}))
    return result


def changed_paths(before: JsonObject, after: JsonObject) -> set[str]:
    """The stable paths whose value is another, is new or is gone."""
    old, new = values_of(before), values_of(after)
    return {path for path in old.keys() | new.keys() if not same(old.get(path, ABSENT), new.get(path, ABSENT))}


def restructured(before: JsonObject, after: JsonObject) -> set[str]:
    """The lists that had items and whose items were reordered, removed or added to."""
    return {
        name
        for name in ITEM_LISTS
        if before.get(name) and [item["id"] for item in before[name]] != [item["id"] for item in after.get(name, [])]
    }


def confirmed_paths(data: JsonObject, patch: JsonObject, sources: Sources) -> set[str]:
    """The fields that a person's patch repeats although a document had set them: a nod of agreement.

    Only plain fields: a list is repeated whole whenever one of its items is edited, which agrees to nothing.
    """
    values = values_of(data)
    return {
        path
        for path, value in leaves(patch)
        if path in values and same(values[path], value) and is_from(sources, path, DOCUMENT)
    }


def after_edit(
    sources: Sources, before: JsonObject, after: JsonObject, *, confirmed: Iterable[str], user: str
) -> Sources:
    """The sources after a person's edit: what changed or was confirmed is theirs, what is gone is forgotten."""
    known = values_of(after)
    touched = {*changed_paths(before, after), *confirmed}
    lists = restructured(before, after)
    result = {path: source for path, source in sources.items() if path in known or path in ITEM_LISTS}
    # A field that a person emptied stays theirs too: a document must not fill it again.
    removed = {path for path in touched - known.keys() if path.partition(".")[0] not in ITEM_LISTS}
    return result | {path: person(user) for path in (touched & known.keys()) | removed | lists}
