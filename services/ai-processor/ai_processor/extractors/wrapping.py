"""Lines that only wrapped, put together again before anything is looked for in them."""

from __future__ import annotations

import re

from ai_processor.extractors.cells import MARKED, UNIT_NOTE
from ai_processor.extractors.headings import CERTAIN_FORM
from ai_processor.extractors.labels import find_labels
from ai_processor.extractors.vocabulary import Vocabulary
from ai_processor.layout import PageText, Rect, Segment
from ai_processor.values.text import fold

WRAP_GAP = 0.9
"""Lines of one paragraph lie at most this share of their height apart."""
WIDEST_PADDING = 12.0
"""Points between a cell's border and its text, at most."""
_GOES_ON = re.compile(
    r"\s(?:de|la|din|cu|pentru|of|for|the|der|des|und|and|si|nr\.?|no\.|bis|to|intre|between|ora|orele)$"
)
"""A line that ends so is not complete: "Adresa de", under it "descărcare"."""
_TOWN = re.compile(r"(?:[A-Z]{1,2}[- ])?\d{4,6} (?!(?:EUR|RON|LEI|KG)\b)[^\W\d_a-z][^\W\d_]{2,}")
"""A postcode and a town begin a line of an address."""
_CAPTION_NUMBER = re.compile(r"^\(?\d{1,2}[.):]?\s+")
_ENDS_A_NAME = re.compile(rf"(?<![\w.]){CERTAIN_FORM}$")
"""A firm's name ends with its legal form; its address begins below."""
_AMOUNT = re.compile(r"\W*(?:[a-z]{3}|€)?\s?\d[\d., ]*[.,]\d{2}\s?(?:[a-z]{3}|€)?")


def join_wrapped(page: PageText, vocabulary: Vocabulary) -> list[Segment]:
    """Segments, with lines that only wrapped joined into one: the next word would not have fitted.

    The right edge is the nearest ruled line, else the next column, else the page's margin, taken to be as wide as the
    left one.
    """
    if not page.segments:
        return []
    lines: dict[int, list[Segment]] = {}
    for segment in page.segments:
        lines.setdefault(segment.line, []).append(segment)
    left = min(segment.rect.x0 for segment in page.segments)
    margin = max(page.width - left, *(segment.rect.x1 for segment in page.segments))
    result: list[Segment] = []
    gone: set[int] = set()
    for segment in page.segments:
        if id(segment) in gone:
            continue
        joined, last = segment, segment
        while (following := _continuation(last, lines, page, margin, vocabulary)) is not None and id(
            following
        ) not in gone:
            joined = Segment(joined.page, joined.line, joined.words + following.words)
            gone.add(id(following))
            last = following
        result.append(joined)
    return result


def _continuation(
    segment: Segment, lines: dict[int, list[Segment]], page: PageText, margin: float, vocabulary: Vocabulary
) -> Segment | None:
    rect = segment.rect
    for number in (segment.line + 1, segment.line + 2):
        for other in lines.get(number, ()):
            if abs(other.rect.x0 - rect.x0) > 2.5 or other.rect.overlap_x(rect) <= 0:
                continue
            space = 0.3 * rect.height
            first = other.words[0].rect
            limit = _right_edge(segment, lines, page, margin)
            unfinished = _GOES_ON.search(fold(segment.text)) is not None and not _is_caption(segment, vocabulary)
            fits = rect.x1 + space + (first.x1 - first.x0) <= limit and not unfinished
            apart = other.rect.y0 - rect.y1 > WRAP_GAP * rect.height
            # Of whole lines: a recognised word is only as high as its letters.
            differs = abs(other.rect.height - rect.height) > 0.2 * rect.height
            wider = other.rect.x1 > limit + 1
            new = not unfinished and (_begins_anew(segment, other, vocabulary) or _begins_row(lines[number]))
            apart = apart or _is_ruled_off(rect, other.rect, page)
            return None if fits or wider or apart or differs or new else other
    return None


def _right_edge(segment: Segment, lines: dict[int, list[Segment]], page: PageText, margin: float) -> float:
    rect = segment.rect
    rules = [x for x, top, bottom in page.rules.vertical if top - 1 <= rect.middle <= bottom + 1]
    # A cell is padded on both sides alike.
    padding = min((rect.x0 - x for x in rules if x <= rect.x0 + 1), default=0.0)
    inner = [x - min(padding, WIDEST_PADDING) for x in rules if x >= rect.x1 - 1]
    beside = [each.rect.x0 - rect.height for each in lines[segment.line] if each.rect.x0 > rect.x1]
    return min([*inner, *beside, margin])


def _begins_row(line: list[Segment]) -> bool:
    """Whether a line is the next row of a table: its first cell is the row's number."""
    return len(line) > 2 and re.fullmatch(r"\d{1,3}[.)]?", line[0].text) is not None


def _is_ruled_off(rect: Rect, other: Rect, page: PageText) -> bool:
    """Whether a ruled line runs between two lines."""
    return any(
        rect.y1 - 2 <= y <= other.y0 + 2 and left <= rect.x0 + 3 and right >= min(rect.x1, other.x1) - 3
        for y, left, right in page.rules.horizontal
    )


def _begins_anew(before: Segment, segment: Segment, vocabulary: Vocabulary) -> bool:
    """Whether a line is certainly no continuation: a number, a heading or a label with its mark."""
    if segment.text[:1].islower():
        return False
    if _TOWN.match(segment.text) or _ENDS_A_NAME.search(fold(before.text)) or _is_caption(before, vocabulary):
        return True
    text = fold(segment.text)
    if re.match(r"\(?\d{1,2}[.)]\s|[•*·▪►-]\s", text):
        return True
    if _AMOUNT.fullmatch(text):
        return True
    if vocabulary.heading_of(text):
        return True
    labels = find_labels(text, vocabulary.labels)
    return bool(labels) and labels[0].start <= 2 and labels[0].strength >= MARKED


def _is_caption(segment: Segment, vocabulary: Vocabulary) -> bool:
    """Whether a line is nothing but a heading or a label, with its number or without: its value begins below."""
    text = _CAPTION_NUMBER.sub("", fold(segment.text)).rstrip(" :")
    if (heading := vocabulary.heading_of(text)) and heading[1].end() == len(text):
        return True
    return any(
        label.start == 0 and (label.end == len(text) or UNIT_NOTE.fullmatch(text, label.end))
        for label in find_labels(text, vocabulary.labels)
    )
