"""How long the reader takes for a page, beside Tesseract and pypdfium2 alone on the same page.

Bare is what nobody can do without: the page drawn, and a pass over it in each language that it is read in. Both are
timed in CPU seconds of this process, which reads one page at a time with one thread, so that other work on the machine
does not count.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import tesserocr
from ai_processor.ocr.page import recogniser_of
from ai_processor.ocr.pictures import READING_DPI
from ai_processor.reading import Limits
from ai_processor.stages.formats import read_pages
from freightwire import filetypes
from freightwire.events.extraction import DocumentKind
from PIL import Image, ImageSequence

from tests.evaluation.corpus.build import ALL_FORMS, LAYOUTS, document

os.environ.setdefault("OMP_THREAD_LIMIT", "1")


@dataclass(frozen=True, slots=True)
class PageSpeed:
    """CPU seconds per page of one document, ours and bare, and the passes of recognition."""

    name: str
    passes: int
    ours: float
    bare: float

    @property
    def overhead(self) -> float:
        """How many times as long as bare we take."""
        return self.ours / self.bare


def compare(name: str, data: bytes, tessdata: Path, *, rounds: int = 3) -> PageSpeed:
    """Read one document both ways, in turns, and keep each way's best round."""
    limits = Limits(tessdata=tessdata)
    recogniser_of.cache_clear()
    pages = read_pages(data, limits)  # loads the languages that it needs, which is not timed
    engines = _engines(tessdata, recogniser_of(tessdata).languages)
    ours, bare = [], []
    for _ in range(rounds):
        ours.append(_timed(lambda: read_pages(data, limits)))
        bare.append(_timed(lambda: _bare(data, engines)))
    for engine in engines:
        engine.End()
    return PageSpeed(name, len(engines), min(ours) / len(pages), min(bare) / len(pages))


def speeds(tessdata: Path) -> list[PageSpeed]:
    """Of one order in each of its forms."""
    layout = next(each for each in LAYOUTS if each.kind is DocumentKind.TRANSPORT_ORDER)
    return [compare(form, document(layout, 0, form).data, tessdata) for form in ALL_FORMS]


def _timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _engines(tessdata: Path, languages: Sequence[str]) -> list[tesserocr.PyTessBaseAPI]:
    return [tesserocr.PyTessBaseAPI(path=str(tessdata), lang=name, psm=tesserocr.PSM.AUTO) for name in languages]


def _bare(data: bytes, engines: Sequence[tesserocr.PyTessBaseAPI]) -> None:
    if filetypes.detect(data) == filetypes.PDF:
        document = pypdfium2.PdfDocument(data)
        for page in document:
            if engines:
                _passes(page.render(scale=READING_DPI / 72, grayscale=True).to_pil(), READING_DPI, engines)
            else:
                page.get_textpage().get_text_range()
        document.close()
        return
    with Image.open(io.BytesIO(data)) as file:
        for frame in ImageSequence.Iterator(file):
            _passes(frame.convert("L"), READING_DPI, engines)


def _passes(image: Image.Image, dpi: int, engines: Sequence[tesserocr.PyTessBaseAPI]) -> None:
    pixels = image.tobytes()
    for engine in engines:
        engine.SetImageBytes(pixels, image.width, image.height, 1, image.width)
        engine.SetSourceResolution(dpi)
        engine.GetUTF8Text()
