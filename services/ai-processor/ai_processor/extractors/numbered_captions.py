"""Captions that begin with the number of their box: "7 Place of delivery". The number is no part of the label."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ai_processor.extractors.cells import STRONG
from ai_processor.extractors.labels import find_labels
from ai_processor.extractors.vocabulary import Vocabulary
from ai_processor.layout import Segment
from ai_processor.values.text import fold

LEAST_CAPTIONS = 5
"""Numbers of so many captions make a form; fewer may be quantities ("22 paleți")."""
_NUMBER = re.compile(r"\(?(\d{1,2})\)?[.:]?\s+(?=[a-z])")


def caption_numbers(segments: Iterable[Segment], vocabulary: Vocabulary) -> dict[int, int]:
    """How long the number is that a caption begins with, by the identity of its segment; empty where it is no form."""
    lengths: dict[int, int] = {}
    numbers: set[int] = set()
    for segment in segments:
        folded = fold(segment.text)
        match = _NUMBER.match(folded)
        if match and _is_caption(folded[match.end() :], vocabulary):
            lengths[id(segment)] = match.end()
            numbers.add(int(match[1]))
    is_form = len(numbers) >= LEAST_CAPTIONS and len(numbers) >= len(lengths) / 2 and min(numbers) <= 2
    return lengths if is_form else {}


def _is_caption(rest: str, vocabulary: Vocabulary) -> bool:
    if vocabulary.heading_of(rest):
        return True
    labels = find_labels(rest, vocabulary.labels)
    return bool(labels) and labels[0].start == 0 and labels[0].strength >= STRONG
