"""Goods told line by line without a table: "- Anvelope: 12 paleți, 3.749,5 kg"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ai_processor.extractors.evidence import Findings, finding
from ai_processor.extractors.measures import LOADING_METRES, MEASURES, PACKAGES, WEIGHT, quantity
from ai_processor.values.quantities import find_quantities, find_un_number
from ai_processor.values.text import fold

if TYPE_CHECKING:
    from ai_processor.extractors.cells import Cell
    from ai_processor.extractors.view import View

IN_LINE = 0.9
"""How surely a line's quantities are those of its goods."""
_BULLET = re.compile(r"\s*(?:[-•*·▪►]|\d{1,2}[.)])\s*")
_FILLER = re.compile(r"(?:cu|de|of|with|mit)\s+")
_COUNT = re.compile(
    rf"(?<![\w.,])(?P<number>\d{{1,4}})\s*(?:x\s*)?(?P<unit>{PACKAGES.pattern})(?:\s+(?:eur|euro|ind|epal)\b)?"
)


def read_listed(view: View, findings: Findings) -> list[Cell]:
    """Read the lines under the heading of the goods, each with a weight and a name; the cells that they are."""
    for section in view.of_kind("goods"):
        lines = [cell for cell in section.cells if cell.header is not section]
        listed = [cell for cell in lines if _is_listed(view, cell)]
        if listed and (len(listed) > 1 or _BULLET.match(listed[0].folded)):
            for index, cell in enumerate(listed):
                _read_line(view, cell, f"goods.{index}", findings)
            return listed
    return []


def _is_listed(view: View, cell: Cell) -> bool:
    weighs = find_quantities(cell.segment.text, WEIGHT.kind, mark=view.mark)
    return len(weighs) == 1 and _COUNT.search(cell.folded) is not None and not cell.folded.startswith("total")


def _read_line(view: View, cell: Cell, prefix: str, findings: Findings) -> None:
    span, folded = cell.span, cell.folded
    bullet = _BULLET.match(folded)
    begin = bullet.end() if bullet else 0
    taken = [
        (found.start, found.end)
        for measure in MEASURES
        for found in find_quantities(span.text, measure.kind, mark=view.mark)
    ]
    if count := _COUNT.search(folded):
        number, package = span.part(*count.span("number")), span.part(count.start("unit"), count.end())
        findings.add(f"{prefix}.quantity", finding(float(count["number"]), number, IN_LINE, "listed"))
        findings.add(f"{prefix}.package", finding(package.text, package, IN_LINE, "listed"))
        taken.append(count.span())
    for measure in (WEIGHT, LOADING_METRES):
        for found in find_quantities(span.text, measure.kind, mark=view.mark)[:1]:
            findings.add(f"{prefix}.{measure.key}", quantity(found, span, IN_LINE, "listed"))
    for start, end in _free(folded, begin, taken):
        piece = span.part(start, end)
        if filler := _FILLER.match(fold(piece.text)):
            piece = piece.part(filler.end(), len(piece.text))
        if len(re.sub(r"[\W\d_]", "", piece.text)) > 2:
            findings.add(f"{prefix}.description", finding(piece.text, piece, IN_LINE, "listed"))
            break
    if un := find_un_number(span.text):
        findings.add(f"{prefix}.unNumber", finding(un[0], span.part(un[1], un[2]), IN_LINE, "un_number"))


def _free(folded: str, begin: int, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces between what is taken, at commas and colons, from left to right."""
    cuts = [*taken, *(match.span() for match in re.finditer(r"[,;:(]|\s[-–]\s", folded))]
    pieces, position = [], begin
    for start, end in sorted(cuts):
        if start > position:
            pieces.append((position, start))
        position = max(position, end)
    return [*pieces, (position, len(folded))]
