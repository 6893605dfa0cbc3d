"""Stage 1: what a file holds: pages of words, an invoice that is data already, documents within a document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from freightwire import filetypes
from freightwire.events.base import Text
from freightwire.events.extraction import Issue, Severity

from ai_processor.extractors.mending import mend
from ai_processor.failures import Failure, UnreadableError
from ai_processor.mail.parts import parse_mail
from ai_processor.mail.reading import documents_of, lines_of
from ai_processor.mail.typing_out import typed_pages
from ai_processor.stages.formats import OnPage, media_type_of, read_pages
from ai_processor.structured.reading import embedded_invoice, fields_of_xml, on_pages
from ai_processor.structured.xml_tree import parse_xml

if TYPE_CHECKING:
    from freightwire.events.extraction import FieldFound

    from ai_processor.layout import PageText
    from ai_processor.reading import Limits, Part

UNKNOWN_XML = "xml_not_known"


@dataclass(frozen=True)
class Content:
    """What a file holds.

    ``pages`` are what a person can be shown; ``text`` is what extractors look at, the pages or the text of an e-mail,
    which has no pages. ``invoice`` holds the fields of an electronic invoice: then nothing needs to be looked for.
    """

    pages: list[PageText] = field(default_factory=list)
    text: list[PageText] = field(default_factory=list)
    invoice: list[FieldFound] | None = None
    is_mail: bool = False
    parts: list[Part] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def read_content(data: bytes, limits: Limits, on_page: OnPage = lambda page, pages: None) -> Content:
    """Read a file.

    Raises:
        UnreadableError: of a kind that is not read, or whatever its reader finds wrong with it.
    """
    media_type = media_type_of(data)
    if media_type == filetypes.XML:
        return _xml(data)
    if media_type == filetypes.EMAIL:
        return _mail(data, limits)
    invoice = embedded_invoice(data) if media_type == filetypes.PDF else None
    try:
        pages = [mend(page) for page in read_pages(data, limits, on_page)]
    except UnreadableError as error:
        if invoice is None or error.failure is not Failure.NO_TEXT:
            raise
        pages = []
    return Content(pages=pages, text=pages, invoice=None if invoice is None else on_pages(invoice, pages))


def _xml(data: bytes) -> Content:
    root = parse_xml(data)
    invoice = fields_of_xml(root)
    return Content(invoice=invoice, issues=[] if invoice is not None else [_unknown(root.name)])


def _mail(data: bytes, limits: Limits) -> Content:
    mail = parse_mail(data)
    parts, issues = documents_of(mail, limit=limits.attachments)
    return Content(text=typed_pages(lines_of(mail), limit=limits.pages), is_mail=True, parts=parts, issues=issues)


def _unknown(root: str) -> Issue:
    return Issue(
        code=UNKNOWN_XML,
        severity=Severity.INFO,
        message=Text(
            ro=f"Fișierul XML nu este o factură electronică (UBL sau CII): „{root[:60]}”.",
            en=f"The XML file is no electronic invoice (UBL or CII): “{root[:60]}”.",
        ),
    )
