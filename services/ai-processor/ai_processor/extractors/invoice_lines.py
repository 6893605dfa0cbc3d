"""The lines of an invoice: a table under its headings."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from ai_processor.extractors.evidence import Findings, finding
from ai_processor.extractors.invoice_words import COLUMNS
from ai_processor.extractors.tables import Row, Table, find_tables
from ai_processor.values.numbers import NUMBER, parse_number

if TYPE_CHECKING:
    from ai_processor.extractors.cells import Span
    from ai_processor.extractors.view import View

LINES = "invoice.lines"
IN_COLUMN = 0.93
AMOUNTS = {"quantity": "quantity", "unit_price": "unitPrice", "net": "net", "vat": "vat", "gross": "gross"}
"""Columns with numbers, and the line's field."""
ONCE = frozenset({"unit_price", "net", "gross"})
_SIGNED = re.compile(rf"(?P<sign>[-−–]\s?)?(?:€|[A-Z]{{3}}|Rs\.?|lei)?\s?(?P<after>[-−–]\s?)?(?P<number>{NUMBER})")
_RATE = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:%|$)")


def invoice_tables(view: View) -> list[Table]:
    """The tables that hold lines: with what was sold, and what it costs."""
    tables = []
    for table in find_tables(view, COLUMNS, least=3, once=ONCE):
        names = {column.name for column in table.columns}
        if table.rows and "description" in names and names & {"net", "gross", "unit_price"}:
            tables.append(table)
    return tables


def extract_lines(view: View, findings: Findings) -> None:
    """Every row with an amount is a line; one without goes on with the description of the line above."""
    count = 0
    for table in invoice_tables(view):
        for row in table.rows:
            if _has_amount(row):
                _read_row(view, row, f"{LINES}.{count}", findings)
                count += 1


def _has_amount(row: Row) -> bool:
    return any(re.search(r"\d", span.text) for name in ("net", "gross", "unit_price") for span in row.get(name, ()))


def _read_row(view: View, row: Row, prefix: str, findings: Findings) -> None:
    if spans := row.get("description"):
        text = " ".join(span.text for span in spans)[:300]
        findings.add(f"{prefix}.description", finding(text, spans[0], IN_COLUMN, "column:description"))
    for column, name in AMOUNTS.items():
        for span in row.get(column, ())[:1]:
            _amount(view, span, f"{prefix}.{name}", column, findings)
    for span in row.get("unit", ())[:1]:
        findings.add(f"{prefix}.unit", finding(span.text, span, IN_COLUMN, "column:unit"))
    for span in row.get("quantity", ())[:1]:
        if unit := re.search(r"\d\s*([^\W\d_]{1,12}\.?)$", span.text):
            part = span.part(unit.start(1), unit.end(1))
            findings.add(f"{prefix}.unit", finding(part.text, part, 0.88, "column:quantity"))
    for span in row.get("vat_rate", ())[:1]:
        if rate := _RATE.search(span.text):
            value = float(rate[1].replace(",", "."))
            found = finding(value, span.part(*rate.span()), IN_COLUMN, "column:vat_rate")
            findings.add(f"{prefix}.vatRate", found)


def _amount(view: View, span: Span, path: str, column: str, findings: Findings) -> None:
    if found := signed_number(span.text, mark=view.mark):
        value, start, end = found
        findings.add(path, finding(float(value), span.part(start, end), IN_COLUMN, f"column:{column}"))


def signed_number(text: str, *, mark: str) -> tuple[Decimal, int, int] | None:
    """The first number of a cell, with its minus, and where it stands."""
    match = _SIGNED.search(text)
    if match is None:
        return None
    value = parse_number(match["number"], mark=mark)
    if value is None:
        return None
    minus = bool(match["sign"] or match["after"])
    return (-value if minus else value), match.start("number"), match.end("number")


def unit_rate(findings: Findings) -> float | None:
    """The VAT rate where every line has the same."""
    rates = {found.value for path, found in findings.items() if re.fullmatch(rf"{LINES}\.\d+\.vatRate", path)}
    only = next(iter(rates)) if len(rates) == 1 else None
    return only if isinstance(only, float) else None


def sum_of_lines(findings: Findings, name: str) -> Decimal | None:
    """What the lines' ``name`` adds up to; None where one is not known."""
    numbers = {match[1] for path, _ in findings.items() if (match := re.match(rf"{LINES}\.(\d+)\.", path))}
    values = [findings.get(f"{LINES}.{number}.{name}") for number in numbers]
    if not values or any(value is None for value in values):
        return None
    return sum((Decimal(str(value.value)) for value in values if value is not None), Decimal(0))
