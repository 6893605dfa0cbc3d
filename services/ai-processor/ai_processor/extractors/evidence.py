"""Findings: a value, where it stands, and how sure we are of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from freightwire.events.extraction import Box, FieldFound
from freightwire.events.orders import FieldSummary

if TYPE_CHECKING:
    from pydantic import JsonValue

    from ai_processor.extractors.cells import Span
    from ai_processor.extractors.view import View
    from ai_processor.layout import Segment

PROVED = 0.97
"""A value whose check digits are right is at least this sure, however it was found."""
DISPROVED = 0.3
"""A value whose check digits are wrong is at most this sure."""
IN_TERMS = 0.6
"""Factor for what stands among the general conditions."""
HIGHEST = 0.99


@dataclass(frozen=True, slots=True)
class Finding:
    """A value with its evidence. ``reasons`` are stable words: what tied the value to the field, what checked it."""

    value: JsonValue
    span: Span
    confidence: float
    reasons: tuple[str, ...] = ()


def finding(value: JsonValue, span: Span, link: float, *reasons: str, check: bool | None = None) -> Finding:
    """A finding whose confidence comes from the strength of its link and from its check (None: there is none)."""
    confidence = link
    if check is not None:
        confidence = max(link, PROVED) if check else min(link, DISPROVED)
        reasons = (*reasons, "check_passed" if check else "check_failed")
    return Finding(value, span, min(confidence, HIGHEST), reasons)


Parser = Callable[["Span"], tuple["JsonValue", "Span", bool | None] | None]
"""Reads a value out of a piece of text: the value, its own piece, and whether a check passed; None: nothing there."""


def best_labelled(
    view: View, concepts: Iterable[str], parse: Parser, *, skip_kinds: Iterable[str] = (), least: float = 0.0
) -> Finding | None:
    """The surest value that stands at a label of one of ``concepts`` anywhere in the document.

    Two places that agree strengthen each other; two that disagree weaken the surer one.
    """
    skipped = frozenset(skip_kinds)
    found: list[Finding] = []
    for cell, label in view.labelled(*concepts):
        kind = cell.section.kind if cell.section else ""
        if kind in skipped or label.strength < least:
            continue
        factor = IN_TERMS if kind == "terms" else 1.0
        for span, link in view.values(cell, label):
            parsed = parse(span)
            if parsed is not None:
                value, part, check = parsed
                found.append(finding(value, part, link * factor, f"label:{label.concept}", check=check))
                break
    return agreed(found)


def agreed(found: list[Finding]) -> Finding | None:
    """One finding from several for the same field."""
    if not found:
        return None
    best = max(found, key=lambda each: each.confidence)
    others = [each for each in found if each is not best]
    if any(each.value == best.value for each in others):
        return replace(best, confidence=min(HIGHEST, best.confidence + 0.02), reasons=(*best.reasons, "agrees"))
    if any(each.confidence >= 0.9 * best.confidence for each in others):
        return replace(best, confidence=best.confidence * 0.85, reasons=(*best.reasons, "alternatives"))
    return best


class Findings:
    """The findings by field path; of two for one path the surer stays."""

    def __init__(self) -> None:
        self._by_path: dict[str, Finding] = {}

    def add(self, path: str, found: Finding | None) -> None:
        """Note a finding; None and empty values are left out."""
        if found is None or found.value in (None, ""):
            return
        held = self._by_path.get(path)
        if held is None or found.confidence > held.confidence:
            self._by_path[path] = found

    def get(self, path: str) -> Finding | None:
        """The finding for a path."""
        return self._by_path.get(path)

    def uses(self, segment: Segment) -> bool:
        """Whether a finding stands in this segment."""
        return any(found.span.segment is segment for found in self._by_path.values())

    def __len__(self) -> int:
        return len(self._by_path)

    @property
    def mean_confidence(self) -> float | None:
        """Over all findings so far; None when there are none."""
        values = [found.confidence for found in self._by_path.values()]
        return sum(values) / len(values) if values else None

    def summaries(self) -> list[FieldSummary]:
        """The findings so far, without their evidence."""
        return [
            FieldSummary(path=path, value=found.value, confidence=round(found.confidence, 4))
            for path, found in self._by_path.items()
        ]

    def fields(self, view: View) -> list[FieldFound]:
        """The findings as they travel, with boxes on the page as it is shown."""
        pages = {page.number: page for page in view.pages}
        result = []
        for path, found in self._by_path.items():
            number = found.span.segment.page
            rect = pages[number].on_page(found.span.rect)
            result.append(
                FieldFound(
                    path=path,
                    value=found.value,
                    raw=found.span.raw,
                    page=number,
                    box=Box(x0=round(rect.x0, 2), y0=round(rect.y0, 2), x1=round(rect.x1, 2), y1=round(rect.y1, 2)),
                    confidence=round(found.confidence, 4),
                    source=pages[number].source,
                    reasons=list(found.reasons),
                )
            )
        return result
