"""The boxes of a form: each under its caption, as far as its ruled lines reach, or the next caption.

Captions are printed in two or three languages, one under the other or with strokes between them; none of that is what
the box says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ai_processor.extractors.cells import Cell, Section, Span

if TYPE_CHECKING:
    from ai_processor.extractors.vocabulary import Vocabulary
    from ai_processor.layout import PageText

CAPTION_GAP = 1.8
"""Captions of one box in several languages lie at most this many line heights apart."""
LEAST_HEIGHT = 3.0
"""Points between a caption and the ruled line that ends its box, at least: a nearer one underlines the caption."""
INDENT = 14.0
"""Points by which a box's text may begin further left than its caption, where no ruled line tells."""
COLUMN = 20.0
"""Points by which the caption of a box beside begins further right, at least."""
_WORD = re.compile(r"[a-z]{2,}")
CAPTION_WORDS = frozenset(
    """
    ablieferung absender address adresa adresse affranchissement agreed agreements al ale am ambalaj ambalare
    and anexate annexed annexes anschrift anweisungen anzahl art attached ausgefertigt auslieferung
    auslieferungsort beigefugte beladung bemerkungen besondere bezeichnung brut bruta brutto bruttogewicht bzw
    carrier carrier's carriers cash charge cod code colete coletelor colis consignee consignor conventii
    conventions country cubage cubaj data date datum de delivery denumire denumirea der des descarcare
    descarcarii designated destinataire destinatar destinatarul destinatarului die documente documents dokumente
    du emballage empfangen empfanger en entladeort erhalten established et etablie expediteur expeditor
    expeditorul expeditorului for frachtfuhrer franco frei fur gewicht goods greutate gross gut gutes in
    incarcare incarcarii instructions instructiuni instructiunile intocmit intocmita kennzeichen kg la land le
    les lieu livraison livrare livrarii loading loc localitatea locul m3 marchandise marchandises marci marfii
    marfurilor marks marques method mod mode nachfolgende nachnahme name natura nature nefranco no nom nombre
    nos nr numar numarul number nume numele numere numeros nummern observatii observatiile observations of on or
    ort ou over packages packing packstucke paiement particulieres payable payment pays pentru place plata plati
    poids pour preluare preluarii prescriptions prevu primirea primit prise ramburs re9ues receipt received
    receiver recues reimbursement remarques remboursement reservations reserves rezerve rezervele sau semnatura
    sender sender's shipper si signature special speciale stamp stampila statistic statistical statistiknummer
    statistique stempel succesivi successifs successive tag taking tara the timbre transportator transportatori
    transportatorul transportatorului transporteur transporteurs ubernahme umfang und unfrei unterschrift
    vereinbarungen verpackung volum volume vorbehalte weight zahlung
    """.split()  # noqa: SIM905 - as a list it would be a line each
)
"""Words that captions consist of, in Romanian, English, German and French."""


def is_caption(folded: str) -> bool:
    """Whether a text consists of the words of captions."""
    words = _WORD.findall(folded)
    known = sum(word in CAPTION_WORDS for word in words)
    return bool(words) and known >= max(1, len(words) - len(words) // 4)


def find_boxes(page: PageText, cells: list[Cell], vocabulary: Vocabulary) -> list[Section]:
    """Find the page's boxes, and give every cell its own. What is printed as a caption is no cell of a box."""
    boxes, ends = _captioned(cells, vocabulary)
    for box in boxes:
        box.left = _left(box, page)
        box.bottom = _bottom(box, ends[id(box)], boxes, page)
    for box in boxes:
        box.right = _right(box, boxes, page)
    for cell in cells:
        around = [box for box in boxes if box.covers(cell)]
        cell.section = cell.header or max(around, key=lambda box: (round(box.top), box.left), default=None)
        if cell.section is not None and cell.header is None and not is_caption(cell.folded):
            cell.section.cells.append(cell)
    return boxes


def _captioned(cells: list[Cell], vocabulary: Vocabulary) -> tuple[list[Section], dict[int, float]]:
    """The boxes by their captions, and where each one's captions end."""
    boxes: list[Section] = []
    ends: dict[int, float] = {}
    for cell in cells:
        heading = vocabulary.heading_of(cell.folded)
        if heading is None:
            continue
        kind, match = heading
        rest = Span(cell.segment, match.end(), len(cell.folded)).trimmed
        if is_caption(cell.folded[match.end() :]):
            rest = rest.part(0, 0)
        same = next((box for box in boxes if box.kind == kind and _follows(cell, box, ends[id(box)])), None)
        if same is None:
            same = Section(kind, cell, None, cell.rect.x0 - INDENT, 1e9, cell.rect.y0 - 1, rest)
            boxes.append(same)
        elif rest.raw and not same.rest.raw:
            same.rest = rest
        cell.header = same
        ends[id(same)] = cell.rect.y1
    return boxes, ends


def _follows(cell: Cell, box: Section, end: float) -> bool:
    """Whether the cell goes on with the box's caption: in another language, right under it or beside it."""
    beside = (
        abs(cell.rect.middle - box.cell.rect.middle) < cell.rect.height and 0 < cell.rect.x0 - box.cell.rect.x1 < 90
    )
    under = (
        -1 < cell.rect.y0 - end < CAPTION_GAP * cell.rect.height and abs(cell.rect.x0 - box.cell.rect.x0) < 2 * INDENT
    )
    return beside or under


def _left(box: Section, page: PageText) -> float:
    rect = box.cell.rect
    rules = [x for x, top, bottom in page.rules.vertical if x <= rect.x0 + 1 and top - 1 <= rect.middle <= bottom + 1]
    return max(rules) - 1 if rules else rect.x0 - INDENT


def _bottom(box: Section, end: float, boxes: list[Section], page: PageText) -> float:
    rect = box.cell.rect
    below = [
        other.top for other in boxes if other is not box and other.top > end - 1 and _share_column(other.cell, box.cell)
    ]
    ruled = [
        y
        for y, left, right in page.rules.horizontal
        if y > end + LEAST_HEIGHT and left <= rect.x0 + 6 and right >= rect.x0 + COLUMN
    ]
    return min([*below, *ruled, page.height])


def _share_column(one: Cell, other: Cell) -> bool:
    return one.rect.overlap_x(other.rect) > 0 or abs(one.rect.x0 - other.rect.x0) < INDENT


def _right(box: Section, boxes: list[Section], page: PageText) -> float:
    rect = box.cell.rect
    rules = [x for x, top, bottom in page.rules.vertical if x >= rect.x1 - 2 and top - 1 <= rect.middle <= bottom + 1]
    beside = [
        other.left
        for other in boxes
        if other.cell.rect.x0 > rect.x0 + COLUMN
        and other.cell.rect.x0 >= rect.x1 - 2
        and other.top < box.bottom
        and other.bottom > box.top
    ]
    return min([*rules, *beside, page.width])
