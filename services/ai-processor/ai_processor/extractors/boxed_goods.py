"""Lines of goods of a form whose columns are boxes with captions: marks, packages, packing, nature, weight, volume."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ai_processor.extractors.cells import Cell, Span
from ai_processor.extractors.evidence import Finding, Findings, finding
from ai_processor.extractors.goods import extract_goods
from ai_processor.extractors.measures import VOLUME, WEIGHT, measured
from ai_processor.extractors.prefixed import under
from ai_processor.values.numbers import NUMBER, parse_number
from ai_processor.values.quantities import find_un_number
from ai_processor.values.text import fold

if TYPE_CHECKING:
    from ai_processor.extractors.view import View

COLUMNS = ("marks", "packages", "packing", "nature", "hs", "gross", "volume")
IN_COLUMN = 0.92
OF_AN_ORDER = r"(?:goods\.\d+\.(?:description|quantity|package|grossKg|unNumber)|totals\.grossKg)$"
"""What the reader of an order's goods finds that a document beside it has a place for."""
_TOTAL = re.compile(r"^\W*(?:total|gesamt|summe)")

Line = dict[str, list[Span]]


def extract_boxed_goods(view: View, root: str, findings: Findings) -> None:
    """Find lines of goods in the boxes, else as an order would state them; then the totals."""
    rows, total = _rows(view)
    for index, row in enumerate(rows):
        _read_row(view, row, f"{root}.goods.{index}", findings)
    if not rows:
        under(root, extract_goods, view, findings, only=OF_AN_ORDER)
    _totals(view, total, root, len(rows), findings)


def _rows(view: View) -> tuple[list[Line], Line]:
    """The rows from top to bottom, and the row of totals.

    Captions of several lines push each column's entries down by themselves. So columns with as many entries as there
    are rows are matched by their order, and only the others by their place.
    """
    columns = {kind: section.cells for kind in COLUMNS for section in view.of_kind(kind)[:1]}
    totals = [cell.rect.middle for cells in columns.values() for cell in cells if _TOTAL.match(cell.folded)]
    end = min(totals, default=1e9) - 4
    total = {
        kind: [cell.span for cell in cells if cell.rect.middle >= end and not _TOTAL.match(cell.folded)]
        for kind, cells in columns.items()
    }
    entries = {kind: [cell for cell in cells if cell.rect.middle < end] for kind, cells in columns.items()}
    numbered = [
        [cell for cell in entries.get(kind, ()) if re.search(r"\d", cell.folded)] for kind in ("gross", "packages")
    ]
    anchors = max(numbered, key=len)
    if not anchors:
        return [], {}
    rows: list[Line] = [{} for _ in anchors]
    for kind, cells in entries.items():
        for order, cell in enumerate(cells):
            row = order if len(cells) == len(anchors) else _row_at(cell, anchors)
            rows[row].setdefault(kind, []).append(cell.span)
    return [row for row in rows if row.keys() & {"nature", "gross", "packages"}], total if totals else {}


def _row_at(cell: Cell, anchors: list[Cell]) -> int:
    """The last row whose number stands no lower than the cell."""
    above = [index for index, anchor in enumerate(anchors) if anchor.rect.y0 <= cell.rect.middle]
    return above[-1] if above else 0


def _read_row(view: View, row: Line, prefix: str, findings: Findings) -> None:
    for kind, name in (("nature", "description"), ("marks", "marks")):
        if spans := row.get(kind):
            text = " ".join(span.text for span in spans)
            findings.add(f"{prefix}.{name}", finding(text, spans[0], IN_COLUMN, f"box:{kind}"))
    for span in row.get("packages", ())[:1]:
        _count(view, span, prefix, findings)
    for span in row.get("packing", ())[:1]:
        findings.add(f"{prefix}.package", finding(span.text, span, IN_COLUMN, "box:packing"))
    for kind, measure in (("gross", WEIGHT), ("volume", VOLUME)):
        for span in row.get(kind, ())[:1]:
            findings.add(f"{prefix}.{measure.key}", measured(span, measure, view.mark, heading=kind, link=IN_COLUMN))
    for span in (*row.get("nature", ()), *row.get("marks", ())):
        if un := find_un_number(span.text):
            findings.add(f"{prefix}.unNumber", finding(un[0], span.part(un[1], un[2]), IN_COLUMN, "un_number"))


def _count(view: View, span: Span, prefix: str, findings: Findings) -> None:
    match = re.search(NUMBER, span.text)
    value = parse_number(match.group(), mark=view.mark) if match else None
    if match is None or value is None:
        return
    findings.add(f"{prefix}.quantity", finding(float(value), span.part(*match.span()), IN_COLUMN, "box:packages"))
    kind = span.part(match.end(), len(span.text))
    if re.search(r"[a-z]{2,}", fold(kind.text)):
        findings.add(f"{prefix}.package", finding(kind.text, kind, IN_COLUMN, "box:packages"))


def _totals(view: View, total: Line, root: str, rows: int, findings: Findings) -> None:
    for span in total.get("gross", ())[:1]:
        findings.add(f"{root}.totals.grossKg", measured(span, WEIGHT, view.mark, heading="gross"))
    for span in total.get("packages", ())[:1]:
        match = re.search(NUMBER, span.text)
        value = parse_number(match.group(), mark=view.mark) if match else None
        if match and value is not None:
            found = finding(float(value), span.part(*match.span()), IN_COLUMN, "total_line:packages")
            findings.add(f"{root}.totals.packages", found)
    add_up(root, rows, (("grossKg", "grossKg"), ("quantity", "packages"), ("volumeM3", "volumeM3")), findings)


def add_up(root: str, rows: int, names: tuple[tuple[str, str], ...], findings: Findings) -> None:
    """Totals that the document leaves to the reader; none where a line does not say.

    Args:
        names: of the field of a line, and of its total.
    """
    for name, total in names:
        parts = [findings.get(f"{root}.goods.{index}.{name}") for index in range(rows)]
        known = [part for part in parts if part is not None]
        if not known or len(known) != rows or findings.get(f"{root}.totals.{total}"):
            continue
        value = round(sum(float(str(part.value)) for part in known), 3)
        link, read = min(part.link for part in known), min(part.read for part in known)
        found = Finding(value, known[0].span, link * 0.97, ("sum_of_lines",), read=read)
        findings.add(f"{root}.totals.{total}", found)
