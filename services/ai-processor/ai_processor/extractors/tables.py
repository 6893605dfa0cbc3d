"""Tables: a line of column headings, and the rows under it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ai_processor.extractors.cells import MARKED, Cell, Section, Span
from ai_processor.extractors.view import View

_TOTAL = re.compile(
    r"^(?:(?:grand|sub|net|invoice|overall|factuur)?[\s-]*tota(?:l|al)|gesamt|(?:zwischen|netto|end)?summe|sum\b"
    r"|balance\b|amount\s+(?:due|payable)|de\s+plata\b|rest\s+de\s+plata)"
)
ELSEWHERE = frozenset(
    [
        "price",
        "payment_days",
        "payment_method",
        "truck_plate",
        "trailer_plate",
        "driver",
        "uit",
        "temperature",
        "body",
        "instructions",
    ]
)
"""Labels that are never a table's rows."""
ROW_GAP = 3.0
"""A table ends where the next line is further away than this many line heights."""
ROW_GAP_OF_NUMBERED = 6.0
"""The same for a line that has numbers in the columns which every row fills."""
_DIGIT = re.compile(r"\d")
LONGEST_HEADING = 42


Row = dict[str, list[Span]]
"""The pieces of a row by the name of their column, each column's from top to bottom."""


@dataclass(slots=True)
class Column:
    """A column: its heading, and how far it reaches."""

    name: str
    heading: Cell
    left: float
    right: float


@dataclass(slots=True)
class Table:
    """A table as found; ``total`` is its total row."""

    columns: list[Column]
    line: int
    page: int
    once: frozenset[str] = frozenset()
    rows: list[Row] = field(default_factory=list)
    total: Row | None = None
    cells: set[int] = field(default_factory=set)
    """Identities of the cells that the table consumed."""


def find_tables(
    view: View, patterns: Mapping[str, str], *, least: int, once: frozenset[str] = frozenset()
) -> list[Table]:
    """All tables with at least ``least`` different columns of ``patterns`` (column name → pattern over folded text).

    Args:
        once: columns with one number in each row: a second one is the next row's.
    """
    compiled = {name: re.compile(rf"^(?:{pattern})(?![a-z])") for name, pattern in patterns.items()}
    tables = []
    seen: set[tuple[int, int]] = set()
    for cell in view.cells:
        place = (cell.segment.page, cell.segment.line)
        if place in seen:
            continue
        seen.add(place)
        line = view.line(cell)
        columns = _columns(view, line, compiled)
        if len({column.name for column in columns if column.name != "?"}) >= least:
            tables.append(_read(view, Table(columns, place[1], place[0], once, cells={id(each) for each in line})))
    return tables


def end_sections_at(view: View, tables: list[Table], kinds: frozenset[str]) -> None:
    """Take out of the sections of ``kinds`` what stands in a table or under it: it belongs to no heading above."""
    for section in view.sections:
        if section.kind in kinds:
            for table in tables:
                top = table.columns[0].heading.rect.y0 - 1
                section.cells = [
                    cell for cell in section.cells if cell.segment.page != table.page or cell.rect.middle < top
                ]


def _columns(view: View, line: list[Cell], patterns: Mapping[str, re.Pattern[str]]) -> list[Column]:
    if len(line) < 2:
        return []
    page = view.pages[line[0].segment.page - 1]
    middle = line[0].rect.middle
    rules = sorted(x for x, top, bottom in page.rules.vertical if top - 1 <= middle <= bottom + 1)
    columns = []
    for index, cell in enumerate(line):
        heading = _whole_heading(view, cell)
        name = next((name for name, pattern in patterns.items() if pattern.match(heading)), "?")
        if len(cell.folded) > LONGEST_HEADING:
            name = "?"
        before = (line[index - 1].rect.x1 + cell.rect.x0) / 2 if index else 0.0
        after = (cell.rect.x1 + line[index + 1].rect.x0) / 2 if index + 1 < len(line) else page.width
        left = max((x for x in rules if x <= cell.rect.x0 + 1), default=before)
        right = min((x for x in rules if x >= cell.rect.x1 - 1), default=after)
        columns.append(Column(name, cell, left, right))
    return columns


def _whole_heading(view: View, cell: Cell) -> str:
    """A heading with its second line, which names the column more closely: "Valoarea", under it "TVA"."""
    below = view.below(cell)
    if below is None or below.rect.y0 - cell.rect.y1 > 0.6 * cell.rect.height or re.search(r"\d", below.folded):
        return cell.folded
    return f"{cell.folded} {below.folded}"


def _read(view: View, table: Table) -> Table:
    page = view.pages[table.page - 1]
    heading = table.columns[0].heading
    section = heading.section
    edges = sorted(
        {
            round(y)
            for y, left, right in page.rules.horizontal
            if y > heading.rect.y1 - 2 and right - left > 20 and left < table.columns[0].right
        }
    )
    last_y, row_edge = heading.rect.y1, -1
    for line in _lines_below(view, table):
        first = line[0]
        values = _assign(line, table)
        numbered = {
            name for name in table.once & values.keys() if any(_DIGIT.search(span.raw) for span in values[name])
        }
        gap = ROW_GAP_OF_NUMBERED if len(numbered) > 1 else ROW_GAP
        if first.rect.y0 - last_y > gap * first.rect.height or _ends(view, line, table, section):
            break
        if any(_TOTAL.match(cell.folded) for cell in line):
            if len(line) > 1:
                table.total = _assign(line, table)
                table.cells |= {id(each) for each in line}
            break
        edge = sum(1 for y in edges if y <= first.rect.middle)
        ruled = len(edges) >= 2
        again = bool(table.rows) and bool(numbered & _numbered(table.rows[-1]))
        if not table.rows or again or (edge != row_edge if ruled else _begins_row(values, table)):
            if not any(any(char.isdigit() for char in span.raw) for spans in values.values() for span in spans):
                if not table.rows and not ruled:
                    continue  # the second line of the headings
                if not table.rows and edge == 0:
                    continue
            table.rows.append({})
            row_edge = edge
        for name, spans in values.items():
            table.rows[-1].setdefault(name, []).extend(spans)
        table.cells |= {id(each) for each in line}
        last_y = max(cell.rect.y1 for cell in line)
    return table


def _numbered(row: Row) -> set[str]:
    """The columns in which a row has a number already."""
    return {name for name, spans in row.items() if any(_DIGIT.search(span.raw) for span in spans)}


def _lines_below(view: View, table: Table) -> list[list[Cell]]:
    lines: dict[int, list[Cell]] = {}
    for cell in view.cells:
        if cell.segment.page == table.page and cell.segment.line > table.line:
            lines.setdefault(cell.segment.line, []).append(cell)
    return [lines[number] for number in sorted(lines)]


def _ends(view: View, line: list[Cell], table: Table, section: Section | None) -> bool:
    first = line[0]
    if view.vocabulary.boxed and any(cell.header is not None for cell in line):
        return True
    if first.header is not None and first.header is not section and len(line) == 1:
        return True
    if first.labels and first.labels[0].start <= 2:
        label = first.labels[0]
        if label.strength >= 0.97 or (label.strength >= MARKED and label.concept in ELSEWHERE):
            return True
    # One line of text across several columns is no row.
    return (
        len(line) == 1
        and sum(1 for column in table.columns if column.left < first.rect.x1 and column.right > first.rect.x0) > 2
    )


def _assign(line: list[Cell], table: Table) -> Row:
    values: Row = {}
    for cell in line:

        def distance(column: Column, cell: Cell = cell) -> tuple[float, float]:
            shared = min(cell.rect.x1, column.right) - max(cell.rect.x0, column.left)
            on_heading = cell.rect.overlap_x(column.heading.rect)
            return (
                -max(0.0, on_heading) - max(0.0, shared),
                abs((cell.rect.x0 + cell.rect.x1) / 2 - (column.left + column.right) / 2),
            )

        column = min(table.columns, key=distance)
        values.setdefault(column.name, []).append(cell.span)
    return values


def _begins_row(values: Row, table: Table) -> bool:
    """Without ruled lines: a row begins where the first column has something, or several columns have."""
    named = {column.name for column in table.columns}
    first = table.columns[0].name
    return first in values if first != "?" or "?" in values else len(values.keys() & named) >= 2
