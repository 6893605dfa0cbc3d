"""Image files: scans, faxes and photographs, a page each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ai_processor.failures import Failure, UnreadableError
from ai_processor.ocr import languages
from ai_processor.ocr.page import read_picture, recogniser_of
from ai_processor.ocr.pictures import open_pictures

if TYPE_CHECKING:
    from collections.abc import Callable

    from ai_processor.layout import PageText
    from ai_processor.reading import Limits


def read_image(data: bytes, limits: Limits, on_page: Callable[[int, int], None]) -> list[PageText]:
    """Read a PNG, a JPEG or every page of a TIFF.

    Raises:
        UnreadableError: damaged, with too many pages or pixels, or there are no language data to read it.
    """
    pages, pictures = open_pictures(data, limits)
    if pages > limits.scanned_pages:
        raise UnreadableError(Failure.TOO_MANY_SCANNED_PAGES, f"{pages} > {limits.scanned_pages}")
    recogniser = recogniser_of(languages.require(limits.tessdata))
    result = []
    for number, picture in enumerate(pictures, start=1):
        result.append(read_picture(picture, number, recogniser))
        on_page(number, pages)
    return result
