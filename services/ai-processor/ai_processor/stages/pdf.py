"""PDF: the words of every page, from its text layer where that is good, else from its picture."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium
from freightwire.events.extraction import FieldSource
from PIL import Image, ImageDraw

from ai_processor.failures import Failure, UnreadableError
from ai_processor.layout import PageText, Rect, Rules, Word, build_segments, turned
from ai_processor.ocr import languages
from ai_processor.ocr.page import read_picture, recognise, recogniser_of, turned_image
from ai_processor.ocr.pictures import MOST_PIXELS, READING_DPI, Picture, over
from ai_processor.stages.pdf_layer import PageContent, content_of
from ai_processor.stages.text_layer import Verdict, judge, unread_pictures

if TYPE_CHECKING:
    from collections.abc import Callable

    from ai_processor.reading import Limits


def read_pdf(data: bytes, limits: Limits, on_page: Callable[[int, int], None]) -> list[PageText]:
    """Read every page.

    Args:
        on_page: called after each page with its number and the number of pages.

    Raises:
        UnreadableError: encrypted, damaged, without pages, with too many of them or too many scanned ones; or it has
            scanned pages and there are no language data to read them.
    """
    document = _open(data)
    try:
        pages = len(document)
        if pages == 0:
            raise UnreadableError(Failure.NO_PAGES)
        if pages > limits.pages:
            raise UnreadableError(Failure.TOO_MANY_PAGES, f"{pages} > {limits.pages}")
        result: list[PageText] = []
        scanned = 0
        for index in range(pages):
            page = _read_page(document, index, limits)
            scanned += page.source is FieldSource.OCR
            if scanned > limits.scanned_pages:
                raise UnreadableError(Failure.TOO_MANY_SCANNED_PAGES, f"> {limits.scanned_pages}", page=index + 1)
            result.append(page)
            on_page(index + 1, pages)
    finally:
        document.close()
    return result


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise UnreadableError(Failure.ENCRYPTED) from error
        raise UnreadableError(Failure.DAMAGED, str(error)) from error


def _read_page(document: pypdfium2.PdfDocument, index: int, limits: Limits) -> PageText:
    number = index + 1
    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(Failure.DAMAGED, str(error), page=number) from error
    try:
        content = content_of(page)
        verdict = judge(content.layer)
        if verdict is not Verdict.KEEP and content.pixels > limits.pixels:
            raise UnreadableError(Failure.TOO_MANY_PIXELS, over(content.pixels, limits.pixels), page=number)
        match verdict:
            case Verdict.KEEP:
                return _from_layer(number, content)
            case Verdict.REPLACE:
                recogniser = recogniser_of(languages.require(limits.tessdata, page=number))
                read = read_picture(_render(page), number, recogniser)
                return replace(read, width=content.layer.width, height=content.layer.height)
            case Verdict.ADD:
                return _with_pictures(page, number, content, limits)
    finally:
        page.close()


def _from_layer(number: int, content: PageContent) -> PageText:
    layer, turn = content.layer, content.turn
    words, rules = list(layer.words), content.rules
    if turn:
        words = [replace(word, rect=turned(word.rect, turn, layer.width, layer.height)) for word in words]
        rules = Rules()
    return PageText(number, layer.width, layer.height, build_segments(number, words, rules), rules, turn=turn)


def _with_pictures(page: pypdfium2.PdfPage, number: int, content: PageContent, limits: Limits) -> PageText:
    """The layer, and beside it the words of pictures that it says nothing about."""
    layer, turn = content.layer, content.turn
    picture = _render(page)
    image = turned_image(_only(picture, unread_pictures(layer)), turn)
    recogniser = recogniser_of(languages.require(limits.tessdata, page=number))
    found, _ = recognise(image, picture.dpi, recogniser)
    read = _from_layer(number, content)
    known = [word for segment in read.segments for word in segment.words]
    added = [word for word in found if not any(_overlap(word, other) for other in known)]
    if not added:
        return read
    recognised, given = (sum(len(word.text) for word in words) for words in (added, known))
    return replace(
        read,
        segments=build_segments(number, [*known, *added], read.rules),
        source=FieldSource.OCR if recognised > given else FieldSource.TEXT,
    )


def _overlap(word: Word, other: Word) -> bool:
    return word.rect.within(other.rect) is not None


def _only(picture: Picture, parts: list[Rect]) -> Image.Image:
    """The picture with everything but ``parts``, in points, made white."""
    mask = Image.new("1", picture.image.size, 0)
    draw = ImageDraw.Draw(mask)
    for part in parts:
        draw.rectangle(
            [round(side / picture.points_per_pixel) for side in (part.x0, part.y0, part.x1, part.y1)], fill=1
        )
    paper = Image.new("L", picture.image.size, 255)
    paper.paste(picture.image, mask=mask)
    return paper


def _render(page: pypdfium2.PdfPage) -> Picture:
    """The page as it is shown, in grey, at a resolution that is good to read."""
    width, height = page.get_size()
    dpi = min(READING_DPI, 72 * math.sqrt(MOST_PIXELS / max(width * height, 1.0)))
    bitmap = page.render(scale=dpi / 72, grayscale=True)
    try:
        return Picture(bitmap.to_pil().convert("L"), dpi)
    finally:
        bitmap.close()
