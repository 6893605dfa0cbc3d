"""Whether a page's text layer can be relied on, or its picture has to be read. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ai_processor.layout import Rect, Word

MINIMUM_CHARACTERS = 40
"""Fewer printable characters than this are a stamp or a scanner's footer, not a text layer."""
FOOTER_CHARACTERS = 250
"""No more than this beside a picture of the whole page is what a scanner, an app or an archive stamped on it."""
FULL_PAGE = 0.6
"""A picture of this share of the page is a scan of it."""
LARGE_PICTURE = 0.08
"""A picture of this share of the page, without text upon it, may hold text of its own: a screenshot, a pasted table."""
WORDS_UPON = 8
"""A picture with as many words of the layer upon it is a background."""
DRAWN_TEXT = 150
"""As many drawn shapes without text are letters turned into outlines, or a drawing with its labels."""
UNMAPPED = 0.1
"""Share of characters that stand for nothing, from which on the layer is garbled."""
LETTERS_ENOUGH = 60
"""Letters that it takes to tell by their vowels whether they are language."""
VOWELS_BETWEEN = (0.22, 0.62)
"""Romanian, English and German have 37 to 48 vowels in 100 letters; codes shifted by a wrong encoding have about 20."""
LATIN_ENOUGH = 0.5
_VOWELS = frozenset("aeiouyAEIOUY")
_READABLE_SCRIPTS = ("CYRILLIC", "GREEK")


class Verdict(Enum):
    """What to do with a page."""

    KEEP = "keep"
    """The layer says what the page says."""
    ADD = "add"
    """The layer is right, but there are pictures beside it that may hold text."""
    REPLACE = "replace"
    """The layer is no good: the page's picture is read instead."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What a page's text layer and its drawn objects are like; rectangles as the page is shown."""

    words: Sequence[Word]
    unmapped: int
    """Characters that stand for nothing: the font does not say what it shows."""
    hidden: bool
    """The text is invisible: somebody else's recognition laid under a scan."""
    pictures: Sequence[Rect]
    shapes: int
    width: float
    height: float

    @property
    def characters(self) -> int:
        """Printable ones."""
        return sum(len(word.text) for word in self.words)

    def share(self, rect: Rect) -> float:
        """How much of the page a rectangle takes."""
        return max(0.0, rect.x1 - rect.x0) * max(0.0, rect.height) / max(self.width * self.height, 1.0)


def judge(layer: Layer) -> Verdict:
    """Whether to keep a page's text layer."""
    scanned = sum(layer.share(picture) for picture in layer.pictures) >= FULL_PAGE
    if layer.characters < MINIMUM_CHARACTERS:
        empty = not layer.pictures and layer.shapes < DRAWN_TEXT and not layer.unmapped
        return Verdict.KEEP if empty else Verdict.REPLACE
    if scanned and (layer.hidden or layer.characters < FOOTER_CHARACTERS):
        return Verdict.REPLACE
    if is_garbled(layer):
        return Verdict.REPLACE
    return Verdict.ADD if unread_pictures(layer) else Verdict.KEEP


def unread_pictures(layer: Layer) -> list[Rect]:
    """The large pictures without the layer's words upon them."""
    return [
        picture
        for picture in layer.pictures
        if layer.share(picture) >= LARGE_PICTURE and sum(_within(word, picture) for word in layer.words) < WORDS_UPON
    ]


def is_garbled(layer: Layer) -> bool:
    """Whether the characters are not what the page shows, because a font does not say, or says something wrong."""
    if layer.unmapped > UNMAPPED * (layer.characters + layer.unmapped):
        return True
    letters = [char for word in layer.words for char in word.text if char.isalpha()]
    if len(letters) < LETTERS_ENOUGH:
        return False
    names = [unicodedata.name(char, "") for char in letters]
    if sum(name.startswith(_READABLE_SCRIPTS) for name in names) > len(letters) / 2:
        return False
    latin = [
        unicodedata.normalize("NFD", char)[0]
        for char, name in zip(letters, names, strict=True)
        if name.startswith("LATIN")
    ]
    if len(latin) < LATIN_ENOUGH * len(letters):
        return True
    low, high = VOWELS_BETWEEN
    return not low <= sum(char in _VOWELS for char in latin) / len(latin) <= high


def _within(word: Word, picture: Rect) -> bool:
    middle = (word.rect.x0 + word.rect.x1) / 2
    return picture.x0 <= middle <= picture.x1 and picture.y0 <= word.rect.middle <= picture.y1
