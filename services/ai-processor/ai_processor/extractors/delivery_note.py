"""Delivery notes: number and date, the two firms, where from and where to, what, who took it along in what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ai_processor.extractors.boxed_goods import OF_AN_ORDER, add_up
from ai_processor.extractors.cells import STRONG, Span
from ai_processor.extractors.delivery_note_words import COLUMNS
from ai_processor.extractors.evidence import Findings, Parsed, best_labelled, finding
from ai_processor.extractors.goods import extract_goods
from ai_processor.extractors.invoice_lines import signed_number
from ai_processor.extractors.measures import WEIGHT, measured
from ai_processor.extractors.numbering import date_beside, number_of_title
from ai_processor.extractors.particulars import document_date, document_number, extract_uit, extract_vehicle
from ai_processor.extractors.parties import read_section
from ai_processor.extractors.places import read_place
from ai_processor.extractors.prefixed import under
from ai_processor.extractors.tables import Row, Table, end_sections_at, find_tables
from ai_processor.values.contacts import person_length
from ai_processor.values.quantities import find_un_number
from ai_processor.values.text import fold

if TYPE_CHECKING:
    from ai_processor.extractors.view import View

ROOT = "deliveryNote"
IN_COLUMN = 0.93
_PLACE_KEYS = ("company", "street", "postcode", "city", "county", "country", "date")


def extract_title_of_delivery(view: View, findings: Findings) -> None:
    """Number, date, and the order that the goods are delivered for."""
    number = number_of_title(view)
    findings.add(f"{ROOT}.number", number)
    issued = date_beside(number) or best_labelled(view, ["issued_on"], document_date, skip_kinds=("terms",))
    issued = issued or best_labelled(view, ["date"], document_date, skip_kinds=("terms", "shipping", "end"))
    findings.add(f"{ROOT}.issuedOn", issued or best_labelled(view, ["date"], document_date))
    findings.add(f"{ROOT}.orderReference", best_labelled(view, ["order_reference"], document_number))


def extract_firms_of_delivery(view: View, findings: Findings) -> None:
    """Who delivers and who receives, and the places where that happens."""
    table = _table(view)
    end_sections_at(view, [table] if table else [], frozenset({"supplier", "buyer"}))
    for party in ("supplier", "buyer"):
        for section in view.of_kind(party):
            read_section(view, section, f"{ROOT}.{party}", findings)
    for name in ("loading", "delivery"):
        for cell, label in view.labelled(name):
            if label.strength < STRONG:
                continue
            for span, link in view.values(cell, label)[:1]:
                found = read_place([span], link=link, company=False)
                for key in _PLACE_KEYS:
                    if key in found:
                        findings.add(f"{ROOT}.{name}.{key}", found[key])


def extract_goods_of_delivery(view: View, findings: Findings) -> None:
    """The lines of goods and what they add up to."""
    table = _table(view)
    rows = [row for row in table.rows if row.keys() & {"description", "quantity"}] if table else []
    for index, row in enumerate(rows):
        _read_row(view, row, f"{ROOT}.goods.{index}", findings)
    if not rows:
        under(ROOT, extract_goods, view, findings, only=OF_AN_ORDER)
    if table and table.total:
        for span in table.total.get("gross_kg", ())[:1]:
            findings.add(f"{ROOT}.totals.grossKg", measured(span, WEIGHT, view.mark, heading="total"))
    under(ROOT, extract_goods, view, findings, only=r"totals\.grossKg$")
    add_up(ROOT, len(rows), (("grossKg", "grossKg"),), findings)


def _table(view: View) -> Table | None:
    for table in find_tables(view, COLUMNS, least=2, once=frozenset({"quantity", "gross_kg"})):
        names = {column.name for column in table.columns}
        if table.rows and "description" in names and names & {"quantity", "gross_kg"}:
            return table
    return None


def _read_row(view: View, row: Row, prefix: str, findings: Findings) -> None:
    if spans := row.get("description"):
        text = " ".join(span.text for span in spans)[:300]
        findings.add(f"{prefix}.description", finding(text, spans[0], IN_COLUMN, "column:description"))
        for span in spans:
            if un := find_un_number(span.text):
                findings.add(f"{prefix}.unNumber", finding(un[0], span.part(un[1], un[2]), IN_COLUMN, "un_number"))
    for span in row.get("quantity", ())[:1]:
        if found := signed_number(span.text, mark=view.mark):
            value, start, end = found
            findings.add(
                f"{prefix}.quantity", finding(float(value), span.part(start, end), IN_COLUMN, "column:quantity")
            )
            unit = span.part(end, len(span.text))
            if re.search(r"[a-z]{2,}", fold(unit.text)):
                findings.add(f"{prefix}.package", finding(unit.text, unit, IN_COLUMN, "column:quantity"))
    for span in row.get("package", ())[:1]:
        findings.add(f"{prefix}.package", finding(span.text, span, IN_COLUMN, "column:package"))
    for column, name in (("gross_kg", "grossKg"), ("net_kg", "netKg")):
        for span in row.get(column, ())[:1]:
            findings.add(f"{prefix}.{name}", measured(span, WEIGHT, view.mark, heading=column))
    for span in row.get("value", ())[:1]:
        if found := signed_number(span.text, mark=view.mark):
            value, start, end = found
            findings.add(f"{prefix}.value", finding(float(value), span.part(start, end), IN_COLUMN, "column:value"))


def extract_vehicle_of_delivery(view: View, findings: Findings) -> None:
    """In what the goods went, who took them along, and their UIT code."""
    under(ROOT, extract_vehicle, view, findings, only=r"vehicle\.(?!body)")
    under(ROOT, extract_uit, view, findings)
    findings.add(f"{ROOT}.delegate", best_labelled(view, ["delegate"], _person, least=STRONG))


def _person(span: Span) -> Parsed:
    length = person_length(span.text)
    name = span.part(0, length)
    words = name.text.split()
    if not 1 <= len(words) <= 5 or any(char.isdigit() for char in name.text):
        return None
    return name.text, name, None
