"""The pieces that extractors work on: spans of text, cells with their labels, sections under their headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from ai_processor.layout import Rect, Segment
from ai_processor.values.text import comma_below

_LEADING_MARKS = re.compile(r"(?:[\s,;:|/]|[-–](?!\d)|[.…_·]{2,})*")
UNIT_NOTE = re.compile(
    r"\s*[(\[](?!\+|0\d)[^)\]]{1,18}[)\]]|,?\s+(?:in\s+)?(?:kgs?|kilograme|to|t|tone|tonnes|m3|mc|ldm|m|eur|euro|ron|lei)(?=\s*(?::|$))"
)
"""A unit or a currency after a label: "Greutate (kg)", "Gross weight in kg"."""
STRONG = 0.8
"""From this strength on a label ends the value before it; weaker ones are words in a sentence."""
MARKED = 0.95
"""The strength of a label that a mark or the end of its cell sets off."""
SHORT = 26
"""A cell of fewer characters is more likely a label than a sentence that begins with the same word."""


@dataclass(frozen=True)
class Span:
    """A piece of a segment's text, with its place."""

    segment: Segment
    start: int
    end: int

    @cached_property
    def raw(self) -> str:
        """What stands on the page."""
        return self.segment.text[self.start : self.end]

    @cached_property
    def text(self) -> str:
        """The raw text with Romanian letters as they are spelled; of the same length."""
        return comma_below(self.raw)

    @property
    def rect(self) -> Rect:
        """Where it stands."""
        return self.segment.rect_of(self.start, self.end)

    @property
    def whole(self) -> Span:
        """All of the segment."""
        return Span(self.segment, 0, len(self.segment.text))

    def part(self, start: int, end: int) -> Span:
        """A piece of this piece, without blanks and loose marks at its ends."""
        text = self.raw[start:end]
        # A dash before a digit is a minus: "-18 °C".
        leading = _LEADING_MARKS.match(text)
        left = leading.end() if leading else 0
        right = len(text) - len(text.rstrip(" ,;:|/-–\t"))
        return Span(self.segment, self.start + start + left, max(self.start + start + left, self.start + end - right))

    @property
    def trimmed(self) -> Span:
        """Without blanks and loose marks at the ends."""
        return self.part(0, len(self.raw))


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a cell: what it names, where it stands, how sure that is a label (0 to 1)."""

    concept: str
    start: int
    end: int
    strength: float
    stop_kind: str | None = None


@dataclass(eq=False)
class Cell:
    """A segment with what it says about itself."""

    segment: Segment
    folded: str
    labels: list[Label] = field(default_factory=list)
    section: Section | None = None
    header: Section | None = None

    @property
    def rect(self) -> Rect:
        """Where it stands."""
        return self.segment.rect

    @property
    def span(self) -> Span:
        """All of its text."""
        return Span(self.segment, 0, len(self.segment.text))

    @property
    def starts_with_label(self) -> bool:
        """Whether it begins with a label, so that it is no other label's value.

        A label's word without a mark after it also begins many a value ("Marfă fragilă, …"): only a short one counts.
        """
        if not self.labels or self.labels[0].start > 4:
            return False
        strength = self.labels[0].strength
        return strength >= MARKED or (strength >= STRONG and len(self.folded) < SHORT)

    def value_of(self, label: Label) -> Span:
        """What follows the label in this cell, up to the next label."""
        later = [each.start for each in self.labels if each.start >= label.end and each.strength >= STRONG]
        end = min(later, default=len(self.folded))
        # "semiremorcă:" after "IS 18 SOM /": the mark before the next label is no part of the value.
        start = label.end
        if note := UNIT_NOTE.match(self.folded, start):
            start = note.end()
        return Span(self.segment, start, end).trimmed


@dataclass(eq=False)
class Section:
    """A part of the document under a heading."""

    kind: str
    cell: Cell
    number: int | None
    left: float
    right: float
    top: float
    rest: Span
    """What stands beside the heading in its own cell."""
    cells: list[Cell] = field(default_factory=list)
    bottom: float = 1e9
    """Where a box of a form ends; other sections go on until the next heading."""

    def cut_rest(self) -> None:
        """End what stands beside the heading where a label of its own begins."""
        starts = [
            label.start for label in self.cell.labels if label.start > self.rest.start and label.strength >= STRONG
        ]
        self.rest = self.rest.part(0, min(starts, default=self.rest.end) - self.rest.start)

    def covers(self, cell: Cell) -> bool:
        """Whether the cell lies under or beside the heading."""
        return self.left <= cell.rect.x0 < self.right and self.top <= cell.rect.middle < self.bottom
