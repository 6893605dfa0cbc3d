"""What reading a document does to an order.

A value that a person set is never overwritten. An empty field, or one that a document set, takes the value. What a
document beside the order states (an invoice, a consignment note) is not part of it (``orders.domain.beside``). What
does not fit the order's contract becomes an issue for a person, not an error.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from freightwire.events.base import Text
from freightwire.events.document_data import is_beside
from freightwire.events.extraction import Issue, Severity
from freightwire.merge_patch import diff, same

from orders.domain import sources as field_sources
from orders.domain.beside import filled_by
from orders.domain.order_data import ITEM_LISTS, FieldError, errors_of, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from freightwire.events.extraction import FieldFound

    from orders.domain.order_data import JsonObject
    from orders.domain.sources import Sources

NOT_FROM_DOCUMENTS = frozenset({"assignee", "id"})
"""Fields that no document can set: who works the order, and the ids of list items."""
DEPTH_LIMIT = 4
DOES_NOT_FIT = "value_does_not_fit"
DISAGREE = "documents_disagree"
OWN_ISSUES = frozenset({DOES_NOT_FIT, DISAGREE})
"""What applying a document may find; everything else the reader found."""


@dataclass(slots=True)
class Application:
    """What came of applying a document: the data after it, who set what, and what was left aside."""

    data: JsonObject
    sources: Sources
    changes: JsonObject = field(default_factory=dict)
    """The merge patch that leads from the data before to the data after."""
    issues: list[Issue] = field(default_factory=list)
    unknown: int = 0
    """Fields with a path that the order does not have."""
    beside: int = 0
    """Fields of a document beside the order, which stay with the document."""
    kept: int = 0
    """Fields that a person had set, and that stay as they are."""


def apply_document(
    data: JsonObject,
    sources: Sources,
    found: Sequence[FieldFound],
    *,
    document_id: str,
    new_item_id: Callable[[], str],
) -> Application:
    """Put what was found into the order.

    Args:
        data: the order's data in its canonical form.
        found: as the reader sent it; of several values for one path the surest counts.
    """
    outcome = Application(copy.deepcopy(data), dict(sources))
    for candidate in _in_order(found):
        of_the_order = _filling(outcome, candidate, document_id) if is_beside(candidate.path) else candidate
        if of_the_order is None:
            outcome.beside += 1
        else:
            _apply(outcome, of_the_order, document_id, new_item_id)
    outcome.data = parse(outcome.data, new_item_id=new_item_id)
    outcome.changes = diff(data, outcome.data)
    return outcome


def _in_order(found: Sequence[FieldFound]) -> list[FieldFound]:
    """The surest value per path; list items by rising index, so that lists grow without holes."""
    best: dict[str, FieldFound] = {}
    for candidate in found:
        if candidate.path not in best or candidate.confidence > best[candidate.path].confidence:
            best[candidate.path] = candidate
    return sorted(best.values(), key=lambda candidate: [_sortable(word) for word in candidate.path.split(".")])


def _sortable(word: str) -> tuple[int, str]:
    return (int(word), "") if word.isdecimal() and len(word) <= 4 else (-1, word)


def _apply(outcome: Application, found: FieldFound, document_id: str, new_item_id: Callable[[], str]) -> None:
    if found.value is None or (isinstance(found.value, str) and not found.value.strip()):
        return
    words = found.path.split(".")
    # "_": the contract also takes Python's names, the paths are camel case only.
    impossible = not 1 <= len(words) <= DEPTH_LIMIT or "_" in found.path or isinstance(found.value, dict | list)
    if impossible or words[-1] in NOT_FROM_DOCUMENTS:
        outcome.unknown += 1
        return
    errors = _does_not_fit(words, found.value)
    if any(error.code == "unknown" for error in errors):
        outcome.unknown += 1
        return
    if errors:
        outcome.issues.append(_unfit(found, errors[0]))
        return
    if words[0] in ITEM_LISTS and not _item_for(outcome, words, new_item_id):
        return
    stable = _stable_path(outcome.data, words)
    held = outcome.sources.get(stable)
    if held and held["source"] == field_sources.PERSON:
        outcome.kept += 1
        return
    before = field_sources.values_of(outcome.data).get(stable)
    _set(outcome.data, words, found.value)
    in_list = words[0] in ITEM_LISTS  # other fields are compared whenever the order is looked at: cross_checks
    if in_list and held and held["by"] != document_id and not same(before, _normal(outcome.data, stable, new_item_id)):
        outcome.issues.append(_disagreement(found, before))
    outcome.sources[stable] = field_sources.document(document_id, found.confidence)


def _filling(outcome: Application, found: FieldFound, document_id: str) -> FieldFound | None:
    """What a document beside the order may fill in, as the order's field; None where that has a value already."""
    path = filled_by(found.path)
    if path is None:
        return None
    held = outcome.sources.get(path)
    taken = path in field_sources.values_of(outcome.data) or held is not None
    return None if taken and (held is None or held["by"] != document_id) else found.model_copy(update={"path": path})


def _does_not_fit(words: list[str], value: Any) -> list[FieldError]:
    """Check one value alone; the code ``unknown`` tells a path that the order does not have."""
    index = words[1] if len(words) > 1 and words[0] in ITEM_LISTS else None
    if words[0] in ITEM_LISTS and (index is None or not index.isdecimal() or len(words) < 3):
        return [FieldError(".".join(words), "unknown", "")]
    alone: Any = value
    for word in reversed(words):
        alone = [alone] if word is index else {word: alone}
    where = [*words[:1], "0", *words[2:]] if index is not None else words
    return [
        # An error above the field itself means that the path leads through something that has no fields.
        FieldError(error.field, "unknown" if _is_path_error(error, where) else error.code, error.message)
        for error in errors_of(alone)
    ]


def _is_path_error(error: FieldError, words: list[str]) -> bool:
    return error.code == "extra_forbidden" or len(error.field.split(".")) < len(words)


def _item_for(outcome: Application, words: list[str], new_item_id: Callable[[], str]) -> bool:
    """Make sure that the list has the item that the path names. False where it must not grow that far."""
    name, index = words[0], int(words[1])
    items = outcome.data.setdefault(name, [])
    if field_sources.is_from(outcome.sources, name, field_sources.PERSON):
        outcome.kept += 1  # a person reordered the list: the document's indexes mean nothing any more
        return False
    if index < len(items):
        return True
    if index > len(items) or errors_of({name: [*items, {}]}):
        outcome.unknown += 1
        return False
    items.append({"id": new_item_id()})
    return True


def _stable_path(data: JsonObject, words: list[str]) -> str:
    if words[0] in ITEM_LISTS:
        return ".".join([words[0], data[words[0]][int(words[1])]["id"], *words[2:]])
    return ".".join(words)


def _set(data: JsonObject, words: list[str], value: Any) -> None:
    target: Any = data
    for word in words[:-1]:
        target = target[int(word)] if isinstance(target, list) else target.setdefault(word, {})
    target[words[-1]] = value


def _normal(data: JsonObject, stable: str, new_item_id: Callable[[], str]) -> Any:
    """The value as it will be stored, so that ``RO 123`` and ``RO 123 `` do not count as a disagreement."""
    return field_sources.values_of(parse(data, new_item_id=new_item_id)).get(stable)


def _unfit(found: FieldFound, error: FieldError) -> Issue:
    return Issue(
        code=DOES_NOT_FIT,
        severity=Severity.WARNING,
        field=found.path,
        message=Text(
            ro=f"Valoarea citită „{found.raw[:100]}” nu se potrivește câmpului.",
            en=f"The value read, “{found.raw[:100]}”, does not fit the field: {error.message}.",
        ),
    )


def _disagreement(found: FieldFound, before: Any) -> Issue:
    return Issue(
        code=DISAGREE,
        severity=Severity.WARNING,
        field=found.path,
        message=Text(
            ro=f"Alt document al comenzii are aici „{before}”.",
            en=f"Another document of this order says “{before}” here.",
        ),
    )
