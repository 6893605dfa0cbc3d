"""Text as pages of words with a place, so that whatever reads pages reads it: as a typewriter would put it down."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ai_processor.layout import PageText, Rect, Rules, Word, build_segments

LINE_HEIGHT, CHARACTER_WIDTH = 12.0, 6.0
MARGIN = 48.0
PAGE_WIDTH, PAGE_HEIGHT = 842.0, 1190.0
LINES_PER_PAGE = 88
LONGEST_LINE = 400
_QUOTED = re.compile(r"^(?:\s?>)+\s?")
_WORD = re.compile(r"\S+")


def typed_pages(lines: Iterable[str], *, limit: int) -> list[PageText]:
    """Pages of a text, at most ``limit``. Marks of quoting at the start of a line are left out."""
    pages: list[list[Word]] = []
    for count, line in enumerate(lines):
        text = _QUOTED.sub("", line.expandtabs(4))[:LONGEST_LINE].rstrip()
        row = count % LINES_PER_PAGE
        if row == 0:
            if len(pages) == limit:
                break
            pages.append([])
        top = MARGIN + row * LINE_HEIGHT
        for word in _WORD.finditer(text):
            left = MARGIN + word.start() * CHARACTER_WIDTH
            # A tenth less than its cell: glyphs do not touch those of the lines above and below.
            right = MARGIN + word.end() * CHARACTER_WIDTH
            pages[-1].append(Word(word.group(), Rect(left, top + 1, right, top + LINE_HEIGHT - 1)))
    return [
        PageText(number, PAGE_WIDTH, PAGE_HEIGHT, build_segments(number, words, Rules()))
        for number, words in enumerate(pages, start=1)
    ]
