"""The text that was read, as it is handed on to whoever looks for fields after the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ai_processor.reading import TextLine, TextPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ai_processor.layout import PageText, Segment


def text_of(pages: Sequence[PageText], *, limit: int) -> list[TextPage]:
    """The first pages' text with the place of every word, up to ``limit`` characters."""
    left = limit
    result = []
    for page in pages:
        lines = []
        for segment in page.segments:
            left -= len(segment.text) + 1
            if left < 0:
                break
            lines.append(_line(page, segment))
        if lines:
            result.append(TextPage(number=page.number, source=page.source, lines=lines))
        if left < 0:
            break
    return result


def _line(page: PageText, segment: Segment) -> TextLine:
    boxes = [page.on_page(word.rect) for word in segment.words]
    return TextLine(
        row=segment.line,
        words=[word.text for word in segment.words],
        boxes=[(round(box.x0, 2), round(box.y0, 2), round(box.x1, 2), round(box.y1, 2)) for box in boxes],
    )
