"""What an order says besides its words: where, when, what, for how much.

Contracts for a year, rules for carriers, reminders and messages about a transport have the words of an order, but tell
no transport: an order does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ai_processor.extractors.headings import HEADER_PATTERNS, STOP_HEADERS, STOP_SENTENCES
from ai_processor.extractors.lexicon import LABELS, NUMBERING
from ai_processor.values.dates import find_dates, find_windows
from ai_processor.values.money import find_money
from ai_processor.values.plates import find_plates
from ai_processor.values.quantities import Kind, find_quantities
from ai_processor.values.text import fold

LEAST_OF_AN_ORDER = 3
"""Points that an order has at least: two for a title with its number, two for stops told under words of their own, one
for all else."""
_PLACE = re.compile(
    r"(?<![\w.,/])(?:[A-Z]{1,2}\s?-\s?|[A-Z]{2} )?(?:\d{4,6}|\d{2}-\d{3}|\d{3} \d{2}|[A-Z]{1,2}\d{1,2} \d[A-Z]{2})"
    r"(?:\s?[A-Z]{2})?,?\s+[^\W\d_]{3,}"
)
_TITLE = re.compile(
    rf"{NUMBERING}(?:{LABELS['reference']})\s*[:.#]?\s*(?=\S*\d)[a-z0-9./_-]+(?:\s*(?:/|,|din|of|vom|dated|data|date|:)\s*)*"
)
"""A title that is nothing but the order's number, and its date."""
_CLIENT = HEADER_PATTERNS["client"]
_LABELLED_PRICE = re.compile(rf"{NUMBERING}(?:{LABELS['price']})\W")
_LABELLED_PLATE = re.compile(rf"{NUMBERING}(?:{LABELS['truck_plate']})\W")
_LOAD: tuple[Kind, ...] = ("kg", "pallets", "ldm")


def substance(lines: Sequence[str]) -> int:
    """How many points of an order the lines tell, as they stand on the page."""
    folded = [fold(line) for line in lines]
    return (
        2 * any(_is_title(line) for line in folded)
        + 2 * all(_has_stop(kind, folded) for kind in STOP_HEADERS)
        + any(match.end() < len(line) for line in folded if (match := _CLIENT.match(line)))
        + any(_PLACE.search(line) for line in lines)
        + (sum(bool(find_dates(line)) for line in lines) >= 2)
        + any(find_windows(line) for line in lines)
        + any(find_quantities(line, kind, mark=",") for line in lines for kind in _LOAD)
        + any(_LABELLED_PRICE.match(line) and find_money(line, mark=",") for line in folded)
        + any(
            _LABELLED_PLATE.match(text) and find_plates(line, foreign=True)
            for line, text in zip(lines, folded, strict=True)
        )
    )


def _is_title(folded: str) -> bool:
    match = _TITLE.match(folded)
    if match is None:
        return False
    dates = find_dates(folded[match.start() :])
    return match.end() >= len(folded) or (
        bool(dates) and dates[0].start <= match.end() + 1 and dates[0].end >= len(folded) - 1
    )


def _has_stop(kind: str, folded: Sequence[str]) -> bool:
    patterns = (STOP_HEADERS[kind], STOP_SENTENCES[kind])
    return any(pattern.match(line) for pattern in patterns for line in folded)
