"""Who gives the order, where only the end of a message says it: the lines under its closing words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ai_processor.extractors.cells import Section
from ai_processor.extractors.evidence import Findings, finding
from ai_processor.extractors.parties import is_firm, read_firm
from ai_processor.values.text import fold

if TYPE_CHECKING:
    from ai_processor.extractors.cells import Cell
    from ai_processor.extractors.view import View

LONGEST_CLOSING = 9
"""Lines of a signature, at most."""
LINK = 0.8
"""How surely the firm under the closing words is the client."""
_CLOSING = re.compile(
    r"(?:cu\s+(?:stima|respect|drag)|(?:va\s+)?multumesc|multumim|o\s+zi\s+buna"
    r"|(?:best|kind|warm)?\s*regards|thank(?:s|\s+you)|yours\s+(?:sincerely|faithfully)|sincerely"
    r"|mit\s+freundlichen\s+gru\w+|(?:freundliche|beste|viele)\s+gru\w+|mfg)\b"
)
_PERSON = re.compile(r"[^\W\d_]{2,}(?:[ -][^\W\d_]{2,}){1,3}")
_GAP = 4.5
"""Lines of a signature lie at most this many line heights apart."""


def extract_closing(view: View, findings: Findings) -> None:
    """Read the client out of the signature, where nothing else names it."""
    if findings.get("client.name"):
        return
    for position, cell in enumerate(view.cells):
        if not _CLOSING.match(cell.folded) or len(cell.folded) > 40:
            continue
        lines = _under(view.cells[position + 1 :], cell)
        firm = next((line for line in lines if is_firm(line.folded)), None)
        carrier = findings.get("carrier.name")
        if firm is None or (carrier and fold(str(carrier.value)) in firm.folded):
            continue
        person = next((line for line in lines if _PERSON.fullmatch(line.segment.text) and line is not firm), None)
        if person:
            findings.add("client.contact", finding(person.span.text, person.span, LINK, "position"))
        rest = [line for line in lines if line is not firm and line is not person]
        read_firm(view, Section("client", firm, None, firm.rect.x0, 1e9, firm.rect.y0, firm.span), rest, "client",
                  findings, link=LINK)  # fmt: skip
        return


def _under(cells: list[Cell], closing: Cell) -> list[Cell]:
    lines: list[Cell] = []
    last = closing
    for cell in cells[:LONGEST_CLOSING]:
        if cell.segment.page != closing.segment.page or cell.rect.y0 - last.rect.y1 > _GAP * cell.rect.height:
            break
        lines.append(cell)
        last = cell
    return lines
