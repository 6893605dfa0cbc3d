"""Typefaces of the corpus: from wheels that the lock file pins, so that a page is the same on every machine.

Roboto, Source Sans Pro, Source Serif Pro, Manrope and Caladea (Apache 2.0, SIL OFL), and the base fonts of every PDF
reader. The latter have no Romanian letters, and Caladea has only the older ones with a cedilla: documents are written
accordingly, as many real ones are.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont


class Spelling(StrEnum):
    """Which Romanian letters a document has."""

    COMMA = "ș ț"
    CEDILLA = "ş ţ"
    PLAIN = "s t"


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface in its two weights, as reportlab knows them."""

    regular: str
    bold: str
    spelling: Spelling = Spelling.COMMA


_WHEELS = {
    "Roboto": "font_roboto",
    "SourceSansPro": "font_source_sans_pro",
    "SourceSerifPro": "font_source_serif_pro",
    "Manrope": "font_manrope",
    "Caladea": "font_caladea",
}
FACES = {
    "roboto": Face("Roboto", "Roboto-Bold"),
    "source_sans": Face("SourceSansPro", "SourceSansPro-Bold"),
    "source_serif": Face("SourceSerifPro", "SourceSerifPro-Bold"),
    "manrope": Face("Manrope", "Manrope-Bold"),
    "caladea": Face("Caladea", "Caladea-Bold", Spelling.CEDILLA),
    "helvetica": Face("Helvetica", "Helvetica-Bold", Spelling.PLAIN),
    "times": Face("Times-Roman", "Times-Bold", Spelling.PLAIN),
    "courier": Face("Courier", "Courier-Bold", Spelling.PLAIN),
}


def font_file(name: str) -> Path:
    """The file of a typeface and weight of the wheels, as ``Roboto-Bold``."""
    spec = importlib.util.find_spec(_WHEELS[name.split("-", maxsplit=1)[0]])
    assert spec is not None, "the corpus' typefaces are not installed: uv sync --all-groups"
    assert spec.origin is not None
    return Path(spec.origin).parent / "files" / f"{name}.ttf"


@cache
def register() -> None:
    """Make the typefaces known to reportlab."""
    for family in _WHEELS:
        pdfmetrics.registerFont(TTFont(family, str(font_file(f"{family}-Regular"))))
        pdfmetrics.registerFont(TTFont(f"{family}-Bold", str(font_file(f"{family}-Bold"))))
        pdfmetrics.registerFontFamily(family, normal=family, bold=f"{family}-Bold")
