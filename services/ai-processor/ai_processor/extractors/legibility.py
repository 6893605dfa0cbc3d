"""How surely a value's words were recognised: from the recogniser's confidence, and whether its passes agreed."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ai_processor.layout import Word

_STEPS = (0.5, 0.7, 0.85, 0.92, 0.96)
_AGREED = (0.66, 0.72, 0.88, 0.90, 0.98, 0.994)
_DISAGREED = (0.05, 0.26, 0.42, 0.43, 0.77, 0.95)
"""The share of words that were right, by the recogniser's confidence from step to step, measured on 3,292 words of ten
pages in several states of decay (scans, a photograph, a fax) whose text was known."""


def legibility(words: Iterable[Word]) -> float:
    """The share of values that are right when their worst word looks like this one's; 1 for text that was not
    recognised but given."""
    return min((_of(word) for word in words), default=1.0)


def _of(word: Word) -> float:
    if word.confidence >= 1 and word.agreed:
        return 1.0
    shares = _AGREED if word.agreed else _DISAGREED
    return shares[bisect_right(_STEPS, word.confidence)]
