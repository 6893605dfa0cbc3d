"""What becomes of an order when a document is taken from it: what only the document had said goes with it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from orders.domain.order_data import ITEM_LISTS
from orders.domain.sources import DOCUMENT

if TYPE_CHECKING:
    from orders.domain.order_data import JsonObject
    from orders.domain.sources import Sources


def withdraw_document(data: JsonObject, sources: Sources, document_id: str) -> tuple[JsonObject, Sources]:
    """The order's data and sources without what ``document_id`` gave.

    What a person or another document set stays. An item of a list goes when nothing is left in it.
    """
    result = copy.deepcopy(data)
    given = [path for path, source in sources.items() if source["source"] == DOCUMENT and source["by"] == document_id]
    for path in given:
        _remove(result, path.split("."))
    touched = {path.split(".")[1] for path in given if path.partition(".")[0] in ITEM_LISTS and path.count(".") > 1}
    for name in ITEM_LISTS:
        result[name] = [item for item in result[name] if item["id"] not in touched or item.keys() != {"id"}]
    return result, {path: source for path, source in sources.items() if path not in given}


def _remove(data: JsonObject, words: list[str]) -> None:
    target: Any = data
    for word in words[:-1]:
        if isinstance(target, list):
            target = next((item for item in target if item["id"] == word), None)
        else:
            target = target.get(word)
        if target is None:
            return
    if isinstance(target, dict):
        target.pop(words[-1], None)
