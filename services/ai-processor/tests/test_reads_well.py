"""A page that its first pass makes out stands upright; all others are asked for their orientation."""

from __future__ import annotations

import pytest
from ai_processor.layout import Rect
from ai_processor.ocr.page import ENOUGH_WORDS, reads_well
from ai_processor.ocr.recogniser import Recognised

LYING, STANDING = Rect(0, 0, 60, 12), Rect(0, 0, 12, 60)


def words(text: str, rect: Rect, confidence: float, count: int = 2 * ENOUGH_WORDS) -> list[Recognised]:
    return [Recognised(text, rect, confidence)] * count


@pytest.mark.parametrize(
    ("page", "upright"),
    [
        (words("transport", LYING, 0.95), True),
        (words("transport", LYING, 0.6), False),
        (words("transport", STANDING, 0.95), False),
        (words("transport", LYING, 0.95) + words("transport", STANDING, 0.95), False),
        (words("transport", LYING, 0.95, count=ENOUGH_WORDS - 1), False),
        (words("a1", LYING, 0.95), False),
        ([], False),
    ],
)
def test_pages(page: list[Recognised], upright: bool) -> None:
    assert reads_well(page) is upright
