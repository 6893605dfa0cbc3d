"""Reading as the service does it: the same code, the same limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ai_processor.ocr.languages import find_tessdata
from ai_processor.pipeline import read_document
from ai_processor.reading import Limits

from tests.evaluation.corpus.facts import TODAY

if TYPE_CHECKING:
    from ai_processor.reading import Reading

PAGE_LIMIT = 50


def read_as_in_service(data: bytes) -> Reading:
    """Read one document.

    Raises:
        UnreadableError: with the reason.
    """
    limits = Limits(pages=PAGE_LIMIT, tessdata=find_tessdata())
    return read_document(data, limits=limits, today=TODAY, on_progress=lambda _: None)
