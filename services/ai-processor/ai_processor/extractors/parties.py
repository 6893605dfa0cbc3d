"""The two firms of an order: who gives it and pays, and who drives."""

from __future__ import annotations

import re

from ai_processor.extractors.evidence import Findings, finding
from ai_processor.extractors.lexicon import LEGAL
from ai_processor.extractors.places import read_place
from ai_processor.extractors.view import MARKED, STRONG, Cell, Section, Span, View
from ai_processor.values.contacts import find_emails, find_phones, normal_phone, person_length
from ai_processor.values.identifiers import (
    find_ibans,
    find_registrations,
    find_vat_ids,
    iban_is_valid,
    normal_vat_id,
    vat_id_is_valid,
)
from ai_processor.values.text import fold

OWN_CONCEPTS = frozenset({"vat_id", "registration", "iban", "bank", "email", "address", "company", "contact", "phone"})
"""Labels of a firm's details."""
OF_THE_TITLE = frozenset({"reference", "issued_on"})
LARGEST_GAP = 2.2
"""Lines of one firm's details lie at most this many line heights apart."""
SIGNATURE = 0.65
LETTERHEAD = 0.75
"""How surely a firm at the head of the page is the one that gives the order."""


def extract_parties(view: View, findings: Findings) -> None:
    """Find client and carrier in their sections; a client without one in the letterhead."""
    for party in ("client", "carrier"):
        for section in view.of_kind(party):
            _read_section(view, section, party, findings)
    head = [cell for cell in view.cells if cell.segment.page == 1 and cell.section is None]
    _read_head(view, head, findings)
    if not findings.get("client.name"):
        _read_signature(view, findings)


def _read_section(view: View, section: Section, party: str, findings: Findings) -> None:
    cells = _together(section)
    # "Data: …" in a party's section is the date of the order, and what follows a stop's or price's label is not the firm's
    lines: list[Span] = [section.rest] if section.rest.raw.strip() else []
    for cell in cells:
        if not cell.header and not _is_labelled(cell):
            lines.append(cell.span)
    _name_and_address(lines, party, 0.95, findings)
    _labelled(view, [section.cell, *cells], party, 1.0, findings)
    _unlabelled(lines, party, 0.9, findings)


def _is_labelled(cell: Cell) -> bool:
    """Whether the cell is a label with its value. "Cargo" in a firm's name is no label of goods."""
    return any(
        label.strength >= (STRONG if label.concept in OWN_CONCEPTS | OF_THE_TITLE else MARKED) for label in cell.labels
    )


def _together(section: Section) -> list[Cell]:
    """The section's cells up to the first gap: what stands further down belongs to something else."""
    cells: list[Cell] = []
    bottom = section.cell.rect.y1
    for cell in section.cells:
        if cell.header is section:
            continue
        if cell.segment.page != section.cell.segment.page or cell.rect.y0 - bottom > LARGEST_GAP * cell.rect.height:
            break
        cells.append(cell)
        bottom = max(bottom, cell.rect.y1)
    return cells


def _read_head(view: View, head: list[Cell], findings: Findings) -> None:
    firm = next((cell for cell in head if _is_firm(cell.folded) and not cell.starts_with_label), None)
    if firm is None or findings.get("client.name"):
        return
    carrier = findings.get("carrier.name")
    if carrier and fold(str(carrier.value)) in firm.folded:
        return
    near = [
        cell
        for cell in head
        if cell is not firm and abs(cell.rect.x0 - firm.rect.x0) < 250 and 0 < cell.rect.middle - firm.rect.middle < 130
    ]
    lines = [firm.span, *(cell.span for cell in near if not _is_labelled(cell))]
    _name_and_address(lines, "client", LETTERHEAD, findings)
    _labelled(view, [firm, *near], "client", 0.85, findings)
    _unlabelled(lines, "client", 0.8, findings)


def _read_signature(view: View, findings: Findings) -> None:
    """A firm that stands with its tax number anywhere else, as under an e-mail."""
    for cell in view.cells:
        if cell.section and cell.section.kind in {"carrier", "terms"}:
            continue
        if any(label.concept == "vat_id" for label in cell.labels) and _is_firm(cell.folded):
            first = min(label.start for label in cell.labels if label.strength >= STRONG or label.concept == "vat_id")
            _name_and_address([Span(cell.segment, 0, first).trimmed], "client", SIGNATURE, findings)
            _labelled(view, [cell], "client", 0.75, findings)
            return


def _is_firm(folded: str) -> bool:
    match = LEGAL.search(folded)
    return match is not None and match.start() > 2 and len(folded) < 90


def _name_and_address(lines: list[Span], party: str, link: float, findings: Findings) -> None:
    named = next((line for line in lines if _is_firm(fold(line.text))), lines[0] if lines else None)
    if named is None:
        return
    legal = LEGAL.search(fold(named.text))
    end = len(named.text)
    if legal and legal.start() > 2:
        comma = re.search(r"[,;|]|\s[-–]\s", named.text[legal.end() :])
        end = legal.end() + comma.start() if comma else end
        # "X S.R.L. Str. Y nr. 3": what follows the legal form is the address
        tail = named.text[legal.end() : end]
        if re.search(r"\d", tail):
            end = legal.end()
    elif comma := re.search(r"[,;|]", named.text):
        end = comma.start()
    name = named.part(0, end)
    if len(re.sub(r"[\W\d_]", "", name.text)) >= 2:
        findings.add(
            f"{party}.name",
            finding(name.text, name, link if legal else link * 0.85, "legal_form" if legal else "first_line"),
        )
    rest = [named.part(end, len(named.text)), *lines[lines.index(named) + 1 :]]
    address = [_without_opening(line) for line in rest if _is_address(line)]
    if address:
        text = ", ".join(line.text for line in address[:3])
        findings.add(f"{party}.address", finding(text, address[0], link * 0.9, "position"))


def _without_opening(line: Span) -> Span:
    """ "cu sediul în Arad, …": the address begins after the words of contracts."""
    opening = re.match(r"(?:cu\s+)?sediul(?:\s+social)?\s*(?:in|:)\s*", fold(line.text))
    return line.part(opening.end(), len(line.text)) if opening else line


def _is_address(line: Span) -> bool:
    if (
        not 5 < len(line.text) < 110
        or find_emails(line.text)
        or find_vat_ids(line.text, bare=False)
        or find_registrations(line.text)
    ):
        return False
    place = read_place([line], company=False)
    return (
        bool(place.keys() & {"street", "postcode"})
        or {"city", "country"} <= place.keys()
        or {"city", "county"} <= place.keys()
    )


def _labelled(view: View, cells: list[Cell], party: str, factor: float, findings: Findings) -> None:
    for cell in cells:
        for label in cell.labels:
            if label.strength < STRONG or label.stop_kind is not None:
                continue
            for span, strength in view.values(cell, label):
                if _put(label.concept, span, strength * factor, party, findings):
                    break


def _put(concept: str, span: Span, link: float, party: str, findings: Findings) -> bool:
    before = len(findings)
    reason = f"label:{concept}"
    text = span.text
    if concept == "vat_id":
        for start, end in find_vat_ids(text, bare=True)[:1]:
            part = span.part(start, end)
            findings.add(
                f"{party}.vatId",
                finding(normal_vat_id(part.text), part, link, reason, check=vat_id_is_valid(part.text)),
            )
    elif concept == "registration":
        for start, end in find_registrations(text)[:1]:
            part = span.part(start, end)
            findings.add(
                f"{party}.registration", finding(re.sub(r"\s", "", part.text.upper()), part, max(link, 0.95), reason)
            )
    elif concept == "iban":
        for start, end in find_ibans(text)[:1]:
            part = span.part(start, end)
            findings.add(
                f"{party}.iban",
                finding(re.sub(r"\s", "", part.text.upper()), part, link, reason, check=iban_is_valid(part.text)),
            )
    elif concept == "address" and text:
        findings.add(f"{party}.address", finding(text, span, link, reason))
    elif concept == "company" and text:
        findings.add(f"{party}.name", finding(text, span, link, reason))
    elif concept == "contact":
        if length := person_length(text):
            part = span.part(0, length)
            findings.add(f"{party}.contact", finding(part.text, part, link, reason))
        _phone(span, link, party, findings, reason)
    elif concept == "phone":
        _phone(span, link, party, findings, reason)
    elif concept == "email":
        for start, end in find_emails(text)[:1]:
            part = span.part(start, end)
            findings.add(f"{party}.email", finding(part.text.lower(), part, max(link, 0.95), reason))
    return len(findings) > before


def _phone(span: Span, link: float, party: str, findings: Findings, reason: str) -> None:
    for start, end in find_phones(span.text)[:1]:
        part = span.part(start, end)
        findings.add(f"{party}.phone", finding(normal_phone(part.text), part, link, reason))


def _unlabelled(lines: list[Span], party: str, link: float, findings: Findings) -> None:
    """Values whose own shape says what they are."""
    for line in lines:
        if not findings.get(f"{party}.email"):
            _put("email", line, link * 0.95, party, findings)
        if not findings.get(f"{party}.registration"):
            _put("registration", line, link * 0.95, party, findings)
        if not findings.get(f"{party}.iban"):
            _put("iban", line, link * 0.95, party, findings)
        if not findings.get(f"{party}.vatId"):
            for start, end in find_vat_ids(line.text, bare=False)[:1]:
                _put("vat_id", line.part(start, end), link * 0.9, party, findings)
        if not findings.get(f"{party}.phone") and not find_ibans(line.text):
            _phone(line, link * 0.9, party, findings, "shape")
