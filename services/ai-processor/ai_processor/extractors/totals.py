"""What the whole load adds up to: in a table's total row, in a line of totals, at labels, in a sentence, or summed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from ai_processor.extractors.cells import STRONG
from ai_processor.extractors.evidence import Finding, Findings, finding
from ai_processor.extractors.measures import (
    LOADING_METRES,
    MEASURES,
    PACKAGES,
    PALLETS,
    WEIGHT,
    Measure,
    measured,
    quantity,
)
from ai_processor.values.money import find_money
from ai_processor.values.quantities import find_quantities
from ai_processor.values.text import fold

if TYPE_CHECKING:
    from ai_processor.extractors.cells import Cell, Label
    from ai_processor.extractors.tables import Table
    from ai_processor.extractors.view import View

OUTSIDE = frozenset({"terms", "end", "price"})
"""Sections whose quantities are not of the load: "100 EUR for each hour", "24 chingi"."""
_TOTAL_LINE = re.compile(r"^(?:total|in\s+total|gesamt)")
_BEGINS_WITH_NUMBER = re.compile(r"\W*(?:cca\.?|circa|aprox\.?|max\.?|~)?\s*\d")
_COUNT = re.compile(r"\D{0,6}\d{1,3}(?![\d.,])(?!\s*(?:to\b|tone?\b|t\b|kg|ldm|m3|mc\b))")
"""A number of pieces; one with a unit of something else is none."""
_PALLETS = re.compile(r"palet|pallet|epal|eur\b")


def find_totals(view: View, table: Table | None, findings: Findings, *, listed: frozenset[int] = frozenset()) -> None:
    """Find the totals that the document states.

    Args:
        table: the table of goods.
        listed: identities of the cells that are a line of goods each; their quantities are no totals.
    """
    taken = listed | table.cells if table else listed
    if table and table.total:
        _total_row(view, table, findings)
    _total_lines(view, taken, findings)
    for measure in MEASURES:
        if not findings.get(f"totals.{measure.key}"):
            findings.add(f"totals.{measure.key}", _at_labels(view, table, measure))


def _total_row(view: View, table: Table, findings: Findings) -> None:
    for measure in MEASURES:
        column = "quantity" if measure is PALLETS else measure.concept
        heading = next((each.heading.folded for each in table.columns if each.name == column), "")
        for span in (table.total or {}).get(column, ())[:1]:
            if measure is not PALLETS or "pal" in heading or PACKAGES.search(fold(span.text)):
                findings.add(f"totals.{measure.key}", measured(span, measure, view.mark, heading=heading))


def _total_lines(view: View, taken: Collection[int], findings: Findings) -> None:
    for cell in _outside_of(taken, view.cells):
        if not _TOTAL_LINE.match(cell.folded) or _is_in(cell, OUTSIDE):
            continue
        for measure in MEASURES:
            for found in find_quantities(cell.segment.text, measure.kind, mark=view.mark)[:1]:
                reason = f"total_line:{measure.concept}"
                findings.add(f"totals.{measure.key}", quantity(found, cell.span, 0.96, reason))


def find_loose_totals(
    view: View, table: Table | None, goods: list[Cell], findings: Findings, *, listed: frozenset[int] = frozenset()
) -> None:
    """Quantities beside the goods, else anywhere, where neither a label nor the lines of goods give the total.

    Args:
        table: the table of goods.
        goods: the cells that say what the goods are.
        listed: identities of the cells that are a line of goods each; their quantities are no totals.
    """
    taken = listed | table.cells if table else listed
    beside = list(_outside_of(taken, goods))
    anywhere = [
        cell for cell in _outside_of(taken, view.cells) if not _is_in(cell, OUTSIDE) and not _is_of_vehicle(cell)
    ]
    for measure in MEASURES:
        path = f"totals.{measure.key}"
        if not findings.get(path):
            found = _first(view, beside, measure, link=0.88, reason="beside_goods")
            findings.add(path, found or _first(view, anywhere, measure, link=0.65, reason="lone_pattern"))


def _is_of_vehicle(cell: Cell) -> bool:
    """A vehicle's load capacity is no weight of goods: "prelată, 24 t"."""
    return any(label.concept in {"body", "truck_plate"} and label.strength >= STRONG for label in cell.labels)


def _at_labels(view: View, table: Table | None, measure: Measure) -> Finding | None:
    # "Cantitate: 22,4 tone" is a weight under a label of numbers
    for cell, label in view.labelled(measure.concept, PALLETS.concept):
        if label.strength < STRONG or _is_in(cell, {"terms", "end"}) or (table and id(cell) in table.cells):
            continue
        if found := _at_label(view, cell, label, measure, in_table=table is not None):
            return found
    return None


def _at_label(view: View, cell: Cell, label: Label, measure: Measure, *, in_table: bool) -> Finding | None:
    """The value at a label. Beside a table, headings are labels too: there only a value with its unit counts."""
    heading = cell.folded[label.start : label.end + 12]
    for span, link in view.values(cell, label):
        near = span.part(0, min(len(span.text), 60))
        if found := find_quantities(near.text, measure.kind, mark=view.mark):
            return quantity(found[0], near, link, f"label:{measure.concept}")
        if in_table or label.concept != measure.concept or not _BEGINS_WITH_NUMBER.match(fold(near.text)):
            continue
        if measure is PALLETS and not _COUNT.match(fold(near.text)):
            continue
        if bare := measured(near, measure, view.mark, heading=heading, link=link):
            return bare
    return None


def _first(view: View, cells: list[Cell], measure: Measure, *, link: float, reason: str) -> Finding | None:
    """The first quantity with its unit."""
    for cell in cells:
        for found in find_quantities(cell.segment.text, measure.kind, mark=view.mark)[:1]:
            return quantity(found, cell.span, link, f"{reason}:{measure.concept}")
    return None


def _outside_of(taken: Collection[int], cells: list[Cell]) -> Iterator[Cell]:
    return (cell for cell in cells if id(cell) not in taken)


def _is_in(cell: Cell, kinds: frozenset[str] | set[str]) -> bool:
    return cell.section is not None and cell.section.kind in kinds


def add_up(lines: int, table: Table | None, findings: Findings) -> None:
    """Totals that the document leaves to the reader."""
    for measure in (WEIGHT, LOADING_METRES):
        _add_up(f"totals.{measure.key}", [f"goods.{index}.{measure.key}" for index in range(lines)], 0.95, findings)
    packages = [findings.get(f"goods.{index}.package") for index in range(lines)]
    heading = next((each.heading.folded for each in table.columns if each.name == "quantity"), "") if table else ""
    if _PALLETS.search(heading) or all(package and _PALLETS.search(fold(str(package.value))) for package in packages):
        _add_up("totals.pallets", [f"goods.{index}.quantity" for index in range(lines)], 0.9, findings)


def _add_up(total: str, paths: list[str], factor: float, findings: Findings) -> None:
    parts = [part for path in paths if (part := findings.get(path)) is not None]
    if findings.get(total) or len(parts) != len(paths):
        return
    value = sum((Decimal(str(part.value)) for part in parts), Decimal(0))
    link, read = min(part.link for part in parts), min(part.read for part in parts)
    findings.add(total, Finding(float(value), parts[0].span, link * factor, ("sum_of_lines",), read=read))


def find_goods_value(view: View, findings: Findings) -> None:
    """What the goods are worth, as insurers ask."""
    for cell, label in view.labelled("goods_value"):
        for span, link in view.values(cell, label):
            if money := find_money(span.text, mark=view.mark):
                part = span.part(money[0].start, money[0].end)
                findings.add("totals.goodsValue", finding(float(money[0].amount), part, link, "label:goods_value"))
                if money[0].currency:
                    findings.add("totals.goodsCurrency", finding(money[0].currency, part, link, "label:goods_value"))
                break
