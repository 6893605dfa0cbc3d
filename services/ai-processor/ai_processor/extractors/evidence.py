"""Findings: a value, where it stands, and the evidence for it, split in three: read × link × check.

``read`` is how well its words were recognised, ``link`` how surely they belong to the field, ``check`` whether the
value proves itself. The confidence is made of the three, so that each can be judged, and calibrated, by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from freightwire.events.extraction import Box, FieldFound
from freightwire.events.orders import FieldSummary

from ai_processor.extractors.legibility import legibility

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
    link: float
    """How surely the text belongs to the field, 0 to 1."""
    reasons: tuple[str, ...] = ()
    check: bool | None = None
    """Whether the value proves itself, by check digits or a sum that comes out; None: nothing to prove it by."""
    read: float = 1.0
    """How surely the text was recognised, 0 to 1; 1 for a text layer."""

    @property
    def confidence(self) -> float:
        """Read × link, lifted or held down by the check."""
        sure = self.read * self.link
        if self.check is not None:
            sure = max(sure, PROVED) if self.check else min(sure, DISPROVED)
        return min(sure, HIGHEST)

    @property
    def words(self) -> list[str]:
        """The reasons as they travel: what was found, then each part of the evidence that weighed."""
        said = list(self.reasons)
        if self.check is not None:
            said.append("check_passed" if self.check else "check_failed")
        if self.read < 1:
            said.append(f"read:{self.read:.2f}")
        return said


def finding(value: JsonValue, span: Span, link: float, *reasons: str, check: bool | None = None) -> Finding:
    """A finding: how well it was read is taken from the words of its span.

    Args:
        link: how surely the text belongs to the field.
        check: whether the value proves itself (None: there is nothing to prove it by).
    """
    read = legibility(span.segment.words_of(span.start, span.end))
    return Finding(value, span, min(link, HIGHEST), reasons, check, read)


Parsed = tuple["JsonValue", "Span", bool | None] | None
"""A value, its own piece of the text, and whether a check passed; None: nothing there."""
Parser = Callable[["Span"], Parsed]
"""Reads a value out of a piece of text."""


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
        # Two places read alike are hardly both misread.
        link, read = min(HIGHEST, best.link + 0.02), min(1.0, best.read + (1 - best.read) / 2)
        return replace(best, link=link, read=read, reasons=(*best.reasons, "agrees"))
    if any(each.confidence >= 0.9 * best.confidence for each in others):
        return replace(best, link=best.link * 0.85, reasons=(*best.reasons, "alternatives"))
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

    def drop(self, path: str) -> None:
        """Forget what was found for a path."""
        self._by_path.pop(path, None)

    def put(self, path: str, found: Finding) -> None:
        """Note a finding in place of another, whichever is the surer: what is known of both has been weighed."""
        self._by_path[path] = found

    def items(self) -> list[tuple[str, Finding]]:
        """All findings with their paths, in the order in which they were found."""
        return list(self._by_path.items())

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
            page = pages[found.span.segment.page]
            rect = page.on_page(found.span.rect)
            result.append(
                FieldFound(
                    path=path,
                    value=found.value,
                    raw=found.span.raw,
                    page=page.number,
                    box=Box(x0=round(rect.x0, 2), y0=round(rect.y0, 2), x1=round(rect.x1, 2), y1=round(rect.y1, 2)),
                    confidence=round(found.confidence, 4),
                    source=page.source,
                    reasons=found.words,
                )
            )
        return result
