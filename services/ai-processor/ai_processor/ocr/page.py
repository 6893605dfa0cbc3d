"""A picture of a page read: turned upright, straightened, recognised in every language that it speaks."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from freightwire.events.extraction import FieldSource
from PIL import Image, ImageFilter

from ai_processor.layout import PageText, Rect, Rules, Word, build_segments
from ai_processor.ocr.languages import GERMAN, PASSES, has
from ai_processor.ocr.light import evened
from ai_processor.ocr.recogniser import Recognised, Recogniser
from ai_processor.ocr.reconcile import reconcile
from ai_processor.ocr.ruled_lines import ruled_lines
from ai_processor.ocr.upright import LEAST_SKEW, ink_of, lies_on_its_side, skew_of, straightened
from ai_processor.values.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ai_processor.ocr.pictures import Picture

_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
"""By degrees clockwise; Pillow counts the other way round."""
_GERMAN_WORDS = re.compile(
    r"(?:und|der|die|das|fur|mit|nicht|von|gmbh|strasse|str\.|ladestelle|entladestelle|lieferschein|frachtfuhrer"
    r"|spedition|deutschland|germany|germania|austria|osterreich|schweiz)[,.:;]?|d-?\d{5}|(?:de|atu)\d{8,9}"
)
SMOOTHING = 0.004
"""Inches: the grain of sensors and of strong compression is finer. Measured: of a bad scan 92 words in 100 are read
instead of 84, of good ones and faxes no fewer."""
LONG_WORD, ENOUGH_WORDS, SURE, LYING = 5, 15, 0.85, 0.9
"""A page with so many words of so many letters, half of them recognised at least so surely and such a share wider than
high, stands upright. Measured: of upright pages 0.99 and more are wider, of turned ones 0.6 at most. To ask Tesseract
for the orientation takes half as long as to read the page in a language, so that only pages that lie on their sides are
asked at once."""
GERMAN_SIGNS = 2
"""Words that are German, or of a German address, and call for a pass of its own: umlauts are read by no other."""
CONDITIONS_WORDS = 350
CONDITIONS_DIGITS = 0.06
"""A page with more words than that, of which fewer have digits than this share, is prose: general conditions."""


@lru_cache(maxsize=1)
def recogniser_of(tessdata: Path) -> Recogniser:
    """The recogniser of this process: its languages are loaded once."""
    return Recogniser(tessdata)


def read_picture(picture: Picture, number: int, recogniser: Recogniser) -> PageText:
    """The words and ruled lines of page ``number``, in points of the page as it is shown.

    Raises:
        UnreadableError: a language's data cannot be loaded.
    """
    lit = evened(picture.image)
    on_its_side = lies_on_its_side(lit)
    turn = recogniser.orientation(lit, dpi=picture.dpi) if on_its_side else 0
    image, skew = _straight(turned_image(lit, turn), picture.dpi)
    first = recogniser.words(image, PASSES[0], dpi=picture.dpi)
    if not on_its_side and not reads_well(first) and (turn := recogniser.orientation(lit, dpi=picture.dpi)):
        image, skew = _straight(turned_image(lit, turn), picture.dpi)
        first = recogniser.words(image, PASSES[0], dpi=picture.dpi)
    words, rules = _read_on(image, picture.dpi, recogniser, first)
    return PageText(
        number,
        picture.width,
        picture.height,
        build_segments(number, words, rules),
        rules,
        source=FieldSource.OCR,
        turn=turn,
        skew=skew,
    )


def recognise(image: Image.Image, dpi: float, recogniser: Recogniser) -> tuple[list[Word], Rules]:
    """The words and ruled lines of an upright image, in points from its top left corner."""
    smooth = _smoothed(image, dpi)
    return _read_on(smooth, dpi, recogniser, recogniser.words(smooth, PASSES[0], dpi=dpi))


def _read_on(
    smooth: Image.Image, dpi: float, recogniser: Recogniser, first: list[Recognised]
) -> tuple[list[Word], Rules]:
    """What ``recognise`` gives, once the first pass is through."""
    main, *others = PASSES
    passes = {main: first}
    if not is_conditions(passes[main]):
        for language in others:
            passes[language] = recogniser.words(smooth, language, dpi=dpi)
        if speaks_german(passes.values()) and has(recogniser.tessdata, GERMAN):
            passes[GERMAN] = recogniser.words(smooth, GERMAN, dpi=dpi)
    scale = 72 / dpi
    words = [
        Word(word.text, scaled(word.rect, scale), confidence=word.confidence, agreed=word.agreed)
        for word in reconcile(passes)
    ]
    found = ruled_lines(ink_of(smooth, radius=max(4, round(dpi / 12))), dpi)
    rules = Rules(
        tuple((x * scale, top * scale, bottom * scale) for x, top, bottom in found.vertical),
        tuple((y * scale, left * scale, right * scale) for y, left, right in found.horizontal),
    )
    return words, rules


def reads_well(words: Sequence[Recognised]) -> bool:
    """Whether a page certainly stands upright: of one that lies on its head hardly a word is made out, and those of one
    that lies on its side, which Tesseract sees by itself, are higher than wide.
    """
    long = [word for word in words if sum(char.isalpha() for char in word.text) >= LONG_WORD]
    lie = sum(word.rect.x1 - word.rect.x0 > word.rect.height for word in long)
    return len(long) >= ENOUGH_WORDS and lie >= LYING * len(long) and median(word.confidence for word in long) >= SURE


def _straight(image: Image.Image, dpi: float) -> tuple[Image.Image, float]:
    """The image smoothed and with its lines level, and the degrees that they fell to the right."""
    skew = skew_of(image)
    if abs(skew) < LEAST_SKEW:
        return _smoothed(image, dpi), 0.0
    return _smoothed(straightened(image, skew), dpi), skew


def _smoothed(image: Image.Image, dpi: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(SMOOTHING * dpi))


def turned_image(image: Image.Image, degrees: int) -> Image.Image:
    """The image turned clockwise by 0, 90, 180 or 270 degrees."""
    return image.transpose(_TURNS[degrees]) if degrees else image


def scaled(rect: Rect, by: float) -> Rect:
    """The rectangle in another unit."""
    return Rect(rect.x0 * by, rect.y0 * by, rect.x1 * by, rect.y1 * by)


def is_conditions(words: Sequence[Recognised]) -> bool:
    """Whether a page is prose without figures, so that a second pass would tell nothing about the order."""
    if len(words) < CONDITIONS_WORDS:
        return False
    figures = sum(any(char.isdigit() for char in word.text) for word in words)
    return figures < CONDITIONS_DIGITS * len(words)


def speaks_german(passes: Iterable[Sequence[Recognised]]) -> bool:
    """Whether a page is in German or names a German address."""
    signs = max(sum(bool(_GERMAN_WORDS.fullmatch(fold(word.text))) for word in words) for words in passes)
    return signs >= GERMAN_SIGNS
