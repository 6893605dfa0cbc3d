"""Whether what a model quotes stands in the document, and where. What it cannot quote does not count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from freightwire.events.extraction import Box

from ai_processor.values.text import fold

if TYPE_CHECKING:
    from freightwire.events.extraction import FieldSource

    from ai_processor.reading import TextPage

LONGEST_WORDS = 40
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands: the page's own words there, and the box around them."""

    page: int
    raw: str
    box: Box
    source: FieldSource


class Quotable:
    """The words of a document, to be looked up. Case, accents and punctuation make no difference; their order does."""

    def __init__(self, pages: Sequence[TextPage]) -> None:
        self._pages = pages
        self._words: dict[int, list[tuple[str, str, tuple[float, float, float, float]]]] = {
            page.number: [
                (plain, word, box)
                for line in page.lines
                for word, box in zip(line.words, line.boxes, strict=True)
                if (plain := _plain(word))
            ]
            for page in pages
        }

    def find(self, quote: str, page: int | None) -> Place | None:
        """Where the quote stands, on the page that was named or else on any."""
        wanted = [plain for word in quote.split() if (plain := _plain(word))]
        if not 0 < len(wanted) <= LONGEST_WORDS:
            return None
        for candidate in sorted(self._pages, key=lambda each: each.number != page):
            words = self._words[candidate.number]
            for start in range(len(words) - len(wanted) + 1):
                if all(words[start + offset][0] == word for offset, word in enumerate(wanted)):
                    return _place(candidate, words[start : start + len(wanted)])
        return None


def _place(page: TextPage, words: Sequence[tuple[str, str, tuple[float, float, float, float]]]) -> Place:
    boxes = [box for _, _, box in words]
    return Place(
        page=page.number,
        raw=" ".join(word for _, word, _ in words),
        box=Box(
            x0=min(box[0] for box in boxes),
            y0=min(box[1] for box in boxes),
            x1=max(box[2] for box in boxes),
            y1=max(box[3] for box in boxes),
        ),
        source=page.source,
    )


def _plain(word: str) -> str:
    return _MARKS.sub("", fold(word))
