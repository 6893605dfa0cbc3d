"""The smallest set of patterns that covers many: broad ones swallow narrow ones, and crowds become one
pattern.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from gateway.matching.containment import contains
from gateway.matching.patterns import ANY, ONE

if TYPE_CHECKING:
    from collections.abc import Iterable

COLLAPSIBLE = frozenset({"order", "user", "batch"})
"""Second words whose third word is an identifier: beyond the threshold of identifiers one pattern takes
them all.
"""
SHAPES_PER_THRESHOLD = 2
"""How many times the threshold patterns of any shape may be many: comparing them all takes the square of that."""


def cover(patterns: Iterable[str], *, threshold: int) -> frozenset[str]:
    """Patterns that match at least what ``patterns`` match.

    Args:
        threshold: orders (users, batches) of one organisation that get a pattern each; more become
            ``<org>.order.#``. So do twice as many patterns of any other shape.
    """
    groups: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for pattern in patterns:
        first, _, rest = pattern.partition(".")
        groups[first, rest.partition(".")[0]].append(pattern)
    collapsed: set[str] = set()
    for (org, kind), members in groups.items():
        names = {words[2] for words in (pattern.split(".") for pattern in members) if _names_one(words)}
        too_many_names = kind in COLLAPSIBLE and len(names) > threshold
        too_many_shapes = kind not in (ONE, ANY) and len(members) > SHAPES_PER_THRESHOLD * threshold
        if too_many_names or too_many_shapes:
            collapsed.add(f"{org}.{kind}.{ANY}")
        else:
            collapsed.update(members)
    return _minimal(collapsed)


def _names_one(words: list[str]) -> bool:
    return len(words) > 2 and words[2] not in (ONE, ANY)


def _minimal(patterns: set[str]) -> frozenset[str]:
    """Without those that another one contains; of two that contain each other the first by name stays."""
    kept: list[str] = []
    # Only patterns of one organisation can contain one another, unless the first word is a wildcard.
    for pattern in sorted(patterns, key=lambda text: (len(text), text)):
        if not any(contains(broad, pattern) for broad in kept):
            kept = [narrow for narrow in kept if not contains(pattern, narrow)]
            kept.append(pattern)
    return frozenset(kept)
