"""Pages drawn in text: what a reader finds on them, without a PDF in between."""

from __future__ import annotations

from typing import Any

from ai_processor.extractors.mending import mend
from ai_processor.layout import PageText, Rect, Rules, Word, build_segments
from ai_processor.stages.extract import extract
from freightwire.events.extraction import DocumentKind, FieldFound, FieldSource

CHARACTER, LINE = 5.0, 14.0
WIDTH, HEIGHT = 595.0, 842.0


def page(text: str, *, source: FieldSource = FieldSource.TEXT, confidence: float = 1.0) -> PageText:
    """A page as drawn in ``text``: one line under the other, columns where two or more blanks are.

    Args:
        confidence: of every word, for a page that was recognised.
    """
    words = []
    for number, line in enumerate(text.strip("\n").split("\n")):
        top = 40 + LINE * number
        position = 0
        for word in line.split(" "):
            left = 40 + CHARACTER * position
            if word:
                rect = Rect(left, top, left + CHARACTER * (len(word) + 0.5), top + 10)
                words.append(Word(word, rect, confidence))
            position += len(word) + 1
    return PageText(1, WIDTH, HEIGHT, build_segments(1, words, Rules()), source=source)


def found(text: str, kind: DocumentKind, *, ocr: float | None = None) -> dict[str, FieldFound]:
    """What is found in a document of one page, by path.

    Args:
        ocr: the confidence of its words, where it is to be read as if it had been recognised.
    """
    drawn = page(text) if ocr is None else page(text, source=FieldSource.OCR, confidence=ocr)
    return {each.path: each for each in extract([mend(drawn)], kind)}


def values(text: str, kind: DocumentKind = DocumentKind.TRANSPORT_ORDER, *, ocr: float | None = None) -> dict[str, Any]:
    """The values of what is found."""
    return {path: each.value for path, each in found(text, kind, ocr=ocr).items()}
