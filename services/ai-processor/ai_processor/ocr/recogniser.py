"""Tesseract: the words of a picture, one language at a time."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import tesserocr

from ai_processor.failures import Failure, UnreadableError
from ai_processor.layout import Rect
from ai_processor.ocr.languages import ORIENTATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import Image

TALLEST_ROW = 1.8
"""A row taller than this many times its letters has been measured together with other lines."""
LEAST_ORIENTATION_CONFIDENCE = 1.0
"""Less sure than this of a page's orientation, Tesseract is taken to have seen too few letters."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A word of one pass, where it stands in pixels, and how sure Tesseract is of it, 0 to 1."""

    text: str
    rect: Rect
    confidence: float


class Recogniser:
    """Tesseract with the languages of a directory, each loaded when it is first needed and then kept."""

    def __init__(self, tessdata: Path) -> None:
        self.tessdata = tessdata
        self._engines: dict[str, tesserocr.PyTessBaseAPI] = {}

    @property
    def languages(self) -> list[str]:
        """Those that were needed so far."""
        return [name for name in self._engines if name != ORIENTATION]

    def words(self, image: Image.Image, language: str, *, dpi: float) -> list[Recognised]:
        """One pass over a grey, upright image. The order of the words is Tesseract's.

        Raises:
            UnreadableError: the language's data cannot be loaded.
        """
        engine = self._engine(language, tesserocr.PSM.AUTO)
        pixels = image.tobytes()  # held until all is read: the engine may look at it again
        engine.SetImageBytes(pixels, image.width, image.height, 1, image.width)
        engine.SetSourceResolution(round(dpi))
        try:
            engine.Recognize()
            return list(_words(engine))
        finally:
            engine.Clear()

    def orientation(self, image: Image.Image, *, dpi: float) -> int:
        """Degrees clockwise by which the image must be turned so that its text stands upright: 0, 90, 180 or 270."""
        engine = self._engine(ORIENTATION, tesserocr.PSM.OSD_ONLY)
        pixels = image.tobytes()
        engine.SetImageBytes(pixels, image.width, image.height, 1, image.width)
        engine.SetSourceResolution(round(dpi))
        try:
            found = engine.DetectOrientationScript()
        finally:
            engine.Clear()
        if not found or found["orient_conf"] < LEAST_ORIENTATION_CONFIDENCE:
            return 0
        return -int(found["orient_deg"]) % 360

    def _engine(self, language: str, mode: int) -> tesserocr.PyTessBaseAPI:
        engine = self._engines.get(language)
        if engine is None:
            try:
                engine = tesserocr.PyTessBaseAPI(path=str(self.tessdata), lang=language, psm=mode)
            except RuntimeError as error:
                raise UnreadableError(Failure.OCR_UNAVAILABLE, language) from error
            engine.SetVariable("debug_file", os.devnull)
            self._engines[language] = engine
        return engine


def _words(engine: tesserocr.PyTessBaseAPI) -> Iterator[Recognised]:
    place = engine.GetIterator()
    if place is None or place.Empty(tesserocr.RIL.WORD):
        return
    top, bottom = 0.0, 0.0
    while True:
        if place.IsAtBeginningOf(tesserocr.RIL.TEXTLINE):
            top, bottom = _line(place)
        box = place.BoundingBox(tesserocr.RIL.WORD)
        text = _text(place)
        if box and text:
            rect = Rect(float(box[0]), top, float(box[2]), bottom)
            yield Recognised(text, rect, min(max(place.Confidence(tesserocr.RIL.WORD) / 100, 0.0), 1.0))
        if not place.Next(tesserocr.RIL.WORD):
            return


def _text(place: tesserocr.PyResultIterator) -> str:
    try:
        return str(place.GetUTF8Text(tesserocr.RIL.WORD)).strip()
    except RuntimeError:  # it has a box, and no text
        return ""


def _line(place: tesserocr.PyResultIterator) -> tuple[float, float]:
    """Top and bottom of a line, from its font's highest letters to its lowest, whether or not it has any.

    That is what a text layer's boxes are like, and so all that comes after measures gaps and heights by one scale.
    """
    _, top, _, bottom = place.BoundingBox(tesserocr.RIL.TEXTLINE)
    baseline, row = place.Baseline(tesserocr.RIL.TEXTLINE), place.RowAttributes()
    if not baseline or not 0 < row["row_height"] <= TALLEST_ROW * (bottom - top):
        return float(top), float(bottom)
    foot = (baseline[0][1] + baseline[1][1]) / 2 - row["descenders"]
    return foot - row["row_height"], foot
