"""JSON merge patches (RFC 7396): how events say what changed, and how their readers apply it."""

from __future__ import annotations

from typing import Any

JsonObject = dict[str, Any]

ABSENT: Any = object()
"""A value that is not there; JSON's null cannot stand for it."""


def apply_patch(target: Any, patch: Any) -> Any:
    """``target`` with the merge patch applied (RFC 7396 §2). Neither argument is changed."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = apply_patch(result.get(name), value)
    return result


def diff(before: JsonObject, after: JsonObject) -> JsonObject:
    """The smallest merge patch that leads from ``before`` to ``after``.

    Neither may hold null anywhere: a merge patch cannot say "set to null".
    """
    patch: JsonObject = {}
    for name in before.keys() - after.keys():
        patch[name] = None
    for name, new in after.items():
        old = before.get(name, ABSENT)
        if isinstance(old, dict) and isinstance(new, dict):
            if inner := diff(old, new):
                patch[name] = inner
        elif not same(old, new):
            patch[name] = new
    return patch


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same; true and 1 are not."""
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    return bool(one == other)
