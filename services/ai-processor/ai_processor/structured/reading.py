"""Which XML file is an invoice; and the invoice that a hybrid PDF carries beside its pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pypdfium2
from freightwire.events.extraction import Box, FieldFound

from ai_processor.failures import UnreadableError
from ai_processor.structured.cii import CII, is_cross_industry_invoice
from ai_processor.structured.invoice import invoice_fields
from ai_processor.structured.ubl import UBL, is_ubl_invoice
from ai_processor.structured.xml_tree import Node, parse_xml

if TYPE_CHECKING:
    from ai_processor.layout import PageText, Segment

EMBEDDED_LIMIT = 20
"""Files inside a PDF that are looked at."""
EMBEDDED_BYTES = 10 * 1024 * 1024
SHORTEST_PLACED = 3
"""Shorter texts stand on a page in too many places."""
_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<")


def fields_of_xml(root: Node) -> list[FieldFound] | None:
    """The fields of an electronic invoice; None where the file is something else."""
    if is_ubl_invoice(root):
        return invoice_fields(root, UBL)
    if is_cross_industry_invoice(root):
        return invoice_fields(root, CII)
    return None


def embedded_invoice(data: bytes) -> list[FieldFound] | None:
    """The fields of the invoice that a PDF/A-3 file (Factur-X, ZUGFeRD) carries as XML; None where it carries none.

    A file in it that cannot be read says nothing against the pages: it is passed over.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None  # whoever reads its pages says what is wrong with it
    try:
        for embedded in _embedded_xml(document):
            try:
                fields = fields_of_xml(parse_xml(embedded))
            except UnreadableError:
                continue
            if fields is not None:
                return fields
    finally:
        document.close()
    return None


def _embedded_xml(document: pypdfium2.PdfDocument) -> Iterable[bytes]:
    for index in range(min(document.count_attachments(), EMBEDDED_LIMIT)):
        attachment = document.get_attachment(index)
        try:
            data = bytes(attachment.get_data())
        except pypdfium2.PdfiumError:
            continue
        if len(data) <= EMBEDDED_BYTES and _XML.match(data):
            yield data


def on_pages(fields: list[FieldFound], pages: Iterable[PageText]) -> list[FieldFound]:
    """The fields with the place on the page where the same words stand, for those that have one."""
    segments = [(page, segment) for page in pages for segment in page.segments]
    placed = []
    for found in fields:
        place = next(((page, box) for page, segment in segments if (box := _box(page, segment, found.raw))), None)
        placed.append(found.model_copy(update={"page": place[0].number, "box": place[1]}) if place else found)
    return placed


def _box(page: PageText, segment: Segment, text: str) -> Box | None:
    start = segment.text.find(text) if len(text) > SHORTEST_PLACED else -1
    if start < 0:
        return None
    rect = page.on_page(segment.rect_of(start, start + len(text)))
    return Box(x0=round(rect.x0, 2), y0=round(rect.y0, 2), x1=round(rect.x1, 2), y1=round(rect.y1, 2))
