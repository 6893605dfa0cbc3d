"""Text with its place on the page: words, and segments of words that belong together on one line.

All coordinates are PDF points from the top left corner of the upright page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from freightwire.events.extraction import FieldSource


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle, points from the top left."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def height(self) -> float:
        """Vertical extent in points."""
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        """The vertical centre."""
        return (self.y0 + self.y1) / 2

    def overlap_x(self, other: Rect) -> float:
        """How far the two share the horizontal axis, in points; negative: the gap between them."""
        return min(self.x1, other.x1) - max(self.x0, other.x0)

    def within(self, other: Rect) -> Rect | None:
        """The part that lies in ``other``; None: there is none."""
        part = Rect(max(self.x0, other.x0), max(self.y0, other.y0), min(self.x1, other.x1), min(self.y1, other.y1))
        return part if part.x0 < part.x1 and part.y0 < part.y1 else None

    @staticmethod
    def around(rects: Iterable[Rect]) -> Rect:
        """The smallest rectangle that holds all of ``rects`` (at least one)."""
        boxes = list(rects)
        return Rect(
            min(box.x0 for box in boxes),
            min(box.y0 for box in boxes),
            max(box.x1 for box in boxes),
            max(box.y1 for box in boxes),
        )


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a space between them."""

    text: str
    rect: Rect
    confidence: float = 1.0
    """How surely the characters were recognised, 0 to 1; those of a text layer are certain."""
    agreed: bool = True
    """Whether every pass of the recogniser read the same; a text layer is read once."""


@dataclass(frozen=True)
class Segment:
    """Words of one line without a column gap or a ruled border between them: a cell, a label, a line of prose."""

    page: int
    line: int
    """Number of the visual line on its page, from 0 at the top."""
    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def rect(self) -> Rect:
        """The box around the words."""
        return Rect.around(word.rect for word in self.words)

    def rect_of(self, start: int, end: int) -> Rect:
        """The box around the words that characters ``start`` to ``end`` of ``text`` touch."""
        touched = self.words_of(start, end)
        return Rect.around(word.rect for word in touched) if touched else self.rect

    def words_of(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that characters ``start`` to ``end`` of ``text`` touch."""
        touched, position = [], 0
        for word in self.words:
            if position < end and position + len(word.text) > start:
                touched.append(word)
            position += len(word.text) + 1
        return tuple(touched)


@dataclass(frozen=True)
class Rules:
    """Ruled lines of a page: vertical ones as (x, top, bottom), horizontal ones as (y, left, right)."""

    vertical: tuple[tuple[float, float, float], ...] = ()
    horizontal: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True)
class PageText:
    """A page as it was read: size in points, segments in visual order."""

    number: int
    width: float
    height: float
    segments: tuple[Segment, ...]
    rules: Rules = Rules()
    source: FieldSource = FieldSource.TEXT
    """Whether the words come from the page's text layer or were recognised."""
    turn: int = 0
    """Degrees by which the content stands turned on the page; the segments' coordinates are upright already."""
    skew: float = 0.0
    """Degrees clockwise by which a scan lies askew beyond that; the segments' coordinates are straight already."""

    def on_page(self, rect: Rect) -> Rect:
        """Where a rectangle of the upright content lies on the page as it is shown."""
        size = self._upright_size()
        return turned(skewed(rect, self.skew, *size), -self.turn % 360, *size)

    def _upright_size(self) -> tuple[float, float]:
        return (self.height, self.width) if self.turn in {90, 270} else (self.width, self.height)


def turned(rect: Rect, degrees: int, width: float, height: float) -> Rect:
    """``rect`` of a sheet of ``width`` × ``height`` after the sheet is turned clockwise by 0, 90, 180 or 270."""
    if degrees == 90:
        return Rect(height - rect.y1, rect.x0, height - rect.y0, rect.x1)
    if degrees == 180:
        return Rect(width - rect.x1, height - rect.y1, width - rect.x0, height - rect.y0)
    if degrees == 270:
        return Rect(rect.y0, width - rect.x1, rect.y1, width - rect.x0)
    return rect


def skewed(rect: Rect, degrees: float, width: float, height: float) -> Rect:
    """Around ``rect`` of a straightened sheet, where it lies on the sheet of ``width`` × ``height`` as it was before.

    Straightening turned the sheet counter-clockwise by ``degrees`` around its middle, onto one just large enough.
    """
    if not degrees:
        return rect
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    middle_x = (width * cosine + height * abs(sine)) / 2
    middle_y = (width * abs(sine) + height * cosine) / 2
    corners = [(x - middle_x, y - middle_y) for x in (rect.x0, rect.x1) for y in (rect.y0, rect.y1)]
    xs = [width / 2 + x * cosine - y * sine for x, y in corners]
    ys = [height / 2 + x * sine + y * cosine for x, y in corners]
    return Rect(min(xs), min(ys), max(xs), max(ys))


COLUMN_GAP = 0.8
"""A gap wider than this share of the line's height separates two segments (a space is about 0.3)."""
OF_A_SPACE, WIDEST_SPACE = 1.6, 1.3
"""On a page with wide spaces (fixed pitch) a gap separates from so many spaces on, or so many line heights."""


def build_segments(number: int, words: Iterable[Word], rules: Rules) -> tuple[Segment, ...]:
    """Group words into visual lines, and lines into segments.

    The order of the words does not matter: many PDFs write values before labels.
    """
    segments: list[Segment] = []
    lines = _lines(words)
    space = _usual_space(lines)
    for index, line in enumerate(lines):
        run: list[Word] = []
        widest = min(OF_A_SPACE * space, WIDEST_SPACE * max(word.rect.height for word in line))
        for word in line:
            if run and _apart(run[-1], word, rules, widest):
                segments.append(Segment(number, index, tuple(run)))
                run = []
            run.append(word)
        segments.append(Segment(number, index, tuple(run)))
    return tuple(segments)


def _lines(words: Iterable[Word]) -> list[list[Word]]:
    lines: list[tuple[Rect, list[Word]]] = []
    for word in sorted(words, key=lambda each: (each.rect.middle, each.rect.x0)):
        for index in range(len(lines) - 1, max(-1, len(lines) - 4), -1):
            band, members = lines[index]
            shared = min(band.y1, word.rect.y1) - max(band.y0, word.rect.y0)
            if shared > 0.55 * min(band.height, word.rect.height):
                members.append(word)
                break
        else:
            lines.append((word.rect, [word]))
    return [sorted(members, key=lambda each: each.rect.x0) for _, members in lines]


def _usual_space(lines: Iterable[list[Word]]) -> float:
    """How wide a space is on the page, in points: a quarter of the gaps between words are at most that wide."""
    gaps = sorted(gap for line in lines for left, right in pairwise(line) if (gap := right.rect.x0 - left.rect.x1) > 0)
    return gaps[len(gaps) // 4] if gaps else 0.0


def _apart(left: Word, right: Word, rules: Rules, widest: float) -> bool:
    """Whether two neighbours belong to different segments; a gap of up to ``widest`` points is a space."""
    gap = right.rect.x0 - left.rect.x1
    if gap > max(widest, COLUMN_GAP * min(left.rect.height, right.rect.height)):
        return True
    middle = (left.rect.middle + right.rect.middle) / 2
    return any(
        left.rect.x1 - 1 <= x <= right.rect.x0 + 1 and top <= middle <= bottom for x, top, bottom in rules.vertical
    )
