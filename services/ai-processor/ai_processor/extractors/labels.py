"""Labels: where a cell's text names what stands beside or below it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ai_processor.extractors.cells import UNIT_NOTE, Label
from ai_processor.extractors.lexicon import IS_LOADING, IS_UNLOADING, NUMBERING, LabelPattern

_NUMBERING = re.compile(NUMBERING)
_BEFORE_LABEL = re.compile(r"(?:^|[,;/|(•]|(?<!\w)-)\s*$")
_BESIDE_LABEL = re.compile(r"[/|(]\s*$")
_LEADER = re.compile(r"^\s*[.…_·]{2,}")
"""Dots that lead from a label to its value."""
PROSE_LENGTH = 95
"""A cell of more characters is prose: a label's word at its beginning counts less."""


def find_labels(text: str, patterns: Iterable[LabelPattern]) -> list[Label]:
    """The labels in a cell's folded text, from left to right; of overlapping ones the surest, then the longest."""
    start_of_text = _NUMBERING.match(text)
    first = start_of_text.end() if start_of_text else 0
    found: list[Label] = []
    for each in patterns:
        for match in each.pattern.finditer(text):
            strength = _strength(text, match, first)
            if strength:
                found.append(Label(each.concept, match.start(), match.end(), strength, _stop_kind(match.group())))
    found.sort(key=lambda label: (-label.strength, label.start - label.end))
    kept: list[Label] = []
    for label in found:
        if all(label.end <= other.start or label.start >= other.end or _alternative(label, other) for other in kept):
            kept.append(label)
    kept.sort(key=lambda label: label.start)
    return kept


def _alternative(label: Label, other: Label) -> bool:
    """Two concepts may share one wording ("Ref."); the section decides later."""
    return (label.start, label.end) == (other.start, other.end)


def _strength(text: str, match: re.Match[str], first: int) -> float:
    after = _LEADER.sub("", text[match.end() :])
    note = UNIT_NOTE.match(after)
    tail = after[note.end() :].lstrip() if note else after.lstrip()
    at_start = match.start() <= first
    if not tail:
        # "Remorcă / Trailer", "Șofer / telefon": the second of two labels ends the cell.
        return 0.95 if at_start else (0.85 if _BESIDE_LABEL.search(text[: match.start()]) else 0.0)
    if tail[0] in ":=":
        return 0.98 if at_start or _BEFORE_LABEL.search(text[: match.start()]) else 0.9
    if at_start:
        if tail[0] in "/|-(":
            return 0.95
        return 0.85 if len(text) < PROSE_LENGTH else 0.7
    if _BEFORE_LABEL.search(text[: match.start()]):
        return 0.82
    return 0.6


def _stop_kind(text: str) -> str | None:
    if IS_UNLOADING.search(text):
        return "unloading"
    return "loading" if IS_LOADING.search(text) else None
