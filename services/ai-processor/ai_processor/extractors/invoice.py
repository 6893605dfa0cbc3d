"""Invoices: what they are called, from whom to whom, and by when to be paid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ai_processor.extractors.cells import STRONG, Cell, Section
from ai_processor.extractors.evidence import Finding, Findings, best_labelled, finding
from ai_processor.extractors.invoice_lines import invoice_tables
from ai_processor.extractors.lexicon import LEGAL
from ai_processor.extractors.numbering import OUTSIDE, TITLE_SHARE, date_beside, head_of, number_of_title
from ai_processor.extractors.particulars import document_date, document_number
from ai_processor.extractors.parties import is_firm, read_firm, read_section, read_value
from ai_processor.extractors.tables import end_sections_at
from ai_processor.values.dates import find_dates
from ai_processor.values.identifiers import find_vat_ids, normal_vat_id, vat_id_is_valid
from ai_processor.values.repair import read_iban
from ai_processor.values.text import fold

if TYPE_CHECKING:
    from ai_processor.extractors.view import View

ROOT = "invoice"
LETTERHEAD, ANYWHERE, WINDOW = 0.75, 0.6, 0.5
"""How surely a firm at the head of the page is the seller, one anywhere else, and a second firm the buyer."""
_TITLE = frozenset({"number", "title", "issued_on", "due_on"})
NEAR = 130.0
"""Points under a firm's name within which its details stand."""
_YOURS = re.compile(r"\b(?:uw|your|ihre?|dumneavoastra|dvs)\b")
"""Words of what is the reader's, not the writer's: "Your VAT number"."""
_TYPES = (
    ("credit_note", re.compile(r"\bstorno\b|credit\s+note|gutschrift|nota\s+de\s+credit|storno-?rechnung")),
    ("proforma", re.compile(r"pro-?\s?forma")),
    ("invoice", re.compile(r"\bfactur|\binvoice|rechnung|factuur")),
)


def extract_title(view: View, findings: Findings) -> None:
    """Number, kind, dates, and the order that the invoice is for."""
    number = _number(view)
    findings.add(f"{ROOT}.number", number)
    issued = best_labelled(view, ["issued_on"], document_date, skip_kinds=OUTSIDE)
    issued = issued or date_beside(number) or _date_in_head(view)
    findings.add(f"{ROOT}.issuedOn", issued)
    findings.add(f"{ROOT}.dueOn", best_labelled(view, ["due_on"], document_date))
    findings.add(f"{ROOT}.orderReference", best_labelled(view, ["order_reference"], document_number))
    _type(view, findings)


def _number(view: View) -> Finding | None:
    return number_of_title(view) or best_labelled(view, ["other_number"], document_number, skip_kinds=OUTSIDE)


def _date_in_head(view: View) -> Finding | None:
    head = head_of(view)
    if found := best_labelled(head, ["date"], document_date, skip_kinds=("delivery",)):
        return found
    for cell in head.cells:
        if not any(label.concept in {"due_on", "order_reference"} for label in cell.labels):
            for date in find_dates(cell.segment.text)[:1]:
                return finding(date.value.isoformat(), cell.span.part(date.start, date.end), 0.55, "first_date")
    return None


def _type(view: View, findings: Findings) -> None:
    for cell in head_of(view).cells:
        for name, pattern in _TYPES:
            if len(cell.folded) < 60 and (match := pattern.search(cell.folded)):
                findings.add(f"{ROOT}.type", finding(name, cell.span.part(*match.span()), 0.9, "title"))
                return


def extract_firms(view: View, findings: Findings) -> None:
    """Seller and buyer: under their headings, else the firm of the letterhead."""
    end_sections_at(view, invoice_tables(view), frozenset({"seller", "buyer", "delivery"}))
    for party in ("seller", "buyer"):
        for section in view.of_kind(party):
            read_section(view, section, f"{ROOT}.{party}", findings)
    if findings.get(f"{ROOT}.seller.name") is None:
        _letterhead(view, findings)
    if findings.get(f"{ROOT}.buyer.name") is None:
        _window(view, findings)
    _accounts(view, findings)


def _letterhead(view: View, findings: Findings) -> None:
    buyer = findings.get(f"{ROOT}.buyer.name")
    firms = [
        cell
        for cell in view.cells
        if is_firm(cell.folded)
        and cell.header is None
        and not cell.starts_with_label
        and not (cell.section and cell.section.kind in {"buyer", "delivery", "terms"})
        and not (buyer and fold(str(buyer.value)) in cell.folded)
    ]
    limit = view.pages[0].height * TITLE_SHARE
    head = [cell for cell in firms if cell.segment.page == 1 and cell.rect.y1 < limit]
    for cell, link in ((head[0], LETTERHEAD),) if head else ((each, ANYWHERE) for each in firms[:1]):
        read_firm(view, _as_section(cell), _under(view, cell), f"{ROOT}.seller", findings, link=link)


def _under(view: View, cell: Cell) -> list[Cell]:
    """The lines under a firm's name, up to the next firm or heading."""
    under = []
    for other in view.cells:
        below = other.rect.middle - cell.rect.middle
        if other.segment.page != cell.segment.page or abs(other.rect.x0 - cell.rect.x0) > 40 or not 0 < below < NEAR:
            continue
        if is_firm(other.folded) or other.header is not None or any(each.concept in _TITLE for each in other.labels):
            break
        under.append(other)
    return under


def _as_section(cell: Cell) -> Section:
    """A firm's name that has no heading, as if it stood under one."""
    return Section("seller", cell, None, cell.rect.x0, 1e9, cell.rect.y0, cell.span)


def _window(view: View, findings: Findings) -> None:
    """A second firm in the head of the page is whom the invoice is sent to."""
    seller = findings.get(f"{ROOT}.seller.name")
    for cell in head_of(view).cells:
        legal = LEGAL.search(cell.folded)
        known = seller and (cell.segment is seller.span.segment or fold(str(seller.value)) in cell.folded)
        if legal and is_firm(cell.folded) and not known and not cell.starts_with_label:
            read_firm(view, _as_section(cell), _under(view, cell), f"{ROOT}.buyer", findings, link=WINDOW)
            return


def _accounts(view: View, findings: Findings) -> None:
    """What is the seller's wherever it stands: the account to pay to, and a VAT id that is not the buyer's."""
    buyers = {id(cell) for section in view.of_kind("buyer") for cell in section.cells}
    others = [cell for cell in view.cells if id(cell) not in buyers]
    buyer = findings.get(f"{ROOT}.buyer.vatId")
    for cell in others:
        if _YOURS.search(cell.folded):
            continue
        account = read_iban(cell.segment.text) if findings.get(f"{ROOT}.seller.iban") is None else None
        if account and account.valid:
            read_value("iban", cell.span, 0.85, f"{ROOT}.seller", findings)
        if findings.get(f"{ROOT}.seller.vatId") is None:
            for label in cell.labels:
                if label.concept == "vat_id" and label.strength >= STRONG:
                    for span, link in view.values(cell, label)[:1]:
                        if buyer is None or str(buyer.value) not in normal_vat_id(span.text):
                            read_value("vat_id", span, link * 0.85, f"{ROOT}.seller", findings)
            for start, end in find_vat_ids(cell.segment.text, bare=False):
                part = cell.span.part(start, end)
                other = buyer is None or normal_vat_id(part.text) != buyer.value
                if other and vat_id_is_valid(part.text) is not False:
                    read_value("vat_id", part, 0.75, f"{ROOT}.seller", findings)
