"""Two extractors' fields made one: where they agree both are surer, where they differ a person is asked. Pure.

The model is the second opinion, never the first: alone it stays below what is accepted without a person, and what check
digits have proved it cannot move.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from freightwire.events.extraction import FieldFound, FieldSource

from ai_processor.extractors.evidence import DISPROVED, HIGHEST

if TYPE_CHECKING:
    from pydantic import JsonValue

MODEL_ALONE = 0.7
"""A quote that is on the page says that the words are there, not that they mean the field."""
MODEL_CHECKED = 0.85
"""With right check digits it is what it looks like; whose it is remains the model's word."""
DISPUTED = 0.6
"""The most for a value that the other extractor contradicts."""
MODEL = "model"
AGREES, DIFFERS, ALTERNATIVE = "model_agrees", "model_differs", "alternative:"
ALTERNATIVE_LIMIT = 80
LISTS = ("stops", "goods", "lines")


def candidate(found: FieldFound, *, check: bool | None) -> FieldFound:
    """A model's proved value as a field of its own, with the confidence that it has alone."""
    confidence = {True: MODEL_CHECKED, False: DISPROVED}.get(check, MODEL_ALONE) if check is not None else MODEL_ALONE
    checked = [] if check is None else ["check_passed" if check else "check_failed"]
    return found.model_copy(
        update={"confidence": confidence, "source": FieldSource.MODEL, "reasons": [MODEL, *checked]}
    )


def merge(rules: Sequence[FieldFound], model: Sequence[FieldFound]) -> list[FieldFound]:
    """The rules' fields with the model's worked in, the rules' first.

    Args:
        model: made by ``candidate``; of several for one path the first counts.
    """
    theirs = _aligned(rules, model)
    merged = [_merged(found, theirs.get(found.path)) for found in rules]
    known = {found.path for found in rules}
    return merged + [found for path, found in theirs.items() if path not in known]


def _merged(ours: FieldFound, theirs: FieldFound | None) -> FieldFound:
    if theirs is None:
        return ours
    if same(ours.value, theirs.value):
        if "check_failed" in ours.reasons:
            return _with(ours, ours.confidence, AGREES)  # both have read the same wrong digits
        surer = 1 - (1 - ours.confidence) * (1 - theirs.confidence)
        return _with(ours, max(ours.confidence, min(HIGHEST, surer)), AGREES)
    if "check_passed" in ours.reasons:
        return _with(ours, ours.confidence, DIFFERS)
    if "check_passed" in theirs.reasons and "check_failed" in ours.reasons:
        return _with(theirs, theirs.confidence, DIFFERS, _alternative(ours.value))
    return _with(ours, min(ours.confidence, DISPUTED), DIFFERS, _alternative(theirs.value))


def same(one: JsonValue, other: JsonValue) -> bool:
    """Whether two normalised values say the same."""
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold().split() == other.casefold().split()
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 0.0005
    return one == other


def _with(found: FieldFound, confidence: float, *reasons: str) -> FieldFound:
    return found.model_copy(update={"confidence": round(confidence, 4), "reasons": [*found.reasons, *reasons]})


def _alternative(value: JsonValue) -> str:
    return f"{ALTERNATIVE}{value}"[:ALTERNATIVE_LIMIT]


def _aligned(rules: Sequence[FieldFound], model: Sequence[FieldFound]) -> Mapping[str, FieldFound]:
    """The model's fields by the rules' paths. The two may count the items of a list differently: an item of the model's
    is the one of the rules' with which it agrees most. One that is like none is left out where the rules have any.
    """
    ours, theirs = _items(rules), _items(model)
    result: dict[str, FieldFound] = {}
    for (name, index), fields in theirs.items():
        goal = _partner(fields, {key: each for key, each in ours.items() if key[0] == name}, index)
        if goal is None:
            continue
        for rest, found in fields.items():
            path = f"{name}.{goal}.{rest}"
            result.setdefault(path, found.model_copy(update={"path": path}))
    for found in model:
        if _item_of(found.path) is None:
            result.setdefault(found.path, found)
    return result


Item = tuple[str, int]


def _item_of(path: str) -> tuple[str, int, str] | None:
    """List, index and the rest of a path, ``("invoice.lines", 0, "net")``; None where it leads through no list."""
    words = path.split(".")
    for place, word in enumerate(words[:-2]):
        if word in LISTS and words[place + 1].isdecimal():
            return ".".join(words[: place + 1]), int(words[place + 1]), ".".join(words[place + 2 :])
    return None


def _items(fields: Sequence[FieldFound]) -> dict[Item, dict[str, FieldFound]]:
    items: dict[Item, dict[str, FieldFound]] = {}
    for found in fields:
        part = _item_of(found.path)
        if part is not None:
            items.setdefault((part[0], part[1]), {}).setdefault(part[2], found)
    return items


def _partner(fields: Mapping[str, FieldFound], ours: Mapping[Item, Mapping[str, FieldFound]], index: int) -> int | None:
    """The index of the item that the model's is like; its own where the rules have none at all."""
    if not ours:
        return index
    likeness = {
        key: sum(name in mine and same(mine[name].value, found.value) for name, found in fields.items())
        for key, mine in ours.items()
    }
    best = max(likeness, key=lambda key: (likeness[key], key[1] == index))
    return best[1] if likeness[best] else None
