"""What is carried: its lines, its totals, the temperature that it is kept at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ai_processor.extractors.cells import STRONG
from ai_processor.extractors.evidence import Findings, finding
from ai_processor.extractors.listed_goods import read_listed
from ai_processor.extractors.measures import LOADING_METRES, MEASURES, PACKAGES, PALLETS, WEIGHT, measured, quantity
from ai_processor.extractors.tables import Row, Table, find_tables
from ai_processor.extractors.totals import add_up, find_goods_value, find_loose_totals, find_totals
from ai_processor.values.numbers import NUMBER, parse_number
from ai_processor.values.quantities import QuantityFound, find_quantities, find_temperature, find_un_number
from ai_processor.values.text import fold

if TYPE_CHECKING:
    from ai_processor.extractors.cells import Cell, Section, Span
    from ai_processor.extractors.view import View

COLUMNS = {
    "loading_metres": r"ldm|metri\s+(?:liniari|de\s+podea)|lademeter|loading\s+met|m\.?l\.?$|lm$",
    "gross_kg": r"(?:greutat|masa|weight|gross|gewicht|brutto|kg|bruttogewicht|gesamtgewicht)[a-z]*",
    "volume": r"volum|cubaj|m3|mc\b|cbm|m³",
    "quantity": (
        r"(?:nr\.?\s*(?:de\s+)?)?(?:palet|pallet|colet|colli|cantit|bucat|buc\.?|qty|quantity|packages|anzahl"
        r"|menge|pal\.?$|plt|nr\.?\s*pal)[a-z]*"
    ),
    "package": r"(?:tip\s+)?ambalaj|packag?ing|verpackung|mod\s+(?:de\s+)?ambal|um\b|u\.?/?m\.?$",
    "adr": r"adr|un\b|clasa",
    "value": r"valoare|value|wert",
    "dimensions": r"dimensiuni|dimensions|l\s*x\s*l|masse",
    "description": (
        r"(?:denumire|descriere|marf|produs|natura|goods|description|commodity|cargo|ware|bezeichnung"
        r"|articol)[a-z]*(?:\s+marf\w+)?"
    ),
    "number": r"nr\.?(?:\s*crt\.?)?$|#$|poz\.?$|pos\.?$|no\.?$",
}
_OF = re.compile(r"\s*(?:cu|de|of|with|mit|containing)\s+", re.IGNORECASE)
_FILLER = re.compile(r"(?:circa|cca\.?|aprox\.?|cu|de|of|with|mit|eur|euro|epal)\s+")


def extract_goods(view: View, findings: Findings) -> None:
    """Find the lines of goods and the totals of the load."""
    table = _goods_table(view)
    listed = [] if table else read_listed(view, findings)
    lines = _read_rows(view, table, findings) if table else len(listed)
    told = frozenset(id(cell) for cell in listed)
    find_totals(view, table, findings, listed=told)
    if lines:
        add_up(lines, table, findings)
    else:
        _single_line(view, findings)
    find_loose_totals(view, table, _goods_cells(view), findings, listed=told)
    find_goods_value(view, findings)


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


def _read_rows(view: View, table: Table, findings: Findings) -> int:
    """How many lines of goods the table's rows hold; a row without anything is none."""
    count = 0
    for row in table.rows:
        size = len(findings)
        _read_row(view, table, row, f"goods.{count}", findings)
        count += len(findings) > size
    return count


def _read_row(view: View, table: Table, row: Row, prefix: str, findings: Findings) -> None:
    if spans := row.get("description"):
        names = (
            spans if "quantity" in row else [span for span in spans if not _only_counts(view, span, prefix, findings)]
        )
        if names:
            text = " ".join(span.text for span in names)
            findings.add(f"{prefix}.description", finding(text, names[0], 0.95, "column:description"))
    for measure in (WEIGHT, LOADING_METRES):
        for span in row.get(measure.concept, ())[:1]:
            heading = next(column.heading.folded for column in table.columns if column.name == measure.concept)
            findings.add(f"{prefix}.{measure.key}", measured(span, measure, view.mark, heading=heading))
    for span in row.get("quantity", ())[:1]:
        _count(view, span, prefix, findings)
    for span in row.get("package", ())[:1]:
        findings.add(f"{prefix}.package", finding(span.text, span, 0.93, "column:package"))
    for span in (*row.get("adr", ()), *row.get("description", ())):
        _un_number(span, f"{prefix}.unNumber", 0.93, findings)


def _count(view: View, span: Span, prefix: str, findings: Findings) -> None:
    """How many, and of what where the cell says so ("22 EUR")."""
    match = re.search(NUMBER, span.text)
    if match is None:
        return
    value = parse_number(match.group(), mark=view.mark)
    if value is not None:
        found = finding(float(value), span.part(*match.span()), 0.95, "column:quantity")
        findings.add(f"{prefix}.quantity", found)
    kind = span.part(match.end(), len(span.text))
    if PACKAGES.search(fold(kind.text)):
        findings.add(f"{prefix}.package", finding(kind.text, kind, 0.93, "column:quantity"))


def _only_counts(view: View, span: Span, prefix: str, findings: Findings) -> bool:
    """Whether a line under the name of the goods only says how many there are: "14 paleți IND"."""
    counted = find_quantities(span.text, PALLETS.kind, mark=view.mark)
    if not counted or counted[0].start > 0:
        return False
    _count(view, span, prefix, findings)
    return True


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
    if not (findings.get("goods.0.description") and findings.get("goods.0.package")):
        _in_sentence(view, findings)
    for cell, label in view.labelled("adr"):
        for span, link in view.values(cell, label)[:1]:
            whole = cell.span if span.segment is cell.segment else span
            _un_number(whole, "goods.0.unNumber", link, findings)


def _in_sentence(view: View, findings: Findings) -> None:
    """ "… transportul a 27 europaleți cu mobilier din lemn, în greutate totală de …": what is counted, and of what."""
    for cell in view.cells:
        if cell.section and cell.section.kind in {"terms", "end", "price"}:
            continue
        for counted in find_quantities(cell.segment.text, PALLETS.kind, mark=view.mark)[:1]:
            span = cell.span
            _, end = _package(span, counted, 0.8, findings)
            of = _OF.match(span.text, end)
            if of and not findings.get("goods.0.description"):
                goods = span.part(of.end(), of.end() + len(re.split(r"[,;.(]", span.text[of.end() :], maxsplit=1)[0]))
                findings.add("goods.0.description", finding(goods.text, goods, 0.75, "sentence"))
            return


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
    taken = [match.span() for match in re.finditer(r"[,;(/]|\s[-–]\s|\bun\s?(?:nr\.?\s?)?\d{4}\b", text)]
    for measure in MEASURES:
        taken += [(found.start, found.end) for found in find_quantities(span.text, measure.kind, mark=view.mark)]
    if counted := find_quantities(span.text, PALLETS.kind, mark=view.mark):
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
    package = span.part(counted.end - len(counted.unit), end)
    findings.add("goods.0.quantity", quantity(counted, span, link * 0.95, "beside_goods"))
    findings.add("goods.0.package", finding(package.text, package, link * 0.93, "beside_goods"))
    return counted.start, end


def _un_number(span: Span, path: str, link: float, findings: Findings) -> None:
    if found := find_un_number(span.text):
        number, start, end = found
        findings.add(path, finding(number, span.part(start, end), link, "un_number"))


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
