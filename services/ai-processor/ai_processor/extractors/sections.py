"""Sections: headings, how far each reaches, and which cells lie under it."""

from __future__ import annotations

from ai_processor.extractors.cells import Cell, Section, Span
from ai_processor.extractors.vocabulary import Vocabulary
from ai_processor.layout import PageText

SAME_ROW = 1.5
"""Headings whose middles lie within this many line heights stand beside one another."""


def find_sections(page: PageText, cells: list[Cell], carried: Section | None, vocabulary: Vocabulary) -> list[Section]:
    """Find the page's sections, and give every cell its own.

    Args:
        carried: the last section of the page before; it goes on until the first heading.
    """
    found = _headed(cells, vocabulary, in_terms=carried is not None and carried.kind == "terms")
    _settle_sides(found, cells, page)
    _settle_expeditor(found)
    for cell in cells:
        above = [section for section in found if section.covers(cell)]
        nearest = max(above, key=lambda each: (round(each.top), each.left), default=carried)
        cell.section = cell.header or nearest
        if cell.section is not None:
            cell.section.cells.append(cell)
    for section in found:
        section.cut_rest()
    return found


def _headed(cells: list[Cell], vocabulary: Vocabulary, *, in_terms: bool) -> list[Section]:
    found: list[Section] = []
    for cell in cells:
        if section := _section_of(cell, vocabulary, in_terms=in_terms):
            cell.header = section
            found.append(section)
            in_terms = section.kind == "terms"
    return found


def _section_of(cell: Cell, vocabulary: Vocabulary, *, in_terms: bool) -> Section | None:
    """The section that a heading begins. Among conditions, only one that stands alone or has its colon is a heading."""
    heading = vocabulary.heading_of(cell.folded)
    if heading is None:
        return None
    kind, match = heading
    end = match.end()
    if in_terms and end < len(cell.folded) and not match.group().rstrip().endswith(":"):
        return None
    groups = match.groupdict()
    number = groups.get("number") or groups.get("stop")
    rest = Span(cell.segment, end, len(cell.folded)).trimmed
    return Section(kind, cell, int(number) if number else None, cell.rect.x0 - 6, 1e9, cell.rect.y0 - 1, rest)


def _settle_sides(found: list[Section], cells: list[Cell], page: PageText) -> None:
    for section in found:
        rect = section.cell.rect
        beside = [
            other.cell.rect.x0
            for other in found
            if other is not section
            and other.cell.rect.x0 > rect.x1
            and abs(other.cell.rect.middle - rect.middle) < SAME_ROW * rect.height
        ]
        section.right = min(beside, default=1e9) - 6
        if not beside and _is_centred(section, found, cells):
            section.left = 0
        section.top = _row_top(section, cells, page)


def _is_centred(section: Section, found: list[Section], cells: list[Cell]) -> bool:
    """A heading over text that begins further left, and nothing begins under the heading itself."""
    rect = section.cell.rect
    if any(
        other is not section and abs(other.cell.rect.middle - rect.middle) < SAME_ROW * rect.height for other in found
    ):
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
