"""A document as an extractor sees it: cells with their labels, in the sections that they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ai_processor.extractors.lexicon import (
    HEADER_PATTERNS,
    IS_LOADING,
    IS_UNLOADING,
    LABEL_PATTERNS,
    NUMBERING,
    STOP_HEADERS,
)
from ai_processor.layout import PageText, Rect, Segment
from ai_processor.values.numbers import decimal_mark
from ai_processor.values.text import comma_below, fold

_NUMBERING = re.compile(NUMBERING)
_BETWEEN = re.compile(r"[\s/|()\[\]:–—.*-]*")
_LEADING_MARKS = re.compile(r"(?:[\s,;:|/]|[-–](?!\d))*")
_UNIT_NOTE = re.compile(r"\s*[(\[][^)\]]{1,18}[)\]]")
_BEFORE_LABEL = re.compile(r"(?:^|[,;/|(•-])\s*$")
STRONG = 0.8
"""From this strength on a label ends the value before it; weaker ones are words in a sentence."""
MARKED = 0.95
"""The strength of a label that a mark or the end of its cell sets off."""
SHORT = 26
PROSE_LENGTH = 95
LINES_BELOW = 2.6
"""A value stands at most this many line heights below its label."""


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
        if note := _UNIT_NOTE.match(self.folded, start):
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

    def cut_rest(self) -> None:
        """End what stands beside the heading where a label of its own begins."""
        starts = [
            label.start for label in self.cell.labels if label.start > self.rest.start and label.strength >= STRONG
        ]
        self.rest = self.rest.part(0, min(starts, default=self.rest.end) - self.rest.start)

    def covers(self, cell: Cell) -> bool:
        """Whether the cell lies under or beside the heading."""
        return self.left <= cell.rect.x0 < self.right and cell.rect.middle >= self.top


class View:
    """All cells of a document, in reading order, with labels and sections found."""

    def __init__(self, pages: Sequence[PageText]) -> None:
        self.pages = pages
        self.mark = decimal_mark(segment.text for page in pages for segment in page.segments)
        self.cells: list[Cell] = []
        self.sections: list[Section] = []
        self._lines: dict[tuple[int, int], list[Cell]] = {}
        carried: Section | None = None
        for page in pages:
            cells = [Cell(segment, fold(segment.text)) for segment in join_wrapped(page)]
            for cell in cells:
                self._lines.setdefault((page.number, cell.segment.line), []).append(cell)
            carried = self._find_sections(page, cells, carried)
            self.cells += cells

    def line(self, cell: Cell) -> list[Cell]:
        """All cells of the cell's visual line, from left to right."""
        return self._lines[cell.segment.page, cell.segment.line]

    def right_of(self, cell: Cell) -> list[Cell]:
        """The cells of the same line to the right."""
        return [each for each in self.line(cell) if each.rect.x0 > cell.rect.x0]

    def below(self, cell: Cell) -> Cell | None:
        """The nearest cell under this one, in its column."""
        for line in range(cell.segment.line + 1, cell.segment.line + 8):
            for each in self._lines.get((cell.segment.page, line), ()):
                if each.rect.y0 - cell.rect.y1 > LINES_BELOW * cell.rect.height:
                    return None
                if each.rect.overlap_x(cell.rect) > 0:
                    return each
        return None

    def labelled(self, *concepts: str) -> Iterator[tuple[Cell, Label]]:
        """All labels of these concepts, in reading order."""
        for cell in self.cells:
            for label in cell.labels:
                if label.concept in concepts:
                    yield cell, label

    def of_kind(self, kind: str) -> list[Section]:
        """The sections of one kind, in reading order."""
        return [section for section in self.sections if section.kind == kind]

    def values(self, cell: Cell, label: Label) -> list[tuple[Span, float]]:
        """Where the value of a label may stand, with the strength of each place, the likeliest first."""
        inline = cell.value_of(label)
        found = []
        if inline.raw.strip():
            found.append((inline, label.strength))
            # "CUI transportator" and its number in the next cell: the rest of the label is no value
            if label.strength >= MARKED or len(cell.folded) > SHORT + 10:
                return found
        if label is not cell.labels[-1] or label.strength < STRONG:
            return found
        for right in self.right_of(cell):
            if right.starts_with_label or right.header:
                break
            found.append((right.span.trimmed, 0.95))
            break
        below = self.below(cell)
        if below and not below.starts_with_label and not below.header:
            found.append((below.span.trimmed, 0.87))
        return found

    def _find_sections(self, page: PageText, cells: list[Cell], carried: Section | None) -> Section | None:
        in_terms = carried is not None and carried.kind == "terms"
        found: list[Section] = []
        for cell in cells:
            if section := self._header(cell, in_terms=in_terms):
                cell.header = section
                found.append(section)
                in_terms = section.kind == "terms"
        _settle_sides(found, cells, page)
        _settle_expeditor(found)
        for cell in cells:
            above = [section for section in found if section.covers(cell)]
            cell.section = max(above, key=lambda each: (round(each.top), each.left), default=carried)
            if cell.header is not None:
                cell.section = cell.header
            if cell.section is not None:
                cell.section.cells.append(cell)
        for cell in cells:
            cell.labels = find_labels(cell)
        for section in found:
            section.cut_rest()
        self.sections += found
        return found[-1] if found else carried

    def _header(self, cell: Cell, *, in_terms: bool) -> Section | None:
        text = cell.folded
        kind, match = next(
            (
                (kind, match)
                for kind, pattern in (*STOP_HEADERS.items(), *HEADER_PATTERNS.items())
                if (match := pattern.match(text))
            ),
            (None, None),
        )
        if kind is None or match is None:
            return None
        if in_terms and match.end() < len(text) and not text[: match.end()].rstrip().endswith(":"):
            return None
        groups = match.groupdict()
        number = int(groups["number"]) if groups.get("number") else None
        rest = Span(cell.segment, match.end(), len(text)).trimmed
        return Section(kind, cell, number, cell.rect.x0 - 6, 1e9, cell.rect.y0 - 1, rest)


WRAP_GAP = 0.9
"""Lines of one paragraph lie at most this share of their height apart."""


WIDEST_PADDING = 12.0
"""Points between a cell's border and its text, at most."""


def join_wrapped(page: PageText) -> list[Segment]:
    """Segments, with lines that only wrapped joined into one: the next word would not have fitted.

    The right edge is the nearest ruled line, else the next column, else the page's margin, taken to be as wide as the
    left one.
    """
    if not page.segments:
        return []
    lines: dict[int, list[Segment]] = {}
    for segment in page.segments:
        lines.setdefault(segment.line, []).append(segment)
    left = min(segment.rect.x0 for segment in page.segments)
    margin = max(page.width - left, max(segment.rect.x1 for segment in page.segments))
    result: list[Segment] = []
    gone: set[int] = set()
    for segment in page.segments:
        if id(segment) in gone:
            continue
        joined, last = segment, segment
        while (following := _continuation(last, lines, page, margin)) is not None and id(following) not in gone:
            joined = Segment(joined.page, joined.line, joined.words + following.words)
            gone.add(id(following))
            last = following
        result.append(joined)
    return result


def _continuation(segment: Segment, lines: dict[int, list[Segment]], page: PageText, margin: float) -> Segment | None:
    rect = segment.rect
    for number in (segment.line + 1, segment.line + 2):
        for other in lines.get(number, ()):
            if abs(other.rect.x0 - rect.x0) > 2.5 or other.rect.overlap_x(rect) <= 0:
                continue
            space = 0.3 * rect.height
            first = other.words[0].rect
            limit = _right_edge(segment, lines, page, margin)
            fits = rect.x1 + space + (first.x1 - first.x0) <= limit
            apart = other.rect.y0 - rect.y1 > WRAP_GAP * rect.height
            differs = abs(first.height - rect.height) > 0.2 * rect.height
            wider = other.rect.x1 > limit + 1
            return None if fits or wider or apart or differs or _begins_anew(other) else other
    return None


def _right_edge(segment: Segment, lines: dict[int, list[Segment]], page: PageText, margin: float) -> float:
    rect = segment.rect
    rules = [x for x, top, bottom in page.rules.vertical if top - 1 <= rect.middle <= bottom + 1]
    # A cell is padded on both sides alike.
    padding = min((rect.x0 - x for x in rules if x <= rect.x0 + 1), default=0.0)
    inner = [x - min(padding, WIDEST_PADDING) for x in rules if x >= rect.x1 - 1]
    beside = [each.rect.x0 - rect.height for each in lines[segment.line] if each.rect.x0 > rect.x1]
    return min([*inner, *beside, margin])


def _begins_anew(segment: Segment) -> bool:
    """Whether a line is certainly no continuation: a number, a heading or a label with its mark."""
    text = fold(segment.text)
    if re.match(r"\(?\d{1,2}[.)]\s|[•*·▪►-]\s", text):
        return True
    if any(pattern.match(text) for pattern in (*STOP_HEADERS.values(), *HEADER_PATTERNS.values())):
        return True
    labels = find_labels(Cell(segment, text))
    return bool(labels) and labels[0].start <= 2 and labels[0].strength >= MARKED


def find_labels(cell: Cell) -> list[Label]:
    """The labels in a cell, from left to right; of overlapping ones the longest."""
    text = cell.folded
    start_of_text = _NUMBERING.match(text)
    first = start_of_text.end() if start_of_text else 0
    found: list[Label] = []
    for each in LABEL_PATTERNS:
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
    after = text[match.end() :]
    note = _UNIT_NOTE.match(after)
    tail = after[note.end() :].lstrip() if note else after.lstrip()
    at_start = match.start() <= first
    if not tail:
        return 0.95 if at_start else 0.0
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


def _settle_sides(found: list[Section], cells: list[Cell], page: PageText) -> None:
    for section in found:
        rect = section.cell.rect
        beside = [
            other.cell.rect.x0
            for other in found
            if other is not section
            and other.cell.rect.x0 > rect.x1
            and abs(other.cell.rect.middle - rect.middle) < 1.5 * rect.height
        ]
        section.right = min(beside, default=1e9) - 6
        if not beside and _is_centred(section, found, cells):
            section.left = 0
        section.top = _row_top(section, cells, page)


def _is_centred(section: Section, found: list[Section], cells: list[Cell]) -> bool:
    """A heading over text that begins further left, and nothing begins under the heading itself."""
    rect = section.cell.rect
    if any(other is not section and abs(other.cell.rect.middle - rect.middle) < 1.5 * rect.height for other in found):
        return False
    under = [cell for cell in cells if 0 < cell.rect.middle - rect.middle < 5 * rect.height]
    return bool(under) and not any(abs(cell.rect.x0 - rect.x0) < 8 for cell in under)


def _row_top(section: Section, cells: list[Cell], page: PageText) -> float:
    """The upper edge of a table row whose heading stands in its middle, beside several lines."""
    rect = section.cell.rect
    edges = [
        y
        for y, left, right in page.rules.horizontal
        if left - 2 <= rect.x0 and rect.x1 <= right + 2 and y <= rect.y0 + 1 and rect.y0 - y < 80
    ]
    top = max(edges, default=None)
    if top is None or rect.y0 - top < 1.2 * rect.height:
        return rect.y0 - 1
    between = [cell for cell in cells if top <= cell.rect.middle < rect.y0 - 1]
    if not between or any(cell.rect.x0 < rect.x1 for cell in between):
        return rect.y0 - 1
    return top


def _settle_expeditor(found: list[Section]) -> None:
    """ "Expeditor" is the forwarder beside a carrier, but the shipper at a loading place beside a consignee."""
    carriers = [section for section in found if section.kind == "carrier"]
    for section in found:
        if section.kind == "client" and "expeditor" in section.cell.folded:
            near = any(abs(each.cell.rect.middle - section.cell.rect.middle) < 120 for each in carriers)
            others = any(each.kind == "client" and each is not section for each in found)
            if not near or others:
                section.kind = "loading_party"
