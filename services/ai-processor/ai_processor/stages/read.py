"""Stage 1: the text layer of a PDF, as words with their place."""

from __future__ import annotations

import ctypes
import itertools
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as pdfium

from ai_processor.failures import Failure, UnreadableError
from ai_processor.layout import PageText, Rect, Rules, Word, build_segments, turned

if TYPE_CHECKING:
    from ai_processor.reading import Limits

MINIMUM_CHARACTERS = 40
"""Fewer printable characters than this in a whole document are a stamp or a scanner's footer, not a text layer."""
OBJECT_LIMIT = 4_000
"""Drawn objects of a page that are looked at for ruled lines; a page with more is a drawing."""
RULE_LENGTH = 6.0
_SCALE = 1_000
_SOFT_BREAKS = {0xFFFE: "-", 0x02: "-", 0xAD: "-"}


def read_pdf(data: bytes, limits: Limits, on_page: Callable[[int, int], None]) -> list[PageText]:
    """Read every page's text layer.

    Args:
        on_page: called after each page with its number and the number of pages.

    Raises:
        UnreadableError: encrypted, damaged, without pages or text, or with too many pages.
    """
    document = _open(data)
    try:
        pages = len(document)
        if pages == 0:
            raise UnreadableError(Failure.NO_PAGES)
        if pages > limits.pages:
            raise UnreadableError(Failure.TOO_MANY_PAGES, f"{pages} > {limits.pages}")
        result = []
        for index in range(pages):
            result.append(_read_page(document, index))
            on_page(index + 1, pages)
    finally:
        document.close()
    characters = sum(len(word.text) for page in result for segment in page.segments for word in segment.words)
    if characters < MINIMUM_CHARACTERS:
        raise UnreadableError(Failure.NO_TEXT)
    return result


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise UnreadableError(Failure.ENCRYPTED) from error
        raise UnreadableError(Failure.DAMAGED, str(error)) from error


def _read_page(document: pypdfium2.PdfDocument, index: int) -> PageText:
    try:
        page = document[index]
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(Failure.DAMAGED, f"page {index + 1}") from error
    try:
        width, height = page.get_size()
        place = _Placement(page, width, height)
        textpage = page.get_textpage()
        try:
            words, turn = _words(textpage, place)
        finally:
            textpage.close()
        rules = _rules(page, place)
    finally:
        page.close()
    if turn:
        words = [Word(word.text, turned(word.rect, turn, width, height)) for word in words]
        rules = Rules()
    segments = build_segments(index + 1, words, rules)
    return PageText(index + 1, width, height, segments, rules, turn=turn)


class _Placement:
    """From PDF user space (bottom left, unrotated, uncropped) to the page as shown (top left)."""

    def __init__(self, page: pypdfium2.PdfPage, width: float, height: float) -> None:
        def shown(x: float, y: float) -> tuple[float, float]:
            px, py = ctypes.c_int(), ctypes.c_int()
            pdfium.FPDF_PageToDevice(
                page.raw,
                0,
                0,
                round(width * _SCALE),
                round(height * _SCALE),
                0,
                x,
                y,
                ctypes.byref(px),
                ctypes.byref(py),
            )
            return px.value / _SCALE, py.value / _SCALE

        # Three points give the affine map once; a call per character would round each of them.
        self._ox, self._oy = shown(0, 0)
        (ax, ay), (bx, by) = shown(100, 0), shown(0, 100)
        self._xx, self._xy = (ax - self._ox) / 100, (ay - self._oy) / 100
        self._yx, self._yy = (bx - self._ox) / 100, (by - self._oy) / 100

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self._ox + x * self._xx + y * self._yx, self._oy + x * self._xy + y * self._yy

    def rect(self, left: float, bottom: float, right: float, top: float) -> Rect:
        (ax, ay), (bx, by) = self.point(left, bottom), self.point(right, top)
        return Rect(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    @property
    def rotation(self) -> int:
        """Degrees clockwise by which the page is shown turned."""
        if abs(self._xx) >= abs(self._xy):
            return 0 if self._xx > 0 else 180
        return 90 if self._xy > 0 else 270


def _words(textpage: pypdfium2.PdfTextPage, place: _Placement) -> tuple[list[Word], int]:
    words: list[Word] = []
    turns: Counter[int] = Counter()
    text, rects = "", list[Rect]()
    box = pdfium.FS_RECTF()

    def finish() -> None:
        nonlocal text, rects
        if text.strip() and rects:
            words.append(Word(text.strip(), Rect.around(rects)))
        text, rects = "", []

    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage.raw, index)
        char = _SOFT_BREAKS.get(code) or unicodedata.normalize("NFKC", chr(code) if code < 0x110000 else " ")
        if not char.strip() or unicodedata.category(char[0]) in {"Cc", "Cf", "Cn", "Co"}:
            finish()
            continue
        if not pdfium.FPDFText_GetLooseCharBox(textpage.raw, index, ctypes.byref(box)):
            continue
        rect = place.rect(box.left, box.bottom, box.right, box.top)
        angle = pdfium.FPDFText_GetCharAngle(textpage.raw, index)
        # The text's own angle is counter-clockwise in user space; the page's rotation turns it clockwise.
        turns[(place.rotation - round(angle * 2 / 3.14159265) * 90) % 360] += 1
        if rects and not _continues(rects[-1], rect):
            finish()
        text += char
        rects.append(rect)
    finish()
    # Turning the sheet by this much brings the most common direction of writing upright.
    turn = -turns.most_common(1)[0][0] % 360 if turns else 0
    return words, turn


def _continues(last: Rect, rect: Rect) -> bool:
    size = max(last.height, last.x1 - last.x0, 1.0)
    return abs(rect.x0 - last.x0) < 2.5 * size and abs(rect.y0 - last.y0) < 2.5 * size


def _rules(page: pypdfium2.PdfPage, place: _Placement) -> Rules:
    vertical: list[tuple[float, float, float]] = []
    horizontal: list[tuple[float, float, float]] = []
    count = pdfium.FPDFPage_CountObjects(page.raw)
    for index in range(min(count, OBJECT_LIMIT)):
        drawn = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        points = _path_points(drawn, place)
        for (ax, ay), (bx, by) in itertools.pairwise(points):
            if abs(ax - bx) < 1 and abs(ay - by) >= RULE_LENGTH:
                vertical.append(((ax + bx) / 2, min(ay, by), max(ay, by)))
            elif abs(ay - by) < 1 and abs(ax - bx) >= RULE_LENGTH:
                horizontal.append(((ay + by) / 2, min(ax, bx), max(ax, bx)))
    return Rules(tuple(vertical), tuple(horizontal))


def _path_points(drawn: Any, place: _Placement) -> list[tuple[float, float]]:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, ctypes.byref(matrix))
    points = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(pdfium.FPDFPath_CountSegments(drawn), 100)):
        segment = pdfium.FPDFPath_GetPathSegment(drawn, index)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        points.append(
            place.point(
                matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f
            )
        )
    return points
