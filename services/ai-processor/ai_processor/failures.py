"""Why a document cannot be read, in stable codes and in words for a dispatcher."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from freightwire.events.base import Text


class Failure(StrEnum):
    """The stable code of a failure, as it travels in ``document:failed``."""

    EMPTY = "empty"
    UNSUPPORTED_FORMAT = "unsupported_format"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    NO_PAGES = "no_pages"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_SCANNED_PAGES = "too_many_scanned_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LARGE = "too_large"
    NO_TEXT = "no_text"
    OBJECT_MISSING = "object_missing"
    OCR_UNAVAILABLE = "ocr_unavailable"
    TOOK_TOO_LONG = "took_too_long"
    PAGE_TOOK_TOO_LONG = "page_took_too_long"
    TOO_MUCH_MEMORY = "too_much_memory"
    READER_CRASHED = "reader_crashed"
    XML_DAMAGED = "xml_damaged"
    XML_FORBIDDEN = "xml_forbidden"
    XML_TOO_COMPLEX = "xml_too_complex"
    MAIL_TOO_COMPLEX = "mail_too_complex"


_TEXTS = MappingProxyType(
    {
        Failure.EMPTY: Text(ro="Fișierul este gol. Încărcați-l din nou.", en="The file is empty. Upload it again."),
        Failure.UNSUPPORTED_FORMAT: Text(
            ro="Fișierul este de un tip care nu se citește ({detail}). Trimiteți un PDF, o imagine,"
            " un e-mail (.eml) sau un XML.",
            en="The file is of a kind that is not read ({detail}). Send a PDF, an image, an"
            " e-mail (.eml) or an XML file.",
        ),
        Failure.ENCRYPTED: Text(
            ro="Documentul este protejat cu parolă. Cereți expeditorului o copie fără parolă.",
            en="The document is protected by a password. Ask the sender for a copy without one.",
        ),
        Failure.DAMAGED: Text(
            ro="Fișierul este deteriorat și nu poate fi deschis. Cereți-l din nou.",
            en="The file is damaged and cannot be opened. Ask for it again.",
        ),
        Failure.NO_PAGES: Text(ro="Documentul nu are nicio pagină.", en="The document has no pages."),
        Failure.TOO_MANY_PAGES: Text(
            ro="Documentul are prea multe pagini ({detail}). Împărțiți-l.",
            en="The document has too many pages ({detail}). Split it.",
        ),
        Failure.TOO_MANY_SCANNED_PAGES: Text(
            ro="Documentul are prea multe pagini scanate ({detail}). Împărțiți-l.",
            en="The document has too many scanned pages ({detail}). Split it.",
        ),
        Failure.TOO_MANY_PIXELS: Text(
            ro="Imaginea este prea mare ({detail}). Scanați la 200–300 dpi sau micșorați-o.",
            en="The picture is too large ({detail}). Scan at 200–300 dpi, or reduce it.",
        ),
        Failure.TOO_LARGE: Text(ro="Fișierul este prea mare ({detail}).", en="The file is too large ({detail})."),
        Failure.NO_TEXT: Text(
            ro="În document nu s-a găsit text. Verificați dacă paginile nu sunt goale sau ilizibile.",
            en="No text was found in the document. Check whether its pages are blank or illegible.",
        ),
        Failure.OBJECT_MISSING: Text(
            ro="Fișierul nu mai există în depozitul de documente. Încărcați-l din nou.",
            en="The file is no longer in the document store. Upload it again.",
        ),
        Failure.OCR_UNAVAILABLE: Text(
            ro="Documentele scanate nu pot fi citite acum: lipsesc datele de recunoaștere ({detail}). Anunțați"
            " administratorul și reîncercați.",
            en="Scanned documents cannot be read just now: recognition data are missing ({detail}). Tell the"
            " administrator, and try again.",
        ),
        Failure.PAGE_TOOK_TOO_LONG: Text(
            ro="Citirea paginii a durat prea mult ({detail}) și a fost oprită.",
            en="Reading the page took too long ({detail}) and was stopped.",
        ),
        Failure.TOOK_TOO_LONG: Text(
            ro="Citirea documentului a durat prea mult ({detail}) și a fost oprită.",
            en="Reading the document took too long ({detail}) and was stopped.",
        ),
        Failure.TOO_MUCH_MEMORY: Text(
            ro="Citirea documentului cere prea multă memorie. Cereți o copie mai simplă.",
            en="Reading the document needs too much memory. Ask for a simpler copy.",
        ),
        Failure.READER_CRASHED: Text(
            ro="Cititorul s-a oprit neașteptat la acest document. Celelalte documente nu sunt afectate.",
            en="The reader stopped unexpectedly at this document. Other documents are not affected.",
        ),
        Failure.XML_DAMAGED: Text(
            ro="Fișierul XML este deteriorat și nu poate fi citit ({detail}). Cereți-l din nou.",
            en="The XML file is damaged and cannot be read ({detail}). Ask for it again.",
        ),
        Failure.XML_FORBIDDEN: Text(
            ro="Fișierul XML conține declarații ({detail}) care nu se acceptă din motive de securitate."
            " Cereți factura fără ele.",
            en="The XML file contains declarations ({detail}) that are not accepted for security's sake."
            " Ask for the invoice without them.",
        ),
        Failure.XML_TOO_COMPLEX: Text(
            ro="Fișierul XML are prea multe elemente sau niveluri ({detail}).",
            en="The XML file has too many elements or levels ({detail}).",
        ),
        Failure.MAIL_TOO_COMPLEX: Text(
            ro="E-mailul are prea multe părți sau niveluri ({detail}). Încărcați separat atașamentele.",
            en="The e-mail has too many parts or levels ({detail}). Upload its attachments by themselves.",
        ),
    }
)
_ON_PAGE = Text(ro="Pagina {page}: {said}", en="Page {page}: {said}")
_WORTH_RETRYING = frozenset(
    {Failure.OCR_UNAVAILABLE, Failure.TOOK_TOO_LONG, Failure.PAGE_TOOK_TOO_LONG, Failure.READER_CRASHED}
)


@dataclass(slots=True)
class UnreadableError(Exception):
    """The document cannot be read.

    ``detail`` names the limit or the finding: "212 > 200"; ``page`` the page at fault, from 1, where it is one.
    """

    failure: Failure
    detail: str = ""
    page: int | None = None

    def __str__(self) -> str:
        place = f"page {self.page}" if self.page is not None else ""
        return ": ".join(part for part in (str(self.failure), place, self.detail) if part)

    @property
    def message(self) -> Text:
        """What a dispatcher reads."""
        text = _TEXTS[self.failure]
        said = Text(ro=text.ro.format(detail=self.detail), en=text.en.format(detail=self.detail))
        if self.page is None:
            return said
        return Text(
            ro=_ON_PAGE.ro.format(page=self.page, said=_lowered(said.ro)),
            en=_ON_PAGE.en.format(page=self.page, said=_lowered(said.en)),
        )

    @property
    def retryable(self) -> bool:
        """Whether the same file may be read at another time."""
        return self.failure in _WORTH_RETRYING


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
