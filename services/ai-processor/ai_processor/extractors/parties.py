"""The two firms of an order: who gives it and pays, and who drives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ai_processor.extractors.cells import MARKED, STRONG, Cell, Section, Span
from ai_processor.extractors.evidence import Finding, Findings, finding
from ai_processor.extractors.labelled import Reader, as_it_stands, read_contact, read_phone
from ai_processor.extractors.lexicon import LEGAL
from ai_processor.extractors.places import read_place
from ai_processor.extractors.tables import ELSEWHERE
from ai_processor.extractors.view import View
from ai_processor.values.contacts import find_emails
from ai_processor.values.dates import find_dates
from ai_processor.values.identifiers import find_ibans, find_registrations, find_vat_ids
from ai_processor.values.repair import Identified, read_iban, read_vat_id
from ai_processor.values.text import fold, is_numbered_sentence

OWN_CONCEPTS = frozenset({"vat_id", "registration", "iban", "bank", "email", "address", "company", "contact", "phone"})
"""Labels of a firm's details."""
_ADDRESS_WORDS = frozenset({"address", "city", "country", "county", "postcode"})
OF_THE_TITLE = frozenset({"reference", "issued_on"})
LARGEST_GAP = 2.2
"""Lines of one firm's details lie at most this many line heights apart."""
BY_SHAPE = 0.95
"""What only a register number or an e-mail address can look like is at least this sure."""
SIGNATURE = 0.65
LETTERHEAD = 0.75
"""How surely a firm at the head of the page is the one that gives the order."""


def extract_parties(view: View, findings: Findings) -> None:
    """Find client and carrier in their sections; a client without one in the letterhead."""
    for party in ("client", "carrier"):
        for section in view.of_kind(party):
            read_section(view, section, party, findings)
    head = [cell for cell in view.cells if cell.segment.page == 1 and cell.section is None]
    _read_head(view, head, findings)
    if not findings.get("client.name"):
        _read_signature(view, findings)


def read_section(view: View, section: Section, party: str, findings: Findings) -> None:
    """Read the firm that a section is about."""
    cells = [cell for cell in _together(section) if not _is_elsewhere(view, cell)]
    read_firm(view, section, cells, party, findings)


def read_firm(
    view: View, section: Section, cells: list[Cell], party: str, findings: Findings, *, link: float = 0.95
) -> None:
    """Read a firm's details out of its cells.

    Args:
        party: the path under which its fields are noted: ``client``, ``invoice.seller``.
        link: how surely the cells are this firm's.
    """
    lines = [section.rest] if section.rest.raw.strip() else []
    lines += [tail for tail in _tails(section.cell) if not section.rest.raw.strip() or tail.start >= section.rest.end]
    for cell in cells:
        if not cell.header:
            lines += [line for line in (_before_labels(cell), *_tails(cell)) if line.raw]
    _name_and_address(lines, party, link, findings)
    _labelled(view, [section.cell, *cells], party, min(1.0, link + 0.05), findings)
    _unlabelled(lines, party, link - 0.05, findings)
    _by_shape([section.cell, *cells], party, link - 0.05, findings)


def _before_labels(cell: Cell) -> Span:
    """What stands in the cell before its first label. "Cargo" in a firm's name is no label of goods."""
    starts = [
        label.start
        for label in cell.labels
        if label.strength >= (STRONG if label.concept in OWN_CONCEPTS | OF_THE_TITLE else MARKED)
    ]
    return cell.span.part(0, min(starts, default=len(cell.folded)))


def _tails(cell: Cell) -> list[Span]:
    """What follows a firm's number in its cell: "X SRL, CUI RO123, Str. Fabricii 3, 310001 Arad"."""
    if not any(label.concept in {"vat_id", "registration"} for label in cell.labels):
        return []
    text = cell.segment.text
    ends = [end for _, end in (*find_vat_ids(text, bare=False), *find_registrations(text))]
    ends += [
        cell.value_of(label).start + found.end
        for label in cell.labels
        if label.concept == "vat_id" and (found := read_vat_id(cell.value_of(label).text, bare=True))
    ]
    if not ends:
        return []
    tail = Span(cell.segment, max(ends), len(text))
    later = [
        label.start
        for label in cell.labels
        if label.start >= tail.start and label.strength >= STRONG and label.concept not in _ADDRESS_WORDS
    ]
    tail = Span(cell.segment, tail.start, min(later, default=tail.end)).trimmed
    return [tail] if _is_address(tail) else []


def _is_elsewhere(view: View, cell: Cell) -> bool:
    """Whether the cell's row begins with the label of something that is no firm's: its plates, its driver."""
    first = view.line(cell)[0]
    return first.section is cell.section and first.starts_with_label and first.labels[0].concept in ELSEWHERE


def _together(section: Section) -> list[Cell]:
    """The section's cells up to the first gap: what stands further down belongs to something else."""
    cells: list[Cell] = []
    bottom = section.cell.rect.y1
    for cell in section.cells:
        if cell.header is section:
            continue
        if cell.segment.page != section.cell.segment.page or cell.rect.y0 - bottom > LARGEST_GAP * cell.rect.height:
            break
        if _is_title(cell) or is_numbered_sentence(cell.segment.text):
            break
        cells.append(cell)
        bottom = max(bottom, cell.rect.y1)
    return cells


def _is_title(cell: Cell) -> bool:
    """Whether the order's own number begins the cell: the title, under the address of whom the order is sent to."""
    first = next(iter(cell.labels), None)
    return first is not None and first.concept == "reference" and first.start <= 4 and first.strength >= STRONG


def _read_head(view: View, head: list[Cell], findings: Findings) -> None:
    firm = next((cell for cell in head if _heads_a_letter(cell)), None)
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
    lines = [firm.span, *(line for cell in near if (line := _before_labels(cell)).raw)]
    _name_and_address(lines, "client", LETTERHEAD, findings)
    _labelled(view, [firm, *near], "client", 0.85, findings)
    _unlabelled(lines, "client", 0.8, findings)
    _by_shape([firm, *near], "client", 0.8, findings)


def _heads_a_letter(cell: Cell) -> bool:
    """Whether the cell is a firm's name, and no sentence or title that mentions one."""
    titled = any(label.concept in OF_THE_TITLE for label in cell.labels)
    return is_firm(cell.folded) and not cell.starts_with_label and not titled and not find_dates(cell.segment.text)


def _read_signature(view: View, findings: Findings) -> None:
    """A firm that stands with its tax number anywhere else, as under an e-mail."""
    for cell in view.cells:
        if cell.section and cell.section.kind in {"carrier", "terms"}:
            continue
        if any(label.concept == "vat_id" for label in cell.labels) and is_firm(cell.folded):
            first = min(label.start for label in cell.labels if label.strength >= STRONG or label.concept == "vat_id")
            _name_and_address([Span(cell.segment, 0, first).trimmed], "client", SIGNATURE, findings)
            _labelled(view, [cell], "client", 0.75, findings)
            return


def is_firm(folded: str) -> bool:
    """Whether a cell's folded text names a firm by its legal form."""
    match = LEGAL.search(folded)
    return match is not None and match.start() > 2 and len(folded) < 90


def _name_and_address(lines: list[Span], party: str, link: float, findings: Findings) -> None:
    named = next((line for line in lines if is_firm(fold(line.text))), lines[0] if lines else None)
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
                if read_value(label.concept, span, strength * factor, party, findings):
                    break


def read_value(concept: str, span: Span, link: float, party: str, findings: Findings, *, reason: str = "") -> bool:
    """Read a labelled value into the party. False where the text cannot be that value."""
    before = len(findings)
    if reader := _READERS.get(concept):
        for name, found in reader(span, link, reason or f"label:{concept}"):
            findings.add(f"{party}.{name}", found)
    return len(findings) > before


def _read_vat_id(span: Span, link: float, reason: str) -> Iterator[tuple[str, Finding]]:
    if found := read_vat_id(span.text, bare=True):
        yield "vatId", identified(found, span, link, reason)


def _read_registration(span: Span, link: float, reason: str) -> Iterator[tuple[str, Finding]]:
    for start, end in find_registrations(span.text)[:1]:
        part = span.part(start, end)
        yield "registration", finding(_compact(part.text), part, max(link, BY_SHAPE), reason)


def _read_iban(span: Span, link: float, reason: str) -> Iterator[tuple[str, Finding]]:
    if found := read_iban(span.text):
        yield "iban", identified(found, span, link, reason)


def _read_email(span: Span, link: float, reason: str) -> Iterator[tuple[str, Finding]]:
    for start, end in find_emails(span.text)[:1]:
        part = span.part(start, end)
        yield "email", finding(part.text.lower(), part, max(link, BY_SHAPE), reason)


def identified(found: Identified, span: Span, link: float, reason: str) -> Finding:
    """A finding of an identifier that stands in ``span``; one that was put right says so."""
    reasons = (reason, "repaired") if found.repaired else (reason,)
    return finding(found.value, span.part(found.start, found.end), link, *reasons, check=found.valid)


def _compact(text: str) -> str:
    return re.sub(r"\s", "", text.upper())


_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "vat_id": _read_vat_id,
        "registration": _read_registration,
        "iban": _read_iban,
        "email": _read_email,
        "address": as_it_stands("address"),
        "company": as_it_stands("name"),
        "contact": read_contact,
        "phone": read_phone,
    }
)
"""What reads a party's value, by the concept of its label."""


def _by_shape(cells: list[Cell], party: str, link: float, findings: Findings) -> None:
    """Values whose own shape says what they are, wherever they stand in the party's cells."""
    for concept in ("email", "registration", "iban"):
        for cell in cells:
            if concept == "iban" and not ((account := read_iban(cell.segment.text)) and account.valid):
                continue  # without a label only the check digits tell an account from other codes
            if not findings.get(f"{party}.{concept}"):
                read_value(concept, cell.span, link * 0.95, party, findings)


def _unlabelled(lines: list[Span], party: str, link: float, findings: Findings) -> None:
    """A VAT id with its country's prefix, and a telephone number, where no label is near."""
    for line in lines:
        if not findings.get(f"{party}.vatId"):
            found = read_vat_id(line.text, bare=False)
            if found and found.valid is not False:  # "DE 80333" is a postcode
                read_value("vat_id", line.part(found.start, found.end), link * 0.9, party, findings)
        if not findings.get(f"{party}.phone") and not find_ibans(line.text):
            read_value("phone", line, link * 0.9, party, findings, reason="shape")
