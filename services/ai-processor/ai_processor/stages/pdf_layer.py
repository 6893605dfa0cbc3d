"""The text layer of a PDF's page, as words with their place, and what else is drawn on it."""

from __future__ import annotations

import ctypes
import itertools
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ai_processor.layout import Rect, Rules, Word
from ai_processor.stages.text_layer import Layer

OBJECT_LIMIT = 4_000
"""Drawn objects of a page that are looked at; a page with more is a drawing."""
RULE_LENGTH = 6.0
NESTED = 3
"""Forms within forms that are looked into."""
_SCALE = 1_000
_SOFT_BREAKS = {0xFFFE: "-", 0x02: "-", 0xAD: "-"}
_FORMAT = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
"""Characters that show nothing and are meant so."""


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page's layer, its ruled lines, and the degrees by which its text must be turned to stand upright.

    Everything is in points of the page as it is shown, before that turn.
    """

    layer: Layer
    rules: Rules
    turn: int
    pixels: int
    """Of all its pictures, which are decoded when it is drawn."""


def content_of(page: pypdfium2.PdfPage) -> PageContent:
    """What a page holds."""
    width, height = page.get_size()
    place = _Placement(page, width, height)
    textpage = page.get_textpage()
    try:
        words, turn, unmapped = _words(textpage, place)
    finally:
        textpage.close()
    drawn = _drawn(page, place)
    sheet = Rect(0, 0, width, height)
    layer = Layer(
        words=words,
        unmapped=unmapped,
        hidden=drawn.hidden > drawn.visible,
        pictures=[seen for picture in drawn.pictures if (seen := picture.within(sheet)) is not None],
        shapes=drawn.shapes,
        width=width,
        height=height,
    )
    return PageContent(layer, Rules(tuple(drawn.vertical), tuple(drawn.horizontal)), turn, drawn.pixels)


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


def _words(textpage: pypdfium2.PdfTextPage, place: _Placement) -> tuple[list[Word], int, int]:
    """The words, the turn that brings them upright, and the number of characters that stand for nothing."""
    words: list[Word] = []
    turns: Counter[int] = Counter()
    text, rects, unmapped = "", list[Rect](), 0
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
            unmapped += not char.isspace() and char not in _FORMAT
            finish()
            continue
        unmapped += char == "\ufffd"
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
    return words, turn, unmapped


def _continues(last: Rect, rect: Rect) -> bool:
    size = max(last.height, last.x1 - last.x0, 1.0)
    return abs(rect.x0 - last.x0) < 2.5 * size and abs(rect.y0 - last.y0) < 2.5 * size


@dataclass(slots=True)
class _Drawn:
    """What the drawn objects of a page come to."""

    pictures: list[Rect] = field(default_factory=list)
    vertical: list[tuple[float, float, float]] = field(default_factory=list)
    horizontal: list[tuple[float, float, float]] = field(default_factory=list)
    hidden: int = 0
    visible: int = 0
    shapes: int = 0
    pixels: int = 0


def _drawn(page: pypdfium2.PdfPage, place: _Placement) -> _Drawn:
    drawn = _Drawn()
    for index in range(min(pdfium.FPDFPage_CountObjects(page.raw), OBJECT_LIMIT)):
        _look_at(pdfium.FPDFPage_GetObject(page.raw, index), place, drawn)
    return drawn


def _look_at(thing: Any, place: _Placement, drawn: _Drawn) -> None:
    kind = pdfium.FPDFPageObj_GetType(thing)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        drawn.shapes += 1
        _add_rules(thing, place, drawn)
    elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
        if pdfium.FPDFTextObj_GetTextRenderMode(thing) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
            drawn.hidden += 1
        else:
            drawn.visible += 1
    elif pixels := _pixels(thing):
        drawn.pixels += pixels
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        if pdfium.FPDFPageObj_GetBounds(
            thing, ctypes.byref(left), ctypes.byref(bottom), ctypes.byref(right), ctypes.byref(top)
        ):
            drawn.pictures.append(place.rect(left.value, bottom.value, right.value, top.value))


def _pixels(thing: Any, depth: int = 0) -> int:
    """The pixels of a picture, or of all pictures within a form; 0: there is none."""
    kind = pdfium.FPDFPageObj_GetType(thing)
    if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        width, height = ctypes.c_uint(), ctypes.c_uint()
        pdfium.FPDFImageObj_GetImagePixelSize(thing, ctypes.byref(width), ctypes.byref(height))
        return max(1, width.value * height.value)
    if kind != pdfium.FPDF_PAGEOBJ_FORM or depth == NESTED:
        return 0
    parts = min(pdfium.FPDFFormObj_CountObjects(thing), OBJECT_LIMIT)
    return sum(_pixels(pdfium.FPDFFormObj_GetObject(thing, index), depth + 1) for index in range(parts))


def _add_rules(path: Any, place: _Placement, drawn: _Drawn) -> None:
    for (ax, ay), (bx, by) in itertools.pairwise(_path_points(path, place)):
        if abs(ax - bx) < 1 and abs(ay - by) >= RULE_LENGTH:
            drawn.vertical.append(((ax + bx) / 2, min(ay, by), max(ay, by)))
        elif abs(ay - by) < 1 and abs(ax - bx) >= RULE_LENGTH:
            drawn.horizontal.append(((ay + by) / 2, min(ax, bx), max(ax, bx)))


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
