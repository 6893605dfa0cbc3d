"""Several passes over one page made one: per place on the page, the reading that deserves to be believed. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ai_processor.layout import Rect, Word
from ai_processor.ocr.languages import GERMAN, ROMANIAN
from ai_processor.values.text import comma_below

if TYPE_CHECKING:
    from ai_processor.ocr.recogniser import Recognised

SHARED = 0.5
"""Words of two passes stand in the same place when they share this much of the smaller one, across and down."""
LEAST_CONFIDENCE = 0.2
"""A word that one pass alone saw, less surely than this, is a speck."""
TALLEST = 4.0
"""Times the usual height of the page's words: beyond it are pictures and lines, not letters."""
OWN_SIGNS_BONUS = 0.08
"""What a pass is believed more for signs of its own: only Romanian's alphabet has Romanian letters, and its pass is the
one that misreads `@` and `°`."""
_MARKS = re.compile(r"[|¦_~=\[\]{}\\.,:;'’‘`\"„”“°·]+")
"""Nothing but what specks and the borders of tables are read as."""
_EDGES = "|¦"
_ROMANIAN = frozenset("ăâîșțĂÂÎȘȚ")
_GERMAN = frozenset("äöüßÄÖÜ")
_OWN_SIGNS = {ROMANIAN: _ROMANIAN, "eng": frozenset("@°€#%&+"), GERMAN: _GERMAN}
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Reading:
    """What one pass saw in a place, from left to right. There are hundreds on a page, each looked at several times."""

    language: str
    words: tuple[Recognised, ...]

    @cached_property
    def text(self) -> str:
        return comma_below(" ".join(word.text for word in self.words))

    @cached_property
    def confidence(self) -> float:
        return sum(word.confidence for word in self.words) / len(self.words)

    @cached_property
    def letters(self) -> str:
        """What must be the same for two passes to agree: all but spaces, diacritics and the shape of quotes."""
        if self.text.isascii():
            return "".join(self.text.split())
        bare = unicodedata.normalize("NFKD", self.text.translate(_SAME))
        return "".join(char for char in bare if not char.isspace() and not unicodedata.combining(char))

    @cached_property
    def weight(self) -> float:
        return self.confidence + (OWN_SIGNS_BONUS if _OWN_SIGNS.get(self.language, _NONE) & set(self.text) else 0.0)

    @property
    def alphabet(self) -> int:
        """Of readings that are the same but for diacritics, Romanian's are believed, then German's umlauts."""
        letters = set(self.text)
        if self.language == ROMANIAN and letters & _ROMANIAN:
            return 2
        return int(self.language == GERMAN and bool(letters & _GERMAN))


_MISREAD = {
    "ü": "(?:ü|u|ii|ti|il|li|û)",
    "Ü": "(?:Ü|U|Il|Û)",
    "ö": "(?:ö|o|6|ô)",
    "Ö": "(?:Ö|O|0|Ô)",
    "ä": "(?:ä|a)",
    "Ä": "(?:Ä|A)",
    "ß": "(?:ß|ss|B|8|f)",
}
"""What other alphabets make of German letters."""
_SAME = str.maketrans({"„": '"', "”": '"', "“": '"', "’": "'", "‘": "'", "—": "-", "–": "-", "ß": "s"})


def reconcile(passes: Mapping[str, Sequence[Recognised]]) -> list[Word]:
    """The words of a page, from the passes of several languages over one picture.

    A word's ``confidence`` is that of the pass it is taken from; ``agreed``: another pass read the same there.
    """
    readings = [(language, tidied) for language, words in passes.items() for word in words if (tidied := _tidied(word))]
    readings = _without_giants(readings)
    result: list[Word] = []
    for place in _places([word.rect for _, word in readings], [language for language, _ in readings]):
        by_language: dict[str, list[Recognised]] = {}
        for index in place:
            language, word = readings[index]
            by_language.setdefault(language, []).append(word)
        result += _believed([_Reading(language, _in_order(words)) for language, words in by_language.items()])
    return result


def _tidied(word: Recognised) -> Recognised | None:
    """Without what borders of tables left on it; None when nothing else is there."""
    if _MARKS.fullmatch(word.text):
        return None
    text = word.text.strip(_EDGES)
    return type(word)(text, word.rect, word.confidence) if text else None


def _without_giants(readings: list[tuple[str, Recognised]]) -> list[tuple[str, Recognised]]:
    if not readings:
        return readings
    usual = float(np.median([word.rect.height for _, word in readings]))
    return [(language, word) for language, word in readings if word.rect.height <= TALLEST * usual]


def _places(rects: Sequence[Rect], owners: Sequence[str]) -> list[list[int]]:
    """Indices of words that stand in the same place, over all passes."""
    if not rects:
        return []
    boxes = np.array([(rect.x0, rect.y0, rect.x1, rect.y1) for rect in rects])
    codes = np.unique(np.array(owners), return_inverse=True)[1]
    x0, y0, x1, y1 = boxes.T
    across = np.minimum.outer(x1, x1) - np.maximum.outer(x0, x0)
    down = np.minimum.outer(y1, y1) - np.maximum.outer(y0, y0)
    same = (
        (across > SHARED * np.minimum.outer(x1 - x0, x1 - x0))
        & (down > SHARED * np.minimum.outer(y1 - y0, y1 - y0))
        & (codes[:, None] != codes[None, :])
    )
    place = list(range(len(rects)))

    def root(index: int) -> int:
        while place[index] != index:
            place[index] = place[place[index]]
            index = place[index]
        return index

    for left, right in np.argwhere(same).tolist():
        if left < right:
            place[root(right)] = root(left)
    together: dict[int, list[int]] = {}
    for index in range(len(rects)):
        together.setdefault(root(index), []).append(index)
    return list(together.values())


def _in_order(words: list[Recognised]) -> tuple[Recognised, ...]:
    return tuple(sorted(words, key=lambda word: word.rect.x0))


def _believed(readings: list[_Reading]) -> list[Word]:
    """The words of one place."""
    if len(readings) == 1 and readings[0].confidence < LEAST_CONFIDENCE:
        return []
    same: dict[str, list[_Reading]] = {}
    for reading in readings:
        same.setdefault(reading.letters, []).append(reading)
    if (german := _umlauts(readings)) is not None:
        same = {german[0].letters: german}
    # More passes that read the same first; then whoever is surer, with its own alphabet in its favour.
    group = max(same.values(), key=lambda each: (len(each), max(reading.weight for reading in each)))
    best = max(group, key=lambda reading: (reading.alphabet, reading.weight))
    agreed = len(group) > 1
    return [
        Word(comma_below(word.text), word.rect, confidence=round(word.confidence, 4), agreed=agreed)
        for word in best.words
    ]


def _umlauts(readings: list[_Reading]) -> list[_Reading] | None:
    """The German reading and those that are the same but for what others make of its letters; None: there are none."""
    german = next((each for each in readings if each.language == GERMAN and set(each.text) & _GERMAN), None)
    if german is None or any(set(each.text) & _ROMANIAN for each in readings):
        return None
    pattern = re.compile("".join(_MISREAD.get(char, re.escape(char)) for char in german.text if not char.isspace()))
    others = [each for each in readings if each is not german and pattern.fullmatch("".join(each.text.split()))]
    return [german, *others] if others else None
