"""The parties of a contract, told in its preamble: "X S.R.L., cu sediul în …, CUI …, în calitate de transportator"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ai_processor.extractors.cells import Span
from ai_processor.extractors.evidence import Findings, finding
from ai_processor.extractors.headings import CERTAIN_FORM
from ai_processor.extractors.parties import read_value
from ai_processor.values.repair import read_iban, read_vat_id
from ai_processor.values.text import fold

if TYPE_CHECKING:
    from ai_processor.extractors.cells import Cell
    from ai_processor.extractors.view import View

LINK = 0.9
"""How surely a firm is the party that its sentence calls it."""
_AS = (
    r"(?:in\s+calitate\s+de|avand\s+calitatea\s+de|denumit[ae]?\s+(?:in\s+continuare\s+|mai\s+jos\s+)?"
    r"|hereinafter\s+(?:referred\s+to\s+as\s+|called\s+)?|acting\s+as|as\s+the"
    r"|(?:nachfolgend|nachstehend|im\s+folgenden)\s+(?:als\s+|kurz\s+)?|als)\W*(?:the\s+|an?\s+)?"
)
_CLIENT = r"beneficiar|expeditor|client|comitent|casa\s+de\s+expedi|customer|principal|forwarder|auftraggeber|spediteur"
_CARRIER = r"transportator|caraus|prestator|carrier|haulier|contractor|frachtfuhrer|auftragnehmer|transportunternehmer"
_ROLE = re.compile(rf"{_AS}(?:(?P<client>{_CLIENT})|(?P<carrier>{_CARRIER}))")
_FIRM = re.compile(rf"(?<![\w.]){CERTAIN_FORM}(?!\w)")
_BEFORE_NAME = re.compile(
    r"(?:^|[,;:]|\b(?:intre|si|and|between|und|zwischen|partile|subscrisa|societatea|firma)\b|\d[.)])\W*"
)
_ADDRESS = re.compile(
    r"(?:cu\s+)?sediul(?:\s+social)?\s*(?:in|:)\s*|(?:with\s+its\s+)?(?:registered\s+)?(?:office|seat)\s+(?:in|at)\s+"
    r"|(?:mit\s+)?sitz\s+in\s+"
)
_AFTER_ADDRESS = re.compile(
    r",?\s*(?:inregistrat|inmatriculat|avand|cod(?:ul)?\s+(?:fiscal|unic)|c\.?u\.?i|c\.?i\.?f|nr\.?\s*(?:de\s+)?(?:reg|ordine)"
    r"|reg\.?\s*com|j\d|j\s*\d|cont(?:ul)?\b|iban|tel|telefon|reprezentat|registered|vat\b|represented|ust|eingetragen"
    r"|vertreten|e-?mail)"
)


def extract_contract_parties(view: View, findings: Findings) -> None:
    """Find the parties that a sentence names with their role, where no section has named them."""
    for cell in view.cells:
        start = 0
        for role in _ROLE.finditer(cell.folded):
            party = "client" if role["client"] else "carrier"
            if findings.get(f"{party}.name") is None or findings.get(f"{party}.vatId") is None:
                _read(cell, Span(cell.segment, start, role.start()), party, findings)
            start = role.end()


def _read(cell: Cell, sentence: Span, party: str, findings: Findings) -> None:
    folded = fold(sentence.raw)
    form = _FIRM.search(folded)
    if form is None:
        return
    before = [match.end() for match in _BEFORE_NAME.finditer(folded, 0, form.start()) if match.end() < form.start()]
    name = sentence.part(max(before, default=0), form.end())
    if not 3 < len(name.text) <= 70:
        return
    findings.add(f"{party}.name", finding(name.text, name, LINK, "legal_form"))
    _read_address(sentence, folded, form.end(), party, findings)
    if vat := read_vat_id(sentence.text, bare=False):
        read_value("vat_id", sentence.part(vat.start, vat.end), LINK, party, findings, reason="legal_form")
    else:
        for label in cell.labels:
            if label.concept == "vat_id" and sentence.start <= label.start < sentence.end:
                read_value("vat_id", cell.value_of(label), LINK, party, findings)
    read_value("registration", sentence, LINK, party, findings, reason="legal_form")
    if (account := read_iban(sentence.text)) and account.valid:
        read_value("iban", sentence, LINK, party, findings, reason="legal_form")
    read_value("email", sentence, LINK, party, findings, reason="legal_form")


def _read_address(sentence: Span, folded: str, start: int, party: str, findings: Findings) -> None:
    if opening := _ADDRESS.search(folded, start):
        closing = _AFTER_ADDRESS.search(folded, opening.end())
        address = sentence.part(opening.end(), closing.start() if closing else len(folded))
        if 5 < len(address.text) < 120:
            findings.add(f"{party}.address", finding(address.text, address, LINK, "position"))
