"""A document as an extractor sees it: cells with their labels, in the sections that they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy

from ai_processor.extractors.boxes import find_boxes
from ai_processor.extractors.cells import MARKED, SHORT, STRONG, Cell, Label, Section, Span
from ai_processor.extractors.labels import find_labels
from ai_processor.extractors.numbered_captions import caption_numbers
from ai_processor.extractors.sections import find_sections
from ai_processor.extractors.vocabulary import ORDER, Vocabulary
from ai_processor.extractors.wrapping import join_wrapped
from ai_processor.layout import PageText, Segment
from ai_processor.values.numbers import decimal_mark
from ai_processor.values.text import fold

LINES_BELOW = 2.6
"""A value stands at most this many line heights below its label."""
BESIDE, BELOW = 0.95, 0.87
"""How surely the next cell to the right, and the nearest one below, hold a label's value."""


class View:
    """All cells of a document, in reading order, with labels and sections found."""

    def __init__(self, pages: Sequence[PageText], vocabulary: Vocabulary = ORDER) -> None:
        self.pages = pages
        self.vocabulary = vocabulary
        self.mark = decimal_mark(segment.text for page in pages for segment in page.segments)
        self.cells: list[Cell] = []
        self.sections: list[Section] = []
        self._lines: dict[tuple[int, int], list[Cell]] = {}
        carried: Section | None = None
        for page in pages:
            segments = _segments(page, vocabulary)
            numbers = {} if vocabulary.boxed else caption_numbers(segments, vocabulary)
            cells = [_cell(segment, vocabulary, numbers.get(id(segment), 0)) for segment in segments]
            for cell in cells:
                self._lines.setdefault((page.number, cell.segment.line), []).append(cell)
            if vocabulary.boxed:
                found = find_boxes(page, cells, vocabulary)
            else:
                found = find_sections(page, cells, carried, vocabulary)
            carried = found[-1] if found else carried
            self.sections += found
            self.cells += cells

    def narrowed(self, cells: list[Cell]) -> View:
        """The same document with only these cells to look at."""
        view = copy(self)
        view.cells = cells
        return view

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
        if label.strength < STRONG or not _only_labels_follow(cell, label):
            return found
        for other, link in ((next(iter(self.right_of(cell)), None), BESIDE), (self.below(cell), BELOW)):
            if other and not other.header and (not other.starts_with_label or _repeats(label, other)):
                found.append((other.span.trimmed, link))
        return found


def _repeats(label: Label, other: Cell) -> bool:
    """Whether a cell begins with the word that its label says already, as a part of the value: "REF 12044"."""
    first = other.labels[0]
    return first.concept == label.concept and first.strength < MARKED


def _only_labels_follow(cell: Cell, label: Label) -> bool:
    """Whether a label ends its cell, by itself or together with others: "Șofer / telefon", "Remorcă / Trailer"."""
    if label is cell.labels[-1]:
        return True
    rest = list(cell.folded[label.end :])
    for each in cell.labels:
        if each.start >= label.end:
            rest[each.start - label.end : each.end - label.end] = " " * (each.end - each.start)
    return not any(char.isalnum() for char in rest)


def _segments(page: PageText, vocabulary: Vocabulary) -> Sequence[Segment]:
    """In a form, the lines of a box are kept apart: its captions are in several languages, one under the other."""
    return page.segments if vocabulary.boxed else join_wrapped(page, vocabulary)


def _cell(segment: Segment, vocabulary: Vocabulary, number: int) -> Cell:
    """A segment's cell; the ``number`` of characters that only count its caption are blank."""
    folded = " " * number + fold(segment.text)[number:]
    return Cell(segment, folded, find_labels(folded, vocabulary.labels))
