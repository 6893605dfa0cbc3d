"""Stage 1: which reader takes a file. What it is shows in its content; names and declared types prove nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from freightwire import filetypes

from ai_processor.failures import Failure, UnreadableError
from ai_processor.stages.images import read_image
from ai_processor.stages.pdf import read_pdf
from ai_processor.stages.text_layer import MINIMUM_CHARACTERS

if TYPE_CHECKING:
    from ai_processor.layout import PageText
    from ai_processor.reading import Limits

OnPage = Callable[[int, int], None]
"""Called after each page with its number and the number of pages."""
Reader = Callable[[bytes, "Limits", OnPage], list["PageText"]]
"""From bytes to pages of words with their place; raises UnreadableError."""

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        filetypes.PDF: read_pdf,
        filetypes.PNG: read_image,
        filetypes.JPEG: read_image,
        filetypes.TIFF: read_image,
    }
)
"""Readers by media type."""
PDF_STARTS_WITHIN = 1024
"""Bytes that may stand before a PDF: mail gateways and scanners put some there."""


def media_type_of(data: bytes) -> str:
    """What a file is.

    Raises:
        UnreadableError: it holds nothing.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableError(Failure.EMPTY)
    media_type = filetypes.detect(data[: filetypes.HEAD_BYTES])
    if media_type == filetypes.UNKNOWN and b"%PDF-" in data[:PDF_STARTS_WITHIN]:
        return filetypes.PDF
    return media_type


def read_pages(data: bytes, limits: Limits, on_page: OnPage = lambda page, pages: None) -> list[PageText]:
    """The pages of a document.

    Raises:
        UnreadableError: of a kind that is not read, without text, or whatever its reader finds wrong with it.
    """
    media_type = media_type_of(data)
    reader = READERS.get(media_type)
    if reader is None:
        raise UnreadableError(Failure.UNSUPPORTED_FORMAT, media_type)
    pages = reader(data, limits, on_page)
    characters = sum(len(word.text) for page in pages for segment in page.segments for word in segment.words)
    if characters < MINIMUM_CHARACTERS:
        raise UnreadableError(Failure.NO_TEXT)
    return pages
