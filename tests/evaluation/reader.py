"""Reading as the service does it: the same code, the same limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ai_processor.pipeline import read_document

from tests.evaluation.corpus.facts import TODAY

if TYPE_CHECKING:
    from ai_processor.reading import Reading

PAGE_LIMIT = 50


def read_as_in_service(data: bytes) -> Reading:
    """Read one document.

    Raises:
        UnreadableError: with the reason.
    """
    return read_document(data, page_limit=PAGE_LIMIT, today=TODAY, on_progress=lambda _: None)
