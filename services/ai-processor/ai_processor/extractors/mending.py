"""Recognised text, mended where only one thing can have stood there: words of labels, and digits within numbers.

What a person wrote (names, streets, references) is left as it was read: it has no dictionary, but for legal forms and
the "I" that begins many a Romanian name. A page with a text layer is left alone altogether.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from freightwire.events.extraction import FieldSource
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein, Prefix

from ai_processor.extractors.label_words import LABEL_WORDS
from ai_processor.layout import PageText, Rect, Segment, Word
from ai_processor.values.text import fold

UNSURE = 0.93
"""A word that was recognised less surely than this, or not by every pass, may be two letters off."""
NOISE = 0.6
"""A stroke recognised less surely than this is the mark of a pen, of a stamp or of a ruled line."""
LEAST_LENGTH, LONG = 5, 8
"""A word shorter than the first is never mended by likeness, and one from the second on may be further off."""
ENDING = 2
"""Letters at the end of a word that change with its case and number."""
_SKELETON = (
    ("rn", "m"),
    ("vv", "w"),
    ("cl", "d"),
    ("ii", "u"),
    ("0", "o"),
    ("1", "l"),
    ("|", "l"),
    ("i", "l"),
    ("5", "s"),
    ("8", "b"),
    ("6", "b"),
    ("t", "l"),
    ("f", "l"),
    ("c", "e"),
    ("q", "g"),
    ("9", "g"),
)
"""Letters that look alike, made the same."""
_CORE = re.compile(r"[^\W_]+(?:[|][^\W_]+)*")
_LOOKS_LIKE_DIGITS = str.maketrans("OoQDlI|iSBZ", "00001111582")
_FORMS = (
    (re.compile(r"^(\W*)([Dd])\.[0Oo]\.[0Oo]\.?(\W*)$"), r"\1\2.O.O.\3"),
    (re.compile(r"^(\W*S\.?\s?r\.?\s?)[1|I](\.?\W*)$"), r"\1l\2"),
    (re.compile(r"^(\W*S\.?\s?R\.?\s?)[1|](\.?\W*)$"), r"\1L\2"),
    (re.compile(r"^(\W*C\.?U\.?)[1l|](\.?)(?=\W|$)"), r"\1I\2"),
    (re.compile(r"^l(?=alomi|a[sș]i\b|oan|on(?:\b|el|esc|i[tț]|u[tț])|uli|ancu|acob|osif|ord|org)"), "I"),
)
"""Misread legal forms and first letters of Romanian names, with what they are: "D.0.0.", "S.r.1.", "lonescu"."""
_NUMERAL = re.compile(r"^(\W*)([\dOoQDlI|iSBZ]+(?:[.,:/][\dOoQDlI|iSBZ]+)+)(\W*(?:%|kg|EUR|RON|lei|h)?\W*)$")
_FIRST = frozenset({"data", "loc", "locul", "numar", "adresa", "termen", "cod", "date", "pret", "conditii", "total"})
"""Words that begin a label of two, and run into the second."""


def mend(page: PageText) -> PageText:
    """The page with its recognised words mended; a page with a text layer as it is."""
    if page.source is not FieldSource.OCR:
        return page
    segments = []
    for segment in page.segments:
        words = tuple(mended for word in segment.words for mended in _mended(word))
        if words:
            segments.append(segment if words == segment.words else Segment(segment.page, segment.line, words))
    return replace(page, segments=tuple(segments))


def _mended(word: Word) -> Iterator[Word]:
    if not any(char.isalnum() for char in word.text):
        if word.confidence >= NOISE:
            yield word
        return
    if numeral := digits_mended(word.text):
        yield replace(word, text=numeral)
        return
    if form := form_mended(word.text):
        yield replace(word, text=form)
        return
    core = _CORE.search(word.text)
    if core is None or fold(core.group()) in LABEL_WORDS:
        yield word
        return
    if two := _two_words(core.group()):
        yield from _split(word, core, two)
        return
    known = likely_word(core.group(), unsure=word.confidence < UNSURE or not word.agreed)
    if known is None:
        yield word
        return
    text = word.text[: core.start()] + _cased(known, core.group()) + word.text[core.end() :]
    yield replace(word, text=text)


def form_mended(text: str) -> str | None:
    """A legal form, a label of three letters or a name whose I, l or O was taken for what looks like it; else None."""
    for pattern, replacement in _FORMS:
        mended = pattern.sub(replacement, text)
        if mended != text:
            return mended
    return None


def digits_mended(text: str) -> str | None:
    """A number, date or time with the letters in it that are misread digits; None where there are none, or where it
    may be something else: each group between marks must have more digits than letters."""
    match = _NUMERAL.match(text)
    if match is None or match[2].translate(_LOOKS_LIKE_DIGITS) == match[2]:
        return None
    for group in re.split(r"[.,:/]", match[2]):
        digits = sum(char.isdigit() for char in group)
        if 2 * digits < len(group) or (digits == len(group) - digits and re.search(r"[SBZD]", group)):
            return None
    return match[1] + match[2].translate(_LOOKS_LIKE_DIGITS) + match[3]


@lru_cache(maxsize=8192)
def likely_word(text: str, *, unsure: bool) -> str | None:
    """The word of a label that ``text`` is a misreading of; None where it is none, or where it may be two.

    Args:
        unsure: whether it was recognised badly; else it must look the same.
    """
    folded = fold(text)
    if len(folded) < LEAST_LENGTH or folded in LABEL_WORDS:
        return None
    skeleton = _skeleton(folded)
    alike = _BY_SKELETON.get(skeleton, ())
    if len(alike) == 1:
        return LABEL_WORDS[alike[0]]
    if not unsure:
        return None
    allowed = 2 if len(folded) >= LONG else 1
    near = process.extract(skeleton, _SKELETONS, scorer=Levenshtein.distance, score_cutoff=allowed, limit=2)
    if not near or (len(near) > 1 and near[0][1] == near[1][1]):
        return None
    words = _BY_SKELETON[near[0][0]]
    return LABEL_WORDS[words[0]] if len(words) == 1 and not _is_inflected(folded, words[0]) else None


def _is_inflected(text: str, known: str) -> bool:
    """Whether ``text`` is rather another form of the word: "facturii" beside "factura"."""
    other_end = len(text) != len(known) or text[-1] != known[-1]
    return other_end and Prefix.similarity(text, known) >= len(known) - ENDING


def _skeleton(folded: str) -> str:
    for looks, same in _SKELETON:
        folded = folded.replace(looks, same)
    return folded


def _by_skeleton() -> dict[str, tuple[str, ...]]:
    result: dict[str, tuple[str, ...]] = {}
    for word in LABEL_WORDS:
        skeleton = _skeleton(word)
        result[skeleton] = (*result.get(skeleton, ()), word)
    return result


_BY_SKELETON = _by_skeleton()
_SKELETONS = list(_BY_SKELETON)


def _two_words(text: str) -> int | None:
    """Where a word is two words of a label that ran together: the length of the first."""
    folded = fold(text)
    for length in range(3, len(folded) - 3):
        if folded[:length] in _FIRST and folded[length:] in LABEL_WORDS:
            return length
    return None


def _split(word: Word, core: re.Match[str], length: int) -> Iterator[Word]:
    cut = core.start() + length
    x = word.rect.x0 + (word.rect.x1 - word.rect.x0) * cut / len(word.text)
    yield replace(word, text=word.text[:cut], rect=Rect(word.rect.x0, word.rect.y0, x, word.rect.y1))
    yield replace(word, text=word.text[cut:], rect=Rect(x, word.rect.y0, word.rect.x1, word.rect.y1))


def _cased(known: str, read: str) -> str:
    """The word in the case in which it was read."""
    letters = [char for char in read if char.isalpha()]
    if len(letters) > 1 and sum(char.isupper() for char in letters) > len(letters) / 2:
        return known.upper()
    return known.capitalize() if read[0].isupper() or read[0] in "l1|I" else known
