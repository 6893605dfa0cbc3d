"""Where Tesseract's language data lie, and which are missing."""

from __future__ import annotations

import os
from pathlib import Path

from ai_processor.failures import Failure, UnreadableError

ROMANIAN = "ron"
PASSES = (ROMANIAN, "eng")
"""Languages that read every page, a pass each: in one pass together they lose a third of Romanian's diacritics."""
GERMAN = "deu"
"""Reads the pages that speak German."""
ORIENTATION = "osd"
"""Tells which way up a page lies."""
NEEDED = (*PASSES, ORIENTATION)
USUAL_PLACES = (
    Path("/usr/share/tesseract-ocr/5/tessdata"),
    Path("/usr/share/tesseract-ocr/4.00/tessdata"),
    Path("/usr/share/tessdata"),
    Path("/usr/local/share/tessdata"),
)
"""Debian's and Ubuntu's first, by version."""
VARIABLES = ("FREIGHTWIRE_AI_TESSDATA", "TESSDATA_PREFIX")
"""Where programs without settings are told the directory."""
INSTALL = "apt-get install tesseract-ocr-ron tesseract-ocr-eng tesseract-ocr-deu tesseract-ocr-osd"


def find_tessdata(configured: Path | None = None) -> Path | None:
    """The directory with the language data: the one that is configured, else the first usual place that has any."""
    if configured is not None:
        return configured
    told = (Path(value) for name in VARIABLES if (value := os.environ.get(name)))
    places = (*told, *USUAL_PLACES)
    return next((place for place in places if any(place.glob("*.traineddata"))), None)


def missing(tessdata: Path | None) -> list[str]:
    """The languages without which no picture can be read, and that are not there."""
    return [name for name in NEEDED if not has(tessdata, name)]


def has(tessdata: Path | None, language: str) -> bool:
    """Whether a language's data are there."""
    return tessdata is not None and (tessdata / f"{language}.traineddata").is_file()


def require(tessdata: Path | None, *, page: int | None = None) -> Path:
    """The directory, when it has all that is needed to read ``page``.

    Raises:
        UnreadableError: it has not; the detail names the languages.
    """
    absent = missing(tessdata)
    if absent or tessdata is None:
        raise UnreadableError(Failure.OCR_UNAVAILABLE, ", ".join(absent), page=page)
    return tessdata
