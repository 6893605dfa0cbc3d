"""Documents for the tests: the samples of ``docs/samples``, and small PDFs made on the spot."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from ai_processor.ocr.languages import missing
from ai_processor.reading import Limits
from ai_processor.settings import AiProcessorSettings
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

SAMPLES = Path(__file__).parents[3] / "docs" / "samples"

MakePdf = Callable[..., bytes]


def make_pdf(*pages: list[str], rotate: int = 0, size: tuple[float, float] = A4, encrypt: object = None) -> bytes:
    """A PDF whose pages hold the given lines of text, one under the other."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1, encrypt=encrypt)
    for lines in pages:
        canvas.setPageRotation(rotate)
        for number, line in enumerate(lines):
            canvas.drawString(50, size[1] - 60 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def long_pdf(pages: int = 150) -> bytes:
    """A PDF that takes a while to read."""
    return make_pdf(
        *([f"line {number} of a very long document, nothing to see here" for number in range(45)] for _ in range(pages))
    )


@pytest.fixture(scope="session")
def limits() -> Limits:
    """What a document may cost, with the language data of this machine."""
    limits = AiProcessorSettings(amqp_url="amqp://none", object_store_url="file:///").limits
    absent = missing(limits.tessdata)
    assert not absent, f"no language data for {absent}: run deploy/bootstrap/ensure-tessdata.sh"
    return limits


@pytest.fixture(scope="session")
def sample() -> bytes:
    """One good transport order."""
    return (SAMPLES / "letter.pdf").read_bytes()


@pytest.fixture(scope="session")
def long_document() -> bytes:
    """A document of 150 full pages."""
    return long_pdf()
