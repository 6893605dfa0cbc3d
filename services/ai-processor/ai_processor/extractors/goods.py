"""What is carried: lines of goods, and what they add up to."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from ai_processor.extractors.evidence import Finding, Findings, finding
from ai_processor.extractors.tables import Table, find_tables
from ai_processor.extractors.view import STRONG
from ai_processor.values.money import find_money
from ai_processor.values.numbers import NUMBER, parse_number
from ai_processor.values.quantities import (
    Kind,
    QuantityFound,
    bare_quantity,
    find_quantities,
    find_temperature,
    find_un_number,
)
from ai_processor.values.text import fold

if TYPE_CHECKING:
    from ai_processor.extractors.view import Cell, Label, Section, Span, View

COLUMNS = {
    "loading_metres": r"ldm|metri\s+(?:liniari|de\s+podea)|lademeter|loading\s+met|m\.?l\.?$|lm$",
    "gross_kg": r"(?:greutat|masa|weight|gross|gewicht|brutto|kg|bruttogewicht|gesamtgewicht)[a-z]*",
    "volume": r"volum|cubaj|m3|mc\b|cbm|m³",
    "quantity": r"(?:nr\.?\s*(?:de\s+)?)?(?:palet|pallet|colet|colli|cantit|bucat|buc\.?|qty|quantity|packages|anzahl|menge|pal\.?$|plt|nr\.?\s*pal)[a-z]*",
    "package": r"(?:tip\s+)?ambalaj|packag?ing|verpackung|mod\s+(?:de\s+)?ambal|um\b|u\.?/?m\.?$",
    "adr": r"adr|un\b|clasa",
    "value": r"valoare|value|wert",
    "dimensions": r"dimensiuni|dimensions|l\s*x\s*l|masse",
    "description": r"(?:denumire|descriere|marf|produs|natura|goods|description|commodity|cargo|ware|bezeichnung|articol)[a-z]*(?:\s+marf\w+)?",
    "number": r"nr\.?(?:\s*crt\.?)?$|#$|poz\.?$|pos\.?$|no\.?$",
}
PACKAGES = re.compile(
    r"\b(europalet[ia]?|euro\s?palet[ia]?|epal|eur|ind|palet[ia]?|pallets?|paletten|colete|coleti|colli|bucati|buc|cutii|cartoane|cartons?|big[- ]?bags?|saci|butoaie|ibc|role|pcs|boxe?s?|lazi)\b"
)
_MEASURES: dict[str, tuple[Kind, str]] = {
    "gross_kg": ("kg", "grossKg"),
    "loading_metres": ("ldm", "loadingMetres"),
    "pallets": ("pallets", "pallets"),
    "volume": ("m3", "volumeM3"),
}
KINDS: tuple[Kind, ...] = ("kg", "pallets", "ldm", "m3")
_FILLER = re.compile(r"(?:circa|cca\.?|aprox\.?|cu|de|of|with|mit|eur|euro|epal)\s+")
_TOTAL_LINE = re.compile(r"^(?:total|in\s+total|gesamt)")


def extract_goods(view: View, findings: Findings) -> None:
    """Find the lines of goods and the totals of the load."""
    table = _goods_table(view)
    lines = _rows(view, table, findings) if table else 0
    _total_lines(view, table, findings)
    _labelled_totals(view, table, findings)
    if not lines:
        _single_line(view, findings)
    else:
        _sums(lines, findings)
    _goods_value(view, findings)


def _goods_table(view: View) -> Table | None:
    for table in find_tables(view, COLUMNS, least=2):
        names = {column.name for column in table.columns}
        if (
            names & {"gross_kg", "quantity", "loading_metres"}
            and (len(names - {"?", "number"}) >= 3 or "description" in names)
            and table.rows
        ):
            return table
    return None


def _rows(view: View, table: Table, findings: Findings) -> int:
    count = 0
    for row in table.rows:
        prefix = f"goods.{count}"
        size = len(findings)
        if spans := row.get("description"):
            text = " ".join(span.text for span in spans)
            findings.add(f"{prefix}.description", finding(text, spans[0], 0.95, "column:description"))
        for name, key in (("gross_kg", "grossKg"), ("loading_metres", "loadingMetres")):
            for span in row.get(name, ())[:1]:
                heading = next(column.heading for column in table.columns if column.name == name)
                found = _measure(view, span, name, heading.folded)
                findings.add(f"{prefix}.{key}", found)
        for span in row.get("quantity", ())[:1]:
            if match := re.search(NUMBER, span.text):
                value = parse_number(match.group(), mark=view.mark)
                if value is not None:
                    findings.add(
                        f"{prefix}.quantity", finding(float(value), span.part(*match.span()), 0.95, "column:quantity")
                    )
                kind = span.part(match.end(), len(span.text))
                if PACKAGES.search(fold(kind.text)):
                    findings.add(f"{prefix}.package", finding(kind.text, kind, 0.93, "column:quantity"))
        for span in row.get("package", ())[:1]:
            findings.add(f"{prefix}.package", finding(span.text, span, 0.93, "column:package"))
        for span in (*row.get("adr", ()), *row.get("description", ())):
            _un_number(span, f"{prefix}.unNumber", 0.93, findings)
        count += len(findings) > size
    if table.total:
        _total_row(view, table, findings)
    return count


def _total_row(view: View, table: Table, findings: Findings) -> None:
    assert table.total is not None  # noqa: S101  (asked for by the caller)
    for name, (_, key) in _MEASURES.items():
        column = "quantity" if name == "pallets" else name
        headings = [each.heading.folded for each in table.columns if each.name == column]
        for span in table.total.get(column, ())[:1]:
            if (
                name == "pallets"
                and "palet" not in headings[0]
                and "pal" not in headings[0]
                and not PACKAGES.search(fold(span.text))
            ):
                continue
            findings.add(f"totals.{key}", _measure(view, span, name, headings[0] if headings else ""))


def _measure(view: View, span: Span, name: str, heading: str = "", link: float = 0.95) -> Finding | None:
    """A quantity from a cell or a label's value: with its own unit, or with the heading's."""
    kind, _ = _MEASURES[name]
    found: QuantityFound | None = next(iter(find_quantities(span.text, kind, mark=view.mark)), None)
    if found is None:
        tonnes = (
            kind == "kg"
            and re.search(r"\b(?:t|to|tone|tons|tonnes|tonaj)\b", heading) is not None
            and "kg" not in heading
        )
        found = bare_quantity(span.text, kind, mark=view.mark, tonnes=tonnes)
    if found is None:
        return None
    return finding(
        _number(found.value), span.part(found.start, found.end), link, f"{'column' if heading else 'label'}:{name}"
    )


def _total_lines(view: View, table: Table | None, findings: Findings) -> None:
    consumed = table.cells if table else set()
    for cell in view.cells:
        if id(cell) in consumed or not _TOTAL_LINE.match(cell.folded):
            continue
        if cell.section and cell.section.kind in {"terms", "end", "price"}:
            continue
        for name, (kind, key) in _MEASURES.items():
            for found in find_quantities(cell.segment.text, kind, mark=view.mark)[:1]:
                findings.add(
                    f"totals.{key}",
                    finding(_number(found.value), cell.span.part(found.start, found.end), 0.96, f"total_line:{name}"),
                )


def _labelled_totals(view: View, table: Table | None, findings: Findings) -> None:
    for name, (kind, key) in _MEASURES.items():
        if findings.get(f"totals.{key}"):
            continue
        found = None
        # "Cantitate: 22,4 tone" is a weight under a label of numbers
        for cell, label in view.labelled(name, "pallets"):
            if label.strength < STRONG or (cell.section and cell.section.kind in {"terms", "end"}):
                continue
            if table is None or id(cell) not in table.cells:
                found = found or _labelled_total(view, cell, label, name, in_table=table is not None)
        findings.add(f"totals.{key}", found or _nearby(view, kind, name) or _anywhere(view, kind, name))


def _labelled_total(view: View, cell: Cell, label: Label, name: str, *, in_table: bool) -> Finding | None:
    """The value at a label. Beside a table, headings are labels too: there only a value with its unit counts."""
    kind, _ = _MEASURES[name]
    heading = cell.folded[label.start : label.end + 12]
    for span, link in view.values(cell, label):
        near = span.part(0, min(len(span.text), 60))
        if found := find_quantities(near.text, kind, mark=view.mark):
            return finding(_number(found[0].value), near.part(found[0].start, found[0].end), link, f"label:{name}")
        if (
            in_table
            or label.concept != name
            or not re.match(r"\W*(?:cca\.?|circa|aprox\.?|max\.?|~)?\s*\d", fold(near.text))
        ):
            continue
        if name == "pallets" and not re.match(
            r"\D{0,6}\d{1,3}(?![\d.,])\s*(?!to\b|tone?\b|t\b|kg|ldm|m3|mc\b)", fold(near.text)
        ):
            continue
        if measured := _measure(view, near, name, heading, link):
            return measured
    return None


def _nearby(view: View, kind: Kind, name: str) -> Finding | None:
    """A quantity with its unit beside the description of the goods, or under their heading."""
    for cell in _goods_cells(view):
        for found in find_quantities(cell.segment.text, kind, mark=view.mark)[:1]:
            return finding(_number(found.value), cell.span.part(found.start, found.end), 0.88, f"beside_goods:{name}")
    return None


def _anywhere(view: View, kind: Kind, name: str) -> Finding | None:
    """A quantity with its unit in a sentence, outside of the conditions and of the parties' details."""
    for cell in view.cells:
        if cell.section and cell.section.kind in {"terms", "end", "price"}:
            continue
        for found in find_quantities(cell.segment.text, kind, mark=view.mark)[:1]:
            return finding(_number(found.value), cell.span.part(found.start, found.end), 0.65, f"lone_pattern:{name}")
    return None


def _goods_cells(view: View) -> list[Cell]:
    cells = [cell for section in view.of_kind("goods") for cell in section.cells]
    for cell, label in view.labelled("description"):
        if label.strength >= 0.8:
            cells.append(cell)
            cells += [
                each for each in view.cells for span, _ in view.values(cell, label) if each.segment is span.segment
            ]
    return [cell for cell in cells if not any(label.concept in {"body", "price"} for label in cell.labels)]


def _single_line(view: View, findings: Findings) -> None:
    """No table: the goods are one line, described in a sentence."""
    for section in view.of_kind("goods"):
        free = [cell.span for cell in _first_lines(section)][:1]
        for span in [section.rest] if section.rest.raw.strip() else free:
            _describe(view, span, 0.88, findings)
    for cell, label in view.labelled("description"):
        if label.strength < 0.8 or (cell.section and cell.section.kind in {"terms", "end"}):
            continue
        for span, link in view.values(cell, label)[:1]:
            _describe(view, span, link, findings)
    for cell, label in view.labelled("adr"):
        for span, link in view.values(cell, label)[:1]:
            whole = cell.span if span.segment is cell.segment else span
            _un_number(whole, "goods.0.unNumber", link, findings)


def _first_lines(section: Section) -> list[Cell]:
    """The lines under the heading, up to the first that has a label of its own."""
    lines = []
    for cell in section.cells:
        if cell.header is section:
            continue
        if any(label.strength >= STRONG for label in cell.labels):
            break
        lines.append(cell)
    return lines


def _describe(view: View, span: Span, link: float, findings: Findings) -> None:
    """What the goods are is what is left of the sentence without its quantities."""
    text = fold(span.text)
    taken = [match.span() for match in re.finditer(r"[,;(/]|\s[-–]\s", text)]
    for kind in KINDS:
        taken += [(found.start, found.end) for found in find_quantities(span.text, kind, mark=view.mark)]
    if counted := find_quantities(span.text, "pallets", mark=view.mark):
        taken.append(_package(span, counted[0], link, findings))
    position = 0
    for start, end in [*sorted(taken), (len(text), len(text))]:
        piece = span.part(position, max(position, start))
        if filler := _FILLER.match(fold(piece.text)):
            piece = piece.part(filler.end(), len(piece.text))
        if len(re.sub(r"[\W\d_]", "", piece.text)) > 2:
            findings.add("goods.0.description", finding(piece.text, piece, link, "label:description"))
            break
        position = max(position, end)
    _un_number(span, "goods.0.unNumber", link, findings)


def _package(span: Span, counted: QuantityFound, link: float, findings: Findings) -> tuple[int, int]:
    """How many of what ("22 paleți EUR"); returns where it stands."""
    end = counted.end
    if more := re.match(r"\s*(?:eur|euro|epal|ind)\b", fold(span.text)[end:]):
        end += more.end()
    number = span.part(counted.start, counted.end)
    package = span.part(counted.end - len(counted.unit), end)
    findings.add("goods.0.quantity", finding(_number(counted.value), number, link * 0.95, "beside_goods"))
    findings.add("goods.0.package", finding(package.text, package, link * 0.93, "beside_goods"))
    return counted.start, end


def _un_number(span: Span, path: str, link: float, findings: Findings) -> None:
    if found := find_un_number(span.text):
        number, start, end = found
        findings.add(path, finding(number, span.part(start, end), link, "un_number"))


def _sums(lines: int, findings: Findings) -> None:
    """Totals that the document leaves to the reader."""
    for item, total in (("grossKg", "grossKg"), ("loadingMetres", "loadingMetres")):
        parts = [findings.get(f"goods.{index}.{item}") for index in range(lines)]
        known = [part for part in parts if part is not None]
        if findings.get(f"totals.{total}") or len(known) != lines:
            continue
        value = sum((Decimal(str(part.value)) for part in known), Decimal(0))
        surest = min(part.confidence for part in known)
        findings.add(f"totals.{total}", Finding(_number(value), known[0].span, surest * 0.95, ("sum_of_lines",)))
    quantities = [findings.get(f"goods.{index}.quantity") for index in range(lines)]
    packages = [findings.get(f"goods.{index}.package") for index in range(lines)]
    on_pallets = all(part and re.search(r"palet|pallet|epal|eur\b", fold(str(part.value))) for part in packages)
    if not findings.get("totals.pallets") and on_pallets and all(quantities):
        counted = [part for part in quantities if part is not None]
        value = sum((Decimal(str(part.value)) for part in counted), Decimal(0))
        findings.add(
            "totals.pallets",
            Finding(_number(value), counted[0].span, min(part.confidence for part in counted) * 0.9, ("sum_of_lines",)),
        )


def _goods_value(view: View, findings: Findings) -> None:
    for cell, label in view.labelled("goods_value"):
        for span, link in view.values(cell, label):
            if money := find_money(span.text, mark=view.mark):
                part = span.part(money[0].start, money[0].end)
                findings.add("totals.goodsValue", finding(_number(money[0].amount), part, link, "label:goods_value"))
                if money[0].currency:
                    findings.add("totals.goodsCurrency", finding(money[0].currency, part, link, "label:goods_value"))
                break


def extract_temperature(view: View, findings: Findings) -> None:
    """The range that the goods are kept in, where one is asked for."""
    for cell, label in view.labelled("temperature"):
        if cell.section and cell.section.kind == "end":
            continue
        for span, link in view.values(cell, label):
            if found := find_temperature(span.text):
                low, high, start, end = found
                part = span.part(start, end)
                findings.add("temperature.min", finding(low, part, link, "label:temperature"))
                findings.add("temperature.max", finding(high, part, link, "label:temperature"))
                return


def _number(value: Decimal) -> float:
    return float(value)
